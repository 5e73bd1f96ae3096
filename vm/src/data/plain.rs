//! Plain data: values that print as they do now for ever, and without asking anybody.
//!
//! Immediate values, strings, bytes and numbers are plain, and so are immutable lists, maps and sets of
//! plain values. A collection that was found to be plain is flagged in its header, so that no part of a
//! structure is looked at twice.

use super::{list, map, table};
use crate::heap::{Heap, Type};
use crate::value::Value;

/// What is known for ever of a list, map or set, as a flag in its header byte: that it is plain.
const PLAIN: u8 = 1;
/// That it is settled (see `sameness::settled`).
pub(crate) const SETTLED: u8 = 2;
/// Parts that are looked at for one question; beyond them the answer is no.
const GLANCE: usize = 1 << 16;

/// What one look at a value tells.
enum Look<'a> {
    Plain,
    Other,
    Parts(&'a [Value]),
}

fn look<'a>(value: Value) -> Look<'a> {
    if !value.is_pointer() {
        return Look::Plain;
    }
    match value.ty() {
        Type::Str | Type::Bytes | Type::Double | Type::BigInt => Look::Plain,
        Type::List | Type::Map | Type::Set if value.header().extra() & PLAIN != 0 => Look::Plain,
        Type::List => list::items(value).map_or(Look::Other, Look::Parts),
        Type::Map | Type::Set => Look::Parts(table::words(value.field(0), map::limit(value))),
        _ => Look::Other,
    }
}

/// Whether a value is known to be plain data. No may mean that it is too large to tell.
pub fn is_plain(heap: &mut Heap, value: Value) -> bool {
    let mut open = match look(value) {
        Look::Plain => return true,
        Look::Other => return false,
        Look::Parts(parts) => vec![(value, parts)],
    };
    let mut seen = 0;
    while let Some((collection, parts)) = open.last_mut() {
        let Some((&part, rest)) = parts.split_first() else {
            heap.set_extra(*collection, PLAIN | SETTLED);
            open.pop();
            continue;
        };
        *parts = rest;
        seen += 1;
        match look(part) {
            Look::Plain if seen < GLANCE => {}
            Look::Parts(parts) if seen < GLANCE => open.push((part, parts)),
            _ => return false,
        }
    }
    heap.spend(seen / 16);
    true
}

/// Whether a list, map or set is known to be settled.
pub fn is_known_settled(value: Value) -> bool {
    value.header().extra() & SETTLED != 0
}

/// Takes back that a list, map or set is settled: it was assumed, and is not so.
pub fn forget_settled(heap: &mut Heap, collection: Value) {
    let known = collection.header().extra();
    heap.set_extra(collection, known & !SETTLED);
}

/// Notes that a list, map or set is settled.
pub fn note_settled(heap: &mut Heap, collection: Value) {
    let known = collection.header().extra();
    heap.set_extra(collection, known | SETTLED);
}
