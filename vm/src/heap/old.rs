//! The old generation: size-classed blocks swept lazily, and objects with an allocation of their own.
//!
//! A block holds cells of one class. A cell starts with a header; a free one is flagged `FREE` and
//! links to the next. After marking, a block is swept when its class next needs a cell; all blocks are
//! swept before the next marking begins. Objects never move within the old generation.
#![allow(unsafe_code)]

use super::identity::Identities;
use super::types::{FREE, Header, IDENTIFIED, LARGE, MARK, OLD};
use crate::value::Value;
use std::alloc::{Layout, alloc, alloc_zeroed, dealloc};

/// Words of a block.
pub(crate) const BLOCK_WORDS: usize = 4096;
/// Objects with more words than this, header included, are large.
pub(crate) const LARGE_WORDS: usize = 256;

/// Objects with more words than this, header included, are born with zeros.
pub(crate) const ZEROED_WORDS: usize = 1 << 16;

/// Blocks that are swept in search of a free cell before memory is asked for.
const SWEPT_AT_ONCE: usize = 8;

/// Blocks that one collection of the nursery sweeps. Where almost everything lives, a block has a free cell or two,
/// and each of them would cost a walk through it.
const SWEPT_PER_COLLECTION: usize = 128;

/// Objects that are marked in the time in which a block is swept.
const SWEPT_BLOCK: usize = 256;
/// Objects that are marked in the time in which a large object goes back to the system.
const FREED_LARGE: usize = 64;

/// Words per cell of each class.
const CLASSES: [u16; 24] =
    [2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56, 64, 80, 96, 128, 192, 256];

/// The class of each size in words.
const CLASS_OF: [u8; LARGE_WORDS + 1] = {
    let mut table = [0u8; LARGE_WORDS + 1];
    let mut size = 0;
    let mut class = 0;
    while size <= LARGE_WORDS {
        if size > CLASSES[class] as usize {
            class += 1;
        }
        table[size] = class as u8;
        size += 1;
    }
    table
};

struct Block {
    start: *mut u64,
    swept: bool,
}

struct Class {
    cell_words: usize,
    blocks: Vec<Block>,
    /// The next block to look at when cells run out.
    next_unswept: usize,
    free: *mut u64,
}

/// The old generation.
pub(crate) struct Old {
    classes: Vec<Class>,
    large: Vec<*mut u64>,
    /// Large objects of which it is not known whether they live.
    large_unswept: Vec<*mut u64>,
    /// `MARK` or 0: what a marked object's mark bit equals.
    pub(crate) parity: u64,
    /// The mark bit of objects that are born: while marking goes on, they are not marked.
    born: u64,
    /// Blocks that may still be swept in the collection of the nursery that goes on.
    sweeps: usize,
    /// Numbers of objects that are compared by identity.
    pub(super) identities: Identities,
    /// Bytes reserved from the system.
    pub(crate) reserved: usize,
    /// Bytes in cells handed out and large objects, for the decision when to collect.
    pub(crate) used: usize,
}

// SAFETY: the pointers are owned by this structure alone.
unsafe impl Send for Old {}

fn words_layout(words: usize) -> Layout {
    Layout::array::<u64>(words).expect("object sizes are bounded by the 32-bit word count")
}

fn allocate(words: usize) -> *mut u64 {
    let layout = words_layout(words);
    // SAFETY: the layout has at least two words.
    let pointer = unsafe { alloc(layout) } as *mut u64;
    if pointer.is_null() {
        std::alloc::handle_alloc_error(layout);
    }
    pointer
}

/// As [`allocate`], with all words zero, which the system knows without touching them.
fn allocate_zeroed(words: usize) -> *mut u64 {
    let layout = words_layout(words);
    // SAFETY: the layout has at least two words.
    let pointer = unsafe { alloc_zeroed(layout) } as *mut u64;
    if pointer.is_null() {
        std::alloc::handle_alloc_error(layout);
    }
    pointer
}

impl Old {
    pub(crate) fn new() -> Old {
        let classes = CLASSES
            .iter()
            .map(|&words| Class {
                cell_words: words as usize,
                blocks: Vec::new(),
                next_unswept: 0,
                free: std::ptr::null_mut(),
            })
            .collect();
        Old {
            classes,
            large: Vec::new(),
            large_unswept: Vec::new(),
            parity: MARK,
            born: MARK,
            sweeps: 0,
            identities: Identities::default(),
            reserved: 0,
            used: 0,
        }
    }

    /// A cell for an object of `words` words, header included. Its content is not initialised; the
    /// header to write there is `header` with the flags this function returns.
    pub(crate) fn allocate(&mut self, words: usize) -> (*mut u64, u64) {
        if words > LARGE_WORDS {
            let pointer =
                if words > ZEROED_WORDS { allocate_zeroed(words) } else { allocate(words) };
            self.large.push(pointer);
            self.reserved += words * 8;
            self.used += words * 8;
            return (pointer, OLD | LARGE | self.born);
        }
        let class = &mut self.classes[CLASS_OF[words] as usize];
        if class.free.is_null() {
            self.sweeps = class.refill(self.parity, self.sweeps, &mut self.identities);
            if class.free.is_null() {
                class.add_block();
                self.reserved += BLOCK_WORDS * 8;
            }
        }
        let cell = class.free;
        // SAFETY: `refill` leaves a free cell, whose word 1 links to the next.
        class.free = unsafe { *cell.add(1) } as *mut u64;
        self.used += class.cell_words * 8;
        (cell, OLD | self.born)
    }

    /// A collection of the nursery begins, which may sweep so many blocks and no more.
    pub(crate) fn begin_collection(&mut self) {
        self.sweeps = SWEPT_PER_COLLECTION;
    }

    /// Sweeps blocks and large objects until all are swept, or the budget is spent; answers whether all
    /// are.
    pub(crate) fn sweep(&mut self, budget: &mut usize) -> bool {
        for class in &mut self.classes {
            while class.next_unswept < class.blocks.len() {
                if *budget == 0 {
                    return false;
                }
                class.sweep_next(self.parity, &mut self.identities);
                *budget = budget.saturating_sub(SWEPT_BLOCK);
            }
        }
        self.sweep_large(budget)
    }

    /// Frees dead large objects, until the budget is spent; answers whether all are swept.
    pub(crate) fn sweep_large(&mut self, budget: &mut usize) -> bool {
        while let Some(pointer) = self.large_unswept.pop() {
            // SAFETY: the lists hold allocations that begin with a header, which tells their size.
            unsafe {
                let header = Header(*pointer);
                if header.0 & MARK == self.parity {
                    self.large.push(pointer);
                } else {
                    if header.has(IDENTIFIED) {
                        self.identities.forget(pointer as usize);
                    }
                    let words = header.words() + 1;
                    self.reserved -= words * 8;
                    dealloc(pointer.cast(), words_layout(words));
                    *budget = budget.saturating_sub(FREED_LARGE);
                }
            }
            *budget = budget.saturating_sub(1);
            if *budget == 0 {
                break;
            }
        }
        self.large_unswept.is_empty()
    }

    /// Marking begins: makes every object unmarked. All is swept.
    pub(crate) fn begin_marking(&mut self) {
        debug_assert!(self.large_unswept.is_empty());
        self.born = self.parity;
        self.parity ^= MARK;
    }

    /// After marking: lets everything be swept. `live` is the number of bytes that were marked.
    pub(crate) fn end_marking(&mut self, live: usize) {
        debug_assert!(self.large_unswept.is_empty());
        std::mem::swap(&mut self.large, &mut self.large_unswept);
        for class in &mut self.classes {
            class.free = std::ptr::null_mut();
            class.next_unswept = 0;
            for block in &mut class.blocks {
                block.swept = false;
            }
        }
        self.used = live;
        self.born = self.parity;
    }

    /// Gives blocks without a live object back, after a collection that was forced by the limit.
    pub(crate) fn release_empty(&mut self) {
        let parity = self.parity;
        for class in &mut self.classes {
            while class.next_unswept < class.blocks.len() {
                class.sweep_next(parity, &mut self.identities);
            }
            let cell_words = class.cell_words;
            let mut released = 0;
            class.blocks.retain(|block| {
                let occupied = cells(block.start, cell_words)
                    // SAFETY: every cell begins with a header.
                    .any(|cell| unsafe { *cell } & FREE == 0);
                if !occupied {
                    released += 1;
                    // SAFETY: allocated by `refill` with this layout; holds no object.
                    unsafe { dealloc(block.start.cast(), words_layout(BLOCK_WORDS)) };
                }
                occupied
            });
            self.reserved -= released * BLOCK_WORDS * 8;
            class.next_unswept = class.blocks.len();
            class.free = std::ptr::null_mut();
            for block in &class.blocks {
                for cell in cells(block.start, cell_words) {
                    // SAFETY: free cells have two words at least.
                    unsafe {
                        if *cell & FREE != 0 {
                            *cell.add(1) = class.free as u64;
                            class.free = cell;
                        }
                    }
                }
            }
        }
    }
}

impl Old {
    /// Shows every object that was not swept: behind a collection of everything, all that live.
    pub(crate) fn each_object(&self, mut visit: impl FnMut(Value)) {
        for class in &self.classes {
            for cell in class.blocks.iter().flat_map(|block| cells(block.start, class.cell_words)) {
                // SAFETY: every cell begins with a header.
                if unsafe { *cell } & FREE == 0 {
                    visit(Value::from_address(cell as usize));
                }
            }
        }
        let large = self.large.iter().chain(&self.large_unswept);
        large.for_each(|&object| visit(Value::from_address(object as usize)));
    }
}

fn cells(start: *mut u64, cell_words: usize) -> impl Iterator<Item = *mut u64> {
    // SAFETY: offsets stay within the block.
    (0..BLOCK_WORDS / cell_words).map(move |i| unsafe { start.add(i * cell_words) })
}

impl Class {
    /// Sweeps some blocks until one has a free cell, at most `sweeps` of them; answers how many may be swept after them.
    /// Where everything lives, sweeping all of them would take long.
    fn refill(&mut self, parity: u64, sweeps: usize, identities: &mut Identities) -> usize {
        let from = self.next_unswept;
        let most = self.blocks.len().min(from + SWEPT_AT_ONCE.min(sweeps));
        while self.next_unswept < most && self.free.is_null() {
            self.sweep_next(parity, identities);
        }
        sweeps - (self.next_unswept - from)
    }

    /// Adds a block; all its cells are free.
    fn add_block(&mut self) {
        let start = allocate(BLOCK_WORDS);
        for cell in cells(start, self.cell_words) {
            // SAFETY: the cell lies within the new block.
            unsafe {
                *cell = FREE;
                *cell.add(1) = self.free as u64;
            }
            self.free = cell;
        }
        self.blocks.push(Block { start, swept: true });
        if self.next_unswept + 1 == self.blocks.len() {
            self.next_unswept += 1;
        }
    }

    fn sweep_next(&mut self, parity: u64, identities: &mut Identities) {
        let block = &mut self.blocks[self.next_unswept];
        self.next_unswept += 1;
        if block.swept {
            return;
        }
        block.swept = true;
        for cell in cells(block.start, self.cell_words) {
            // SAFETY: every cell begins with a header and has two words at least.
            unsafe {
                let header = *cell;
                if header & FREE != 0 || header & MARK != parity {
                    if header & IDENTIFIED != 0 {
                        identities.forget(cell as usize);
                    }
                    *cell = FREE;
                    *cell.add(1) = self.free as u64;
                    self.free = cell;
                }
            }
        }
    }
}

impl Old {
    /// Gives everything back to the system, whatever it is; the account says so.
    pub(crate) fn release(&mut self) {
        for class in &mut self.classes {
            class.free = std::ptr::null_mut();
            class.next_unswept = 0;
            for block in class.blocks.drain(..) {
                self.reserved -= BLOCK_WORDS * 8;
                // SAFETY: allocated by `refill` with this layout.
                unsafe { dealloc(block.start.cast(), words_layout(BLOCK_WORDS)) };
            }
        }
        for pointer in self.large.drain(..).chain(self.large_unswept.drain(..)) {
            // SAFETY: a large object begins with its header, which tells its size.
            let words = unsafe { Header(*pointer).words() } + 1;
            self.reserved -= words * 8;
            // SAFETY: allocated by `allocate` with this layout.
            unsafe { dealloc(pointer.cast(), words_layout(words)) };
        }
        self.used = 0;
        self.identities = Identities::default();
    }
}

impl Drop for Old {
    fn drop(&mut self) {
        self.release();
    }
}
