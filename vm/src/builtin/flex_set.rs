//! Verbs of flexible sets (spec 5 §3.7). A set with a guard hands insertions to the prelude, which
//! coerces and comes back through [`raw`].

use super::collection::delegate;
use super::flex_map::clear;
use super::map::clamped_slice;
use super::word;
use crate::data::map;
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;
use crate::{keyed, methods};

/// The guard of a flexible set, or null.
pub(super) fn guard(me: Value) -> Value {
    me.field(2)
}

keyed! {
    fn raw_include(vm, me, item) {
        map::flex_map_put(vm, me, item, Value::NULL)?;
        Ok(Value::NULL)
    }

    fn remove(vm, me, item) {
        if map::flex_map_remove(vm, me, item)? {
            return Ok(Value::NULL);
        }
        vm.throw_text("remove/1: Key not in set")
    }
}

/// An insertion without coercion, as the prelude asks for it.
pub(super) fn raw(vm: &mut Vm, me: Value, verb: &str, args: &[Value]) -> Option<Answer> {
    match (verb, args) {
        ("include", &[item]) => Some(raw_include(vm, me, item)),
        _ => None,
    }
}

fn include(vm: &mut Vm, me: Value, item: Value) -> Answer {
    if guard(me).is_null() {
        raw_include(vm, me, item)
    } else {
        delegate(vm, "flexSet_include", &[me, item])
    }
}

fn pop(vm: &mut Vm, me: Value) -> Answer {
    match vm.heap.flex_map_pop(me) {
        Some((item, _)) => Ok(item),
        None => vm.throw_text("pop/0: Pop from empty set"),
    }
}

fn slice_from(vm: &mut Vm, me: Value, start: Value) -> Answer {
    if word(start) < 0 {
        return vm.throw_text("slice/1: Negative start");
    }
    clamped_slice(vm, me, word(start), i64::MAX)
}

methods! { pub static FLEX_SET:
    /// Adds an element.
    "include" (Any) => F1(include);
    /// Removes an element.
    "remove" (Any) => F1(remove);
    /// Removes the last element and answers it.
    "pop" () => F0(pop);
    /// Removes all elements.
    "clear" () => F0(clear);
    /// The elements from a position on.
    "slice" (Word) => F1(slice_from);
}
