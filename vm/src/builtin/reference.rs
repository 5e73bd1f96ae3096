//! References: promises, resolvers, broken references.
//!
//! A promise is `[state, target, waiting]`: state 0 unresolved, 1 resolved to `target`, 2 broken by
//! the problem in `target`.

use crate::heap::Type;
use crate::value::Value;

/// What a promise stands for at the end of its chain of resolutions; a promise that is not resolved
/// to a near value stands for itself.
#[inline(never)]
pub fn resolution(promise: Value) -> Value {
    let mut value = promise;
    while value.is_heap(Type::Promise) && value.field(0) == Value::int(1) {
        value = value.field(1);
    }
    value
}

/// Whether a value is a reference that stands for nothing yet.
#[inline]
pub fn is_unresolved(value: Value) -> bool {
    if !value.is_heap(Type::Promise) {
        return false;
    }
    let end = resolution(value);
    end.is_heap(Type::Promise) && end.field(0) == Value::ZERO
}
