//! Verbs of flexible sets (spec 5 §3.7). A set with a guard hands insertions to the prelude, which
//! coerces and comes back through [`raw`].

use super::collection::delegate;
use super::flex_map::clear;
use super::iterator::make_iterator;
use super::map::{
    as_set, clamped_slice, contains, diverge, is_empty, keys, or, size, snapshot, without,
};
use super::set::{and, subtract, with};
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

fn slice(vm: &mut Vm, me: Value, start: Value, stop: Value) -> Answer {
    if word(start) < 0 {
        return vm.throw_text("slice/2: Negative start");
    }
    if word(stop) < 0 {
        return vm.throw_text("slice/2: Negative stop");
    }
    clamped_slice(vm, me, word(start), word(stop))
}

methods! { pub static FLEX_SET:
    /// Whether a value is an element.
    "contains" (Any) => F1(contains);
    /// Adds an element.
    "include" (Any) => F1(include);
    /// Removes an element.
    "remove" (Any) => F1(remove);
    /// Removes the last element and answers it.
    "pop" () => F0(pop);
    /// Removes all elements.
    "clear" () => F0(clear);
    /// An immutable set of the elements that both sets have; order and elements are those of the smaller
    /// set.
    "and" (Set) => F1(and);
    /// An immutable set of the elements that either set has.
    "or" (Set) => F1(or);
    /// An immutable set of the elements that the other set has not.
    "subtract" (Set) => F1(subtract);
    /// As `subtract/1`.
    "butNot" (Set) => F1(subtract);
    /// An immutable copy with an element more.
    "with" (Any) => F1(with);
    /// An immutable copy without an element.
    "without" (Any) => F1(without);
    /// The elements from a position on.
    "slice" (Word) => F1(slice_from);
    /// The elements from a position up to, and without, another one.
    "slice" (Word, Word) => F2(slice);
    /// The elements in order.
    "asList" () => F0(keys);
    /// An immutable copy.
    "asSet" () => F0(as_set);
    /// An immutable copy.
    "snapshot" () => F0(snapshot);
    /// The number of elements.
    "size" () => F0(size);
    /// Whether there are no elements.
    "isEmpty" () => F0(is_empty);
    /// Whether there are no elements.
    "empty" () => F0(is_empty);
    /// A flexible copy without a guard.
    "diverge" () => F0(diverge);
    /// A flexible copy whose elements, now and later, are coerced by a guard.
    "diverge" (Any) => Prelude("set_divergeGuarded");
    /// An iterator of ordinal numbers and the present elements.
    "_makeIterator" () => F0(make_iterator);
}
