//! Common subexpressions: the same operation on the same operands is done once. A guard that is there already has held.

use super::{Outcome, Step, Walk};
use crate::ir::Ref;

impl Walk<'_> {
    pub(super) fn share(&mut self, step: &mut Step, _: Ref) -> Outcome {
        if !step.op.is_repeatable() {
            return Outcome::Next;
        }
        match self.common.get(&(step.op, step.imm, step.args.clone())) {
            Some(&r) => Outcome::Is(r),
            None => Outcome::Next,
        }
    }

    /// Notes an operation that has been done.
    pub(super) fn note_common(&mut self, step: &Step, r: Ref) {
        if step.op.is_repeatable() {
            self.common.insert((step.op, step.imm, step.args.clone()), r);
        }
    }
}
