//! `for` loops. Two locals hold the state: for a range of integers whose keys nobody wants, its end and the
//! next integer; for anything else that the machine can walk through itself, the source and a cursor; for any
//! other iterator, the iterator and the ejector that ends the loop.

use super::calls::send;
use super::{Quick, Registers, Step, Value, Vm, Word};
use crate::builtin::iterator::{iteration_pair, iteration_source};
use crate::code::VALUES;
use crate::data::list::{element, items};
use crate::heap::Type;

/// Begins an iteration; the word behind takes the iterator of a slow one.
#[inline(always)]
pub(in crate::interp) fn iterate(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    match iteration_source(vm, r.top(1)) {
        Ok(Some(source)) => {
            r.drop(1);
            let (source, cursor) = match integers(source) {
                Some(range) if word.x == VALUES => range,
                _ => (source, Value::ZERO),
            };
            set_state(r, word, source, cursor);
            r.skip(1);
            Ok(())
        }
        Ok(None) => {
            r.spend(vm)?;
            let atom = vm.atoms.make_iterator;
            send(vm, r, atom, false)
        }
        Err(over) => {
            r.spend(vm)?;
            r.sync(vm);
            vm.heap.begin();
            r.raise(vm, over.into())
        }
    }
}

/// The end and the first of a range of small integers.
#[inline(always)]
fn integers(source: Value) -> Option<(Value, Value)> {
    if !source.is_heap(Type::Range) {
        return None;
    }
    let (first, end) = (source.field(0), source.field(1));
    first.both_small(end).then_some((end, first))
}

/// Takes the iterator.
#[inline(always)]
pub(in crate::interp) fn iterate_take(r: &mut Registers, word: &Word) {
    let iterator = r.pop();
    set_state(r, word, iterator, Value::NULL);
}

/// The next key and value, or the end of the loop; the word behind takes a slow pair.
#[inline(always)]
pub(in crate::interp) fn next(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let source = r.local(word.a as u32);
    let Some(cursor) = r.local(word.a as u32 + 1).as_small() else {
        r.spend(vm)?;
        let source = r.local(word.a as u32);
        let ejector = r.local(word.a as u32 + 1);
        r.push(source);
        r.push(ejector);
        let atom = vm.atoms.next;
        return send(vm, r, atom, false);
    };
    if source.is_small() {
        let value = Value::int(cursor);
        if value == source {
            r.jump(word);
        } else {
            turn(r, word, value, value, Value::int(cursor + 1));
        }
        return Ok(());
    }
    let ty = source.ty();
    if ty == Type::Range {
        let first = source.field(0);
        let value = if let Some(first) = first.as_small() {
            Value::int(first + cursor)
        } else {
            Value::char(first.as_char().unwrap_or(0) + cursor as u32)
        };
        if value == source.field(1) {
            r.jump(word);
        } else {
            turn(r, word, Value::int(cursor), value, Value::int(cursor + 1));
        }
    } else if ty == Type::List {
        match element(source, Value::int(cursor))
            .or_else(|| vm.heap.element_of_superseded(source, cursor))
        {
            Some(value) => turn(r, word, Value::int(cursor), value, Value::int(cursor + 1)),
            None => r.jump(word),
        }
    } else {
        match iteration_pair(source, cursor as usize) {
            Some((key, value, next)) => turn(r, word, key, value, Value::index(next)),
            None => r.jump(word),
        }
    }
    Ok(())
}

/// Takes the pair of a slow step.
#[inline(always)]
pub(in crate::interp) fn next_take(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let pair = vm.resolve(r.top(1));
    let Some(&[key, value]) = items(pair) else {
        return r.native(vm, 1, |vm| vm.not_a_pair(pair));
    };
    r.drop(1);
    if word.op == Quick::NextTake {
        r.push(key);
    }
    r.push(value);
    Ok(())
}

/// One turn of a loop whose source the machine walks through.
#[inline(always)]
fn turn(r: &mut Registers, word: &Word, key: Value, value: Value, cursor: Value) {
    if word.op == Quick::Next {
        r.push(key);
    }
    r.push(value);
    r.set_local(word.a as u32 + 1, cursor);
    r.skip(1);
}

#[inline(always)]
fn set_state(r: &mut Registers, word: &Word, source: Value, cursor: Value) {
    r.set_local(word.a as u32, source);
    r.set_local(word.a as u32 + 1, cursor);
}
