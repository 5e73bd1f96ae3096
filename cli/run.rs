//! Running programs: one machine, one program, its limits, and what is said at the end.

use crate::arguments::RunOptions;
use crate::color::Color;
use crate::machine::Machine;
use crate::source::Source;
use crate::status::Status;
use crate::{limits, pipeline, report};
use monte_vm::interp::{Limits, Outcome, Why};
use monte_vm::vm::Vm;
use std::io::Write;
use std::path::Path;

/// Runs a file.
pub(crate) fn run_file(path: &Path, options: &RunOptions, color: Color) -> Status {
    match Source::read(path) {
        Ok(source) => execute(&source, options, color, false),
        Err(status) => status,
    }
}

/// Runs standard input.
pub(crate) fn run_standard_input(options: &RunOptions, color: Color) -> Status {
    match Source::standard_input() {
        Ok(source) => execute(&source, options, color, false),
        Err(status) => status,
    }
}

/// Evaluates a text and prints the quoted result.
pub(crate) fn evaluate(text: &str, options: &RunOptions, color: Color) -> Status {
    execute(&Source::inline(text), options, color, true)
}

fn execute(source: &Source, options: &RunOptions, color: Color, print_result: bool) -> Status {
    let unit = match pipeline::compile(source, &options.compile) {
        Ok(unit) => unit,
        Err(diagnostics) => {
            pipeline::print_diagnostics(&diagnostics, source, color);
            return Status::Usage;
        }
    };
    let mut machine = match Machine::new(options) {
        Ok(machine) => machine,
        Err(message) => {
            say!("monte: {message}");
            return Status::Failure;
        }
    };
    limits::on_ctrl_c(machine.vm.interrupt.clone());
    if let Some(after) = options.timeout {
        limits::deadline(machine.vm.interrupt.clone(), after);
    }
    let loaded = match machine.load(unit) {
        Ok(loaded) => loaded,
        Err(message) => {
            say!("monte: {message}");
            return Status::Usage;
        }
    };
    let vm = &mut machine.vm;
    if print_result {
        vm.start_quoting(loaded)
    } else {
        vm.start(loaded)
    }
    let outcome = drive(vm, options);
    let status = conclude(vm, outcome, source, options, color, print_result);
    if options.stats {
        report::print_stats(vm);
    }
    status
}

/// Runs the fiber to its end or its limits, in slices if asked to.
pub(crate) fn drive(vm: &mut Vm, options: &RunOptions) -> Outcome {
    let Some(slice) = options.slice else {
        return vm.run(Limits { fuel: options.fuel, step: false });
    };
    let start = vm.fuel_used;
    loop {
        let left = options.fuel.map(|fuel| fuel.saturating_sub(vm.fuel_used - start));
        let limits = if slice <= 1 {
            Limits { fuel: left, step: true }
        } else {
            Limits { fuel: Some(left.map_or(slice, |left| left.min(slice))), step: false }
        };
        match vm.run(limits) {
            Outcome::Stepped => {}
            Outcome::OutOfFuel
                if options.fuel.is_none_or(|fuel| vm.fuel_used - start < fuel) && slice > 1 => {}
            outcome => return outcome,
        }
    }
}

fn conclude(
    vm: &mut Vm,
    outcome: Outcome,
    source: &Source,
    options: &RunOptions,
    color: Color,
    print_result: bool,
) -> Status {
    let sources = std::slice::from_ref(source);
    match outcome {
        Outcome::Done(value) => {
            if print_result && let Some(text) = vm.text(value) {
                let mut out = std::io::stdout();
                // A closed pipe ends the program quietly.
                if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
                    return Status::Success;
                }
            }
            Status::Success
        }
        Outcome::Threw(problem) => {
            report::print_problem(vm, problem, sources, color);
            Status::Failure
        }
        Outcome::OutOfFuel => {
            let fuel = options.fuel.unwrap_or_default();
            report::print_stop(
                vm,
                sources,
                &format!("out of fuel: {fuel} units are used up"),
                color,
            );
            Status::OutOfFuel
        }
        Outcome::OutOfMemory { .. } => {
            let limit = report::size(vm.heap.limit());
            let text = format!("out of memory: the limit of {limit} is reached");
            report::print_stop(vm, sources, &text, color);
            Status::OutOfMemory
        }
        Outcome::Interrupted(Why::Deadline) => {
            let time = options.timeout.unwrap_or_default();
            report::print_stop(vm, sources, &format!("out of time: {time:?} are over"), color);
            Status::Timeout
        }
        Outcome::Interrupted(_) => {
            report::print_stop(vm, sources, "interrupted", color);
            Status::Interrupted
        }
        Outcome::Stepped => Status::Success,
    }
}
