//! Out of memory everywhere: programs in which one reservation of memory is refused, each in its turn, and in
//! which no memory is left at one safepoint, each in its turn.
//!
//! Every time, the program stops in front of an instruction. Then its fiber is ended: after a collection the account
//! of the heap stands where it stood before the program. Or it is resumed, as if the limit had been raised: it
//! prints what it always prints, fails as it always fails, and has used the same fuel. In the end the machine is closed,
//! and nothing is left in the account.
//!
//! A refusal that stops nothing is one that the machine can do without (a list that should have got a buffer of its own
//! is read where it is, see `data/versions.rs`): the program prints the same, but may use other fuel.
//!
//! The programs are those of `tests/programs` and `examples` that need little fuel, a part of them and of the places
//! by default. `MONTE_REFUSALS=all` takes all places, or 400 of each sort in a long program;
//! `MONTE_REFUSALS=NUMBER` takes at most so many.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

mod support;

use monte_expander::{Environment, Passes};
use monte_pipeline::Text;
use monte_vm::heap::Stress;
use monte_vm::interp::{Limits, Outcome};
use monte_vm::vm::{Config, Engine, Vm};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use support::Lines;

/// Programs that need more fuel are not taken.
const SHORT: u64 = 60_000;
/// Programs that need more are tried at fewer places.
const LONG: u64 = 4_000;
/// Units of fuel that no program needs.
const ENOUGH: u64 = 100_000_000;

static REFUSED: AtomicU64 = AtomicU64::new(0);
static TAKEN: AtomicU64 = AtomicU64::new(0);
static EVERYWHERE: AtomicU64 = AtomicU64::new(0);

/// Everything that can be seen of a run from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    text: String,
    fuel: u64,
}

struct Bench {
    vm: Vm,
    unit: u32,
    lines: Lines,
}

impl Bench {
    fn new(path: &Path) -> Result<Option<Bench>, String> {
        let name = path.file_name().expect("a file").to_string_lossy();
        let source = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        let environment = Environment::safe(monte_prelude::names::of_programs());
        let text = Text { name: &name, source: &source };
        let Ok(unit) = monte_pipeline::compile(text, &environment, Passes::ALL) else {
            return Ok(None);
        };
        let mut vm = Vm::new(Arc::new(Engine::default()), Config::default());
        vm.boot(monte_prelude::units()).map_err(|error| error.to_string())?;
        let unit = vm.load_in_safe_scope(Arc::new(unit))?;
        Ok(Some(Bench { vm, unit, lines: Lines::default() }))
    }

    fn start(&mut self, stress: Stress) {
        self.lines = Lines::default();
        self.vm.trace = Box::new(self.lines.sink());
        self.vm.heap.set_stress(stress);
        self.vm.fuel_used = 0;
        self.vm.start(self.unit);
    }

    /// Runs on; `None` if memory was refused.
    fn go_on(&mut self) -> Result<Option<Seen>, String> {
        let left = ENOUGH - self.vm.fuel_used.min(ENOUGH);
        let outcome = self.vm.run(Limits { fuel: Some(left), step: false });
        let mut text = self.lines.text();
        match outcome {
            Outcome::Done(_) => {}
            Outcome::Threw(problem) => text.push_str(&self.vm.problem_text(problem)),
            Outcome::OutOfMemory { .. } => return Ok(None),
            outcome => return Err(format!("{outcome:?}")),
        }
        Ok(Some(Seen { text, fuel: self.vm.fuel_used }))
    }

    /// Ends the fiber; answers with what is reserved then.
    fn end(&mut self) -> usize {
        self.vm.heap.set_stress(Stress::None);
        self.vm.end_fiber();
        self.vm.heap.reserved()
    }
}

/// At most `most` numbers from 1 to `all`, spread evenly.
fn places(all: u64, most: u64) -> Vec<u64> {
    let count = all.min(most);
    (0..count).map(|i| 1 + i * all / count).collect()
}

/// Refuses memory at each place in turn, with one machine, and closes it.
fn check(path: &Path, most: u64, few: u64) -> Result<(), String> {
    let Some(mut bench) = Bench::new(path)? else { return Ok(()) };
    // The first run leaves caches behind.
    bench.start(Stress::None);
    bench.go_on()?;
    bench.end();
    bench.start(Stress::None);
    let Some(usual) = bench.go_on()? else { return Err("out of memory".to_owned()) };
    let mut before = bench.end();
    if usual.fuel > SHORT {
        return Ok(());
    }
    let most = if usual.fuel > LONG { most.min(few) } else { most };
    TAKEN.fetch_add(1, Ordering::Relaxed);
    let mut everywhere = true;
    for kind in [Stress::RefuseReservation, Stress::RefuseSafepoint] {
        bench.start(kind(u64::MAX));
        let unrefused = bench.go_on()?;
        if unrefused.as_ref() != Some(&usual) {
            return Err(format!("{:?}: {unrefused:?}, usually {usual:?}", kind(0)));
        }
        let all = bench.vm.heap.refusable();
        everywhere &= all <= most;
        bench.end();
        for place in places(all, most) {
            let stress = kind(place);
            bench.start(stress);
            if let Some(seen) = bench.go_on()? {
                if seen.text == usual.text {
                    // What was refused was not needed: there is another way, which may take more fuel.
                    bench.end();
                    continue;
                }
                return Err(format!("{stress:?} of {all} does not stop: {seen:?}"));
            }
            let mut after = bench.end();
            if after != before {
                // A stop may lead to places where nothing led before, once.
                bench.start(stress);
                bench.go_on()?;
                before = after;
                after = bench.end();
            }
            if after != before {
                return Err(format!("{stress:?} of {all}: {after} bytes left, {before} before"));
            }
            bench.start(stress);
            bench.go_on()?;
            bench.vm.heap.set_stress(Stress::None);
            let resumed = bench.go_on()?;
            if resumed.as_ref() != Some(&usual) {
                return Err(format!("{stress:?} of {all}: {resumed:?}, usually {usual:?}"));
            }
            let after = bench.end();
            if after != before {
                return Err(format!("{stress:?} resumed: {after} bytes left, {before} before"));
            }
            REFUSED.fetch_add(1, Ordering::Relaxed);
        }
    }
    EVERYWHERE.fetch_add(everywhere as u64, Ordering::Relaxed);
    match bench.vm.close() {
        0 => Ok(()),
        left => Err(format!("{left} bytes left when the machine is closed")),
    }
}

#[test]
fn memory_may_be_refused_anywhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    support::programs(&root.join("tests/programs"), &mut paths);
    support::programs(&root.join("examples"), &mut paths);
    let most = match std::env::var("MONTE_REFUSALS") {
        Ok(all) if all == "all" => u64::MAX,
        Ok(number) => number.parse().expect("`all` or a number"),
        Err(_) => 6,
    };
    let few = if most > 6 { 400 } else { 1 };
    if let Ok(part) = std::env::var("MONTE_REFUSALS_IN") {
        paths.retain(|path| path.to_string_lossy().contains(&part));
    }
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    support::check_all(&paths, threads, |path| {
        check(path, most, few).map_err(|problem| format!("{}: {problem}", path.display()))
    });
    let (taken, refused) = (TAKEN.load(Ordering::Relaxed), REFUSED.load(Ordering::Relaxed));
    let everywhere = EVERYWHERE.load(Ordering::Relaxed);
    println!(
        "{taken} programs, {everywhere} at every place; memory refused {refused} times, ended and resumed"
    );
}
