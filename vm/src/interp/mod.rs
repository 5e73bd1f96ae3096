//! The interpreter: the loop over quickened instructions, calls, unwinding, and the one counter.

mod call;
mod instruction;
mod meter;
pub(crate) mod problem;
mod registers;
mod run;
pub(crate) mod slow;
mod unwind;

use crate::value::Value;
pub(crate) use call::SELECTED;
pub(crate) use meter::SLICE;
pub use meter::{Interrupt, Limits, Outcome, Why};

/// Why the loop was left.
#[derive(Debug)]
pub(crate) enum Exit {
    /// The fiber's bottom activation returned.
    Done(Value),
    /// Nothing caught a problem.
    Threw(Value),
    /// The fuel is used up.
    OutOfFuel,
    /// The memory limit is reached.
    OutOfMemory {
        /// Bytes that were asked for.
        wanted: usize,
    },
    /// Somebody asked it to stop.
    Interrupted(Why),
    /// One instruction was executed.
    Stepped,
    /// The loop head in front of which the fiber stands became hot.
    Hot,
}
