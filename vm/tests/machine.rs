//! The machine on hand-assembled units: calls, loops, fuel, stepping.

use monte_compiler::isa::{Instr, Op};
use monte_compiler::unit::{Body, Local, Method, QualifiedName, Script, Span, Storage, Unit};
use monte_compiler::verifier::verify;
use monte_vm::interp::{Limits, Outcome};
use monte_vm::vm::{Config, Engine, Vm};
use std::sync::Arc;

fn body(locals: u32, code: &[(Op, u32, u32)]) -> Body {
    Body {
        code: code.iter().map(|&(op, a, b)| Instr { op, a, b }).collect(),
        spans: vec![Span::default(); code.len()],
        locals: (0..locals)
            .map(|i| Local { name: format!("l{i}"), storage: Storage::Value })
            .collect(),
        ..Body::default()
    }
}

/// `object fib { method run(n) { if (n < 2) { n } else { fib(n - 1) + fib(n - 2) } } }; fib(N)`
fn fib(n: u32) -> Unit {
    use Op::*;
    let method = body(
        1,
        &[
            (Local, 0, 0),
            (Int, 2, 0),
            (Compare, 0, 0),
            (Branch, 6, 0),
            (Local, 0, 0),
            (Jump, 17, 0),
            (Myself, 0, 0),
            (Local, 0, 0),
            (Int, 1, 0),
            (Call, 0, 0),
            (Call, 1, 0),
            (Myself, 0, 0),
            (Local, 0, 0),
            (Int, 2, 0),
            (Call, 0, 0),
            (Call, 1, 0),
            (Call, 2, 0),
            (Return, 0, 0),
        ],
    );
    let mut unit = Unit {
        names: vec![QualifiedName { parent: None, name: "fib".into() }],
        atoms: vec![("subtract".into(), 1), ("run".into(), 1), ("add".into(), 1)],
        scripts: vec![Script {
            name: "fib".into(),
            methods: vec![Method {
                verb: "run".into(),
                arity: 1,
                body: method,
                ..Method::default()
            }],
            ..Script::default()
        }],
        body: body(0, &[(Object, 0, 0), (Int, n, 0), (Call, 1, 0), (Return, 0, 0)]),
        ..Unit::default()
    };
    verify(&mut unit).unwrap_or_else(|errors| panic!("{errors:?}"));
    unit
}

fn machine(unit: Unit) -> Vm {
    let mut vm = Vm::new(Arc::new(Engine::default()), Config::default());
    let unit = vm.load(Arc::new(unit), &|_| None).expect("no outer names");
    vm.start(unit);
    vm
}

#[test]
fn recursion_answers_and_its_fuel_is_the_number_of_calls() {
    let mut vm = machine(fib(20));
    let outcome = vm.run(Limits { fuel: None, step: false });
    assert!(matches!(outcome, Outcome::Done(v) if v.as_small() == Some(6765)), "{outcome:?}");
    assert_eq!(vm.fuel_used, 21891);
}

#[test]
fn a_fiber_out_of_fuel_goes_on() {
    let mut vm = machine(fib(15));
    let mut stops = 0;
    let value = loop {
        match vm.run(Limits { fuel: Some(7), step: false }) {
            Outcome::OutOfFuel => stops += 1,
            Outcome::Done(value) => break value,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(value.as_small(), Some(610));
    assert_eq!(stops, 1973 / 7);
    assert_eq!(vm.fuel_used, 1973);
}

#[test]
fn a_fiber_stops_after_every_instruction() {
    let mut vm = machine(fib(10));
    let mut steps = 0;
    let value = loop {
        match vm.run(Limits { fuel: None, step: true }) {
            Outcome::Stepped => steps += 1,
            Outcome::Done(value) => break value,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(value.as_small(), Some(55));
    assert!(steps > 1000);
}

#[test]
fn machines_on_one_engine_share_the_units_of_the_prelude() {
    let engine = Arc::new(Engine::default());
    let code = &*monte_compiler::binary::encode(&fib(10)).leak();
    let machine = || {
        let mut vm = Vm::new(engine.clone(), Config::default());
        vm.boot([("fib", code, &[][..])]).expect("it needs nothing");
        vm.run_whole_prelude().expect("it computes a number");
        vm
    };
    let (one, other) = (machine(), machine());
    let units = |vm: &Vm| vm.units().cloned().collect::<Vec<_>>();
    let (one, other) = (units(&one), units(&other));
    assert_eq!(one.len(), 1);
    assert!(Arc::ptr_eq(&one[0], &other[0]));
    assert!(engine.unit(&code[1..]).is_err(), "what is damaged is not taken");
}

#[test]
fn every_file_of_the_prelude_runs_whichever_is_needed_first() {
    for first in monte_prelude::UNITS {
        let mut vm = Vm::new(Arc::new(Engine::default()), Config::default());
        vm.boot(monte_prelude::units()).expect("it starts");
        for name in first.defines {
            assert!(vm.global(name).is_some(), "{}: {name}", first.name);
        }
        vm.run_whole_prelude().expect("nothing is missing");
        assert_eq!(vm.units().count(), monte_prelude::UNITS.len());
        assert_eq!(vm.fuel_used, 0);
    }
}
