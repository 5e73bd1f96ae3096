//! A session: one machine, and inputs that run one after the other in an environment that grows.

use crate::arguments::RunOptions;
use crate::color::Color;
use crate::limits::{self, Deadline};
use crate::machine::Machine;
use crate::run::drive;
use crate::source::Source;
use crate::status::Status;
use crate::{output, pipeline, report};
use monte_expander::EnvironmentName;
use monte_vm::interp::Outcome;
use std::sync::Arc;

/// A session.
pub(crate) struct Session {
    machine: Machine,
    options: RunOptions,
    color: Color,
    /// The inputs so far, for the excerpts of later problems.
    inputs: Vec<Source>,
}

impl Session {
    /// A session without inputs; a failure has been reported.
    pub(crate) fn new(options: &RunOptions, color: Color) -> Result<Session, Status> {
        let machine = Machine::new(options)?;
        limits::on_ctrl_c(machine.vm.interrupt.clone());
        Ok(Session { machine, options: options.clone(), color, inputs: Vec::new() })
    }

    /// Evaluates an input and prints its quoted value, or what went wrong. `null` is not printed. It is an
    /// error when the value cannot be written.
    pub(crate) fn evaluate(&mut self, text: &str) -> std::io::Result<()> {
        // From here on Ctrl-C is meant for this input.
        self.machine.vm.interrupt.clear();
        let name = format!("<input {}>", self.inputs.len() + 1);
        let source = Source { name, text: text.to_owned() };
        self.inputs.push(source.clone());
        let mut environment = pipeline::safe_scope();
        environment.interactive = true;
        for (name, assignable) in self.machine.vm.session_names() {
            environment.insert(name, EnvironmentName::session(assignable));
        }
        let unit = match monte_pipeline::compile(
            (&source).into(),
            &environment,
            pipeline::passes(&self.options.compile),
        ) {
            Ok(unit) => Arc::new(unit),
            Err(diagnostics) => {
                pipeline::print_diagnostics(&diagnostics, &source, self.color);
                return Ok(());
            }
        };
        let vm = &mut self.machine.vm;
        let loaded = match vm.load_in_session(unit.clone()) {
            Ok(loaded) => loaded,
            Err(message) => {
                say!("monte: {message}");
                return Ok(());
            }
        };
        let interrupt = vm.interrupt.clone();
        let _deadline = self.options.timeout.map(|after| Deadline::new(interrupt, after));
        vm.start(loaded);
        match drive(vm, &self.options) {
            Outcome::Done(value) => {
                vm.keep_session_names(&unit);
                if value.is_null() {
                    return Ok(());
                }
                vm.start_quote_of(value);
                match drive(vm, &self.options) {
                    Outcome::Done(quoted) => {
                        if let Some(text) = vm.text(quoted) {
                            return output::line(&text);
                        }
                    }
                    outcome => self.complain(outcome),
                }
            }
            outcome => self.complain(outcome),
        }
        Ok(())
    }

    fn complain(&mut self, outcome: Outcome) {
        let vm = &mut self.machine.vm;
        let inputs = &self.inputs;
        match outcome {
            Outcome::Done(_) | Outcome::Stepped => {}
            Outcome::Threw(problem) => report::print_problem(vm, problem, inputs, self.color),
            _ => report::print_stop(vm, &outcome, &self.options, inputs, self.color),
        }
    }

    /// Prints the names that the inputs have defined.
    pub(crate) fn print_names(&self) -> std::io::Result<()> {
        let mut names: Vec<&str> = self.machine.vm.session_names().map(|(name, _)| name).collect();
        names.sort_unstable();
        output::line(&names.join(" "))
    }
}
