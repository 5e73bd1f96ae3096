//! Built-in methods: one file per type or family, each with its visible table of verbs.
//!
//! [`methods_of`] says which tables belong to a type; [`SINGLETONS`] lists the objects that exist once.

pub mod reference;

use crate::heap::Type;
use crate::native::{Method, NativeKind, Singleton};

/// The method tables of a type, in order of precedence.
pub fn methods_of(ty: Type) -> &'static [&'static [Method]] {
    match ty {
        Type::Promise | Type::Broken => &[],
        _ => &[],
    }
}

/// The objects that exist once: a `Type::Singleton` value holds its row here.
pub static SINGLETONS: &[&Singleton] = &[];

/// The kinds of `Type::Native` objects: such an object holds its row here.
pub static NATIVES: &[&NativeKind] = &[];
