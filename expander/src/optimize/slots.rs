//! Variables that nobody shares have no slots.
//!
//! A `var` is a slot that holds its value: whoever captures the variable captures the slot, and sees what others
//! put there. Most variables are counters and accumulators of one frame. If no two parties
//! can see an assignment, the value itself may stand in the frame's local, and an assignment overwrites it:
//!
//! - a `var` that no object captures belongs to its frame alone;
//! - a captured `var` that is never assigned after its definition is as good as final, and is copied. Unless
//!   auditors (or `meta.getState()`) may ask the object that captures it for the guard: a slot
//!   answers `VarSlot`, a plain value cannot;
//! - the guard of a `var` is called at each assignment, by the slot. So a variable that is assigned needs its slot, except
//!   if it has no guard or one that the machine checks itself ([`super::guards`]): then the compiler puts
//!   the check before the assignment.
//!
//! Variables whose slot or binding is asked for (`&x`, `&&x`) have bindings and are not looked at. The pass changes
//! no node of the tree, only what [`Var::storage`](crate::kernel::Var::storage) says; it runs last, because the other passes take uses away
//! (the body of a loop that was an object is part of its frame afterwards).

use super::guards::is_static_guard;
use crate::kernel::{Kernel, Storage, Var, VarKind};
use crate::storage::Uses;

/// Runs the pass.
pub(crate) fn run(kernel: &mut Kernel, uses: &Uses) {
    for index in 0..kernel.vars.len() {
        let var = kernel.vars[index];
        let has_slot = var.kind == VarKind::Var && var.storage == Storage::Cell;
        if has_slot && !needs_slot(kernel, &var, uses.is_observed(index)) {
            kernel.vars[index].storage = Storage::Value;
        }
    }
}

fn needs_slot(kernel: &Kernel, var: &Var, observed: bool) -> bool {
    let is_shared = var.captured && (var.assigned || observed);
    let calls_guard = var.guard.is_some_and(|guard| !is_static_guard(kernel, guard));
    is_shared || var.assigned && calls_guard
}
