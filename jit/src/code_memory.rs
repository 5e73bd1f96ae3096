//! Executable memory: functions go in as bytes, addresses come out, and each can be freed alone.
//!
//! Functions lie densely in chunks of pages. A page is never writable and executable at once: while a function is written,
//! those that share its pages cannot run. They need not, because nothing is compiled while machine code is on the native stack:
//! the tracer compiles after [`MachineCode::run`](crate::machine_code::MachineCode::run) has returned, or when the interpreter
//! has recorded something; and while a trace runs the machine has no tracer, so an interpreter that a helper
//! starts records and enters nothing. A machine runs on one thread at a time, and its code memory is its own.
#![allow(unsafe_code)]

use crate::free_list::FreeList;
use crate::machine_code::MachineCodeError;
use hashbrown::HashMap;
use region::{Allocation, Protection};
use wasmtime_internal_jit_icache_coherence as caches;

/// Bytes of a chunk, unless a function is larger.
const CHUNK: usize = 1 << 20;
/// What functions begin at multiples of: a line of the processor's cache.
const ALIGNMENT: usize = 64;

/// Machine code in executable memory.
#[derive(Default)]
pub(crate) struct CodeMemory {
    chunks: Vec<Chunk>,
    /// Bytes of each function, by address.
    functions: HashMap<usize, usize>,
    bytes: usize,
}

/// Pages that belong together.
struct Chunk {
    pages: Allocation,
    free: FreeList,
}

// SAFETY: the chunk owns its pages, which are unmapped when it is dropped, by whatever thread.
unsafe impl Send for Chunk {}

impl CodeMemory {
    /// Bytes of all functions that are there.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts a function there, and answers its address. It stays there until it is freed, or the memory is dropped.
    pub(crate) fn add(&mut self, code: &[u8]) -> Result<*const u8, MachineCodeError> {
        let size = code.len().next_multiple_of(ALIGNMENT);
        let found = self
            .chunks
            .iter_mut()
            .enumerate()
            .find_map(|(number, chunk)| Some((number, chunk.free.take(size)?)));
        let (number, start) = match found {
            Some(found) => found,
            None => {
                let mut chunk = Chunk::new(size)?;
                let start = chunk.free.take(size).expect("it has room for a function at least");
                self.chunks.push(chunk);
                (self.chunks.len() - 1, start)
            }
        };
        let chunk = &mut self.chunks[number];
        match chunk.write(start, code) {
            Ok(address) => {
                self.functions.insert(address as usize, code.len());
                self.bytes += size;
                Ok(address)
            }
            Err(error) => {
                chunk.free.give_back(start, size);
                Err(error)
            }
        }
    }

    /// The bytes of the function at an address; none if there is none.
    pub(crate) fn bytes_of(&self, address: *const u8) -> &[u8] {
        let Some(&size) = self.functions.get(&(address as usize)) else { return &[] };
        // SAFETY: so many bytes were written there, and pages are always readable; who changes them needs `&mut self`.
        unsafe { std::slice::from_raw_parts(address, size) }
    }

    /// Frees the function at an address. It must not run, nor run again.
    pub(crate) fn free(&mut self, address: *const u8) {
        let Some(size) = self.functions.remove(&(address as usize)) else { return };
        let size = size.next_multiple_of(ALIGNMENT);
        self.bytes -= size;
        let of_it = |chunk: &Chunk| chunk.pages.as_range().contains(&(address as usize));
        let Some(number) = self.chunks.iter().position(of_it) else { return };
        let chunk = &mut self.chunks[number];
        chunk.free.give_back(address as usize - chunk.pages.as_range().start, size);
        // One chunk is kept for the function that comes next.
        if chunk.free.is_whole() && self.chunks.len() > 1 {
            self.chunks.swap_remove(number);
        }
    }
}

impl Chunk {
    /// One with room for `size` bytes.
    fn new(size: usize) -> Result<Chunk, MachineCodeError> {
        // Where the system allows no such memory it says so here.
        let pages = region::alloc(size.max(CHUNK), Protection::READ_EXECUTE)
            .map_err(MachineCodeError::from)?;
        Ok(Chunk { free: FreeList::new(pages.len()), pages })
    }

    /// Copies a function to bytes that were taken for it.
    fn write(&mut self, start: usize, code: &[u8]) -> Result<*const u8, MachineCodeError> {
        assert!(start + code.len() <= self.pages.len());
        let address = self.pages.as_mut_ptr::<u8>().wrapping_add(start);
        // SAFETY: the bytes are the chunk's, and no function's; none of the chunk's functions runs meanwhile (see above), so
        // nothing misses that its pages are executable. Nobody has a reference to the pages.
        unsafe {
            region::protect(address, code.len(), Protection::READ_WRITE)
                .map_err(MachineCodeError::from)?;
            address.copy_from_nonoverlapping(code.as_ptr(), code.len());
            // Processors whose caches of instructions do not see stores are told of them.
            let told = caches::clear_cache(address.cast(), code.len());
            // What they were before they can be again; the other functions in these pages could not run if not.
            region::protect(address, code.len(), Protection::READ_EXECUTE)
                .expect("pages that were executable are so again");
            told.and_then(|()| caches::pipeline_flush_mt()).map_err(MachineCodeError::from)?;
        }
        Ok(address)
    }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, CodeMemory};
    use fastrand::Rng;

    /// Each function has its bytes for as long as it is there, and room that was freed is used again.
    #[test]
    fn functions_stay_as_they_are_until_freed() {
        let mut random = Rng::with_seed(1);
        let mut memory = CodeMemory::default();
        let mut functions: Vec<(*const u8, Vec<u8>)> = Vec::new();
        let (mut live, mut most) = (0, 0);
        for _ in 0..3000 {
            if random.u8(..) < 140 || functions.is_empty() {
                let longest = if random.u8(..) == 0 { 2 * CHUNK } else { 10_000 };
                let fill = random.u8(..);
                let code = vec![fill; random.usize(1..longest)];
                let address = memory.add(&code).expect("there is memory");
                live += code.len();
                functions.push((address, code));
            } else {
                let (address, code) = functions.swap_remove(random.usize(..functions.len()));
                assert!(memory.bytes_of(address) == code);
                live -= code.len();
                memory.free(address);
            }
            most = most.max(live);
        }
        assert!(memory.bytes() >= live && memory.bytes() < live + 64 * functions.len());
        let pages: usize = memory.chunks.iter().map(|chunk| chunk.pages.len()).sum();
        assert!(pages < 2 * most + 4 * CHUNK, "{pages} bytes for {most} at most");
        for (address, code) in functions {
            assert!(memory.bytes_of(address) == code);
            memory.free(address);
        }
        assert_eq!((memory.bytes(), memory.chunks.len()), (0, 1));
        assert!(memory.chunks[0].free.is_whole());
    }
}
