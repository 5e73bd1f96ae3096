//! What the machine knows of objects made by programs: their script, name and methods; and of the
//! problems and ejectors that pass by.

use crate::heap::Type;
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::unit::{Script, Unit};
use std::sync::Arc;

/// The unit that holds the script of a user-made object, and the script's index there.
pub fn script_place(vm: &Vm, object: Value) -> (&Arc<Unit>, usize) {
    let instance = &vm.scripts[object.field(0).to_index()];
    (&vm.units[instance.unit as usize].unit, instance.index as usize)
}

/// The script of a user-made object.
pub fn script(vm: &Vm, object: Value) -> &Script {
    let (unit, index) = script_place(vm, object);
    &unit.scripts[index]
}

/// The name in the pattern of a user-made object.
pub fn name(vm: &Vm, object: Value) -> String {
    script(vm, object).name.clone()
}

/// The qualified name of a user-made object.
pub fn qualified_name(vm: &Vm, object: Value) -> String {
    let (unit, index) = script_place(vm, object);
    unit.qualified_name(Some(unit.scripts[index].qualified))
}

/// Whether the script of a user-made object has a method of this verb and arity.
pub fn responds(vm: &Vm, object: Value, verb: &str, arity: u32) -> bool {
    let methods = &script(vm, object).methods;
    methods.iter().any(|method| method.arity == arity && method.verb == verb)
}

/// What was thrown.
pub fn payload(problem: Value) -> Value {
    if problem.is_heap(Type::Problem) { problem.field(0) } else { problem }
}

/// Throws that a body was run directly with a wrong number of arguments.
pub fn wrong_arity(vm: &mut Vm, name: &str, verb: &str, wanted: usize, got: usize) -> Answer {
    vm.throw_text(&format!("Method '{name}.{verb}' expected {wanted} args, got {got}"))
}

/// The place that an ejector is called after.
pub fn ejector_label(vm: &Vm, ejector: Value) -> String {
    match ejector.field(2).as_small() {
        Some(site) => vm.label_at((site >> 32) as u32, site as u32),
        None => "a built-in".to_owned(),
    }
}
