//! Calls and returns: what a call site remembers, entering a body, named arguments.

use super::{Registers, Step, Vm, Word};
use crate::code::{Code, Target};
use crate::fiber::{BOTTOM, HEADROOM};
use crate::interp::Exit;

/// Calls at a site: at once if the receiver selects what the last one selected.
#[inline(always)]
pub(in crate::interp) fn call(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    r.spend(vm)?;
    let argc = word.a as usize;
    let site = r.site(word);
    if r.top(argc + 1).dispatch_key() == site.key {
        match site.target {
            Target::Method(callee) => {
                let callee = r.callee(callee);
                return enter(vm, r, callee, argc);
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
    let flow = vm.call_at_site(r.code().id, word.b, argc);
    r.follow(vm, flow)
}

/// Calls with a map of named arguments.
#[inline(always)]
pub(in crate::interp) fn call_named(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    r.spend(vm)?;
    let atom = r.site(word).atom;
    send(vm, r, atom, true)
}

/// Calls with an atom whose receiver and arguments are on the stack.
#[inline(always)]
pub(super) fn send(vm: &mut Vm, r: &mut Registers, atom: u32, named: bool) -> Step {
    r.sync(vm);
    let flow = vm.send(atom, named);
    r.follow(vm, flow)
}

#[inline(always)]
fn enter(vm: &mut Vm, r: &mut Registers, callee: &Code, argc: usize) -> Step {
    let cells = (callee.locals + callee.depth) as usize + HEADROOM;
    if r.height(vm) + cells > vm.fiber.stack.len() {
        r.sync(vm);
        vm.heap.begin();
        if let Err(over) = vm.grow_stack(cells) {
            return Err(vm.stop_before(Exit::OutOfMemory { wanted: over.wanted }));
        }
        r.load(vm);
    }
    r.enter(vm, callee, argc);
    Ok(())
}

/// Returns the value on top.
#[inline(always)]
pub(in crate::interp) fn leave(vm: &mut Vm, r: &mut Registers) -> Step {
    let value = r.top(1);
    let Some(&frame) = vm.fiber.frames.last().filter(|f| f.code < BOTTOM) else {
        r.sync(vm);
        let flow = vm.return_value(value);
        return r.follow(vm, flow);
    };
    r.leave(vm, frame, value);
    Ok(())
}

/// The value of a named argument, or on with the default behind.
#[inline(always)]
pub(in crate::interp) fn named_argument(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let (map, key) = (r.top(2), r.top(1));
    r.sync(vm);
    vm.heap.begin();
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
pub(in crate::interp) fn missing_named(vm: &mut Vm, r: &mut Registers) -> Step {
    let key = r.top(1);
    r.native(vm, 1, |vm| vm.missing_named(key))
}

/// A matcher's pattern did not fit.
#[inline(always)]
pub(in crate::interp) fn next_matcher(vm: &mut Vm, r: &mut Registers) -> Step {
    r.sync(vm);
    vm.heap.begin();
    let flow = vm.next_matcher();
    r.follow(vm, flow)
}
