//! Calls and returns: what a call site remembers, entering a body, named arguments.

use super::{Registers, Step, Value, Vm, Word};
use crate::code::{Code, Target};
use crate::fiber::{BOTTOM, Frame, HEADROOM};
use crate::interp::Exit;

/// Calls at a site: at once if the receiver selects what the last one selected.
#[inline(always)]
pub(in crate::interp) unsafe fn call(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    r.spend(vm)?;
    let argc = word.a as usize;
    let site = &*(*r.code).sites.as_ptr().add(word.b as usize);
    if r.top(argc + 1).dispatch_key() == site.key {
        match site.target {
            Target::Method(callee) => {
                return enter(vm, r, callee.code, argc);
            }
            Target::Native(rows) => {
                r.sync(vm);
                let result = vm.call_rows(rows, site.atom, argc);
                return r.answer(vm, result, argc + 1);
            }
            _ => {}
        }
    }
    r.sync(vm);
    let flow = vm.call_at_site((*r.code).id, word.b, argc);
    r.follow(vm, flow)
}

/// Calls with a map of named arguments.
#[inline(always)]
pub(in crate::interp) unsafe fn call_named(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    r.spend(vm)?;
    let atom = (*(*r.code).sites.as_ptr().add(word.b as usize)).atom;
    send(vm, r, atom, true)
}

/// Calls with an atom whose receiver and arguments are on the stack.
#[inline(always)]
pub(super) unsafe fn send(vm: &mut Vm, r: &mut Registers, atom: u32, named: bool) -> Step {
    r.sync(vm);
    let flow = vm.send(atom, named);
    r.follow(vm, flow)
}

#[inline(always)]
unsafe fn enter(vm: &mut Vm, r: &mut Registers, callee: *const Code, argc: usize) -> Step {
    let locals = (*callee).locals as usize;
    let cells = locals + (*callee).depth as usize + HEADROOM;
    if r.height(vm) + cells > vm.fiber.stack.len() {
        r.sync(vm);
        if let Err(over) = vm.grow_stack(cells) {
            return Err(vm.stop_before(Exit::OutOfMemory { wanted: over.wanted }));
        }
        r.load(vm);
    }
    let frame = r.frame_at(vm, r.pc);
    vm.fiber.frames.push(frame);
    r.base = r.sp.sub(argc);
    for i in argc..locals {
        *r.base.add(i) = Value::NULL;
    }
    r.sp = r.base.add(locals);
    r.code = callee;
    r.constants = (*callee).constants;
    r.pc = (*callee).words.as_ptr();
    Ok(())
}

/// Returns the value on top.
#[inline(always)]
pub(in crate::interp) unsafe fn leave(vm: &mut Vm, r: &mut Registers) -> Step {
    let value = r.top(1);
    let Some(&frame) = vm.fiber.frames.last().filter(|f| f.code < BOTTOM) else {
        r.sync(vm);
        let flow = vm.return_value(value);
        return r.follow(vm, flow);
    };
    pop_frame(vm, r, frame, value);
    Ok(())
}

/// Goes on in the topmost suspended activation, with the value of the one that runs.
#[inline(always)]
pub(super) unsafe fn pop_frame(vm: &mut Vm, r: &mut Registers, frame: Frame, value: Value) {
    vm.fiber.frames.pop();
    if (frame.base as usize) < vm.fiber.clean {
        vm.fiber.clean = frame.base as usize;
    }
    *r.base.sub(1) = value;
    r.sp = r.base;
    r.code = &**vm.codes.get_unchecked(frame.code as usize);
    r.constants = (*r.code).constants;
    r.pc = (*r.code).words.as_ptr().add(frame.pc as usize);
    r.base = vm.fiber.stack.as_mut_ptr().add(frame.base as usize);
}

/// The value of a named argument, or on with the default behind.
#[inline(always)]
pub(in crate::interp) unsafe fn named_argument(
    vm: &mut Vm,
    r: &mut Registers,
    word: &Word,
) -> Step {
    let (map, key) = (r.top(2), r.top(1));
    r.sync(vm);
    match vm.named_argument(map, key) {
        Ok(Some(value)) => {
            r.put_for_two(value);
            r.jump(word);
            Ok(())
        }
        Ok(None) => {
            r.put_for_two(key);
            Ok(())
        }
        Err(raise) => r.raise(vm, raise),
    }
}

/// A named argument without a default is missing.
#[inline(always)]
pub(in crate::interp) unsafe fn missing_named(vm: &mut Vm, r: &mut Registers) -> Step {
    let key = r.top(1);
    r.native(vm, 1, |vm| vm.missing_named(key))
}

/// A matcher's pattern did not fit.
#[inline(always)]
pub(in crate::interp) unsafe fn next_matcher(vm: &mut Vm, r: &mut Registers) -> Step {
    r.sync(vm);
    let flow = vm.next_matcher();
    r.follow(vm, flow)
}
