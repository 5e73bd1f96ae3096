//! What the compiler has done, as text: one line per tree and per recording that was given up, and on request every stage.

use crate::abort::Abort;
use crate::ir::Tree;
use crate::machine_code::MachineCodeError;
use crate::optimize::Recording;
use crate::tree::Compiled;
use std::fmt::Write;

/// What the compiler has done.
#[derive(Debug, Default)]
pub struct Report {
    /// The last listings of each tree: intermediate form, and Cranelift's.
    listings: Vec<(String, String)>,
    aborts: Vec<((u32, u32), Option<u32>, Abort)>,
    failures: Vec<String>,
    recordings: usize,
    drops: usize,
}

impl Report {
    pub(crate) fn dropped(&mut self) {
        self.drops += 1;
        self.listings.clear();
    }

    pub(crate) fn recorded(&mut self, _recording: &Recording) {
        self.recordings += 1;
    }

    pub(crate) fn compiled(&mut self, number: usize, tree: &Tree, listing: String) {
        if self.listings.len() <= number {
            self.listings.resize(number + 1, Default::default());
        }
        self.listings[number] = (tree.to_string(), listing);
    }

    pub(crate) fn aborted(&mut self, place: (u32, u32), exit: Option<u32>, abort: Abort) {
        self.aborts.push((place, exit, abort));
    }

    pub(crate) fn failed(&mut self, error: MachineCodeError) {
        self.failures.push(error.0);
    }

    pub(crate) fn text(&self, trees: &[Compiled]) -> String {
        let mut text = format!(
            "recordings {}, given up {}, all code dropped {} times\n",
            self.recordings,
            self.aborts.len(),
            self.drops
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
            if let Some((ir, clif)) = self.listings.get(number) {
                let _ = writeln!(text, "{ir}\n{clif}");
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
