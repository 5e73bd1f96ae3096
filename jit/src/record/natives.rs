//! Intrinsics: native methods that are operations of the intermediate form. Any other is a call of a helper.

use super::{At, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op, Ref};
use monte_vm::heap::Type;
use monte_vm::value::{INT_MIN, Value};

/// Doubles below this magnitude have an immediate integer below them.
const IMMEDIATE: f64 = (1u64 << 60) as f64;

impl Recorder {
    /// Records a native method as operations, if it is one of those that are known; answers whether it was.
    pub(super) fn intrinsic(
        &mut self,
        at: &mut At,
        atom: u32,
        cell: Cell,
        argc: Cell,
    ) -> Result<bool, Abort> {
        let seen = at.value(cell);
        let verb = at.vm.verb(atom);
        let arithmetic = ["add", "subtract", "multiply", "approxDivide"];
        if argc == 1
            && let Some(kind) = arithmetic.iter().position(|&name| name == &*verb)
            && let Some(result) = self.mixed(at, kind, cell)
        {
            self.spend();
            self.set(cell, result);
            return Ok(true);
        }
        let result = match (seen.ty(), &*verb, argc) {
            (Type::Double, "squareRoot", 0) => {
                let positive = seen.as_double().is_some_and(|d| d > 0.0);
                let Some(x) = self.double(at, cell).filter(|_| positive) else {
                    return Ok(false);
                };
                // That of a negative number throws, of a negative zero too.
                let zero = self.emit(Op::Double, &[], 0f64.to_bits());
                let test = self.emit(Op::LtD, &[zero, x], 0);
                self.guard_test(at, test, true);
                self.emit(Op::Sqrt, &[x], 0)
            }
            (Type::Double, "abs", 0) => {
                let Some(x) = self.double(at, cell) else { return Ok(false) };
                self.emit(Op::AbsD, &[x], 0)
            }
            (Type::Double, "negate", 0) => {
                let Some(x) = self.double(at, cell) else { return Ok(false) };
                self.emit(Op::NegD, &[x], 0)
            }
            (Type::Double, "floor", 0) => {
                let small = seen.as_double().is_some_and(|d| d.abs() < IMMEDIATE);
                let Some(x) = self.double(at, cell).filter(|_| small) else { return Ok(false) };
                self.guard(at, Op::Floor, &[x], 0)
            }
            (Type::Int, "negate", 0) if seen.as_small() != Some(INT_MIN) => {
                let Some(x) = self.int(at, cell) else { return Ok(false) };
                let zero = self.int_constant(0);
                self.guard(at, Op::Sub, &[zero, x], 0)
            }
            (Type::Int, "abs", 0) if seen.as_small() != Some(INT_MIN) => {
                let Some(x) = self.int(at, cell) else { return Ok(false) };
                let zero = self.int_constant(0);
                let negative = self.emit(Op::Lt, &[x, zero], 0);
                let is_negative = seen.less_small(Value::ZERO);
                self.guard_test(at, negative, is_negative);
                if is_negative { self.guard(at, Op::Sub, &[zero, x], 0) } else { x }
            }
            (Type::Int, "min" | "max", 1) if seen.both_small(at.value(cell + 1)) => {
                let (Some(x), Some(y)) = (self.int(at, cell), self.int(at, cell + 1)) else {
                    return Ok(false);
                };
                let less = seen.less_small(at.value(cell + 1));
                let test = self.emit(Op::Lt, &[x, y], 0);
                self.guard_test(at, test, less);
                if less == (&*verb == "min") { x } else { y }
            }
            (Type::Int, "shiftRight", 1) => {
                let by = at.value(cell + 1);
                let shift = self.get(cell + 1);
                // By a constant, that is; other shifts are rare.
                if self.graph.op(shift) != Op::Int
                    || by.as_small().is_none_or(|n| !(0..61).contains(&n))
                {
                    return Ok(false);
                }
                let Some(x) = self.int(at, cell) else { return Ok(false) };
                self.emit(Op::Shr, &[x, shift], 0)
            }
            (Type::Char, "asInteger", 0) => {
                let x = self.get(cell);
                self.guard(at, Op::GuardChar, &[x], 0);
                self.emit(Op::CodePoint, &[x], 0)
            }
            (Type::FlexList, "push", 1) => {
                let Some(result) = self.push_element(at, cell, seen) else { return Ok(false) };
                result
            }
            (ty @ (Type::List | Type::Str | Type::FlexList), "size", 0) => {
                let object = self.get(cell);
                self.guard_type(at, object, ty);
                self.load_int(object, ty, if ty == Type::FlexList { 1 } else { 2 })
            }
            _ => return Ok(false),
        };
        self.spend();
        self.set(cell, result);
        Ok(true)
    }

    /// An element is appended to a flexible list without a guard, whose buffer has room.
    fn push_element(&mut self, at: &At, cell: Cell, seen: Value) -> Option<Ref> {
        let ty = Type::FlexList;
        let length_seen = seen.field(1).to_index();
        if !seen.field(2).is_null() || length_seen + 1 >= seen.field(0).header().words() {
            return None;
        }
        let (object, value) = (self.get(cell), self.get(cell + 1));
        self.guard_type(at, object, ty);
        let guard = self.load(object, ty, 2);
        self.guard(at, Op::GuardIs, &[guard], Value::NULL.bits());
        let length = self.load_int(object, ty, 1);
        let one = self.int_constant(1);
        let next = self.guard(at, Op::Add, &[length, one], 0);
        let buffer = self.load(object, ty, 0);
        let words = self.emit(Op::Words, &[buffer], 0);
        let room = self.emit(Op::Lt, &[next, words], 0);
        self.guard_test(at, room, true);
        self.emit(Op::SetElement, &[buffer, length, value], 0);
        self.store(object, ty, 1, next);
        Some(self.word(Value::NULL))
    }

    /// Arithmetic on two numbers of which one is a double, or which are divided: it comes out as a double.
    fn mixed(&mut self, at: &At, kind: usize, cell: Cell) -> Option<Ref> {
        let (a, b) = (at.value(cell), at.value(cell + 1));
        let divides = kind == 3;
        if a.is_small() && b.is_small() && !divides {
            return None;
        }
        let (x, y) = (self.as_a_double(at, cell)?, self.as_a_double(at, cell + 1)?);
        let op = [Op::AddD, Op::SubD, Op::MulD, Op::DivD][kind];
        Some(self.emit(op, &[x, y], 0))
    }

    /// An immediate integer or a double, as a double.
    fn as_a_double(&mut self, at: &At, cell: Cell) -> Option<Ref> {
        if at.value(cell).is_small() {
            let n = self.int(at, cell)?;
            return Some(self.emit(Op::ToDouble, &[n], 0));
        }
        self.double(at, cell)
    }
}
