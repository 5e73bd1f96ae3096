//! The Kernel tree of an object under audition, as plain lists, of which the prelude makes nodes with
//! methods.
//!
//! In: an audition that is going on. Out: a list of `[kind, datum or null, [positions of the children]]`,
//! the object expression first, children behind their parents. Flat, so that no depth is too great.

use super::{audition, object};
use crate::native::{self, Answer, Code, Kind, Method, Singleton};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::kernel_tree::{self, Datum};

/// The private native.
pub static OBJECT_TREE: Singleton = Singleton {
    name: "_vm_objectTree",
    printed: "<_vm_objectTree>",
    methods: &[Method {
        verb: "run",
        params: &[Kind::Any],
        code: Code::F1(object_tree),
        doc: "The Kernel tree of the object that an audition shows.",
        fitting: native::fitting(&[Kind::Any]),
    }],
    doc: "The Kernel tree of the object that an audition shows.",
};

fn object_tree(vm: &mut Vm, _: Value, shown: Value) -> Answer {
    if !audition::is_active(shown) {
        return vm.throw_text("Audition is out of scope");
    }
    let (unit, script) = object::script_place(vm, audition::subject(shown));
    let unit = unit.clone();
    let Some(tree) = kernel_tree::decode(&unit, script) else {
        return vm.throw_text("the object's Kernel tree is not at hand");
    };
    let mut nodes = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let kind = vm.heap.str(&format!("{:?}", node.kind));
        let datum = match &node.datum {
            Datum::None | Datum::Null => Value::NULL,
            Datum::Bool(flag) => Value::bool(*flag),
            Datum::Literal(literal) => vm.literal(literal),
            Datum::Text(text) => vm.heap.str(text),
        };
        let children: Vec<Value> =
            node.children.iter().map(|&child| Value::index(child as usize)).collect();
        let children = vm.heap.list(&children);
        nodes.push(vm.heap.list(&[kind, datum, children]));
    }
    Ok(vm.heap.list(&nodes))
}
