//! A machine as its host sees it: made on an engine, loaded with programs, running one fiber at a time.

use super::debug::{Debugger, Goal};
use super::error::LoadError;
use super::fiber::Fiber;
use super::handle::Handle;
use super::host::{Call, Reply};
use super::outcome::{Budget, Outcome, Problem};
use super::program::{Ended, Program};
use super::values::Values;
use crate::boot::NoStart;
use crate::engine::Engine;
use crate::heap::{HeapStats, Scope, Stress};
use crate::interp::{self, Interrupt, Limits};
use crate::prelude::File as PreludeFile;
use crate::tracer::Tracer;
use crate::value::Value;
use crate::vm::{Config, Vm};
use monte_compiler::unit::Unit;
use monte_compiler::verifier::verify;
use std::sync::Arc;

/// A heap, the programs that were loaded into it, and at most one fiber. Machines share nothing but their
/// engine; a machine may go to another thread.
pub struct Machine {
    vm: Vm,
    state: State,
    /// Programs that nobody has any more.
    ended: Arc<Ended>,
    /// Where the fiber stood when it was last shown to the host at a breakpoint or behind a step.
    shown: Option<(u32, u32)>,
}

/// What the machine has on its stacks.
enum State {
    /// Nothing that could run.
    Idle,
    /// A fiber that can run; when it is done, the top-level names of this unit are kept.
    Ready(Option<Arc<Unit>>),
}

impl Machine {
    /// A machine with the safe scope. `prelude` is what `monte_prelude::units()` gives; a file of it is decoded and
    /// verified when a machine of the engine needs it first.
    pub fn new(
        engine: &Arc<Engine>,
        config: Config,
        prelude: impl IntoIterator<Item = PreludeFile>,
    ) -> Result<Machine, NoStart> {
        let mut machine = Machine::bare(engine, config);
        machine.vm.boot(prelude)?;
        machine.vm.clear_fiber();
        Ok(machine)
    }

    /// A machine without the part of the safe scope that is written in Monte: for code that needs none of it.
    pub fn bare(engine: &Arc<Engine>, config: Config) -> Machine {
        Machine {
            vm: Vm::new(engine.clone(), config),
            state: State::Idle,
            ended: Arc::default(),
            shown: None,
        }
    }

    // ---- Programs -------------------------------------------------------------------------------

    /// Loads a unit. It finds the names that the host has defined, those of earlier programs that were
    /// started with [`Machine::start_input`], and the safe scope. The code is verified.
    pub fn load(&mut self, mut unit: Unit) -> Result<Program, LoadError> {
        verify(&mut unit).map_err(LoadError::Refused)?;
        self.load_verified(Arc::new(unit))
    }

    /// Decodes, verifies and loads a unit in binary form. The engine keeps it, for other machines.
    pub fn load_bytes(&mut self, bytes: &[u8]) -> Result<Program, LoadError> {
        let unit = self.vm.engine.unit(bytes).map_err(LoadError::Damaged)?;
        self.load_verified(unit)
    }

    fn load_verified(&mut self, unit: Arc<Unit>) -> Result<Program, LoadError> {
        self.unload_ended();
        let instance = self.vm.load_named(unit.clone(), true).map_err(LoadError::UnknownName)?;
        let owner = self.vm.kept.keep(Value::NULL);
        Ok(Program::new(instance, unit, owner, &self.ended))
    }

    /// Frees programs that nobody has any more, unless a fiber could go on: it may be one of theirs.
    fn unload_ended(&mut self) {
        if matches!(self.state, State::Idle) {
            for instance in self.ended.take() {
                self.vm.unload(instance);
            }
            if self.vm.lingers_long() {
                self.vm.free_lingering();
            }
        }
    }

    // ---- Machine code ---------------------------------------------------------------------------

    /// Lets a tracing compiler watch loops and calls: those of `monte-jit` make machine code of what is hot.
    pub fn attach_tracer(&mut self, tracer: Box<dyn Tracer>) {
        self.vm.attach_tracer(tracer);
    }

    /// Takes the compiler away, with all that it has made.
    pub fn detach_tracer(&mut self) -> Option<Box<dyn Tracer>> {
        self.vm.detach_tracer()
    }

    /// Gives a value a name, which programs that are loaded from now on find. A name of the safe scope may
    /// be given anew; code that is loaded already keeps what it has.
    pub fn define(&mut self, name: &str, value: &Handle) {
        let value = self.vm.kept.value(value);
        self.vm.name_in_session(name, value);
    }

    /// Defines a function: Monte code calls it as `name(…)`.
    pub fn define_function<F>(&mut self, name: &str, function: F)
    where
        F: FnMut(&mut Call<'_>) -> Reply + Send + 'static,
    {
        let value = self.values().function(name, function);
        self.define(name, &value);
    }

    /// The names that programs find besides the safe scope, and whether each may be assigned: what the
    /// compiler must be told.
    pub fn names(&self) -> impl Iterator<Item = (&str, bool)> {
        self.vm.session_names()
    }

    // ---- Fibers ---------------------------------------------------------------------------------

    /// A fiber that runs a program from its beginning. A fiber that was parked is dropped.
    pub fn start(&mut self, program: &Program) -> Fiber<'_> {
        self.vm.kept.value(&program.owner);
        self.vm.start(program.instance);
        self.fiber(None)
    }

    /// As [`Machine::start`]; when the program is done, its top-level names are there for programs that
    /// are loaded later, as in a session.
    pub fn start_input(&mut self, program: &Program) -> Fiber<'_> {
        self.vm.kept.value(&program.owner);
        self.vm.start(program.instance);
        self.fiber(Some(program.unit.clone()))
    }

    /// A fiber that sends a message.
    pub fn call(&mut self, receiver: &Handle, verb: &str, args: &[Handle]) -> Fiber<'_> {
        self.send(receiver, verb, args, None)
    }

    /// A fiber that sends a message with named arguments: a map from their names.
    pub fn call_named(
        &mut self,
        receiver: &Handle,
        verb: &str,
        args: &[Handle],
        named: &Handle,
    ) -> Fiber<'_> {
        self.send(receiver, verb, args, Some(named))
    }

    fn send(
        &mut self,
        receiver: &Handle,
        verb: &str,
        args: &[Handle],
        named: Option<&Handle>,
    ) -> Fiber<'_> {
        let kept = &self.vm.kept;
        let receiver = kept.value(receiver);
        let args: Vec<Value> = args.iter().map(|arg| kept.value(arg)).collect();
        let named = named.map(|named| kept.value(named));
        let atom = self.vm.atom(verb, args.len());
        self.vm.prepare_send(receiver, atom, &args, named, interp::slow::finish);
        self.fiber(None)
    }

    /// A fiber that answers with the quoted form of a value. Objects may have their own, so it may run
    /// code; [`Values::describe`] does not.
    pub fn quote(&mut self, value: &Handle) -> Fiber<'_> {
        let value = self.vm.kept.value(value);
        self.vm.start_quote_of(value);
        self.fiber(None)
    }

    fn fiber(&mut self, keeps_names_of: Option<Arc<Unit>>) -> Fiber<'_> {
        self.state = State::Ready(keeps_names_of);
        self.shown = None;
        Fiber::of(self)
    }

    /// The fiber that was left with [`Fiber::park`], if it has not ended.
    pub fn parked(&mut self) -> Option<Fiber<'_>> {
        matches!(self.state, State::Ready(_)).then(|| Fiber::of(self))
    }

    /// Ends a fiber that could still run, and frees all it had. No `finally` runs.
    pub(super) fn drop_fiber(&mut self) {
        if matches!(self.state, State::Ready(_)) {
            self.state = State::Idle;
            self.vm.end_fiber();
        }
    }

    fn clear_stacks(&mut self) {
        self.state = State::Idle;
        self.vm.clear_fiber();
    }

    /// Runs the fiber until it ends, the budget is used up, or the goal is reached.
    pub(super) fn drive(&mut self, goal: Goal, budget: Budget) -> Outcome {
        let State::Ready(keeps_names_of) = &self.state else { return Outcome::Ended };
        let keeps_names_of = keeps_names_of.clone();
        let vm = &mut self.vm;
        vm.heap.set_limit(budget.memory.unwrap_or(vm.config.memory_limit));
        let here = (vm.fiber.current.code, vm.fiber.current.pc);
        let step = vm.watch_for(goal, self.shown.take() == Some(here));
        let outcome = vm.run(Limits { fuel: budget.fuel, step });
        let hit = vm.unwatch();
        match outcome {
            interp::Outcome::Done(value) => {
                let value = vm.kept.keep(value);
                if let Some(unit) = keeps_names_of {
                    vm.keep_session_names(&unit);
                }
                self.clear_stacks();
                Outcome::Done(value)
            }
            interp::Outcome::Threw(problem) => {
                let problem = self.problem(problem);
                self.clear_stacks();
                Outcome::Threw(problem)
            }
            interp::Outcome::OutOfFuel => Outcome::OutOfFuel,
            interp::Outcome::OutOfMemory { wanted } => Outcome::OutOfMemory { wanted },
            interp::Outcome::Interrupted(why) => Outcome::Interrupted(why),
            interp::Outcome::Stepped => {
                self.shown = Some((vm.fiber.current.code, vm.fiber.current.pc));
                hit.map_or(Outcome::Stepped, Outcome::Breakpoint)
            }
        }
    }

    fn problem(&mut self, sealed: Value) -> Problem {
        let vm = &mut self.vm;
        let message = vm.problem_text(sealed);
        let (trail, left_out) = vm.trail_of(sealed);
        let payload = vm.kept.keep(crate::builtin::object::payload(sealed));
        Problem { payload, message, trail, left_out }
    }

    // ---- Values and the account -----------------------------------------------------------------

    /// Makes and reads values.
    pub fn values(&mut self) -> Values<'_> {
        Values { vm: &mut self.vm }
    }

    /// Sets breakpoints.
    pub fn debugger(&mut self) -> Debugger<'_> {
        Debugger { vm: &mut self.vm }
    }

    pub(super) fn vm(&self) -> &Vm {
        &self.vm
    }

    pub(super) fn vm_mut(&mut self) -> &mut Vm {
        &mut self.vm
    }

    /// Where `traceln` writes: lines without their end. Without it, they are lost.
    pub fn on_trace(&mut self, write: impl FnMut(&str) + Send + 'static) {
        self.vm.trace = Box::new(write);
    }

    /// What stops the machine from a signal handler or another thread. A request that comes while nothing
    /// runs stops the next run at once; [`Interrupt::clear`] takes it back.
    pub fn interrupt(&self) -> Interrupt {
        self.vm.interrupt.clone()
    }

    /// Units of fuel used by all runs so far, without those that made the safe scope.
    pub fn fuel_used(&self) -> u64 {
        self.vm.fuel_used
    }

    /// Bytes that the machine has reserved: what the memory limit is compared with.
    pub fn memory(&self) -> usize {
        self.vm.heap.reserved()
    }

    /// Ends the machine, as dropping it does, and answers what its account says when everything has gone back to
    /// the system: 0. For tests of hosts and of the machine.
    pub fn close(self) -> usize {
        self.vm.close()
    }

    /// Collects everything that nothing can reach any more, and gives its memory back.
    pub fn collect(&mut self) {
        self.unload_ended();
        if matches!(self.state, State::Idle) {
            self.vm.free_lingering();
        }
        self.vm.collect(Scope::Everything);
        let outside = self.vm.outside();
        self.vm.heap.set_outside(outside);
    }

    /// Figures about the heap.
    pub fn heap_stats(&self) -> HeapStats {
        self.vm.heap.stats()
    }

    /// Changes how the heap is checked, for tests of hosts and of the machine.
    pub fn set_stress(&mut self, stress: Stress) {
        self.vm.heap.set_stress(stress);
    }

    /// The reservations or safepoints that a [`Stress`] which refuses one of them has met.
    pub fn refusable(&self) -> u64 {
        self.vm.heap.refusable()
    }

    /// Counts instructions from now on, in a loop of its own, which is slower; or does not.
    pub fn count_instructions(&mut self, count: bool) {
        self.vm.count_instructions = count;
    }

    /// Instructions that were counted.
    pub fn instructions(&self) -> u64 {
        self.vm.instructions
    }

    /// Bodies of code that are loaded.
    pub fn loaded_bodies(&self) -> usize {
        self.vm.loaded_bodies()
    }
}
