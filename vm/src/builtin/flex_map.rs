//! Verbs of flexible maps (spec 5 §3.5). A map with guards hands insertions to the prelude, which
//! coerces and comes back through [`raw`].

use super::collection::{delegate, throw_about};
use super::map::with as with_unguarded;
use crate::data::map;
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;
use crate::{keyed, methods};

/// The guards of a flexible map: none, or those of keys and values.
pub(super) fn guards<'a>(me: Value) -> &'a [Value] {
    if me.field(2).is_null() { &[] } else { &me.fields()[2..4] }
}

keyed! {
    fn get(vm, me, key) {
        match map::map_get(vm, me, key)? {
            Some(value) => Ok(value),
            None => throw_about(vm, "get/1: Key not found: ", key),
        }
    }

    fn raw_put(vm, me, key, value) {
        map::flex_map_put(vm, me, key, value)?;
        Ok(Value::NULL)
    }

    fn remove_key(vm, me, key) {
        if map::flex_map_remove(vm, me, key)? {
            return Ok(Value::NULL);
        }
        throw_about(vm, "removeKey/1: Key not in map: ", key)
    }
}

/// An insertion without coercion, as the prelude asks for it.
pub(super) fn raw(vm: &mut Vm, me: Value, verb: &str, args: &[Value]) -> Option<Answer> {
    match (verb, args) {
        ("put", &[key, value]) => Some(raw_put(vm, me, key, value)),
        _ => None,
    }
}

fn put(vm: &mut Vm, me: Value, key: Value, value: Value) -> Answer {
    if guards(me).is_empty() {
        raw_put(vm, me, key, value)
    } else {
        delegate(vm, "flexMap_put", &[me, key, value])
    }
}

fn with(vm: &mut Vm, me: Value, key: Value, value: Value) -> Answer {
    if guards(me).is_empty() {
        with_unguarded(vm, me, key, value)
    } else {
        delegate(vm, "flexMap_with", &[me, key, value])
    }
}

fn pop(vm: &mut Vm, me: Value) -> Answer {
    match vm.heap.flex_map_pop(me) {
        Some((key, value)) => Ok(vm.heap.list(&[key, value])),
        None => vm.throw_text("pop/0: Pop from empty map"),
    }
}

pub(super) fn clear(vm: &mut Vm, me: Value) -> Answer {
    vm.heap.flex_map_clear(me);
    Ok(Value::NULL)
}

methods! { pub static FLEX_MAP:
    /// The value of a key.
    "get" (Any) => F1(get);
    /// Adds an entry, or gives another value to a key that is there.
    "put" (Any, Any) => F2(put);
    /// Removes the entry of a key.
    "removeKey" (Any) => F1(remove_key);
    /// Removes the last entry and answers it as a pair.
    "pop" () => F0(pop);
    /// Removes all entries.
    "clear" () => F0(clear);
    /// An immutable copy with an entry more, or with another value for a key that is there.
    "with" (Any, Any) => F2(with);
}
