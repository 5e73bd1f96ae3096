//! Calls of the safe scope's helpers that are instructions of their own.
//!
//! An intrinsic is recognised by the outer name of its receiver, a verb and a number of arguments; the
//! name goes into the unit's assumptions, so the unit runs only where it means what it meant here.

use monte_expander::kernel::{Expr, ExprId, Literal, Name, Run};

use super::templates::QUASI_PARSER;
use super::{Generator, Mode};
use crate::isa::{Comparison, Op};

/// Name, verb, instruction and its operand, for calls with two arguments.
const BINARY: &[(&str, &str, Op, u32)] = &[
    ("_equalizer", "sameEver", Op::Same, 0),
    ("_comparer", "lessThan", Op::Compare, Comparison::Less as u32),
    ("_comparer", "leq", Op::Compare, Comparison::LessEqual as u32),
    ("_comparer", "greaterThan", Op::Compare, Comparison::Greater as u32),
    ("_comparer", "geq", Op::Compare, Comparison::GreaterEqual as u32),
    ("_comparer", "asBigAs", Op::Compare, Comparison::AsBig as u32),
    ("_makeOrderedSpace", "op__thru", Op::RangeThru, 0),
    ("_makeOrderedSpace", "op__till", Op::RangeTill, 0),
];

/// Nouns that are constants.
const NOUNS: &[(&str, Op)] = &[("null", Op::Null), ("true", Op::True), ("false", Op::False)];

/// Longer lists are built in pieces, lest they fill the operand stack.
const PIECE: usize = 4096;

impl Generator<'_> {
    /// The instruction that pushes what a noun always means.
    pub(super) fn constant_noun(&mut self, id: ExprId) -> Option<Op> {
        let name = self.kernel.safe_noun(id)?;
        let row = NOUNS.iter().find(|row| row.0 == name)?;
        self.tables.assume(name);
        Some(row.1)
    }

    /// The boolean that an expression is known to be.
    pub(super) fn constant_bool(&mut self, id: ExprId) -> Option<bool> {
        if let Expr::Literal(literal) = self.kernel.expr(id) {
            return match self.kernel.literal(literal) {
                Literal::Bool(value) => Some(*value),
                _ => None,
            };
        }
        match self.constant_noun(id)? {
            Op::True => Some(true),
            Op::False => Some(false),
            _ => None,
        }
    }

    /// Compiles a call as instructions, if it is one of an intrinsic.
    pub(super) fn intrinsic(
        &mut self,
        id: ExprId,
        receiver: ExprId,
        verb: Name,
        args: Run,
    ) -> bool {
        let kernel = self.kernel;
        let Some(name) = kernel.safe_noun(receiver) else { return false };
        let verb = kernel.text(verb);
        let items = kernel.exprs_of(args);
        match (name, verb) {
            ("_makeList", "run") => self.list(id, items),
            (QUASI_PARSER, _) => {
                if !self.template(id, verb, items) {
                    return false;
                }
            }
            ("_makeMap", "fromPairs") if items.len() == 1 => {
                let Some(pairs) = self.literal_pairs(items[0]) else { return false };
                self.tables.assume("_makeList");
                self.map(id, &pairs);
            }
            _ => {
                let row = BINARY.iter().find(|row| (row.0, row.1) == (name, verb));
                let Some((_, _, op, operand)) = row.filter(|_| items.len() == 2) else {
                    return false;
                };
                self.values(items);
                self.at_expr(id);
                self.asm.emit(*op, *operand);
            }
        }
        self.tables.assume(name);
        true
    }

    fn values(&mut self, items: &[ExprId]) {
        for item in items {
            self.expr(*item, Mode::Value);
        }
    }

    fn list(&mut self, id: ExprId, items: &[ExprId]) {
        let first = &items[..items.len().min(PIECE)];
        self.values(first);
        self.at_expr(id);
        self.asm.emit(Op::MakeList, first.len() as u32);
        for piece in items[first.len()..].chunks(PIECE) {
            self.values(piece);
            self.at_expr(id);
            self.asm.emit(Op::MakeList, piece.len() as u32);
            self.call_atom("add", 1);
        }
    }

    fn map(&mut self, id: ExprId, pairs: &[[ExprId; 2]]) {
        let first = &pairs[..pairs.len().min(PIECE)];
        for pair in first {
            self.values(pair);
        }
        self.at_expr(id);
        self.asm.emit(Op::MakeMap, first.len() as u32);
        for pair in &pairs[first.len()..] {
            self.values(pair);
            self.at_expr(id);
            self.call_atom("with", 2);
        }
    }

    /// The pairs of an expression `[[k, v], …]`.
    fn literal_pairs(&self, id: ExprId) -> Option<Vec<[ExprId; 2]>> {
        let items = self.literal_list(id)?;
        items.iter().map(|item| self.literal_list(*item)?.try_into().ok()).collect()
    }

    pub(super) fn literal_list(&self, id: ExprId) -> Option<&[ExprId]> {
        match self.kernel.expr(id) {
            Expr::Call { receiver, verb, args, named }
                if named.len == 0
                    && self.kernel.text(verb) == "run"
                    && self.kernel.safe_noun(receiver) == Some("_makeList") =>
            {
                Some(self.kernel.exprs_of(args))
            }
            _ => None,
        }
    }
}
