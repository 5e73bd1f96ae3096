//! Making lists, maps, ranges and objects, and the element of a list.

use super::calls::call;
use super::{Quick, Registers, Step, Value, Vm, Word};
use crate::heap::Type;

/// A list of the topmost values.
#[inline(always)]
pub(in crate::interp) fn make_list(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let count = word.a as usize;
    let items = r.topmost(count);
    let list = vm.heap.list(items);
    r.drop(count);
    r.push(list);
}

/// A map of the topmost keys and values.
#[inline(always)]
pub(in crate::interp) fn make_map(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let count = word.a as usize * 2;
    if count == 0 {
        r.push(vm.empty_map);
        return Ok(());
    }
    r.native(vm, count, |vm| vm.make_map(count))
}

/// `x..y` and `x..!y`.
#[inline(always)]
pub(in crate::interp) fn range(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let (x, y) = (r.top(2), r.top(1));
    let till = word.op == Quick::RangeTill;
    if x.both_small(y) {
        let end = if till { Some(y) } else { y.add_small(Value::int(1)) };
        if let Some(end) = end {
            let end = if end.less_small(x) { x } else { end };
            let fields = [x, end, Value::NULL, y, Value::bool(till)];
            let range = vm.heap.object(Type::Range, &fields);
            r.put_for_two(range);
            return Ok(());
        }
    }
    r.spend(vm)?;
    let (x, y) = (r.top(2), r.top(1));
    r.native(vm, 2, |vm| vm.range_slow(till, x, y))
}

/// The element of a list, else a call.
#[inline(always)]
pub(in crate::interp) fn get(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let (list, index) = (r.top(2), r.top(1));
    if index.is_small()
        && list.is_pointer()
        && let Some(item) = crate::data::list::element(list, index)
    {
        r.put_for_two(item);
        return Ok(());
    }
    call(vm, r, word)
}

/// Replaces an element of a flexible list without a guard, else a call.
#[inline(always)]
pub(in crate::interp) fn put(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let (list, index, value) = (r.top(3), r.top(2), r.top(1));
    if vm.heap.put_element(list, index, value) {
        r.drop(2);
        r.put(1, Value::NULL);
        return Ok(());
    }
    call(vm, r, word)
}

/// An object of a script, with the topmost values as its captures.
#[inline(always)]
pub(in crate::interp) fn object(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let script = word.b;
    let count = vm.scripts[script as usize].captures as usize;
    let captures = r.topmost(count);
    let object = vm.heap.object_of(script, captures);
    r.drop(count);
    r.push(object);
}

/// Submits an object to the auditors above it.
#[inline(always)]
pub(in crate::interp) fn audit(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let count = word.a as usize;
    r.native(vm, count + 1, |vm| vm.audit_object(count))
}

/// The object of `meta.context()`.
#[inline(always)]
pub(in crate::interp) fn context(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let object = crate::builtin::context::make(vm, r.constant(word.b));
    r.push(object);
}
