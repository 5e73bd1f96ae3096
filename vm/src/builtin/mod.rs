//! Built-in methods: one file per type or family, each with its visible table of verbs.
//!
//! [`methods_of`] says which tables belong to a type; [`SINGLETONS`] lists the objects that exist once.

pub mod admission;
pub mod audition;
pub mod boolean;
pub mod bytes;
pub mod character;
pub(crate) mod collection;
pub mod context;
pub mod deep_frozen;
pub mod double;
pub mod ejector;
pub mod equalizer;
pub mod flex_guard;
pub mod flex_list;
pub mod flex_map;
pub mod flex_set;
pub mod guard;
pub mod half_line;
pub mod int;
pub mod iterator;
pub mod list;
pub mod m;
pub mod map;
pub mod miranda;
pub mod numeric_makers;
pub mod object;
pub mod object_tree;
pub mod printer;
pub mod private;
pub mod range;
pub mod reference;
pub mod reflection;
pub(crate) mod sequence;
pub mod set;
pub mod slot;
pub mod stamps;
pub mod stand_in;
pub mod string;
pub mod text_makers;
pub(crate) mod text_quasi;
pub mod throw;
pub mod trace;

use crate::data::integer;
use crate::heap::Type;
use crate::native::{Answer, Kind, Method, NativeKind, Raise, Resumed, Singleton};
use crate::value::Value;
use crate::vm::Vm;
use std::cmp::Ordering;
use std::sync::RwLock;

/// The method tables of a type, in order of precedence.
pub fn methods_of(ty: Type) -> &'static [&'static [Method]] {
    match ty {
        Type::Audition => const { &[audition::METHODS] },
        Type::Binding => const { &[slot::BINDING] },
        Type::Bool => const { &[boolean::BOOL] },
        Type::Bytes => const { &[bytes::BYTES] },
        Type::Char => const { &[character::CHAR] },
        Type::Double => const { &[double::DOUBLE] },
        Type::Ejector => const { &[ejector::METHODS] },
        Type::FinalSlot => const { &[slot::FINAL_SLOT] },
        Type::FlexList => const { &[flex_list::FLEX_LIST] },
        Type::FlexMap => const { &[flex_map::FLEX_MAP, map::ANY_MAP] },
        Type::FlexSet => const { &[flex_set::FLEX_SET, set::ANY_SET] },
        Type::Int | Type::BigInt => const { &[int::INT] },
        Type::Iterator => const { &[iterator::ITERATOR] },
        Type::List => const { &[list::LIST] },
        Type::Map => const { &[map::MAP, map::ANY_MAP] },
        Type::Printer => const { &[printer::METHODS] },
        Type::Range => const { &[range::METHODS] },
        Type::Resolver => const { &[reference::RESOLVER] },
        Type::Set => const { &[set::SET, set::ANY_SET] },
        Type::Str => const { &[string::STR] },
        Type::VarSlot => const { &[slot::VAR_SLOT] },
        _ => &[],
    }
}

/// The objects that exist once: a `Type::Singleton` value holds its row here.
pub static SINGLETONS: &[&Singleton] = &[
    &deep_frozen::DEEP_FROZEN,
    &double::INCOMPARABLE,
    &equalizer::EQUALIZER,
    &flex_guard::FLEX_GUARDS,
    &flex_guard::FLEX_LIST,
    &flex_guard::FLEX_MAP,
    &flex_guard::FLEX_SET,
    &flex_guard::RAW,
    &guard::ANY_GUARD,
    &guard::BINDING_GUARD,
    &guard::BOOL_GUARD,
    &guard::BYTES_GUARD,
    &guard::CHAR_GUARD,
    &guard::DOUBLE_GUARD,
    &guard::FINAL_SLOT_GUARD,
    &guard::INT_GUARD,
    &guard::LIST_GUARD,
    &guard::MAP_GUARD,
    &guard::NEAR_GUARD,
    &guard::SAME_GUARD,
    &guard::SELFLESS,
    &guard::SET_GUARD,
    &guard::STR_GUARD,
    &guard::VAR_SLOT_GUARD,
    &guard::VOID_GUARD,
    &list::MAKE_LIST,
    &m::M,
    &map::MAKE_MAP,
    &numeric_makers::MAKE_DOUBLE,
    &numeric_makers::MAKE_INT,
    &object_tree::OBJECT_TREE,
    &private::ALIKE,
    &private::ALL_FIT,
    &private::AS_WORD,
    &private::BINDING,
    &private::FINAL_SLOT,
    &private::FITS,
    &private::FREE_NAMES,
    &private::GUARD_OF,
    &private::IDENTICAL,
    &private::INT_ITERATOR,
    &private::IS_AUDITION,
    &private::NOT_A,
    &private::PARAMETRIC,
    &private::RESOLUTION,
    &private::RUN_TURN,
    &private::SEAL,
    &private::STAMP,
    &private::STAMPED,
    &private::STAMP_AUDITION,
    &private::UNSEAL,
    &private::VAR_SLOT,
    &private::VOUCH,
    &reference::REF,
    &slot::SLOT_BINDER,
    &stamps::AUDITED_BY,
    &text_makers::MAKE_BYTES,
    &text_makers::MAKE_STR,
    &text_quasi::PATTERN_HOLE,
    &text_quasi::TEXT_QUASI,
    &text_quasi::VALUE_HOLE,
    &throw::THROW,
    &trace::TRACELN,
];

/// The kinds of `Type::Native` objects: such an object holds its row here.
pub static NATIVES: &[&NativeKind] = &[
    &context::CONTEXT,
    &half_line::HALF_LINE,
    &numeric_makers::RADIX_PARSER,
    &private::SEALED_PORTRAYAL,
    &reflection::INTERFACE,
    &reflection::MESSAGE,
    &text_quasi::STRING_MAKER,
    &text_quasi::TEXT_MATCHER,
];

/// The first field of an object of a native kind: its row in [`NATIVES`].
pub(crate) fn native_row(kind: &'static NativeKind) -> Value {
    let row = NATIVES.iter().position(|&row| std::ptr::eq(row, kind));
    Value::index(row.expect("every kind is in the table"))
}

/// The method tables of a native value.
pub(crate) fn tables(value: Value) -> Vec<&'static [Method]> {
    match value.ty() {
        Type::Singleton => vec![SINGLETONS[value.field(0).to_index()].methods],
        Type::Native => vec![NATIVES[value.field(0).to_index()].methods],
        ty => methods_of(ty).to_vec(),
    }
}

/// Answers with what a call has answered.
pub(crate) fn pass(_: &mut Vm, how: Resumed) -> Answer {
    match how {
        Resumed::Value(value) | Resumed::Ejected(value) => Ok(value),
        Resumed::Problem(problem) => Err(Raise::Throw(problem)),
    }
}

/// The rows of a receiver's tables with this verb and number of arguments, in order of precedence.
pub(crate) fn rows(receiver: Value, verb: &str, arity: u32) -> Vec<&'static Method> {
    rows_in(&tables(receiver), verb, arity)
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
    match vm.not_a(kind, value) {
        Err(raise) => Err(raise),
        // Composing a text that is to be thrown does not answer.
        Ok(value) => Err(Raise::Throw(value)),
    }
}
