//! The cycle of the old generation: sweep what is left, mark in steps, end. No step does more than a
//! bounded piece of that, however much is alive.
//!
//! ```text
//!   idle ── grown enough ──> sweeping ── all swept ──> marking ── nothing gray ──> idle
//! ```
//!
//! A step follows a collection of the nursery, so it sees old objects only. Marking is *incremental
//! update*: an old object that is written while marking goes on is remembered, as always, and the
//! next collection of the nursery makes it gray again; so it does with what the roots point to that may have
//! changed. What it promotes is not marked until marking comes to it. When nothing is gray behind such a
//! collection, everything that is reachable is marked. No barrier but the one of the nursery is needed.
//!
//! A large object is scanned in pieces: a gray entry says where to go on. So is the stack, from below: what
//! lies above the part that is unchanged is a changed root.
#![allow(unsafe_code)]

use super::collect::Roots;
use super::types::{MARK, RAW};
use super::{Heap, LEAST_GROWTH, MIN_FULL_THRESHOLD, SMALL_HEAP};
use crate::value::Value;
use std::ops::Range;

/// The work of a step is counted in *visits*: one for an object that is marked, which costs a look at memory that was
/// not looked at for long, and one for so many words that are scanned on the way.
const WORDS_PER_VISIT: usize = 16;
/// Visits of a step at least.
const STEP: usize = 12 * 1024;
/// Visits of a step at most; the next ones make up for the rest.
const MOST: usize = 32 * 1024;
/// Words of one object that are scanned at once.
const PIECE: usize = 4096;
/// Objects whose headers are on their way from memory while others are marked.
const AHEAD: usize = 16;

/// Where the cycle stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// What died in the last cycle is swept as cells are needed.
    Idle,
    /// Sweeping the rest, so that marks can be turned.
    Sweeping,
    /// Marking.
    Marking,
}

/// An object that is marked and whose fields from `next` on are still to be visited.
struct Gray {
    address: usize,
    next: usize,
}

/// The state of the cycle.
pub(super) struct Cycle {
    pub(super) phase: Phase,
    gray: Vec<Gray>,
    /// The part of the stack that is still to be visited.
    stack: Range<usize>,
    /// Words of objects that were made gray again since the last step.
    written: usize,
    /// Objects marked so far.
    marked: usize,
    /// Visits that earlier steps have left to do.
    owed: usize,
    /// Bytes marked so far.
    live: usize,
    /// `old.used` at the end of the last step.
    seen: usize,
}

impl Cycle {
    pub(super) fn new() -> Cycle {
        Cycle {
            phase: Phase::Idle,
            gray: Vec::new(),
            stack: 0..0,
            written: 0,
            marked: 0,
            owed: 0,
            live: 0,
            seen: 0,
        }
    }

    /// Bytes reserved for work lists.
    pub(super) fn reserved(&self) -> usize {
        self.gray.capacity() * size_of::<Gray>()
    }

    /// Only so many of the stack's lowest values are as they were when the stack was visited last; the others
    /// are visited as changed roots.
    pub(super) fn stack_kept(&mut self, unchanged: usize) {
        self.stack.end = self.stack.end.min(unchanged);
    }

    /// Makes a marked object gray again: it was written.
    pub(super) fn mark_again(&mut self, object: Value, parity: u64) {
        let header = object.header();
        if header.0 & MARK == parity && !header.has(RAW) {
            self.gray.push(Gray { address: object.address(), next: 0 });
            self.written += header.words();
        }
    }

    /// Marks an old object and makes it gray.
    #[inline]
    pub(super) fn mark(&mut self, value: Value, parity: u64) {
        let header = value.header();
        if header.0 & MARK == parity {
            return;
        }
        let address = value.address();
        // SAFETY: a live object; only its mark changes.
        unsafe { *(address as *mut u64) = header.0 ^ MARK };
        self.live += (header.words() + 1) * 8;
        self.marked += 1;
        if !header.has(RAW) {
            self.gray.push(Gray { address, next: 0 });
        }
    }

    /// Whether all that was found is visited.
    fn is_done(&self) -> bool {
        self.gray.is_empty() && self.stack.is_empty()
    }

    /// Visits what is gray, and the stack, until nothing is left, or the budget is spent.
    fn drain(&mut self, stack: &[Value], parity: u64, budget: &mut usize) {
        let mut ahead = Ahead { values: [Value::NULL; AHEAD], next: 0 };
        while *budget > 0 {
            let fields = if let Some(top) = self.gray.last_mut() {
                let fields = Value::from_address(top.address).fields();
                let from = top.next;
                let to = fields.len().min(from + PIECE);
                if to == fields.len() {
                    self.gray.pop();
                } else {
                    top.next = to;
                }
                &fields[from..to]
            } else if ahead.hold_some() {
                for value in ahead.values {
                    self.mark_if_pointer(value, parity);
                }
                ahead.values = [Value::NULL; AHEAD];
                continue;
            } else if !self.stack.is_empty() {
                let from = self.stack.start;
                self.stack.start = self.stack.end.min(from + PIECE);
                &stack[from..self.stack.start]
            } else {
                break;
            };
            let before = self.marked;
            for &field in fields {
                if field.is_pointer() {
                    let earlier = ahead.exchange(field);
                    self.mark_if_pointer(earlier, parity);
                }
            }
            let visits = self.marked - before + fields.len() / WORDS_PER_VISIT + 1;
            *budget = budget.saturating_sub(visits);
        }
        for value in ahead.values {
            self.mark_if_pointer(value, parity);
        }
    }

    #[inline]
    fn mark_if_pointer(&mut self, value: Value, parity: u64) {
        if value.is_pointer() {
            self.mark(value, parity);
        }
    }
}

/// A queue of objects to mark. The header of each is asked for when it enters, so that it has come
/// from memory when the object leaves.
struct Ahead {
    values: [Value; AHEAD],
    next: usize,
}

impl Ahead {
    /// Puts an object in; answers what went in `AHEAD` objects earlier.
    #[inline]
    fn exchange(&mut self, value: Value) -> Value {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: a prefetch reads nothing that the program sees, whatever the address.
        unsafe {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            _mm_prefetch::<_MM_HINT_T0>(value.address() as *const i8);
        }
        let earlier = std::mem::replace(&mut self.values[self.next], value);
        self.next = (self.next + 1) % AHEAD;
        earlier
    }

    fn hold_some(&self) -> bool {
        self.values.iter().any(|value| value.is_pointer())
    }
}

impl Heap {
    /// A step, behind a collection of the nursery.
    pub(super) fn step(&mut self, roots: &mut impl Roots, least: usize) {
        let grown = self.old.used.saturating_sub(self.cycle.seen) / 8;
        let written = std::mem::take(&mut self.cycle.written) / WORDS_PER_VISIT;
        // A visit for each word that has become old: so the old generation does not grow much before the cycle ends.
        let owed = self.cycle.owed + grown + written;
        let mut budget = (least + owed).min(MOST);
        self.cycle.owed = least + owed - budget;
        self.advance(roots, &mut budget);
        if self.cycle.phase == Phase::Idle {
            self.cycle.owed = 0;
        }
        self.cycle.seen = self.old.used;
    }

    /// The usual step.
    pub(super) fn usual_step(&mut self, roots: &mut impl Roots) {
        self.step(roots, STEP);
    }

    fn advance(&mut self, roots: &mut impl Roots, budget: &mut usize) {
        if self.cycle.phase == Phase::Idle {
            if self.old.used <= self.full_threshold {
                self.old.sweep_large(budget);
                return;
            }
            self.cycle.phase = Phase::Sweeping;
        }
        if self.cycle.phase == Phase::Sweeping {
            if !self.old.sweep(budget) {
                return;
            }
            self.begin_marking(roots);
        }
        self.cycle.drain(roots.stack().0, self.old.parity, budget);
        if self.cycle.is_done() {
            self.end_marking(roots);
            self.old.sweep_large(budget);
        }
    }

    /// Whether a cycle goes on of which more is left to do than the usual steps will have done in time: a large object
    /// was made.
    pub(crate) fn owes_steps(&self) -> bool {
        self.cycle.owed > MOST
    }

    /// A whole cycle at once, so that nothing unreachable is left; memory goes back to the system. Somebody who asks
    /// the machine to stop makes it leave the cycle where it stands.
    pub(super) fn whole_cycle(&mut self, roots: &mut impl Roots) {
        if self.cycle.phase == Phase::Marking {
            // What this cycle has marked may have died meanwhile: another one follows.
            if !self.drain_all(roots) {
                return;
            }
            self.end_marking(roots);
        }
        self.cycle.phase = Phase::Sweeping;
        if !self.sweep_all() {
            return;
        }
        self.begin_marking(roots);
        if !self.drain_all(roots) {
            return;
        }
        self.end_marking(roots);
        if !self.sweep_all() {
            return;
        }
        self.old.release_empty();
        self.cycle.gray = Vec::new();
        self.evacuated = Vec::new();
        self.nursery.release_spare();
        self.old.identities.shrink();
        self.cycle.seen = self.old.used;
        self.cycle.owed = 0;
    }

    /// Marks what is left to mark; answers whether it got there.
    fn drain_all(&mut self, roots: &mut impl Roots) -> bool {
        while !self.cycle.is_done() {
            if self.interrupt.is_raised() {
                return false;
            }
            self.cycle.drain(roots.stack().0, self.old.parity, &mut { MOST });
        }
        true
    }

    /// Sweeps what is left to sweep; answers whether it got there.
    fn sweep_all(&mut self) -> bool {
        while !self.old.sweep(&mut { MOST }) {
            if self.interrupt.is_raised() {
                return false;
            }
        }
        true
    }

    /// Turns the marks, and grays the roots but the stack. Everything is old, and everything dead is swept.
    fn begin_marking(&mut self, roots: &mut impl Roots) {
        self.old.begin_marking();
        self.cycle.phase = Phase::Marking;
        self.cycle.live = 0;
        let (parity, cycle) = (self.old.parity, &mut self.cycle);
        cycle.stack = 0..roots.stack().0.len();
        roots.others(&mut |value| cycle.mark_if_pointer(*value, parity));
    }

    fn end_marking(&mut self, roots: &mut impl Roots) {
        if cfg!(debug_assertions) && self.stress != super::Stress::None {
            self.check_marks(roots);
        }
        self.stats.full_collections += 1;
        self.forget_dead_hosts();
        self.old.end_marking(self.cycle.live);
        self.cycle.phase = Phase::Idle;
        let live = self.cycle.live;
        // Begin early enough to end before the limit.
        let middle = live + self.limit.saturating_sub(live) / 2;
        let growth = (live / 2).max(LEAST_GROWTH).max(live.saturating_sub(SMALL_HEAP));
        self.full_threshold = (live + growth).min(middle).max(MIN_FULL_THRESHOLD);
    }

    /// Whether all that is reachable is marked, by another walk.
    fn check_marks(&self, roots: &mut impl Roots) {
        let parity = self.old.parity;
        let mut seen = hashbrown::HashSet::new();
        let mut work = Vec::new();
        work.extend_from_slice(roots.stack().0);
        roots.others(&mut |value| work.push(*value));
        while let Some(value) = work.pop() {
            if !value.is_pointer() || !seen.insert(value.address()) {
                continue;
            }
            let header = value.header();
            assert!(header.0 & MARK == parity, "reachable but not marked: {value:?}");
            if !header.has(RAW) {
                work.extend_from_slice(value.fields());
            }
        }
    }
}
