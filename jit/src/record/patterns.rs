//! Patterns: guards of the safe scope, lists, sameness, as far as they fit. What does not fit ends the recording.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op, Ref, Ty};
use monte_vm::heap::Type;
use monte_vm::value::Value;

impl Recorder {
    /// A value that a guard of the safe scope admits as it is: the proof of that.
    fn admitted(&mut self, at: &At, guard: u16, cell: Cell) -> Recorded {
        let seen = at.value(cell);
        if !at.vm.admits_statically(guard, seen) {
            return Err(Abort::Pattern);
        }
        let r = self.get(cell);
        // Any, the first of them, looks at nothing.
        if guard == 0 {
            return Ok(());
        }
        match self.ty(r) {
            Ty::Int | Ty::Double | Ty::Bool => return Ok(()),
            _ => {}
        }
        if seen.is_small() {
            self.int(at, cell);
        } else if seen.is_inline_double() {
            self.double(at, cell);
        } else if seen.is_pointer() {
            self.guard_type(at, r, seen.ty());
        } else if seen.as_char().is_some() {
            self.guard(at, Op::GuardChar, &[r], 0);
        } else if seen.as_bool().is_some() {
            let b = self.guard(at, Op::GuardBool, &[r], 0);
            self.set(cell, b);
        } else {
            self.guard(at, Op::GuardIs, &[r], seen.bits());
        }
        Ok(())
    }

    pub(super) fn coerce(&mut self, at: &mut At) -> Recorded {
        if !at.value(at.top - 1).is_null() {
            return Err(Abort::Pattern);
        }
        let guard = self.get(at.top - 1);
        self.guard(at, Op::GuardIs, &[guard], Value::NULL.bits());
        Ok(())
    }

    pub(super) fn coerce_static(&mut self, at: &mut At) -> Recorded {
        self.admitted(at, at.word.a, at.top - 2)
    }

    pub(super) fn test_static(&mut self, at: &mut At) -> Recorded {
        self.admitted(at, at.word.a, at.top - 1)
    }

    pub(super) fn list_pattern(&mut self, at: &mut At) -> Recorded {
        self.unpack(at, at.top - 2)
    }

    pub(super) fn test_list(&mut self, at: &mut At) -> Recorded {
        self.unpack(at, at.top - 1)
    }

    /// Takes a list of the wanted length apart, the first element topmost.
    fn unpack(&mut self, at: &mut At, cell: Cell) -> Recorded {
        let (seen, count) = (at.value(cell), at.word.a as i64);
        let object = self.get(cell);
        let ty = if seen.is_pointer() { seen.ty() } else { Type::Null };
        let field = match ty {
            Type::List => 2,
            Type::FlexList => 1,
            _ => return Err(Abort::Pattern),
        };
        if seen.field(field).to_index() as i64 != count {
            return Err(Abort::Pattern);
        }
        self.guard_type(at, object, ty);
        let length = self.load_int(object, ty, field as u32);
        let wanted = self.int_constant(count);
        let test = self.emit(Op::Eq, &[length, wanted], 0);
        self.guard(at, Op::GuardTrue, &[test], 0);
        let (buffer, start) = match ty {
            Type::List => {
                let buffer = self.buffer(at, object, seen).ok_or(Abort::Pattern)?;
                (buffer, Some(self.load_int(object, ty, 1)))
            }
            _ => (self.load(object, ty, 0), None),
        };
        let mut items: Vec<Ref> = Vec::new();
        for i in 0..count {
            let index = self.int_constant(i);
            let place = match start {
                Some(start) => self.guard(at, Op::Add, &[start, index], 0),
                None => index,
            };
            items.push(self.emit(Op::Element, &[buffer, place], 0));
        }
        for (i, &item) in items.iter().rev().enumerate() {
            self.set(cell + i as Cell, item);
        }
        Ok(())
    }

    pub(super) fn test_same(&mut self, at: &mut At) -> Recorded {
        match self.sameness(at, at.top - 2, at.top - 1) {
            Some(test) => {
                self.set(at.top, test);
                Ok(())
            }
            None => Err(Abort::Pattern),
        }
    }

    pub(super) fn test_same_take(&mut self, at: &mut At) -> Recorded {
        let cell = at.top - 1;
        let Some(same) = at.value(cell).as_bool() else { return Err(Abort::Unexpected) };
        let Some(test) = self.bool(at, cell) else { return Err(Abort::Unexpected) };
        self.guard_test(at, test, same);
        if same != (at.word.x == 0) {
            return Err(Abort::Pattern);
        }
        Ok(())
    }
}
