//! What is being printed, when it is deep: an immutable set of objects that grows by sharing.
//!
//! A value that is being printed further out prints as a cycle, so every value with parts is looked for among those around
//! it. Among a few they are searched one by one; every so many of them leave a checkpoint, which knows all that
//! are further out. Checkpoints share their sets, and each stays correct whatever happens to later ones: a
//! run of the printer may be left by an exception or an ejector at any time.
//!
//! The set is a tree in the heap, four ways per level by the bits of the objects' identity numbers, the
//! lowest first. A slot is null, a number, or the next level. Adding a number copies the nodes on its way.

use crate::heap::{Heap, Type};
use crate::value::Value;

const WAYS: usize = 4;
const BITS: u32 = WAYS.trailing_zeros();

/// The set with one more object in it. An empty set is null.
pub(super) fn with(heap: &mut Heap, set: Value, object: Value) -> Value {
    let number = heap.identity(object);
    with_number(heap, set, number)
}

fn with_number(heap: &mut Heap, set: Value, number: u64) -> Value {
    let new = Value::index(number as usize);
    // The way down, and the slots that the new nodes get.
    let mut path = Vec::new();
    let (mut node, mut level) = (set, 0);
    while node.is_pointer() {
        path.push(node);
        node = node.field(way(number, level));
        level += 1;
    }
    if node == new {
        return set;
    }
    let mut below = new;
    if let Some(other) = node.as_small() {
        // Two numbers share this slot: they get nodes down to where they differ.
        let other = other as u64;
        let mut fork = level;
        while way(other, fork) == way(number, fork) {
            fork += 1;
        }
        let mut slots = [Value::NULL; WAYS];
        slots[way(other, fork)] = node;
        slots[way(number, fork)] = new;
        below = heap.object(Type::Elements, &slots);
        for level in (level..fork).rev() {
            let mut slots = [Value::NULL; WAYS];
            slots[way(number, level)] = below;
            below = heap.object(Type::Elements, &slots);
        }
    }
    for (level, node) in path.iter().enumerate().rev() {
        let mut slots = [Value::NULL; WAYS];
        slots.copy_from_slice(node.fields());
        slots[way(number, level as u32)] = below;
        below = heap.object(Type::Elements, &slots);
    }
    below
}

/// Whether an object is in the set.
pub(super) fn contains(heap: &mut Heap, set: Value, object: Value) -> bool {
    if set.is_null() {
        return false;
    }
    let number = heap.identity(object);
    let (mut node, mut level) = (set, 0);
    while node.is_pointer() {
        node = node.field(way(number, level));
        level += 1;
    }
    node == Value::index(number as usize)
}

fn way(number: u64, level: u32) -> usize {
    (number >> (level * BITS) & (WAYS as u64 - 1)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::Stress;

    #[test]
    fn earlier_sets_stay_as_they_are() {
        let heap = &mut Heap::new(usize::MAX, Stress::None);
        let objects: Vec<Value> =
            (0..2000).map(|_| heap.object(Type::VarSlot, &[Value::NULL, Value::NULL])).collect();
        let mut sets = vec![Value::NULL];
        for &object in &objects {
            let set = with(heap, sets[sets.len() - 1], object);
            sets.push(set);
        }
        for (count, &set) in sets.iter().enumerate().step_by(97) {
            for (i, &object) in objects.iter().enumerate() {
                assert_eq!(contains(heap, set, object), i < count);
            }
        }
        let again = with(heap, sets[1000], objects[10]);
        assert!(again == sets[1000]);
    }
}
