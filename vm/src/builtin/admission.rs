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
/// Guards and parts of collections that are looked at in all; where there are more the guard is asked, which can be
/// interrupted.
const AT_ONCE: usize = 4096;

/// Whether a guard gives the specimen back as it is (true), or refuses it without asking anybody (false);
/// `None` if it must be asked.
#[inline]
pub fn admits(vm: &mut Vm, guard: Value, specimen: Value) -> Option<bool> {
    // A reference is not what it stands for.
    if by_type(guard, specimen) {
        return Some(true);
    }
    Look { vm, left: AT_ONCE }.at(guard, specimen, DEPTH)
}

/// Whether a guard goes by the type alone, and gives the specimen back as it is.
#[inline]
pub fn by_type(guard: Value, specimen: Value) -> bool {
    is_among(guard::admitted_types(guard) & NEAR, specimen)
}

/// True if a guard admits all of these as they are, else nothing is known.
pub(super) fn admits_all(vm: &mut Vm, guard: Value, items: &[Value]) -> Option<bool> {
    Look { vm, left: AT_ONCE }.at_all(guard, items, DEPTH)
}

/// A look at a specimen and its parts, which ends when it has seen so many.
struct Look<'a> {
    vm: &'a mut Vm,
    left: usize,
}

impl Look<'_> {
    /// Counts what is looked at next; `None` if that is too much.
    fn take(&mut self, count: usize) -> Option<()> {
        self.left = self.left.checked_sub(count)?;
        Some(())
    }

    #[inline(never)]
    fn at(&mut self, guard: Value, specimen: Value, depth: usize) -> Option<bool> {
        self.take(1)?;
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
            Type::Native => half_line::admits(self.vm, guard, specimen),
            Type::Object => self.by_parts(guard, specimen, depth - 1),
            _ => None,
        }
    }

    fn by_parts(&mut self, guard: Value, specimen: Value, depth: usize) -> Option<bool> {
        let (kind, parts) = stamps::parametric(guard)?;
        match kind {
            Parametric::NullOk if specimen.is_null() => Some(true),
            Parametric::NullOk => self.at(*parts.first()?, specimen, depth),
            Parametric::Any => {
                for &part in parts {
                    if self.at(part, specimen, depth)? {
                        return Some(true);
                    }
                }
                Some(false)
            }
            Parametric::List => {
                let items = list::items(specimen).filter(|_| specimen.is_heap(Type::List))?;
                self.at_all(*parts.first()?, items, depth)
            }
            Parametric::Set if specimen.is_heap(Type::Set) && map::size(specimen) <= self.left => {
                let keys: Vec<Value> = map::entries_now(specimen).iter().map(|e| e.key).collect();
                self.at_all(*parts.first()?, &keys, depth)
            }
            Parametric::Map if specimen.is_heap(Type::Map) && map::size(specimen) <= self.left => {
                let &[of_keys, of_values] = parts else { return None };
                let entries = map::entries_now(specimen);
                let keys: Vec<Value> = entries.iter().map(|entry| entry.key).collect();
                let values: Vec<Value> = entries.iter().map(|entry| entry.value).collect();
                self.at_all(of_keys, &keys, depth)?;
                self.at_all(of_values, &values, depth)
            }
            _ => None,
        }
    }

    fn at_all(&mut self, guard: Value, items: &[Value], depth: usize) -> Option<bool> {
        if items.len() > self.left {
            return None;
        }
        self.vm.heap.spend(items.len() / 16);
        let types = guard::admitted_types(guard) & NEAR;
        if items.iter().all(|&item| is_among(types, item)) {
            self.take(items.len())?;
            return Some(true);
        }
        for &item in items {
            let item = self.vm.resolve(item);
            if !self.at(guard, item, depth)? {
                return None;
            }
        }
        Some(true)
    }
}

/// Whether a value is data that answers `_conformTo` with itself.
pub(super) fn is_data(value: Value) -> bool {
    !value.is_pointer()
        || matches!(value.ty(), Type::Str | Type::Bytes | Type::Double | Type::BigInt)
}
