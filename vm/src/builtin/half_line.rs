//! Regions with one end as objects: what `Int < x`, `<=`, `>` and `>=` give.
//!
//! `[row, guard of the space, comparison, end, region or null]`. Membership is native where the order of data
//! tells; for anything else the prelude makes the region that this one stands for, which is kept and answers.

use super::{NATIVES, collection, guard, native_row, stand_in};
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, NativeKind, Raise, Resume};
use crate::print::{self, Piece};
use crate::value::Value;
use crate::vm::Vm;
use std::cmp::Ordering;

const GUARD: usize = 1;
const TEST: usize = 2;
const END: usize = 3;
/// The region that the prelude has made of it, or null.
pub(super) const REGION: usize = 4;

/// Comparisons, by their rows in `isa::Comparison`.
const LESS: usize = 0;
const AT_MOST: usize = 1;
const GREATER: usize = 2;
const AT_LEAST: usize = 3;

methods! { static METHODS:
    /// An iterator over its elements, from the first.
    "_makeIterator" () => Many(stand_in::make_iterator);
    /// Whether a value lies in it; another kind of value throws.
    "contains" (Any) => F1(contains);
    /// Whether a value lies in it; another kind of value throws.
    "run" (Any) => F1(contains);
    /// A specimen that lies in it.
    "coerce" (Any, Any) => F2(coerce);
    /// False: it is not empty.
    "isEmpty" () => F0(no);
    /// False: it has an end.
    "isFull" () => F0(no);
    /// Its intervals.
    "getTopSets" () => Many(stand_in::get_top_sets);
    /// What does not lie in it.
    "not" () => Many(stand_in::not);
    /// What lies in both.
    "and" (Any) => Many(stand_in::and);
    /// What lies in either.
    "or" (Any) => Many(stand_in::or);
    /// What lies in this one alone.
    "butNot" (Any) => Many(stand_in::but_not);
    /// -1.0 subset, 0.0 equal, 1.0 superset, NaN otherwise.
    "op__cmp" (Any) => Many(stand_in::op_cmp);
    /// Shifted upwards.
    "add" (Any) => Many(stand_in::add);
    /// Shifted downwards.
    "subtract" (Any) => Many(stand_in::subtract);
    /// Prints its interval and the name of the space.
    "_printOn" (Any) => F1(print_on);
    /// The call that makes it.
    "_uncall" () => Many(stand_in::uncall);
}

/// The kind of these regions.
pub static HALF_LINE: NativeKind = NativeKind { printed: "<region>", methods: METHODS };

/// What comparing a guard of an ordered space with one of its values gives; `None` for other operands.
pub fn of_comparison(vm: &mut Vm, test: u8, space: Value, end: Value) -> Option<Value> {
    if test as usize > AT_LEAST || !guard::is_space(space) || guard::fits(space, end) != Some(true)
    {
        return None;
    }
    let fields = [native_row(&HALF_LINE), space, Value::index(test as usize), end, Value::NULL];
    Some(vm.heap.object(Type::Native, &fields))
}

/// Whether a value is such a region.
pub fn is_half_line(value: Value) -> bool {
    value.is_heap(Type::Native) && std::ptr::eq(NATIVES[value.field(0).to_index()], &HALF_LINE)
}

/// Whether a value is such a region, and its end is no object.
pub(super) fn has_immediate_end(value: Value) -> bool {
    is_half_line(value) && !value.field(END).is_pointer()
}

/// Whether a native object is a half-line that admits a specimen as it is, or refuses it; `None` if that takes more.
pub(super) fn admits(vm: &mut Vm, me: Value, specimen: Value) -> Option<bool> {
    if !is_half_line(me) {
        return None;
    }
    // A long comparison that was given up is made anew by the region itself.
    includes(vm, me, specimen).ok().flatten()
}

/// Whether a value of the space lies in it; `None` for another kind, and for what has no place in the order.
fn includes(vm: &Vm, me: Value, x: Value) -> Result<Option<bool>, Raise> {
    if x.is_heap(Type::Promise) || guard::fits(me.field(GUARD), x) != Some(true) {
        return Ok(None);
    }
    let Some(order) = collection::compare(&vm.heap, x, me.field(END))? else { return Ok(None) };
    Ok(Some(match me.field(TEST).to_index() {
        LESS => order == Ordering::Less,
        AT_MOST => order != Ordering::Greater,
        GREATER => order == Ordering::Greater,
        _ => order != Ordering::Less,
    }))
}

fn contains(vm: &mut Vm, me: Value, x: Value) -> Answer {
    match includes(vm, me, x)? {
        Some(is_in) => Ok(Value::bool(is_in)),
        None => stand_in::forward(vm, me, "contains", &[x]),
    }
}

fn coerce(vm: &mut Vm, me: Value, specimen: Value, ejector: Value) -> Answer {
    match includes(vm, me, specimen)? {
        Some(true) => Ok(specimen),
        Some(false) => stand_in::outside(vm, me, specimen, ejector),
        None => stand_in::forward(vm, me, "coerce", &[specimen, ejector]),
    }
}

fn no(_: &mut Vm, _: Value) -> Answer {
    Ok(Value::FALSE)
}

fn print_on(vm: &mut Vm, me: Value, out: Value) -> Answer {
    let end = Piece::Inner(me.field(END));
    let space = Piece::Printed(me.field(GUARD));
    let (open, close) = (Piece::Text("<("), Piece::Text(" region>"));
    let pieces = match me.field(TEST).to_index() {
        LESS => [Piece::Text("<(-∞, "), end, Piece::Text(") "), space, close],
        AT_MOST => [Piece::Text("<(-∞, "), end, Piece::Text("] "), space, close],
        GREATER => [open, end, Piece::Text(", ∞) "), space, close],
        _ => [Piece::Text("<["), end, Piece::Text(", ∞) "), space, close],
    };
    print::write(vm, out, &pieces)
}

/// Suspends to make the region that a half-line stands for; the resumed function keeps it with
/// [`stand_in::keep_region`].
pub(super) fn make_region(vm: &mut Vm, me: Value, state: &[Value], resume: Resume) -> Answer {
    let (guard, end) = (me.field(GUARD), me.field(END));
    let test = me.field(TEST).to_index();
    let closed = Value::bool(test == AT_MOST || test == AT_LEAST);
    let upwards = Value::bool(test == GREATER || test == AT_LEAST);
    vm.call_prelude_then("halfLine_region", &[guard, end, closed, upwards], state, resume)
}
