//! Regions with one end as objects: what `Int < x`, `<=`, `>` and `>=` give.
//!
//! `[row, guard of the space, comparison, end, region or null]`. Membership is native where the order of data
//! tells; for anything else the prelude makes the region that this one stands for, which is kept and answers.

use super::{NATIVES, collection, guard, native_row, pass};
use crate::data::{list, text};
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, NativeKind, Raise, Resume, Resumed};
use crate::print::{self, Finish, Piece};
use crate::value::Value;
use crate::vm::Vm;
use std::cmp::Ordering;

const GUARD: usize = 1;
const TEST: usize = 2;
const END: usize = 3;
const REGION: usize = 4;

/// Comparisons, by their rows in `isa::Comparison`.
const LESS: usize = 0;
const AT_MOST: usize = 1;
const GREATER: usize = 2;
const AT_LEAST: usize = 3;

methods! { static METHODS:
    /// An iterator over its elements, from the first.
    "_makeIterator" () => Many(make_iterator);
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
    "getTopSets" () => Many(get_top_sets);
    /// What does not lie in it.
    "not" () => Many(not);
    /// What lies in both.
    "and" (Any) => Many(and);
    /// What lies in either.
    "or" (Any) => Many(or);
    /// What lies in this one alone.
    "butNot" (Any) => Many(but_not);
    /// -1.0 subset, 0.0 equal, 1.0 superset, NaN otherwise.
    "op__cmp" (Any) => Many(op_cmp);
    /// Shifted upwards.
    "add" (Any) => Many(add);
    /// Shifted downwards.
    "subtract" (Any) => Many(subtract);
    /// Prints its interval and the name of the space.
    "_printOn" (Any) => F1(print_on);
    /// The call that makes it.
    "_uncall" () => Many(uncall);
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
        None => forward(vm, me, "contains", &[x]),
    }
}

fn coerce(vm: &mut Vm, me: Value, specimen: Value, ejector: Value) -> Answer {
    match includes(vm, me, specimen)? {
        Some(true) => Ok(specimen),
        Some(false) => {
            let pieces = [Piece::Quoted(specimen), Piece::Text(" is not in "), Piece::Printed(me)];
            print::compose(vm, &pieces, Finish::Eject(ejector))
        }
        None => forward(vm, me, "coerce", &[specimen, ejector]),
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

macro_rules! forwarded {
    ($($name:ident $verb:literal)*) => {
        $(fn $name(vm: &mut Vm, me: Value, args: &[Value]) -> Answer {
            forward(vm, me, $verb, args)
        })*
    };
}

forwarded! {
    make_iterator "_makeIterator"
    get_top_sets "getTopSets"
    not "not"
    and "and"
    or "or"
    but_not "butNot"
    op_cmp "op__cmp"
    add "add"
    subtract "subtract"
    uncall "_uncall"
}

/// Lets the region answer.
fn forward(vm: &mut Vm, me: Value, verb: &str, args: &[Value]) -> Answer {
    if let Some(region) = region(me) {
        let atom = vm.atom(verb, args.len());
        return vm.call_then(region, atom, args, &[], pass);
    }
    fn made(vm: &mut Vm, how: Resumed) -> Answer {
        let (me, verb, args) = (vm.state(0), vm.state(1), vm.state(2));
        let region = keep_region(vm, me, how)?;
        let verb = text::text(verb).unwrap_or_default();
        let args = list::items(args).unwrap_or(&[]).to_vec();
        let atom = vm.atom(&verb, args.len());
        vm.call_then(region, atom, &args, &[], pass)
    }
    let (verb, args) = (vm.heap.str(verb), vm.heap.list(args));
    make_region(vm, me, &[me, verb, args], made)
}

/// The region that a half-line stands for, if it was made already.
pub fn region(me: Value) -> Option<Value> {
    Some(me.field(REGION)).filter(|region| !region.is_null())
}

/// Suspends to make the region that a half-line stands for; the resumed function keeps it with
/// [`keep_region`].
pub fn make_region(vm: &mut Vm, me: Value, state: &[Value], resume: Resume) -> Answer {
    let (guard, end) = (me.field(GUARD), me.field(END));
    let test = me.field(TEST).to_index();
    let closed = Value::bool(test == AT_MOST || test == AT_LEAST);
    let upwards = Value::bool(test == GREATER || test == AT_LEAST);
    vm.call_prelude_then("halfLine_region", &[guard, end, closed, upwards], state, resume)
}

/// Keeps the region that was made for a half-line.
pub fn keep_region(vm: &mut Vm, me: Value, how: Resumed) -> Answer {
    let region = pass(vm, how)?;
    vm.heap.store(me, REGION, region);
    Ok(region)
}
