//! Sets: maps whose values are null (`[table, length, records]`; flexible: `[table, length, guard]`).
//!
//! What sets and maps share is in `map`: size, look-up, removal, union, slices, copies.

use crate::data::map::{self, entries, size};
use crate::data::table::{self, Record, Search};
use crate::heap::{Heap, Type};
use crate::native::Raise;
use crate::sameness;
use crate::value::Value;
use crate::vm::Vm;
use std::cmp::Ordering;

/// Whether a value is a set, immutable or flexible.
pub fn is_set(value: Value) -> bool {
    matches!(value.ty(), Type::Set | Type::FlexSet)
}

impl Heap {
    /// A flexible set without elements and guard.
    pub fn flex_set(&mut self) -> Value {
        let table = self.table(4);
        self.object(Type::FlexSet, &[table, Value::ZERO, Value::NULL])
    }
}

/// An immutable set of these elements; of equal ones, the first stays.
pub fn set_of(vm: &mut Vm, items: &[Value]) -> Result<Value, Raise> {
    vm.heap.reserve(table::bytes(items.len()))?;
    let table = vm.heap.table(items.len());
    vm.heap.spend(items.len() / 8);
    for &item in items {
        vm.go_on()?;
        let (key, hash) = sameness::key(vm, item)?;
        if let Search::Nowhere = table::search(vm, table, table::used(table), key, hash)? {
            vm.heap.table_append(table, key, Value::NULL, hash);
        }
    }
    Ok(vm.heap.seal(Type::Set, table))
}

/// The immutable set with an element more.
pub fn set_with(vm: &mut Vm, set: Value, item: Value) -> Result<Value, Raise> {
    map::map_with(vm, set, item, Value::NULL)
}

/// The elements of one set that are, or are not, in the other.
fn select(vm: &mut Vm, from: Value, other: Value, wanted: bool) -> Result<Value, Raise> {
    vm.heap.reserve(table::bytes(size(from)))?;
    vm.heap.spend(size(from));
    let mut chosen: Vec<Record> = Vec::new();
    for record in entries(&mut vm.heap, from)? {
        vm.go_on()?;
        if map::contains_record(vm, other, record)? == wanted {
            chosen.push(record);
        }
    }
    Ok(vm.heap.table_collection(Type::Set, chosen.len(), chosen.into_iter())?)
}

/// The intersection, in the order and with the elements of the smaller set.
pub fn set_and(vm: &mut Vm, a: Value, b: Value) -> Result<Value, Raise> {
    if size(b) < size(a) { select(vm, b, a, true) } else { select(vm, a, b, true) }
}

/// The difference.
pub fn set_subtract(vm: &mut Vm, a: Value, b: Value) -> Result<Value, Raise> {
    select(vm, a, b, false)
}

/// How a set stands to another: less if it is a proper subset; `None` if neither contains the other.
pub fn set_compare(vm: &mut Vm, a: Value, b: Value) -> Result<Option<Ordering>, Raise> {
    let (small, large, order) = match size(a).cmp(&size(b)) {
        Ordering::Greater => (b, a, Ordering::Greater),
        order => (a, b, order),
    };
    vm.heap.spend(size(small));
    for record in entries(&mut vm.heap, small)? {
        vm.go_on()?;
        if !map::contains_record(vm, large, record)? {
            return Ok(None);
        }
    }
    Ok(Some(order))
}
