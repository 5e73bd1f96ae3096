//! Runs programs of loops under the regimes, and makes those that differ small.
//!
//! A program that does not come to its end, because a call wants too much memory or fuel say, is halved until the one call that is to
//! blame is alone.

use crate::matrix::cells::Cell;
use crate::matrix::program::{Part, program};
use crate::matrix::values::Values;
use crate::random::regimes::{Bench, Regime, chosen};
use crate::random::seen::{Ending, Seen, difference};
use crate::setting;
use monte_compiler::unit::Unit;
use monte_expander::Passes;
use std::sync::Arc;

/// The regimes, if `MONTE_REGIMES` names no others.
const REGIMES: &str = "traced eagerly,random exits";
/// The regime whose machine code is counted.
const COUNTED: &str = "traced eagerly";

/// In a hasty run, one of so many programs runs under the other regimes.
const SOMETIMES: usize = 4;

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) programs: usize,
    runs: usize,
    /// Calls that did not come to an end in the usual regime, for want of memory or fuel.
    endless: usize,
    /// First loops of rows that ran under the regime whose machine code is counted, and those that became machine code.
    pub(crate) traced: usize,
    pub(crate) compiled: usize,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Tally) {
        self.programs += other.programs;
        self.runs += other.runs;
        self.endless += other.endless;
        self.traced += other.traced;
        self.compiled += other.compiled;
    }
}

/// Looks at loops.
pub(crate) struct Examiner<'a> {
    values: &'a Values,
    bench: Bench,
    regimes: Vec<Regime>,
    shown: Option<String>,
    /// Of the programs, only some run under other regimes than the one that is counted.
    is_hasty: bool,
}

impl<'a> Examiner<'a> {
    pub(crate) fn new(values: &'a Values, fuel: u64) -> Examiner<'a> {
        let shown = setting("MONTE_SHOWN");
        let is_hasty = setting("MONTE_MATRIX").is_none();
        let (bench, regimes) = (Bench::new(fuel), chosen(Some(REGIMES)));
        Examiner { values, bench, regimes, shown, is_hasty }
    }

    /// The faults of some loops, with their numbers.
    pub(crate) fn examine(&self, cells: &[(usize, &Cell)]) -> (Vec<String>, Tally) {
        let (mut faults, mut tally) = (Vec::new(), Tally::default());
        let parts: Vec<Part<'_>> = cells
            .iter()
            .map(|&(number, cell)| {
                let tuples = cell.tuples.iter().map(Vec::as_slice).collect();
                Part { number, body: &cell.body, tuples, is_counted: cell.is_first }
            })
            .collect();
        if self.shown.is_some() {
            let titles: Vec<String> =
                cells.iter().map(|(number, cell)| format!("{number} {}", cell.title)).collect();
            eprintln!("{}", titles.join("\n"));
        }
        self.look_at(&parts, &mut faults, &mut tally);
        (faults, tally)
    }

    /// Looks at loops together, or if they do not come to an end, at halves of them.
    fn look_at(&self, parts: &[Part<'_>], faults: &mut Vec<String>, tally: &mut Tally) {
        let source = program(self.values, parts);
        if self.shown.as_deref() == Some("2") {
            eprintln!("{source}");
        }
        let unit = match self.bench.compile(&source, Passes::ALL) {
            Ok(unit) => unit,
            Err(text) => return faults.push(format!("it does not compile: {text}\n{source}")),
        };
        let usual = self.run(&unit, &self.regimes[0], parts[0].number);
        tally.programs += 1;
        tally.runs += 1;
        if usual.ending != Ending::Done {
            let alone = parts.len() == 1 && parts[0].tuples.len() == 1;
            if !alone {
                for half in halves(parts) {
                    // The first fault is enough.
                    if faults.is_empty() {
                        self.look_at(&half, faults, tally);
                    }
                }
                return;
            }
            tally.endless += 1;
            if usual.ending == Ending::Broke {
                let told = usual.told(self.regimes[0].name);
                return faults.push(format!("it breaks the machine\n{told}--- program\n{source}"));
            }
        }
        for regime in &self.regimes[1..] {
            if self.is_hasty && regime.name != COUNTED && !parts[0].number.is_multiple_of(SOMETIMES)
            {
                continue;
            }
            let seen = self.run(&unit, regime, parts[0].number);
            tally.runs += 1;
            if regime.name == COUNTED
                && usual.ending == Ending::Done
                && parts.iter().all(|part| part.is_counted)
            {
                tally.traced += parts.len();
                tally.compiled += seen.loops.min(parts.len());
            }
            if difference(&usual, &seen, regime).is_some() {
                faults.push(self.made_small(parts, regime, &usual, &seen));
                return;
            }
        }
    }

    fn run(&self, unit: &Arc<Unit>, regime: &Regime, number: usize) -> Seen {
        self.bench.run(unit, regime, number as u64)
    }

    /// What differs between the usual regime and this one, in as small a part of the program as can be found.
    fn made_small(&self, parts: &[Part<'_>], regime: &Regime, usual: &Seen, seen: &Seen) -> String {
        let seed = parts[0].number;
        let differs = |parts: &[Part<'_>]| {
            let unit = self.bench.compile(&program(self.values, parts), Passes::ALL).ok()?;
            let usual = self.run(&unit, &self.regimes[0], seed);
            let seen = self.run(&unit, regime, seed);
            difference(&usual, &seen, regime).map(|kind| (kind, usual, seen))
        };
        let mut parts = parts.to_vec();
        let mut at = 0;
        while parts.len() > 1 && at < parts.len() {
            let mut fewer = parts.clone();
            fewer.remove(at);
            if differs(&fewer).is_some() { parts = fewer } else { at += 1 }
        }
        for part in 0..parts.len() {
            let mut at = 0;
            while parts[part].tuples.len() > 1 && at < parts[part].tuples.len() {
                let mut fewer = parts.clone();
                fewer[part].tuples.remove(at);
                if differs(&fewer).is_some() { parts = fewer } else { at += 1 }
            }
        }
        let source = program(self.values, &parts);
        match differs(&parts) {
            Some((kind, usual, seen)) => {
                let told = usual.told(self.regimes[0].name) + &seen.told(regime.name);
                format!("{kind:?}, loop {}\n{told}--- program\n{source}", parts[0].number)
            }
            None => {
                let told = usual.told(self.regimes[0].name) + &seen.told(regime.name);
                format!("only once:\n{told}--- program\n{source}")
            }
        }
    }
}

/// The two halves of some loops, or of the tuples of one.
fn halves<'a>(parts: &[Part<'a>]) -> [Vec<Part<'a>>; 2] {
    if let [part] = parts {
        let (one, other) = part.tuples.split_at(part.tuples.len() / 2);
        return [one, other].map(|tuples| vec![Part { tuples: tuples.to_vec(), ..part.clone() }]);
    }
    let (one, other) = parts.split_at(parts.len() / 2);
    [one.to_vec(), other.to_vec()]
}
