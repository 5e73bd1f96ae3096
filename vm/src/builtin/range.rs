//! Ranges of integers and characters as objects: the regions that `a..b` and `a..!b` give.
//!
//! `[first, end (excluded), region or null, last as written, whether it is excluded]`. Iterating and
//! membership are native; for anything else the prelude makes the region that the range stands for,
//! which is kept and answers.

use super::{pass, stand_in};
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Resume, Resumed};
use crate::print::{self, Piece};
use crate::value::Value;
use crate::vm::Vm;

const FIRST: usize = 0;
const END: usize = 1;
/// The region that the prelude has made of it, or null.
pub(super) const REGION: usize = 2;
const LAST: usize = 3;
const IS_OPEN: usize = 4;

methods! {
    /// What a range answers.
    pub static METHODS:
    /// An iterator over its elements, from the first.
    "_makeIterator" () => F0(make_iterator);
    /// Whether a value lies in it; another kind of value throws.
    "contains" (Any) => F1(contains);
    /// Whether a value lies in it; another kind of value throws.
    "run" (Any) => F1(contains);
    /// A specimen that lies in it.
    "coerce" (Any, Any) => F2(coerce);
    /// Whether nothing lies in it.
    "isEmpty" () => F0(is_empty);
    /// False: it has ends.
    "isFull" () => F0(is_full);
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
    /// Prints its intervals and the name of the space.
    "_printOn" (Any) => F1(print_on);
    /// The call that makes it.
    "_uncall" () => Many(stand_in::uncall);
}

/// Whether a value of the range's kind lies in it; `None` for another kind.
pub(super) fn includes(me: Value, x: Value) -> Option<bool> {
    let (first, end) = (me.field(FIRST), me.field(END));
    match first.as_char() {
        Some(first) => {
            let x = x.as_char()?;
            Some(first <= x && end.as_char().is_some_and(|end| x < end))
        }
        None if x.is_heap(Type::BigInt) => Some(false),
        None => {
            x.as_small()?;
            Some(!x.less_small(first) && x.less_small(end))
        }
    }
}

fn guard(vm: &Vm, me: Value) -> Value {
    vm.maker(if me.field(FIRST).as_char().is_some() { "Char" } else { "Int" })
}

fn contains(vm: &mut Vm, me: Value, x: Value) -> Answer {
    if let Some(is_in) = includes(me, x) {
        return Ok(Value::bool(is_in));
    }
    fn coerced(vm: &mut Vm, how: Resumed) -> Answer {
        let prize = pass(vm, how)?;
        Ok(Value::bool(includes(vm.state(0), vm.resolve(prize)) == Some(true)))
    }
    let guard = guard(vm, me);
    vm.call_then(guard, vm.atoms.coerce, &[x, Value::NULL], &[me], coerced)
}

fn coerce(vm: &mut Vm, me: Value, specimen: Value, ejector: Value) -> Answer {
    match includes(me, specimen) {
        Some(true) => return Ok(specimen),
        Some(false) => return stand_in::outside(vm, me, specimen, ejector),
        None => {}
    }
    fn coerced(vm: &mut Vm, how: Resumed) -> Answer {
        let prize = pass(vm, how)?;
        let (me, ejector) = (vm.state(0), vm.state(1));
        let prize = vm.resolve(prize);
        if includes(me, prize) == Some(true) {
            Ok(prize)
        } else {
            stand_in::outside(vm, me, prize, ejector)
        }
    }
    let guard = guard(vm, me);
    vm.call_then(guard, vm.atoms.coerce, &[specimen, ejector], &[me, ejector], coerced)
}

fn has_none(me: Value) -> bool {
    match (me.field(FIRST).as_char(), me.field(END).as_char()) {
        (Some(first), Some(end)) => first >= end,
        _ => !me.field(FIRST).less_small(me.field(END)),
    }
}

/// The iterator of an empty region is that of an empty list.
fn make_iterator(vm: &mut Vm, me: Value) -> Answer {
    let source = if has_none(me) { vm.heap.list(&[]) } else { me };
    super::iterator::make_iterator(vm, source)
}

fn is_empty(_: &mut Vm, me: Value) -> Answer {
    Ok(Value::bool(has_none(me)))
}

fn is_full(_: &mut Vm, _: Value) -> Answer {
    Ok(Value::FALSE)
}

fn print_on(vm: &mut Vm, me: Value, out: Value) -> Answer {
    let space = if me.field(FIRST).as_char().is_some() { "Char" } else { "Int" };
    if has_none(me) {
        return print::write(vm, out, &[Piece::Text(&format!("<empty  {space} region>"))]);
    }
    let close = if me.field(IS_OPEN) == Value::TRUE { ")" } else { "]" };
    let pieces = [
        Piece::Text("<["),
        Piece::Inner(me.field(FIRST)),
        Piece::Text(", "),
        Piece::Inner(me.field(LAST)),
        Piece::Text(&format!("{close} {space} region>")),
    ];
    print::write(vm, out, &pieces)
}

/// Suspends to make the region that a range stands for; the resumed function keeps it with
/// [`stand_in::keep_region`].
pub(super) fn make_region(vm: &mut Vm, range: Value, state: &[Value], resume: Resume) -> Answer {
    let guard = guard(vm, range);
    let (first, last) = (range.field(FIRST), range.field(LAST));
    let closed = Value::bool(range.field(IS_OPEN) != Value::TRUE);
    vm.call_prelude_then("range_region", &[guard, first, last, closed], state, resume)
}
