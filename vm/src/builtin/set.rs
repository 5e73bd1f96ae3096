//! Verbs of immutable sets (spec 5 §3.6), most of which flexible sets share.

use super::iterator::make_iterator;
use super::map::{
    as_set, clamped_slice, contains, diverge, is_empty, keys, or, size, snapshot, without,
};
use super::word;
use crate::data::{map, set};
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;
use crate::{keyed, methods};

keyed! {
    pub(super) fn and(vm, me, other) {
        set::set_and(vm, me, other)
    }

    pub(super) fn subtract(vm, me, other) {
        set::set_subtract(vm, me, other)
    }

    pub(super) fn with(vm, me, item) {
        set::set_with(vm, me, item)
    }

    fn op_cmp(vm, me, other) {
        Ok(match set::set_compare(vm, me, other)? {
            Some(order) => Value::int(order as i64),
            None => vm.singleton(super::double::INCOMPARABLE.name).unwrap_or(Value::NULL),
        })
    }
}

fn slice_from(vm: &mut Vm, me: Value, start: Value) -> Answer {
    slice(vm, me, start, Value::index(map::size(me)))
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

methods! { pub static SET:
    /// -1 for a proper subset of the other set, 0 for the same elements, 1 for a proper superset.
    "op__cmp" (Set) => F1(op_cmp);
    /// The elements from a position on.
    "slice" (Word) => F1(slice_from);
}

methods! {
    /// What sets of both types answer; results that are sets are immutable but for `diverge`.
    pub static ANY_SET:
    /// Whether a value is an element.
    "contains" (Any) => F1(contains);
    /// The elements that both sets have; order and elements are those of the smaller set.
    "and" (Set) => F1(and);
    /// The elements that either set has.
    "or" (Set) => F1(or);
    /// The elements that the other set has not.
    "subtract" (Set) => F1(subtract);
    /// As `subtract/1`.
    "butNot" (Set) => F1(subtract);
    /// The set with an element more.
    "with" (Any) => F1(with);
    /// The set without an element.
    "without" (Any) => F1(without);
    /// The elements from a position up to, and without, another one.
    "slice" (Word, Word) => F2(slice);
    /// The elements in order.
    "asList" () => F0(keys);
    /// An immutable copy; an immutable set is its own.
    "asSet" () => F0(as_set);
    /// An immutable copy; an immutable set is its own.
    "snapshot" () => F0(snapshot);
    /// The number of elements.
    "size" () => F0(size);
    /// Whether there are no elements.
    "isEmpty" () => F0(is_empty);
    /// Whether there are no elements.
    "empty" () => F0(is_empty);
    /// A flexible copy.
    "diverge" () => F0(diverge);
    /// A flexible copy whose elements, now and later, are coerced by a guard.
    "diverge" (Any) => Prelude("set_divergeGuarded");
    /// An iterator of ordinal numbers and elements.
    "_makeIterator" () => F0(make_iterator);
}
