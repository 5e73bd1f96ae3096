//! Programs that are stopped for want of memory, over and over, and go on with more.
//!
//! Every program of `tests/programs` and `examples`, and of the folders that `MONTE_PROGRAMS` names (with colons between),
//! runs without limits, and then under limits that strike at random: its output must be the same.
//!
//! - *tight*: each time a little more memory is allowed than was asked for;
//! - *squeezed*: at random places the limit is less than what is reserved already; then it is raised;
//! - *refused*: random reservations, and random safepoints, are refused, whatever the limit.
//!
//! `MONTE_STOPS` says at how many places each of them stops a program; 1000 is a full
//! run. `MONTE_SEED` gives another choice; `MONTE_SHOWN` prints each name before its program is run, `MONTE_ONLY`
//! takes the programs whose path contains it.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

mod support;

use monte_expander::{Environment, Passes};
use monte_vm::{Budget, Config, Engine, Machine, Outcome, Stress};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use support::Lines;

/// Units of fuel that programs with few stops may use; longer ones are for full runs.
const SHORT: u64 = 100_000;
/// Units of fuel that no program needs.
const ENOUGH: u64 = 50_000_000;
/// Beyond this much memory a program is not run: it is about limits itself.
const AMPLE: usize = 512 << 20;

/// The program's figures: `MONTE_STOPS` and `MONTE_SEED`.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Random numbers: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound.max(1)
    }
}

/// What a run showed: traced lines, then the result or the problem.
#[derive(PartialEq, Eq)]
struct Shown {
    text: String,
    fuel: u64,
}

/// A program on a machine of its own, ready to run.
struct Run {
    machine: Machine,
    traced: Lines,
}

impl Run {
    /// `None` if the program has faults, or needs names that are not there yet.
    fn new(engine: &Arc<Engine>, name: &str, source: &str) -> Option<Run> {
        let text = monte_pipeline::Text { name, source };
        let environment = Environment::safe(monte_prelude::names::of_programs());
        let unit = monte_pipeline::compile(text, &environment, Passes::ALL).ok()?;
        let mut machine =
            Machine::new(engine, Config::default(), monte_prelude::units()).expect("it starts");
        let traced = Lines::default();
        machine.on_trace(traced.sink());
        let program = machine.load(unit).ok()?;
        machine.start(&program).park();
        Some(Run { machine, traced })
    }

    /// Runs to the end with memory enough, but at random places with too little first. Answers how many
    /// there were, too.
    fn squeezed(self, random: &mut Random, fuel: u64, stops: u64) -> (Option<Shown>, u64) {
        let Run { mut machine, traced } = self;
        let distance = (2 * fuel / stops).max(1);
        let mut count = 0;
        while count < stops {
            let Some(mut fiber) = machine.parked() else { break };
            let slice = Budget::fuel(1 + random.below(distance)).and_memory(AMPLE);
            match fiber.run(slice) {
                Outcome::OutOfFuel => {}
                Outcome::Done(value) => {
                    let result = fiber.values().describe(&value);
                    drop(fiber);
                    return (Some(shown(&traced, &result, &machine)), count);
                }
                Outcome::Threw(problem) => {
                    drop(fiber);
                    return (Some(shown(&traced, &problem.message, &machine)), count);
                }
                _ => return (None, count),
            }
            let Outcome::OutOfMemory { .. } = fiber.run(Budget::memory(1)) else {
                return (None, count);
            };
            count += 1;
            fiber.park();
        }
        (Run { machine, traced }.finish(AMPLE, |_, _| usize::MAX), count)
    }

    /// Runs to the end; `more` is asked at each stop for want of memory, and says what is allowed then.
    fn finish(
        mut self,
        mut limit: usize,
        mut more: impl FnMut(&mut Machine, usize) -> usize,
    ) -> Option<Shown> {
        let result = loop {
            let left = ENOUGH.saturating_sub(self.machine.fuel_used());
            let mut fiber = self.machine.parked().expect("it has not ended");
            match fiber.run(Budget::fuel(left).and_memory(limit)) {
                Outcome::Done(value) => break fiber.values().describe(&value),
                Outcome::Threw(problem) => break problem.message,
                Outcome::OutOfMemory { wanted } => {
                    fiber.park();
                    limit = more(&mut self.machine, wanted);
                    if limit > AMPLE {
                        return None;
                    }
                }
                _ => return None,
            }
        };
        Some(shown(&self.traced, &result, &self.machine))
    }
}

fn shown(traced: &Lines, result: &str, machine: &Machine) -> Shown {
    let mut text = traced.text();
    text.push_str(result);
    Shown { text, fuel: machine.fuel_used() }
}

/// The figures of all programs.
#[derive(Default)]
struct Totals {
    programs: AtomicU64,
    tight: AtomicU64,
    squeezed: AtomicU64,
    refused: AtomicU64,
    most: AtomicU64,
}

fn check(engine: &Arc<Engine>, path: &Path, totals: &Totals) -> Result<(), String> {
    if std::env::var_os("MONTE_SHOWN").is_some() {
        println!("{}", path.display());
    }
    let source = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let name = path.file_name().expect("a file").to_string_lossy();
    let new = || Run::new(engine, &name, &source);
    let Some(run) = new() else { return Ok(()) };
    let Some(wanted) = run.finish(AMPLE, |_, _| usize::MAX) else { return Ok(()) };
    let stops = number("MONTE_STOPS", 20);
    if wanted.fuel > SHORT && stops < 1000 {
        return Ok(());
    }
    let mut random =
        Random(number("MONTE_SEED", 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ source.len() as u64);
    totals.programs.fetch_add(1, Ordering::Relaxed);

    let run = new().expect("it compiled before");
    let start = run.machine.memory();
    let shown = run.finish(start, |machine, asked| {
        totals.tight.fetch_add(1, Ordering::Relaxed);
        let memory = machine.memory();
        // Small objects have filled the heap, or one thing was too large.
        let more = if asked == memory { memory / 8 } else { asked };
        memory + more + random.below(256 << 10) as usize
    });
    compare(&wanted, shown, "tight")?;

    let run = new().expect("it compiled before");
    let (shown, count) = run.squeezed(&mut random, wanted.fuel, stops);
    totals.squeezed.fetch_add(count, Ordering::Relaxed);
    totals.most.fetch_max(count, Ordering::Relaxed);
    compare(&wanted, shown, &format!("squeezed, {count} stops"))?;

    for kind in [Stress::RefuseReservation, Stress::RefuseSafepoint] {
        // Counts, and refuses nothing.
        let mut run = new().expect("it compiled before");
        run.machine.set_stress(kind(u64::MAX));
        if let Some(mut fiber) = run.machine.parked() {
            fiber.run(Budget::fuel(ENOUGH).and_memory(AMPLE));
        }
        let distance = (2 * run.machine.refusable() / stops).max(1);
        let mut run = new().expect("it compiled before");
        run.machine.set_stress(kind(1 + random.below(distance)));
        let mut count = 0;
        let shown = run.finish(AMPLE, |machine, _| {
            count += 1;
            let next = if count < stops { 1 + random.below(distance) } else { u64::MAX };
            machine.set_stress(kind(next));
            AMPLE
        });
        totals.refused.fetch_add(count, Ordering::Relaxed);
        totals.most.fetch_max(count, Ordering::Relaxed);
        compare(&wanted, shown, &format!("{:?}, {count} stops", kind(distance)))?;
    }
    Ok(())
}

fn compare(wanted: &Shown, got: Option<Shown>, regime: &str) -> Result<(), String> {
    let Some(got) = got else { return Err(format!("{regime}: it did not end")) };
    if got.text != wanted.text {
        return Err(format!("{regime}:\n--- wanted\n{}\n--- got\n{}", wanted.text, got.text));
    }
    if got.fuel != wanted.fuel {
        return Err(format!("{regime}: {} units of fuel, not {}", got.fuel, wanted.fuel));
    }
    Ok(())
}

#[test]
fn programs_that_are_stopped_for_memory_print_what_they_would_without() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    support::programs(&root.join("tests/programs"), &mut found);
    support::programs(&root.join("examples"), &mut found);
    if let Some(more) = std::env::var_os("MONTE_PROGRAMS") {
        std::env::split_paths(&more).for_each(|folder| support::programs(&folder, &mut found));
    }
    found.sort();
    if let Ok(name) = std::env::var("MONTE_ONLY") {
        found.retain(|path| path.to_string_lossy().contains(&name));
    }
    let (engine, totals) = (Arc::new(Engine::default()), Totals::default());
    support::check_all(&found, 2, |path| check(&engine, path, &totals));
    let Totals { programs, tight, squeezed, refused, most } = totals;
    println!(
        "{} programs; {} stops at tight limits; {} squeezed; {} reservations and safepoints refused; at most {} in a run",
        programs.into_inner(),
        tight.into_inner(),
        squeezed.into_inner(),
        refused.into_inner(),
        most.into_inner()
    );
}
