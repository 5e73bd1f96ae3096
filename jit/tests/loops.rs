//! Loops that become machine code, beside the interpreter.
//!
//! Each `programs/NAME.mt` is run with and without the tracing compiler: whole, and in small slices of fuel
//! with an interrupt and a full collection between any two. Its lines and its fuel must be the same in
//! all of them. The first line of a program says what must have happened: how many traces were made at
//! least, whether one was left by an exit, and whether by one inside of a call.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

use monte_compiler::unit::Unit;
use monte_expander::{Environment, Passes};
use monte_jit::{Report, TracingCompiler};
use monte_pipeline::Text;
use monte_vm::heap::Stress;
use monte_vm::interp::{Limits, Outcome, Why};
use monte_vm::vm::{Config, Engine, Vm};
use std::sync::{Arc, Mutex};

fn compile(name: &str, source: &str) -> Arc<Unit> {
    let environment = Environment::safe(monte_prelude::names::SAFE_SCOPE.iter().copied());
    let unit = monte_pipeline::compile(Text { name, source }, &environment, Passes::ALL);
    Arc::new(unit.unwrap_or_else(|faults| panic!("{name}: {faults:?}")))
}

struct Machine {
    vm: Vm,
    lines: Arc<Mutex<Vec<String>>>,
    report: Option<Arc<Mutex<Report>>>,
}

impl Machine {
    fn start(unit: &Arc<Unit>, traced: bool) -> Machine {
        let mut vm = Vm::new(Arc::new(Engine::default()), Config::default());
        vm.boot(monte_prelude::units()).expect("boots");
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = lines.clone();
        vm.trace = Box::new(move |line| sink.lock().expect("no panic").push(line.to_owned()));
        let report = traced.then(|| {
            let (compiler, report) = TracingCompiler::new().expect("a processor that is supported");
            vm.attach_tracer(Box::new(compiler));
            report
        });
        let number = vm.load_in_safe_scope(unit.clone()).expect("names of the safe scope");
        vm.start(number);
        vm.fuel_used = 0;
        Machine { vm, lines, report }
    }

    fn run(&mut self, fuel: Option<u64>) -> Outcome {
        self.vm.run(Limits { fuel, step: false })
    }

    fn finish(self) -> (Vec<String>, u64) {
        let lines = self.lines.lock().expect("no panic").clone();
        (lines, self.vm.fuel_used)
    }
}

/// Runs to the end at once.
fn whole(unit: &Arc<Unit>, traced: bool) -> (Vec<String>, u64, Option<Report>) {
    let mut machine = Machine::start(unit, traced);
    let outcome = machine.run(None);
    assert!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
    let report = machine.report.as_ref().map(|report| report.lock().expect("no panic").clone());
    let (lines, fuel) = machine.finish();
    (lines, fuel, report)
}

/// Runs in slices, with an interrupt and a collection between any two.
fn sliced(unit: &Arc<Unit>, fuel: u64) -> (Vec<String>, u64) {
    let mut machine = Machine::start(unit, true);
    loop {
        match machine.run(Some(fuel)) {
            Outcome::Done(_) => return machine.finish(),
            Outcome::OutOfFuel => {}
            outcome => panic!("{outcome:?}"),
        }
        machine.vm.interrupt.raise(Why::User);
        let outcome = machine.run(None);
        assert!(matches!(outcome, Outcome::Interrupted(Why::User)), "{outcome:?}");
        // Everything that is young moves.
        machine.vm.heap.set_stress(Stress::EverySafepoint);
        match machine.run(Some(2)) {
            Outcome::Done(_) => return machine.finish(),
            Outcome::OutOfFuel => {}
            outcome => panic!("{outcome:?}"),
        }
        machine.vm.heap.set_stress(Stress::None);
    }
}

#[test]
fn loops_do_the_same_as_machine_code() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs");
    let mut count = 0;
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("the programs").map(|e| e.expect("one").path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let source = std::fs::read_to_string(&path).expect("a program");
        let unit = compile(&name, &source);
        let (expected, fuel, _) = whole(&unit, false);
        assert!(!expected.is_empty(), "{name} prints nothing");
        let (lines, used, report) = whole(&unit, true);
        let report = report.expect("traced");
        let told = report.traces.join("\n");
        assert_eq!(lines, expected, "{name}\n{told}");
        assert_eq!(used, fuel, "{name}: fuel\n{told}");
        for slice in [100, 1000, 7777] {
            let (lines, used) = sliced(&unit, slice);
            assert_eq!(lines, expected, "{name} in slices of {slice}\n{told}");
            assert_eq!(used, fuel, "{name} in slices of {slice}: fuel\n{told}");
        }
        check_claims(&name, source.lines().next().unwrap_or(""), &report);
        count += 1;
    }
    assert!(count > 0);
}

/// What the first line of a program says of its traces.
fn check_claims(name: &str, line: &str, report: &Report) {
    let claims = line.strip_prefix("# traces ").unwrap_or_else(|| panic!("{name} claims nothing"));
    let (number, exits) = claims.split_once(", ").unwrap_or((claims, ""));
    let traces: usize = number.parse().expect("a number of traces");
    assert!(report.traces.len() >= traces, "{name}: {:?}", report.aborts);
    let taken: Vec<usize> = report
        .exits
        .iter()
        .flatten()
        .filter(|exit| exit.count > 0)
        .map(|exit| exit.activations)
        .collect();
    match exits {
        "" => {}
        "exits" => assert!(!taken.is_empty(), "{name} took no exit"),
        "exits from inside of a call" => {
            assert!(
                taken.iter().any(|&n| n >= 2),
                "{name} took no exit inside of a call: {taken:?}"
            );
        }
        other => panic!("{name} claims {other}"),
    }
}

#[test]
fn an_endless_loop_in_machine_code_can_be_interrupted() {
    let source = "def step(x) { return x + 1 }\nvar x := 0\nwhile (true) { x := step(x) }\n";
    let unit = compile("endless.mt", source);
    let mut machine = Machine::start(&unit, true);
    let report = machine.report.clone().expect("traced");
    let interrupt = machine.vm.interrupt.clone();
    let watcher = std::thread::spawn(move || {
        while report.lock().expect("no panic").entered == 0 {
            std::thread::yield_now();
        }
        interrupt.raise(Why::Host);
    });
    let outcome = machine.run(None);
    assert!(matches!(outcome, Outcome::Interrupted(Why::Host)), "{outcome:?}");
    watcher.join().expect("no panic");
    let before = machine.vm.fuel_used;
    let outcome = machine.run(Some(10_000));
    assert!(matches!(outcome, Outcome::OutOfFuel), "{outcome:?}");
    assert_eq!(machine.vm.fuel_used, before + 10_000);
}
