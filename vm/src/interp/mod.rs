//! The interpreter: the loop over quickened instructions, calls, unwinding, and the one counter.

mod call;
mod meter;
mod run;
mod seams;
pub(crate) mod slow;
mod unwind;

use crate::value::Value;
pub use meter::{Interrupt, Limits, Outcome, Why};
pub(crate) use seams::describe_problem;

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

/// A comparison of two numbers or characters that needs no call; rows as in `isa::Comparison`.
#[inline(always)]
fn compare_ordering(row: u8, x: Value, y: Value) -> Option<bool> {
    if x.both_small(y) {
        let (x, y) = (x.bits() as i64, y.bits() as i64);
        return Some(match row {
            0 => x < y,
            1 => x <= y,
            2 => x > y,
            3 => x >= y,
            _ => x == y,
        });
    }
    if let (Some(x), Some(y)) = (x.as_inline_double(), y.as_inline_double()) {
        return Some(match row {
            0 => x < y,
            1 => x <= y,
            2 => x > y,
            3 => x >= y,
            _ => x == y,
        });
    }
    None
}
