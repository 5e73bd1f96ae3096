//! Names: native slots, bindings, and making them.

use super::{Quick, Registers, Step, Value, Vm, Word};
use crate::heap::Type;
use crate::interp::slow::direct_read;

/// Assigns to a captured variable; the word behind consumes the answer of a guarded one.
#[inline(always)]
pub(in crate::interp) fn put(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let slot = if word.op == Quick::PutLocal { r.local(word.a as u32) } else { r.capture(word.a) };
    if !slot.field(1).is_null() {
        return r.native(vm, 1, |vm| vm.put_slot(slot));
    }
    let value = r.pop();
    vm.heap.store(slot, 0, value);
    r.skip(1);
    Ok(())
}

/// Reads through a binding.
#[inline(always)]
pub(in crate::interp) fn noun(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let binding = match word.op {
        Quick::NounLocal => r.local(word.a as u32),
        Quick::NounFrame => r.capture(word.a),
        _ => r.constant(word.b),
    };
    match direct_read(binding) {
        Some(value) => {
            r.push(value);
            Ok(())
        }
        None => {
            r.sync(vm);
            let flow = vm.read_binding(binding);
            r.follow(vm, flow)
        }
    }
}

/// Assigns through a binding; the word behind consumes the answer.
#[inline(always)]
pub(in crate::interp) fn assign(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let binding = match word.op {
        Quick::AssignLocal => r.local(word.a as u32),
        Quick::AssignFrame => r.capture(word.a),
        _ => r.constant(word.b),
    };
    r.sync(vm);
    let flow = vm.assign_binding(binding);
    r.follow(vm, flow)
}

/// The binding of an outer name.
#[inline(always)]
pub(in crate::interp) fn binding_outer(vm: &mut Vm, r: &mut Registers, word: &Word) {
    r.sync(vm);
    let binding = vm.outer_binding(r.code().unit, word.b);
    r.push(binding);
}

/// A slot for a captured variable, without a guard.
#[inline(always)]
pub(in crate::interp) fn make_cell(vm: &mut Vm, r: &mut Registers) {
    let slot = vm.heap.object(Type::VarSlot, &[r.top(1), Value::NULL]);
    r.put(1, slot);
}

/// A slot for a captured variable with a guard.
#[inline(always)]
pub(in crate::interp) fn make_guarded_cell(vm: &mut Vm, r: &mut Registers) {
    let guard = r.pop();
    let slot = vm.heap.object(Type::VarSlot, &[r.top(1), guard]);
    r.put(1, slot);
}

/// A binding of a new slot.
#[inline(always)]
pub(in crate::interp) fn make_binding(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let guard = r.pop();
    let ty = if word.op == Quick::MakeFinalBinding { Type::FinalSlot } else { Type::VarSlot };
    let slot = vm.heap.object(ty, &[r.top(1), guard]);
    bind_slot(vm, r, slot);
}

/// A binding of the slot on top.
#[inline(always)]
pub(in crate::interp) fn slot_binding(vm: &mut Vm, r: &mut Registers) {
    let slot = r.top(1);
    bind_slot(vm, r, slot);
}

/// A binding to be filled later.
#[inline(always)]
pub(in crate::interp) fn defer_binding(vm: &mut Vm, r: &mut Registers) {
    let slot = vm.heap.object(Type::FinalSlot, &[Value::HOLE, r.top(1)]);
    bind_slot(vm, r, slot);
}

#[inline(always)]
fn bind_slot(vm: &mut Vm, r: &mut Registers, slot: Value) {
    let binding = vm.heap.object(Type::Binding, &[slot, Value::NULL]);
    r.put(1, binding);
}

/// Fills a binding that was deferred.
#[inline(always)]
pub(in crate::interp) fn fill_binding(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let binding = r.local(word.a as u32);
    let value = r.pop();
    r.sync(vm);
    vm.heap.begin();
    match vm.fill_binding(binding, value) {
        Ok(()) => Ok(()),
        Err(raise) => r.raise(vm, raise),
    }
}
