//! Patterns: guards, lists, sameness. A test leaves a problem and jumps where the pattern fails.

use super::calls::send;
use super::{Registers, Step, Value, Vm, Word};
use crate::heap::Type;
use crate::interp::slow::{conforms, list_of, same_immediate};

/// Coerces the specimen with the guard on top; null is no guard.
#[inline(always)]
pub(in crate::interp) fn coerce(vm: &mut Vm, r: &mut Registers) -> Step {
    if r.top(1).is_null() {
        r.drop(2);
        return Ok(());
    }
    r.spend(vm)?;
    // specimen ejector guard -> guard specimen ejector
    let guard = r.top(1);
    r.put(1, r.top(2));
    r.put(2, r.top(3));
    r.put(3, guard);
    r.sync(vm);
    let flow = vm.coerce();
    r.follow(vm, flow)
}

/// Coerces the specimen with a guard of the safe scope.
#[inline(always)]
pub(in crate::interp) fn coerce_static(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    if conforms(word.a, r.top(2)) {
        r.drop(1);
        return Ok(());
    }
    r.spend(vm)?;
    let guard = vm.static_guards[word.a as usize];
    r.push(r.top(1));
    r.put(2, r.top(3));
    r.put(3, guard);
    let atom = vm.atoms.coerce;
    send(vm, r, atom, false)
}

/// Tests the specimen with a guard of the safe scope; the word behind takes a slow answer.
#[inline(always)]
pub(in crate::interp) fn test_static(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let specimen = r.top(1);
    if conforms(word.a, specimen) {
        r.skip(1);
        return Ok(());
    }
    r.native(vm, 1, |vm| vm.test_static(word.a, specimen, word.x))
}

/// Takes the answer of a slow test.
#[inline(always)]
pub(in crate::interp) fn test_take(vm: &mut Vm, r: &mut Registers, word: &Word) {
    if std::mem::take(&mut vm.test_failed) {
        r.jump(word);
    }
}

/// Takes a list apart, the first element topmost, or ejects.
#[inline(always)]
pub(in crate::interp) fn list_pattern(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let (specimen, ejector) = (r.top(2), r.top(1));
    match list_of(vm, specimen, word.a as usize) {
        Some(items) => {
            r.drop(1);
            unpack(r, items);
            Ok(())
        }
        None => {
            r.native(vm, 2, |vm| vm.list_pattern_failed(specimen, ejector, word.a, vm.place_now()))
        }
    }
}

/// Takes a list apart, the first element topmost, or goes where the pattern fails.
#[inline(always)]
pub(in crate::interp) fn test_list(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let specimen = r.top(1);
    match list_of(vm, specimen, word.a as usize) {
        Some(items) => unpack(r, items),
        None => {
            r.sync(vm);
            let problem = vm.list_problem(specimen, word.a as usize, word.x, vm.place_now());
            r.put(1, problem);
            r.jump(word);
        }
    }
}

#[inline(always)]
fn unpack(r: &mut Registers, items: &[Value]) {
    r.drop(1);
    for &item in items.iter().rev() {
        r.push(item);
    }
}

/// Asks for sameness; the word behind takes the answer.
#[inline(always)]
pub(in crate::interp) fn test_same(vm: &mut Vm, r: &mut Registers) -> Step {
    let (x, y) = (r.top(2), r.top(1));
    match same_immediate(x, y) {
        Some(same) => {
            r.push(Value::bool(same));
            Ok(())
        }
        None => r.native_above(vm, &[x, y], |vm| vm.same_slow(x, y)),
    }
}

/// Takes the answer about sameness: goes on, or goes where the pattern fails.
#[inline(always)]
pub(in crate::interp) fn test_same_take(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let same = r.pop() == Value::TRUE;
    if same == (word.x == 0) {
        r.drop(1);
    } else {
        let (specimen, exemplar) = (r.top(2), r.top(1));
        r.sync(vm);
        let problem = vm.sameness_problem(specimen, exemplar, same, word.a as u8);
        r.put_for_two(problem);
        r.jump(word);
    }
}

/// A local that may hold a deferred problem, which is told.
#[inline(always)]
pub(in crate::interp) fn local_problem(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let problem = r.local(word.a as u32);
    r.push(problem);
    if problem.is_heap(Type::Deferred) {
        return r.native(vm, 1, |vm| vm.told(problem));
    }
    Ok(())
}
