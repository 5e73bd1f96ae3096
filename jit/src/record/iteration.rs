//! `for` loops over what the machine walks itself.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op};
use monte_vm::code::{Quick, Target, VALUES};
use monte_vm::heap::Type;
use monte_vm::tracer::NativeCall;
use monte_vm::value::Value;

impl Recorder {
    pub(super) fn iterate(&mut self, at: &mut At) -> Recorded {
        let (cell, state) = (at.top - 1, at.local());
        let seen = at.value(cell);
        let source = self.get(cell);
        let zero = self.int_constant(0);
        if !seen.is_pointer() || seen.is_heap(Type::Promise) {
            return Err(Abort::Iteration);
        }
        match seen.ty() {
            Type::Range if at.word.x == VALUES && seen.field(0).both_small(seen.field(1)) => {
                self.guard_type(at, source, Type::Range);
                let first = self.load(source, Type::Range, 0);
                let first = self.as_int(at, first);
                let end = self.load(source, Type::Range, 1);
                let end = self.as_int(at, end);
                self.set(state, end);
                self.set(state + 1, first);
            }
            ty @ (Type::Str | Type::Bytes | Type::Range) => {
                self.guard_type(at, source, ty);
                self.set(state, source);
                self.set(state + 1, zero);
            }
            Type::List => {
                self.guard_type(at, source, Type::List);
                // One that is superseded is settled first, by the machine.
                self.buffer(at, source, seen).ok_or(Abort::Iteration)?;
                self.set(state, source);
                self.set(state + 1, zero);
            }
            ty @ (Type::FlexList | Type::Map | Type::Set | Type::FlexMap | Type::FlexSet) => {
                // The machine makes a copy, or brings the entries into order.
                self.guard_type(at, source, ty);
                let result = self.native_at(at, NativeCall::Iterate, &[source], at.top);
                self.set(state + 1, zero);
                self.expect(at, result, state, at.top - 1, at.pc + 2);
            }
            _ => {
                self.hold(at);
                self.spend();
                let atom = at.vm.iteration_atoms().0;
                return self.send(at, atom, seen, 0);
            }
        }
        Ok(())
    }

    /// Takes the iterator that a source has answered.
    pub(super) fn iterate_take(&mut self, at: &mut At) {
        let state = at.local();
        self.copy(at.top - 1, state);
        let null = self.word(Value::NULL);
        self.set(state + 1, null);
    }

    /// Asks an iterator for the next pair, with the ejector that ends the loop.
    fn ask_iterator(&mut self, at: &mut At) -> Recorded {
        let state = at.local();
        let (source, ejector) = (self.get(state), self.get(state + 1));
        if !at.value(state + 1).is_heap(Type::Ejector) {
            return Err(Abort::Iteration);
        }
        self.guard_type(at, ejector, Type::Ejector);
        self.hold(at);
        self.spend();
        self.set(at.top, source);
        self.set(at.top + 1, ejector);
        let (seen, atom) = (at.value(state), at.vm.iteration_atoms().1);
        let operands = vec![seen, at.value(state + 1)];
        at.top += 2;
        match at.vm.selected(seen, atom) {
            Target::Native(rows) => {
                self.guard_key(at, source, seen)?;
                self.native_on(at, NativeCall::Rows(rows, atom), operands)
            }
            _ => self.send(at, atom, seen, 1),
        }
    }

    /// Takes the pair that an iterator has answered.
    pub(super) fn next_take(&mut self, at: &mut At) -> Recorded {
        let cell = at.top - 1;
        let seen = at.value(cell);
        if !seen.is_heap(Type::List) || seen.field(2) != Value::int(2) {
            return Err(Abort::Iteration);
        }
        let pair = self.get(cell);
        let items = self.items_of(at, pair, seen, 2)?;
        match at.word.op {
            Quick::NextTake => {
                self.set(cell, items[0]);
                self.set(cell + 1, items[1]);
            }
            _ => self.set(cell, items[1]),
        }
        Ok(())
    }

    pub(super) fn next(&mut self, at: &mut At) -> Recorded {
        let state = at.local();
        let (source_seen, cursor_seen) = (at.value(state), at.value(state + 1));
        let Some(cursor_at) = cursor_seen.as_small() else { return self.ask_iterator(at) };
        let cursor = self.int(at, state + 1).ok_or(Abort::Unexpected)?;
        let source = self.get(state);
        if source_seen.is_small() {
            let end = self.int(at, state).ok_or(Abort::Unexpected)?;
            // The cursor is never behind the end.
            let test = self.emit(Op::Lt, &[cursor, end], 0);
            let more = cursor_seen != source_seen;
            self.guard_test(at, test, more);
            if more {
                self.give(at, state, None, cursor, cursor);
            }
            return Ok(());
        }
        if !source_seen.is_pointer() {
            return Err(Abort::Iteration);
        }
        match source_seen.ty() {
            Type::Range => {
                let (Some(first_at), Some(end_at)) =
                    (source_seen.field(0).as_small(), source_seen.field(1).as_small())
                else {
                    return Err(Abort::Iteration);
                };
                self.guard_type(at, source, Type::Range);
                let first = self.load(source, Type::Range, 0);
                let first = self.as_int(at, first);
                let end = self.load(source, Type::Range, 1);
                let end = self.as_int(at, end);
                let value = self.guard(at, Op::Add, &[first, cursor], 0);
                let test = self.emit(Op::Lt, &[value, end], 0);
                let more = first_at + cursor_at < end_at;
                self.guard_test(at, test, more);
                if more {
                    self.give(at, state, Some(cursor), value, cursor);
                }
            }
            ty @ (Type::List | Type::Str) => {
                self.guard_type(at, source, ty);
                let length = self.load_int(source, ty, 2);
                let test = self.emit(Op::Lt, &[cursor, length], 0);
                let more = cursor_at < source_seen.field(2).to_index() as i64;
                self.guard_test(at, test, more);
                if more {
                    let value =
                        self.element_of(at, source, source_seen, cursor).ok_or(Abort::Iteration)?;
                    self.give(at, state, Some(cursor), value, cursor);
                }
            }
            ty @ (Type::Map | Type::Set) => {
                self.guard_type(at, source, ty);
                let length = self.load_int(source, ty, 1);
                let test = self.emit(Op::Lt, &[cursor, length], 0);
                let more = cursor_at < source_seen.field(1).to_index() as i64;
                self.guard_test(at, test, more);
                if more {
                    // A record is three words, behind two that the table begins with; the first word of a buffer is
                    // none of its elements.
                    let table = self.load(source, ty, 0);
                    let three = self.int_constant(3);
                    let first = self.guard(at, Op::Mul, &[cursor, three], 0);
                    let one = self.int_constant(1);
                    let key_at = self.guard(at, Op::Add, &[first, one], 0);
                    let key = self.emit(Op::Element, &[table, key_at], 0);
                    if ty == Type::Set {
                        self.give(at, state, Some(cursor), key, cursor);
                    } else {
                        let value_at = self.guard(at, Op::Add, &[key_at, one], 0);
                        let value = self.emit(Op::Element, &[table, value_at], 0);
                        self.give(at, state, Some(key), value, cursor);
                    }
                }
            }
            _ => return Err(Abort::Iteration),
        }
        Ok(())
    }

    /// One turn: the key, if the loop wants it, the value, and the next cursor.
    fn give(&mut self, at: &At, state: Cell, key: Option<u32>, value: u32, cursor: u32) {
        let mut to = at.top;
        if at.word.op == Quick::Next {
            self.set(to, key.unwrap_or(cursor));
            to += 1;
        }
        self.set(to, value);
        let one = self.int_constant(Value::int(1).to_index() as i64);
        let next = self.guard(at, Op::Add, &[cursor, one], 0);
        self.set(state + 1, next);
    }
}
