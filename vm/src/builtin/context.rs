//! What `meta.context()` gives: where in the text a program is.

use super::native_row;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, NativeKind};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// What a context answers.
    static METHODS:
    /// The qualified name of what is around, followed by a dollar sign.
    "getFQNPrefix" () => F0(prefix);
}

/// A context: `[kind, prefix]`.
pub static CONTEXT: NativeKind = NativeKind { printed: "<_>", methods: METHODS };

/// The context with this prefix.
pub fn make(vm: &mut Vm, prefix: Value) -> Value {
    vm.heap.object(Type::Native, &[native_row(&CONTEXT), prefix])
}

fn prefix(_: &mut Vm, me: Value) -> Answer {
    Ok(me.field(1))
}
