//! Ejectors (spec 5 §9.7).

use super::object;
use crate::methods;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// What an ejector answers.
    pub static METHODS:
    /// Leaves the escape expression with null.
    "run" () => F0(fire);
    /// Leaves the escape expression with this value.
    "run" (Any) => F1(fire_with);
    /// Makes the ejector inert.
    "disable" () => F0(disable);
}

fn fire(_: &mut Vm, me: Value) -> Answer {
    Err(Raise::Eject { ejector: me, value: Value::NULL })
}

fn fire_with(_: &mut Vm, me: Value, value: Value) -> Answer {
    Err(Raise::Eject { ejector: me, value })
}

fn disable(vm: &mut Vm, me: Value) -> Answer {
    vm.heap.store(me, 0, Value::FALSE);
    Ok(Value::NULL)
}

/// What is thrown when an ejector is fired that is not active.
pub fn inactive(vm: &Vm, ejector: Value) -> String {
    format!("Inactive ejector from {} was fired", object::ejector_label(vm, ejector))
}
