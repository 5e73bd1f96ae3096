//! Collection of the nursery: everything reachable from the roots that may have changed, and from what the
//! barrier remembered, is copied into the old generation. A step of the old generation's cycle follows.
//!
//! The walk keeps its work in an explicit list; nothing recurses.
#![allow(unsafe_code)]

use super::cycle::Phase;
use super::nursery::Room;
use super::types::{FORWARDED, Header, MARK, OLD, RAW, REMEMBERED};
use super::{Heap, Stress};
use crate::value::Value;

/// Visits of a step of the cycle when every safepoint collects: few, so that marking is spread over many of them.
const STRESS_STEP: usize = 256;

/// Where values are kept outside the heap.
pub trait Roots {
    /// The stack, and how many of its lowest values are as they were at the last collection.
    fn stack(&mut self) -> (&mut [Value], usize);

    /// Visits every root that is not on the stack.
    fn others(&mut self, visit: &mut dyn FnMut(&mut Value));

    /// Visits the roots that are not on the stack and may have changed since the last collection.
    fn fresh_others(&mut self, visit: &mut dyn FnMut(&mut Value));

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
        self.old.begin_collection();
        let promoted = self.stats.promoted;
        let marking = self.cycle.phase == Phase::Marking;
        let mut gray = std::mem::take(&mut self.evacuated);
        let (stack, unchanged) = roots.stack();
        if marking {
            self.cycle.stack_kept(unchanged);
        }
        stack[unchanged..].iter_mut().for_each(|value| self.evacuate_and_mark(value, &mut gray));
        roots.fresh_others(&mut |value| self.evacuate_and_mark(value, &mut gray));
        let mut remembered = std::mem::take(&mut self.remembered);
        for address in remembered.objects.drain(..) {
            let object = Value::from_address(address);
            // SAFETY: the remembered set holds live old objects: it is empty after each collection, and
            // old objects die in steps that follow one.
            unsafe { *(address as *mut u64) &= !REMEMBERED };
            if marking {
                self.cycle.mark_again(object, self.old.parity);
            }
            self.scan(address, &mut gray);
        }
        for range in remembered.ranges.drain(..) {
            for i in 0..range.count {
                // SAFETY: the range lies in a live large object of values, as above.
                let field = unsafe { &mut *range.first.add(i) };
                self.evacuate_and_mark(field, &mut gray);
            }
        }
        remembered.words = 0;
        while let Some(address) = gray.pop() {
            self.scan(address, &mut gray);
        }
        self.evacuated = gray;
        self.remembered = remembered;
        self.old.identities.move_young();
        self.move_hosts();
        self.reset_nursery((self.stats.promoted - promoted) as usize);
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

    /// Evacuates what a changed root points to, and marks it, if the cycle is marking.
    #[inline]
    fn evacuate_and_mark(&mut self, value: &mut Value, gray: &mut Vec<usize>) {
        self.evacuate(value, gray);
        if self.cycle.phase == Phase::Marking && value.is_pointer() {
            self.cycle.mark(*value, self.old.parity);
        }
    }

    /// Copies a young object into the old generation, once, and redirects the reference.
    #[inline]
    fn evacuate(&mut self, value: &mut Value, gray: &mut Vec<usize>) {
        if !value.is_pointer() || !self.nursery.may_hold(value.address()) {
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

    fn reset_nursery(&mut self, promoted: usize) {
        let poison_to = (self.stress == Stress::EverySafepoint).then_some(self.bump);
        let in_cycle = self.cycle.phase != Phase::Idle;
        let Room { start, end } = self.nursery.reset(in_cycle, promoted, poison_to);
        self.bump = start;
        self.bump_end = end;
    }
}
