//! Quickening: a verified body goes in, quickened words with call sites come out, once per body.
//!
//! A call whose verb is arithmetic becomes an instruction that tries numbers first; an outer name is read
//! according to its storage; frequent sequences become one word. An instruction whose slow path makes a
//! call that must not leave its result on the stack is followed by a word that consumes it, which the
//! fast path skips. Nothing of it can be seen from outside.

use super::fate::Fates;
use super::{Code, Quick, Site, Target, UnitInstance, Word};
use monte_compiler::isa::{Instr, Op};
use monte_compiler::unit::{Body, Storage};

/// The detail of an `Iterate` whose loop takes values only.
pub const VALUES: u8 = 1;

/// Atoms of calls that have instructions of their own when quickened.
pub struct KnownAtoms {
    rows: Vec<(u32, Quick)>,
}

impl KnownAtoms {
    /// Interns them.
    pub fn new(atoms: &mut crate::atoms::Atoms) -> KnownAtoms {
        const ROWS: &[(&str, u32, Quick)] = &[
            ("add", 1, Quick::Add),
            ("subtract", 1, Quick::Subtract),
            ("multiply", 1, Quick::Multiply),
            ("floorDivide", 1, Quick::FloorDivide),
            ("mod", 1, Quick::Modulo),
            ("approxDivide", 1, Quick::Divide),
            ("and", 1, Quick::BitAnd),
            ("or", 1, Quick::BitOr),
            ("xor", 1, Quick::BitXor),
            ("get", 1, Quick::Get),
            ("put", 2, Quick::Put),
            ("next", 0, Quick::Next1),
            ("previous", 0, Quick::Previous1),
            ("not", 0, Quick::Not),
        ];
        KnownAtoms { rows: ROWS.iter().map(|&(v, n, q)| (atoms.intern(v, n), q)).collect() }
    }

    pub(super) fn get(&self, atom: u32) -> Option<Quick> {
        self.rows.iter().find(|row| row.0 == atom).map(|row| row.1)
    }
}

/// Quickens one body.
pub(super) struct Quickener<'a> {
    /// The unit that the body is part of.
    pub(super) instance: &'a UnitInstance,
    /// The body.
    pub(super) body: &'a Body,
    /// The machine's atoms for those of the unit.
    pub(super) atoms: &'a [u32],
    /// What is made.
    pub(super) code: &'a mut Code,
    /// Verbs with an instruction of their own.
    pub(super) known: &'a KnownAtoms,
    /// What becomes of the problems of its tests.
    pub(super) fates: &'a Fates,
}

impl Quickener<'_> {
    /// Fills the words, their origins and the sites.
    pub(super) fn run(&mut self) {
        let code = &self.body.code;
        let mut is_target = vec![false; code.len() + 1];
        for instr in code {
            use monte_compiler::isa::Operand::{LoopHead, Target};
            let row = instr.op.row();
            if matches!(row.a, Target | LoopHead) {
                is_target[instr.a as usize] = true;
            }
            if matches!(row.b, Target | LoopHead) {
                is_target[instr.b as usize] = true;
            }
        }
        // What a tracer counts calls at.
        self.emit(0, Quick::Loop, 0, 0, 0);
        let mut place_of = vec![0u32; code.len() + 1];
        let mut i = 0;
        while i < code.len() {
            place_of[i] = self.code.words.len() as u32;
            // Nothing jumps into the middle of a fused sequence.
            let fused = self.fuse(i, &is_target);
            if fused > 0 {
                i += fused;
                continue;
            }
            self.single(i);
            i += 1;
        }
        place_of[code.len()] = self.code.words.len() as u32;
        for (place, word) in self.code.words.iter_mut().enumerate() {
            if word.op.has_target() {
                word.b = place_of[word.b as usize];
            }
            if word.op == Quick::Back {
                // Behind the loop's head, which is there for a tracer.
                word.b += 1;
            }
            if word.op.jumps() {
                word.b = (word.b as i32 - place as i32 - 1) as u32;
            }
        }
    }

    pub(super) fn emit(&mut self, origin: usize, op: Quick, x: u8, a: u16, b: u32) {
        self.code.words.push(Word { op, x, a, b });
        self.code.origins.push(origin as u32);
    }

    fn site(&mut self, atom: u32) -> u32 {
        self.code.sites.push(Site {
            atom: self.atoms[atom as usize],
            key: u64::MAX,
            target: Target::Unknown,
        });
        self.code.sites.len() as u32 - 1
    }

    /// Emits a superinstruction for the sequence at `i`; answers how many instructions it covers.
    fn fuse(&mut self, i: usize, is_target: &[bool]) -> usize {
        let (code, fates) = (&self.body.code, self.fates);
        let at = |k: usize| {
            let instr = code.get(i + k).filter(|_| k == 0 || !is_target[i + k]);
            // Reading a problem is an instruction of its own.
            instr.filter(|instr| !fates.tells(instr))
        };
        let Some(first) = at(0) else { return 0 };
        self.shortcut(i, at);
        let (Some(second), third, fourth) = (at(1), at(2), at(3)) else { return 0 };
        if first.op == Op::Local && first.a < 1 << 16 {
            let local = first.a as u16;
            if let Some(third) = third {
                let operand_int = second.op == Op::Int;
                let operand_local = second.op == Op::Local && second.a < 1 << 16;
                if operand_int || operand_local {
                    if third.op == Op::Call {
                        let arith = match self.known.get(self.atoms[third.a as usize]) {
                            Some(Quick::Add) => Some(0),
                            Some(Quick::Subtract) => Some(1),
                            Some(Quick::Multiply) => Some(2),
                            Some(Quick::FloorDivide) if operand_int => Some(3),
                            Some(Quick::Modulo) if operand_int => Some(4),
                            Some(Quick::BitAnd) if operand_int => Some(5),
                            _ => None,
                        };
                        if let Some(x) = arith {
                            let (call, b) = (third.a, second.a);
                            let fused = if operand_int {
                                Quick::LocalIntArith
                            } else {
                                Quick::LocalLocalArith
                            };
                            let site = self.site(call);
                            self.emit(i + 2, fused, x, local, b);
                            self.emit(i + 2, Quick::Call, 0, 1, site);
                            return 3;
                        }
                    }
                    if third.op == Op::Compare
                        && third.a < 4
                        && let Some(fourth) = fourth
                        && fourth.op == Op::Branch
                    {
                        let (x, b, target) = (third.a as u8, second.a, fourth.a);
                        let fused = if operand_int {
                            Quick::LocalIntCompare
                        } else {
                            Quick::LocalLocalCompare
                        };
                        self.emit(i + 2, fused, x, local, b);
                        self.emit(i + 2, Quick::CompareBranch, x, 0, target);
                        self.emit(i + 3, Quick::Branch, 0, 0, target);
                        return 4;
                    }
                }
            }
            if second.op == Op::Local && second.a < 1 << 16 && !self.begins_operation(1, at) {
                let b = second.a;
                self.emit(i, Quick::LocalLocal, 0, local, b);
                return 2;
            }
            if second.op == Op::Int {
                let b = second.a;
                self.emit(i, Quick::LocalInt, 0, local, b);
                return 2;
            }
        }
        if second.op == Op::Branch {
            let target = second.a;
            if first.op == Op::Compare && first.a < 4 {
                let x = first.a as u8;
                self.emit(i, Quick::CompareBranch, x, 0, target);
                self.emit(i + 1, Quick::Branch, 0, 0, target);
                return 2;
            }
            if first.op == Op::Same {
                self.emit(i, Quick::SameBranch, 0, 0, target);
                self.emit(i + 1, Quick::Branch, 0, 0, target);
                return 2;
            }
        }
        if second.op == Op::BranchTrue && first.op == Op::Same {
            let target = second.a;
            self.emit(i, Quick::DifferentBranch, 0, 0, target);
            self.emit(i + 1, Quick::BranchTrue, 0, 0, target);
            return 2;
        }
        0
    }

    /// Whether a local and the operand behind it are one word with the operation that follows.
    fn begins_operation<'c>(&self, k: usize, at: impl Fn(usize) -> Option<&'c Instr>) -> bool {
        use Quick::*;
        let operand = |k| at(k).is_some_and(|x| matches!(x.op, Op::Local | Op::Int));
        let Some(call) = at(k + 2).filter(|x| x.op == Op::Call) else { return false };
        let known = self.known.get(self.atoms[call.a as usize]);
        let is_int = at(k + 1).is_some_and(|x| x.op == Op::Int);
        operand(k)
            && operand(k + 1)
            && match known {
                Some(Add | Subtract | Multiply | Get) => true,
                Some(FloorDivide | Modulo | BitAnd) => is_int,
                _ => false,
            }
    }

    /// Whether the loop of the iteration that begins here takes values only.
    fn is_for_values(&self, i: usize) -> bool {
        let state = self.body.code[i].a;
        let step = self.body.code[i..]
            .iter()
            .find(|instr| matches!(instr.op, Op::Next | Op::NextValue) && instr.a == state);
        step.is_some_and(|instr| instr.op == Op::NextValue)
    }

    fn single(&mut self, i: usize) {
        let instr = self.body.code[i];
        let (a, b) = (instr.a, instr.b);
        let outer = |index: u32| self.instance.unit.literals.len() as u32 + index;
        let plain = |op: Quick| (op, a as u16, a);
        let (op, wa, wb) = match instr.op {
            Op::Literal => (Quick::Constant, 0, a),
            Op::Int => (Quick::Int, 0, a),
            Op::Null => plain(Quick::Null),
            Op::True => plain(Quick::True),
            Op::False => plain(Quick::False),
            Op::Pop => plain(Quick::Pop),
            Op::Dup => plain(Quick::Dup),
            Op::Swap => plain(Quick::Swap),
            Op::Rot => plain(Quick::Rot),
            Op::Local if self.fates.tells(&instr) => plain(Quick::LocalProblem),
            Op::Local => plain(Quick::Local),
            Op::Frame => plain(Quick::Frame),
            Op::Outer => match self.instance.outers[a as usize] {
                Storage::Value => (Quick::Constant, 0, outer(a)),
                _ => (Quick::NounOuter, 0, outer(a)),
            },
            Op::Myself => plain(Quick::Myself),
            Op::Bind => plain(Quick::Bind),
            Op::Set => plain(Quick::Set),
            Op::CellLocal => plain(Quick::CellLocal),
            Op::CellFrame => plain(Quick::CellFrame),
            Op::PutLocal => plain(Quick::PutLocal),
            Op::PutFrame => plain(Quick::PutFrame),
            Op::NounLocal => plain(Quick::NounLocal),
            Op::NounFrame => plain(Quick::NounFrame),
            Op::AssignLocal => plain(Quick::AssignLocal),
            Op::AssignFrame => plain(Quick::AssignFrame),
            Op::AssignOuter => (Quick::AssignOuter, 0, outer(a)),
            Op::BindingOuter => (Quick::BindingOuter, 0, outer(a)),
            Op::MakeCell => plain(Quick::MakeCell),
            Op::MakeGuardedCell => plain(Quick::MakeGuardedCell),
            Op::MakeFinalBinding => plain(Quick::MakeFinalBinding),
            Op::MakeVarBinding => plain(Quick::MakeVarBinding),
            Op::DeferBinding => plain(Quick::DeferBinding),
            Op::SlotBinding => plain(Quick::SlotBinding),
            Op::FillBinding => plain(Quick::FillBinding),
            Op::Call => {
                let arity = self.instance.unit.atoms[a as usize].1 as u16;
                let site = self.site(a);
                let op = self.known.get(self.atoms[a as usize]).unwrap_or(Quick::Call);
                (op, arity, site)
            }
            Op::CallNamed => {
                let arity = self.instance.unit.atoms[a as usize].1 as u16;
                let site = self.site(a);
                (Quick::CallNamed, arity, site)
            }
            Op::MakeList => plain(Quick::MakeList),
            Op::MakeMap => plain(Quick::MakeMap),
            Op::Same => plain(Quick::Same),
            Op::Compare => plain(Quick::Compare),
            Op::RangeThru => plain(Quick::RangeThru),
            Op::RangeTill => plain(Quick::RangeTill),
            Op::NamedArg => (Quick::NamedArg, 0, a),
            Op::MissingNamed => plain(Quick::MissingNamed),
            Op::Coerce => plain(Quick::Coerce),
            Op::CoerceStatic => plain(Quick::CoerceStatic),
            Op::TestStatic => (Quick::TestStatic, a as u16, b),
            Op::ListPattern => plain(Quick::ListPattern),
            Op::TestList => (Quick::TestList, a as u16, b),
            Op::TestSame | Op::TestDifferent => (Quick::TestSame, 0, a),
            Op::Object => (Quick::Object, 0, self.instance.scripts[a as usize]),
            Op::Audit => plain(Quick::Audit),
            Op::Jump => (Quick::Jump, 0, a),
            Op::Branch => (Quick::Branch, 0, a),
            Op::BranchTrue => (Quick::BranchTrue, 0, a),
            Op::Loop => plain(Quick::Loop),
            Op::Back => (Quick::Back, 0, a),
            Op::Return => plain(Quick::Return),
            Op::Ejector => (Quick::Ejector, 0, a),
            Op::Try => (Quick::Try, 0, a),
            Op::Unwind => (Quick::Unwind, 0, a),
            Op::DropHandler => plain(Quick::DropHandler),
            Op::EndFinally => plain(Quick::EndFinally),
            Op::Iterate => plain(Quick::Iterate),
            Op::EndEjector => (Quick::EndEjector, a as u16, b),
            Op::Next => (Quick::Next, a as u16, b),
            Op::NextValue => (Quick::NextValue, a as u16, b),
            Op::NextMatcher => plain(Quick::NextMatcher),
            Op::Thrower => plain(Quick::Thrower),
            Op::Context => (Quick::Context, 0, a),
        };
        let detail = match instr.op {
            Op::Iterate if self.is_for_values(i) => VALUES,
            _ => self.fates.of_test(i) as u8,
        };
        self.emit(i, op, detail, wa, wb);
        match instr.op {
            Op::PutLocal | Op::PutFrame | Op::AssignLocal | Op::AssignFrame | Op::AssignOuter => {
                self.emit(i, Quick::Pop, 0, 0, 0);
            }
            Op::TestStatic => self.emit(i, Quick::TestTake, 0, wa, b),
            Op::TestSame => self.emit(i, Quick::TestSameTake, 0, detail as u16, a),
            Op::TestDifferent => self.emit(i, Quick::TestSameTake, 1, detail as u16, a),
            Op::Iterate => self.emit(i, Quick::IterateTake, 0, wa, 0),
            Op::Next => self.emit(i, Quick::NextTake, 0, wa, 0),
            Op::NextValue => self.emit(i, Quick::NextValueTake, 0, wa, 0),
            _ => {}
        }
    }
}
