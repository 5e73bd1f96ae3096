//! Elements of lists in place: what the instructions `xs[i]` and `xs[i] := v` do in the usual case, with the checks
//! that the object's type does not make needless. Everything else is for `data::list`.
#![allow(unsafe_code)]

use super::Heap;
use super::types::{OLD, REMEMBERED, Type};
use crate::value::Value;

/// Where the payload of a buffer has its elements, behind the count of those used, in bytes.
const ELEMENTS: usize = 16;

impl Value {
    /// Field `i` of an object whose type says that it has one.
    #[inline(always)]
    fn known_field(self, i: usize) -> Value {
        debug_assert!(i < self.header().ty().least_words());
        // SAFETY: `Heap::object` and its like make no object of a type with fewer fields than
        // `least_words`, and the callers have looked at the type.
        unsafe { Value::from_bits(*(self.address() as *const u64).add(1 + i)) }
    }

    /// Element `index`, an integer, of a list that has its buffer at hand; `None` beyond its end, for a list that
    /// holds its buffer through a version, and for anything else.
    #[inline(always)]
    pub(crate) fn list_element(self, index: Value) -> Option<Value> {
        debug_assert!(self.is_pointer() && index.is_small());
        let ty = self.header().type_bits();
        let (start, length) = if ty == Type::FlexList as u16 {
            (0, self.known_field(1))
        } else if ty == Type::List as u16 {
            (self.known_field(1).bits(), self.known_field(2))
        } else {
            return None;
        };
        // Integers are shifted as offsets of words are, and a negative one is a very large index.
        if index.bits() >= length.bits() {
            return None;
        }
        element_at(self.known_field(0), start.wrapping_add(index.bits()))
    }
}

/// The element of a buffer at an offset in bytes.
#[inline(always)]
fn element_at(buffer: Value, offset: u64) -> Option<Value> {
    if !buffer.is_heap(Type::Elements) || 1 + (offset >> 3) as usize >= buffer.header().words() {
        return None;
    }
    // SAFETY: the offset is one of whole words, and the element lies within the payload of the buffer,
    // which consists of values.
    unsafe {
        Some(Value::from_bits(*((buffer.address() + ELEMENTS + offset as usize) as *const u64)))
    }
}

impl Heap {
    /// Appends an element to a flexible list that has no guard and whose buffer has room; answers whether it was so.
    #[inline]
    pub(crate) fn push_element(&mut self, list: Value, value: Value) -> bool {
        if !list.is_heap(Type::FlexList) {
            return false;
        }
        let (buffer, length, guard) =
            (list.known_field(0), list.known_field(1), list.known_field(2));
        if !guard.is_null() || !buffer.is_heap(Type::Elements) || !length.is_small() {
            return false;
        }
        let (header, field) = (buffer.header(), 1 + (length.bits() >> 3) as usize);
        if field >= header.words() {
            return false;
        }
        if header.0 & (OLD | REMEMBERED) == OLD && value.is_pointer() {
            self.remember(buffer, field, 1);
        }
        // SAFETY: the field lies within the payload of the buffer, which consists of values; a flexible list has
        // a second field, whose value is no pointer before and after.
        unsafe {
            *((buffer.address() + 8 + 8 * field) as *mut u64) = value.bits();
            *((list.address() + ELEMENTS) as *mut u64) = length.next_small().bits();
        }
        true
    }

    /// Replaces element `index` of a flexible list that has no guard; answers whether it was one, and the index an
    /// integer within it.
    #[inline(always)]
    pub(crate) fn put_element(&mut self, list: Value, index: Value, value: Value) -> bool {
        if !index.is_small() || !list.is_heap(Type::FlexList) {
            return false;
        }
        let (buffer, length, guard) =
            (list.known_field(0), list.known_field(1), list.known_field(2));
        if index.bits() >= length.bits() || !guard.is_null() || !buffer.is_heap(Type::Elements) {
            return false;
        }
        let (header, field) = (buffer.header(), 1 + (index.bits() >> 3) as usize);
        if field >= header.words() {
            return false;
        }
        if header.0 & (OLD | REMEMBERED) == OLD && value.is_pointer() {
            self.remember(buffer, field, 1);
        }
        // SAFETY: the field lies within the payload of the buffer, which consists of values.
        unsafe { *((buffer.address() + 8 + 8 * field) as *mut u64) = value.bits() };
        true
    }
}
