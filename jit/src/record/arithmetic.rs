//! Arithmetic, sameness and order: on integers and doubles as operations, else as the call they stand for.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op, Ref, Ty};
use monte_vm::code::Quick;
use monte_vm::heap::Type;
use monte_vm::tracer::{NativeCall, layout};
use monte_vm::value::Value;

/// The rows of `isa::Comparison`, as an operation, whether its operands are exchanged, and the test of numbers.
fn order(row: u8) -> (Op, Op, bool) {
    match row {
        0 => (Op::Lt, Op::LtD, false),
        1 => (Op::Le, Op::LeD, false),
        2 => (Op::Lt, Op::LtD, true),
        3 => (Op::Le, Op::LeD, true),
        _ => (Op::Eq, Op::EqD, false),
    }
}

fn holds<T: PartialOrd>(row: u8, x: T, y: T) -> bool {
    match row {
        0 => x < y,
        1 => x <= y,
        2 => x > y,
        3 => x >= y,
        _ => x == y,
    }
}

impl Recorder {
    /// `x + y`, `x - y`, `x * y` (0, 1, 2), and `x / y` (3) of numbers.
    fn numbers(&mut self, at: &At, kind: u8, x: Cell, y: Cell) -> Option<Ref> {
        let (a, b) = (at.value(x), at.value(y));
        if a.both_small(b) {
            let (result, op) = match kind {
                0 => (a.add_small(b), Op::Add),
                1 => (a.subtract_small(b), Op::Sub),
                2 => (a.multiply_small(b), Op::Mul),
                _ => return None,
            };
            result?;
            let (x, y) = (self.int(at, x)?, self.int(at, y)?);
            return Some(self.guard(at, op, &[x, y], 0));
        }
        let (x, y) = (self.double(at, x)?, self.double(at, y)?);
        let op = [Op::AddD, Op::SubD, Op::MulD, Op::DivD][kind as usize];
        Some(self.emit(op, &[x, y], 0))
    }

    pub(super) fn binary(&mut self, at: &mut At) -> Recorded {
        let kind = match at.word.op {
            Quick::Add => 0,
            Quick::Subtract => 1,
            Quick::Multiply => 2,
            _ => 3,
        };
        let (x, y) = (at.top - 2, at.top - 1);
        if is_number(at.value(x))
            && is_number(at.value(y))
            && let Some(result) = self.numbers(at, kind, x, y)
        {
            self.set(x, result);
            return Ok(());
        }
        self.call_for(at, &[x, y])
    }

    /// An arithmetic instruction that is a call, for what its operands are: they must be so again, or the instruction would
    /// not have called.
    fn call_for(&mut self, at: &mut At, operands: &[Cell]) -> Recorded {
        self.kinds(at, operands)?;
        self.call(at)
    }

    /// Makes sure that operands are of the kinds that were seen, which are not all integers.
    fn kinds(&mut self, at: &At, operands: &[Cell]) -> Recorded {
        if operands.iter().all(|&cell| at.value(cell).is_small()) {
            return Err(Abort::Overflow);
        }
        for &cell in operands {
            let r = self.get(cell);
            self.guard_key(at, r, at.value(cell))?;
        }
        Ok(())
    }

    pub(super) fn local_local(&mut self, at: &mut At) -> Recorded {
        let (x, y) = (at.local(), at.base + at.word.b as Cell);
        let kind = at.word.x;
        let numbers = is_number(at.value(x)) && is_number(at.value(y));
        let result = if numbers { self.numbers(at, kind, x, y) } else { None };
        match result {
            Some(result) => self.set(at.top, result),
            None => {
                self.kinds(at, &[x, y])?;
                self.copy(x, at.top);
                self.copy(y, at.top + 1);
            }
        }
        Ok(())
    }

    pub(super) fn local_int(&mut self, at: &mut At) -> Recorded {
        let (x, n) = (at.local(), at.word.b as i32 as i64);
        let (a, b) = (at.value(x), Value::int(n));
        let fits = a.as_small().is_some()
            && match at.word.x {
                0 => a.add_small(b).is_some(),
                1 => a.subtract_small(b).is_some(),
                2 => a.multiply_small(b).is_some(),
                3 | 4 => n > 0,
                _ => true,
            };
        let y = self.int_constant(n);
        if fits && let Some(x) = self.int(at, x) {
            let result = match at.word.x {
                0 => self.guard(at, Op::Add, &[x, y], 0),
                1 => self.guard(at, Op::Sub, &[x, y], 0),
                2 => self.guard(at, Op::Mul, &[x, y], 0),
                3 => self.emit(Op::Div, &[x, y], 0),
                4 => self.emit(Op::Mod, &[x, y], 0),
                _ => self.emit(Op::And, &[x, y], 0),
            };
            self.set(at.top, result);
            return Ok(());
        }
        self.kinds(at, &[x])?;
        self.copy(x, at.top);
        self.set(at.top + 1, y);
        Ok(())
    }

    /// `x // y` and `x % y` by a positive divisor.
    pub(super) fn division(&mut self, at: &mut At) -> Recorded {
        let (x, y) = (at.top - 2, at.top - 1);
        if let (Some(_), Some(b)) = (at.value(x).as_small(), at.value(y).as_small())
            && b > 0
            && let (Some(a), Some(b)) = (self.int(at, x), self.int(at, y))
        {
            let zero = self.int_constant(0);
            let positive = self.emit(Op::Lt, &[zero, b], 0);
            self.guard(at, Op::GuardTrue, &[positive], 0);
            let op = if at.word.op == Quick::FloorDivide { Op::Div } else { Op::Mod };
            let result = self.emit(op, &[a, b], 0);
            self.set(x, result);
            return Ok(());
        }
        if at.value(x).both_small(at.value(y))
            && let (Some(_), Some(b)) = (self.int(at, x), self.int(at, y))
        {
            let zero = self.int_constant(0);
            let positive = self.emit(Op::Lt, &[zero, b], 0);
            self.guard(at, Op::GuardFalse, &[positive], 0);
            return self.call(at);
        }
        self.call_for(at, &[x, y])
    }

    pub(super) fn bitwise(&mut self, at: &mut At) -> Recorded {
        let (x, y) = (at.top - 2, at.top - 1);
        if at.value(x).both_small(at.value(y))
            && let (Some(a), Some(b)) = (self.int(at, x), self.int(at, y))
        {
            let op = match at.word.op {
                Quick::BitAnd => Op::And,
                Quick::BitOr => Op::Or,
                _ => Op::Xor,
            };
            let result = self.emit(op, &[a, b], 0);
            self.set(x, result);
            return Ok(());
        }
        self.call_for(at, &[x, y])
    }

    pub(super) fn neighbour(&mut self, at: &mut At) -> Recorded {
        let x = at.top - 1;
        let one = if at.word.op == Quick::Next1 { 1 } else { -1 };
        let value = at.value(x);
        if value.is_small()
            && value.add_small(Value::int(one)).is_some()
            && let Some(a) = self.int(at, x)
        {
            let one = self.int_constant(one);
            let result = self.guard(at, Op::Add, &[a, one], 0);
            self.set(x, result);
            return Ok(());
        }
        self.call_for(at, &[x])
    }

    pub(super) fn negate(&mut self, at: &mut At) -> Recorded {
        let x = at.top - 1;
        if let Some(b) = self.bool(at, x) {
            let result = self.emit(Op::Not, &[b], 0);
            self.set(x, result);
            return Ok(());
        }
        self.call(at)
    }

    // ---- Order -----------------------------------------------------------------------------------

    /// An order test of numbers, and how it comes out.
    fn ordered(&mut self, at: &At, row: u8, x: Cell, y: Cell) -> Option<(Ref, bool)> {
        let (a, b) = (at.value(x), at.value(y));
        let (int_op, double_op, exchanged) = order(row);
        if a.both_small(b) {
            let (x, y) = (self.int(at, x)?, self.int(at, y)?);
            let args = if exchanged { [y, x] } else { [x, y] };
            let test = self.emit(int_op, &args, 0);
            return Some((test, holds(row, a.bits() as i64, b.bits() as i64)));
        }
        let (c, d) = (a.as_double()?, b.as_double()?);
        let (x, y) = (self.double(at, x)?, self.double(at, y)?);
        let args = if exchanged { [y, x] } else { [x, y] };
        Some((self.emit(double_op, &args, 0), holds(row, c, d)))
    }

    pub(super) fn compare(&mut self, at: &mut At) -> Recorded {
        let row = at.word.a as u8;
        if let Some((test, _)) = self.ordered(at, row, at.top - 2, at.top - 1) {
            self.set(at.top - 2, test);
            return Ok(());
        }
        self.compare_by_call(at, row)
    }

    /// An order test that the machine makes with a call, which answers with a boolean.
    fn compare_by_call(&mut self, at: &mut At, row: u8) -> Recorded {
        let (x, y) = (at.top - 2, at.top - 1);
        if at.value(x).as_char().is_some() && at.value(y).as_char().is_some() {
            let [x_point, y_point] = [x, y].map(|cell| {
                let r = self.get(cell);
                self.guard(at, Op::GuardChar, &[r], 0);
                self.emit(Op::CodePoint, &[r], 0)
            });
            let (op, _, exchanged) = order(row);
            let args = if exchanged { [y_point, x_point] } else { [x_point, y_point] };
            let test = self.emit(op, &args, 0);
            self.spend();
            self.set(x, test);
            return Ok(());
        }
        self.kinds(at, &[x, y])?;
        self.spend();
        self.native(at, NativeCall::Compare(row), 1, at.pc + 1)
    }

    pub(super) fn compare_branch(&mut self, at: &mut At) -> Recorded {
        let row = at.word.x;
        if let Some((test, holds)) = self.ordered(at, row, at.top - 2, at.top - 1) {
            self.guard_test(at, test, holds);
            // Doubles that are not immediate leave it to the branch behind.
            self.set(at.top - 2, test);
            return Ok(());
        }
        self.compare_by_call(at, row)
    }

    pub(super) fn compare_locals(&mut self, at: &mut At) -> Recorded {
        let (x, row) = (at.local(), at.word.x);
        if at.word.op == Quick::LocalLocalCompare {
            let y = at.base + at.word.b as Cell;
            let (a, b) = (at.value(x), at.value(y));
            let compared = a.both_small(b) || a.is_inline_double() && b.is_inline_double();
            match if compared { self.ordered(at, row, x, y) } else { None } {
                Some((test, holds)) => self.guard_test(at, test, holds),
                None => {
                    self.kinds(at, &[x, y])?;
                    self.copy(x, at.top);
                    self.copy(y, at.top + 1);
                }
            }
            return Ok(());
        }
        let n = at.word.b as i32 as i64;
        let y = self.int_constant(n);
        match at.value(x).as_small() {
            Some(a) => {
                if let Some(x) = self.int(at, x) {
                    let (op, _, exchanged) = order(row);
                    let args = if exchanged { [y, x] } else { [x, y] };
                    let test = self.emit(op, &args, 0);
                    self.guard_test(at, test, holds(row, a, n));
                }
            }
            None => {
                self.kinds(at, &[x])?;
                self.copy(x, at.top);
                self.set(at.top + 1, y);
            }
        }
        Ok(())
    }

    pub(super) fn guard_test(&mut self, at: &At, test: Ref, holds: bool) {
        let op = if holds { Op::GuardTrue } else { Op::GuardFalse };
        self.guard(at, op, &[test], 0);
    }

    pub(super) fn branch(&mut self, at: &mut At) -> Recorded {
        let x = at.top - 1;
        let Some(holds) = at.value(x).as_bool() else { return Err(Abort::Unexpected) };
        let Some(test) = self.bool(at, x) else { return Err(Abort::Unexpected) };
        self.guard_test(at, test, holds);
        Ok(())
    }

    // ---- Sameness --------------------------------------------------------------------------------

    /// A test of sameness, where it takes no walk: of values without parts, and of objects that are compared by identity.
    pub(super) fn sameness(&mut self, at: &At, x: Cell, y: Cell) -> Result<Option<Ref>, Abort> {
        let (a, b) = (at.value(x), at.value(y));
        if a.is_pointer() || b.is_pointer() {
            return self.sameness_of_objects(at, x, y);
        }
        let (x, y) = (self.get(x), self.get(y));
        match (self.ty(x), self.ty(y)) {
            (Ty::Int, Ty::Int) => return Ok(Some(self.emit(Op::Eq, &[x, y], 0))),
            // Zeros of both signs are not the same.
            (Ty::Double, _) | (_, Ty::Double) => return Ok(None),
            _ => {}
        }
        if a.both_small(b) {
            let (x, y) = (self.as_int(at, x), self.as_int(at, y));
            return Ok(Some(self.emit(Op::Eq, &[x, y], 0)));
        }
        for r in [x, y] {
            if self.ty(r) == Ty::Value {
                self.guard(at, Op::GuardImmediate, &[r], 0);
            }
        }
        Ok(Some(self.emit(Op::Same, &[x, y], 0)))
    }

    fn sameness_of_objects(&mut self, at: &At, x: Cell, y: Cell) -> Result<Option<Ref>, Abort> {
        let (a, b) = (at.value(x), at.value(y));
        let (x, y) = (self.get(x), self.get(y));
        if a.is_heap(Type::Str) && b.is_heap(Type::Str) {
            if a.field(2).to_index() as i64 >= layout::SHORT_TEXT {
                return Ok(None);
            }
            self.guard_type(at, x, Type::Str);
            self.guard_type(at, y, Type::Str);
            // The length of a literal is known.
            if self.graph.op(x) != Op::Literal {
                let length = self.load_int(x, Type::Str, 2);
                let most = self.int_constant(layout::SHORT_TEXT);
                let short = self.emit(Op::Lt, &[length, most], 0);
                self.guard_test(at, short, true);
            }
            return Ok(Some(self.emit(Op::SameText, &[x, y], 0)));
        }
        if [x, y].iter().any(|&r| matches!(self.ty(r), Ty::Double)) {
            return Ok(None);
        }
        for (r, seen, other, of_other) in [(x, a, y, b), (y, b, x, a)] {
            // What is immediate is never the same as a collection, if that is settled.
            if matches!(seen.ty(), Type::List | Type::Map)
                && monte_vm::tracer::is_known_settled(seen)
                && !of_other.is_pointer()
            {
                self.guard_type(at, r, seen.ty());
                self.guard(at, Op::GuardSettled, &[r], 0);
                if self.ty(other) == Ty::Value {
                    self.guard(at, Op::GuardImmediate, &[other], 0);
                }
                return Ok(Some(self.emit(Op::Bool, &[], 0)));
            }
        }
        // Two different kinds of values, of which one has no parts, are never the same.
        if !(is_simple(a) && is_simple(b)) || a.is_pointer() && b.is_pointer() && a.ty() != b.ty() {
            return Ok(None);
        }
        for (r, seen) in [(x, a), (y, b)] {
            if !seen.is_pointer() {
                if self.ty(r) == Ty::Value {
                    self.guard(at, Op::GuardImmediate, &[r], 0);
                }
                continue;
            }
            self.guard_type(at, r, seen.ty());
            if seen.is_heap(Type::Object) {
                let stamps = self.load(r, Type::Object, 1);
                self.guard(at, Op::GuardIs, &[stamps], Value::NULL.bits());
            }
        }
        Ok(Some(self.emit(Op::Same, &[x, y], 0)))
    }

    pub(super) fn same(&mut self, at: &mut At) -> Recorded {
        if let Some(test) = self.sameness(at, at.top - 2, at.top - 1)? {
            self.set(at.top - 2, test);
            return Ok(());
        }
        self.native(at, NativeCall::Same, 1, at.pc + 1)
    }

    pub(super) fn same_branch(&mut self, at: &mut At) -> Recorded {
        let (a, b) = (at.value(at.top - 2), at.value(at.top - 1));
        if let Some(test) = self.sameness(at, at.top - 2, at.top - 1)? {
            if a.is_pointer() || b.is_pointer() {
                // The machine leaves it to the branch behind.
                self.set(at.top - 2, test);
            } else {
                self.guard_test(at, test, a == b);
            }
            return Ok(());
        }
        self.native(at, NativeCall::Same, 1, at.pc + 1)
    }
}

fn is_number(value: Value) -> bool {
    value.is_small() || value.as_double().is_some()
}

/// Whether a value is settled, and compared by identity with others of its kind, as far as its type and its stamps tell.
fn is_simple(value: Value) -> bool {
    if !value.is_pointer() {
        return true;
    }
    match value.ty() {
        Type::FlexList | Type::FlexMap | Type::FlexSet | Type::Ejector | Type::VarSlot => true,
        Type::Object => value.field(1).is_null(),
        _ => false,
    }
}
