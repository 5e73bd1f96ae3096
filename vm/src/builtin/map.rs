//! Verbs of immutable maps (spec 5 §3.4), most of which flexible maps share, and the maker of maps.

use super::collection::{clamp, delegate, sorted_positions, tail_call, throw_about};
use super::iterator::make_iterator;
use super::list::items;
use super::word;
use crate::data::{list, map, table};
use crate::heap::Type;
use crate::native::{Answer, Raise, Singleton};
use crate::value::Value;
use crate::vm::Vm;
use crate::{keyed, methods};

// ---- What both types of maps, and sets, answer -------------------------------------------------------

pub(super) fn size(_: &mut Vm, me: Value) -> Answer {
    Ok(Value::index(map::size(me)))
}

pub(super) fn is_empty(_: &mut Vm, me: Value) -> Answer {
    Ok(Value::bool(map::size(me) == 0))
}

/// Makes sure that a copy may be made.
pub(super) fn room(vm: &mut Vm, me: Value) -> Result<(), Raise> {
    let size = map::size(me);
    vm.heap.reserve(table::bytes(size))?;
    vm.heap.spend(size / 4);
    Ok(())
}

pub(super) fn reverse(vm: &mut Vm, me: Value) -> Answer {
    room(vm, me)?;
    Ok(vm.heap.map_reverse(me)?)
}

/// A slice whose ends are not negative.
pub(super) fn clamped_slice(vm: &mut Vm, me: Value, start: i64, stop: i64) -> Answer {
    let (start, stop) = clamp(start, stop, map::size(me));
    vm.heap.reserve(table::bytes(stop - start))?;
    vm.heap.spend((stop - start) / 4);
    Ok(vm.heap.map_slice(me, start, stop)?)
}

pub(super) fn snapshot(vm: &mut Vm, me: Value) -> Answer {
    room(vm, me)?;
    Ok(vm.heap.map_snapshot(me)?)
}

pub(super) fn as_set(vm: &mut Vm, me: Value) -> Answer {
    room(vm, me)?;
    Ok(vm.heap.map_keys_as_set(me)?)
}

pub(super) fn keys(vm: &mut Vm, me: Value) -> Answer {
    room(vm, me)?;
    let keys = map::entries(&mut vm.heap, me)?.map(|entry| entry.key);
    Ok(vm.heap.list_from(map::size(me), keys)?)
}

pub(super) fn diverge(vm: &mut Vm, me: Value) -> Answer {
    room(vm, me)?;
    Ok(vm.heap.map_diverge(me, &[Value::NULL, Value::NULL])?)
}

keyed! {
    pub(super) fn contains(vm, me, key) {
        Ok(Value::bool(map::contains(vm, me, key)?))
    }

    pub(super) fn without(vm, me, key) {
        map::map_without(vm, me, key)
    }

    pub(super) fn or(vm, me, other) {
        map::map_or(vm, me, other)
    }

    pub(super) fn with(vm, me, key, value) {
        map::map_with(vm, me, key, value)
    }

    pub(super) fn fetch(vm, me, key, thunk) {
        match map::map_get(vm, me, key)? {
            Some(value) => Ok(value),
            None => tail_call(vm, thunk, vm.run_atom(0), &[]),
        }
    }

    fn get(vm, me, key) {
        match map::map_get(vm, me, key)? {
            Some(value) => Ok(value),
            None => throw_about(vm, "Key not found: ", key),
        }
    }
}

// ---- Maps ------------------------------------------------------------------------------------------

pub(super) fn values(vm: &mut Vm, me: Value) -> Answer {
    room(vm, me)?;
    let values = map::entries(&mut vm.heap, me)?.map(|entry| entry.value);
    Ok(vm.heap.list_from(map::size(me), values)?)
}

fn sort_by(vm: &mut Vm, me: Value, by: &[Value], function: &str) -> Answer {
    // The positions, what sorting them takes, the entries and the result.
    vm.heap.reserve(by.len().saturating_mul(48) + table::bytes(by.len()))?;
    room(vm, me)?;
    match sorted_positions(vm, by)? {
        Some(positions) => {
            let entries = map::collected(&mut vm.heap, me, |entry| entry)?;
            let sorted = positions.into_iter().map(|i| entries[i]);
            Ok(vm.heap.table_collection(Type::Map, entries.len(), sorted)?)
        }
        None => delegate(vm, function, &[me]),
    }
}

pub(super) fn sort_keys(vm: &mut Vm, me: Value) -> Answer {
    vm.heap.reserve(map::size(me).saturating_mul(8))?;
    let keys = map::keys(&mut vm.heap, me)?;
    sort_by(vm, me, &keys, "map_sortKeys")
}

pub(super) fn sort_values(vm: &mut Vm, me: Value) -> Answer {
    vm.heap.reserve(map::size(me).saturating_mul(8))?;
    let values = map::values(&mut vm.heap, me)?;
    sort_by(vm, me, &values, "map_sortValues")
}

pub(super) fn slice_from(vm: &mut Vm, me: Value, start: Value) -> Answer {
    slice(vm, me, start, Value::index(map::size(me)))
}

pub(super) fn slice(vm: &mut Vm, me: Value, start: Value, stop: Value) -> Answer {
    if word(start) < 0 {
        return vm.throw_text("slice/1: Negative start");
    }
    if word(stop) < 0 {
        return vm.throw_text("slice/1: Negative stop");
    }
    clamped_slice(vm, me, word(start), word(stop))
}

methods! { pub static MAP:
    /// The value of a key.
    "get" (Any) => F1(get);
    /// The map with an entry more, or with another value for a key that it has.
    "with" (Any, Any) => F2(with);
}

methods! {
    /// What maps of both types answer; results that are maps are immutable but for `diverge`.
    pub static ANY_MAP:
    /// The value of a key; where it is missing, what a thunk answers.
    "fetch" (Any, Any) => F2(fetch);
    /// Whether there is an entry with a key.
    "contains" (Any) => F1(contains);
    /// The keys in order.
    "getKeys" () => F0(keys);
    /// The values in order.
    "getValues" () => F0(values);
    /// The set of the keys.
    "asSet" () => F0(as_set);
    /// The map without a key.
    "without" (Any) => F1(without);
    /// The map with those entries of another one added whose keys it lacks.
    "or" (Map) => F1(or);
    /// The entries in the opposite order.
    "reverse" () => F0(reverse);
    /// The entries in ascending order of keys.
    "sortKeys" () => F0(sort_keys);
    /// The entries in ascending order of values; equal ones keep theirs.
    "sortValues" () => F0(sort_values);
    /// The entries from a position on.
    "slice" (Word) => F1(slice_from);
    /// The entries from a position up to, and without, another one.
    "slice" (Word, Word) => F2(slice);
    /// The number of entries.
    "size" () => F0(size);
    /// Whether there are no entries.
    "isEmpty" () => F0(is_empty);
    /// Whether there are no entries.
    "empty" () => F0(is_empty);
    /// A flexible copy.
    "diverge" () => F0(diverge);
    /// A flexible copy whose keys and values, now and later, are coerced by guards.
    "diverge" (Any, Any) => Prelude("map_divergeGuarded");
    /// An immutable copy; an immutable map is its own.
    "snapshot" () => F0(snapshot);
    /// An iterator of keys and values.
    "_makeIterator" () => F0(make_iterator);
}

// ---- The maker -------------------------------------------------------------------------------------

/// What a function that never answers with a value raises.
fn refused(answer: Answer) -> Raise {
    answer.map_or_else(|raise| raise, Raise::Throw)
}

fn pairs_of(vm: &mut Vm, pairs: Value) -> Result<Vec<(Value, Value)>, Raise> {
    vm.heap.reserve(items(pairs).len().saturating_mul(16))?;
    let mut entries = Vec::with_capacity(items(pairs).len());
    for (i, &pair) in items(pairs).iter().enumerate() {
        vm.heap.go_on_at(i)?;
        let pair = vm.resolve(pair);
        vm.heap.settle(pair)?;
        match list::items(pair) {
            Some(&[key, value]) => entries.push((key, value)),
            Some(other) => {
                let length = other.len();
                return vm.throw_text(&format!(
                    "_makeMap.fromPairs/1: tuple is not pair, but length {length}"
                ));
            }
            None => return Err(refused(vm.not_a_list(pair, Value::NULL))),
        }
    }
    Ok(entries)
}

keyed! {
    fn from_pairs(vm, _me, pairs) {
        if list::items(pairs).is_none() {
            return vm.not_a_list(pairs, Value::NULL);
        }
        let pairs = pairs_of(vm, pairs)?;
        map::map_of(vm, &pairs)
    }
}

/// The map that a map expression makes.
pub fn make_map(vm: &mut Vm, pairs: &[(Value, Value)]) -> Answer {
    match map::map_of(vm, pairs) {
        Err(Raise::Portrayal(_)) => {
            let pairs: Vec<Value> =
                pairs.iter().map(|&(key, value)| vm.heap.list(&[key, value])).collect();
            let pairs = vm.heap.list(&pairs);
            from_pairs(vm, Value::NULL, pairs)
        }
        answer => answer,
    }
}

methods! { static MAKE_MAP_METHODS:
    /// The map of a list of pairs; of equal keys, the place is that of the first and the value that of the
    /// last.
    "fromPairs" (Any) => F1(from_pairs);
}

/// The maker of maps.
pub static MAKE_MAP: Singleton = Singleton {
    name: "_makeMap",
    printed: "<makeMap>",
    methods: MAKE_MAP_METHODS,
    doc: "Makes maps; map expressions expand to its `fromPairs`.",
};
