//! Slots and bindings: native storage as objects (spec 4 §9).
//!
//! A guard that is null in a slot means `Any`; one that is null in a binding is that of its slot's kind.

use super::{admission, miranda, pass};
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Resumed, Singleton};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::isa::StaticGuard;

methods! {
    /// What the slot of a final name answers.
    pub static FINAL_SLOT:
    /// The value.
    "get" () => F0(get);
    /// The guard of the value.
    "getGuard" () => F0(get_guard);
}

methods! {
    /// What the slot of a variable answers.
    pub static VAR_SLOT:
    /// The value.
    "get" () => F0(get);
    /// Replaces the value by what the guard makes of the argument. Null.
    "put" (Any) => F1(put);
    /// The guard of the values.
    "getGuard" () => F0(get_guard);
}

methods! {
    /// What a binding answers.
    pub static BINDING:
    /// The slot.
    "get" () => F0(get_slot);
    /// The guard of the slot.
    "getGuard" () => F0(get_slot_guard);
}

methods! {
    /// What `_slotToBinding` answers.
    static SLOT_TO_BINDING:
    /// A binding of a slot. The ejector is not used.
    "run" (Any, Any) => F2(bind);
    /// What makes bindings of slots that have this guard.
    "run" (Any) => Prelude("slotToBinding_guarded");
}

/// `_slotToBinding`.
pub static SLOT_BINDER: Singleton = Singleton {
    name: "_slotToBinding",
    printed: "<SlotBinder>",
    methods: SLOT_TO_BINDING,
    doc: "Makes bindings of slots, for patterns such as `&x`.",
};

fn bind(vm: &mut Vm, _: Value, slot: Value, _: Value) -> Answer {
    let guard = vm.static_guards[StaticGuard::Any as usize];
    Ok(vm.heap.object(Type::Binding, &[slot, guard]))
}

fn get(vm: &mut Vm, me: Value) -> Answer {
    let value = me.field(0);
    if value == Value::HOLE {
        return vm.throw_text("The name is read before its definition is complete");
    }
    Ok(value)
}

fn get_guard(vm: &mut Vm, me: Value) -> Answer {
    Ok(guard_of(vm, me))
}

/// The guard of a native slot's value.
pub fn guard_of(vm: &Vm, slot: Value) -> Value {
    if slot.field(1).is_null() { vm.maker("Any") } else { slot.field(1) }
}

fn put(vm: &mut Vm, me: Value, value: Value) -> Answer {
    let guard = me.field(1);
    if guard.is_null() || admission::admits(vm, guard, value) == Some(true) {
        vm.heap.store(me, 0, value);
        return Ok(Value::NULL);
    }
    fn coerced(vm: &mut Vm, how: Resumed) -> Answer {
        let prize = pass(vm, how)?;
        let slot = vm.state(0);
        vm.heap.store(slot, 0, prize);
        Ok(Value::NULL)
    }
    let thrower = vm.throw;
    vm.call_then(guard, vm.atoms.coerce, &[value, thrower], &[me], coerced)
}

fn get_slot(_: &mut Vm, me: Value) -> Answer {
    Ok(me.field(0))
}

fn get_slot_guard(vm: &mut Vm, me: Value) -> Answer {
    if !me.field(1).is_null() {
        return Ok(me.field(1));
    }
    let slot = me.field(0);
    vm.call_prelude_then("binding_slotGuard", &[slot], &[me], remember_guard)
}

/// The guard of a binding's slot was made: the binding keeps it.
fn remember_guard(vm: &mut Vm, how: Resumed) -> Answer {
    let guard = pass(vm, how)?;
    let binding = vm.state(0);
    vm.heap.store(binding, 1, guard);
    Ok(guard)
}

/// The portrayal of a binding.
pub fn uncall_binding(vm: &mut Vm, binding: Value) -> Answer {
    fn portray(vm: &mut Vm, binding: Value, guard: Value) -> Value {
        let maker = vm.maker("_slotToBinding");
        let (verb, args) = (vm.heap.str("run"), vm.heap.list(&[guard]));
        let binder = vm.heap.list(&[maker, verb, args]);
        miranda::portrayal(vm, binder, "run", &[binding.field(0), Value::NULL])
    }
    fn with_guard(vm: &mut Vm, how: Resumed) -> Answer {
        let binding = vm.state(0);
        let guard = remember_guard(vm, how)?;
        Ok(portray(vm, binding, guard))
    }
    let guard = binding.field(1);
    if guard.is_null() {
        let slot = binding.field(0);
        return vm.call_prelude_then("binding_slotGuard", &[slot], &[binding], with_guard);
    }
    Ok(portray(vm, binding, guard))
}

/// A final slot around a value that has been coerced.
pub fn final_slot(vm: &mut Vm, value: Value, guard: Value) -> Value {
    vm.heap.object(Type::FinalSlot, &[value, guard])
}
