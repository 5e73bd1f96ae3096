//! Computed interfaces: what `_getAllegedInterface` tells of objects that are no plain data (spec 5 §9.4).
//!
//! An interface is `[kind, object]`; a message description is `[kind, verb, arity, docstring]`.

use super::{native_row, object, tables};
use crate::data;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Kind, Method, NativeKind};
use crate::print::{self, Piece};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// The verbs of a computed interface.
    static INTERFACE_METHODS:
    /// The docstring of the object; null for a built-in one without.
    "getDocstring" () => F0(docstring);
    /// The set of descriptions of its methods.
    "getMethods" () => F0(methods);
    /// Prints the name of what it describes.
    "_printOn" (Any) => F1(print_interface);
}

/// A computed interface.
pub static INTERFACE: NativeKind =
    NativeKind { printed: "<interface>", methods: INTERFACE_METHODS };

methods! {
    /// The verbs of the description of a method.
    static MESSAGE_METHODS:
    /// The verb.
    "getVerb" () => F0(verb);
    /// The number of arguments.
    "getArity" () => F0(arity);
    /// The docstring.
    "getDocstring" () => F0(message_docstring);
    /// Prints verb and number of arguments.
    "_printOn" (Any) => F1(print_message);
}

/// The description of a method.
pub static MESSAGE: NativeKind =
    NativeKind { printed: "<computed message>", methods: MESSAGE_METHODS };

/// The computed interface of an object.
pub fn interface_of(vm: &mut Vm, described: Value) -> Value {
    vm.heap.object(Type::Native, &[native_row(&INTERFACE), described])
}

/// The set of descriptions of the methods in these tables; those of any number of arguments are left
/// out.
pub fn describe_tables(vm: &mut Vm, tables: &[&[Method]]) -> Answer {
    let mut rows: Vec<(String, usize, Option<String>)> = Vec::new();
    for row in tables.iter().flat_map(|table| table.iter()) {
        let arity = row.params.len();
        let is_listed = rows.iter().any(|(verb, n, _)| verb == row.verb && *n == arity);
        if !is_listed && !matches!(row.params, [Kind::Rest]) {
            rows.push((row.verb.to_owned(), arity, Some(row.doc.trim().to_owned())));
        }
    }
    set_of(vm, rows)
}

fn set_of(vm: &mut Vm, rows: Vec<(String, usize, Option<String>)>) -> Answer {
    let mut messages = Vec::with_capacity(rows.len());
    for (verb, arity, doc) in rows {
        let verb = vm.heap.str(&verb);
        let doc = doc.map_or(Value::NULL, |doc| vm.heap.str(&doc));
        let fields = [native_row(&MESSAGE), verb, Value::index(arity), doc];
        messages.push(vm.heap.object(Type::Native, &fields));
    }
    data::set::set_of(vm, &messages)
}

fn docstring(vm: &mut Vm, me: Value) -> Answer {
    let described = me.field(1);
    let doc = match described.ty() {
        Type::Object => Some(object::script(vm, described).doc.clone().unwrap_or_default()),
        Type::Singleton => {
            Some(super::SINGLETONS[described.field(0).to_index()].doc.trim().to_owned())
        }
        _ => None,
    };
    Ok(doc.map_or(Value::NULL, |doc| vm.heap.str(&doc)))
}

fn methods(vm: &mut Vm, me: Value) -> Answer {
    let described = me.field(1);
    if !described.is_heap(Type::Object) {
        return describe_tables(vm, &tables(described));
    }
    let mut rows: Vec<(String, usize, Option<String>)> = Vec::new();
    for method in &object::script(vm, described).methods {
        let arity = method.arity as usize;
        if !rows.iter().any(|(verb, n, _)| *verb == method.verb && *n == arity) {
            rows.push((method.verb.clone(), arity, Some(method.doc.clone().unwrap_or_default())));
        }
    }
    set_of(vm, rows)
}

fn print_interface(vm: &mut Vm, me: Value, out: Value) -> Answer {
    let described = me.field(1);
    let name = if described.is_heap(Type::Object) {
        object::qualified_name(vm, described)
    } else {
        described.ty().kind().to_owned()
    };
    print::write(vm, out, &[Piece::Text(&format!("<interface from {name}>"))])
}

fn verb(_: &mut Vm, me: Value) -> Answer {
    Ok(me.field(1))
}

fn arity(_: &mut Vm, me: Value) -> Answer {
    Ok(me.field(2))
}

fn message_docstring(_: &mut Vm, me: Value) -> Answer {
    Ok(me.field(3))
}

fn print_message(vm: &mut Vm, me: Value, out: Value) -> Answer {
    let pieces = [
        Piece::Text("<computed message "),
        Piece::Printed(me.field(1)),
        Piece::Text("/"),
        Piece::Printed(me.field(2)),
        Piece::Text(">"),
    ];
    print::write(vm, out, &pieces)
}
