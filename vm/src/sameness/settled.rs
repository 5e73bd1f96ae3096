//! Settledness: an object is settled when no future resolution can change its sameness.
//!
//! Immutable lists and maps are settled when their contents are; an element that is a reference counts
//! as settled once it is resolved, so only what can be reached without passing a reference is visited.
//! Objects compared by their portrayal are settled when that is.
//!
//! What is settled stays so: collections that were found to be are flagged (`data::plain`), and a structure
//! that is compared part by part, a chain of pairs say, is looked through once.

use super::keyed;
use super::nature::{Nature, nature};
use super::same;
use crate::builtin::reference;
use crate::data::{list, map, plain};
use crate::heap::{PART, Type};
use crate::native::Raise;
use crate::value::Value;
use crate::vm::Vm;
use hashbrown::HashSet;

/// Collections are told apart from this many on: most data is small, and has neither cycles nor
/// shared parts.
const REMEMBER_FROM: usize = 32;

/// Whether a value is settled.
pub fn is_settled(vm: &mut Vm, value: Value) -> Result<bool, Raise> {
    if !needs_visit(value) {
        return Ok(!reference::is_unresolved(value));
    }
    let is_collection = matches!(value.header().ty(), Type::List | Type::Map);
    if is_collection && plain::is_known_settled(value) {
        return Ok(true);
    }
    if same::plain_items(value).is_some() {
        plain::note_settled(&mut vm.heap, value);
        return Ok(true);
    }
    match of_collections(vm, value)? {
        Some(decided) => Ok(decided),
        None => in_general(vm, value),
    }
}

/// The usual case: lists and maps of what is compared by identity or by its text. Whether they are settled; `None` if there is
/// an object among them that is compared by its portrayal.
///
/// A collection is flagged before its parts are looked at, so it is looked at once; if one of all is not settled, the flags are
/// taken back.
fn of_collections(vm: &mut Vm, value: Value) -> Result<Option<bool>, Raise> {
    if value.is_heap(Type::Object) {
        return Ok(None);
    }
    let mut found = Vec::new();
    let outcome = flag_collections(vm, value, &mut found);
    if !matches!(outcome, Ok(Some(true))) {
        found.into_iter().for_each(|collection| plain::forget_settled(&mut vm.heap, collection));
    }
    outcome
}

fn flag_collections(
    vm: &mut Vm,
    value: Value,
    found: &mut Vec<Value>,
) -> Result<Option<bool>, Raise> {
    let mut work = vec![value];
    let mut parts = 0;
    while let Some(value) = work.pop() {
        if plain::is_known_settled(value) {
            continue;
        }
        vm.go_on()?;
        plain::note_settled(&mut vm.heap, value);
        found.push(value);
        let (mut settled, mut in_general) = (true, false);
        let mut visit = |part: Value| {
            parts += 1;
            if needs_visit(part) {
                in_general |= part.is_heap(Type::Object);
                work.push(part);
            } else {
                settled &= !reference::is_unresolved(part);
            }
        };
        if value.is_heap(Type::List) {
            vm.heap.settle(value)?;
            for piece in list::items(value).unwrap_or(&[]).chunks(PART) {
                vm.go_on()?;
                piece.iter().for_each(|&item| visit(item));
            }
        } else {
            map::entries(&mut vm.heap, value)?.for_each(|entry| {
                visit(entry.key);
                visit(entry.value);
            });
        }
        if !settled {
            return Ok(Some(false));
        }
        if in_general {
            return Ok(None);
        }
    }
    vm.heap.spend(parts / 16);
    Ok(Some(true))
}

/// As [`of_collections`], whatever there is.
fn in_general(vm: &mut Vm, value: Value) -> Result<bool, Raise> {
    let mut work = vec![value];
    let mut found = Vec::new();
    let mut visited = HashSet::new();
    let mut seen = 0;
    let mut parts = 0;
    while let Some(value) = work.pop() {
        seen += 1;
        vm.go_on()?;
        if seen > REMEMBER_FROM && !visited.insert(value) {
            continue;
        }
        let mut visit = |part: Value| {
            parts += 1;
            if needs_visit(part) {
                work.push(part);
            }
            !reference::is_unresolved(part)
        };
        let settled = match value.ty() {
            Type::List | Type::Map if plain::is_known_settled(value) => continue,
            Type::List => {
                vm.heap.settle(value)?;
                let items = list::items(value).unwrap_or(&[]);
                let mut all = true;
                for part in items.chunks(PART) {
                    vm.go_on()?;
                    all = all && part.iter().all(|&item| visit(item));
                }
                all
            }
            Type::Map => map::entries(&mut vm.heap, value)?
                .all(|entry| visit(entry.key) && visit(entry.value)),
            _ => visit(keyed::portrayal(vm, value)?),
        };
        if !settled {
            return Ok(false);
        }
        if matches!(value.ty(), Type::List | Type::Map) {
            found.push(value);
        }
    }
    vm.heap.spend(parts / 16);
    found.into_iter().for_each(|collection| plain::note_settled(&mut vm.heap, collection));
    Ok(true)
}

/// Whether a value may be unsettled without being a reference.
#[inline]
fn needs_visit(value: Value) -> bool {
    if !value.is_pointer() {
        return false;
    }
    match value.ty() {
        Type::List | Type::Map => true,
        Type::Object => {
            matches!(nature(value), Nature::Transparent | Nature::Semitransparent)
        }
        _ => false,
    }
}
