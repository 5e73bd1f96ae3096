//! Many short evaluations in one machine: `cargo bench --bench evaluations [turns|loops] [NUMBER]`, 1,000,000 turns by default.
//!
//! Each text is compiled, loaded, run and dropped, as a host does that evaluates what it is sent, and its result is checked. `loops`
//! are texts with a hot loop each, which becomes machine code. `turns` are a day's work of such a host: expressions, short
//! loops, functions, objects, collections, problems, and now and then a hot loop; the host keeps the latest values, some of which are
//! objects with methods. No two texts are the same. Prints what the process and the machine have reserved on the way, how many
//! bytes more that was for each evaluation of the second half and, on a terminal, how far it has come.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a benchmark reads a clock and the state of its process"
)]

use monte_expander::{Environment, Passes};
use monte_jit::{Thresholds, TracingCompiler};
use monte_pipeline::Text;
use monte_vm::{Budget, Config, Handle, Machine, Outcome};
use std::collections::VecDeque;
use std::io::{IsTerminal, Write};
use std::time::Instant;

/// What an evaluation must come to.
enum Wanted {
    /// This number.
    Number(i64),
    /// Any object.
    Object,
    /// A problem.
    Problem,
}

/// Values that the host keeps.
const KEPT: usize = 100;
/// One of so many turns has a hot loop.
const HOT: i64 = 1000;

/// A text with a loop that becomes machine code.
fn hot(number: i64) -> (String, Wanted) {
    let (step, first) = (number % 1009 + 1, number / 1009);
    let source = format!("var sum := {first}\nfor i in (0..!100) {{ sum += i * {step} }}\nsum");
    (source, Wanted::Number(first + 4950 * step))
}

/// A text as it may be sent on a usual day.
fn turn(n: i64) -> (String, Wanted) {
    if n % HOT == 0 {
        return hot(n);
    }
    let number = |source, wanted| (source, Wanted::Number(wanted));
    match n % 12 {
        0 => number(format!("{n} * 3 + 7"), n * 3 + 7),
        1 => number(format!("var n := {n}\nfor i in (0..!5) {{ n += i }}\nn"), n + 10),
        2 => number(format!("def f(x) {{ return x + {n} }}\nf(5)"), n + 5),
        3 => number(format!("def size := (\"text \" + M.toString({n})).size()\nsize"), {
            5 + n.to_string().len() as i64
        }),
        4 => number(
            format!(
                "var n := {n}\nobject counter {{ to up(by) {{ n += by\nreturn n }} }}\n\
                 counter.up(1)\ncounter.up(2)"
            ),
            n + 3,
        ),
        5 => (format!("throw(\"no {n}\")"), Wanted::Problem),
        6 => number(format!("try {{ [{n}][3] }} catch _ {{ {n} + 1 }}"), n + 1),
        7 => number(
            format!("def pairs := [\"a\" => {n}, \"b\" => 2]\npairs[\"a\"] + pairs.size()"),
            n + 2,
        ),
        8 => (format!("def of(x) {{ return x * {n} }}\nof"), Wanted::Object),
        9 => number(
            format!("def [a, b] := [{n}, 4]\nif (a > b) {{ a - b }} else {{ b - a }}"),
            (n - 4).abs(),
        ),
        10 => number(format!("escape done {{ for i in ({n}..!{n} + 9) {{ done(i) }} }}"), n),
        _ => number(
            format!("var sum := 0\nfor x in ([for i in (0..!4) i + {n}]) {{ sum += x }}\nsum"),
            4 * n + 6,
        ),
    }
}

/// Resident memory of this process in bytes, where the system tells.
fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<i64>().ok());
    kibibytes.unwrap_or(0) << 10
}

fn main() {
    let mut text_of: fn(i64) -> (String, Wanted) = turn;
    let mut count = 1_000_000;
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "turns" => text_of = turn,
            "loops" => text_of = hot,
            other => count = other.parse().unwrap_or(count),
        }
    }
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let mut machine = Machine::new(&Default::default(), Config::default(), monte_prelude::units())
        .expect("boots");
    machine.attach_tracer(Box::new(TracingCompiler::new(Thresholds::USUAL)));
    let mut kept: VecDeque<Handle> = VecDeque::with_capacity(KEPT + 1);
    let start = Instant::now();
    let part = (count / 10).max(1);
    let progress = std::io::stderr().is_terminal();
    let mut at_half = 0;
    println!("{:>12} {:>8} {:>14} {:>14}", "evaluations", "seconds", "resident", "machine");
    for number in 0..=count {
        if number % part == 0 || number == count {
            let (resident, reserved) = (resident(), machine.memory());
            println!(
                "{number:>12} {:>8.1} {resident:>14} {reserved:>14}",
                start.elapsed().as_secs_f64()
            );
            if number <= count / 2 {
                at_half = resident;
            }
        } else if progress && number % 1000 == 0 {
            eprint!("\r{number:>12}\r");
            let _ = std::io::stderr().flush();
        }
        if number == count {
            break;
        }
        let (source, wanted) = text_of(number);
        let text = Text { name: "evaluation", source: &source };
        let unit = monte_pipeline::compile(text, &environment, Passes::ALL)
            .unwrap_or_else(|faults| panic!("{source}: {faults:?}"));
        let program = machine.load(unit).expect("names of the safe scope");
        let outcome = machine.start(&program).run(Budget::UNLIMITED);
        let value = match (outcome, wanted) {
            (Outcome::Done(value), Wanted::Number(wanted)) => {
                assert_eq!(machine.values().get::<i64>(&value), Ok(wanted), "{source}");
                value
            }
            (Outcome::Done(value), Wanted::Object) => value,
            (Outcome::Threw(problem), Wanted::Problem) => problem.payload,
            (other, _) => panic!("{source}: {other:?}"),
        };
        kept.push_back(value);
        if kept.len() > KEPT {
            kept.pop_front();
        }
    }
    let more = resident() - at_half;
    println!(
        "{:.2} bytes for each evaluation of the second half",
        more as f64 / (count - count / 2) as f64
    );
}
