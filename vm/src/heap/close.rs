//! The end of a heap: everything goes back to the system, and the account is read once more.

use super::Heap;

impl Heap {
    /// Gives everything back, and answers what the account of the old generation says then: 0, unless something was
    /// charged and never released, or released without having been charged. The other parts of the account are
    /// read from what is held, and cannot go wrong so.
    pub fn close(self) -> usize {
        let Heap { mut old, .. } = self;
        old.release();
        old.reserved
    }
}
