//! Bytes: immutable sequences of octets, which are read and written as Ints.

use crate::builtin::sequence;
use crate::data::text::Chars;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;

methods! { pub static BYTES:
    /// The receiver followed by bytes.
    "add" (Bytes) => F1(sequence::add);
    /// The receiver followed by one byte.
    "add" (Int) => F1(with);
    /// Nothing else can be appended.
    "add" (Any) => F1(|vm, _, _| vm.wrong_type("Not an int or bytestring!"));
    /// The receiver followed by one byte.
    "with" (Word) => F1(with);
    /// The receiver repeated; no bytes for numbers below 1.
    "multiply" (Word) => F1(sequence::multiply);
    /// Whether bytes occur in it. No bytes always do.
    "contains" (Bytes) => F1(sequence::contains);
    /// Whether one byte occurs in it.
    "contains" (Int) => F1(|vm, a, octet| {
        let chars = Chars::of_sequence(a);
        vm.heap.spend(chars.len() / 64);
        let Some(octet) = octet.as_small().and_then(|n| u8::try_from(n).ok()) else { return Ok(Value::FALSE) };
        let found = crate::data::long_text::find(&vm.heap, chars, Chars::Narrow(&[octet]), 0)?;
        Ok(Value::bool(found.is_some()))
    });
    /// Nothing else can occur in it.
    "contains" (Any) => F1(|vm, _, _| vm.wrong_type("Not an int or bytestring!"));
    /// The byte at an index.
    "get" (Word) => F1(|vm, a, index| Ok(Value::int(sequence::get(vm, a, index)? as i64)));
    /// Where bytes first occur, or -1.
    "indexOf" (Bytes) => F1(sequence::index_of);
    /// Where bytes first occur at or after an index, or -1.
    "indexOf" (Bytes, Word) => F2(sequence::index_of_from);
    /// Where bytes last occur, or -1.
    "lastIndexOf" (Bytes) => F1(sequence::last_index_of);
    /// What begins at an index. Indices past the end count as the end.
    "slice" (Word) => F1(sequence::slice_from);
    /// What lies from one index up to another, which is excluded.
    "slice" (Word, Word) => F2(sequence::slice);
    /// A list of the parts between the occurrences of a separator.
    "split" (Bytes) => F1(sequence::split);
    /// A list of the parts, split at most so many times; a negative number is no bound.
    "split" (Bytes, Word) => F2(sequence::split_at_most);
    /// The bytes of a list, with the receiver between them.
    "join" (List) => F1(sequence::join);
    /// All occurrences of the first argument replaced by the second.
    "replace" (Bytes, Bytes) => F2(sequence::replace);
    /// Without white space of ASCII at both ends.
    "trim" () => F0(|vm, a| sequence::trim(vm, a, |c| matches!(c, 0x09..=0x0d | 0x20)));
    /// With the letters of ASCII made small.
    "toLowerCase" () => F0(|vm, a| map(vm, a, <[u8]>::to_ascii_lowercase));
    /// With the letters of ASCII made capital.
    "toUpperCase" () => F0(|vm, a| map(vm, a, <[u8]>::to_ascii_uppercase));
    /// The number of bytes.
    "size" () => F0(sequence::size);
    /// Whether there are none.
    "isEmpty" () => F0(sequence::is_empty);
    /// A list of them as Ints.
    "asList" () => F0(as_list);
    /// The set of them as Ints.
    "asSet" () => F0(|vm, a| sequence::as_set(vm, a, |c| Value::int(c as i64)));
    /// -1, 0 or 1, in the order of unsigned bytes.
    "op__cmp" (Bytes) => F1(sequence::compare);
    /// An iterator of index and Int.
    "_makeIterator" () => F0(sequence::make_iterator);
    /// How to make them: `_makeBytes.fromInts` of the list of Ints.
    "_uncall" () => F0(uncall);
}

fn with(vm: &mut Vm, a: Value, octet: Value) -> Answer {
    let octet = to_octet(vm, octet)?;
    vm.heap.reserve(crate::data::text::growth(a, Chars::Narrow(&[octet])))?;
    Ok(vm.heap.bytes_with(a, octet)?)
}

/// The byte that an Int stands for; throws if it is none.
pub(super) fn to_octet(vm: &mut Vm, n: Value) -> Result<u8, Raise> {
    match n.as_small().and_then(|n| u8::try_from(n).ok()) {
        Some(octet) => Ok(octet),
        None if n.is_heap(Type::BigInt) && crate::data::integer::word(n).is_none() => {
            vm.wrong_type("Specimen is Int but too wide")
        }
        None => {
            let n = crate::data::integer::to_text(n);
            vm.throw_text(&format!("Unacceptable bytestring integer: {n}"))
        }
    }
}

fn map(vm: &mut Vm, a: Value, map: fn(&[u8]) -> Vec<u8>) -> Answer {
    let octets = crate::data::bytes::of(a).unwrap_or_default();
    vm.heap.reserve(octets.len().saturating_mul(2))?;
    vm.heap.spend(octets.len() / 64);
    let mut mapped = Vec::with_capacity(octets.len());
    for piece in octets.chunks(crate::data::long_text::PIECE) {
        vm.go_on()?;
        mapped.extend(map(piece));
    }
    Ok(vm.heap.long_bytes(&mapped)?)
}

fn as_list(vm: &mut Vm, a: Value) -> Answer {
    sequence::as_list(vm, a, |c| Value::int(c as i64))
}

fn uncall(vm: &mut Vm, a: Value) -> Answer {
    let octets = as_list(vm, a)?;
    let args = vm.heap.list(&[octets]);
    let verb = vm.heap.str("fromInts");
    let maker = vm.singleton("_makeBytes").unwrap_or(Value::NULL);
    let named = vm.heap.empty_map();
    Ok(vm.heap.list(&[maker, verb, args, named]))
}
