//! Built-in methods: one file per type or family, each with its visible table of verbs.
//!
//! [`methods_of`] says which tables belong to a type; [`SINGLETONS`] lists the objects that exist once.

pub mod boolean;
pub mod bytes;
pub mod character;
pub(crate) mod collection;
pub mod double;
pub mod equalizer;
pub mod flex_guard;
pub mod flex_list;
pub mod flex_map;
pub mod flex_set;
pub mod int;
pub mod iterator;
pub mod list;
pub mod map;
pub mod numeric_makers;
pub mod reference;
pub(crate) mod sequence;
pub mod set;
pub mod string;
pub mod text_makers;

use crate::data::{integer, text};
use crate::heap::Type;
use crate::native::{Kind, Method, NativeKind, Raise, Singleton};
use crate::value::Value;
use crate::vm::Vm;
use std::cmp::Ordering;
use std::sync::RwLock;

/// The method tables of a type, in order of precedence.
pub fn methods_of(ty: Type) -> &'static [&'static [Method]] {
    match ty {
        Type::Bool => const { &[boolean::BOOL] },
        Type::Bytes => const { &[bytes::BYTES] },
        Type::Char => const { &[character::CHAR] },
        Type::Double => const { &[double::DOUBLE] },
        Type::Int | Type::BigInt => const { &[int::INT] },
        Type::Str => const { &[string::STR] },
        Type::List => const { &[list::LIST] },
        Type::FlexList => const { &[flex_list::FLEX_LIST] },
        Type::Map => const { &[map::MAP] },
        Type::FlexMap => const { &[flex_map::FLEX_MAP] },
        Type::Set => const { &[set::SET] },
        Type::FlexSet => const { &[flex_set::FLEX_SET] },
        Type::Iterator => const { &[iterator::ITERATOR] },
        Type::Promise | Type::Broken => &[],
        _ => &[],
    }
}

/// The objects that exist once: a `Type::Singleton` value holds its row here.
pub static SINGLETONS: &[&Singleton] = &[
    &double::INCOMPARABLE,
    &equalizer::EQUALIZER,
    &flex_guard::FLEX_GUARDS,
    &flex_guard::FLEX_LIST,
    &flex_guard::FLEX_MAP,
    &flex_guard::FLEX_SET,
    &flex_guard::RAW,
    &list::MAKE_LIST,
    &map::MAKE_MAP,
    &numeric_makers::MAKE_DOUBLE,
    &numeric_makers::MAKE_INT,
    &text_makers::MAKE_BYTES,
    &text_makers::MAKE_STR,
];

/// The kinds of `Type::Native` objects: such an object holds its row here.
pub static NATIVES: &[&NativeKind] = &[&numeric_makers::RADIX_PARSER];

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

// ---- What several types share -----------------------------------------------------------------------

/// The result of a comparison: -1, 0 or 1.
pub(crate) fn ordered(ordering: Ordering) -> Value {
    Value::int(ordering as i64)
}

/// The number in an argument that the dispatcher has found to be an Int of 64 bits.
pub(crate) fn word(n: Value) -> i64 {
    integer::word(n).unwrap_or_default()
}

/// A native object of this kind, with these fields.
pub(crate) fn native(vm: &mut Vm, kind: &'static NativeKind, fields: &[Value]) -> Value {
    let row = NATIVES.iter().position(|row| std::ptr::eq(*row, kind)).unwrap_or_default();
    let mut all = vec![Value::index(row)];
    all.extend_from_slice(fields);
    vm.heap.object(Type::Native, &all)
}

/// Throws `Specimen is not KIND: value`.
pub(crate) fn not_a<T>(vm: &mut Vm, kind: &str, value: Value) -> Result<T, Raise> {
    let shown = text::text(value).unwrap_or_else(|| format!("{value:?}"));
    vm.wrong_type(&format!("Specimen is not {kind}: {shown}"))
}
