//! What is asked when an evaluation reaches a limit: stop, or go on with more.

use super::limit::Limit;
use crate::arguments::RunOptions;
use monte_vm::interp::{Outcome, Why};
use monte_vm::vm::Vm;
use std::time::{Duration, Instant};

/// Somebody who can be asked.
pub(crate) trait Asker {
    /// Puts a question and waits for the answer. `None` means that nobody answers, or that the user would
    /// rather be left alone (Ctrl-C, Ctrl-D).
    fn answer(&mut self, question: &str) -> Option<String>;
}

/// Somebody who can be asked, and how long the answers took.
pub(crate) struct Questions<'a> {
    asker: &'a mut dyn Asker,
    taken: Duration,
}

/// The limit that an outcome is about.
pub(crate) fn limit_of(outcome: &Outcome, options: &RunOptions, vm: &Vm) -> Option<Limit> {
    Some(match outcome {
        Outcome::OutOfMemory { .. } => Limit::Memory(vm.heap.limit()),
        Outcome::OutOfFuel => Limit::Fuel(options.fuel),
        Outcome::Interrupted(Why::Deadline) => Limit::Time(options.timeout),
        _ => return None,
    })
}

impl<'a> Questions<'a> {
    /// Questions to somebody.
    pub(crate) fn new(asker: &'a mut dyn Asker) -> Questions<'a> {
        Questions { asker, taken: Duration::ZERO }
    }

    /// How long the answers took since this was asked last.
    pub(crate) fn take_time(&mut self) -> Duration {
        std::mem::take(&mut self.taken)
    }

    /// Asks whether to go on behind a limit, and with how much. So many bytes are enough for the next step.
    pub(crate) fn more_than(&mut self, limit: Limit, enough: usize) -> Option<Limit> {
        let began = Instant::now();
        let mut offered = limit.twice();
        let mut how = "twice as much";
        while matches!(offered, Limit::Memory(bytes) if bytes.saturating_add(bytes / 8) < enough) {
            offered = offered.twice();
            how = "as much as it needs";
        }
        let question = format!("stop, or go on with {how}, {}? [s/g] ", offered.text());
        let chosen = loop {
            let Some(answer) = self.asker.answer(&question) else { break None };
            match answer.trim().to_ascii_lowercase().as_str() {
                "s" | "stop" | "n" | "no" | "" => break None,
                "g" | "go" | "go on" | "y" | "yes" => break Some(offered),
                value => match (limit.kind().parse)(value) {
                    Ok(other) if other.exceeds(limit) => break Some(other),
                    Ok(_) => say!("That is not more than {}.", limit.text()),
                    Err(_) => {
                        let example = limit.kind().example;
                        say!("Answer s to stop, g to go on, or a limit such as {example}.");
                    }
                },
            }
        };
        self.taken += began.elapsed();
        chosen
    }
}
