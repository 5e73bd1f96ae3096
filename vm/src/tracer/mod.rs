//! The seam to a tracing compiler: what the machine tells it, and what it may answer.
//!
//! The machine counts how often each loop head is reached. A hot head is shown to the tracer; if that wants
//! to record, the machine goes on one instruction at a time and shows it each instruction before it
//! runs. A finished trace has a number, which replaces the counter at the head: from then on the head
//! enters the trace. A trace leaves the fiber as the interpreter would have left it, in front of some
//! instruction, so nothing else in the machine knows that it ran.

mod heads;
pub mod layout;
mod native_call;
mod rebuild;
mod view;

pub use crate::data::plain::is_known_settled;
pub use crate::interp::problem::Kind as ProblemKind;
pub use native_call::{Expected, NativeCall, Raised, row_for};
pub use view::Admission;

use crate::code::Quick;
use crate::interp::Exit;
use crate::value::Value;
use crate::vm::Vm;

/// What a tracer makes of the instruction it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// It is recorded; go on.
    Continue,
    /// The loop is closed and compiled: the number of its trace.
    Compiled(u32),
    /// What was recorded is compiled, and belongs to a trace that is entered elsewhere.
    Grown,
    /// It cannot be recorded; try again later.
    Postponed,
    /// It can never be recorded.
    Refused,
}

/// How a trace was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// In front of an instruction.
    Before,
    /// In front of an instruction from which on the tracer wants to record.
    Hot,
    /// Behind a loop head, because the machine must look up.
    Safepoint,
    /// With the value of the activation that it ran.
    Returned(Value),
    /// In an instruction whose native function raised, or answered though it was expected to raise.
    Raised,
}

/// A tracing compiler. In every call the fiber is synced.
pub trait Tracer: Send + std::any::Any {
    /// How often a loop head must be reached before it is shown.
    fn threshold(&self) -> u32;

    /// Starts to record in front of the loop head, or where a trace was left for which it answered
    /// [`Left::Hot`].
    fn begin(&mut self, vm: &mut Vm);

    /// Looks at the instruction that runs next, the loop head first.
    fn record(&mut self, vm: &mut Vm) -> Recording;

    /// The fiber stopped while it was recorded.
    fn cancel(&mut self);

    /// A code is unloaded: frees what was made of its loops. Its number may become that of another.
    fn forget(&mut self, code: u32);

    /// Whether what it has made goes through such code.
    fn contains(&self, code: &dyn Fn(u32) -> bool) -> bool;

    /// Drops all that it has made: what is still hot will be made again. Numbers of codes and scripts that are gone may become
    /// those of others then.
    fn restart(&mut self, vm: &mut Vm);

    /// Runs a trace from its loop head until it leaves, and rebuilds the interpreter's frames. The fiber
    /// then stands behind the head, or in front of any other instruction.
    fn enter(&mut self, vm: &mut Vm, trace: u32) -> Left;
}

impl Vm {
    /// Lets a tracer watch loops: those of loaded code, and those of code loaded from now on.
    pub fn attach_tracer(&mut self, tracer: Box<dyn Tracer>) {
        let threshold = tracer.threshold();
        self.tracer = Some(tracer);
        self.watched = Some(threshold);
        for code in &mut self.codes {
            code.count_loops(threshold);
        }
    }

    /// The tracer, to be asked for what it has done: who knows its type can cast it.
    pub fn detach_tracer(&mut self) -> Option<Box<dyn Tracer>> {
        for code in &mut self.codes {
            code.forget_loops();
        }
        self.watched = None;
        self.tracer.take()
    }

    /// Makes each loop head count anew: there are no traces any more.
    pub fn forget_traces(&mut self, threshold: u32) {
        for code in &mut self.codes {
            code.forget_traces(threshold);
        }
    }

    /// Lets the head at a code and an instruction enter its trace no more.
    pub fn drop_head(&mut self, (code, pc): (u32, u32)) {
        self.codes[code as usize].drop_head(pc);
    }

    /// Records from where the fiber stands, one instruction at a time. An exit is one that the program made
    /// meanwhile.
    pub(crate) fn record_trace(&mut self) -> Option<Exit> {
        let Some(mut tracer) = self.tracer.take() else {
            // A file of the prelude runs while an instruction is recorded: the loop goes on behind its head.
            self.fiber.current.pc += 1;
            return None;
        };
        let head = self.fiber.current;
        let threshold = tracer.threshold();
        self.steps = 0;
        tracer.begin(self);
        let exit = loop {
            let recording = tracer.record(self);
            match recording {
                Recording::Continue => {}
                Recording::Grown => break None,
                Recording::Compiled(trace) => {
                    self.codes[head.code as usize].set_head(head.pc, Quick::EnterTrace, trace);
                    break None;
                }
                Recording::Postponed => {
                    self.codes[head.code as usize].reheat(head.pc, threshold);
                    break None;
                }
                Recording::Refused => {
                    self.codes[head.code as usize].refuse(head.pc);
                    break None;
                }
            }
            match self.run_loop::<true, false>() {
                Exit::Stepped => {}
                exit => {
                    tracer.cancel();
                    self.codes[head.code as usize].reheat(head.pc, threshold);
                    break Some(exit);
                }
            }
        };
        self.tracer = Some(tracer);
        exit
    }

    /// Runs the trace of the loop head that the fiber stands in front of.
    #[inline(never)]
    pub(crate) fn enter_trace(&mut self, trace: u32) -> Result<(), Exit> {
        let Some(mut tracer) = self.tracer.take() else {
            self.fiber.current.pc += 1;
            return Ok(());
        };
        let left = tracer.enter(self, trace);
        self.tracer = Some(tracer);
        match left {
            Left::Before => Ok(()),
            Left::Hot => Err(Exit::Hot),
            Left::Safepoint => match self.look_up() {
                // Fuel runs out where it is spent.
                Ok(()) | Err(Exit::OutOfFuel) => Ok(()),
                Err(exit) => Err(exit),
            },
            Left::Returned(value) => {
                let flow = self.return_value(value);
                self.drive(flow)
            }
            Left::Raised => {
                if let Some((value, cells)) = self.answered.take() {
                    self.fiber.top -= cells;
                    self.fiber.push(value);
                    return Ok(());
                }
                let Some(raised) = self.raised.take() else { return Ok(()) };
                let flow = self.raise(raised.raise);
                self.drive(flow)
            }
        }
    }
}
