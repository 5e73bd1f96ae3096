//! A session: one machine, and inputs that run one after the other in an environment that grows.
//!
//! An input is compiled, run and its value quoted, all under the session's limits. Whatever stops it, what earlier
//! inputs have defined stays. A value without a name gets one: `_1`, `_2` and so on.

use super::figures::{Figures, Meter};
use super::limit::Limit;
use super::question::{self, Questions};
use crate::arguments::RunOptions;
use crate::color::Color;
use crate::compiling::{self, Compiled};
use crate::limits::{self, Deadline};
use crate::machine::Machine;
use crate::run;
use crate::source::Source;
use crate::status::Status;
use crate::{output, pipeline, report};
use monte_compiler::unit::Unit;
use monte_expander::{Environment, EnvironmentName};
use monte_vm::interp::{Interrupt, Outcome, Why};
use monte_vm::value::Value;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// A result on the terminal is cut behind so many characters.
const SHOWN: usize = 4_000;

/// As many bytes are collected so soon that nobody notices.
const AT_ONCE: usize = 8 << 20;

/// A session.
pub(crate) struct Session {
    /// The machine.
    pub machine: Machine,
    /// How inputs are run: each has this fuel and this time.
    pub options: RunOptions,
    /// Whether to use colours.
    pub color: Color,
    /// What the last input has used, and all of them.
    pub figures: Figures,
    /// The inputs that have run to their end.
    pub succeeded: Vec<String>,
    /// Whether an input has failed.
    pub failed: bool,
    /// Whether one was stopped by Ctrl-C.
    pub interrupted: bool,
    /// An input was stopped, and what it had is not free yet.
    left_garbage: bool,
    /// Whether results go to the terminal, beside what is typed.
    on_terminal: bool,
    /// The inputs so far, for the excerpts of later problems.
    pub(super) sources: Vec<Source>,
    /// Results that were given a name.
    results: usize,
}

impl Session {
    /// A session without inputs; a failure has been reported.
    pub(crate) fn new(
        options: &RunOptions,
        color: Color,
        on_terminal: bool,
    ) -> Result<Session, Status> {
        let machine = Machine::new(options)?;
        limits::on_ctrl_c(machine.vm.interrupt.clone());
        Ok(Session {
            machine,
            options: options.clone(),
            color,
            figures: Figures::default(),
            succeeded: Vec::new(),
            failed: false,
            interrupted: false,
            left_garbage: false,
            on_terminal,
            sources: Vec::new(),
            results: 0,
        })
    }

    /// Forgets all inputs and what they have made; the limits stay.
    pub(crate) fn reset(&mut self) -> Result<(), Status> {
        let mut machine = Machine::new(&self.options)?;
        // Ctrl-C goes on to stop this session.
        machine.vm.interrupt = self.interrupt();
        self.machine = machine;
        self.figures = Figures::default();
        self.succeeded.clear();
        self.sources.clear();
        self.results = 0;
        Ok(())
    }

    /// Whether an input was stopped and has left much behind. A little is freed at once.
    pub(crate) fn leaves_much(&mut self) -> bool {
        if !std::mem::take(&mut self.left_garbage) {
            return false;
        }
        let much = self.machine.vm.heap.reserved() > AT_ONCE;
        if !much {
            self.machine.vm.end_fiber();
        }
        much
    }

    /// What stops an evaluation.
    pub(crate) fn interrupt(&self) -> Interrupt {
        self.machine.vm.interrupt.clone()
    }

    /// The names that an input finds.
    pub(crate) fn environment(&self) -> Environment {
        let mut environment = pipeline::safe_scope();
        environment.interactive = true;
        for (name, assignable) in self.machine.vm.session_names() {
            environment.insert(name, EnvironmentName::session(assignable));
        }
        environment
    }

    /// The names that the inputs have defined, in order; those of results are left out.
    pub(crate) fn names(&self) -> Vec<&str> {
        let names = self.machine.vm.session_names().map(|(name, _)| name);
        let mut names: Vec<&str> = names.filter(|name| !is_result(name)).collect();
        names.sort_unstable();
        names
    }

    /// Evaluates an input and prints its quoted value, or what went wrong. `null` is not printed. It is an
    /// error when the value cannot be written. Answers whether it has run to its end.
    pub(crate) fn evaluate(
        &mut self,
        text: &str,
        ask: &mut Questions<'_>,
    ) -> std::io::Result<bool> {
        self.evaluate_from(None, text, ask)
    }

    /// As [`Session::evaluate`], for a text that may be from a file.
    pub(crate) fn evaluate_from(
        &mut self,
        file: Option<&str>,
        text: &str,
        ask: &mut Questions<'_>,
    ) -> std::io::Result<bool> {
        let meter = Meter::start(&self.machine.vm);
        let ended = self.run(file, text, ask);
        let done = ended.is_some();
        let written = match ended {
            Some((value, unit)) => {
                self.succeeded.push(text.to_owned());
                self.show(value, &unit, ask)
            }
            None => Ok(()),
        };
        self.figures.add(meter.stop(&self.machine.vm, ask.take_time()));
        written.map(|()| done)
    }

    /// Evaluates a text for its value; what went wrong has been reported. The value is good until
    /// the machine runs again.
    pub(crate) fn run(
        &mut self,
        file: Option<&str>,
        text: &str,
        ask: &mut Questions<'_>,
    ) -> Option<(Value, Arc<Unit>)> {
        // From here on Ctrl-C is meant for this input.
        self.machine.vm.interrupt.clear();
        let source = self.source(file, text);
        self.sources.push(source.clone());
        let compiled = compiling::compile(
            &source,
            self.environment(),
            pipeline::passes(&self.options.compile),
            &self.machine.vm.interrupt,
            self.options.timeout,
            self.machine.vm.heap.limit(),
        );
        let unit = match compiled {
            Compiled::Unit(unit) => unit,
            Compiled::Wrong(diagnostics) => {
                self.failed = true;
                pipeline::print_diagnostics(&diagnostics, &source, self.color);
                return None;
            }
            Compiled::Stopped(why) => {
                self.failed = true;
                self.interrupted |= why == Why::User;
                self.machine.vm.end_evaluation();
                let (vm, outcome) = (&mut self.machine.vm, Outcome::Interrupted(why));
                report::print_stop(vm, &outcome, &self.options, &self.sources, self.color);
                return None;
            }
            Compiled::TooLong => {
                self.failed = true;
                let limit = self.machine.vm.heap.limit();
                report::print_not_compiled(&report::text_too_long(&source, limit), self.color);
                return None;
            }
        };
        let vm = &mut self.machine.vm;
        match vm.load_in_session(unit.clone()) {
            Ok(loaded) => vm.start(loaded),
            Err(message) => {
                self.failed = true;
                say!("monte: {message}");
                return None;
            }
        }
        let value = self.drive(ask)?;
        self.machine.vm.keep_session_names(&unit);
        Some((value, unit))
    }

    /// A text as the next source of this session.
    pub(crate) fn source(&self, file: Option<&str>, text: &str) -> Source {
        let number = self.sources.len() + 1;
        let name = match file {
            Some(file) => format!("<input {number}: {file}>"),
            None => format!("<input {number}>"),
        };
        Source { name, text: text.to_owned() }
    }

    /// Prints a value, and gives it a name unless it has one.
    fn show(&mut self, value: Value, unit: &Unit, ask: &mut Questions<'_>) -> std::io::Result<()> {
        if value.is_null() {
            return Ok(());
        }
        let vm = &mut self.machine.vm;
        let mut label = String::new();
        if !vm.has_name_in_session(unit, value) {
            self.results += 1;
            label = format!("_{}", self.results);
            vm.name_in_session(&label, value);
        }
        vm.start_quote_of(value);
        let Some(quoted) = self.drive(ask) else { return Ok(()) };
        let most = if self.on_terminal { SHOWN } else { usize::MAX };
        let Some((mut line, left)) = self.machine.vm.start_of_text(quoted, most) else {
            return Ok(());
        };
        if !self.on_terminal {
            return output::line(&line);
        }
        if left > 0 {
            line.push_str(&format!(" ... and {left} characters more"));
        }
        if !label.is_empty() {
            let note = format!("  # {label}");
            line.push_str(&report::paint(self.color, &note, "2"));
        }
        output::line(&line)
    }

    /// Runs the fiber to its end. At a limit it asks whether to go on; a failure has been reported, and
    /// what the fiber had is free again.
    pub(crate) fn drive(&mut self, ask: &mut Questions<'_>) -> Option<Value> {
        // Limits of this evaluation, which answers may raise.
        let mut options = self.options.clone();
        let start = self.machine.vm.fuel_used;
        let mut time = options.timeout;
        let mut spent = Duration::ZERO;
        loop {
            let vm = &mut self.machine.vm;
            let used = vm.fuel_used - start;
            let left = RunOptions { fuel: options.fuel.map(|fuel| fuel - used), ..options.clone() };
            let began = Instant::now();
            let deadline = time.map(|time| Deadline::new(vm.interrupt.clone(), time));
            let outcome = run::drive(vm, &left);
            drop(deadline);
            spent += began.elapsed();
            time = options.timeout.map(|time| time.saturating_sub(spent));
            match outcome {
                Outcome::Done(value) => return Some(value),
                Outcome::Threw(problem) => {
                    report::print_problem(vm, problem, &self.sources, self.color);
                    break;
                }
                _ => {
                    if self.on_terminal && matches!(outcome, Outcome::Interrupted(Why::User)) {
                        // Behind the `^C` that the terminal shows.
                        say!();
                    }
                    report::print_stop(vm, &outcome, &options, &self.sources, self.color);
                }
            }
            let Some(before) = question::limit_of(&outcome, &options, vm) else {
                self.interrupted |= matches!(outcome, Outcome::Interrupted(Why::User));
                break;
            };
            let enough = match outcome {
                Outcome::OutOfMemory { wanted } => {
                    self.machine.vm.heap.reserved().saturating_add(wanted)
                }
                _ => 0,
            };
            let Some(raised) = ask.more_than(before, enough) else { break };
            raised.set(&mut options);
            match raised {
                // It is the session's: what the input has made may stay.
                Limit::Memory(bytes) => {
                    raised.set(&mut self.options);
                    self.machine.vm.heap.set_limit(bytes);
                }
                Limit::Fuel(_) => {}
                Limit::Time(total) => time = total.map(|total| total.saturating_sub(spent)),
            }
            // A request that came while the question was open was meant for it.
            self.machine.vm.interrupt.clear();
        }
        self.failed = true;
        self.machine.vm.end_evaluation();
        self.left_garbage = true;
        None
    }
}

/// Whether a name is one that the session gives to results.
pub(crate) fn is_result(name: &str) -> bool {
    name.strip_prefix('_').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
