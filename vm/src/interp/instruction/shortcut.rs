//! Shortcuts: each does all of the words behind it in the usual case, and goes on behind them; otherwise it
//! does nothing, and they do the rest. None of them spends fuel, calls or throws: the words would not
//! have done so in the same case.

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
    if index.is_small()
        && list.is_pointer()
        && let Some(item) = element(list, index)
    {
        r.push(item);
        r.skip(words);
    }
}

/// An element of a flexible list is replaced by the value on top, which also goes into a local.
#[inline(always)]
pub(in crate::interp) fn put_to(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let value = r.top(1);
    if vm.heap.put_element(r.top(3), r.top(2), value) {
        r.set_local(word.a as u32, value);
        r.drop(3);
        r.skip(4);
    }
}

/// A local plus a literal.
#[inline(always)]
pub(in crate::interp) fn local_int_add(r: &mut Registers, word: &Word) {
    let x = r.local(word.a as u32);
    if x.is_small()
        && let Some(sum) = x.add_small(literal(word))
    {
        r.push(sum);
        r.skip(2);
    }
}

/// The top plus a literal.
#[inline(always)]
pub(in crate::interp) fn int_add(r: &mut Registers, word: &Word) {
    let x = r.top(1);
    if x.is_small()
        && let Some(sum) = x.add_small(literal(word))
    {
        r.put(1, sum);
        r.skip(2);
    }
}

/// Other arithmetic on the top and a literal, which is positive unless it multiplies.
#[inline(always)]
pub(in crate::interp) fn int_arith(r: &mut Registers, word: &Word) {
    let x = r.top(1);
    let Some(n) = x.as_small() else { return };
    let y = word.b as i32 as i64;
    let result = match word.x {
        2 => match x.multiply_small(literal(word)) {
            Some(product) => product,
            None => return,
        },
        3 => Value::int(n.div_euclid(y)),
        4 => Value::int(n.rem_euclid(y)),
        _ => Value::int(n & y),
    };
    r.put(1, result);
    r.skip(2);
}

/// The literal of a word.
#[inline(always)]
fn literal(word: &Word) -> Value {
    Value::int(word.b as i32 as i64)
}

/// Two locals in order, and a branch.
#[inline(always)]
pub(in crate::interp) fn local_local_order(
    r: &mut Registers,
    word: &Word,
    of_bits: impl Fn(i64, i64) -> bool,
    of_doubles: impl Fn(f64, f64) -> bool,
) {
    let (x, y) = (r.local(word.a as u32), r.local(word.b));
    if x.both_small(y) {
        branch(r, of_bits(x.bits() as i64, y.bits() as i64));
    } else if let (Some(x), Some(y)) = (x.as_inline_double(), y.as_inline_double()) {
        branch(r, of_doubles(x, y));
    }
}

/// A local beside a literal in order, and a branch.
#[inline(always)]
pub(in crate::interp) fn local_int_order(
    r: &mut Registers,
    word: &Word,
    of_bits: impl Fn(i64, i64) -> bool,
) {
    let x = r.local(word.a as u32);
    if x.is_small() {
        branch(r, of_bits(x.bits() as i64, literal(word).bits() as i64));
    }
}

/// The top beside a literal in order, and a branch.
#[inline(always)]
pub(in crate::interp) fn int_order(
    r: &mut Registers,
    word: &Word,
    of_bits: impl Fn(i64, i64) -> bool,
) {
    let x = r.top(1);
    if x.is_small() {
        r.drop(1);
        branch(r, of_bits(x.bits() as i64, literal(word).bits() as i64));
    }
}

/// Whether the top is a literal, and a branch.
#[inline(always)]
pub(in crate::interp) fn int_same(r: &mut Registers, word: &Word) {
    let x = r.top(1);
    if x.is_small() {
        r.drop(1);
        branch(r, (x == literal(word)) == (word.x == 0));
    }
}

/// Whether a local is a literal, and a branch.
#[inline(always)]
pub(in crate::interp) fn local_int_same(r: &mut Registers, word: &Word) {
    let x = r.local(word.a as u32);
    if x.is_small() {
        branch(r, (x == literal(word)) == (word.x == 0));
    }
}

/// Goes on behind a test and its branch, which end the three words behind, or where they lead.
#[inline(always)]
fn branch(r: &mut Registers, holds: bool) {
    if holds {
        r.skip(3);
    } else {
        r.jump_as(1);
    }
}

/// A boolean on top, which is not what the branch behind wants negated: goes on, or where that leads.
#[inline(always)]
pub(in crate::interp) fn not_branch(r: &mut Registers, word: &Word) {
    if let Some(b) = r.top(1).as_bool() {
        r.drop(1);
        if b == (word.x == 0) {
            r.jump_as(1);
        } else {
            r.skip(2);
        }
    }
}

/// The next element of a range of integers, a list or a string, into a local.
#[inline(always)]
pub(in crate::interp) fn next_to(r: &mut Registers, word: &Word) {
    let Some(cursor) = cursor(r, word) else { return };
    let source = r.local(word.a as u32);
    let value = if source.is_small() {
        if cursor == source {
            r.jump(word);
            return;
        }
        cursor
    } else if let Some(value) = walked(source, cursor) {
        value
    } else {
        return;
    };
    r.set_local(word.x as u32, value);
    forward(r, word, cursor);
    r.skip(3);
}

/// The next index and element of a list or a string, into two locals.
#[inline(always)]
pub(in crate::interp) fn next_pair_to(r: &mut Registers, word: &Word) {
    let Some(cursor) = cursor(r, word) else { return };
    let source = r.local(word.a as u32);
    if let Some(value) = walked(source, cursor) {
        r.set_local(word.x as u32, value);
        r.set_local(r.operand_of(3), cursor);
        forward(r, word, cursor);
        r.skip(4);
    }
}

/// The element of a list or a string that is walked through.
#[inline(always)]
fn walked(source: Value, cursor: Value) -> Option<Value> {
    if !source.is_pointer() {
        return None;
    }
    match source.list_element(cursor) {
        None if source.is_heap(Type::Str) => element(source, cursor),
        element => element,
    }
}

/// The cursor of an iteration that the machine walks itself.
#[inline(always)]
fn cursor(r: &Registers, word: &Word) -> Option<Value> {
    let cursor = r.local(word.a as u32 + 1);
    if cursor.is_small() { Some(cursor) } else { None }
}

/// Puts the cursor behind an element.
#[inline(always)]
fn forward(r: &mut Registers, word: &Word, cursor: Value) {
    r.set_local(word.a as u32 + 1, cursor.next_small());
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
        // A literal has a shortcut of its own.
        r.skip(if word.op == Quick::CellAddLocal { 5 } else { 6 });
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
