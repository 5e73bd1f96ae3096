//! What a run may use, and how it ends.

use super::debug::BreakpointId;
use super::handle::Handle;
use crate::interp::Why;
use crate::trail::TraceFrame;

/// How much a run may use. `None` for fuel is no limit; `None` for memory is the limit that the machine was
/// made with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Units of fuel: one per call and per turn of a loop, and what built-ins charge for long work. Where a
    /// program runs out of fuel depends on the program only.
    pub fuel: Option<u64>,
    /// Bytes that the machine may have reserved in all: objects, stacks, tables.
    pub memory: Option<usize>,
}

impl Budget {
    /// As much as the machine was made with.
    pub const UNLIMITED: Budget = Budget { fuel: None, memory: None };

    /// This much fuel, and the memory that the machine was made with.
    pub const fn fuel(units: u64) -> Budget {
        Budget { fuel: Some(units), memory: None }
    }

    /// This much memory, and any amount of fuel.
    pub const fn memory(bytes: usize) -> Budget {
        Budget { fuel: None, memory: Some(bytes) }
    }

    /// The same fuel, and this much memory.
    pub const fn and_memory(self, bytes: usize) -> Budget {
        Budget { memory: Some(bytes), ..self }
    }
}

/// How a run ended. After [`Outcome::Done`] and [`Outcome::Threw`] the fiber has ended; after every other
/// outcome it stands between two instructions and can be looked at, run again, or dropped.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// It answered with this value.
    Done(Handle),
    /// It threw a problem that nothing caught.
    Threw(Problem),
    /// The fuel of the budget is used up.
    OutOfFuel,
    /// The memory limit is reached, and a collection of everything did not help. The fiber stands in front
    /// of the instruction that needs more; run it again with a larger limit.
    OutOfMemory {
        /// Bytes: what the instruction asked for, or, when many small objects have filled the heap, what
        /// is reserved. With a limit of so much more than [`Fiber::memory`](crate::Fiber::memory) it goes on.
        wanted: usize,
    },
    /// Somebody used the [`Interrupt`](crate::Interrupt).
    Interrupted(Why),
    /// It stands in front of an instruction with this breakpoint.
    Breakpoint(BreakpointId),
    /// The step that was asked for is done.
    Stepped,
    /// The fiber had ended before, or another was started in its machine: there is nothing to run.
    Ended,
}

/// A problem that nothing caught.
#[derive(Clone, Debug)]
pub struct Problem {
    /// What was thrown.
    pub payload: Handle,
    /// The report, as the command prints it.
    pub message: String,
    /// The activations that it came through, innermost first.
    pub trail: Vec<TraceFrame>,
    /// How many activations in the middle of the trail were left out.
    pub left_out: usize,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Problem {}
