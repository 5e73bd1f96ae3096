//! What the compiler tells about its work, as plain data: the totals, a row for each tree with its exits and recordings, a row for each
//! reason and place at which recordings were given up, and, if they were asked for, the listings of each stage (`listing.rs`).
//!
//! Places are code and instruction; whoever shows them asks the machine which source that is.

use crate::abort::Abort;
use crate::compiled::Compiled;
use crate::ir::Place;
use crate::listing::{Lister, Listing, Step};

/// So many rows of recordings that were given up are kept.
const ROWS: usize = 1000;

/// Nanoseconds that each stage took; zeros without a clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// Looking at instructions while they were recorded.
    pub recording: u64,
    /// The passes over what was recorded.
    pub optimizing: u64,
    /// Making machine code.
    pub compiling: u64,
}

impl Times {
    /// All of it.
    pub fn total(&self) -> u64 {
        self.recording + self.optimizing + self.compiling
    }

    pub(crate) fn add(&mut self, more: Times) {
        self.recording += more.recording;
        self.optimizing += more.optimizing;
        self.compiling += more.compiling;
    }
}

/// What the compiler has done.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// All of it in numbers.
    pub totals: Totals,
    /// The trees that there are.
    pub trees: Vec<TreeReport>,
    /// Recordings that came to nothing.
    pub given_up: Vec<GivenUp>,
    /// What the code generator could not compile, in its words.
    pub failures: Vec<String>,
}

/// Numbers for all trees, those that were dropped included.
#[derive(Clone, Copy, Debug, Default)]
pub struct Totals {
    /// Recordings that became parts of trees.
    pub recordings: u64,
    /// Recordings that came to nothing.
    pub given_up: u64,
    /// Trees of loops.
    pub loops: u64,
    /// Trees of bodies.
    pub bodies: u64,
    /// Recordings that began at exits.
    pub sides: u64,
    /// How often a tree was compiled.
    pub compiled: u64,
    /// Bytes of machine code that were made.
    pub code_bytes: u64,
    /// How often all machine code was dropped.
    pub drops: u64,
    /// Time that it took.
    pub times: Times,
}

impl Totals {
    /// A recording became a part.
    pub(crate) fn added(&mut self, why: Why) {
        self.recordings += 1;
        match why {
            Why::Loop => self.loops += 1,
            Why::Body => self.bodies += 1,
            Why::Exit(_) => self.sides += 1,
            Why::Follows => {}
        }
    }
}

/// Why something was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// A loop was hot.
    Loop,
    /// A body was called often.
    Body,
    /// An exit, by its number, was taken often.
    Exit(u32),
    /// It follows what was recorded before.
    Follows,
}

/// A tree.
#[derive(Clone, Debug)]
pub struct TreeReport {
    /// Its number.
    pub number: usize,
    /// The head where it is entered.
    pub place: Place,
    /// Why it was recorded.
    pub why: Why,
    /// Instructions of the machine that were recorded for it.
    pub steps: usize,
    /// Instructions of the intermediate form that these were.
    pub recorded: usize,
    /// Instructions that are left of them.
    pub optimized: usize,
    /// Parts.
    pub parts: usize,
    /// How often it was compiled.
    pub compiled: u32,
    /// Bytes of its machine code, as compiled last.
    pub code_bytes: usize,
    /// Time that it took.
    pub times: Times,
    /// How often it was entered.
    pub entered: u64,
    /// How often it did not take what it was entered with.
    pub refused: u64,
    /// Its exits.
    pub exits: Vec<ExitReport>,
    /// Its recordings.
    pub recordings: Vec<RecordingReport>,
    /// Its stages, if listings were asked for.
    pub listing: Option<Listing>,
}

/// An exit of a tree.
#[derive(Clone, Debug)]
pub struct ExitReport {
    /// Its number.
    pub number: u32,
    /// The instruction in front of which the interpreter goes on.
    pub place: Place,
    /// What leaves by it: the name of an operation, or `end` for the end of a part.
    pub cause: &'static str,
    /// How often it was taken.
    pub taken: u64,
    /// Whether that is often.
    pub is_hot: bool,
    /// How often a recording there came to nothing.
    pub given_up: u32,
    /// The part that goes on there.
    pub part: Option<u32>,
}

/// A recording that became a part.
#[derive(Clone, Debug)]
pub struct RecordingReport {
    /// The part; the turn of a loop is the one behind it.
    pub part: u32,
    /// Why it was made.
    pub why: Why,
    /// Instructions of the machine.
    pub steps: usize,
    /// Instructions of the intermediate form.
    pub recorded: usize,
    /// What was recorded for each, if listings were asked for.
    pub listing: Vec<Step>,
}

/// Recordings that came to nothing for one reason at one place.
#[derive(Clone, Debug)]
pub struct GivenUp {
    /// The instruction that could not be recorded.
    pub place: Place,
    /// The head of their tree.
    pub head: Place,
    /// The exit that they began at, if they did.
    pub exit: Option<u32>,
    /// The reason.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// What is noted while the compiler works.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) totals: Totals,
    aborts: Vec<(Aborted, u64)>,
    failures: Vec<String>,
}

/// A recording that was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Aborted {
    pub(crate) place: Place,
    pub(crate) head: Place,
    pub(crate) exit: Option<u32>,
    pub(crate) abort: Abort,
}

impl Notes {
    /// A recording was given up.
    pub(crate) fn aborted(&mut self, aborted: Aborted) {
        self.totals.given_up += 1;
        match self.aborts.iter().position(|(known, _)| *known == aborted) {
            Some(row) => self.aborts[row].1 += 1,
            None if self.aborts.len() < ROWS => self.aborts.push((aborted, 1)),
            None => {}
        }
    }

    /// The code generator refused a tree.
    pub(crate) fn failed(&mut self, why: String) {
        if self.failures.len() < ROWS {
            self.failures.push(why);
        }
    }

    /// The report about trees, with listings if somebody makes them.
    pub(crate) fn report(
        &self,
        trees: &[Compiled],
        hot_exit: u32,
        lister: Option<&Lister>,
    ) -> Report {
        let rows = trees.iter().enumerate().filter(|(_, tree)| !tree.is_gone());
        Report {
            totals: self.totals,
            trees: rows.map(|(number, tree)| tree.report(number, hot_exit, lister)).collect(),
            given_up: self.aborts.iter().map(given_up).collect(),
            failures: self.failures.clone(),
        }
    }
}

fn given_up(&(aborted, count): &(Aborted, u64)) -> GivenUp {
    let Aborted { place, head, exit, abort } = aborted;
    GivenUp { place, head, exit, reason: abort.to_string(), count }
}

impl Compiled {
    fn report(&self, number: usize, hot_exit: u32, lister: Option<&Lister>) -> TreeReport {
        let recordings = self.logs.iter().map(|log| RecordingReport {
            part: log.part,
            why: log.why,
            steps: log.steps,
            recorded: log.recorded,
            listing: match (lister, &log.recording) {
                (Some(lister), Some(recording)) => lister.steps(recording),
                _ => Vec::new(),
            },
        });
        let (code, pc) = self.place;
        TreeReport {
            number,
            place: Place { code, pc },
            why: if self.tree.is_body { Why::Body } else { Why::Loop },
            steps: self.logs.iter().map(|log| log.steps).sum(),
            recorded: self.logs.iter().map(|log| log.recorded).sum(),
            optimized: self.tree.parts.iter().map(|part| part.params.len() + part.body.len()).sum(),
            parts: self.tree.parts.len(),
            compiled: self.compiled,
            code_bytes: self.code_bytes,
            times: self.times,
            entered: self.entered,
            refused: self.refused,
            exits: self.exit_reports(hot_exit),
            recordings: recordings.collect(),
            listing: lister.map(|lister| lister.tree(&self.tree, self.text.as_ref())),
        }
    }

    /// The exits that machine code can leave by, and those that parts go on at.
    fn exit_reports(&self, hot_exit: u32) -> Vec<ExitReport> {
        let graph = &self.tree.graph;
        let causes = self.tree.causes().into_iter().enumerate();
        let exits = causes.filter_map(|(number, cause)| Some((number, cause?)));
        let exits = exits.map(|(number, cause)| {
            let snapshot = &graph.snapshots[number];
            let taken = self.counts.get(number).copied().unwrap_or(0);
            ExitReport {
                number: number as u32,
                place: snapshot.place(),
                cause,
                taken,
                is_hot: taken >= hot_exit as u64,
                given_up: self.attempts.get(number).copied().unwrap_or(0),
                part: self.tree.side(number as u32),
            }
        });
        exits.collect()
    }
}
