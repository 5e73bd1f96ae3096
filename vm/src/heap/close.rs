//! The end of a heap: everything goes back to the system, and the account is read once more.

use super::Heap;

impl Heap {
    /// Gives everything back, and answers what the account says then: nothing, unless something was charged and never
    /// released, or released without having been charged.
    pub fn close(self) -> usize {
        let Heap { mut old, nursery, cycle, remembered, hosts, evacuated, .. } = self;
        drop((nursery, cycle, remembered, hosts, evacuated));
        old.release();
        old.reserved + old.identities.reserved()
    }
}
