//! Verbs of flexible maps (spec 5 §3.5). A map with guards hands insertions to the prelude, which
//! coerces and comes back through [`raw`].

use super::collection::{delegate, throw_about};
use super::iterator::make_iterator;
use super::map::{
    as_set, contains, diverge, fetch, is_empty, keys, or, reverse, size, slice, slice_from,
    snapshot, sort_keys, sort_values, values, with as with_unguarded, without,
};
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
    /// The value of a key; where it is missing, what a thunk answers.
    "fetch" (Any, Any) => F2(fetch);
    /// Whether there is an entry with a key.
    "contains" (Any) => F1(contains);
    /// Adds an entry, or gives another value to a key that is there.
    "put" (Any, Any) => F2(put);
    /// Removes the entry of a key.
    "removeKey" (Any) => F1(remove_key);
    /// Removes the last entry and answers it as a pair.
    "pop" () => F0(pop);
    /// Removes all entries.
    "clear" () => F0(clear);
    /// The keys in order.
    "getKeys" () => F0(keys);
    /// The values in order.
    "getValues" () => F0(values);
    /// The set of the keys.
    "asSet" () => F0(as_set);
    /// An immutable copy with an entry more, or with another value for a key that is there.
    "with" (Any, Any) => F2(with);
    /// An immutable copy without a key.
    "without" (Any) => F1(without);
    /// An immutable copy with those entries of another map added whose keys it lacks.
    "or" (Map) => F1(or);
    /// An immutable copy in the opposite order.
    "reverse" () => F0(reverse);
    /// An immutable copy in ascending order of keys.
    "sortKeys" () => F0(sort_keys);
    /// An immutable copy in ascending order of values; equal ones keep theirs.
    "sortValues" () => F0(sort_values);
    /// The entries from a position on.
    "slice" (Word) => F1(slice_from);
    /// The entries from a position up to, and without, another one.
    "slice" (Word, Word) => F2(slice);
    /// The number of entries.
    "size" () => F0(size);
    /// Whether there are no entries.
    "isEmpty" () => F0(is_empty);
    /// Whether there are no entries.
    "empty" () => F0(is_empty);
    /// A flexible copy without guards.
    "diverge" () => F0(diverge);
    /// A flexible copy whose keys and values, now and later, are coerced by guards.
    "diverge" (Any, Any) => Prelude("map_divergeGuarded");
    /// An immutable copy.
    "snapshot" () => F0(snapshot);
    /// An iterator of the present keys and values.
    "_makeIterator" () => F0(make_iterator);
}
