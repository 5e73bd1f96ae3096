//! Running programs: one machine, one program, its limits, and what is said at the end.

use crate::arguments::RunOptions;
use crate::color::Color;
use crate::compiling::{self, Compiled};
use crate::dump::summary;
use crate::limits::{self, Deadline};
use crate::machine::Machine;
use crate::source::Source;
use crate::status::Status;
use crate::{output, pipeline, report};
use monte_vm::interp::{Interrupt, Limits, Outcome, Why};
use monte_vm::vm::Vm;
use std::path::Path;

/// Runs a file.
pub(crate) fn run_file(path: &Path, options: &RunOptions, color: Color) -> Status {
    match Source::read(path) {
        Ok(source) => execute(&source, options, color, false, |_| {}),
        Err(status) => status,
    }
}

/// Runs standard input.
pub(crate) fn run_standard_input(options: &RunOptions, color: Color) -> Status {
    match Source::standard_input() {
        Ok(source) => execute(&source, options, color, false, |_| {}),
        Err(status) => status,
    }
}

/// Evaluates a text and prints the quoted result.
pub(crate) fn evaluate(text: &str, options: &RunOptions, color: Color) -> Status {
    execute(&Source::inline(text), options, color, true, |_| {})
}

/// Runs a text, and lets somebody look at the machine when it has ended.
pub(crate) fn execute(
    source: &Source,
    options: &RunOptions,
    color: Color,
    print_result: bool,
    finally: impl FnOnce(&mut Machine),
) -> Status {
    let interrupt = Interrupt::default();
    limits::on_ctrl_c(interrupt.clone());
    let _deadline = options.timeout.map(|after| Deadline::new(interrupt.clone(), after));
    let passes = pipeline::passes(&options.compile);
    let memory = limits::memory(options);
    let (scope, none) = (pipeline::safe_scope(), None);
    let unit = match compiling::compile(source, scope, passes, &interrupt, none, memory) {
        Compiled::Unit(unit) => unit,
        Compiled::Wrong(diagnostics) => {
            pipeline::print_diagnostics(&diagnostics, source, color);
            return Status::Usage;
        }
        Compiled::Stopped(Why::Deadline) => {
            report::print_not_compiled(&report::out_of_time(options), color);
            return Status::Timeout;
        }
        Compiled::Stopped(_) => {
            report::print_not_compiled("interrupted", color);
            return Status::Interrupted;
        }
        Compiled::TooLong => {
            report::print_not_compiled(&report::text_too_long(source, memory), color);
            return Status::OutOfMemory;
        }
    };
    let mut machine = match Machine::new(options) {
        Ok(machine) => machine,
        Err(status) => return status,
    };
    machine.vm.interrupt = interrupt;
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
    vm.count_instructions = options.stats;
    let outcome = drive(vm, options);
    let status = conclude(vm, outcome, source, options, color, print_result);
    if options.stats {
        report::print_stats(vm);
    }
    if options.jit_stats {
        summary::print(&mut machine, std::slice::from_ref(source), color);
    }
    finally(&mut machine);
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
            let printed =
                if print_result { output::value(vm, value) } else { Some(Status::Success) };
            printed.unwrap_or_else(|| {
                let why = vm.interrupt.take().unwrap_or(Why::User);
                conclude(vm, Outcome::Interrupted(why), source, options, color, false)
            })
        }
        Outcome::Threw(problem) => {
            report::print_problem(vm, problem, sources, color);
            Status::Failure
        }
        Outcome::OutOfFuel | Outcome::OutOfMemory { .. } | Outcome::Interrupted(_) => {
            report::print_stop(vm, &outcome, options, sources, color);
            match outcome {
                Outcome::OutOfFuel => Status::OutOfFuel,
                Outcome::OutOfMemory { .. } => Status::OutOfMemory,
                Outcome::Interrupted(Why::Deadline) => Status::Timeout,
                _ => Status::Interrupted,
            }
        }
        Outcome::Stepped => Status::Success,
    }
}
