//! Work in parts of bounded size. What copies or makes much asks in between whether somebody wants the machine to
//! stop. Then it gives up, and the fiber stays in front of the instruction; so nothing that
//! others can see may have changed until the last part is done.

use super::{Heap, OverLimit};
use crate::interp::Interrupt;
use crate::value::Value;

/// Words that are touched between two looks: well below a millisecond's work, also if the system has to find the memory.
pub const PART: usize = 1 << 15;

/// Why an operation was given up; it will be done again from the beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// Its result would not fit the memory limit.
    OverLimit(OverLimit),
    /// Somebody wants the machine to stop.
    Interrupted,
}

impl From<OverLimit> for Undone {
    fn from(over: OverLimit) -> Undone {
        Undone::OverLimit(over)
    }
}

impl Heap {
    /// Tells the heap who may stop its machine.
    pub(crate) fn set_interrupt(&mut self, interrupt: &Interrupt) {
        self.interrupt.follow(interrupt);
    }

    /// Gives a long operation up if somebody asked the machine to stop; to be asked for each part.
    #[inline]
    pub fn go_on(&self) -> Result<(), Undone> {
        let stops = self.interrupt.is_raised() && !self.is_held();
        if stops { Err(Undone::Interrupted) } else { Ok(()) }
    }

    /// As [`Heap::go_on`], to be asked for each of many small steps.
    #[inline]
    pub fn go_on_at(&self, step: usize) -> Result<(), Undone> {
        if step % 1024 == 1023 { self.go_on() } else { Ok(()) }
    }

    /// Stores consecutive fields of an existing object; `values` do not lie in it.
    pub fn store_in_parts(
        &mut self,
        object: Value,
        first: usize,
        values: &[Value],
    ) -> Result<(), Undone> {
        for (i, part) in values.chunks(PART).enumerate() {
            if i > 0 {
                self.go_on()?;
            }
            self.store_all(object, first + i * PART, part);
        }
        Ok(())
    }
}
