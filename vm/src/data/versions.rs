//! Versions of long lists that differ by replaced elements: `xs.with(i, x)` in constant time.
//!
//! ```text
//!   list ── Version [buffer, replacements, null]            current: it reads the buffer
//!   list ── Version [next version, place, element there]    superseded by one replacement
//! ```
//!
//! A list whose elements were replaced holds its buffer through a *version*. Replacing in the current version writes
//! into the buffer; the old version then says what stood there, and leads to the new one. So a loop
//! that replaces in the newest version takes constant time per step, and old versions keep what differs only.
//! A superseded version is *settled* before it is read: it gets a buffer of its own, for good. Behind as many
//! replacements as the list is long, the next one copies, so no chain of versions is longer than its list.
//!
//! **Where there is no room to settle.** A built-in that is handed a superseded list stops in front of its instruction,
//! as for any other reservation. A loop or a list pattern that meets one reads it where it is, element by element along the
//! chain: it goes on, prints the same, and the fuel that settling would have cost is not spent. So near its memory
//! limit, and only there, a program may use less fuel.
//!
//! Lists of at most [`COPY_AT_MOST`] elements are copied. What the machine makes for itself (tuples, portrayals,
//! argument lists) is never replaced in, and needs no settling.

use crate::heap::{Heap, Type, Undone};
use crate::value::Value;

/// Lists of at most this many elements are copied when one is replaced.
const COPY_AT_MOST: usize = 32;

const NEXT: usize = 0;
const PLACE: usize = 1;
const ELEMENT: usize = 2;

/// The buffer behind the holder in a list's first field; `None` if the version is superseded.
#[inline(always)]
pub(super) fn buffer_behind(holder: Value) -> Option<Value> {
    if holder.is_heap(Type::Elements) {
        return Some(holder);
    }
    let buffer = holder.field(NEXT);
    buffer.is_heap(Type::Elements).then_some(buffer)
}

/// Whether a value is a list that must be settled before its elements are read.
#[inline]
pub fn is_superseded(value: Value) -> bool {
    value.is_heap(Type::List) && buffer_behind(value.field(0)).is_none()
}

/// Element `at` of an immutable list, superseded or not; `None` beyond its end.
pub fn element_of_version(list: Value, at: usize) -> Option<Value> {
    (at < list.field(2).to_index()).then(|| read(list, at))
}

/// The element at a place within a list.
fn read(list: Value, at: usize) -> Value {
    let place = list.field(1).to_index() + at;
    let mut holder = list.field(0);
    loop {
        if let Some(buffer) = buffer_behind(holder) {
            return buffer.field(1 + place);
        }
        if holder.field(PLACE).to_index() == place {
            return holder.field(ELEMENT);
        }
        holder = holder.field(NEXT);
    }
}

impl Heap {
    /// Whether there may be superseded versions.
    #[inline(always)]
    pub fn has_versions(&self) -> bool {
        self.versions
    }

    /// Gives a list a buffer of its own if it is superseded; nothing happens to any other value.
    #[inline]
    pub fn settle(&mut self, value: Value) -> Result<(), Undone> {
        if self.versions && is_superseded(value) { self.settle_list(value) } else { Ok(()) }
    }

    /// Element `at` of a list that is superseded; `None` beyond its end, and for any other value.
    #[cold]
    #[inline(never)]
    pub fn element_of_superseded(&mut self, list: Value, at: i64) -> Option<Value> {
        if !is_superseded(list) {
            return None;
        }
        // What does not fit is read where it is.
        let _ = self.settle(list);
        element_of_version(list, usize::try_from(at).ok()?)
    }

    /// The elements of a superseded list that has so many; `None` for any other value.
    #[cold]
    #[inline(never)]
    pub fn items_of_superseded<'a>(&mut self, list: Value, count: usize) -> Option<&'a [Value]> {
        if !is_superseded(list) || list.field(2).to_index() != count {
            return None;
        }
        let _ = self.settle(list);
        let items: Vec<Value> = (0..count).map(|at| read(list, at)).collect();
        let copy = self.list(&items);
        super::list::items(copy)
    }

    #[cold]
    fn settle_list(&mut self, list: Value) -> Result<(), Undone> {
        let version = list.field(0);
        let (mut last, mut count) = (version, 0);
        let buffer = loop {
            if let Some(buffer) = buffer_behind(last) {
                break buffer;
            }
            last = last.field(NEXT);
            self.go_on_at(count)?;
            count += 1;
        };
        let used = buffer.field(0).to_index();
        self.reserve((used + count).saturating_mul(8))?;
        self.spend((used + count) / 8);
        let mut differences = Vec::with_capacity(count);
        let mut step = version;
        while step != last {
            self.go_on_at(differences.len())?;
            differences.push((step.field(PLACE).to_index(), step.field(ELEMENT)));
            step = step.field(NEXT);
        }
        let own = self.many_elements(&buffer.fields()[1..1 + used], used)?;
        // The difference nearest to the version counts.
        for (i, (place, element)) in differences.into_iter().rev().enumerate() {
            self.go_on_at(i)?;
            self.store(own, 1 + place, element);
        }
        self.store_all(version, 0, &[own, Value::ZERO, Value::NULL]);
        Ok(())
    }

    /// The list with the element at a position within it replaced.
    pub fn list_replace(&mut self, list: Value, at: usize, item: Value) -> Result<Value, Undone> {
        self.settle(list)?;
        let (holder, start, length) =
            (list.field(0), list.field(1).to_index(), list.field(2).to_index());
        let buffer = buffer_behind(holder).unwrap_or(holder);
        let items = &buffer.fields()[1 + start..1 + start + length];
        if items[at] == item {
            return Ok(list);
        }
        if length <= COPY_AT_MOST {
            return self.list_with_other(items, at, item);
        }
        let replacements = if holder == buffer { length } else { holder.field(PLACE).to_index() };
        if replacements >= length {
            // Room behind the list's end stays, for what appends and replaces by turns.
            let is_end = start + length == buffer.field(0).to_index();
            let room = if is_end { buffer.header().words() - 1 - start } else { length };
            self.reserve(room.saturating_mul(8))?;
            self.spend(length / 8);
            let own = self.many_elements(items, room)?;
            self.store(own, 1 + at, item);
            self.versions = true;
            let version = self.object(Type::Version, &[own, Value::ZERO, Value::NULL]);
            let fields = [version, Value::ZERO, Value::index(length)];
            return Ok(self.object(Type::List, &fields));
        }
        let fields = [buffer, Value::index(replacements + 1), Value::NULL];
        let next = self.object(Type::Version, &fields);
        self.store_all(holder, 0, &[next, Value::index(start + at), items[at]]);
        self.store(buffer, 1 + start + at, item);
        Ok(self.object(Type::List, &[next, Value::index(start), Value::index(length)]))
    }
}
