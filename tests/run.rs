//! Programs with golden output, run in this process under several regimes.
//!
//! In `tests/programs/`, every `NAME.mt` prints what `NAME.out` holds: one line per `traceln`. A program
//! whose name says `fails` ends with an uncaught problem, whose message is the last line of its `.out`.
//! `MONTE_BLESS=1` writes the outputs anew; read the difference before you keep it.
//!
//! A program runs under: the usual regime; Kernel optimizer off; a collection at every safepoint with
//! poisoned memory; stopped and resumed after every instruction; in slices of 10,000 units; and with each
//! single pass of the optimizer switched off. The output must be the same in all of them, and the fuel
//! wherever all passes run.
//!
//!     MONTE_SOAK=1 cargo test --release --test run -- --include-ignored --nocapture
//!
//! runs each of them, and the programs of `benches/`, under the product of [`JITS`], [`COLLECTORS`] and [`SLICES`] instead, and tells
//! how many runs these were. What is not run there because it would take too long is counted, too.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

mod support;

use monte_compiler::unit::Unit;
use monte_expander::{Environment, Passes};
use monte_jit::{Thresholds, TracingCompiler};
use monte_pipeline::Text;
use monte_vm::heap::Stress;
use monte_vm::interp::{Limits, Outcome};
use monte_vm::vm::{Config, Engine, Vm};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use support::Lines;

/// Units of fuel that no test program needs.
const ENOUGH: u64 = 200_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Regime {
    name: &'static str,
    passes: Passes,
    stress: Stress,
    slice: Slice,
    jit: Option<Thresholds>,
    /// Machine code leaves at random, too.
    exits: Option<u64>,
    /// Programs that use more fuel than this in the usual regime are not run under this one.
    at_most: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slice {
    Whole,
    Instruction,
    Fuel(u64),
}

const REGIMES: &[Regime] = &[
    Regime {
        name: "usual",
        passes: Passes::ALL,
        stress: Stress::None,
        slice: Slice::Whole,
        jit: None,
        exits: None,
        at_most: ENOUGH,
    },
    Regime {
        name: "traced",
        passes: Passes::ALL,
        stress: Stress::None,
        slice: Slice::Whole,
        jit: Some(Thresholds { hot: 8, hot_exit: 3 }),
        exits: None,
        at_most: ENOUGH,
    },
    Regime {
        name: "traced eagerly",
        passes: Passes::ALL,
        stress: Stress::None,
        slice: Slice::Whole,
        jit: Some(Thresholds::EAGER),
        exits: None,
        at_most: 20_000_000,
    },
    Regime {
        name: "traced eagerly, collecting",
        passes: Passes::ALL,
        stress: Stress::EverySafepoint,
        slice: Slice::Whole,
        jit: Some(Thresholds::EAGER),
        exits: None,
        at_most: 20_000,
    },
    Regime {
        name: "traced eagerly, slices",
        passes: Passes::NONE,
        stress: Stress::None,
        slice: Slice::Fuel(1000),
        jit: Some(Thresholds::EAGER),
        exits: None,
        at_most: 200_000,
    },
    Regime {
        name: "random exits",
        passes: Passes::ALL,
        stress: Stress::None,
        slice: Slice::Whole,
        jit: Some(Thresholds { hot: 2, hot_exit: 30 }),
        exits: Some(1),
        at_most: 2_000_000,
    },
    Regime {
        name: "plain",
        passes: Passes::NONE,
        stress: Stress::None,
        slice: Slice::Whole,
        jit: None,
        exits: None,
        at_most: ENOUGH,
    },
    Regime {
        name: "collecting",
        passes: Passes::ALL,
        stress: Stress::EverySafepoint,
        slice: Slice::Whole,
        jit: None,
        exits: None,
        at_most: 20_000,
    },
    Regime {
        name: "stepping",
        passes: Passes::ALL,
        stress: Stress::None,
        slice: Slice::Instruction,
        jit: None,
        exits: None,
        at_most: 200_000,
    },
    Regime {
        name: "slices",
        passes: Passes::ALL,
        stress: Stress::None,
        slice: Slice::Fuel(10_000),
        jit: None,
        exits: None,
        at_most: ENOUGH,
    },
    Regime {
        name: "plain, collecting",
        passes: Passes::NONE,
        stress: Stress::EverySafepoint,
        slice: Slice::Whole,
        jit: None,
        exits: None,
        at_most: 20_000,
    },
];

/// With one pass of the optimizer switched off, which gives its name.
const WITHOUT: Regime = Regime {
    name: "",
    passes: Passes::ALL,
    stress: Stress::None,
    slice: Slice::Whole,
    jit: None,
    exits: None,
    at_most: 20_000,
};

/// The tracing compiler of the soak: off, on, eager, and left at random.
const JITS: &[(&str, Option<Thresholds>, Option<u64>)] = &[
    ("off", None, None),
    ("on", Some(Thresholds::USUAL), None),
    ("eager", Some(Thresholds::EAGER), None),
    ("random exits", Some(Thresholds { hot: 2, hot_exit: 30 }), Some(1)),
];
/// The collector of the soak, with the fuel of the longest program: a collection at every safepoint takes time.
const COLLECTORS: &[(&str, Stress, u64)] =
    &[("usual", Stress::None, ENOUGH), ("at every safepoint", Stress::EverySafepoint, 2_000_000)];
/// The slices of the soak.
const SLICES: &[(&str, Slice)] = &[("whole", Slice::Whole), ("short", Slice::Fuel(1000))];
/// Where the soak finds programs without golden output.
const BENCHES: &[&str] = &["benches/programs", "benches/growth"];

/// All regimes of the soak; the first one is the usual one.
fn soak() -> Vec<Regime> {
    let mut regimes = Vec::new();
    for &(jit, thresholds, exits) in JITS {
        for &(collector, stress, at_most) in COLLECTORS {
            for &(slices, slice) in SLICES {
                // Few enough to be kept for ever.
                let name = format!("JIT {jit}, collector {collector}, slices {slices}").leak();
                let passes = Passes::ALL;
                regimes.push(Regime {
                    name,
                    passes,
                    stress,
                    slice,
                    jit: thresholds,
                    exits,
                    at_most,
                });
            }
        }
    }
    regimes
}

/// The regimes that programs are run under, the usual one first.
fn regimes() -> Vec<Regime> {
    if soaks() {
        return soak();
    }
    let without = Passes::all_but_one().map(|(name, passes)| Regime { name, passes, ..WITHOUT });
    REGIMES.iter().copied().chain(without).collect()
}

fn soaks() -> bool {
    std::env::var_os("MONTE_SOAK").is_some()
}

fn compile(path: &Path, source: &str, passes: Passes) -> Result<Unit, String> {
    let name = path.file_name().expect("a file").to_string_lossy();
    let text = Text { name: &name, source };
    let environment = Environment::safe(monte_prelude::names::of_programs());
    monte_pipeline::compile(text, &environment, passes)
        .map_err(|faults| monte_frontend::render_all(&faults, source, &name, false))
}

/// The traced lines, with the message of an uncaught problem behind them, and the fuel.
fn run(unit: Unit, regime: Regime) -> Result<(String, u64), String> {
    let lines = Lines::default();
    let config = Config { stress: Stress::None, ..Config::default() };
    let mut vm = Vm::new(Arc::new(Engine::default()), config);
    vm.boot(monte_prelude::units()).map_err(|error| error.to_string())?;
    vm.heap.set_stress(regime.stress);
    if let Some(thresholds) = regime.jit {
        let compiler = TracingCompiler::new(thresholds);
        vm.attach_tracer(Box::new(match regime.exits {
            Some(seed) => compiler.with_random_exits(seed),
            None => compiler,
        }));
    }
    vm.trace = Box::new(lines.sink());
    let unit = vm.load_in_safe_scope(Arc::new(unit))?;
    vm.start(unit);
    let limits = match regime.slice {
        Slice::Whole => Limits { fuel: Some(ENOUGH), step: false },
        Slice::Instruction => Limits { fuel: Some(ENOUGH), step: true },
        Slice::Fuel(fuel) => Limits { fuel: Some(fuel), step: false },
    };
    let outcome = loop {
        match vm.run(limits) {
            Outcome::Stepped => {}
            Outcome::OutOfFuel if vm.fuel_used < ENOUGH => {}
            outcome => break outcome,
        }
    };
    let fuel = vm.fuel_used;
    let problem = match outcome {
        Outcome::Done(_) => None,
        Outcome::Threw(problem) => Some(vm.problem_text(problem)),
        other => return Err(format!("stopped: {other:?}")),
    };
    let mut text = lines.text();
    if let Some(problem) = problem {
        text.push_str(&problem);
        text.push('\n');
    }
    Ok((text, fuel))
}

fn bless() -> bool {
    std::env::var_os("MONTE_BLESS").is_some()
}

/// Checks one program under every regime that it is short enough for; answers how many these were, and how many not.
fn check(path: &Path, regimes: &[Regime]) -> Result<[usize; 2], String> {
    let source = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let golden = path.with_extension("out");
    let (usual, fuel) = match run(compile(path, &source, Passes::ALL)?, regimes[0]) {
        // A program that is measured may be long.
        Err(_) if is_measured(path) => return Ok([0, regimes.len()]),
        result => result?,
    };
    if bless() && !is_measured(path) {
        std::fs::write(&golden, &usual).map_err(|error| error.to_string())?;
    }
    let wanted = match std::fs::read_to_string(&golden) {
        Err(_) if is_measured(path) => usual.clone(),
        result => result.map_err(|error| format!("its output, {}: {error}", golden.display()))?,
    };
    if usual != wanted {
        return Err(format!("usual:\n--- wanted\n{wanted}--- got\n{usual}"));
    }
    let mut runs = 1;
    for &regime in regimes[1..].iter().filter(|regime| fuel <= regime.at_most) {
        let (text, used) = run(compile(path, &source, regime.passes)?, regime)?;
        if text != wanted {
            return Err(format!("{}:\n--- wanted\n{wanted}--- got\n{text}", regime.name));
        }
        if regime.passes == Passes::ALL && used != fuel {
            return Err(format!("{}: used {used} units of fuel, usually {fuel}", regime.name));
        }
        runs += 1;
    }
    Ok([runs, regimes.len() - runs])
}

/// It is a program of `benches/`.
fn is_measured(path: &Path) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    BENCHES.iter().any(|folder| path.starts_with(root.join(folder)))
}

fn check_folder(folder: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    support::programs(&root.join(folder), &mut found);
    found.sort();
    assert!(!found.is_empty(), "no programs in {folder}");
    let (regimes, began) = (regimes(), Instant::now());
    let sums = Mutex::new([0; 2]);
    let work = Mutex::new(found.iter());
    let failures = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = work.lock().expect("no worker panics here").next();
                    let Some(path) = next else { return };
                    let checked = std::panic::catch_unwind(|| check(path, &regimes))
                        .unwrap_or_else(|_| Err("the machine panicked".to_owned()));
                    match checked {
                        Ok(runs) => {
                            let mut sums = sums.lock().expect("no worker panics here");
                            sums.iter_mut().zip(runs).for_each(|(sum, runs)| *sum += runs);
                        }
                        Err(message) => {
                            let text = format!("{}: {message}", path.display());
                            failures.lock().expect("no worker panics here").push(text);
                        }
                    }
                }
            });
        }
    });
    let [runs, skipped] = sums.into_inner().expect("no worker panics here");
    println!(
        "{folder}: {} programs, {runs} runs, {skipped} too long to be run, in {:.0?}",
        found.len(),
        began.elapsed(),
    );
    let failures = failures.into_inner().expect("no worker panics here");
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n\n"));
}

#[test]
fn programs_print_what_they_should_under_every_regime() {
    check_folder("tests/programs");
}

#[test]
fn examples_print_what_they_should_under_every_regime() {
    check_folder("examples");
}

#[test]
#[ignore = "takes long: a part of the soak"]
fn measured_programs_do_the_same_in_a_soak() {
    assert!(soaks(), "the usual regimes say nothing of programs without golden output");
    BENCHES.iter().for_each(|folder| check_folder(folder));
}
