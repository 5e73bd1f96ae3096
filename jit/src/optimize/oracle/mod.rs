//! The passes against the oracle: what a tree does must be what the recordings do that it was made of.
//!
//! A case (`case`) is some recordings, and machines to run them on (`machines`). It is run as recorded, and then as the tree that each pass
//! alone makes of it, and all together; the trees are verified. An observer must see the same (`ir::interpret`). Cases are the files
//! of `jit/tests/ir`, and random ones (`generate`); one that differs is made small (`shrink`) and printed as such a file.
//!
//! The environment sets what is run: `MONTE_TRACES=100000` so many random cases, `MONTE_TRACES=7..8` those of these seeds. In a usual run
//! there are few.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files, and its settings from the environment"
)]

mod case;
mod generate;
mod machines;
mod shrink;
mod steps;

use super::Ended;
use super::text::{Begins, sections};
use crate::ir::interpret;
use case::{Case, Exit, Section, Start, Text, WAYS, Way};
use fastrand::Rng;
use machines::Maker;
use shrink::shrink;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// The seeds of a usual run.
const USUALLY: Range<u64> = 0..1000;
/// Machines that a file's recordings are run on.
const MACHINES: usize = 40;
/// So many faults end a run.
const ENOUGH: usize = 5;

/// A difference.
struct Fault {
    way: Way,
    told: String,
}

/// What has been run, so that it can be seen that something was.
#[derive(Default)]
struct Tally {
    runs: AtomicUsize,
    left: AtomicUsize,
    turns: AtomicUsize,
    invalid: AtomicUsize,
    parts: AtomicUsize,
    missing: AtomicUsize,
}

/// Whether a case is the same whatever is done to it.
fn examine(case: &Case, ways: &[Way], tally: &Tally) -> Option<Fault> {
    for &way in ways {
        let compared = catch_unwind(AssertUnwindSafe(|| compare(case, way, tally)));
        let compared = compared.unwrap_or_else(|_| Err("it panics".into()));
        if let Err(told) = compared {
            return Some(Fault { way, told });
        }
    }
    None
}

/// Compares what a tree does with what its recordings do.
fn compare(case: &Case, way: Way, tally: &Tally) -> Result<(), String> {
    let built = case.build(way)?;
    tally.parts.fetch_add(built.parts.len(), Ordering::Relaxed);
    let missing = built.parts.iter().filter(|part| part.is_none()).count();
    tally.missing.fetch_add(missing, Ordering::Relaxed);
    if built.parts[0].is_none() {
        return Ok(());
    }
    for machine in &case.machines {
        let there = |section: usize| built.parts[section].is_some();
        let Ok(stopped) = case.run(there, machine.clone()) else {
            tally.invalid.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        tally.runs.fetch_add(1, Ordering::Relaxed);
        if let Some((exit, _)) = stopped.left {
            tally.left.fetch_add(1, Ordering::Relaxed);
            tally.turns.fetch_add(exit.turn as usize, Ordering::Relaxed);
        }
        let wanted = stopped.outcome;
        let tree = &built.tree;
        let got = interpret::run(tree, machine.clone())
            .map_err(|fault| format!("{fault}\nshould be {wanted:#?}\n{tree}"))?;
        if got != wanted {
            return Err(format!("should be {wanted:#?}\nis {got:#?}\n{tree}"));
        }
    }
    Ok(())
}

/// What is told of a case with a fault: a small one that has it, too.
fn told(case: &Case, fault: &Fault) -> String {
    let none = Tally::default();
    let small = shrink(case, |case| examine(case, &[fault.way], &none).is_some());
    let fault = examine(&small, &[fault.way], &none)
        .unwrap_or_else(|| Fault { way: fault.way, told: "it is gone".into() });
    let text = match catch_unwind(AssertUnwindSafe(|| small.build(fault.way))) {
        Ok(Ok(built)) => Text(&small, &built).to_string(),
        _ => {
            let parts = (0..small.sections.len() as u32).map(Some).collect();
            Text(&small, &case::Built { tree: Default::default(), parts }).to_string()
        }
    };
    format!("the passes `{}` differ for\n{text}----\n{}\n", fault.way.name, fault.told)
}

/// The case of a file: its recordings, whose exits are those of the tree that its folder's passes make.
fn case_of(way: Way, text: &str) -> Result<Case, String> {
    let mut case = Case { sections: Vec::new(), machines: Vec::new() };
    for (begins, mut recording) in sections(text)? {
        let built = case.build(way)?;
        let section = |part: u32| {
            built.parts.iter().position(|&known| known == Some(part)).ok_or("no such part")
        };
        if let Ended::Head { part: Some(part), .. } = &mut recording.ended {
            *part = section(*part)? as u32;
        }
        let start = match begins {
            Begins::Head => Start::Head,
            Begins::Follows(part) => Start::Follows(section(part)?),
            Begins::Behind(exit) => {
                let (part, _) = built.tree.leaving_by(exit).ok_or("nothing leaves there")?;
                let turn = built.tree.parts[part].begin == crate::ir::Begin::Turn;
                let snapshot = &built.tree.graph.snapshots[exit as usize];
                let place = snapshot.activations.last().ok_or("it goes on nowhere")?;
                Start::Behind(Exit { section: place.code as usize, snapshot: place.pc, turn })
            }
        };
        case.sections.push(Section { start, recording });
        case.number_snapshots();
    }
    let mut rng = Rng::with_seed(1);
    for _ in 0..MACHINES {
        let recordings = case.sections.iter().map(|section| &section.recording);
        let machine = Maker::new(&mut rng).fit(recordings);
        case.machines.push(Maker::disturbed(&mut rng, &machine));
        case.machines.push(machine);
    }
    Ok(case)
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder can be read");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("it is there").path()).collect();
    paths.sort();
    paths
}

#[test]
fn the_recordings_of_the_files_do_the_same_as_their_trees() {
    let tally = Tally::default();
    let mut wrong = String::new();
    for pass in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ir")) {
        let name = pass.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let way = *WAYS.iter().find(|way| way.name == name).expect("each folder is that of a pass");
        for path in entries(&pass) {
            let text = std::fs::read_to_string(&path).expect("the file can be read");
            let text = text.split("----\n").next().unwrap_or_default();
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            let before = tally.runs.load(Ordering::Relaxed);
            let case = case_of(way, &lines.collect::<Vec<_>>().join("\n"));
            let fault = match &case {
                Ok(case) => {
                    // What follows an exit relies on what its tree knows there.
                    let ways = if case.sections.len() == 1 { WAYS } else { &[way] };
                    examine(case, ways, &tally).map(|fault| fault.told)
                }
                Err(error) => Some(error.clone()),
            };
            if let Some(fault) = fault {
                wrong.push_str(&format!("{}: {fault}\n", path.display()));
            } else if tally.runs.load(Ordering::Relaxed) == before {
                wrong.push_str(&format!("{}: no machine fits\n", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The seeds to run.
fn seeds() -> Range<u64> {
    let Ok(text) = std::env::var("MONTE_TRACES") else { return USUALLY };
    let number = |text: &str| text.trim().parse().expect("`MONTE_TRACES` is `COUNT` or `FROM..TO`");
    match text.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => 0..number(&text),
    }
}

#[test]
fn random_recordings_do_the_same_as_their_trees() {
    let (seeds, tally, wrong) = (seeds(), Tally::default(), Mutex::new(Vec::new()));
    let next = AtomicU64::new(seeds.start);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    let enough = wrong.lock().is_ok_and(|wrong| wrong.len() >= ENOUGH);
                    if seed >= seeds.end || enough {
                        return;
                    }
                    let case = generate::case(seed);
                    if let Some(fault) = examine(&case, WAYS, &tally) {
                        let told = format!("seed {seed}: {}", told(&case, &fault));
                        wrong.lock().expect("nobody panics meanwhile").push(told);
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics meanwhile");
    let count = |number: &AtomicUsize| number.load(Ordering::Relaxed);
    eprintln!(
        "{} runs, {} of them left, {} in a later turn; {} more had nothing to run on; {} parts of {} did not come out",
        count(&tally.runs),
        count(&tally.left),
        count(&tally.turns),
        count(&tally.invalid),
        count(&tally.missing),
        count(&tally.parts),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
