//! Collection. Of the nursery: everything reachable from the roots and the remembered set is copied
//! into the old generation. Of everything: the nursery first, then the old generation is marked from
//! the roots; sweeping happens later, block by block.
//!
//! Both walks keep their work in explicit lists; nothing recurses.
#![allow(unsafe_code)]

use super::types::{FORWARDED, Header, MARK, OLD, RAW, REMEMBERED};
use super::{CHUNK_WORDS, Heap, MIN_FULL_THRESHOLD, Stress};
use crate::value::Value;

/// Where values are kept outside the heap.
pub trait Roots {
    /// Visits every root.
    fn all(&mut self, visit: &mut dyn FnMut(&mut Value));

    /// Visits the roots that may have changed since the last collection.
    fn fresh(&mut self, visit: &mut dyn FnMut(&mut Value));

    /// Called after a collection: all roots point to old objects now.
    fn settled(&mut self);
}

/// How much a collection takes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The nursery, and the old generation if it has grown enough.
    Usual,
    /// Everything, and memory is given back to the system: before an out-of-memory stop.
    Everything,
}

impl Heap {
    /// Collects.
    ///
    /// # Safety
    /// Every value of this heap that is used afterwards is visited by `roots` or reachable from what
    /// is; no slice obtained from a value is alive.
    pub unsafe fn collect(&mut self, roots: &mut impl Roots, scope: Scope) {
        self.collection_wanted = false;
        self.untrip();
        self.collect_nursery(roots);
        let forced = self.stress == Stress::EverySafepoint
            && self.stats.minor_collections.is_multiple_of(16);
        if scope == Scope::Everything || self.old.used > self.full_threshold || forced {
            self.collect_old(roots);
            if scope == Scope::Everything {
                self.old.release_empty();
            }
        }
    }

    fn collect_nursery(&mut self, roots: &mut impl Roots) {
        self.stats.minor_collections += 1;
        let mut gray: Vec<usize> = Vec::new();
        roots.fresh(&mut |value| self.evacuate(value, &mut gray));
        for address in std::mem::take(&mut self.remembered) {
            // SAFETY: the remembered set holds live old objects (a full collection clears it first).
            unsafe { *(address as *mut u64) &= !REMEMBERED };
            self.scan(address, &mut gray);
        }
        while let Some(address) = gray.pop() {
            self.scan(address, &mut gray);
        }
        self.move_identities();
        self.reset_nursery();
        roots.settled();
    }

    /// Evacuates what the fields of an old object point to.
    fn scan(&mut self, address: usize, gray: &mut Vec<usize>) {
        // SAFETY: `address` is that of an initialised object.
        let header = unsafe { Header(*(address as *const u64)) };
        if header.has(RAW) {
            return;
        }
        for i in 0..header.words() {
            let field = (address + 8 + i * 8) as *mut Value;
            // SAFETY: field `i` of an object made of values.
            unsafe { self.evacuate(&mut *field, gray) };
        }
    }

    /// Copies a young object into the old generation, once, and redirects the reference.
    #[inline]
    fn evacuate(&mut self, value: &mut Value, gray: &mut Vec<usize>) {
        if !value.is_pointer() {
            return;
        }
        let header = value.header();
        if header.has(OLD) {
            return;
        }
        let from = value.address() as *mut u64;
        if header.has(FORWARDED) {
            // SAFETY: the first payload word of a forwarded object is its new address.
            *value = Value::from_address(unsafe { *from.add(1) } as usize);
            return;
        }
        let words = header.words() + 1;
        let (to, flags) = self.old.allocate(words);
        // SAFETY: both have `words` words and do not overlap; the old copy is dead from here on, and
        // every object has at least one payload word.
        unsafe {
            std::ptr::copy_nonoverlapping(from, to, words);
            *to = header.0 & !MARK | flags;
            *from = header.0 | FORWARDED;
            *from.add(1) = to as u64;
        }
        self.stats.promoted += words as u64 * 8;
        if !header.has(RAW) {
            gray.push(to as usize);
        }
        *value = Value::from_address(to as usize);
    }

    fn move_identities(&mut self) {
        for address in std::mem::take(&mut self.young_identities) {
            let Some(id) = self.identities.remove(&address) else { continue };
            // SAFETY: the nursery has not been reset yet, so the header is still there.
            let header = unsafe { Header(*(address as *const u64)) };
            if header.has(FORWARDED) {
                // SAFETY: as in `evacuate`.
                let moved = unsafe { *((address + 8) as *const u64) } as usize;
                self.identities.insert(moved, id);
            }
        }
    }

    fn reset_nursery(&mut self) {
        self.chunks.truncate(1);
        let chunk = &mut self.chunks[0];
        if self.stress == Stress::EverySafepoint {
            let start = chunk.as_ptr() as usize;
            let used = if self.bump >= start && self.bump <= start + CHUNK_WORDS * 8 {
                (self.bump - start) / 8
            } else {
                CHUNK_WORDS
            };
            chunk[..used].fill(0xdead_dead_dead_dead);
        }
        self.bump = chunk.as_mut_ptr() as usize;
        self.bump_end = self.bump + CHUNK_WORDS * 8;
    }

    fn collect_old(&mut self, roots: &mut impl Roots) {
        self.stats.full_collections += 1;
        self.old.begin_marking();
        let parity = self.old.parity;
        let mut live = 0;
        let mut gray: Vec<usize> = Vec::new();
        roots.all(&mut |value| mark(*value, parity, &mut gray, &mut live));
        while let Some(address) = gray.pop() {
            for &field in Value::from_address(address).fields() {
                mark(field, parity, &mut gray, &mut live);
            }
        }
        self.old.end_marking(live);
        self.identities.retain(|&address, _| {
            // SAFETY: all keys are old objects now; a dead one's cell is not swept yet, or its large
            // allocation is in `freed`.
            !self.old.freed.contains(&address)
                && unsafe { *(address as *const u64) } & MARK == parity
        });
        self.old.freed.clear();
        self.full_threshold = (live * 2).max(MIN_FULL_THRESHOLD);
    }
}

#[inline]
fn mark(value: Value, parity: u64, gray: &mut Vec<usize>, live: &mut usize) {
    if !value.is_pointer() {
        return;
    }
    let header = value.header();
    if header.0 & MARK == parity {
        return;
    }
    let address = value.address();
    // SAFETY: a live object; only its mark changes.
    unsafe { *(address as *mut u64) = header.0 ^ MARK };
    *live += (header.words() + 1) * 8;
    if !header.has(RAW) {
        gray.push(address);
    }
}
