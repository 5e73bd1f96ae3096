//! Iteration over native collections: what the interpreter walks itself, and the iterator objects that
//! programs get.
//!
//! A *source* is an immutable collection (a flexible one gives a snapshot), and a cursor is the position
//! of the next pair in it. An iterator is `[source, cursor]`.

use crate::data::{list, map, table, text, versions};
use crate::heap::{Type, Undone};
use crate::methods;
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;

/// What iterating over a native collection walks: itself, or a snapshot if it is flexible. `None` if it
/// must be asked for an iterator.
pub fn iteration_source(vm: &mut Vm, value: Value) -> Result<Option<Value>, Undone> {
    let value = vm.resolve(value);
    if !value.is_pointer() {
        return Ok(None);
    }
    Ok(match value.ty() {
        Type::List => {
            vm.heap.settle(value)?;
            Some(value)
        }
        Type::Str | Type::Bytes | Type::Range => Some(value),
        Type::FlexList => {
            let items = list::items(value).unwrap_or(&[]);
            vm.heap.reserve(items.len() * 8)?;
            Some(vm.heap.long_list(items)?)
        }
        Type::Map | Type::Set | Type::FlexMap | Type::FlexSet => {
            if matches!(value.ty(), Type::FlexMap | Type::FlexSet) {
                vm.heap.reserve(table::bytes(map::size(value)))?;
            }
            let source = vm.heap.map_snapshot(value)?;
            vm.heap.own_order(source)?;
            Some(source)
        }
        _ => None,
    })
}

/// How many pairs a source gives.
pub fn iteration_size(source: Value) -> usize {
    match source.ty() {
        Type::Map | Type::Set => map::size(source),
        Type::Range => {
            let (first, end) = (source.field(0), source.field(1));
            let size = match (first.as_small(), end.as_small()) {
                (Some(first), Some(end)) => end - first,
                _ => end.as_char().unwrap_or(0) as i64 - first.as_char().unwrap_or(0) as i64,
            };
            usize::try_from(size).unwrap_or(0)
        }
        _ => source.field(2).to_index(),
    }
}

/// The pair at a cursor of a source, and the next cursor; `None` at the end.
#[inline]
pub fn iteration_pair(source: Value, cursor: usize) -> Option<(Value, Value, usize)> {
    let (key, value) = match source.ty() {
        Type::List => (Value::index(cursor), versions::element_of_version(source, cursor)?),
        Type::Map => {
            if cursor >= map::size(source) {
                return None;
            }
            map::entry(source, cursor)
        }
        Type::Set => {
            if cursor >= map::size(source) {
                return None;
            }
            (Value::index(cursor), map::entry(source, cursor).0)
        }
        Type::Str => {
            let chars = text::Chars::of(source)?;
            if cursor >= chars.len() {
                return None;
            }
            (Value::index(cursor), Value::char(chars.get(cursor)))
        }
        Type::Bytes => {
            let (start, length) = (source.field(1).to_index(), source.field(2).to_index());
            if cursor >= length {
                return None;
            }
            (Value::index(cursor), Value::int(source.field(0).raw_bytes()[start + cursor] as i64))
        }
        Type::Range => (Value::index(cursor), range_element(source, cursor)?),
        _ => return None,
    };
    Some((key, value, cursor + 1))
}

/// The values that a source gives.
pub(super) fn iterated_values(source: Value) -> impl Iterator<Item = Value> {
    let mut cursor = 0;
    std::iter::from_fn(move || {
        let (_, value, next) = iteration_pair(source, cursor)?;
        cursor = next;
        Some(value)
    })
}

/// Element `i` of a range of integers or characters.
fn range_element(range: Value, i: usize) -> Option<Value> {
    let (first, end) = (range.field(0), range.field(1));
    if let (Some(first), Some(end)) = (first.as_small(), end.as_small()) {
        let element = first.checked_add(i as i64)?;
        return (element < end).then(|| Value::int(element));
    }
    let (first, end) = (first.as_char()?, end.as_char()?);
    let element = first.checked_add(u32::try_from(i).ok()?)?;
    (element < end).then(|| Value::char(element))
}

/// `_makeIterator/0` of the native collections.
pub fn make_iterator(vm: &mut Vm, collection: Value) -> Answer {
    let source = iteration_source(vm, collection)?.unwrap_or(collection);
    Ok(vm.heap.object(Type::Iterator, &[source, Value::ZERO]))
}

/// How an iterator prints.
pub fn printed(iterator: Value) -> &'static str {
    match iterator.field(0).ty() {
        Type::Map => "<mapIterator>",
        Type::Str => "<strIterator>",
        Type::Bytes => "<bytesIterator>",
        _ => "<listIterator>",
    }
}

fn next(vm: &mut Vm, iterator: Value, ejector: Value) -> Answer {
    let (source, cursor) = (iterator.field(0), iterator.field(1).to_index());
    vm.heap.settle(source)?;
    if let Some((key, value, cursor)) = iteration_pair(source, cursor) {
        vm.heap.store(iterator, 1, Value::index(cursor));
        return Ok(vm.heap.list(&[key, value]));
    }
    let text = match source.ty() {
        Type::Map => "mapIterator.next/1: end of map",
        Type::Str | Type::Bytes => "next/1: Iterator exhausted",
        Type::Range => "Iteration stopped: topset exhausted",
        _ => "listIterator.next/1: end of list",
    };
    vm.eject_text(ejector, text)
}

/// Iterators of regions can be iterated themselves; others cannot.
fn itself(vm: &mut Vm, iterator: Value) -> Answer {
    if iterator.field(0).is_heap(Type::Range) {
        return Ok(iterator);
    }
    vm.refuse(iterator, "_makeIterator", &[])
}

methods! { pub static ITERATOR:
    /// The next pair `[key, value]`; leaves through the ejector at the end.
    "next" (Any) => F1(next);
    /// The iterator itself, if it walks a range.
    "_makeIterator" () => F0(itself);
}
