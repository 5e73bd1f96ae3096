//! What became of the programs, in numbers.

use crate::random::seen::{Ending, Seen};
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts, from several threads.
#[derive(Default)]
pub(crate) struct Tally {
    programs: AtomicU64,
    whole: AtomicU64,
    threw: AtomicU64,
    out_of_fuel: AtomicU64,
    out_of_memory: AtomicU64,
    lines: AtomicU64,
    fuel: AtomicU64,
}

impl Tally {
    /// Counts a program by what it did in the usual regime.
    pub(crate) fn count(&self, usual: &Seen) {
        let add = |counter: &AtomicU64, number: u64| counter.fetch_add(number, Ordering::Relaxed);
        add(&self.programs, 1);
        add(&self.lines, usual.lines.lines().count() as u64);
        add(&self.fuel, usual.fuel);
        add(&self.whole, usual.reached_end() as u64);
        match usual.ending {
            Ending::Threw => add(&self.threw, 1),
            Ending::OutOfFuel => add(&self.out_of_fuel, 1),
            Ending::OutOfMemory => add(&self.out_of_memory, 1),
            Ending::Done | Ending::Broke => 0,
        };
    }

    /// One line.
    pub(crate) fn report(&self) -> String {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let programs = get(&self.programs).max(1);
        let percent = |counter: &AtomicU64| get(counter) as f64 * 100.0 / programs as f64;
        format!(
            "{programs} programs: {:.1} % reached their end, {:.1} % threw, {:.1} % out of fuel, \
             {:.1} % out of memory; on average {} lines and {} units of fuel",
            percent(&self.whole),
            percent(&self.threw),
            percent(&self.out_of_fuel),
            percent(&self.out_of_memory),
            get(&self.lines) / programs,
            get(&self.fuel) / programs,
        )
    }
}
