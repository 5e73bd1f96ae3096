//! A fiber: a program, or a call, that runs in pieces.

use super::debug::{Debugger, Goal, Step};
use super::handle::Handle;
use super::inspect::{Frame, Variable};
use super::machine::Machine;
use super::outcome::{Budget, Outcome};
use super::values::Values;
use crate::trail::TraceFrame;

/// What runs in a machine. Dropping it before it is done ends it: nothing of it runs any more, no
/// `finally` either, and all it had is freed at once, which takes a collection of everything.
/// [`Fiber::park`] leaves it in the machine instead.
pub struct Fiber<'m> {
    machine: &'m mut Machine,
    /// Dropping it does not end it.
    parked: bool,
}

impl<'m> Fiber<'m> {
    pub(super) fn of(machine: &'m mut Machine) -> Fiber<'m> {
        Fiber { machine, parked: false }
    }

    /// Runs until it ends, a breakpoint is reached, the budget is used up, or somebody interrupts.
    pub fn run(&mut self, budget: Budget) -> Outcome {
        self.machine.drive(Goal::None, budget)
    }

    /// Runs for one step. Breakpoints on the way count.
    pub fn step(&mut self, step: Step, budget: Budget) -> Outcome {
        self.machine.drive(step.into(), budget)
    }

    /// Leaves the fiber in the machine: [`Machine::parked`] gives it back.
    pub fn park(mut self) {
        self.parked = true;
    }

    /// The activations, innermost first. Those of built-ins are left out. Nothing is walked but what the
    /// iterator is asked for.
    pub fn frames(&self) -> impl Iterator<Item = Frame> {
        self.machine.vm().frames()
    }

    /// The names in an activation, with their values: what it has defined so far, then what its object has
    /// captured. The frame is one of those where the fiber stands now.
    pub fn variables(&mut self, frame: &Frame) -> Vec<Variable> {
        self.machine.vm_mut().variables(frame)
    }

    /// The object whose method an activation runs.
    pub fn receiver(&mut self, frame: &Frame) -> Option<Handle> {
        self.machine.vm_mut().receiver_of(frame)
    }

    /// Where the fiber is, for a message: the innermost activations, at most 64, and how many are left out.
    pub fn trail(&self) -> (Vec<TraceFrame>, usize) {
        self.machine.vm().current_trail()
    }

    /// Units of fuel used by all runs of the machine so far.
    pub fn fuel_used(&self) -> u64 {
        self.machine.fuel_used()
    }

    /// Bytes that the machine has reserved.
    pub fn memory(&self) -> usize {
        self.machine.memory()
    }

    /// Makes and reads values.
    pub fn values(&mut self) -> Values<'_> {
        self.machine.values()
    }

    /// Sets breakpoints.
    pub fn debugger(&mut self) -> Debugger<'_> {
        self.machine.debugger()
    }
}

impl Drop for Fiber<'_> {
    fn drop(&mut self) {
        if !self.parked {
            self.machine.drop_fiber();
        }
    }
}
