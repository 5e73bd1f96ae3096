//! The cycle of the old generation: sweep what is left, mark in steps, end. No step walks more than a
//! bounded number of words, however much is alive.
//!
//! ```text
//!   idle ── grown enough ──> sweeping ── all swept ──> marking ── nothing gray ──> idle
//! ```
//!
//! A step follows a collection of the nursery, so it sees old objects only. Marking is *incremental
//! update*: an old object that is written while marking goes on is remembered, as always, and the
//! next collection of the nursery scans it again and grays what it points to; so it does with the roots
//! that may have changed, and with what it promotes. When nothing is gray behind such a collection,
//! everything that is reachable is marked. No barrier but the one of the nursery is needed.
//!
//! A large object is scanned in pieces: a gray entry says where to go on.
#![allow(unsafe_code)]

use super::collect::Roots;
use super::types::{MARK, RAW};
use super::{Heap, MIN_FULL_THRESHOLD};
use crate::value::Value;

/// Words that a step visits at least.
const STEP_WORDS: usize = 192 * 1024;
/// Words that a step visits for each word that has become old since the last one.
const STEP_FACTOR: usize = 3;
/// Words of one object that are scanned at once.
const PIECE: usize = 4096;

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
    /// Bytes marked so far.
    live: usize,
    /// `old.used` at the end of the last step.
    seen: usize,
}

impl Cycle {
    pub(super) fn new() -> Cycle {
        Cycle { phase: Phase::Idle, gray: Vec::new(), live: 0, seen: 0 }
    }

    /// Bytes reserved for work lists.
    pub(super) fn reserved(&self) -> usize {
        self.gray.capacity() * size_of::<Gray>()
    }

    /// Counts an object that is born marked.
    #[inline]
    pub(super) fn born(&mut self, words: usize) {
        if self.phase == Phase::Marking {
            self.live += words * 8;
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
        if !header.has(RAW) {
            self.gray.push(Gray { address, next: 0 });
        }
    }

    /// Visits gray objects until there are none, or the budget is spent.
    fn drain(&mut self, parity: u64, budget: &mut usize) {
        while let Some(top) = self.gray.last_mut() {
            if *budget == 0 {
                return;
            }
            let fields = Value::from_address(top.address).fields();
            let from = top.next;
            let to = fields.len().min(from + PIECE);
            if to == fields.len() {
                self.gray.pop();
            } else {
                top.next = to;
            }
            *budget = budget.saturating_sub(to - from + 1);
            for &field in &fields[from..to] {
                if field.is_pointer() {
                    self.mark(field, parity);
                }
            }
        }
    }
}

impl Heap {
    /// A step, behind a collection of the nursery.
    pub(super) fn step(&mut self, roots: &mut impl Roots, least: usize) {
        let grown = self.old.used.saturating_sub(self.cycle.seen) / 8;
        let mut budget = least + grown * STEP_FACTOR;
        self.advance(roots, &mut budget);
        self.cycle.seen = self.old.used;
    }

    /// The usual step.
    pub(super) fn usual_step(&mut self, roots: &mut impl Roots) {
        self.step(roots, STEP_WORDS);
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
        self.cycle.drain(self.old.parity, budget);
        if self.cycle.gray.is_empty() {
            self.end_marking(roots);
        }
    }

    /// A whole cycle at once, so that nothing unreachable is left; memory goes back to the system.
    pub(super) fn whole_cycle(&mut self, roots: &mut impl Roots) {
        // Never used up: no heap has so many words.
        let mut endless = usize::MAX;
        if self.cycle.phase == Phase::Marking {
            // What this cycle has marked may have died meanwhile: another one follows.
            self.cycle.drain(self.old.parity, &mut endless);
            self.end_marking(roots);
        }
        self.old.sweep(&mut endless);
        self.begin_marking(roots);
        self.cycle.drain(self.old.parity, &mut endless);
        self.end_marking(roots);
        self.old.sweep(&mut endless);
        self.old.release_empty();
        self.cycle.gray = Vec::new();
        self.evacuated = Vec::new();
        self.young_identities = Vec::new();
        self.identities.shrink_to_fit();
        self.cycle.seen = self.old.used;
    }

    /// Turns the marks, and grays the roots. Everything is old, and everything dead is swept.
    fn begin_marking(&mut self, roots: &mut impl Roots) {
        self.old.turn_parity();
        self.cycle.phase = Phase::Marking;
        self.cycle.live = 0;
        let (parity, cycle) = (self.old.parity, &mut self.cycle);
        roots.all(&mut |value| {
            if value.is_pointer() {
                cycle.mark(*value, parity);
            }
        });
    }

    fn end_marking(&mut self, roots: &mut impl Roots) {
        if cfg!(debug_assertions) && self.stress != super::Stress::None {
            self.check_marks(roots);
        }
        self.stats.full_collections += 1;
        let parity = self.old.parity;
        self.identities.retain(|&address, _| {
            // SAFETY: all keys are addresses of old objects; dead ones are not swept yet.
            unsafe { *(address as *const u64) & MARK == parity }
        });
        self.forget_dead_hosts();
        self.old.end_marking(self.cycle.live);
        self.cycle.phase = Phase::Idle;
        let live = self.cycle.live;
        // Begin early enough to end before the limit.
        let middle = live + self.limit.saturating_sub(live) / 2;
        self.full_threshold = (live * 2).min(middle).max(MIN_FULL_THRESHOLD);
    }

    /// Whether all that is reachable is marked, by another walk.
    fn check_marks(&self, roots: &mut impl Roots) {
        let parity = self.old.parity;
        let mut seen = hashbrown::HashSet::new();
        let mut work = Vec::new();
        roots.all(&mut |value| work.push(*value));
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
