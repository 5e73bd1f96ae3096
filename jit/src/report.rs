//! What the compiler has done, as text: one line per tree, per exit and per recording that was given up,
//! and each tree in the intermediate form.

use crate::abort::Abort;
use crate::compiled::Compiled;
use crate::machine_code::MachineCodeError;
use std::fmt::Write;

/// So many recordings that were given up are told one by one.
const TOLD: usize = 10_000;

/// What the compiler has done.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// Cranelift's last listing of each tree, if listings are made.
    listings: Vec<String>,
    /// The first recordings that were given up: where, and why.
    aborts: Vec<((u32, u32), Option<u32>, Abort)>,
    /// How many were.
    given_up: usize,
    failures: Vec<String>,
    recordings: usize,
    drops: usize,
}

impl Report {
    pub(crate) fn dropped(&mut self) {
        self.drops += 1;
        self.listings.clear();
    }

    pub(crate) fn recorded(&mut self) {
        self.recordings += 1;
    }

    pub(crate) fn compiled(&mut self, number: usize, listing: Option<String>) {
        let Some(listing) = listing else { return };
        if self.listings.len() <= number {
            self.listings.resize(number + 1, String::new());
        }
        self.listings[number] = listing;
    }

    pub(crate) fn aborted(&mut self, place: (u32, u32), exit: Option<u32>, abort: Abort) {
        self.given_up += 1;
        if self.aborts.len() < TOLD {
            self.aborts.push((place, exit, abort));
        }
    }

    pub(crate) fn failed(&mut self, error: MachineCodeError) {
        if self.failures.len() < TOLD {
            self.failures.push(error.0);
        }
    }

    pub(crate) fn text(&self, trees: &[Compiled]) -> String {
        let mut text = format!(
            "recordings {}, given up {}, all code dropped {} times\n",
            self.recordings, self.given_up, self.drops
        );
        for (number, compiled) in trees.iter().enumerate() {
            let _ = writeln!(
                text,
                "tree {number} at {}:{}: parts {}, instructions {}, entered {}, refused {}",
                compiled.place.0,
                compiled.place.1,
                compiled.tree.parts.len(),
                compiled.tree.parts.iter().map(|part| part.body.len()).sum::<usize>(),
                compiled.entered,
                compiled.refused,
            );
            for (exit, &count) in compiled.counts.iter().enumerate() {
                if count > 0 {
                    let attempts = compiled.attempts[exit];
                    let _ = writeln!(text, "  exit {exit}: {count} ({attempts} given up)");
                }
            }
            let _ = writeln!(text, "{}", compiled.tree);
            if let Some(clif) = self.listings.get(number) {
                let _ = writeln!(text, "{clif}");
            }
        }
        for ((code, pc), exit, abort) in &self.aborts {
            let _ = write!(text, "given up at {code}:{pc}");
            if let Some(exit) = exit {
                let _ = write!(text, ", exit {exit}");
            }
            let _ = writeln!(text, ": {abort}");
        }
        for failure in &self.failures {
            let _ = writeln!(text, "failed: {failure}");
        }
        text
    }
}
