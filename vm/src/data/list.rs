//! Lists: `[buffer, start, length]` over a buffer `[used, elements …]` that versions share.
//!
//! The version whose end is the buffer's end owns the room behind it: appending to that version
//! extends the buffer in place, so a loop of appends is linear. Any other version copies.

use crate::heap::{Heap, Type};
use crate::value::Value;

impl Heap {
    /// An immutable list of these elements.
    pub fn list(&mut self, items: &[Value]) -> Value {
        let buffer = self.elements(items, items.len());
        self.object(Type::List, &[buffer, Value::ZERO, Value::index(items.len())])
    }

    /// A flexible list of these elements.
    pub fn flex_list(&mut self, items: &[Value]) -> Value {
        let buffer = self.elements(items, items.len().max(4));
        self.object(Type::FlexList, &[buffer, Value::index(items.len())])
    }

    /// A buffer with room for `capacity` elements.
    pub fn elements(&mut self, items: &[Value], capacity: usize) -> Value {
        let buffer = self.filled(Type::Elements, capacity.max(items.len()) + 1, Value::NULL);
        self.store(buffer, 0, Value::index(items.len()));
        for (i, &item) in items.iter().enumerate() {
            self.store(buffer, i + 1, item);
        }
        buffer
    }

    /// The list with one element more at its end.
    pub fn list_with(&mut self, list: Value, item: Value) -> Value {
        let (buffer, start, length) =
            (list.field(0), list.field(1).to_index(), list.field(2).to_index());
        let used = buffer.field(0).to_index();
        let capacity = buffer.header().words() - 1;
        let buffer = if start + length == used && used < capacity {
            self.store(buffer, used + 1, item);
            self.store(buffer, 0, Value::index(used + 1));
            buffer
        } else {
            let grown = self.filled(Type::Elements, (length * 2).max(4) + 1, Value::NULL);
            for i in 0..length {
                let moved = buffer.field(start + i + 1);
                self.store(grown, i + 1, moved);
            }
            self.store(grown, length + 1, item);
            self.store(grown, 0, Value::index(length + 1));
            return self.object(Type::List, &[grown, Value::ZERO, Value::index(length + 1)]);
        };
        self.object(Type::List, &[buffer, Value::index(start), Value::index(length + 1)])
    }
}

/// The elements of a list, immutable or flexible; `None` for anything else.
///
/// The slice must not be kept across a store into the list's buffer.
pub fn items<'a>(list: Value) -> Option<&'a [Value]> {
    match list.ty() {
        Type::List => {
            let (start, length) = (list.field(1).to_index(), list.field(2).to_index());
            Some(&list.field(0).fields()[1 + start..1 + start + length])
        }
        Type::FlexList => Some(&list.field(0).fields()[1..1 + list.field(1).to_index()]),
        _ => None,
    }
}

/// Element `index` of a list, immutable or flexible.
#[inline(always)]
pub fn element(list: Value, index: i64) -> Option<Value> {
    let (buffer, start, length) = match list.ty() {
        Type::List => (list.field(0), list.field(1).to_index(), list.field(2).to_index()),
        Type::FlexList => (list.field(0), 0, list.field(1).to_index()),
        _ => return None,
    };
    let index = usize::try_from(index).ok()?;
    if index < length { Some(buffer.field(1 + start + index)) } else { None }
}
