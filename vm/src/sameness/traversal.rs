//! Traversal keys: `[target, hash, fringe]`, a snapshot of how far an object had resolved.
//!
//! The fringe lists the unresolved references that were reached through lists, maps and portrayals, each
//! with its place in the walk. Two keys are the same if their targets are the same now and their
//! fringes were identical.

use super::keyed;
use super::nature::{Nature, nature};
use super::same::{native_parts, part};
use super::{hash, settled};
use crate::builtin::reference;
use crate::data::list;
use crate::heap::Type;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;
use hashbrown::HashSet;

/// Makes a traversal key.
pub fn traversal_key(vm: &mut Vm, target: Value) -> Answer {
    let hash = hash::unsettled_hash(vm, target)?;
    let mut fringe = Vec::new();
    let mut visited = HashSet::new();
    let mut work = vec![target];
    let mut place = 0;
    while let Some(value) = work.pop() {
        place += 1;
        let value = vm.resolve(value);
        if reference::is_unresolved(value) {
            fringe.extend([Value::int(place), value]);
        }
        if nature(value) != Nature::Transparent || !visited.insert(value) {
            continue;
        }
        let portrayed = match native_parts(vm, value)? {
            Some(_) => value,
            None => keyed::portrayal(vm, value)?,
        };
        let parts = native_parts(vm, portrayed)?.unwrap_or(0);
        work.extend((0..parts).rev().map(|i| part(portrayed, i)));
    }
    vm.heap.spend(place as usize / 16);
    let fringe = vm.heap.list(&fringe);
    Ok(vm.heap.object(Type::TraversalKey, &[target, hash.word(), fringe]))
}

/// The targets of two traversal keys, if the keys are the same when their targets are; `b` may be
/// anything.
pub(super) fn targets(vm: &mut Vm, a: Value, b: Value) -> Result<Option<(Value, Value)>, Raise> {
    if !b.is_heap(Type::TraversalKey) || a.field(1) != b.field(1) {
        return Ok(None);
    }
    if list::items(a.field(2)) != list::items(b.field(2)) {
        return Ok(None);
    }
    let (x, y) = (a.field(0), b.field(0));
    // Before all is resolved, two keys are not the same.
    let settled = settled::is_settled(vm, x)? && settled::is_settled(vm, y)?;
    Ok(settled.then_some((x, y)))
}
