//! Verbs of flexible lists (spec 5 §3.3). A list with a guard hands insertions to the prelude, which
//! coerces and comes back through [`raw`].

use super::collection::{delegate, position, room};
use super::iterator::{iterated_values, iteration_size, iteration_source, make_iterator};
use super::list::{
    as_map, as_set, contains, diverge, index_of, is_empty, items, join, last, repeat, reverse, size,
};
use super::word;
use crate::data::list;
use crate::methods;
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;

/// The guard of a flexible list, or null.
pub(super) fn guard(me: Value) -> Value {
    me.field(2)
}

fn get(vm: &mut Vm, me: Value, index: Value) -> Answer {
    let items = items(me);
    match position(index, items.len()) {
        Some(at) => Ok(items[at]),
        None => vm.throw_text(&format!("get/1: Index {} is out of bounds", word(index))),
    }
}

/// An insertion without coercion, as the prelude asks for it.
pub(super) fn raw(vm: &mut Vm, me: Value, verb: &str, args: &[Value]) -> Option<Answer> {
    Some(match (verb, args) {
        ("push", &[item]) => raw_push(vm, me, item),
        ("insert", &[index, item]) => raw_insert(vm, me, index, item),
        ("put", &[index, item]) => raw_put(vm, me, index, item),
        ("extend", &[list]) => raw_extend(vm, me, items(vm.resolve(list))),
        _ => return None,
    })
}

fn raw_push(vm: &mut Vm, me: Value, item: Value) -> Answer {
    vm.heap.flex_push(me, item)?;
    Ok(Value::NULL)
}

fn raw_insert(vm: &mut Vm, me: Value, index: Value, item: Value) -> Answer {
    let size = items(me).len();
    match position(index, size + 1) {
        Some(at) => {
            vm.heap.flex_insert(me, at, item)?;
            vm.heap.spend((size - at) / 16);
            Ok(Value::NULL)
        }
        None => vm.throw_text(&format!("insert/2: Index {} is out of bounds", word(index))),
    }
}

fn raw_put(vm: &mut Vm, me: Value, index: Value, item: Value) -> Answer {
    let size = items(me).len();
    match position(index, size) {
        Some(at) => {
            vm.heap.store(me.field(0), 1 + at, item);
            Ok(Value::NULL)
        }
        None => vm.throw_text(&format!(
            "put/2: Index {} out of bounds for list of length {size}",
            word(index)
        )),
    }
}

fn raw_extend(vm: &mut Vm, me: Value, more: &[Value]) -> Answer {
    let elements = items(me).len() + more.len();
    vm.heap.flex_extend(me, more)?;
    vm.heap.spend(elements.saturating_mul(2) / 8);
    Ok(Value::NULL)
}

fn push(vm: &mut Vm, me: Value, item: Value) -> Answer {
    if vm.heap.push_element(me, item) {
        return Ok(Value::NULL);
    }
    if guard(me).is_null() {
        raw_push(vm, me, item)
    } else {
        delegate(vm, "flexList_push", &[me, item])
    }
}

fn insert(vm: &mut Vm, me: Value, index: Value, item: Value) -> Answer {
    if guard(me).is_null() {
        raw_insert(vm, me, index, item)
    } else {
        delegate(vm, "flexList_insert", &[me, index, item])
    }
}

fn put(vm: &mut Vm, me: Value, index: Value, item: Value) -> Answer {
    if guard(me).is_null() {
        raw_put(vm, me, index, item)
    } else {
        delegate(vm, "flexList_put", &[me, index, item])
    }
}

fn extend(vm: &mut Vm, me: Value, iterable: Value) -> Answer {
    if guard(me).is_null()
        && let Some(source) = iteration_source(vm, iterable)?
    {
        let count = iteration_size(source);
        vm.heap.reserve(count.saturating_mul(16))?;
        let elements = items(me).len() + count;
        match list::items(source) {
            Some(more) => vm.heap.flex_extend(me, more)?,
            None => vm.heap.flex_extend_from(me, count, iterated_values(source))?,
        }
        vm.heap.spend(elements.saturating_mul(2) / 8);
        return Ok(Value::NULL);
    }
    delegate(vm, "flexList_extend", &[me, iterable])
}

fn pop(vm: &mut Vm, me: Value) -> Answer {
    match vm.heap.flex_pop(me) {
        Some(item) => Ok(item),
        None => vm.throw_text("pop/0: Pop from empty list"),
    }
}

fn clear(vm: &mut Vm, me: Value) -> Answer {
    vm.heap.flex_clear(me);
    Ok(Value::NULL)
}

fn reverse_in_place(vm: &mut Vm, me: Value) -> Answer {
    room(vm, items(me).len())?;
    vm.heap.flex_reverse(me)?;
    Ok(Value::NULL)
}

fn add(vm: &mut Vm, me: Value, other: Value) -> Answer {
    room(vm, items(me).len() + items(other).len())?;
    let (mine, more) = (items(me), items(other));
    let both = mine.iter().chain(more).copied();
    Ok(vm.heap.list_from(mine.len() + more.len(), both)?)
}

fn multiply(vm: &mut Vm, me: Value, times: Value) -> Answer {
    repeat(vm, me, usize::try_from(word(times)).unwrap_or(0))
}

fn snapshot(vm: &mut Vm, me: Value) -> Answer {
    room(vm, items(me).len())?;
    Ok(vm.heap.long_list(items(me))?)
}

fn with_last(vm: &mut Vm, me: Value, item: Value) -> Answer {
    let copy = snapshot(vm, me)?;
    Ok(vm.heap.list_with(copy, item)?)
}

fn with(vm: &mut Vm, me: Value, index: Value, item: Value) -> Answer {
    match position(index, items(me).len()) {
        Some(at) => {
            room(vm, items(me).len())?;
            Ok(vm.heap.list_with_other(items(me), at, item)?)
        }
        None => vm.throw_text(&format!("with/2: Index {} is out of bounds", word(index))),
    }
}

fn out_of_bounds(vm: &mut Vm, which: &str, at: Value, size: usize) -> Answer {
    let end = which.split(' ').next_back().unwrap_or_default().to_lowercase();
    let at = word(at);
    vm.throw_text(&format!("{which} out of bounds: {at} !~ {end} :(0..{size})"))
}

fn slice_from(vm: &mut Vm, me: Value, start: Value) -> Answer {
    let size = items(me).len();
    match position(start, size) {
        Some(start) => {
            room(vm, size - start)?;
            Ok(vm.heap.long_list(&items(me)[start..])?)
        }
        None => out_of_bounds(vm, "slice/1: Start", start, size),
    }
}

fn slice(vm: &mut Vm, me: Value, start: Value, stop: Value) -> Answer {
    if word(start) > word(stop) {
        return vm.throw_text(&format!(
            "slice/2: Start after stop: {} > {}",
            word(start),
            word(stop)
        ));
    }
    let size = items(me).len();
    let Some(from) = position(start, size + 1) else {
        return out_of_bounds(vm, "slice/2: Start", start, size);
    };
    let Some(to) = position(stop, size + 1) else {
        return out_of_bounds(vm, "slice/2: Stop", stop, size);
    };
    room(vm, to - from)?;
    Ok(vm.heap.long_list(&items(me)[from..to])?)
}

methods! { pub static FLEX_LIST:
    /// The element at a position, counted from zero.
    "get" (Word) => F1(get);
    /// The last element.
    "last" () => F0(last);
    /// The number of elements.
    "size" () => F0(size);
    /// Whether there are no elements.
    "isEmpty" () => F0(is_empty);
    /// Replaces the element at a position.
    "put" (Word, Any) => F2(put);
    /// Appends an element.
    "push" (Any) => F1(push);
    /// Removes the last element and answers it.
    "pop" () => F0(pop);
    /// Inserts an element in front of a position.
    "insert" (Word, Any) => F2(insert);
    /// Appends all values of an iterable.
    "extend" (Any) => F1(extend);
    /// Removes all elements.
    "clear" () => F0(clear);
    /// Reverses the order of the elements.
    "reverseInPlace" () => F0(reverse_in_place);
    /// An immutable list of the elements in the opposite order.
    "reverse" () => F0(reverse);
    /// An immutable list of the elements of the receiver, then those of another list.
    "add" (List) => F1(add);
    /// An immutable list of the elements repeated a number of times.
    "multiply" (Word) => F1(multiply);
    /// The elements of the argument, with those of the receiver between each two.
    "join" (List) => F1(join);
    /// An immutable copy with an element more at its end.
    "with" (Any) => F1(with_last);
    /// An immutable copy with the element at a position replaced.
    "with" (Word, Any) => F2(with);
    /// An immutable list of the elements from a position on.
    "slice" (Word) => F1(slice_from);
    /// An immutable list of the elements from a position up to, and without, another one.
    "slice" (Word, Word) => F2(slice);
    /// Whether an element is the same as a value.
    "contains" (Any) => F1(contains);
    /// The first position of an element that is the same as a value, or -1.
    "indexOf" (Any) => F1(index_of);
    /// The map of positions to elements.
    "asMap" () => F0(as_map);
    /// The set of the elements.
    "asSet" () => F0(as_set);
    /// A flexible copy without a guard.
    "diverge" () => F0(diverge);
    /// A flexible copy whose elements, now and later, are coerced by a guard.
    "diverge" (Any) => Prelude("list_divergeGuarded");
    /// An immutable copy.
    "snapshot" () => F0(snapshot);
    /// An iterator of the present positions and elements.
    "_makeIterator" () => F0(make_iterator);
}
