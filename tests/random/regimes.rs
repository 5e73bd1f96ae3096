//! The regimes that a program is run under.
//!
//! The first regime of the table is the one that the others are compared with.
#![allow(dead_code, reason = "each test uses its part")]

use crate::random::seen::Seen;
use crate::{setting, support};
use fastrand::Rng;
use monte_compiler::unit::Unit;
use monte_expander::{Environment, Passes};
use monte_jit::{Thresholds, TracingCompiler};
use monte_pipeline::Text;
use monte_vm::heap::Stress;
use monte_vm::interp::{Limits, Outcome};
use monte_vm::vm::{Config, Engine, Vm};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Units of fuel for a program; few need so many.
pub(crate) const FUEL: u64 = 20_000;
/// Bytes for a machine.
const MEMORY: usize = 256 << 20;

/// How a program is run.
#[derive(Clone, Copy)]
pub(crate) struct Regime {
    pub(crate) name: &'static str,
    /// Passes of the Kernel optimizer. Without them, fuel and places are not compared.
    pub(crate) passes: Passes,
    pub(crate) stress: Stress,
    /// It is stopped, and goes on, after random slices of fuel, small or large ones.
    pub(crate) sliced: bool,
    /// Prepares the machine, attaches a tracer say; it gets the program's seed, too.
    pub(crate) prepare: fn(&mut Vm, u64),
}

const USUAL: Regime = Regime {
    name: "usual",
    passes: Passes::ALL,
    stress: Stress::None,
    sliced: false,
    prepare: |_, _| {},
};

/// All regimes.
pub(crate) const REGIMES: &[Regime] = &[
    USUAL,
    Regime { name: "collecting", stress: Stress::EverySafepoint, ..USUAL },
    Regime { name: "slices", sliced: true, ..USUAL },
    Regime { name: "plain", passes: Passes::NONE, ..USUAL },
    Regime { name: "traced", prepare: |vm, _| trace(vm, 8, 3), ..USUAL },
    Regime { name: "traced eagerly", prepare: |vm, _| trace(vm, 1, 1), ..USUAL },
    Regime {
        name: "traced eagerly in slices",
        sliced: true,
        prepare: |vm, _| trace(vm, 2, 1),
        ..USUAL
    },
    Regime {
        name: "traced eagerly and collecting",
        stress: Stress::EverySafepoint,
        prepare: |vm, _| trace(vm, 1, 1),
        ..USUAL
    },
    Regime {
        name: "random exits",
        prepare: |vm, seed| {
            // With few parts at exits, and with many.
            let hot_exit = if seed.is_multiple_of(2) { 100 } else { 2 };
            let compiler = TracingCompiler::new(Thresholds { hot: 1, hot_exit });
            vm.attach_tracer(Box::new(compiler.with_random_exits(seed)));
        },
        ..USUAL
    },
];

/// Attaches a tracer with these thresholds.
fn trace(vm: &mut Vm, hot: u32, hot_exit: u32) {
    let thresholds = Thresholds { hot, hot_exit };
    vm.attach_tracer(Box::new(TracingCompiler::new(thresholds)));
}

/// The usual regime and those that `MONTE_REGIMES` names, or else these; all, if there are none.
pub(crate) fn chosen(usually: Option<&str>) -> Vec<Regime> {
    let wanted = setting("MONTE_REGIMES").or(usually.map(str::to_owned));
    let named = |regime: &Regime| {
        let among = |names: &String| names.split(',').any(|name| name == regime.name);
        wanted.as_ref().is_none_or(among)
    };
    let (usual, others) = REGIMES.split_first().expect("the usual regime");
    std::iter::once(usual).chain(others.iter().filter(|regime| named(regime))).copied().collect()
}

thread_local! {
    /// A machine runs, whose panic is a result.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps the panics of machines from being told: a program that is shrunk has thousands of them.
pub(crate) fn silence_machines() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !GUARDED.get() {
            usual(info);
        }
    }));
}

/// Machines of one thread, made for one program each.
pub(crate) struct Bench {
    engine: Arc<Engine>,
    environment: Environment,
    /// Units of fuel for a program.
    fuel: u64,
}

impl Bench {
    pub(crate) fn new(fuel: u64) -> Bench {
        let environment = Environment::safe(monte_prelude::names::of_programs());
        Bench { engine: Arc::new(Engine::default()), environment, fuel }
    }

    /// A machine that has booted.
    pub(crate) fn machine(&self) -> Vm {
        let config = Config { memory_limit: MEMORY, ..Config::default() };
        let mut vm = Vm::new(self.engine.clone(), config);
        vm.boot(monte_prelude::units()).expect("it boots");
        vm
    }

    /// A program's unit, or its faults.
    pub(crate) fn compile(&self, source: &str, passes: Passes) -> Result<Arc<Unit>, String> {
        let text = Text { name: "random.mt", source };
        monte_pipeline::compile(text, &self.environment, passes)
            .map(Arc::new)
            .map_err(|faults| monte_frontend::render_all(&faults, source, text.name, false))
    }

    /// Runs a unit under a regime.
    pub(crate) fn run(&self, unit: &Arc<Unit>, regime: &Regime, seed: u64) -> Seen {
        let run = || self.run_unguarded(unit, regime, seed);
        GUARDED.set(true);
        let seen = catch_unwind(AssertUnwindSafe(run));
        GUARDED.set(false);
        seen.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            Seen::broken(text.unwrap_or_default())
        })
    }

    fn run_unguarded(&self, unit: &Arc<Unit>, regime: &Regime, seed: u64) -> Seen {
        let mut vm = self.machine();
        vm.heap.set_stress(regime.stress);
        (regime.prepare)(&mut vm, seed);
        let lines = support::Lines::default();
        vm.trace = Box::new(lines.sink());
        let number = vm.load_in_safe_scope(unit.clone()).expect("names of the safe scope");
        vm.start(number);
        let mut random = Rng::with_seed(seed);
        let longest = 1 << random.u32(0..12);
        let outcome = loop {
            let left = self.fuel.saturating_sub(vm.fuel_used);
            let slice = if regime.sliced { random.u64(1..=longest) } else { left };
            match vm.run(Limits { fuel: Some(slice.min(left)), step: false }) {
                Outcome::OutOfFuel if vm.fuel_used < self.fuel => {}
                outcome => break outcome,
            }
        };
        Seen::new(&mut vm, outcome, lines.text())
    }
}
