//! Holding the heap: a stretch in which nothing is spent, refused or collected.
//!
//! The counter is put aside and stands so high that it is not looked at; reservations are granted whatever the limit. What
//! should have been looked at meanwhile is looked at afterwards.

use super::Heap;

/// The counter as it was.
pub(crate) struct Held {
    fuse: i64,
    parked: i64,
    spent: i64,
    left_behind: i64,
    granted: usize,
    /// Whether the heap was held already.
    held: bool,
}

impl Heap {
    /// Begins a stretch without metering.
    pub(crate) fn hold(&mut self) -> Held {
        let held = Held {
            fuse: self.fuse,
            parked: self.parked,
            spent: self.spent,
            left_behind: self.left_behind,
            granted: self.granted,
            held: self.held,
        };
        self.held = true;
        self.granted = usize::MAX;
        self.fuse = i64::MAX / 2;
        self.parked = 0;
        self.begin();
        held
    }

    /// Whether such a stretch goes on.
    pub(crate) fn is_held(&self) -> bool {
        self.held
    }

    /// Ends it.
    pub(crate) fn release_hold(&mut self, held: Held) {
        self.fuse = held.fuse;
        self.parked = held.parked;
        self.spent = held.spent;
        self.left_behind = held.left_behind;
        self.granted = held.granted;
        self.held = held.held;
        if self.collection_wanted || self.over_limit() {
            self.trip();
        }
    }
}
