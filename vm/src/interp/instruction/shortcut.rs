//! Shortcuts: each does all of the words behind it in the usual case, and goes on behind them; otherwise it
//! does nothing, and they do the rest. None of them spends fuel, calls or throws: the words would not
//! have done so in the same case.

use super::comparison::ordering;
use super::{Registers, Value, Vm, Word};
use crate::code::Quick;
use crate::data::list::element;
use crate::fiber::BOTTOM;
use crate::heap::Type;

/// A local plus a literal, into a local.
#[inline(always)]
pub(in crate::interp) fn add_int_to(r: &mut Registers, word: &Word) {
    let x = r.local(word.a as u32);
    if x.is_small()
        && let Some(sum) = x.add_small(Value::int(word.b as i32 as i64))
    {
        r.set_local(word.x as u32, sum);
        r.skip(3);
    }
}

/// Two locals, into a local.
#[inline(always)]
pub(in crate::interp) fn arith_to(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let x = r.local(word.a as u32);
    let y = r.local(word.b & 0xffff);
    let kind = word.b >> 16;
    let result = if x.both_small(y) {
        match kind {
            0 => x.add_small(y),
            1 => x.subtract_small(y),
            _ => x.multiply_small(y),
        }
    } else if let (Some(x), Some(y)) = (x.as_inline_double(), y.as_inline_double()) {
        Some(vm.heap.double(match kind {
            0 => x + y,
            1 => x - y,
            _ => x * y,
        }))
    } else {
        None
    };
    if let Some(result) = result {
        r.set_local(word.x as u32, result);
        r.skip(3);
    }
}

/// An element of a list; `cells` is the number of words that the shortcut stands for.
#[inline(always)]
pub(in crate::interp) fn get(r: &mut Registers, list: Value, index: Value, words: usize) {
    if let (Some(index), true) = (index.as_small(), list.is_pointer())
        && let Some(item) = element(list, index)
    {
        r.push(item);
        r.skip(words);
    }
}

/// The top beside a literal, and a branch.
#[inline(always)]
pub(in crate::interp) fn int_compare(r: &mut Registers, word: &Word) {
    let x = r.top(1);
    if x.is_small() {
        r.drop(1);
        branch(r, word, x, 1);
    }
}

/// A local beside a literal, and a branch.
#[inline(always)]
pub(in crate::interp) fn local_int_same(r: &mut Registers, word: &Word) {
    let x = r.local(word.a as u32);
    if x.is_small() {
        branch(r, word, x, 3);
    }
}

/// Goes on behind a branch, or where it leads; it is the second word from `at` on.
#[inline(always)]
fn branch(r: &mut Registers, word: &Word, x: Value, at: usize) {
    let y = Value::int(word.b as i32 as i64);
    if ordering(word.x, x, y) == Some(true) {
        r.skip(at + 2);
    } else {
        r.jump_as(at);
    }
}

/// The next element of a range of integers or a list, into a local.
#[inline(always)]
pub(in crate::interp) fn next_to(r: &mut Registers, word: &Word) {
    let source = r.local(word.a as u32);
    let Some(cursor) = r.local(word.a as u32 + 1).as_small() else { return };
    let value = if source.is_small() {
        let value = Value::int(cursor);
        if value == source {
            r.jump(word);
            return;
        }
        value
    } else if source.is_heap(Type::List)
        && let Some(value) = element(source, cursor)
    {
        value
    } else {
        return;
    };
    r.set_local(word.x as u32, value);
    r.set_local(word.a as u32 + 1, Value::int(cursor + 1));
    r.skip(3);
}

/// A captured variable plus or minus a number.
#[inline(always)]
pub(in crate::interp) fn cell_add(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let slot = r.capture(word.a);
    let y = if word.op == Quick::CellAddLocal {
        r.local(word.b)
    } else {
        Value::int(word.b as i32 as i64)
    };
    let x = slot.field(0);
    if !x.both_small(y) || !slot.field(1).is_null() {
        return;
    }
    let result = if word.x == 1 { x.subtract_small(y) } else { x.add_small(y) };
    if let Some(result) = result {
        vm.heap.store(slot, 0, result);
        r.skip(5);
    }
}

/// Returns a local to a body that runs in the loop.
#[inline(always)]
pub(in crate::interp) fn return_local(vm: &mut Vm, r: &mut Registers, word: &Word) {
    if let Some(&frame) = vm.fiber.frames.last()
        && frame.code < BOTTOM
    {
        let value = r.local(word.a as u32);
        r.leave(vm, frame, value);
    }
}
