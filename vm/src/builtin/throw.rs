//! `throw`: raises exceptions, and fails through ejector arguments.

use crate::methods;
use crate::native::{Answer, Raise, Singleton};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// What `throw` answers.
    static METHODS:
    /// Throws any object. A sealed exception is thrown again as it is.
    "run" (Any) => F1(run);
    /// Fails through an ejector argument: null throws, an ejector fires, anything else is called.
    "eject" (Any, Any) => F2(eject);
}

/// `throw`.
pub static THROW: Singleton = Singleton {
    name: "throw",
    printed: "throw",
    methods: METHODS,
    doc: "Raises exceptions; stands for the ejector that throws.",
};

fn run(_: &mut Vm, _: Value, payload: Value) -> Answer {
    Err(Raise::Throw(payload))
}

fn eject(vm: &mut Vm, _: Value, ejector: Value, payload: Value) -> Answer {
    vm.eject(ejector, payload)
}
