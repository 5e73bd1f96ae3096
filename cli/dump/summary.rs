//! What became machine code, in lines: the totals, one line per tree, per exit and per reason to give a recording up.

use super::places::Places;
use crate::color::Color;
use crate::machine::Machine;
use crate::report::paint;
use crate::source::Source;
use monte_jit::{ExitReport, GivenUp, Report, TreeReport, Why};
use std::fmt::Write;
use std::time::Duration;

/// Prints the report of `--jit-stats`. Nothing more is compiled from now on.
pub(crate) fn print(machine: &mut Machine, sources: &[Source], color: Color) {
    if let Some(report) = machine.traced() {
        let places = Places::new(&machine.vm, sources);
        say!("{}", stats(&report, &places, color).trim_end());
    }
}

fn stats(report: &Report, places: &Places, color: Color) -> String {
    let mut text = totals(report);
    for tree in &report.trees {
        let _ = writeln!(text, "{}", tree_line(tree, places, color));
        for exit in tree.exits.iter().filter(|exit| exit.is_hot) {
            let _ = writeln!(text, "  {}", exit_line(exit, places, color));
        }
    }
    text + &misses(report, places, color)
}

/// Everything in numbers.
fn totals(report: &Report) -> String {
    let totals = &report.totals;
    let mut text = format!(
        "compiled: {}, {}, {} behind exits; {}, {} given up\n",
        count(totals.loops, "loop"),
        count(totals.bodies, "function"),
        count(totals.sides, "part"),
        count(totals.recordings, "recording"),
        totals.given_up,
    );
    let _ = write!(
        text,
        "machine code: {} in {}",
        count(totals.code_bytes, "byte"),
        count(totals.compiled, "piece"),
    );
    if totals.drops > 0 {
        let _ = write!(text, ", all of it dropped {}", count(totals.drops, "time"));
    }
    let times = totals.times;
    let _ = writeln!(
        text,
        "\ntime: recording {}, optimizing {}, making machine code {}",
        time(times.recording),
        time(times.optimizing),
        time(times.compiling),
    );
    text
}

/// A tree: where, why, how long, how it went.
pub(crate) fn tree_line(tree: &TreeReport, places: &Places, color: Color) -> String {
    let why = match tree.why {
        Why::Body => "hot function",
        _ => "hot loop",
    };
    let mut line = format!(
        "{}, {why} at {}: {} recorded, {} in intermediate form, {} after optimization; {}, {}; ",
        paint(color, &format!("tree {}", tree.number), "1"),
        paint(color, &places.described(tree.place), "36"),
        count(tree.steps as u64, "instruction"),
        tree.recorded,
        tree.optimized,
        count(tree.parts as u64, "part"),
        count(tree.exits.len() as u64, "exit"),
    );
    let _ = write!(
        line,
        "compiled {} in {}, {}; entered {}",
        count(tree.compiled as u64, "time"),
        time(tree.times.total()),
        count(tree.code_bytes as u64, "byte"),
        count(tree.entered, "time"),
    );
    if tree.refused > 0 {
        let _ = write!(line, ", refused {}", count(tree.refused, "time"));
    }
    line
}

/// An exit: where, why, how often, what follows.
pub(crate) fn exit_line(exit: &ExitReport, places: &Places, color: Color) -> String {
    let number = format!("exit {}", exit.number);
    let place = places.position(exit.place);
    let mut line = format!(
        "{} ({}) at {}: taken {}",
        if exit.is_hot { paint(color, &number, "33") } else { number },
        exit.cause,
        paint(color, &place, "36"),
        count(exit.taken, "time"),
    );
    if let Some(part) = exit.part {
        let _ = write!(line, ", goes on in part {part}");
    }
    if exit.given_up > 0 {
        let _ = write!(line, ", given up {}", count(exit.given_up as u64, "time"));
    }
    line
}

/// What came to nothing.
pub(crate) fn misses(report: &Report, places: &Places, color: Color) -> String {
    let mut text = String::new();
    for row in &report.given_up {
        let _ = writeln!(text, "{}", given_up_line(row, places, color));
    }
    for failure in &report.failures {
        let _ = writeln!(text, "{}: {failure}", paint(color, "no machine code", "31"));
    }
    text
}

fn given_up_line(row: &GivenUp, places: &Places, color: Color) -> String {
    let mut line = format!(
        "{} at {}: {}",
        paint(color, "given up", "31"),
        paint(color, &places.described(row.place), "36"),
        row.reason,
    );
    if row.place != row.head {
        let _ = write!(line, "; for the head at {}", places.position(row.head));
    }
    if let Some(exit) = row.exit {
        let _ = write!(line, ", exit {exit}");
    }
    if row.count > 1 {
        let _ = write!(line, "; {}", count(row.count, "time"));
    }
    line
}

/// `1 loop`, `2 loops`.
fn count(n: u64, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn time(nanoseconds: u64) -> String {
    format!("{:.1?}", Duration::from_nanos(nanoseconds))
}
