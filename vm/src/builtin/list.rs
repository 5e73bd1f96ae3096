//! Verbs of immutable lists (spec 5 §3.2), and the maker of lists.

use super::collection::{clamp, compare, delegate, position, room, sorted_positions};
use super::iterator::{iterated_values, iteration_size, iteration_source, make_iterator};
use super::word;
use crate::data::{list, map, set};
use crate::native::{Answer, Raise, Singleton};
use crate::sameness;
use crate::value::Value;
use crate::vm::Vm;
use crate::{keyed, methods};

/// The elements of a receiver or argument that is known to be a list of either type.
#[inline]
pub(super) fn items<'a>(list: Value) -> &'a [Value] {
    list::items(list).unwrap_or(&[])
}

// ---- What both types of lists answer ---------------------------------------------------------------

pub(super) fn size(_: &mut Vm, me: Value) -> Answer {
    Ok(Value::index(items(me).len()))
}

pub(super) fn is_empty(_: &mut Vm, me: Value) -> Answer {
    Ok(Value::bool(items(me).is_empty()))
}

pub(super) fn last(vm: &mut Vm, me: Value) -> Answer {
    match items(me).last() {
        Some(&item) => Ok(item),
        None => vm.throw_text("last/0: Empty list has no last element"),
    }
}

pub(super) fn join(vm: &mut Vm, me: Value, pieces: Value) -> Answer {
    let (between, pieces) = (items(me), items(pieces));
    let total = pieces.len() + between.len().saturating_mul(pieces.len().saturating_sub(1));
    room(vm, total)?;
    // Element `i` of the result belongs to a group of a piece and what stands behind it.
    let group = between.len() + 1;
    let element = |i: usize| match i % group {
        0 => pieces[i / group],
        at => between[at - 1],
    };
    Ok(vm.heap.list_from(total, (0..total).map(element))?)
}

pub(super) fn repeat(vm: &mut Vm, me: Value, times: usize) -> Answer {
    let items = items(me);
    room(vm, items.len().saturating_mul(times))?;
    if items.is_empty() {
        return Ok(vm.heap.list(&[]));
    }
    Ok(vm.heap.list_from(items.len() * times, items.iter().copied().cycle())?)
}

pub(super) fn reverse(vm: &mut Vm, me: Value) -> Answer {
    room(vm, items(me).len())?;
    Ok(vm.heap.list_from(items(me).len(), items(me).iter().rev().copied())?)
}

pub(super) fn as_map(vm: &mut Vm, me: Value) -> Answer {
    room(vm, items(me).len().saturating_mul(4))?;
    vm.heap
        .reserve(items(me).len().saturating_mul(16) + crate::data::table::bytes(items(me).len()))?;
    let pairs = items(me).iter().enumerate().map(|(i, &item)| (Value::index(i), item));
    map::map_from(vm, items(me).len(), pairs)
}

pub(super) fn diverge(vm: &mut Vm, me: Value) -> Answer {
    room(vm, items(me).len())?;
    Ok(vm.heap.flex_list(items(me))?)
}

/// The first position of an element that is the same as another value, so far as that is decided.
fn find(vm: &mut Vm, list: Value, from: usize, wanted: Value) -> Result<Option<usize>, Raise> {
    let items = items(list);
    for (i, &item) in items.iter().enumerate().skip(from) {
        vm.go_on()?;
        if sameness::same_yet(vm, item, wanted)? {
            vm.heap.spend((i - from) / 16);
            return Ok(Some(i));
        }
    }
    vm.heap.spend(items.len() / 16);
    Ok(None)
}

fn index_or_minus_one(found: Option<usize>) -> Value {
    found.map_or(Value::int(-1), Value::index)
}

keyed! {
    pub(super) fn contains(vm, me, wanted) {
        Ok(Value::bool(find(vm, me, 0, wanted)?.is_some()))
    }

    pub(super) fn index_of(vm, me, wanted) {
        Ok(index_or_minus_one(find(vm, me, 0, wanted)?))
    }

    pub(super) fn as_set(vm, me) {
        set::set_of(vm, items(me))
    }

    fn start_of_from(vm, me, needle, from) {
        let from = word(from);
        if from < 0 {
            return vm.throw_text(&format!("startOf/2: Negative start {from} not permitted"));
        }
        let needle = items(needle);
        let Some(&first) = needle.first() else { return Ok(Value::int(-1)) };
        let mut from = usize::try_from(from).unwrap_or(usize::MAX);
        while let Some(at) = find(vm, me, from, first)? {
            let Some(rest) = items(me).get(at + 1..at + needle.len()) else { break };
            let mut fitting = 0;
            for (&item, &wanted) in rest.iter().zip(&needle[1..]) {
                vm.go_on()?;
                if !sameness::same_yet(vm, item, wanted)? {
                    break;
                }
                fitting += 1;
            }
            vm.heap.spend(1 + fitting / 16);
            if fitting == rest.len() {
                return Ok(Value::index(at));
            }
            from = at + 1;
        }
        Ok(Value::int(-1))
    }
}

// ---- Immutable lists -------------------------------------------------------------------------------

fn get(vm: &mut Vm, me: Value, index: Value) -> Answer {
    let items = items(me);
    match position(index, items.len()) {
        Some(at) => Ok(items[at]),
        None if word(index) < 0 => {
            vm.throw_text(&format!("get/1: Index {} cannot be negative", word(index)))
        }
        None => vm.throw_text(&format!("get/1: Index {} is out of bounds", word(index))),
    }
}

fn add(vm: &mut Vm, me: Value, other: Value) -> Answer {
    room(vm, items(me).len() + items(other).len())?;
    Ok(vm.heap.list_concat(me, items(other))?)
}

fn multiply(vm: &mut Vm, me: Value, times: Value) -> Answer {
    match usize::try_from(word(times)) {
        Ok(times) => repeat(vm, me, times),
        Err(_) => vm.throw_text(&format!("multiply/1: Can't multiply list {} times", word(times))),
    }
}

fn with_last(vm: &mut Vm, me: Value, item: Value) -> Answer {
    Ok(vm.heap.list_with(me, item)?)
}

fn with(vm: &mut Vm, me: Value, index: Value, item: Value) -> Answer {
    let size = items(me).len();
    let mut at = word(index);
    if at < 0 {
        at += size as i64;
    }
    if at == size as i64 {
        return Ok(vm.heap.list_with(me, item)?);
    }
    match usize::try_from(at) {
        Ok(at) if at < size => Ok(vm.heap.list_replace(me, at, item)?),
        _ => vm.throw_text(&format!(
            "put/2: Index {} out of bounds for list of length {size}",
            word(index)
        )),
    }
}

fn slice_from(vm: &mut Vm, me: Value, start: Value) -> Answer {
    slice(vm, me, start, Value::index(items(me).len()))
}

fn slice(vm: &mut Vm, me: Value, start: Value, stop: Value) -> Answer {
    if word(start) < 0 {
        return vm.throw_text("slice/1: Negative start");
    }
    if word(stop) < 0 {
        return vm.throw_text("slice/2: Negative stop");
    }
    let (start, stop) = clamp(word(start), word(stop), items(me).len());
    Ok(vm.heap.list_slice(me, start, stop)?)
}

fn sort(vm: &mut Vm, me: Value) -> Answer {
    let items = items(me);
    if items.len() < 2 {
        return Ok(me);
    }
    // The positions, what sorting them takes, and the result.
    vm.heap.reserve(items.len().saturating_mul(24))?;
    room(vm, items.len().saturating_mul(2))?;
    match sorted_positions(vm, items)? {
        Some(positions) => {
            Ok(vm.heap.list_from(items.len(), positions.into_iter().map(|i| items[i]))?)
        }
        None => delegate(vm, "list_sort", &[me]),
    }
}

fn start_of(vm: &mut Vm, me: Value, needle: Value) -> Answer {
    start_of_from(vm, me, needle, Value::ZERO)
}

fn op_cmp(vm: &mut Vm, me: Value, other: Value) -> Answer {
    vm.heap.spend(items(me).len() / 16);
    match compare(&vm.heap, me, other)? {
        Some(order) => Ok(Value::int(order as i64)),
        None => delegate(vm, "list_opCmp", &[me, other]),
    }
}

fn itself(_: &mut Vm, me: Value) -> Answer {
    Ok(me)
}

methods! { pub static LIST:
    /// The element at a position, counted from zero.
    "get" (Word) => F1(get);
    /// The last element.
    "last" () => F0(last);
    /// The number of elements.
    "size" () => F0(size);
    /// Whether there are no elements.
    "isEmpty" () => F0(is_empty);
    /// Whether there are no elements.
    "empty" () => F0(is_empty);
    /// The elements of the receiver, then those of another list.
    "add" (List) => F1(add);
    /// The elements repeated a number of times.
    "multiply" (Word) => F1(multiply);
    /// The elements of the argument, with those of the receiver between each two.
    "join" (List) => F1(join);
    /// The list with an element more at its end.
    "with" (Any) => F1(with_last);
    /// The list with the element at a position replaced; the position behind the last one appends, and
    /// negative ones count from the end.
    "with" (Word, Any) => F2(with);
    /// As `with/2`.
    "put" (Word, Any) => F2(with);
    /// The elements from a position on.
    "slice" (Word) => F1(slice_from);
    /// The elements from a position up to, and without, another one.
    "slice" (Word, Word) => F2(slice);
    /// The elements in the opposite order.
    "reverse" () => F0(reverse);
    /// The elements in ascending order; equal ones keep theirs.
    "sort" () => F0(sort);
    /// Whether an element is the same as a value.
    "contains" (Any) => F1(contains);
    /// The first position of an element that is the same as a value, or -1.
    "indexOf" (Any) => F1(index_of);
    /// The first position where the elements of another list stand, or -1.
    "startOf" (List) => F1(start_of);
    /// The first position, not before the second argument, where the elements of another list stand, or -1.
    "startOf" (List, Word) => F2(start_of_from);
    /// The lexicographic order of two lists: -1, 0 or 1.
    "op__cmp" (List) => F1(op_cmp);
    /// The map of positions to elements.
    "asMap" () => F0(as_map);
    /// The set of the elements.
    "asSet" () => F0(as_set);
    /// A flexible copy.
    "diverge" () => F0(diverge);
    /// A flexible copy whose elements, now and later, are coerced by a guard.
    "diverge" (Any) => Prelude("list_divergeGuarded");
    /// The list itself.
    "snapshot" () => F0(itself);
    /// An iterator of positions and elements.
    "_makeIterator" () => F0(make_iterator);
}

// ---- The maker -------------------------------------------------------------------------------------

fn make(vm: &mut Vm, _: Value, args: &[Value]) -> Answer {
    Ok(vm.heap.list(args))
}

fn from_iterable(vm: &mut Vm, me: Value, iterable: Value) -> Answer {
    match iteration_source(vm, iterable)? {
        Some(source) => {
            let size = iteration_size(source);
            vm.heap.reserve(size.saturating_mul(16))?;
            room(vm, size)?;
            Ok(vm.heap.list_from(size, iterated_values(source))?)
        }
        None => delegate(vm, "makeList_fromIterable", &[me, iterable]),
    }
}

methods! { static MAKE_LIST_METHODS:
    /// The list of the arguments.
    "run" (Rest) => Many(make);
    /// The list of the values that iterating gives.
    "fromIterable" (Any) => F1(from_iterable);
}

/// The maker of lists.
pub static MAKE_LIST: Singleton = Singleton {
    name: "_makeList",
    printed: "<makeList>",
    methods: MAKE_LIST_METHODS,
    doc: "Makes lists; list expressions expand to its `run`.",
};
