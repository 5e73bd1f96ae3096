//! What hosts do: functions and objects that programs call, handles, calls, sessions, and that all of it is let go.

#[path = "support/embedding.rs"]
mod support;

use monte_vm::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{environment, load, load_in, machine};

fn run(machine: &mut Machine, source: &str) -> Outcome {
    let program = load(machine, "test.mt", source);
    machine.start(&program).run(Budget::UNLIMITED)
}

fn shown(machine: &mut Machine, source: &str) -> String {
    match run(machine, source) {
        Outcome::Done(value) => machine.values().describe(&value),
        Outcome::Threw(problem) => problem.to_string(),
        other => panic!("{other:?}"),
    }
}

/// Counts how many of it exist.
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn new(count: &Arc<AtomicUsize>) -> Counted {
        count.fetch_add(1, Ordering::SeqCst);
        Counted(count.clone())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl HostObject for Counted {
    fn name(&self) -> &str {
        "counted"
    }

    fn call(&mut self, call: &mut Call<'_>) -> Reply {
        match (call.verb(), call.len()) {
            ("me", 0) => Ok(call.receiver()),
            _ => call.refuse(),
        }
    }
}

#[test]
fn plain_data_crosses_both_ways() {
    let mut machine = machine();
    let mut values = machine.values();
    let big = IBig::from(7).pow(100);
    let wide = values.make(big.clone()).unwrap();
    assert_eq!(values.get::<IBig>(&wide), Ok(big.clone()));
    assert!(values.get::<i64>(&wide).is_err());
    assert!(matches!(values.view(&wide), View::BigInt(found) if found == big));
    for text in ["", "plain", "Grüße, 🎩"] {
        let value = values.make(text).unwrap();
        assert_eq!(values.get::<String>(&value).as_deref(), Ok(text));
    }
    for number in [0, 1, -1, i64::MIN, i64::MAX] {
        let value = values.make(number).unwrap();
        assert_eq!(values.get::<i64>(&value), Ok(number));
        assert!(matches!(values.view(&value), View::Int(found) if found == number));
    }
    for number in [0.0, -0.5, f64::MAX, f64::INFINITY] {
        let value = values.make(number).unwrap();
        assert_eq!(values.get::<f64>(&value), Ok(number));
    }
    let bytes = values.make(Bytes(vec![0, 255])).unwrap();
    assert_eq!(values.get::<Bytes>(&bytes), Ok(Bytes(vec![0, 255])));
    let letter = values.make('ß').unwrap();
    assert_eq!(values.get::<char>(&letter), Ok('ß'));
    let nested = values.make(vec![vec![1i64], vec![]]).unwrap();
    assert_eq!(values.get::<Vec<Vec<i64>>>(&nested), Ok(vec![vec![1], vec![]]));
    assert_eq!(values.get::<Vec<bool>>(&nested).unwrap_err().expected, "List");
    let null = values.null();
    assert_eq!(values.get::<()>(&null), Ok(()));
    let map = values.map(&[(letter, bytes), (null.clone(), null)]).unwrap();
    assert_eq!(values.describe(&map), r#"['ß' => b`$\x00$\xff`, null => null]"#);
}

#[test]
fn replaced_elements_are_read_as_they_are_in_each_version() {
    let mut machine = machine();
    let source = "def xs := _makeList.fromIterable(0..!40)\n[xs, xs.with(3, 100)]";
    let Outcome::Done(value) = run(&mut machine, source) else { panic!("it ends") };
    let lists: Vec<Vec<i64>> = machine.values().get(&value).unwrap();
    assert_eq!((lists[0][3], lists[1][3]), (3, 100));
    let View::List(both) = machine.values().view(&value) else { panic!("a list") };
    let View::List(old) = machine.values().view(&both[0]) else { panic!("a list") };
    assert_eq!(machine.values().get::<i64>(&old[3]), Ok(3));
}

#[test]
fn what_does_not_fit_the_limit_is_refused() {
    let mut machine = machine();
    let program = load(&mut machine, "test.mt", "1");
    let outcome = machine.start(&program).run(Budget::memory(16 << 20));
    assert!(matches!(outcome, Outcome::Done(_)));
    let long = "x".repeat(20 << 20);
    let over = machine.values().make(long.as_str()).unwrap_err();
    assert!(over.wanted >= long.len());
}

#[test]
fn a_function_answers_throws_ejects_and_sends() {
    let mut machine = machine();
    machine.define_function("host", |call| match call.arg::<String>(0)?.as_str() {
        "answer" => call.answer(call.len() as i64),
        "throw" => call.throw("thrown"),
        "eject" => {
            let ejector: Handle = call.arg(1)?;
            call.eject(&ejector, 5i64)
        }
        "send" => {
            let target: Handle = call.arg(1)?;
            let args = call.args().split_off(2);
            call.send(&target, "run", &args)
        }
        "named" => {
            let found: Option<i64> = call.named("size")?;
            call.answer(found.unwrap_or(-1))
        }
        _ => call.refuse(),
    });
    let cases = [
        ("host(`answer`, 1, 2)", "3"),
        ("host(`throw`)", "Error: \"thrown\""),
        ("try { host(`throw`) } catch _ { `caught` }", "\"caught\""),
        ("escape ej { host(`eject`, ej) } catch v { [v] }", "[5]"),
        ("host(`eject`, null)", "Error: 5"),
        ("host(`send`, fn a, b { a + b }, 3, 4)", "7"),
        ("host(`send`, _makeList, 3, 4)", "[3, 4]"),
        ("host(`send`, host, `answer`)", "1"),
        ("host(`named`, \"size\" => 12)", "12"),
        ("host(`named`)", "-1"),
        ("M.call(host, `run`, [`answer`], [].asMap())", "1"),
        ("host(1)", "Object was wrong type: Specimen is not Str: 1"),
        ("host(`other`)", "Message refused: (<host>).run(\"other\")"),
        ("host.other(1)", "Message refused: (<host>).other(1)"),
        ("host()", "Error: \"run/0 wants at least 1 arguments\""),
        ("[host => 1][host]", "1"),
        ("host == host && host != `host`", "true"),
    ];
    for (source, wanted) in cases {
        let got = shown(&mut machine, source);
        assert_eq!(got.trim_start_matches("Error: Error"), wanted, "{source}");
    }
}

#[test]
fn a_call_that_does_not_fit_is_made_again() {
    let mut machine = machine();
    let calls = Arc::new(AtomicUsize::new(0));
    let seen = calls.clone();
    machine.define_function("big", move |call| {
        seen.fetch_add(1, Ordering::SeqCst);
        call.answer("x".repeat(32 << 20))
    });
    for source in ["big().size()", "M.call(big, `run`, [], [].asMap()).size()"] {
        let program = load(&mut machine, "test.mt", source);
        let mut fiber = machine.start(&program);
        let outcome = fiber.run(Budget::memory(16 << 20));
        assert!(matches!(outcome, Outcome::OutOfMemory { wanted } if wanted >= 32 << 20));
        let outcome = fiber.run(Budget::memory(16 << 20));
        assert!(matches!(outcome, Outcome::OutOfMemory { .. }));
        let Outcome::Done(size) = fiber.run(Budget::memory(256 << 20)) else { panic!("it fits") };
        assert_eq!(fiber.values().get(&size), Ok(32i64 << 20));
        assert!(calls.swap(0, Ordering::SeqCst) >= 3);
    }
}

#[test]
fn objects_of_the_host_are_let_go_when_nothing_can_reach_them() {
    let count = Arc::new(AtomicUsize::new(0));
    let mut machine = machine();
    let made = count.clone();
    machine.define_function("make", move |call| {
        let object = call.values().host(Counted::new(&made));
        Ok(object)
    });
    assert_eq!(shown(&mut machine, "make().me()"), "<counted>");
    machine.collect();
    assert_eq!(count.load(Ordering::SeqCst), 0);
    let source = "var kept := []\nfor i in (0..!1000) { kept with= (make()) }\nkept[7].me()";
    let Outcome::Done(one) = run(&mut machine, source) else { panic!("it ends") };
    machine.collect();
    assert_eq!(count.load(Ordering::SeqCst), 1);
    assert_eq!(machine.values().with_host(&one, |_: &mut Counted| 7), Some(7));
    drop(one);
    machine.collect();
    assert_eq!(count.load(Ordering::SeqCst), 0);
    // Places in the table are used again.
    let before = machine.memory();
    for _ in 0..10 {
        run(&mut machine, "for i in (0..!1000) { make() }");
        machine.collect();
    }
    assert_eq!(count.load(Ordering::SeqCst), 0);
    assert!(machine.memory() < before + (2 << 20), "{} after {before}", machine.memory());
    let held = machine.values().host(Counted::new(&count));
    drop(machine);
    assert_eq!(count.load(Ordering::SeqCst), 0);
    drop(held);
}

#[test]
fn handles_may_be_dropped_on_another_thread_and_behind_their_machine() {
    let mut machine = machine();
    let handles: Vec<Handle> = (0..1000i64).map(|n| machine.values().make(n).unwrap()).collect();
    let copies = handles.clone();
    std::thread::spawn(move || drop(copies)).join().unwrap();
    machine.collect();
    for (n, handle) in handles.iter().enumerate() {
        assert_eq!(machine.values().get::<i64>(handle), Ok(n as i64));
    }
    drop(machine);
    drop(handles);
}

#[test]
#[should_panic(expected = "a handle of another machine")]
fn a_handle_of_another_machine_is_refused() {
    let (mut one, mut other) = (machine(), machine());
    let handle = one.values().null();
    other.values().describe(&handle);
}

#[test]
fn inputs_leave_their_names_behind() {
    let mut machine = machine();
    for (source, wanted) in [
        ("var x := 1", "1"),
        ("x += 41", "42"),
        ("def f() { return x += 1 }; f()", "43"),
        ("[x, f()]", "[43, 44]"),
    ] {
        let mut environment = environment(&machine);
        environment.interactive = true;
        let program = load_in(&mut machine, &environment, "input", source);
        let outcome = machine.start_input(&program).run(Budget::UNLIMITED);
        let Outcome::Done(value) = outcome else { panic!("{outcome:?}") };
        assert_eq!(machine.values().describe(&value), wanted);
    }
}

#[test]
fn a_host_runs_one_fiber_after_the_other_in_one_machine() {
    let mut machine = machine();
    let slow = load(&mut machine, "slow", "var n := 0\nwhile (n < 10_000) { n += 1 }\nn");
    for _ in 0..3 {
        let mut fiber = machine.start(&slow);
        assert!(matches!(fiber.run(Budget::fuel(100)), Outcome::OutOfFuel));
        drop(fiber);
        assert!(machine.parked().is_none());
        assert_eq!(shown(&mut machine, "1 + 1"), "2");
    }
    let mut fiber = machine.start(&slow);
    let mut stops = 0;
    while matches!(fiber.run(Budget::fuel(1000)), Outcome::OutOfFuel) {
        stops += 1;
        fiber.park();
        fiber = machine.parked().expect("it has not ended");
    }
    assert!(matches!(fiber.run(Budget::fuel(1000)), Outcome::Ended));
    assert_eq!(stops, 9);
}

#[test]
fn a_value_is_quoted_by_its_own_method() {
    let mut machine = machine();
    let source = "object o { to _printOn(out) { out.print(`an object`) } }";
    let Outcome::Done(object) = run(&mut machine, source) else { panic!("it ends") };
    let Outcome::Done(text) = machine.quote(&object).run(Budget::UNLIMITED) else {
        panic!("it ends")
    };
    assert_eq!(machine.values().get::<String>(&text).as_deref(), Ok("an object"));
    assert_eq!(machine.values().describe(&object), "<o>");
}

#[test]
fn an_interrupt_comes_from_another_thread() {
    let mut machine = machine();
    let program = load(&mut machine, "endless", "while (true) {}");
    let interrupt = machine.interrupt();
    let mut fiber = machine.start(&program);
    let thread = std::thread::spawn(move || interrupt.raise(Why::User));
    assert!(matches!(fiber.run(Budget::UNLIMITED), Outcome::Interrupted(Why::User)));
    thread.join().unwrap();
    assert!(matches!(fiber.run(Budget::fuel(10)), Outcome::OutOfFuel));
}

#[test]
fn what_is_no_code_and_what_nobody_supplies_is_not_loaded() {
    let mut machine = machine();
    let mut unit = monte_compiler::unit::Unit::default();
    assert!(matches!(machine.load(unit.clone()), Err(LoadError::Refused(_))));
    assert!(matches!(machine.load_bytes(b"nothing"), Err(LoadError::Damaged(_))));
    let text = monte_pipeline::Text { name: "test", source: "unheard" };
    let environment = monte_expander::Environment::safe(["unheard"]);
    unit = monte_pipeline::compile(text, &environment, monte_expander::Passes::ALL).unwrap();
    let error = machine.load(unit).unwrap_err();
    assert!(matches!(&error, LoadError::UnknownName(name) if name == "unheard"), "{error}");
}
