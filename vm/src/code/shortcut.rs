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
                        if let (Some(to), Some(by)) = (target(3), by) {
                            self.emit(i + 2, Quick::AddIntTo, to, a, by as u32);
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
                if let Some(n) = int(1)
                    && op(2) == Some(Op::Same)
                    && op(3) == Some(Op::Branch)
                {
                    self.emit(i + 2, Quick::LocalIntSame, 4, a, n);
                }
            }
            Op::Frame if first.a < 1 << 16 => {
                if let (Some(b), Some(Quick::Get)) = (local(1), known(self, 2)) {
                    self.emit(i + 2, Quick::FrameLocalGet, 0, a, b);
                }
            }
            Op::Int if op(2) == Some(Op::Branch) => {
                if op(1) == Some(Op::Same) {
                    self.emit(i + 1, Quick::IntCompare, 4, 0, first.a);
                } else if let Some(row) = row(1) {
                    self.emit(i + 1, Quick::IntCompare, row, 0, first.a);
                }
            }
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
            _ => {}
        }
    }
}
