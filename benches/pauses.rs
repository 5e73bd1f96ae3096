//! The pauses of the collector with much live data: `cargo bench --bench pauses [MiB]`, 1024 by default.
//!
//! A program keeps so many MiB of lists, maps and closures and replaces parts of them all the time. It runs
//! in slices of a few thousand units of fuel; the longest slices, by the clock, say how long a
//! collection can keep the program waiting; run it on a machine that does nothing else.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a benchmark reads a clock"
)]

use monte_vm::{Budget, Config, Machine, Outcome};
use std::time::{Duration, Instant};

/// Units of fuel in a slice: some tens of microseconds of an undisturbed program.
const SLICE: u64 = 2_000;
/// Turns of the program's loop behind the building of its data.
const TURNS: usize = 3_000_000;
/// Bytes of one of the program's rows: a list, a map, a closure, and what is in them.
const ROW: usize = 4_000;

fn main() {
    let mebibytes: usize =
        std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1024);
    let rows = (mebibytes << 20) / ROW;
    let source = format!(
        "def row(n) {{
    def list := [for i in (0..!50) [n, i]].diverge()
    return [list, [\"n\" => n, \"text\" => `row $n`], fn {{ list.size() + n }}]
}}
def rows := [].diverge()
for n in (0..!{rows}) {{ rows.push(row(n)) }}
var seed := 7
var sum := 0
for turn in (0..!{TURNS}) {{
    seed := (seed * 3877 + 29573) % 139968
    def place := (turn * 7919 + seed) % {rows}
    def [list, fields, size] := rows[place]
    list[seed % 50] := [turn, seed]
    sum += size() % 3
    if (turn % 100 == 0) {{ rows[place] := row(turn) }}
}}
sum"
    );
    let text = monte_pipeline::Text { name: "pauses", source: &source };
    let environment = monte_expander::Environment::safe(monte_prelude::names::of_programs());
    let unit = monte_pipeline::compile(text, &environment, monte_expander::Passes::ALL)
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let mut machine = Machine::new(&Default::default(), Config::default(), monte_prelude::units())
        .expect("boots");
    let program = machine.load(unit).expect("names of the safe scope");
    let mut fiber = machine.start(&program);
    let mut slices: Vec<Duration> = Vec::new();
    loop {
        let start = Instant::now();
        let outcome = fiber.run(Budget::fuel(SLICE));
        slices.push(start.elapsed());
        match outcome {
            Outcome::OutOfFuel => {}
            Outcome::Done(_) => break,
            other => panic!("{other:?}"),
        }
    }
    let reserved = fiber.memory();
    slices.sort_unstable();
    println!(
        "{} slices of {SLICE} units, {} MiB reserved at the end",
        slices.len(),
        reserved >> 20
    );
    for (name, part) in [("half", 0.5), ("99 %", 0.99), ("99.9 %", 0.999), ("all", 1.0)] {
        let place = ((slices.len() as f64 * part) as usize).clamp(1, slices.len()) - 1;
        println!("{name:>7} of them within {:9.3} ms", slices[place].as_secs_f64() * 1e3);
    }
}
