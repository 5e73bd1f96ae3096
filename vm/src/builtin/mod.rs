//! Built-in methods: one file per type or family, each with its visible table of verbs.
//!
//! [`methods_of`] says which tables belong to a type; [`SINGLETONS`] lists the objects that exist once.

pub mod reference;

use crate::heap::Type;
use crate::native::{Kind, Method, NativeKind, Singleton};
use std::sync::RwLock;

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

/// The rows of a receiver's tables with this verb and number of arguments, in order of precedence.
pub(crate) fn rows(receiver: crate::value::Value, verb: &str, arity: u32) -> Vec<&'static Method> {
    match receiver.ty() {
        Type::Singleton => {
            rows_in(&[SINGLETONS[receiver.field(0).to_index()].methods], verb, arity)
        }
        Type::Native => rows_in(&[NATIVES[receiver.field(0).to_index()].methods], verb, arity),
        ty => rows_in(methods_of(ty), verb, arity),
    }
}

/// The rows of these tables with this verb and number of arguments.
pub(crate) fn rows_in(
    tables: &[&'static [Method]],
    verb: &str,
    arity: u32,
) -> Vec<&'static Method> {
    tables
        .iter()
        .flat_map(|table| table.iter())
        .filter(|row| {
            row.verb == verb
                && (row.params.len() == arity as usize || matches!(row.params, [Kind::Rest]))
        })
        .collect()
}

/// Keeps a set of rows for ever. Sets are built from the static tables, so there are only as many as
/// the tables have verbs; each is kept once per process.
pub(crate) fn interned_rows(rows: Vec<&'static Method>) -> &'static [&'static Method] {
    static KEPT: RwLock<Vec<&'static [&'static Method]>> = RwLock::new(Vec::new());
    let same = |kept: &[&'static Method]| {
        kept.len() == rows.len() && kept.iter().zip(&rows).all(|(a, b)| std::ptr::eq(*a, *b))
    };
    let mut kept = KEPT.write().expect("no thread panics with the table");
    if let Some(found) = kept.iter().find(|kept| same(kept)) {
        return found;
    }
    let leaked: &'static [&'static Method] = Vec::leak(rows);
    kept.push(leaked);
    leaked
}
