//! Objects with a fixed text, and whether an object prints itself.

use crate::builtin::{self, NATIVES, SINGLETONS, object, stamps};
use crate::heap::Type;
use crate::native::Method;
use crate::value::Value;
use crate::vm::Vm;

/// The text of an object of a type whose values all look alike, or of one that exists once.
pub(super) fn fixed_text(value: Value, quoted: bool) -> Option<&'static str> {
    Some(match value.ty() {
        Type::Null => "null",
        Type::Bool => {
            if value == Value::TRUE {
                "true"
            } else {
                "false"
            }
        }
        Type::Problem => "<sealed exception>",
        Type::Printer => "<printer>",
        Type::Audition => "<Audition>",
        Type::TraversalKey => "<a traversal key>",
        Type::Resolver if value.field(0).is_null() => "<closed resolver>",
        Type::Resolver => "<resolver>",
        Type::Iterator => builtin::iterator::printed(value),
        Type::Singleton => {
            let row = SINGLETONS[value.field(0).to_index()];
            match row.name {
                "DeepFrozen" if quoted => "<DeepFrozen>",
                _ => row.printed,
            }
        }
        Type::Native => NATIVES[value.field(0).to_index()].printed,
        _ => return None,
    })
}

/// Whether the object prints itself by a method of its own.
pub(super) fn prints_itself(vm: &Vm, value: Value) -> bool {
    let has_row = |methods: &[Method]| methods.iter().any(|row| row.verb == "_printOn");
    match value.ty() {
        Type::Object => builtin::object::responds(vm, value, "_printOn", 1),
        Type::Singleton => has_row(SINGLETONS[value.field(0).to_index()].methods),
        Type::Native => has_row(NATIVES[value.field(0).to_index()].methods),
        ty => builtin::methods_of(ty).iter().any(|methods| has_row(methods)),
    }
}

/// The quoted form of an object of the prelude that prints otherwise.
pub(super) fn quoted_kind(vm: &Vm, value: Value) -> Option<&'static str> {
    if !value.is_heap(Type::Object) || !stamps::has(value, stamps::QUOTED_AS_KIND) {
        return None;
    }
    Some(match object::script(vm, value).name.as_str() {
        "anyOfGuard" => "<AnyOfGuard>",
        "sameGuard" => "<SameGuard>",
        "subrangeGuard" => "<SubrangeGuard>",
        "SubrangeGuard" => "<SubrangeGuardMaker>",
        _ => return None,
    })
}
