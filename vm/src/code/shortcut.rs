//! Shortcuts: for a frequent sequence of instructions, a word in front of it that does all of it in the
//! usual case and goes on behind. The sequence itself stays, so a shortcut has no slow path of its own, and
//! where single steps are wanted it is passed over.

use super::Quick;
use super::quicken::Quickener;
use monte_compiler::isa::{Instr, Op};

impl Quickener<'_> {
    /// Emits the shortcut of the sequence at `i`, if there is one. `at` gives the instructions that
    /// follow each other without a jump between them.
    pub(super) fn shortcut<'c>(&mut self, i: usize, at: impl Fn(usize) -> Option<&'c Instr>) {
        let op = |k: usize| at(k).map(|instr| instr.op);
        let local = |k: usize| at(k).filter(|x| x.op == Op::Local && x.a < 1 << 16).map(|x| x.a);
        let int = |k: usize| at(k).filter(|x| x.op == Op::Int).map(|x| x.a);
        // A local that a small operand can name.
        let target = |k: usize| {
            at(k).filter(|x| matches!(x.op, Op::Set | Op::Bind) && x.a < 256).map(|x| x.a as u8)
        };
        let known = |quickener: &Self, k: usize| {
            let call = at(k).filter(|x| x.op == Op::Call)?;
            quickener.known.get(quickener.atoms[call.a as usize])
        };
        let row = |k: usize| at(k).filter(|x| x.op == Op::Compare && x.a < 4).map(|x| x.a as u8);
        // A test of sameness and a branch; 1 if they are to differ.
        let same_branch = |k: usize| match (op(k), op(k + 1)) {
            (Some(Op::Same), Some(Op::Branch)) => Some(0),
            (Some(Op::Same), Some(Op::BranchTrue)) => Some(1),
            _ => None,
        };
        let Some(first) = at(0) else { return };
        let a = first.a as u16;
        match first.op {
            Op::Local if first.a < 1 << 16 => {
                if op(1) == Some(Op::Return) {
                    self.emit(i, Quick::ReturnLocal, 0, a, 0);
                    return;
                }
                let call = known(self, 2);
                match (local(1), int(1), call) {
                    (_, Some(n), Some(Quick::Add | Quick::Subtract)) => {
                        let n = n as i32;
                        let by = if call == Some(Quick::Add) { Some(n) } else { n.checked_neg() };
                        match (target(3), by) {
                            (Some(to), Some(by)) => {
                                self.emit(i + 2, Quick::AddIntTo, to, a, by as u32);
                            }
                            (None, Some(by)) => {
                                self.emit(i + 2, Quick::LocalIntAdd, 0, a, by as u32);
                            }
                            _ => {}
                        }
                    }
                    (Some(b), _, Some(Quick::Add | Quick::Subtract | Quick::Multiply)) => {
                        let kind = match call {
                            Some(Quick::Add) => 0,
                            Some(Quick::Subtract) => 1,
                            _ => 2,
                        };
                        if let Some(to) = target(3) {
                            self.emit(i + 2, Quick::ArithTo, to, a, b | kind << 16);
                        }
                    }
                    (Some(b), _, Some(Quick::Get)) => {
                        self.emit(i + 2, Quick::LocalLocalGet, 0, a, b);
                    }
                    (_, Some(n), Some(Quick::Get)) => {
                        self.emit(i + 2, Quick::LocalIntGet, 0, a, n);
                    }
                    _ => {}
                }
                if let (Some(n), Some(other)) = (int(1), same_branch(2)) {
                    self.emit(i + 2, Quick::LocalIntSame, other, a, n);
                }
                if let (Some(row), Some(Op::Branch)) = (row(2), op(3)) {
                    if let Some(b) = local(1) {
                        let (op, a, b) = match row {
                            0 => (Quick::LocalLocalLess, a, b),
                            1 => (Quick::LocalLocalAtMost, a, b),
                            2 => (Quick::LocalLocalLess, b as u16, first.a),
                            _ => (Quick::LocalLocalAtMost, b as u16, first.a),
                        };
                        self.emit(i + 2, op, 0, a, b);
                    } else if let Some((less, n)) = int(1).and_then(|n| bound(row, n)) {
                        let op = if less { Quick::LocalIntLess } else { Quick::LocalIntMore };
                        self.emit(i + 2, op, 0, a, n);
                    }
                }
            }
            Op::Dup if op(1) == Some(Op::Bind) && op(3) == Some(Op::Pop) => {
                if let (Some(to), Some(Quick::Put)) = (at(1), known(self, 2))
                    && to.a < 1 << 16
                {
                    self.emit(i, Quick::PutTo, 0, to.a as u16, 0);
                }
            }
            Op::Frame if first.a < 1 << 16 => {
                if let (Some(b), Some(Quick::Get)) = (local(1), known(self, 2)) {
                    self.emit(i + 2, Quick::FrameLocalGet, 0, a, b);
                }
            }
            Op::Int => {
                if let Some(other) = same_branch(1) {
                    self.emit(i + 1, Quick::IntSame, other, 0, first.a);
                } else if let (Some(row), Some(Op::Branch)) = (row(1), op(2)) {
                    if let Some((less, n)) = bound(row, first.a) {
                        let op = if less { Quick::IntLess } else { Quick::IntMore };
                        self.emit(i + 1, op, 0, 0, n);
                    }
                } else if let Some((op, kind, n)) =
                    known(self, 1).and_then(|call| with_literal(call, first.a as i32))
                {
                    self.emit(i + 1, op, kind, 0, n as u32);
                }
            }
            Op::Call if known(self, 0) == Some(Quick::Not) => match op(1) {
                Some(Op::Branch) => self.emit(i, Quick::NotBranch, 0, 0, 0),
                Some(Op::BranchTrue) => self.emit(i, Quick::NotBranch, 1, 0, 0),
                _ => {}
            },
            Op::CellFrame if first.a < 1 << 16 => {
                let same = at(3).is_some_and(|x| x.op == Op::PutFrame && x.a == first.a);
                let call = known(self, 2);
                if !same || !matches!(call, Some(Quick::Add | Quick::Subtract)) {
                    return;
                }
                let less = call == Some(Quick::Subtract);
                if let Some(b) = local(1) {
                    self.emit(i + 2, Quick::CellAddLocal, u8::from(less), a, b);
                } else if let Some(n) = int(1) {
                    let n = n as i32;
                    if let Some(by) = if less { n.checked_neg() } else { Some(n) } {
                        self.emit(i + 2, Quick::CellAddInt, 0, a, by as u32);
                    }
                }
            }
            Op::NextValue => {
                if let Some(to) = target(1) {
                    self.emit(i, Quick::NextTo, to, a, first.b);
                }
            }
            Op::Next => {
                if let (Some(to), Some(_)) = (target(1), target(2)) {
                    self.emit(i, Quick::NextPairTo, to, a, 0);
                }
            }
            _ => {}
        }
    }
}

/// An order beside a literal as less than one, or more than one.
fn bound(row: u8, literal: u32) -> Option<(bool, u32)> {
    let n = literal as i32;
    let n = match row {
        1 => n.checked_add(1)?,
        3 => n.checked_sub(1)?,
        _ => n,
    };
    Some((row < 2, n as u32))
}

/// The shortcut for arithmetic on the top and a literal, its kind, and the literal.
fn with_literal(call: Quick, n: i32) -> Option<(Quick, u8, i32)> {
    Some(match call {
        Quick::Add => (Quick::IntAdd, 0, n),
        Quick::Subtract => (Quick::IntAdd, 0, n.checked_neg()?),
        Quick::Multiply => (Quick::IntArith, 2, n),
        Quick::FloorDivide if n > 0 => (Quick::IntArith, 3, n),
        // The rest by a power of two is its lowest bits.
        Quick::Modulo if n > 0 && n & (n - 1) == 0 => (Quick::IntArith, 5, n - 1),
        Quick::Modulo if n > 0 => (Quick::IntArith, 4, n),
        Quick::BitAnd => (Quick::IntArith, 5, n),
        _ => return None,
    })
}
