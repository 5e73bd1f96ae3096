//! Collection of the nursery: everything reachable from the roots that may have changed, and from what the
//! barrier remembered, is copied into the old generation. A step of the old generation's cycle follows.
//!
//! The walk keeps its work in an explicit list; nothing recurses.
#![allow(unsafe_code)]

use super::cycle::Phase;
use super::types::{FORWARDED, Header, MARK, RAW, REMEMBERED};
use super::{CHUNK_WORDS, Heap, Stress};
use crate::value::Value;

/// Words that a step of the cycle visits when every safepoint collects: few, so that marking is spread
/// over many of them.
const STRESS_STEP: usize = 1024;

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
    /// The nursery, and a step of the old generation's cycle.
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
        let stressed = self.stress == Stress::EverySafepoint;
        if scope == Scope::Everything {
            self.whole_cycle(roots);
        } else if stressed {
            // Another cycle begins as soon as one has ended.
            self.full_threshold = 0;
            self.step(roots, STRESS_STEP);
        } else {
            self.usual_step(roots);
        }
    }

    fn collect_nursery(&mut self, roots: &mut impl Roots) {
        self.stats.minor_collections += 1;
        let mut gray = std::mem::take(&mut self.evacuated);
        roots.fresh(&mut |value| self.evacuate(value, &mut gray));
        let mut remembered = std::mem::take(&mut self.remembered);
        for address in remembered.objects.drain(..) {
            // SAFETY: the remembered set holds live old objects: it is empty after each collection, and
            // old objects die in steps that follow one.
            unsafe { *(address as *mut u64) &= !REMEMBERED };
            self.scan(address, &mut gray);
        }
        for range in remembered.ranges.drain(..) {
            for i in 0..range.count {
                // SAFETY: the range lies in a live large object of values, as above.
                unsafe { self.evacuate(&mut *range.first.add(i), &mut gray) };
            }
        }
        while let Some(address) = gray.pop() {
            self.scan(address, &mut gray);
        }
        self.evacuated = gray;
        self.remembered = remembered;
        self.move_identities();
        self.move_hosts();
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

    /// Copies a young object into the old generation, once, and redirects the reference. An old one is
    /// marked if the cycle is marking.
    #[inline]
    fn evacuate(&mut self, value: &mut Value, gray: &mut Vec<usize>) {
        if !value.is_pointer() {
            return;
        }
        let header = value.header();
        if header.has(super::types::OLD) {
            if self.cycle.phase == Phase::Marking {
                self.cycle.mark(*value, self.old.parity);
            }
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
        self.cycle.born(words);
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
        self.spare = self.chunks.drain(1..).next();
        let chunk = &mut self.chunks[0];
        if self.stress == Stress::EverySafepoint {
            let start = chunk.as_ptr() as usize;
            let used = if self.bump >= start && self.bump <= start + CHUNK_WORDS * 8 {
                (self.bump - start) / 8
            } else {
                CHUNK_WORDS
            };
            chunk[..used].fill(0xdead_dead_dead_dead);
            if let Some(spare) = &mut self.spare {
                spare.fill(0xdead_dead_dead_dead);
            }
        }
        self.bump = chunk.as_mut_ptr() as usize;
        self.bump_end = self.bump + CHUNK_WORDS * 8;
    }
}
