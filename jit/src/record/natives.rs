//! Intrinsics: native methods that are operations of the intermediate form. Any other is a call of a helper.

use super::{At, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op};
use monte_vm::heap::Type;

impl Recorder {
    /// Records a native method as operations, if it is one of those that are known; answers whether it was.
    pub(super) fn intrinsic(
        &mut self,
        at: &mut At,
        atom: u32,
        cell: Cell,
        argc: Cell,
    ) -> Result<bool, Abort> {
        let seen = at.value(cell);
        let verb = at.vm.verb(atom);
        let result = match (seen.ty(), &*verb, argc) {
            (Type::Double, "squareRoot", 0) => {
                let Some(x) = self.double(at, cell) else { return Ok(false) };
                self.emit(Op::Sqrt, &[x], 0)
            }
            (ty @ (Type::List | Type::Str | Type::FlexList), "size", 0) => {
                let object = self.get(cell);
                self.guard_type(at, object, ty);
                self.load_int(object, ty, if ty == Type::FlexList { 1 } else { 2 })
            }
            _ => return Ok(false),
        };
        self.spend();
        self.set(cell, result);
        Ok(true)
    }
}
