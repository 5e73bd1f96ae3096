//! Mutated programs, through all stages: each gets a diagnostic or runs, under limits. Nothing panics,
//! nothing hangs, and memory stays bounded.
//!
//! `MONTE_MUTATIONS=20000` in the environment asks for more of them than a usual run makes, `MONTE_SEED` for
//! others; both are those of the front end's own test. A mutant that hangs is named by
//! `MONTE_MUTATIONS_SHOWN=1`, which prints each number before the mutant is run.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

#[path = "../frontend/tests/support/mutate.rs"]
mod mutate;

use monte_expander::{Environment, Passes};
use monte_pipeline::Text;
use monte_vm::interp::{Limits, Outcome};
use monte_vm::vm::{Config, Engine, Vm};
use mutate::{Random, confuse, mutate};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

/// Units of fuel for a mutant.
const FUEL: u64 = 20_000;

/// Bytes for a machine.
const MEMORY: usize = 64 << 20;

/// Machines are replaced after so many mutants, so that one cannot fill it for all that follow.
const RUNS_PER_MACHINE: u32 = 64;

/// Longer programs would only make the same few faults slower to reach.
const LONGEST: usize = 20_000;

/// The sources of all programs below a folder, and of all golden files of the front end.
fn sources(folder: &Path, found: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            sources(&path, found);
            continue;
        }
        let extension = path.extension().and_then(|extension| extension.to_str());
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let source = match extension {
            Some("mt") => text.as_str(),
            Some("txt") => text.split_once("\n-----").map_or("", |(source, _)| source),
            _ => "",
        };
        if !source.is_empty() && source.len() < LONGEST {
            found.push(source.to_owned());
        }
    }
}

fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// What becomes of mutants, by kind.
#[derive(Default)]
struct Tally {
    refused: AtomicU64,
    done: AtomicU64,
    threw: AtomicU64,
    out_of_fuel: AtomicU64,
    out_of_memory: AtomicU64,
}

fn machine() -> Vm {
    let config = Config { memory_limit: MEMORY, ..Config::default() };
    let mut vm = Vm::new(Arc::new(Engine::default()), config);
    vm.trace = Box::new(|_| {});
    vm.boot(monte_prelude::units()).expect("it boots");
    vm
}

/// Takes one mutant as far as it goes; whether the machine can be used again.
fn examine(source: &str, environment: &Environment, vm: &mut Vm, tally: &Tally) -> bool {
    let count = |kind: &AtomicU64| kind.fetch_add(1, Ordering::Relaxed);
    let text = Text { name: "mutant.mt", source };
    let unit = match monte_pipeline::compile(text, environment, Passes::ALL) {
        Ok(unit) => unit,
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a word");
            assert!(!monte_frontend::render_all(&faults, source, text.name, false).is_empty());
            count(&tally.refused);
            return true;
        }
    };
    // Verifies the unit; what the compiler makes is never refused.
    let unit = vm.load_in_safe_scope(Arc::new(unit)).expect("a unit that can be loaded");
    vm.start(unit);
    match vm.run(Limits { fuel: Some(FUEL), step: false }) {
        Outcome::Done(_) => count(&tally.done),
        Outcome::Threw(problem) => {
            vm.problem_text(problem);
            count(&tally.threw)
        }
        Outcome::OutOfFuel => count(&tally.out_of_fuel),
        Outcome::OutOfMemory { .. } => {
            count(&tally.out_of_memory);
            return false;
        }
        outcome => panic!("ends with {outcome:?}"),
    };
    assert!(vm.heap.reserved() <= MEMORY, "{} bytes are reserved", vm.heap.reserved());
    true
}

#[test]
fn each_mutant_is_refused_or_runs_under_limits() {
    let count = from_environment("MONTE_MUTATIONS", 10_000);
    let seed = from_environment("MONTE_SEED", 1);
    let shown = from_environment("MONTE_MUTATIONS_SHOWN", 0) > 0;
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut programs = Vec::new();
    for folder in ["tests", "examples", "benches", "prelude", "frontend/tests"] {
        sources(&root.join(folder), &mut programs);
    }
    assert!(!programs.is_empty());
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let compiles = |source: &&String| {
        let text = Text { name: "source.mt", source };
        monte_pipeline::compile(text, &environment, Passes::ALL).is_ok()
    };
    let correct: Vec<String> = programs.iter().filter(compiles).cloned().collect();
    let tally = Tally::default();
    let next = AtomicU64::new(0);
    let failures = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let (mut vm, mut runs) = (machine(), 0);
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        return;
                    }
                    if shown {
                        eprintln!("mutant {number}");
                    }
                    let mut random = Random::new(seed.wrapping_add(number));
                    // Of the others few reach the machine.
                    let gentle = number.is_multiple_of(2);
                    let sources = if gentle { &correct } else { &programs };
                    let source = &sources[random.below(sources.len())];
                    let mutant = (if gentle { confuse } else { mutate })(source, &mut random);
                    let work = || examine(&mutant, &environment, &mut vm, &tally);
                    let usable = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
                        let message = format!("mutant {number} of seed {seed}:\n{mutant}");
                        failures.lock().expect("no worker panics here").push(message);
                        false
                    });
                    runs += 1;
                    if !usable || runs == RUNS_PER_MACHINE {
                        (vm, runs) = (machine(), 0);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no worker panics here");
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n\n"));
    println!(
        "{count} mutants: {} refused, {} done, {} threw, {} out of fuel, {} out of memory",
        tally.refused.into_inner(),
        tally.done.into_inner(),
        tally.threw.into_inner(),
        tally.out_of_fuel.into_inner(),
        tally.out_of_memory.into_inner(),
    );
}
