//! What is proven: types, constants and ranges, so that nothing is proven twice.
//!
//! A guard that holds says something about its operand from then on. Ranges of integers come from comparisons that held and
//! from the operations themselves; where they show that a sum fits 61 bits, its check goes away, which is the
//! usual case for the counter of a loop.

use super::{Outcome, Step, Walk};
use crate::ir::{NONE, Op, Ref, Ty};
use hashbrown::{HashMap, HashSet};
use monte_vm::value::{INT_MAX, INT_MIN, Value};

/// What is known of a result.
#[derive(Clone, Copy, Debug)]
struct Fact {
    /// The type of the object.
    ty: Option<u16>,
    /// Its first word.
    first: Option<u64>,
    /// The value itself.
    word: Option<u64>,
    is_char: bool,
    immediate: bool,
    settled: bool,
    /// Of an integer, the least and the greatest.
    low: i64,
    high: i64,
    /// Of a test.
    holds: Option<bool>,
}

const NOTHING: Fact = Fact {
    ty: None,
    first: None,
    word: None,
    is_char: false,
    immediate: false,
    settled: false,
    low: INT_MIN,
    high: INT_MAX,
    holds: None,
};

/// What is known of all results.
#[derive(Default)]
pub(super) struct Facts {
    rows: HashMap<Ref, Fact>,
    /// Tests of two integers that have held.
    held: HashSet<(Op, Ref, Ref)>,
    /// No list has been superseded since the last call.
    no_versions: bool,
}

impl Facts {
    fn of(&self, r: Ref) -> Fact {
        self.rows.get(&r).copied().unwrap_or(NOTHING)
    }

    fn row(&mut self, r: Ref) -> &mut Fact {
        self.rows.entry(r).or_insert(NOTHING)
    }

    /// Forgets what calls may change, in front of a loop that calls.
    pub(super) fn forget_called(&mut self) {
        self.no_versions = false;
    }

    /// Notes what a literal is.
    pub(super) fn assume(&mut self, r: Ref, ty: u16, first: u64) {
        if r != NONE {
            let row = self.row(r);
            (row.ty, row.first) = (Some(ty), Some(first));
        }
    }
}

impl Walk<'_> {
    /// The range of an integer.
    pub(super) fn range(&self, r: Ref) -> (i64, i64) {
        if let Some(n) = self.tree.graph.int(r) {
            return (n, n);
        }
        let fact = self.facts.of(r);
        (fact.low, fact.high)
    }

    /// The type of an object, if it is known.
    pub(super) fn object_type(&self, r: Ref) -> Option<u16> {
        let instr = self.tree.graph.at(r);
        match instr.op {
            Op::New | Op::Virtual => Some(instr.imm as u16),
            _ => self.facts.of(r).ty,
        }
    }

    pub(super) fn prove(&mut self, step: &mut Step, _: Ref) -> Outcome {
        use Op::*;
        let known = |holds: bool| if holds { Outcome::Gone } else { Outcome::Next };
        if step.op == GuardNoVersions {
            return known(self.facts.no_versions);
        }
        let Some(&x) = step.args.first() else { return Outcome::Next };
        match step.op {
            GuardType => known(self.object_type(x) == Some(step.imm as u16)),
            GuardFirst => {
                let first = match self.tree.graph.op(x) {
                    New | Virtual => self.first_of(x),
                    _ => self.facts.of(x).first,
                };
                known(first == Some(step.imm))
            }
            GuardChar => known(self.facts.of(x).is_char || self.tree.graph.op(x) == Char),
            GuardImmediate => {
                let op = self.tree.graph.op(x);
                let fact = self.facts.of(x);
                let int = self.tree.graph.ty(x) == Ty::Int;
                known(
                    int || fact.immediate
                        || fact.is_char
                        || fact.word.is_some()
                        || matches!(op, Word | BoolValue | Char),
                )
            }
            GuardIs => {
                let instr = self.tree.graph.at(x);
                match instr.op {
                    Word | Int => known(instr.imm == step.imm),
                    BoolValue => {
                        let test = self.tree.graph.arg(x, 0);
                        let op = match step.imm {
                            yes if yes == Value::TRUE.bits() => GuardTrue,
                            no if no == Value::FALSE.bits() => GuardFalse,
                            // It never is.
                            _ => return Outcome::Next,
                        };
                        let snapshot = step.snapshot;
                        self.pass(Step { op, args: vec![test], imm: 0, snapshot }, NONE);
                        Outcome::Gone
                    }
                    _ => known(self.facts.of(x).word == Some(step.imm)),
                }
            }
            GuardSettled => known(self.facts.of(x).settled),
            GuardSame => known(x == step.args[1]),
            GuardTrue | GuardFalse => {
                let wanted = step.op == GuardTrue;
                let instr = self.tree.graph.at(x);
                match instr.op {
                    Bool => known((instr.imm != 0) == wanted),
                    Not => {
                        let op = if wanted { GuardFalse } else { GuardTrue };
                        let (test, snapshot) = (self.tree.graph.arg(x, 0), step.snapshot);
                        self.pass(Step { op, args: vec![test], imm: 0, snapshot }, NONE);
                        Outcome::Gone
                    }
                    _ => known(self.facts.of(x).holds == Some(wanted)),
                }
            }
            Lt | Le | Eq | Below => match self.decided(step.op, x, step.args[1]) {
                Some(holds) => Outcome::Is(self.constant(Bool, holds as u64)),
                None => Outcome::Next,
            },
            Add | Sub | Mul => {
                let (low, high) = self.exact(step.op, x, step.args[1]);
                if low >= INT_MIN as i128 && high <= INT_MAX as i128 {
                    step.snapshot = NONE;
                }
                Outcome::Next
            }
            Mod => {
                let ((low, high), (least, _)) = (self.range(x), self.range(step.args[1]));
                if low >= 0 && high < least { Outcome::Is(x) } else { Outcome::Next }
            }
            _ => Outcome::Next,
        }
    }

    /// Whether a comparison comes out the same whatever the operands are within their ranges.
    fn decided(&self, op: Op, x: Ref, y: Ref) -> Option<bool> {
        let ((a, b), (c, d)) = (self.range(x), self.range(y));
        match op {
            Op::Lt if b < c => Some(true),
            Op::Lt if a >= d => Some(false),
            Op::Le if b <= c => Some(true),
            Op::Le if a > d => Some(false),
            Op::Eq if b < c || d < a => Some(false),
            Op::Below if a >= 0 && b < c => Some(true),
            Op::Below if a >= 0 && self.has_held(Op::Lt, x, y) => Some(true),
            Op::Lt if self.has_held(Op::Below, x, y) => Some(true),
            Op::Below if b < 0 || a >= d => Some(false),
            _ => None,
        }
    }

    /// Whether a test of two operands has been found to hold.
    fn has_held(&self, op: Op, x: Ref, y: Ref) -> bool {
        self.facts.held.contains(&(op, x, y))
    }

    /// The range of an operation before it is checked.
    fn exact(&self, op: Op, x: Ref, y: Ref) -> (i128, i128) {
        let ((a, b), (c, d)) = (self.range(x), self.range(y));
        let [a, b, c, d] = [a, b, c, d].map(i128::from);
        match op {
            Op::Add => (a + c, b + d),
            Op::Sub => (a - d, b - c),
            _ => {
                let products = [a * c, a * d, b * c, b * d];
                let low = products.iter().copied().min().unwrap_or(i128::MIN);
                (low, products.iter().copied().max().unwrap_or(i128::MAX))
            }
        }
    }

    /// Notes what holds behind an instruction.
    pub(super) fn note_fact(&mut self, step: &Step, r: Ref) {
        use Op::*;
        match step.op {
            GuardType => self.facts.row(step.args[0]).ty = Some(step.imm as u16),
            GuardFirst => self.facts.row(step.args[0]).first = Some(step.imm),
            GuardChar => self.facts.row(step.args[0]).is_char = true,
            GuardImmediate => self.facts.row(step.args[0]).immediate = true,
            GuardSettled => self.facts.row(step.args[0]).settled = true,
            GuardNoVersions => self.facts.no_versions = true,
            Call | Invoke => self.facts.no_versions = false,
            GuardIs => self.facts.row(step.args[0]).word = Some(step.imm),
            GuardTrue => self.note_test(step.args[0], true),
            GuardFalse => self.note_test(step.args[0], false),
            Add | Sub | Mul => {
                let (low, high) = self.exact(step.op, step.args[0], step.args[1]);
                let bound = |n: i128| n.clamp(INT_MIN as i128, INT_MAX as i128) as i64;
                self.note_range(r, bound(low), bound(high));
            }
            Div => {
                let ((a, b), (c, _)) = (self.range(step.args[0]), self.range(step.args[1]));
                let c = c.max(1);
                let low = if a < 0 { a } else { 0 };
                self.note_range(r, low, if b < 0 { -1 } else { b.div_euclid(c) });
            }
            Mod => {
                let (_, most) = self.range(step.args[1]);
                self.note_range(r, 0, most.max(1) - 1);
            }
            And => {
                let ((a, b), (c, d)) = (self.range(step.args[0]), self.range(step.args[1]));
                match (a >= 0, c >= 0) {
                    (true, true) => self.note_range(r, 0, b.min(d)),
                    (true, false) => self.note_range(r, 0, b),
                    (false, true) => self.note_range(r, 0, d),
                    _ => {}
                }
            }
            Or | Xor => {
                let ((a, b), (c, d)) = (self.range(step.args[0]), self.range(step.args[1]));
                if a >= 0 && c >= 0 {
                    let bits = 64 - (b | d).leading_zeros();
                    self.note_range(r, 0, ((1i128 << bits) - 1).min(INT_MAX as i128) as i64);
                }
            }
            Shr => {
                let (a, b) = self.range(step.args[0]);
                if let Some(shift) = self.tree.graph.int(step.args[1]) {
                    self.note_range(r, a >> shift.clamp(0, 63), b >> shift.clamp(0, 63));
                }
            }
            Byte => self.note_range(r, 0, 255),
            Wide | CodePoint => self.note_range(r, 0, 0x10_ffff),
            // No object has more words.
            Words => self.note_range(r, 0, u32::MAX as i64),
            LoadInt => self.note_range(r, 0, 1 << 40),
            _ => {}
        }
    }

    fn note_range(&mut self, r: Ref, low: i64, high: i64) {
        if self.tree.graph.int(r).is_some() || low > high {
            return;
        }
        let row = self.facts.row(r);
        (row.low, row.high) = (row.low.max(low), row.high.min(high));
    }

    /// Notes how a test came out, and what that says of its operands.
    fn note_test(&mut self, test: Ref, holds: bool) {
        self.facts.row(test).holds = Some(holds);
        let (op, args) = (self.tree.graph.op(test), self.tree.graph.args(test));
        let (x, y) = match *args {
            [x, y] => (x, y),
            _ => return,
        };
        let ((a, b), (c, d)) = match op {
            Op::Lt | Op::Le | Op::Eq | Op::Below => (self.range(x), self.range(y)),
            _ => return,
        };
        if holds {
            self.facts.held.insert((op, x, y));
        }
        match (op, holds) {
            (Op::Lt, true) => {
                self.note_range(x, INT_MIN, d.saturating_sub(1));
                self.note_range(y, a.saturating_add(1), INT_MAX);
            }
            (Op::Lt, false) => {
                self.note_range(x, c, INT_MAX);
                self.note_range(y, INT_MIN, b);
            }
            (Op::Le, true) => {
                self.note_range(x, INT_MIN, d);
                self.note_range(y, a, INT_MAX);
            }
            (Op::Le, false) => {
                self.note_range(x, c.saturating_add(1), INT_MAX);
                self.note_range(y, INT_MIN, b.saturating_sub(1));
            }
            (Op::Eq, true) => {
                self.note_range(x, c, d);
                self.note_range(y, a, b);
            }
            (Op::Below, true) => {
                self.note_range(x, 0, d.saturating_sub(1));
                self.note_range(y, a.max(0).saturating_add(1), INT_MAX);
            }
            _ => {}
        }
    }

    /// Notes what all guards in front of an exit have proven, and how the test came out that left.
    pub(super) fn inherit(&mut self, snapshot: u32) {
        let mut path = Vec::new();
        let mut failed = Vec::new();
        let mut wanted = Some(snapshot);
        while let Some(exit) = wanted.take() {
            let Some((number, at)) = self.tree.leaving_by(exit) else { break };
            let part = &self.tree.parts[number];
            failed.extend(self.failed(exit));
            path.push(part.body[..at].to_vec());
            match part.begin {
                crate::ir::Begin::Exit(parent) => wanted = Some(parent),
                crate::ir::Begin::Turn => path.push(self.tree.parts[number - 1].body.clone()),
                crate::ir::Begin::Head => {}
            }
        }
        for r in path.into_iter().rev().flatten() {
            let instr = self.tree.graph.at(r);
            let args = self.tree.graph.args(r).to_vec();
            let step = Step { op: instr.op, args, imm: instr.imm, snapshot: NONE };
            self.note_fact(&step, r);
            if let Op::Literal = instr.op
                && let Some(&(ty, first)) = self.tree.literals.get(&r)
            {
                self.facts.assume(r, ty, first);
            }
            // Constants and what is computed from them need not be there twice.
            if instr.op.is_repeatable() && instr.op.row().effect == crate::ir::Effect::Pure {
                self.note_common(&step, r);
            }
        }
        for (test, holds) in failed {
            self.note_test(test, holds);
        }
    }

    /// The test that has failed where an exit was left, and how it came out, if nothing else leaves there.
    fn failed(&self, exit: u32) -> Option<(Ref, bool)> {
        let graph = &self.tree.graph;
        let bodies = self.tree.parts.iter().flat_map(|part| &part.body);
        let mut leaving = bodies.filter(|&&r| graph.at(r).snapshot == exit);
        let (&guard, None) = (leaving.next()?, leaving.next()) else { return None };
        match graph.op(guard) {
            Op::GuardTrue => Some((graph.arg(guard, 0), false)),
            Op::GuardFalse => Some((graph.arg(guard, 0), true)),
            _ => None,
        }
    }
}
