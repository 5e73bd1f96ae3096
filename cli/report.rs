//! What is said about a program that failed or was stopped: the message, and a traceback with source
//! excerpts, outermost activation first.

use crate::arguments::RunOptions;
use crate::color::Color;
use crate::source::Source;
use monte_vm::interp::{Outcome, Why};
use monte_vm::value::Value;
use monte_vm::vm::{TraceFrame, Vm};

/// Activations shown from each end of a long traceback.
const SHOWN: usize = 8;

/// Prints an uncaught problem.
pub(crate) fn print_problem(vm: &mut Vm, problem: Value, sources: &[Source], color: Color) {
    let message = vm.problem_text(problem);
    let (frames, skipped) = vm.trail_of(problem);
    print_trail(&frames, skipped, sources, color);
    say!("{}", paint(color, &message, "1;31"));
}

/// Prints why a program was stopped, and where it was.
pub(crate) fn print_stop(
    vm: &mut Vm,
    outcome: &Outcome,
    options: &RunOptions,
    sources: &[Source],
    color: Color,
) {
    let (frames, skipped) = vm.current_trail();
    print_trail(&frames, skipped, sources, color);
    let why = why_stopped(vm, outcome, options);
    say!("{}{why}", paint(color, "stopped: ", "1;33"));
}

fn why_stopped(vm: &Vm, outcome: &Outcome, options: &RunOptions) -> String {
    match outcome {
        Outcome::OutOfFuel => {
            format!("out of fuel: {} units are used up", options.fuel.unwrap_or_default())
        }
        Outcome::OutOfMemory { .. } => out_of_memory(vm.heap.limit()),
        Outcome::Interrupted(Why::Deadline) => out_of_time(options),
        _ => "interrupted".to_owned(),
    }
}

/// Says that a text was not compiled.
pub(crate) fn print_not_compiled(why: &str, color: Color) {
    say!("{}{why}", paint(color, "stopped: ", "1;33"));
}

/// What is said when the time was over before the program began.
pub(crate) fn out_of_time(options: &RunOptions) -> String {
    format!("out of time: {:?} are over", options.timeout.unwrap_or_default())
}

/// What is said when a text is too long for this limit.
pub(crate) fn text_too_long(source: &Source, limit: usize) -> String {
    let (length, limit) = (size(source.text.len()), size(limit));
    format!("out of memory: a text of {length} is too long for the limit of {limit}")
}

/// What is said when this limit is reached.
pub(crate) fn out_of_memory(limit: usize) -> String {
    format!("out of memory: the limit of {} is reached", size(limit))
}

/// Text in a colour, or as it is.
pub(crate) fn paint(color: Color, text: &str, code: &str) -> String {
    if color.0 { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

/// Prints activations, the innermost last; `frames` begins with the innermost.
fn print_trail(frames: &[TraceFrame], skipped: usize, sources: &[Source], color: Color) {
    if frames.is_empty() {
        return;
    }
    say!("{}", paint(color, "Traceback, the innermost call last:", "1"));
    let shown = frames.len().min(2 * SHOWN);
    let left_out = frames.len() - shown + skipped;
    for (i, frame) in frames.iter().enumerate().rev() {
        let outer = frames.len() - 1 - i;
        if outer >= SHOWN && i >= shown - SHOWN.min(shown) {
            if outer == SHOWN {
                say!("  ... {left_out} more calls ...");
            }
            continue;
        }
        print_frame(frame, sources, color);
    }
}

fn print_frame(frame: &TraceFrame, sources: &[Source], color: Color) {
    let place = format!("{}:{}:{}", frame.unit, frame.line, frame.column + 1);
    say!("  {} in {}", paint(color, &place, "36"), frame.name);
    let Some(source) = sources.iter().find(|source| source.name == frame.unit) else { return };
    if let Some(line) = source.text.lines().nth(frame.line.saturating_sub(1)) {
        let trimmed = line.trim_start();
        say!("    {trimmed}");
        let indent = line.len() - trimmed.len();
        let start = (frame.column as usize).saturating_sub(indent);
        let before = trimmed.get(..start).map_or(start, |text| text.chars().count());
        let marked = trimmed
            .get(start..)
            .map_or(1, |rest| rest.chars().count().min(frame.length.max(1) as usize));
        let marks = paint(color, &"^".repeat(marked.max(1)), "31");
        say!("    {}{marks}", " ".repeat(before));
    }
}

/// Prints the figures of a run, one `name: value` per line.
pub(crate) fn print_stats(vm: &Vm) {
    let heap = vm.heap.stats();
    let rows: [(&str, u64); 8] = [
        ("instructions", vm.instructions),
        ("fuel", vm.fuel_used),
        ("peak-heap-bytes", heap.peak_reserved as u64),
        ("heap-bytes", vm.heap.reserved() as u64),
        ("minor-collections", heap.minor_collections),
        ("full-collections", heap.full_collections),
        ("promoted-bytes", heap.promoted),
        ("loaded-bodies", vm.loaded_bodies() as u64),
    ];
    for (name, value) in rows {
        say!("{name}: {value}");
    }
}

/// A number of bytes for people.
pub(crate) fn size(bytes: usize) -> String {
    match bytes {
        usize::MAX => "none".to_owned(),
        n if n >= 1 << 30 && n % (1 << 30) == 0 => format!("{} GiB", n >> 30),
        n if n >= 1 << 20 => format!("{} MiB", n >> 20),
        n if n >= 1 << 10 => format!("{} KiB", n >> 10),
        n => format!("{n} bytes"),
    }
}
