//! Branches, and the handlers of ejectors, exceptions and finally blocks.

use super::{Quick, Registers, Step, Value, Vm, Word};
use crate::fiber::{Handler, HandlerKind};
use crate::heap::Type;
use crate::interp::Exit;

/// Goes on at the target if the boolean on top is the one wanted.
#[inline(always)]
pub(in crate::interp) fn branch(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let wanted = word.op == Quick::BranchTrue;
    match r.top(1).as_bool() {
        Some(b) => {
            r.drop(1);
            if b == wanted {
                r.jump(word);
            }
            Ok(())
        }
        None => {
            let resolved = vm.resolve(r.top(1));
            if resolved.as_bool().is_some() {
                // The branch is tried again with what the reference stands for.
                r.put(1, resolved);
                r.again();
                Ok(())
            } else {
                r.native(vm, 1, |vm| vm.not_a_bool(resolved))
            }
        }
    }
}

/// Goes back to the head of a loop.
#[inline(always)]
pub(in crate::interp) fn back(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    r.spend(vm)?;
    r.jump(word);
    Ok(())
}

/// A loop head that counts down to being hot; where no tracer is asked, it stays there.
#[inline(always)]
pub(in crate::interp) fn count_loop(
    vm: &mut Vm,
    r: &mut Registers,
    word: &Word,
    traced: bool,
) -> Step {
    let heat = r.heat(word);
    let left = heat.get();
    if left > 0 {
        heat.set(left - 1);
    } else if traced {
        r.sync_before(vm);
        return Err(Exit::Hot);
    }
    Ok(())
}

/// A loop head that goes on in machine code, where a tracer is asked.
#[inline(always)]
pub(in crate::interp) fn enter_trace(
    vm: &mut Vm,
    r: &mut Registers,
    word: &Word,
    traced: bool,
) -> Step {
    if traced {
        r.sync_before(vm);
        vm.enter_trace(word.b)?;
        r.load(vm);
    }
    Ok(())
}

/// Makes an ejector and installs its handler.
#[inline(always)]
pub(in crate::interp) fn ejector(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let ejector = new_ejector(vm, r);
    install(vm, r, HandlerKind::Eject, word, ejector);
    r.push(ejector);
}

/// Makes the ejector that ends an iteration, the second part of its state, and installs its handler. An
/// iteration that the machine walks itself has a cursor there and needs neither, but what leaves the loop
/// drops a handler in any case.
#[inline(always)]
pub(in crate::interp) fn end_ejector(vm: &mut Vm, r: &mut Registers, word: &Word) {
    if r.local(word.a as u32 + 1).as_small().is_some() {
        install(vm, r, HandlerKind::Idle, word, Value::NULL);
    } else {
        let ejector = new_ejector(vm, r);
        r.set_local(word.a as u32 + 1, ejector);
        install(vm, r, HandlerKind::Eject, word, ejector);
    }
}

#[inline(always)]
fn new_ejector(vm: &mut Vm, r: &Registers) -> Value {
    let place = r.place() as i64;
    let site = Value::int((r.code().id as i64) << 32 | place);
    vm.heap.object(Type::Ejector, &[Value::TRUE, Value::NULL, site])
}

/// Installs the handler of a `try` or a `finally`.
#[inline(always)]
pub(in crate::interp) fn handle(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let kind = if word.op == Quick::Try { HandlerKind::Catch } else { HandlerKind::Unwind };
    install(vm, r, kind, word, Value::NULL);
}

#[inline(always)]
fn install(vm: &mut Vm, r: &mut Registers, kind: HandlerKind, word: &Word, ejector: Value) {
    let height = r.height(vm) as u32;
    let depth = vm.fiber.frames.len() as u32;
    vm.fiber.handlers.push(Handler { kind, depth, target: word.b, height, ejector });
}

/// Removes the topmost handler; an ejector ends with its own.
#[inline(always)]
pub(in crate::interp) fn drop_handler(vm: &mut Vm) {
    if let Some(handler) = vm.fiber.handlers.pop()
        && handler.kind == HandlerKind::Eject
    {
        vm.heap.store(handler.ejector, 0, Value::FALSE);
    }
}

/// Raises again what was parked while the finally block ran.
#[inline(always)]
pub(in crate::interp) fn end_finally(vm: &mut Vm, r: &mut Registers) -> Step {
    let event = r.pop();
    if event.is_null() {
        return Ok(());
    }
    r.sync(vm);
    let flow = vm.raise_event(event);
    r.follow(vm, flow)
}
