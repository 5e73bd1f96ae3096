//! Folding: operations on constants are done now, and what arithmetic says is used.
//!
//! In: an operation whose operands are results of the tree. Out: a constant, one of the operands, or a cheaper
//! operation. Integers that leave 61 bits are not folded: their operation leaves the trace. Doubles are folded as the machine
//! would compute them, so nothing is assumed about zeros and NaN.

use super::{Outcome, Step, Walk};
use crate::ir::{Op, Ref};
use monte_vm::value::Value;

impl Walk<'_> {
    pub(super) fn fold(&mut self, step: &mut Step, _: Ref) -> Outcome {
        use Op::*;
        match step.op {
            Int | Word | Double | Bool => return Outcome::Is(self.constant(step.op, step.imm)),
            Add | Sub | Mul | Div | Mod | And | Or | Xor | Shr | Lt | Le | Eq | Below => {
                return self.fold_integers(step);
            }
            AddD | SubD | MulD | DivD | LtD | LeD | EqD => {
                let (x, y) = (self.double_of(step.args[0]), self.double_of(step.args[1]));
                let (Some(x), Some(y)) = (x, y) else { return Outcome::Next };
                let value = match step.op {
                    AddD => x + y,
                    SubD => x - y,
                    MulD => x * y,
                    DivD => x / y,
                    LtD => return self.is_bool(x < y),
                    LeD => return self.is_bool(x <= y),
                    _ => return self.is_bool(x == y),
                };
                return Outcome::Is(self.constant(Double, value.to_bits()));
            }
            ToDouble => {
                if let Some(n) = self.tree.graph.int(step.args[0]) {
                    return Outcome::Is(self.constant(Double, (n as f64).to_bits()));
                }
            }
            GuardDouble => {
                let x = step.args[0];
                if self.tree.graph.op(x) == Box {
                    return Outcome::Is(self.tree.graph.arg(x, 0));
                }
                if self.tree.graph.op(x) == Word
                    && let Some(d) = immediate(self.tree.graph.at(x).imm).as_inline_double()
                {
                    return Outcome::Is(self.constant(Double, d.to_bits()));
                }
            }
            GuardInt if self.tree.graph.ty(step.args[0]) == crate::ir::Ty::Int => {
                return Outcome::Is(step.args[0]);
            }
            Not => {
                let x = step.args[0];
                match self.tree.graph.op(x) {
                    Bool => return self.is_bool(self.tree.graph.at(x).imm == 0),
                    Not => return Outcome::Is(self.tree.graph.arg(x, 0)),
                    _ => {}
                }
            }
            BoolValue => {
                let x = step.args[0];
                if self.tree.graph.op(x) == Bool {
                    let value = Value::bool(self.tree.graph.at(x).imm != 0);
                    return Outcome::Is(self.constant(Word, value.bits()));
                }
            }
            Same => return self.fold_same(step),
            CodePoint if self.tree.graph.op(step.args[0]) == Char => {
                return Outcome::Is(self.tree.graph.arg(step.args[0], 0));
            }
            CodePoint => {
                if let Some(point) = self.char_of(step.args[0]) {
                    return Outcome::Is(self.int(point as i64));
                }
            }
            GuardChar if self.char_of(step.args[0]).is_some() => return Outcome::Gone,
            Char => {
                if let Some(n) = self.tree.graph.int(step.args[0]) {
                    return Outcome::Is(self.constant(Word, Value::char(n as u32).bits()));
                }
            }
            _ => {}
        }
        Outcome::Next
    }

    fn is_bool(&mut self, b: bool) -> Outcome {
        Outcome::Is(self.constant(Op::Bool, b as u64))
    }

    /// The code point that a constant is.
    fn char_of(&self, r: Ref) -> Option<u32> {
        let instr = self.tree.graph.at(r);
        if instr.op == Op::Word { immediate(instr.imm).as_char() } else { None }
    }

    /// The double that a constant is.
    fn double_of(&self, r: Ref) -> Option<f64> {
        let instr = self.tree.graph.at(r);
        (instr.op == Op::Double).then(|| f64::from_bits(instr.imm))
    }

    fn fold_integers(&mut self, step: &mut Step) -> Outcome {
        use Op::*;
        let (x, y) = (step.args[0], step.args[1]);
        let (a, b) = (self.tree.graph.int(x), self.tree.graph.int(y));
        if let (Some(a), Some(b)) = (a, b) {
            let exact = match step.op {
                Add => a.checked_add(b),
                Sub => a.checked_sub(b),
                Mul => a.checked_mul(b),
                Div => (b > 0).then(|| a.div_euclid(b)),
                Mod => (b > 0).then(|| a.rem_euclid(b)),
                And => Some(a & b),
                Or => Some(a | b),
                Xor => Some(a ^ b),
                Shr => Some(a >> b.clamp(0, 63)),
                Lt => return self.is_bool(a < b),
                Le => return self.is_bool(a <= b),
                Eq => return self.is_bool(a == b),
                _ => return self.is_bool(a >= 0 && a < b),
            };
            return match exact.and_then(Value::small) {
                Some(value) => Outcome::Is(self.constant(Int, value.bits())),
                None => Outcome::Next,
            };
        }
        match (step.op, a, b) {
            (Add | Or | Xor, Some(0), _) => Outcome::Is(y),
            (Add | Sub | Or | Xor, _, Some(0)) => Outcome::Is(x),
            (Mul, Some(1), _) => Outcome::Is(y),
            (Mul | Div, _, Some(1)) => Outcome::Is(x),
            (Mul, Some(0), _) | (Mul, _, Some(0)) | (And, Some(0), _) | (And, _, Some(0)) => {
                Outcome::Is(self.int(0))
            }
            (Sub | Xor, _, _) if x == y => Outcome::Is(self.int(0)),
            (And | Or, _, _) if x == y => Outcome::Is(x),
            (Le | Eq, _, _) if x == y => self.is_bool(true),
            (Lt | Below, _, _) if x == y => self.is_bool(false),
            // The rest by a power of two is its lowest bits, the quotient what is above them.
            (Mod, _, Some(b)) if b > 0 && b & (b - 1) == 0 => {
                let mask = self.int(b - 1);
                (step.op, step.args[1]) = (And, mask);
                Outcome::Next
            }
            (Div, _, Some(b)) if b > 0 && b & (b - 1) == 0 => {
                let shift = self.int(b.trailing_zeros() as i64);
                (step.op, step.args[1]) = (Shr, shift);
                Outcome::Next
            }
            // Constants stand second, so that equal sums look equal.
            (Add | Mul | And | Or | Xor | Eq, Some(_), None) => {
                step.args.swap(0, 1);
                Outcome::Next
            }
            _ => Outcome::Next,
        }
    }

    fn fold_same(&mut self, step: &mut Step) -> Outcome {
        let (x, y) = (step.args[0], step.args[1]);
        if x == y {
            return self.is_bool(true);
        }
        let constant = |r: Ref| {
            let instr = self.tree.graph.at(r);
            matches!(instr.op, Op::Int | Op::Word).then_some(instr.imm)
        };
        if let (Some(a), Some(b)) = (constant(x), constant(y)) {
            return self.is_bool(a == b);
        }
        // A test as a value, beside `true` or `false`.
        for (test, other) in [(x, y), (y, x)] {
            let graph = &self.tree.graph;
            if graph.op(test) == Op::BoolValue && graph.op(other) == Op::Word {
                let inner = graph.arg(test, 0);
                if graph.at(other).imm == Value::TRUE.bits() {
                    return Outcome::Is(inner);
                }
                if graph.at(other).imm == Value::FALSE.bits() {
                    return Outcome::Is(self.pass_simple(Op::Not, &[inner]));
                }
            }
        }
        Outcome::Next
    }
}

/// A word that is no object.
fn immediate(bits: u64) -> Value {
    if bits & 7 == 0 {
        return Value::int(bits as i64 >> 3);
    }
    Value::immediate(bits)
}
