//! Guards of the safe scope are checked by the machine itself.
//!
//! `x :Int` means a call, `Int.coerce(specimen, exit)`, wherever a value comes to a name, a parameter or the
//! end of a method. For most guards that is all that can be said. But the names of the safe scope are
//! constants which no text can shadow, and some of their guards do nothing but look at the kind of the
//! specimen: they answer the specimen itself, or they fail. For those the call can be left out: the
//! compiler emits an instruction that looks at the kind, and says upon failure what the guard would have
//! said.
//!
//! A guard that may answer another object than it was given (`Bytes[...]`, `NullOk`, guards made by
//! programs) stays a call, and so does every guard that is not a plain name: `List[Int]` looks into the list.
//!
//! What follows from it in other passes: a static guard keeps nothing that it is given, so an ejector as its exit does
//! not escape ([`super::ejectors`]); and it runs no code of the program, so assigning to a guarded
//! `var` needs no slot object that knows the guard ([`super::slots`]).

use crate::kernel::{ExprId, Kernel};

/// The guards of the safe scope that the machine checks inline.
pub const STATIC_GUARDS: &[&str] =
    &["Any", "Bool", "Bytes", "Char", "Double", "Int", "List", "Map", "Set", "Str", "Void"];

/// Runs the pass: from now on static guards are static. The tree stays as it is, for auditors and
/// printers see the guard by its name.
pub(crate) fn run(kernel: &mut Kernel) {
    kernel.inline_guards = true;
}

/// Whether an expression is a guard that the machine checks inline.
pub fn is_static_guard(kernel: &Kernel, guard: ExprId) -> bool {
    kernel.inline_guards
        && kernel.safe_noun(guard).is_some_and(|name| STATIC_GUARDS.binary_search(&name).is_ok())
}
