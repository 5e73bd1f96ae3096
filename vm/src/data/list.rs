//! Lists: `[buffer, start, length]` over a buffer `[used, elements …]` that versions share.
//!
//! The version whose end is the buffer's end owns the room behind it: appending to that version
//! extends the buffer in place, so a loop of appends is linear. Any other version copies. A slice
//! shares the buffer too, unless it would keep a buffer alive that is many times its size. A list in
//! which elements were replaced holds its buffer through a version (`versions`).
//!
//! A flexible list `[buffer, length, guard or null]` has its buffer for itself.

use super::versions::buffer_behind;
use crate::heap::{Heap, PART, Type, Undone};
use crate::value::Value;

/// A slice shares a buffer of at most this many times its own length (small buffers are shared
/// whatever the slice).
const SHARE_FACTOR: usize = 4;
/// Buffers of at most this many elements are shared whatever the slice.
const SHARE_ALWAYS: usize = 32;
/// So many elements are moved within their buffer in one go.
const MOVED_AT_ONCE: usize = 1 << 20;

impl Heap {
    /// An immutable list of these elements.
    #[inline(never)]
    pub fn list(&mut self, items: &[Value]) -> Value {
        let length = Value::index(items.len());
        // Short lists, which most are, are written without a loop.
        let buffer = match *items {
            [a] => self.object(Type::Elements, &[length, a]),
            [a, b] => self.object(Type::Elements, &[length, a, b]),
            [a, b, c] => self.object(Type::Elements, &[length, a, b, c]),
            [a, b, c, d] => self.object(Type::Elements, &[length, a, b, c, d]),
            _ => self.elements(items, items.len()),
        };
        self.object(Type::List, &[buffer, Value::ZERO, length])
    }

    /// A flexible list of these elements, without a guard.
    pub fn flex_list(&mut self, items: &[Value]) -> Result<Value, Undone> {
        let buffer = self.many_elements(items, items.len().max(4))?;
        Ok(self.object(Type::FlexList, &[buffer, Value::index(items.len()), Value::NULL]))
    }

    /// A buffer with room for `capacity` elements.
    pub fn elements(&mut self, items: &[Value], capacity: usize) -> Value {
        let buffer = self.unwritten(Type::Elements, capacity.max(items.len()) + 1);
        self.store(buffer, 0, Value::index(items.len()));
        self.store_all(buffer, 1, items);
        buffer
    }

    /// As [`Heap::elements`], for any number of them.
    pub(super) fn many_elements(
        &mut self,
        items: &[Value],
        capacity: usize,
    ) -> Result<Value, Undone> {
        if items.len() <= PART {
            return Ok(self.elements(items, capacity));
        }
        let buffer = self.elements(&[], capacity.max(items.len()));
        self.store_in_parts(buffer, 1, items)?;
        self.store(buffer, 0, Value::index(items.len()));
        Ok(buffer)
    }

    /// An immutable list of these elements, any number of them.
    pub fn long_list(&mut self, items: &[Value]) -> Result<Value, Undone> {
        let buffer = self.many_elements(items, items.len())?;
        Ok(self.object(Type::List, &[buffer, Value::ZERO, Value::index(items.len())]))
    }

    /// An immutable list of so many elements, which an iterator gives.
    pub fn list_from(
        &mut self,
        length: usize,
        items: impl Iterator<Item = Value>,
    ) -> Result<Value, Undone> {
        let buffer = self.elements(&[], length);
        for (i, item) in items.take(length).enumerate() {
            self.go_on_at(i)?;
            self.store(buffer, 1 + i, item);
        }
        self.store(buffer, 0, Value::index(length));
        Ok(self.object(Type::List, &[buffer, Value::ZERO, Value::index(length)]))
    }

    /// The list with one element more at its end.
    pub fn list_with(&mut self, list: Value, item: Value) -> Result<Value, Undone> {
        self.list_concat(list, &[item])
    }

    /// The list with more elements at its end.
    pub fn list_concat(&mut self, list: Value, more: &[Value]) -> Result<Value, Undone> {
        if more.is_empty() {
            return Ok(list);
        }
        self.settle(list)?;
        let (holder, start, length) =
            (list.field(0), list.field(1).to_index(), list.field(2).to_index());
        let buffer = buffer_behind(holder).unwrap_or(holder);
        let used = buffer.field(0).to_index();
        let capacity = buffer.header().words() - 1;
        let new_length = length + more.len();
        if start + length == used && used + more.len() <= capacity {
            self.store_in_parts(buffer, used + 1, more)?;
            self.store(buffer, 0, Value::index(used + more.len()));
            let fields = [holder, Value::index(start), Value::index(new_length)];
            return Ok(self.object(Type::List, &fields));
        }
        // Room for as much again, but only for what looks like a loop of appends.
        let room = if more.len() <= length { new_length * 2 } else { new_length };
        self.reserve(room.saturating_mul(8))?;
        let items = &buffer.fields()[1 + start..1 + start + length];
        let grown = self.many_elements(items, room.max(4))?;
        self.store_in_parts(grown, 1 + length, more)?;
        self.store(grown, 0, Value::index(new_length));
        Ok(self.object(Type::List, &[grown, Value::ZERO, Value::index(new_length)]))
    }

    /// An immutable list of these elements, with another one at a position within them.
    pub fn list_with_other(
        &mut self,
        items: &[Value],
        at: usize,
        item: Value,
    ) -> Result<Value, Undone> {
        let list = self.long_list(items)?;
        self.store(list.field(0), 1 + at, item);
        Ok(list)
    }

    /// The elements `from..to` of an immutable list, which lie within it.
    pub fn list_slice(&mut self, list: Value, from: usize, to: usize) -> Result<Value, Undone> {
        let (holder, start, length) =
            (list.field(0), list.field(1).to_index(), list.field(2).to_index());
        if from == 0 && to == length {
            return Ok(list);
        }
        self.settle(list)?;
        let buffer = buffer_behind(holder).unwrap_or(holder);
        let capacity = buffer.header().words() - 1;
        if capacity > SHARE_ALWAYS && (to - from) * SHARE_FACTOR < capacity {
            return self.long_list(&buffer.fields()[1 + start + from..1 + start + to]);
        }
        let fields = [holder, Value::index(start + from), Value::index(to - from)];
        Ok(self.object(Type::List, &fields))
    }

    // ---- Flexible lists -------------------------------------------------------------------------

    /// Makes room for `more` elements behind the last one.
    fn flex_room(&mut self, list: Value, more: usize) -> Result<Value, Undone> {
        let (buffer, length) = (list.field(0), list.field(1).to_index());
        if length + more < buffer.header().words() {
            return Ok(buffer);
        }
        let capacity = (length + more).max(length * 2).max(4);
        self.reserve(capacity.saturating_mul(8))?;
        let grown = self.many_elements(&buffer.fields()[1..1 + length], capacity)?;
        self.store(list, 0, grown);
        Ok(grown)
    }

    fn set_flex_length(&mut self, list: Value, length: usize) {
        self.store(list, 1, Value::index(length));
    }

    /// Appends an element.
    #[inline]
    pub fn flex_push(&mut self, list: Value, item: Value) -> Result<(), Undone> {
        let (buffer, length) = (list.field(0), list.field(1).to_index());
        let buffer =
            if length + 1 < buffer.header().words() { buffer } else { self.flex_room(list, 1)? };
        self.store(buffer, 1 + length, item);
        self.set_flex_length(list, length + 1);
        Ok(())
    }

    /// Appends elements.
    pub fn flex_extend(&mut self, list: Value, more: &[Value]) -> Result<(), Undone> {
        let length = list.field(1).to_index();
        let buffer = self.flex_room(list, more.len())?;
        self.store_in_parts(buffer, 1 + length, more)?;
        self.set_flex_length(list, length + more.len());
        Ok(())
    }

    /// Appends so many elements, which an iterator gives.
    pub fn flex_extend_from(
        &mut self,
        list: Value,
        count: usize,
        more: impl Iterator<Item = Value>,
    ) -> Result<(), Undone> {
        let length = list.field(1).to_index();
        let buffer = self.flex_room(list, count)?;
        for (i, item) in more.take(count).enumerate() {
            self.go_on_at(i)?;
            self.store(buffer, 1 + length + i, item);
        }
        self.set_flex_length(list, length + count);
        Ok(())
    }

    /// Removes the last element and answers it.
    pub fn flex_pop(&mut self, list: Value) -> Option<Value> {
        let (buffer, length) = (list.field(0), list.field(1).to_index());
        let last = length.checked_sub(1)?;
        let item = buffer.field(1 + last);
        self.store(buffer, 1 + last, Value::NULL);
        self.set_flex_length(list, last);
        Some(item)
    }

    /// Inserts an element at a position within the list or at its end.
    pub fn flex_insert(&mut self, list: Value, at: usize, item: Value) -> Result<(), Undone> {
        let length = list.field(1).to_index();
        let buffer = self.flex_room(list, 1)?;
        let capacity = buffer.header().words() - 1;
        if length - at > MOVED_AT_ONCE && self.reserve(capacity.saturating_mul(8)).is_ok() {
            // Half of a move cannot be left behind, but half of a copy.
            let items = &buffer.fields()[1..1 + length];
            let moved = self.many_elements(&items[..at], capacity)?;
            self.store_in_parts(moved, 2 + at, &items[at..])?;
            self.store(moved, 1 + at, item);
            self.store(list, 0, moved);
            self.set_flex_length(list, length + 1);
            return Ok(());
        }
        self.store_all(buffer, 2 + at, &buffer.fields()[1 + at..1 + length]);
        self.store(buffer, 1 + at, item);
        self.set_flex_length(list, length + 1);
        Ok(())
    }

    /// Removes all elements.
    pub fn flex_clear(&mut self, list: Value) {
        let buffer = self.elements(&[], 4);
        self.store(list, 0, buffer);
        self.set_flex_length(list, 0);
    }

    /// Reverses the order of the elements.
    pub fn flex_reverse(&mut self, list: Value) -> Result<(), Undone> {
        let items = items(list).unwrap_or(&[]);
        let reversed = self.list_from(items.len().max(4), items.iter().rev().copied())?;
        self.store(list, 0, reversed.field(0));
        Ok(())
    }
}

/// The elements of a list, immutable or flexible; `None` for anything else, and for a superseded list. The
/// receiver and the arguments of a native function are settled, their elements need not be.
///
/// The slice must not be kept across a store into the list's buffer.
#[inline]
pub fn items<'a>(list: Value) -> Option<&'a [Value]> {
    if !list.is_pointer() {
        return None;
    }
    match list.header().ty() {
        Type::List => items_of_list(list),
        Type::FlexList => Some(&list.field(0).fields()[1..1 + list.field(1).to_index()]),
        _ => None,
    }
}

/// The elements of what is known to be an immutable list; `None` for a superseded one.
#[inline(always)]
pub(crate) fn items_of_list<'a>(list: Value) -> Option<&'a [Value]> {
    let &[holder, start, length] = list.fields() else { return None };
    let start = 1 + start.to_index();
    let buffer = if holder.is_heap(Type::Elements) { holder } else { buffer_behind(holder)? };
    Some(&buffer.fields()[start..start + length.to_index()])
}

/// The number of elements of a list, immutable or flexible; `None` for anything else.
pub fn length(list: Value) -> Option<usize> {
    match list.ty() {
        Type::List => Some(list.field(2).to_index()),
        Type::FlexList => Some(list.field(1).to_index()),
        _ => None,
    }
}

/// Element `index`, an integer, of a list, immutable or flexible, or of a string; `None` beyond its end, and for
/// a superseded list.
#[inline(always)]
pub fn element(list: Value, index: Value) -> Option<Value> {
    match list.list_element(index) {
        Some(item) => Some(item),
        None => element_otherwise(list, index),
    }
}

#[inline(never)]
fn element_otherwise(list: Value, index: Value) -> Option<Value> {
    let index = index.as_small()?;
    if list.is_heap(Type::Str) {
        return super::text::element(list, index);
    }
    element_of_current(list, index)
}

/// Element `index` of a list that holds its buffer through a version.
fn element_of_current(list: Value, index: i64) -> Option<Value> {
    items(list)?.get(usize::try_from(index).ok()?).copied()
}
