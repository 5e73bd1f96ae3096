//! Hostile programs under limits, run in this process.
//!
//! Every `hostile/NAME.mt` asks for more than there is. Its first line says what ends it: `# memory` for a
//! program that the memory limit stops (`# memory, names`: with names of methods, which stay), `# endless` for one that only fuel stops. Each runs
//!
//! - with 64 MiB and a quarter of a million units of fuel: it is stopped, the account never went above the limit, but for a
//!   chunk of the nursery, and nothing of it is left when its fiber has been ended;
//! - with 20,000 units (a million with `MONTE_HOSTILE_ALL=1`) and memory enough, whole, in slices of 10,000, 100 and 1 units: it stops for the
//!   same reason, and has used exactly the same fuel, however it was cut up;
//! - with few units of fuel, whole and collecting at every safepoint, and instruction by instruction: likewise.
//!
//! `MONTE_HOSTILE=NAME` runs those whose name contains that; `MONTE_HOSTILE_REPORT=1` prints a line for each.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

mod support;

use monte_compiler::unit::Unit;
use monte_expander::{Environment, Passes};
use monte_pipeline::Text;
use monte_vm::heap::Stress;
use monte_vm::interp::{Limits, Outcome};
use monte_vm::vm::{Config, Engine, Vm};
use std::path::Path;
use std::sync::Arc;

const MEMORY: usize = 64 << 20;
/// What the account may go beyond the limit: the chunk of the nursery that is filled while the machine is about to
/// look up, and the copies of what survives.
const BEYOND: usize = 2 << 20;
/// Memory for what a million units of fuel can make.
const AMPLE: usize = 1 << 30;
/// More than a machine reserves whose program has ended; a new one has 1.1 MiB.
const EMPTY: usize = 3 << 20;
const FUEL: u64 = 1_000_000;
/// Fuel for the slices, unless all of it is wanted.
const SOME: u64 = 20_000;
/// Fuel for the regimes that look at everything between any two instructions.
const LITTLE: u64 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Memory,
    Fuel,
    Threw,
    Done,
}

/// How a run is cut up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cut {
    Slices(u64),
    Instructions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stopped {
    reason: Reason,
    fuel: u64,
}

struct Program {
    unit: Arc<Unit>,
}

impl Program {
    fn machine(&self, memory_limit: usize) -> Vm {
        let config = Config { memory_limit, ..Config::default() };
        // An engine of its own: atoms are charged to the machine that names them first.
        let mut vm = Vm::new(Arc::new(Engine::default()), config);
        vm.boot(monte_prelude::units()).expect("boots");
        vm
    }

    fn run(&self, vm: &mut Vm, fuel: u64, cut: Cut) -> Stopped {
        let number = vm.load_in_safe_scope(self.unit.clone()).expect("names of the safe scope");
        vm.start(number);
        let before = vm.fuel_used;
        let (slice, step) = match cut {
            Cut::Slices(slice) => (slice, false),
            Cut::Instructions => (u64::MAX, true),
        };
        let reason = loop {
            let left = fuel - (vm.fuel_used - before).min(fuel);
            match vm.run(Limits { fuel: Some(slice.min(left)), step }) {
                Outcome::Stepped => {}
                Outcome::OutOfFuel if vm.fuel_used - before < fuel => {}
                Outcome::OutOfFuel => break Reason::Fuel,
                Outcome::OutOfMemory { .. } => break Reason::Memory,
                Outcome::Threw(_) => break Reason::Threw,
                Outcome::Done(_) => break Reason::Done,
                outcome => panic!("{outcome:?}"),
            }
        };
        Stopped { reason, fuel: vm.fuel_used - before }
    }

    /// Runs with a fresh machine and memory enough.
    fn fresh(&self, fuel: u64, cut: Cut, stress: Stress) -> Stopped {
        let mut vm = self.machine(AMPLE);
        vm.heap.set_stress(stress);
        self.run(&mut vm, fuel, cut)
    }
}

fn expect(found: Stopped, wanted: Stopped, regime: &str) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{regime}: {found:?}, usually {wanted:?}")) }
}

fn check(path: &Path) -> Result<(), String> {
    let name = path.file_name().expect("a file").to_string_lossy().into_owned();
    let source = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let kind = source.lines().next().unwrap_or_default();
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let text = Text { name: &name, source: &source };
    let unit = monte_pipeline::compile(text, &environment, Passes::ALL)
        .map_err(|faults| format!("{faults:?}"))?;
    let program = Program { unit: Arc::new(unit) };
    let began = std::time::Instant::now();
    let report = std::env::var_os("MONTE_HOSTILE_REPORT").is_some();

    let mut vm = program.machine(MEMORY);
    let all = std::env::var_os("MONTE_HOSTILE_ALL").is_some();
    let most = if all { FUEL } else { FUEL / 4 };
    let limited = program.run(&mut vm, most, Cut::Slices(most));
    let peak = vm.heap.stats().peak_reserved;
    let t1 = began.elapsed();
    if limited.reason == Reason::Done || limited.reason == Reason::Threw {
        return Err(format!("it was not stopped: {limited:?}"));
    }
    if kind == "# endless" && limited.reason != Reason::Fuel {
        return Err(format!("only fuel should stop it: {limited:?}"));
    }
    let mut errors = Vec::new();
    vm.end_fiber();
    let left = vm.heap.reserved();
    if left > EMPTY && kind != "# memory, names" {
        errors.push(format!("{left} bytes are left behind"));
    }
    drop(vm);

    if peak > MEMORY + BEYOND {
        errors.push(format!("the account went up to {peak}"));
    }
    let fuel = if all { FUEL } else { SOME };
    let whole = program.fresh(fuel, Cut::Slices(fuel), Stress::None);
    for slice in [10_000, 100, 1] {
        let cut = program.fresh(fuel, Cut::Slices(slice), Stress::None);
        errors.extend(expect(cut, whole, &format!("slices of {slice}")).err());
    }
    let t2 = began.elapsed();
    let little = program.fresh(LITTLE, Cut::Slices(LITTLE), Stress::None);
    let collecting = program.fresh(LITTLE, Cut::Slices(LITTLE), Stress::EverySafepoint);
    errors.extend(expect(collecting, little, "collecting").err());
    let t3 = began.elapsed();
    let stepping = program.fresh(LITTLE, Cut::Instructions, Stress::None);
    errors.extend(expect(stepping, little, "stepping").err());
    if report {
        let t4 = began.elapsed();
        println!(
            "{name}: {limited:?} peak {peak}; ample {whole:?}; little {little:?}; {t1:?} {t2:?} {t3:?} {t4:?}"
        );
    }
    if errors.is_empty() { Ok(()) } else { Err(format!("{name}: {}", errors.join("\n    "))) }
}

#[test]
fn hostile_programs_are_stopped() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let mut paths = support::files(&folder, "mt");
    assert!(paths.len() >= 60, "{} programs", paths.len());
    if let Some(part) = std::env::var_os("MONTE_HOSTILE") {
        let part = part.to_string_lossy().into_owned();
        paths.retain(|path| path.to_string_lossy().contains(&part));
    }
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    support::check_all(&paths, threads, check);
}
