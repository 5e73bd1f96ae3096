//! The verbs that strings and bytes share, each written once. Receivers and text arguments are of one
//! type; results are of the receiver's.

use crate::builtin::word;
use crate::data::long_text::PIECE;
use crate::data::text::{Chars, growth};
use crate::data::{list, long_text as long};
use crate::heap::Type;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;

/// The receiver followed by the argument.
pub(super) fn add(vm: &mut Vm, a: Value, b: Value) -> Answer {
    let added = Chars::of_sequence(b);
    if let Chars::Narrow(octets) = added
        && let Some(joined) = vm.heap.extended(a, octets, a.field(0) != b.field(0))
    {
        if octets.len() >= 64 {
            vm.heap.spend(octets.len() / 64);
        }
        return Ok(joined);
    }
    vm.heap.reserve(growth(a, added))?;
    vm.heap.spend(added.len() / 64);
    Ok(match a.ty() {
        Type::Bytes => vm.heap.bytes_concat(a, b)?,
        _ => vm.heap.str_concat(a, b)?,
    })
}

/// Repeated; not at all for numbers below 1.
pub(super) fn multiply(vm: &mut Vm, a: Value, times: Value) -> Answer {
    let times = usize::try_from(word(times).max(0)).unwrap_or(usize::MAX);
    Ok(vm.heap.repeated(a, times)?)
}

pub(super) fn contains(vm: &mut Vm, a: Value, needle: Value) -> Answer {
    Ok(Value::bool(find(vm, a, needle, 0)?.is_some()))
}

fn find(vm: &mut Vm, a: Value, needle: Value, from: usize) -> Result<Option<usize>, Raise> {
    let (hay, needle) = (Chars::of_sequence(a), Chars::of_sequence(needle));
    let found = long::find(&vm.heap, hay, needle, from)?;
    vm.heap.spend((found.unwrap_or(hay.len()).saturating_sub(from) + needle.len()) / 64);
    Ok(found)
}

fn position(found: Option<usize>) -> Value {
    found.map_or(Value::int(-1), Value::index)
}

pub(super) fn index_of(vm: &mut Vm, a: Value, needle: Value) -> Answer {
    Ok(position(find(vm, a, needle, 0)?))
}

pub(super) fn index_of_from(vm: &mut Vm, a: Value, needle: Value, start: Value) -> Answer {
    let start = word(start);
    match usize::try_from(start) {
        Ok(start) => Ok(position(find(vm, a, needle, start)?)),
        Err(_) if start >= 0 => Ok(Value::int(-1)),
        Err(_) => vm.throw_text(&format!("indexOf/2: Negative offset {start} not supported")),
    }
}

pub(super) fn last_index_of(vm: &mut Vm, a: Value, needle: Value) -> Answer {
    let hay = Chars::of_sequence(a);
    vm.heap.spend(hay.len() / 64);
    Ok(position(long::find_last(&vm.heap, hay, Chars::of_sequence(needle))?))
}

/// The element at an index, as it is kept.
pub(super) fn get(vm: &mut Vm, a: Value, index: Value) -> Result<u32, Raise> {
    let chars = Chars::of_sequence(a);
    let index = word(index);
    match usize::try_from(index) {
        Ok(i) if i < chars.len() => Ok(chars.get(i)),
        _ => vm.throw_text(&format!("string.get/1: Index out of bounds: {index}")),
    }
}

pub(super) fn slice_from(vm: &mut Vm, a: Value, start: Value) -> Answer {
    slice(vm, a, start, Value::index(Chars::of_sequence(a).len()))
}

pub(super) fn slice(vm: &mut Vm, a: Value, start: Value, stop: Value) -> Answer {
    let length = Chars::of_sequence(a).len();
    let (start, stop) = (word(start), word(stop));
    if start < 0 {
        return vm.throw_text("Slice start cannot be negative");
    }
    if stop < 0 {
        return vm.throw_text("Slice stop cannot be negative");
    }
    let stop = usize::try_from(stop).unwrap_or(length).min(length);
    let start = usize::try_from(start).unwrap_or(stop).min(stop);
    Ok(vm.heap.sequence_slice(a, start, stop)?)
}

pub(super) fn split(vm: &mut Vm, a: Value, separator: Value) -> Answer {
    split_at_most(vm, a, separator, Value::int(-1))
}

pub(super) fn split_at_most(vm: &mut Vm, a: Value, separator: Value, splits: Value) -> Answer {
    if Chars::of_sequence(separator).is_empty() {
        return vm.throw_text("split/1: Empty separator");
    }
    let splits = usize::try_from(word(splits)).unwrap_or(usize::MAX);
    Ok(vm.heap.split(a, separator, splits)?)
}

/// The elements of a list, all of the receiver's type, with the receiver between them.
pub(super) fn join(vm: &mut Vm, separator: Value, parts: Value) -> Answer {
    let parts = list::items(parts).unwrap_or_default();
    if parts.len() <= PIECE
        && let [first, _, ..] = parts
        && first.is_heap(separator.ty())
        && parts.iter().all(|part| part.is_heap(separator.ty()))
    {
        return Ok(vm.heap.joined(separator, parts)?);
    }
    vm.heap.reserve(parts.len().saturating_mul(8))?;
    let mut resolved = Vec::with_capacity(parts.len());
    for (i, &part) in parts.iter().enumerate() {
        vm.heap.go_on_at(i)?;
        let part = vm.resolve(part);
        if part.ty() != separator.ty() {
            return super::not_a(vm, separator.ty().kind(), part);
        }
        resolved.push(part);
    }
    if let [only] = *resolved {
        return Ok(only);
    }
    Ok(vm.heap.joined(separator, &resolved)?)
}

pub(super) fn replace(vm: &mut Vm, a: Value, old: Value, new: Value) -> Answer {
    Ok(vm.heap.replaced(a, old, new)?)
}

/// Without the blanks at both ends.
pub(super) fn trim(vm: &mut Vm, a: Value, blank: fn(u32) -> bool) -> Answer {
    let chars = Chars::of_sequence(a);
    if let Chars::Narrow(&[first @ b'!'..=b'~'])
    | Chars::Narrow(&[first @ b'!'..=b'~', .., b'!'..=b'~']) = chars
    {
        debug_assert!(!blank(first as u32));
        return Ok(a);
    }
    let (mut start, mut end) = (0, chars.len());
    while start < end && blank(chars.get(start)) {
        vm.heap.go_on_at(start)?;
        start += 1;
    }
    while start < end && blank(chars.get(end - 1)) {
        vm.heap.go_on_at(end)?;
        end -= 1;
    }
    vm.heap.spend((start + chars.len() - end) / 16);
    Ok(vm.heap.sequence_slice(a, start, end)?)
}

pub(super) fn size(_: &mut Vm, a: Value) -> Answer {
    Ok(a.field(2))
}

pub(super) fn is_empty(_: &mut Vm, a: Value) -> Answer {
    Ok(Value::bool(a.field(2) == Value::ZERO))
}

pub(super) fn compare(vm: &mut Vm, a: Value, b: Value) -> Answer {
    let (a, b) = (Chars::of_sequence(a), Chars::of_sequence(b));
    vm.heap.spend(a.len().min(b.len()) / 64);
    Ok(super::ordered(long::compare(&vm.heap, a, b)?))
}

/// A list of the elements, each made by `element`.
pub(super) fn as_list(vm: &mut Vm, a: Value, element: fn(u32) -> Value) -> Answer {
    let chars = elements(vm, a)?;
    Ok(vm.heap.list_from(chars.len(), chars.iter().map(element))?)
}

/// The set of the elements, in the order in which they first occur.
pub(super) fn as_set(vm: &mut Vm, a: Value, element: fn(u32) -> Value) -> Answer {
    // Elements that repeat soon fill the alphabet; the set is told each of them once.
    let mut seen = hashbrown::HashSet::new();
    let mut items = Vec::new();
    for (i, c) in elements(vm, a)?.iter().enumerate() {
        vm.heap.go_on_at(i)?;
        if seen.insert(c) {
            items.push(element(c));
        }
    }
    crate::data::set::set_of(vm, &items)
}

/// The elements, as many of which may be made.
fn elements<'a>(vm: &mut Vm, a: Value) -> Result<Chars<'a>, Raise> {
    let chars = Chars::of_sequence(a);
    vm.heap.reserve(chars.len().saturating_mul(16))?;
    vm.heap.spend(chars.len() / 16);
    Ok(chars)
}

/// Yields index and element.
pub(super) fn make_iterator(vm: &mut Vm, a: Value) -> Answer {
    Ok(vm.heap.object(Type::Iterator, &[a, Value::ZERO]))
}
