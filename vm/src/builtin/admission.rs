//! What a guard makes of a specimen, where that can be told by looking at both: nothing is called, and what
//! the guard itself would do cannot be told from it.
//!
//! Guards of the machine know the types that they admit. Parametric guards of the prelude carry their kind and
//! their parts in their stamps.

use super::stamps::{self, Parametric};
use super::{guard, half_line, range};
use crate::data::{list, map};
use crate::heap::Type;
use crate::native::{Kind, is_among};
use crate::value::Value;
use crate::vm::Vm;

/// All types but that of references.
const NEAR: u64 = Kind::Any.types();
/// Guards within guards that are looked at.
const DEPTH: usize = 8;
/// Collections of more parts are left to the guard, which can be interrupted.
const AT_ONCE: usize = 4096;

/// Whether a guard gives the specimen back as it is (true), or refuses it without asking anybody (false);
/// `None` if it must be asked.
#[inline]
pub fn admits(vm: &mut Vm, guard: Value, specimen: Value) -> Option<bool> {
    // A reference is not what it stands for.
    if is_among(guard::admitted_types(guard) & NEAR, specimen) {
        return Some(true);
    }
    looked_at(vm, guard, specimen, DEPTH)
}

#[inline(never)]
fn looked_at(vm: &mut Vm, guard: Value, specimen: Value, depth: usize) -> Option<bool> {
    if depth == 0 || !guard.is_pointer() || specimen.is_heap(Type::Promise) {
        return None;
    }
    match guard.header().ty() {
        Type::Singleton => match guard::fits(guard, specimen)? {
            true => Some(true),
            // Data of another kind has nothing to offer instead.
            false if guard::is_plain(guard) && is_data(specimen) => Some(false),
            false => None,
        },
        Type::Range => range::includes(guard, specimen),
        Type::Native => half_line::admits(vm, guard, specimen),
        Type::Object => parametric(vm, guard, specimen, depth - 1),
        _ => None,
    }
}

fn parametric(vm: &mut Vm, guard: Value, specimen: Value, depth: usize) -> Option<bool> {
    let (kind, parts) = stamps::parametric(guard)?;
    match kind {
        Parametric::NullOk if specimen.is_null() => Some(true),
        Parametric::NullOk => looked_at(vm, *parts.first()?, specimen, depth),
        Parametric::Any => {
            for &part in parts {
                if looked_at(vm, part, specimen, depth)? {
                    return Some(true);
                }
            }
            Some(false)
        }
        Parametric::List => {
            let items = list::items(specimen).filter(|_| specimen.is_heap(Type::List))?;
            all(vm, *parts.first()?, items, depth)
        }
        Parametric::Set if specimen.is_heap(Type::Set) && map::size(specimen) <= AT_ONCE => {
            let keys: Vec<Value> = map::entries_now(specimen).iter().map(|e| e.key).collect();
            all(vm, *parts.first()?, &keys, depth)
        }
        Parametric::Map if specimen.is_heap(Type::Map) && map::size(specimen) <= AT_ONCE => {
            let &[of_keys, of_values] = parts else { return None };
            let entries = map::entries_now(specimen);
            let keys: Vec<Value> = entries.iter().map(|entry| entry.key).collect();
            let values: Vec<Value> = entries.iter().map(|entry| entry.value).collect();
            all(vm, of_keys, &keys, depth)?;
            all(vm, of_values, &values, depth)
        }
        _ => None,
    }
}

/// True if a guard admits all of these as they are, else nothing is known.
pub(super) fn all(vm: &mut Vm, guard: Value, items: &[Value], depth: usize) -> Option<bool> {
    if items.len() > AT_ONCE {
        return None;
    }
    vm.heap.spend(items.len() / 16);
    let types = guard::admitted_types(guard) & NEAR;
    if items.iter().all(|&item| is_among(types, item)) {
        return Some(true);
    }
    for &item in items {
        let item = vm.resolve(item);
        if looked_at(vm, guard, item, depth)? {
            continue;
        }
        return None;
    }
    Some(true)
}

/// Whether a value is data that answers `_conformTo` with itself.
fn is_data(value: Value) -> bool {
    !value.is_pointer()
        || matches!(value.ty(), Type::Str | Type::Bytes | Type::Double | Type::BigInt)
}
