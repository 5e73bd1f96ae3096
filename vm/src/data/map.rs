//! Maps: `[table, length, records]`, immutable, and `[table, length, guard of keys, guard of values]`,
//! flexible. How versions share tables is told in `table`.
//!
//! Functions that look up or insert a key take the machine, because keys are hashed and compared by
//! sameness; a key that is an object of the program may need its portrayal (`Raise::Portrayal`).

use crate::data::table::{self, Found, Record, Search};
use crate::heap::{Heap, Type, Undone};
use crate::native::Raise;
use crate::sameness::{self, Hash};
use crate::value::Value;
use crate::vm::Vm;

/// So many entries are added to a table in one go. More of them go to a new one, which can be given up.
const ADDED_AT_ONCE: usize = 1 << 16;

/// Whether a value is a map, immutable or flexible.
pub fn is_map(value: Value) -> bool {
    matches!(value.ty(), Type::Map | Type::FlexMap)
}

/// The number of entries of a map or set, immutable or flexible.
#[inline]
pub fn size(map: Value) -> usize {
    map.field(1).to_index()
}

/// The number of records of its table that a map or set sees.
#[inline]
pub(super) fn limit(map: Value) -> usize {
    match map.header().ty() {
        Type::Map | Type::Set => map.field(2).to_index(),
        _ => table::used(map.field(0)),
    }
}

/// The entries of a map or set, immutable or flexible, in order.
///
/// The iterator must not be used across a change of the map.
pub fn entries<'a>(
    heap: &mut Heap,
    map: Value,
) -> Result<impl DoubleEndedIterator<Item = Record> + use<'a>, Undone> {
    heap.own_order(map)?;
    Ok(table::records(map.field(0), limit(map)))
}

/// Entry `i` of an immutable map or set on which [`Heap::own_order`] was called.
#[inline]
pub fn entry(map: Value, i: usize) -> (Value, Value) {
    let record = table::record(map.field(0), i);
    (record.key, record.value)
}

/// The keys in order.
pub fn keys(heap: &mut Heap, map: Value) -> Result<Vec<Value>, Undone> {
    collected(heap, map, |entry| entry.key)
}

/// The values in order.
pub fn values(heap: &mut Heap, map: Value) -> Result<Vec<Value>, Undone> {
    collected(heap, map, |entry| entry.value)
}

/// What the entries give, for which there is room.
pub fn collected<T>(
    heap: &mut Heap,
    map: Value,
    part: impl Fn(Record) -> T,
) -> Result<Vec<T>, Undone> {
    let entries = entries(heap, map)?;
    let mut parts = Vec::with_capacity(size(map));
    for (i, entry) in entries.enumerate() {
        heap.go_on_at(i)?;
        parts.push(part(entry));
    }
    Ok(parts)
}

impl Heap {
    /// An immutable map or set of the records of a table that nobody else has, without holes.
    pub(super) fn seal(&mut self, ty: Type, table: Value) -> Value {
        let used = Value::index(table::used(table));
        self.object(ty, &[table, used, used])
    }

    /// The immutable map or set (`ty`) of these records, whose keys are known to differ.
    pub fn table_collection(
        &mut self,
        ty: Type,
        capacity: usize,
        records: impl Iterator<Item = Record>,
    ) -> Result<Value, Undone> {
        let table = self.table_of(capacity, records)?;
        Ok(self.seal(ty, table))
    }

    /// The empty map.
    pub fn empty_map(&mut self) -> Value {
        let table = self.table(0);
        self.seal(Type::Map, table)
    }

    /// Gives an immutable map that sees replacing records a table of its own, in which record `i` is
    /// entry `i`. The map stays the same value.
    pub fn own_order(&mut self, map: Value) -> Result<(), Undone> {
        if !matches!(map.ty(), Type::Map | Type::Set) || size(map) == limit(map) {
            return Ok(());
        }
        self.own_table(map)
    }

    /// Gives an immutable map a table of its own.
    fn own_table(&mut self, map: Value) -> Result<(), Undone> {
        // The table, and what tells the last records from the others.
        self.reserve(table::bytes(size(map)).saturating_mul(3))?;
        let table = self.latest(map, size(map))?;
        self.store(map, 0, table);
        self.store(map, 2, map.field(1));
        Ok(())
    }

    /// A fresh table with the entries of a map or set: of several records of a key the last value
    /// and the first place.
    fn latest(&mut self, map: Value, capacity: usize) -> Result<Value, Undone> {
        let old = map.field(0);
        let limit = limit(map);
        if size(map) == limit || !matches!(map.ty(), Type::Map | Type::Set) {
            return self.table_of(capacity, table::records(old, limit));
        }
        let entries = latest_records(map, |at| self.go_on_at(at))?;
        self.table_of(capacity, entries.into_iter())
    }

    /// The entries at positions `from..to` of a map or set, as an immutable one.
    pub fn map_slice(&mut self, map: Value, from: usize, to: usize) -> Result<Value, Undone> {
        let ty = constant(map);
        let records = entries(self, map)?.skip(from).take(to - from);
        self.table_collection(ty, to - from, records)
    }

    /// The entries in the opposite order, as an immutable map.
    pub fn map_reverse(&mut self, map: Value) -> Result<Value, Undone> {
        let (ty, records) = (constant(map), entries(self, map)?.rev());
        self.table_collection(ty, size(map), records)
    }

    /// An immutable copy of a map or set; an immutable one is its own.
    pub fn map_snapshot(&mut self, map: Value) -> Result<Value, Undone> {
        match map.ty() {
            Type::Map | Type::Set => Ok(map),
            _ => self.map_slice(map, 0, size(map)),
        }
    }

    /// The keys of a map or set as an immutable set.
    pub fn map_keys_as_set(&mut self, map: Value) -> Result<Value, Undone> {
        if matches!(map.ty(), Type::Set) {
            return Ok(map);
        }
        let records = entries(self, map)?.map(Record::without_value);
        self.table_collection(Type::Set, size(map), records)
    }

    /// A flexible copy of a map or set, with guards (one for a set).
    pub fn map_diverge(&mut self, map: Value, guards: &[Value]) -> Result<Value, Undone> {
        let table = self.latest(map, size(map).max(4))?;
        let length = map.field(1);
        Ok(match map.ty() {
            Type::Map | Type::FlexMap => {
                self.object(Type::FlexMap, &[table, length, guards[0], guards[1]])
            }
            _ => self.object(Type::FlexSet, &[table, length, guards[0]]),
        })
    }

    /// A flexible map without entries and guards.
    pub fn flex_map(&mut self) -> Value {
        let table = self.table(4);
        self.object(Type::FlexMap, &[table, Value::ZERO, Value::NULL, Value::NULL])
    }

    /// Removes everything from a flexible map or set.
    pub fn flex_map_clear(&mut self, map: Value) {
        let table = self.table(4);
        self.store(map, 0, table);
        self.store(map, 1, Value::ZERO);
    }

    /// Removes the last entry of a flexible map or set.
    pub fn flex_map_pop(&mut self, map: Value) -> Option<(Value, Value)> {
        // Removal drops holes from the end, so the last record is an entry.
        let last = limit(map).checked_sub(1)?;
        let pair = entry(map, last);
        self.drop_record(map, last);
        Some(pair)
    }

    fn drop_record(&mut self, map: Value, record: usize) {
        self.table_remove(map.field(0), record);
        self.store(map, 1, Value::index(size(map) - 1));
    }
}

/// The entries of an immutable map that sees replacing records: of several records of a key the last value
/// and the first place. `go_on` is asked for each record.
fn latest_records<E>(map: Value, go_on: impl Fn(usize) -> Result<(), E>) -> Result<Vec<Record>, E> {
    // Keys are told apart by identity here: a replacing record holds the very key it replaces. Two
    // different immediates or objects are different keys of the table.
    let mut places = hashbrown::HashMap::with_capacity(size(map));
    let mut entries: Vec<Record> = Vec::with_capacity(size(map));
    for (i, record) in table::records(map.field(0), limit(map)).enumerate() {
        go_on(i)?;
        match places.entry(record.key) {
            hashbrown::hash_map::Entry::Occupied(place) => {
                let entry: &mut Record = &mut entries[*place.get()];
                entry.value = record.value;
            }
            hashbrown::hash_map::Entry::Vacant(place) => {
                place.insert(entries.len());
                entries.push(record);
            }
        }
    }
    Ok(entries)
}

/// The entries of a map or set, for who cannot wait for a table with them in order.
pub fn entries_now(map: Value) -> Vec<Record> {
    let Ok(entries) = latest_records(map, |_| Ok::<_, std::convert::Infallible>(()));
    entries
}

/// The immutable type for a map or set.
fn constant(map: Value) -> Type {
    if is_map(map) { Type::Map } else { Type::Set }
}

/// Where the key of a map or set, immutable or flexible, is recorded.
#[inline(always)]
fn find(vm: &mut Vm, map: Value, key: Value, hash: Hash) -> Result<Option<Found>, Raise> {
    if matches!(map.header().ty(), Type::FlexMap | Type::FlexSet) {
        return find_in_own(vm, map.field(0), key, hash);
    }
    match table::search(vm, map.field(0), limit(map), key, hash)? {
        Search::At(found) => Ok(Some(found)),
        Search::Nowhere => Ok(None),
        Search::Hidden => find_hidden(vm, map, key, hash),
    }
}

/// Where a key is recorded in the table of a flexible map or set, which nobody else has.
#[inline(always)]
fn find_in_own(vm: &mut Vm, own: Value, key: Value, hash: Hash) -> Result<Option<Found>, Raise> {
    let used = table::used(own);
    if let Some((record, recorded)) = vm.recent_key.record_in(own, key)
        && record < used
        && table::record(own, record).key == recorded
    {
        return Ok(Some(Found::at(record)));
    }
    let Search::At(found) = table::search(vm, own, used, key, hash)? else { return Ok(None) };
    let recorded = table::record(own, found.record).key;
    vm.recent_key.found(key, own, found.record, recorded);
    Ok(Some(found))
}

/// Where the key of an immutable map or set is recorded when a later version has replaced its value.
#[cold]
#[inline(never)]
fn find_hidden(vm: &mut Vm, map: Value, key: Value, hash: Hash) -> Result<Option<Found>, Raise> {
    vm.heap.own_table(map)?;
    match table::search(vm, map.field(0), limit(map), key, hash)? {
        Search::At(found) => Ok(Some(found)),
        _ => Ok(None),
    }
}

/// The value of a key in a map, immutable or flexible (null in a set).
#[inline(never)]
pub fn map_get(vm: &mut Vm, map: Value, key: Value) -> Result<Option<Value>, Raise> {
    let (key, hash) = sameness::key(vm, key)?;
    let found = find(vm, map, key, hash)?;
    Ok(found.map(|found| table::record(map.field(0), found.record).value))
}

/// Whether a map or set, immutable or flexible, has a key.
#[inline(never)]
pub fn contains(vm: &mut Vm, map: Value, key: Value) -> Result<bool, Raise> {
    let (key, hash) = sameness::key(vm, key)?;
    Ok(find(vm, map, key, hash)?.is_some())
}

/// Whether a map or set has the key of a record of another one.
pub fn contains_record(vm: &mut Vm, map: Value, record: Record) -> Result<bool, Raise> {
    Ok(find(vm, map, record.key, record.hash())?.is_some())
}

/// The immutable map with an entry more, or with another value for its key.
pub fn map_with(vm: &mut Vm, map: Value, key: Value, value: Value) -> Result<Value, Raise> {
    let (key, hash) = sameness::key(vm, key)?;
    with_hashed(vm, map, key, value, hash)
}

pub(super) fn with_hashed(
    vm: &mut Vm,
    map: Value,
    key: Value,
    value: Value,
    hash: Hash,
) -> Result<Value, Raise> {
    let found = find(vm, map, key, hash)?;
    if let Some(found) = found
        && table::record(map.field(0), found.record).value == value
    {
        return Ok(vm.heap.map_snapshot(map)?);
    }
    let old = map.field(0);
    let (length, ty) = (size(map) + usize::from(found.is_none()), constant(map));
    let newest = map.ty() == ty && limit(map) == table::used(old);
    let heap = &mut vm.heap;
    if newest && table::used(old) < table::capacity(old) {
        match found {
            Some(found) => heap.table_replace(old, found, value),
            None => {
                heap.table_append(old, key, value, hash);
            }
        }
        let records = old.field(0);
        return Ok(heap.object(ty, &[old, Value::index(length), records]));
    }
    let capacity = (length * 2).max(4);
    heap.reserve(table::bytes(capacity))?;
    heap.spend(length);
    let table = heap.latest(map, capacity)?;
    let copy = heap.seal(ty, table);
    match found {
        None => {
            heap.table_append(table, key, value, hash);
        }
        Some(_) => {
            if let Some(place) = find(vm, copy, key, hash)? {
                vm.heap.table_set_value(table, place.record, value);
            }
        }
    }
    Ok(vm.heap.seal(ty, table))
}

/// The immutable map or set without a key.
pub fn map_without(vm: &mut Vm, map: Value, key: Value) -> Result<Value, Raise> {
    let (key, hash) = sameness::key(vm, key)?;
    let Some(_) = find(vm, map, key, hash)? else { return Ok(vm.heap.map_snapshot(map)?) };
    vm.heap.own_order(map)?;
    let Some(found) = find(vm, map, key, hash)? else { return Ok(map) };
    let (table, length) = (map.field(0), size(map));
    let ty = constant(map);
    if map.ty() == ty && found.record + 1 == length {
        // What is left are the first records.
        let less = Value::index(length - 1);
        return Ok(vm.heap.object(ty, &[table, less, less]));
    }
    vm.heap.reserve(table::bytes(length))?;
    vm.heap.spend(length);
    let gone = table::record(table, found.record).key;
    let rest = table::records(table, limit(map)).filter(move |record| record.key != gone);
    Ok(vm.heap.table_collection(ty, length, rest)?)
}

/// The immutable map or set with the other's entries added whose keys it lacks.
pub fn map_or(vm: &mut Vm, map: Value, other: Value) -> Result<Value, Raise> {
    let capacity = size(map) + size(other);
    vm.heap.reserve(table::bytes(capacity))?;
    vm.heap.spend(size(other));
    if size(other) == 0 {
        return Ok(vm.heap.map_snapshot(map)?);
    }
    if size(map) == 0 {
        return Ok(vm.heap.map_snapshot(other)?);
    }
    let mut missing = Vec::new();
    for record in entries(&mut vm.heap, other)? {
        vm.go_on()?;
        if !contains_record(vm, map, record)? {
            missing.push(record);
        }
    }
    if missing.is_empty() {
        return Ok(vm.heap.map_snapshot(map)?);
    }
    let (table, ty, length) = (map.field(0), constant(map), size(map) + missing.len());
    let is_newest = map.ty() == ty && limit(map) == table::used(table);
    let fits = table::used(table) + missing.len() <= table::capacity(table);
    if is_newest && fits && missing.len() <= ADDED_AT_ONCE {
        // The newest version takes some entries more without being copied. Once the first is there, nothing may
        // stop the operation any more.
        for record in missing {
            vm.heap.table_append(table, record.key, record.value, record.hash());
        }
        let records = table.field(0);
        return Ok(vm.heap.object(ty, &[table, Value::index(length), records]));
    }
    // Room for more of the same if this one was small.
    let room = if missing.len() < size(map) { length * 2 } else { capacity };
    vm.heap.reserve(table::bytes(room))?;
    vm.heap.spend(length);
    let mine = entries(&mut vm.heap, map)?;
    let records = mine.chain(missing);
    Ok(vm.heap.table_collection(ty, room, records)?)
}

/// An immutable map of these pairs; of equal keys, the first stays and the last value counts.
pub fn map_of(vm: &mut Vm, pairs: &[(Value, Value)]) -> Result<Value, Raise> {
    map_from(vm, pairs.len(), pairs.iter().copied())
}

/// As [`map_of`], of so many pairs that an iterator gives.
pub fn map_from(
    vm: &mut Vm,
    count: usize,
    pairs: impl Iterator<Item = (Value, Value)>,
) -> Result<Value, Raise> {
    vm.heap.reserve(table::bytes(count))?;
    vm.heap.spend(count / 8);
    let table = vm.heap.table(count);
    for (key, value) in pairs.take(count) {
        vm.go_on()?;
        let (key, hash) = sameness::key(vm, key)?;
        match table::search(vm, table, table::used(table), key, hash)? {
            Search::At(found) => vm.heap.table_set_value(table, found.record, value),
            _ => {
                vm.heap.table_append(table, key, value, hash);
            }
        }
    }
    Ok(vm.heap.seal(Type::Map, table))
}

/// Puts an entry into a flexible map or set; guards are the caller's business.
#[inline(never)]
pub fn flex_map_put(vm: &mut Vm, map: Value, key: Value, value: Value) -> Result<(), Raise> {
    let (key, hash) = sameness::key(vm, key)?;
    if let Some(found) = find(vm, map, key, hash)? {
        vm.heap.table_set_value(map.field(0), found.record, value);
        return Ok(());
    }
    if table::is_full(map.field(0)) {
        let capacity = (size(map) * 2).max(4);
        vm.heap.reserve(table::bytes(capacity))?;
        vm.heap.spend(size(map));
        let table = vm.heap.latest(map, capacity)?;
        vm.heap.store(map, 0, table);
    }
    vm.heap.table_append(map.field(0), key, value, hash);
    vm.heap.store(map, 1, Value::index(size(map) + 1));
    Ok(())
}

/// Removes a key from a flexible map or set; answers whether it was there.
pub fn flex_map_remove(vm: &mut Vm, map: Value, key: Value) -> Result<bool, Raise> {
    let (key, hash) = sameness::key(vm, key)?;
    let found = find(vm, map, key, hash)?;
    if let Some(found) = found {
        vm.heap.drop_record(map, found.record);
    }
    Ok(found.is_some())
}
