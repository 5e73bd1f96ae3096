//! The steps of random recordings: what instructions of the machine would write, for operands that happen to be there.

use super::generate::{Scribe, Stuck, Wrote};
use super::machines::CELLS;
use crate::ir::interpret::Datum;
use crate::ir::{HandlerAt, Op, Ref, Resume, Ty};
use monte_vm::fiber::HandlerKind;
use monte_vm::heap::Type;
use monte_vm::value::{INT_MAX, INT_MIN, Value};

/// Kinds of steps, by number; some of them are more likely.
pub(super) const STEPS: u32 = 60;

impl Scribe<'_> {
    /// Does one of the steps that are likely in this case.
    pub(super) fn step(&mut self) -> Wrote<()> {
        let likely = self.likely[self.rng.usize(..self.likely.len())];
        match likely {
            0..12 => self.arithmetic(),
            12..18 => self.comparison(),
            18..23 => self.doubles(),
            23..27 => self.tests(),
            27..31 => self.field(),
            31..35 => self.store(),
            35..41 => self.element(),
            41..43 => self.append(),
            43..49 => self.make(),
            49..51 => self.call(),
            51 => self.text(),
            52..55 => self.sameness(),
            55 => self.handler(),
            56 => {
                self.spent += self.rng.u32(1..3);
                Ok(())
            }
            57 => self.literal(),
            _ => {
                let r = self.operand();
                self.put(r);
                Ok(())
            }
        }
    }

    fn arithmetic(&mut self) -> Wrote<()> {
        use Op::*;
        let x = self.int()?;
        let op = [Add, Add, Add, Sub, Sub, Mul, Div, Mod, And, Or, Xor, Shr][self.rng.usize(..12)];
        let y = match op {
            Div | Mod => self.positive()?,
            Shr => {
                let bits = [0, 1, 3, 7, 59, 60][self.rng.usize(..6)];
                self.emit(Int, &[], bits << 3)?
            }
            _ => self.int()?,
        };
        let guarded = matches!(op, Add | Sub | Mul);
        let r = if guarded { self.guard(op, &[x, y], 0)? } else { self.emit(op, &[x, y], 0)? };
        self.put(r);
        Ok(())
    }

    /// An integer to compare one with: often what it is now, or next to it.
    fn near(&mut self, x: Ref) -> Wrote<Ref> {
        match self.value(x).as_int() {
            Some(n) if self.rng.bool() => {
                let n = (n + self.rng.i64(-1..2)).clamp(INT_MIN, INT_MAX);
                self.emit(Op::Int, &[], (n << 3) as u64)
            }
            _ => self.int(),
        }
    }

    fn comparison(&mut self) -> Wrote<()> {
        use Op::*;
        let op = [Lt, Lt, Le, Eq, Below, LtD, LeD, EqD][self.rng.usize(..8)];
        let of_doubles = matches!(op, LtD | LeD | EqD);
        let args = match of_doubles {
            true => [self.double()?, self.double()?],
            false => {
                let x = self.int()?;
                [x, self.near(x)?]
            }
        };
        let test = self.emit(op, &args, 0)?;
        if self.rng.u32(..4) > 0 {
            return self.test(test);
        }
        let r = match self.rng.u32(..3) {
            0 => test,
            1 => self.emit(Not, &[test], 0)?,
            _ => self.emit(BoolValue, &[test], 0)?,
        };
        self.put(r);
        Ok(())
    }

    fn doubles(&mut self) -> Wrote<()> {
        use Op::*;
        let x = self.double()?;
        let op = [AddD, AddD, SubD, MulD, DivD, Sqrt, AbsD, NegD, Floor, Box][self.rng.usize(..10)];
        let r = match op {
            AddD | SubD | MulD | DivD => {
                let y = self.double()?;
                self.emit(op, &[x, y], 0)?
            }
            Floor => self.guard(op, &[x], 0)?,
            _ => self.emit(op, &[x], 0)?,
        };
        self.put(r);
        Ok(())
    }

    /// Proves something of a value.
    fn tests(&mut self) -> Wrote<()> {
        if self.rng.u32(..5) == 0 {
            let test = self.bool()?;
            return self.test(test);
        }
        if self.rng.u32(..5) == 0 && !self.machine.has_versions {
            self.guard(Op::GuardNoVersions, &[], 0)?;
        }
        let r = self.operand();
        let datum = self.value(r);
        match (self.rng.u32(..3), self.graph.ty(r)) {
            (_, Ty::Bool) => return self.test(r),
            (_, Ty::Double) => return Err(Stuck),
            (0, _) if self.machine.heap.object(datum).is_none() => {
                self.guard(Op::GuardImmediate, &[r], 0)?;
            }
            _ => match datum {
                Datum::Object(number) => {
                    let object = &self.machine.heap.objects[number];
                    let (ty, first) = (object.ty, object.fields.first().copied());
                    self.guard(Op::GuardType, &[r], ty as u64)?;
                    if let (Type::Object, Some(Datum::Word(script))) = (ty, first) {
                        self.guard(Op::GuardFirst, &[r], script)?;
                    }
                }
                Datum::Word(_) if datum.as_char().is_some() => {
                    self.guard(Op::GuardChar, &[r], 0)?;
                    let point = self.emit(Op::CodePoint, &[r], 0)?;
                    self.put(point);
                }
                Datum::Word(_) if datum.as_int().is_some() => {
                    let n = self.guard(Op::GuardInt, &[r], 0)?;
                    if self.rng.bool()
                        && let Ok(char) = self.emit(Op::Char, &[n], 0)
                    {
                        self.put(char);
                    }
                }
                Datum::Word(bits) if bits == Value::NULL.bits() || self.rng.bool() => {
                    self.guard(Op::GuardIs, &[r], bits)?;
                }
                Datum::Word(_) => {
                    let test = self.guard(Op::GuardBool, &[r], 0)?;
                    if self.rng.bool() {
                        self.test(test)?;
                    }
                    self.put(test);
                }
                Datum::Double(_) => {
                    let d = self.guard(Op::GuardDouble, &[r], 0)?;
                    self.put(d);
                }
                _ => return Err(Stuck),
            },
        }
        Ok(())
    }

    /// Reads a field.
    fn field(&mut self) -> Wrote<()> {
        use Type::*;
        let (r, ty) =
            self.object(&[VarSlot, Object, List, FlexList, Iterator, Range, Ejector, FinalSlot])?;
        let (op, field) = match ty {
            VarSlot | FinalSlot | Ejector => (Op::Load, self.rng.u64(0..2)),
            Object => (Op::Load, [0, 1, 1, 1, 2, 3, 4][self.rng.usize(..7)]),
            List => (Op::LoadInt, self.rng.u64(1..3)),
            Range => (Op::Load, self.rng.u64(0..2)),
            _ => (Op::LoadInt, 1),
        };
        let value = self.load(op, r, ty, field)?;
        self.put(value);
        Ok(())
    }

    /// Changes a field.
    fn store(&mut self) -> Wrote<()> {
        use Type::*;
        let (r, ty) = self.object(&[VarSlot, VarSlot, Object, Iterator, Ejector, FinalSlot])?;
        let (field, value) = match ty {
            Object => (1, self.operand()),
            Iterator => {
                let old = self.load(Op::LoadInt, r, ty, 1)?;
                let one = self.emit(Op::Int, &[], 1 << 3)?;
                (1, self.guard(Op::Add, &[old, one], 0)?)
            }
            _ => (0, self.operand()),
        };
        self.emit(Op::Store, &[r, value], (ty as u64) << 32 | field)?;
        Ok(())
    }

    /// An index of a list, its buffer, and the place in it.
    fn place(&mut self, r: Ref, ty: Type) -> Wrote<(Ref, Ref)> {
        let index = self.int()?;
        let field = if ty == Type::FlexList { 1 } else { 2 };
        let length = self.load(Op::LoadInt, r, ty, field)?;
        if self.rng.u32(..4) == 0 {
            let test = self.emit(Op::Lt, &[index, length], 0)?;
            self.test(test)?;
        }
        let test = self.emit(Op::Below, &[index, length], 0)?;
        self.guard(Op::GuardTrue, &[test], 0)?;
        let buffer = self.load(Op::Load, r, ty, 0)?;
        match ty {
            Type::FlexList => Ok((buffer, index)),
            _ => {
                let kind = self.machine.heap.ty(self.value(buffer)).ok_or(Stuck)?;
                self.guard(Op::GuardType, &[buffer], kind as u64)?;
                let start = self.load(Op::LoadInt, r, ty, 1)?;
                Ok((buffer, self.guard(Op::Add, &[start, index], 0)?))
            }
        }
    }

    /// Reads an element, or changes one.
    fn element(&mut self) -> Wrote<()> {
        let (r, ty) = self.object(&[Type::List, Type::FlexList, Type::Str])?;
        let (buffer, place) = self.place(r, ty)?;
        if ty == Type::FlexList && self.rng.bool() {
            let value = self.operand();
            self.emit(Op::SetElement, &[buffer, place, value], 0)?;
            return Ok(());
        }
        let op = if ty == Type::Str { Op::Byte } else { Op::Element };
        let mut value = self.emit(op, &[buffer, place], 0)?;
        if ty == Type::Str {
            value = self.emit(Op::Char, &[value], 0)?;
        }
        self.put(value);
        Ok(())
    }

    /// Puts something behind the last element of a list.
    fn append(&mut self) -> Wrote<()> {
        let (r, ty) = self.object(&[Type::FlexList])?;
        let length = self.load(Op::LoadInt, r, ty, 1)?;
        let one = self.emit(Op::Int, &[], 1 << 3)?;
        let next = self.guard(Op::Add, &[length, one], 0)?;
        let buffer = self.load(Op::Load, r, ty, 0)?;
        let words = self.emit(Op::Words, &[buffer], 0)?;
        let room = self.emit(Op::Lt, &[next, words], 0)?;
        self.guard(Op::GuardTrue, &[room], 0)?;
        let value = self.operand();
        self.emit(Op::SetElement, &[buffer, length, value], 0)?;
        self.emit(Op::Store, &[r, next], (ty as u64) << 32 | 1)?;
        Ok(())
    }

    /// Makes an object.
    fn make(&mut self) -> Wrote<()> {
        let null = self.emit(Op::Word, &[], Value::NULL.bits())?;
        let (x, y) = (self.operand(), self.operand());
        let (ty, fields) = match self.rng.u32(..8) {
            0..4 => (Type::VarSlot, vec![x, null]),
            4 => (Type::FinalSlot, vec![x, y]),
            5 => {
                let script = self.emit(Op::Int, &[], 8)?;
                (Type::Object, vec![script, null, x, y, null])
            }
            kind => {
                let count = self.rng.u64(0..3);
                let length = self.emit(Op::Int, &[], count << 3)?;
                let all = [length, x, y];
                let buffer = self.emit(Op::New, &all[..=count as usize], Type::Elements as u64)?;
                let zero = self.emit(Op::Int, &[], 0)?;
                match kind {
                    6 => (Type::List, vec![buffer, zero, length]),
                    _ => (Type::FlexList, vec![buffer, length, null]),
                }
            }
        };
        let r = self.emit(Op::New, &fields, ty as u64)?;
        self.put(r);
        Ok(())
    }

    /// Calls something, and looks at the counter behind it.
    fn call(&mut self) -> Wrote<()> {
        self.pay()?;
        let args = [self.operand(), self.operand()];
        let (op, imm) = match self.rng.u64(..4) {
            0 => (Op::Invoke, 1 << 32 | 8),
            site => (Op::Call, site),
        };
        let snapshot = self.take_snapshot(Resume::Raised);
        let count = self.rng.usize(1..3);
        let r = self.push(op, &args[..count], imm, snapshot)?;
        self.put(r);
        if self.rng.bool() {
            let test = self.emit(Op::TestFailed, &[], 0)?;
            self.snapshot = None;
            self.test(test)?;
            if self.value(test) == Datum::Bool(true) {
                self.emit(Op::ForgetTest, &[], 0)?;
            }
        }
        self.machine.fuse += 10;
        let safepoint = self.take_snapshot(Resume::Safepoint);
        self.push(Op::Fuel, &[], 0, safepoint)?;
        Ok(())
    }

    fn text(&mut self) -> Wrote<()> {
        let ((x, _), (y, _)) = (self.object(&[Type::Str])?, self.object(&[Type::Str])?);
        let same = self.emit(Op::SameText, &[x, y], 0)?;
        self.test(same)
    }

    fn sameness(&mut self) -> Wrote<()> {
        let (x, y) = (self.operand(), self.operand());
        let is_double = |r| self.graph.ty(r) == Ty::Double;
        if is_double(x) || is_double(y) {
            return Err(Stuck);
        }
        if self.rng.u32(..4) == 0 {
            self.guard(Op::GuardSame, &[x, y], 0)?;
            return Ok(());
        }
        let test = self.emit(Op::Same, &[x, y], 0)?;
        if self.rng.bool() {
            self.put(test);
            return Ok(());
        }
        self.test(test)
    }

    /// Installs a handler with an ejector, or takes one off.
    fn handler(&mut self) -> Wrote<()> {
        if self.handlers.pop().is_some() {
            return Ok(());
        }
        let (yes, null) = (
            self.emit(Op::Word, &[], Value::TRUE.bits())?,
            self.emit(Op::Word, &[], Value::NULL.bits())?,
        );
        let site = self.emit(Op::Int, &[], 0)?;
        let ejector = self.emit(Op::New, &[yes, null, site], Type::Ejector as u64)?;
        self.put(ejector);
        let (kind, target, height) = (HandlerKind::Eject, 3, CELLS.end);
        self.handlers.push(HandlerAt { kind, depth: 0, target, height, ejector });
        Ok(())
    }

    fn literal(&mut self) -> Wrote<()> {
        let address = self.rng.u64(1..4) << 12;
        let r = self.emit(Op::Literal, &[], address)?;
        let object = self.machine.heap.object(self.value(r)).ok_or(Stuck)?;
        let (ty, first) = (object.ty, object.fields.first().copied());
        let first = match first {
            Some(Datum::Word(bits)) if ty == Type::Object => bits,
            _ => 0,
        };
        self.literals.insert(r, (ty as u16, first));
        self.put(r);
        Ok(())
    }
}
