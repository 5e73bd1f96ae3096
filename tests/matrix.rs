//! The matrix of built-ins: each method with values of every kind, interpreted and as machine code.
//!
//! The rows are those of the machine's own method tables, so a method that is added to one is tested without a change here. Its
//! receivers and arguments are the lines of `matrix/values.txt`; `matrix/operators.txt` has instructions that are no calls of
//! methods. Each row with one kind for each operand is a loop (`matrix/cells.rs`), which calls it with values of these kinds and
//! keeps what that answers or throws. Some loops are a program (`matrix/program.rs`), which runs with the JIT off and under
//! regimes with the JIT; what is kept, where it was thrown, traced lines and fuel must be the same (`matrix/examine.rs`).
//!
//! The suite takes a part of the loops: one with fitting arguments for each row, and some of the others.
//!
//!     MONTE_MATRIX=all cargo test --release --test matrix -- --nocapture
//!
//! runs all of them, `MONTE_MATRIX=FROM..TO` those with these numbers; `MONTE_REGIMES` names other regimes, of
//! `random/regimes.rs`, and `MONTE_SHOWN=1` prints the numbers before loops run, `2` the programs, too.
#![forbid(unsafe_code)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files, and its settings from the environment"
)]

mod matrix {
    pub(crate) mod cells;
    pub(crate) mod examine;
    pub(crate) mod program;
    pub(crate) mod values;
}
#[path = "random"]
mod random {
    pub(crate) mod regimes;
    pub(crate) mod seen;
}
mod support;

use matrix::cells::{Cell, cells};
use matrix::examine::{Examiner, Tally};
use matrix::values::Values;
use random::regimes::{Bench, silence_machines};
use std::sync::Mutex;
use std::time::Instant;

/// Units of fuel for a program; few need so many.
const FUEL: u64 = 300_000;
/// Loops of a program.
const BATCH: usize = 12;
/// Of the loops that are not the first of a row, the suite takes one of so many.
const SAMPLE: u32 = 128;
/// So many faults end a run.
const ENOUGH: usize = 20;
/// Of 100 first loops of rows, so many must become machine code. One that throws each time does not.
const LEAST: usize = 70;

/// A variable of the environment.
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The loops that are wanted, with their numbers.
fn wanted(cells: &[Cell]) -> Vec<(usize, &Cell)> {
    let numbered = cells.iter().enumerate();
    match setting("MONTE_MATRIX") {
        None => numbered.filter(|(_, cell)| cell.is_first || cell.seed % SAMPLE == 0).collect(),
        Some(text) if text == "all" => numbered.collect(),
        Some(text) => {
            let (from, to) = text.split_once("..").expect("MONTE_MATRIX is `all` or FROM..TO");
            let from: usize = from.parse().expect("a number");
            let to: usize = to.parse().expect("a number");
            numbered.filter(|(number, _)| (from..to).contains(number)).collect()
        }
    }
}

#[test]
fn built_ins_do_the_same_as_machine_code() {
    silence_machines();
    let began = Instant::now();
    let values = Values::read(&Bench::new(FUEL));
    let cells = cells(&values);
    let mut wanted = wanted(&cells);
    // Those whose machine code is counted are in programs of their own.
    wanted.sort_by_key(|(_, cell)| !cell.is_first);
    let told = setting("MONTE_MATRIX").is_some();
    let (tally, faults) = (Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    let batches = Mutex::new(wanted.chunks(BATCH));
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let work = || {
        let examiner = Examiner::new(&values, FUEL);
        loop {
            let next = batches.lock().expect("no panic").next();
            let Some(batch) = next else { return };
            if faults.lock().expect("no panic").len() >= ENOUGH {
                return;
            }
            let (found, seen) = examiner.examine(batch);
            for fault in found {
                if told {
                    eprintln!("{fault}");
                }
                faults.lock().expect("no panic").push(fault);
            }
            let mut tally = tally.lock().expect("no panic");
            tally.add(seen);
            if told && tally.programs % 100 == 0 {
                eprintln!("{:.0?}, at loop {}: {tally:?}", began.elapsed(), batch[0].0);
            }
        }
    };
    std::thread::scope(|scope| {
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    let tally = tally.into_inner().expect("no panic");
    println!("{:.0?}, {} of {} loops: {tally:?}", began.elapsed(), wanted.len(), cells.len());
    let faults = faults.into_inner().expect("no panic");
    assert!(faults.is_empty(), "{} differ:\n{}", faults.len(), faults.join("\n\n"));
    let hot = tally.compiled * 100;
    assert!(hot >= tally.traced * LEAST, "too few loops became machine code: {tally:?}");
}
