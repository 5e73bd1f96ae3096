//! Many short evaluations in one machine: `cargo bench --bench evaluations [NUMBER]`, 1,000,000 by default.
//!
//! Each text is compiled, loaded, run and dropped, as a host does that evaluates what it is sent; it has a hot loop that becomes
//! machine code, and its result is checked. Prints what the process and the machine have reserved on the way, and how many bytes more that
//! was for each evaluation of the second half.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a benchmark reads a clock and the state of its process"
)]

use monte_expander::{Environment, Passes};
use monte_jit::{Thresholds, TracingCompiler};
use monte_pipeline::Text;
use monte_vm::{Budget, Config, Machine, Outcome};
use std::time::Instant;

/// The text of an evaluation, and its result.
fn evaluation(number: i64) -> (String, i64) {
    let (step, first) = (number % 1009 + 1, number / 1009);
    let source = format!("var sum := {first}\nfor i in (0..!100) {{ sum += i * {step} }}\nsum");
    (source, first + 4950 * step)
}

/// Resident memory of this process in bytes, where the system tells.
fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<i64>().ok());
    kibibytes.unwrap_or(0) << 10
}

fn main() {
    let mut arguments =
        std::env::args().skip(1).filter_map(|argument| argument.parse::<i64>().ok());
    let count = arguments.next_back().unwrap_or(1_000_000);
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let mut machine = Machine::new(&Default::default(), Config::default(), monte_prelude::units())
        .expect("boots");
    machine.attach_tracer(Box::new(TracingCompiler::new(Thresholds::USUAL)));
    let start = Instant::now();
    let part = (count / 10).max(1);
    let mut at_half = 0;
    println!("{:>12} {:>8} {:>14} {:>14}", "evaluations", "seconds", "resident", "machine");
    for number in 0..count {
        if number % part == 0 || number == count - 1 {
            let (resident, reserved) = (resident(), machine.memory());
            println!(
                "{number:>12} {:>8.1} {resident:>14} {reserved:>14}",
                start.elapsed().as_secs_f64()
            );
            if number == 5 * part {
                at_half = resident;
            }
        }
        let (source, wanted) = evaluation(number);
        let text = Text { name: "evaluation", source: &source };
        let unit = monte_pipeline::compile(text, &environment, Passes::ALL)
            .unwrap_or_else(|faults| panic!("{faults:?}"));
        let program = machine.load(unit).expect("names of the safe scope");
        let outcome = machine.start(&program).run(Budget::UNLIMITED);
        match outcome {
            Outcome::Done(value) => assert_eq!(machine.values().get::<i64>(&value), Ok(wanted)),
            other => panic!("{number}: {other:?}"),
        }
    }
    let more = resident() - at_half;
    println!(
        "{:.2} bytes for each evaluation of the second half",
        more as f64 / (count / 2) as f64
    );
}
