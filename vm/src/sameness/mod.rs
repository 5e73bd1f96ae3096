//! Sameness: when two values are the same, when that is decided, and the hashes of keys that agree
//! with it (spec 4 §12).
//!
//! | file | answers |
//! |---|---|
//! | `nature` | how a value is compared: by identity, by contents, by its portrayal |
//! | `settled` | whether its sameness can still change |
//! | `same` | whether two values are the same |
//! | `hash` | the hash of a key, or why it cannot be one |
//! | `recent` | the hash and the place of the key that was looked up last |
//! | `folded` | keyed hashing of strings and bytes |
//! | `traversal` | traversal keys |
//! | `keyed` | how operations on keys obtain the portrayals of program objects |
//!
//! All walks keep their own work lists, so the depth of data costs no native stack, and end on cycles.

mod folded;
mod hash;
pub mod keyed;
mod nature;
mod recent;
mod same;
mod settled;
pub mod traversal;

pub use hash::{Hash, key};
pub use keyed::Portrayals;
pub use nature::{DEEP_FROZEN, Nature, SELFLESS, SEMITRANSPARENT, TRANSPARENT, nature, stamp_bits};
pub(crate) use recent::RecentKey;
pub(crate) use same::FREE_TEXT;
pub use settled::is_settled;

use crate::heap::Type;
use crate::native::Raise;
use crate::value::Value;
use crate::vm::Vm;
use same::Verdict;

/// Whether two values are the same; throws if that is not decided yet (`==`).
#[inline]
pub fn same(vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raise> {
    match opt_same(vm, a, b)? {
        Some(decided) => Ok(decided),
        None => vm.throw_text("Not yet settled!"),
    }
}

/// Whether two values are decided to be the same.
pub fn same_yet(vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raise> {
    Ok(opt_same(vm, a, b)? == Some(true))
}

/// Whether two values are the same, if that is decided.
#[inline]
pub fn opt_same(vm: &mut Vm, a: Value, b: Value) -> Result<Option<bool>, Raise> {
    if a == b {
        return Ok(Some(true));
    }
    if !a.is_pointer() && !b.is_pointer() {
        return Ok(Some(false));
    }
    if let Some(decided) = same::plain(vm, a, b) {
        return Ok(Some(decided));
    }
    if !(is_settled(vm, a)? && is_settled(vm, b)?) {
        return Ok(None);
    }
    if !a.is_pointer() && !b.is_heap(Type::Promise) || !b.is_pointer() && !a.is_heap(Type::Promise)
    {
        // What is immediate is the same as itself only.
        return Ok(Some(false));
    }
    Ok(match same::compare(vm, a, b)? {
        Verdict::Same => Some(true),
        Verdict::Different => Some(false),
        Verdict::Undecided => None,
    })
}

/// Whether two keys of equal hash are the same. Keys are settled.
#[inline(never)]
pub fn same_key(vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raise> {
    // Keys are kept as what references stand for, and what is immediate is the same as itself only.
    if !a.is_pointer() || !b.is_pointer() {
        return Ok(a == b);
    }
    match same::plain_key(vm, a, b) {
        Some(decided) => Ok(decided),
        None => same_compound_key(vm, a, b),
    }
}

#[inline(never)]
fn same_compound_key(vm: &mut Vm, a: Value, b: Value) -> Result<bool, Raise> {
    match same::compare(vm, a, b)? {
        Verdict::Same => Ok(true),
        Verdict::Different => Ok(false),
        Verdict::Undecided => vm.throw_text("Not yet settled!"),
    }
}
