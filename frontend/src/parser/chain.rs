//! Chains of infix operators: operands and operators in order in, a tree by precedence out.
//!
//! An operator that arrives first applies all pending ones that bind tighter, and those of its own level if the level
//! groups to the left. `&` and `|` share a level and group to the left only in a run of the same operator.

use super::builder::Builder;
use crate::ast::{BinaryOp, CompareOp, Expr, ExprId, RangeOp};

/// An infix operator whose right side is an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Infix {
    Binary(BinaryOp),
    Range(RangeOp),
    Compare(CompareOp),
    Same(bool),
    And,
    Or,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Grouping {
    Left,
    Right,
    LeftIfSame,
}

impl Infix {
    /// Level, lower binding tighter, and the grouping within it.
    fn precedence(self) -> (u8, Grouping) {
        use BinaryOp::*;
        use Grouping::*;
        match self {
            Infix::Binary(Pow) => (1, Right),
            Infix::Binary(Multiply | ApproxDivide | FloorDivide | Mod) => (2, Left),
            Infix::Binary(Add | Subtract) => (3, Left),
            Infix::Binary(ShiftLeft | ShiftRight) => (4, Left),
            Infix::Range(_) => (5, Right),
            Infix::Compare(_) => (6, Right),
            Infix::Same(_) | Infix::Binary(ButNot | Xor) => (7, Right),
            Infix::Binary(And | Or) => (8, LeftIfSame),
            Infix::And => (9, Right),
            Infix::Or => (10, Right),
        }
    }

    /// Whether this pending operator is applied before `next` is read on.
    fn applies_before(self, next: Infix) -> bool {
        let (level, _) = self.precedence();
        let (next_level, grouping) = next.precedence();
        level < next_level
            || level == next_level
                && match grouping {
                    Grouping::Left => true,
                    Grouping::Right => false,
                    Grouping::LeftIfSame => self == next,
                }
    }
}

/// A chain being read.
#[derive(Debug)]
pub(crate) enum Chain {
    /// A single operand so far.
    One(ExprId),
    /// Several.
    Many(Box<Stacks>),
}

/// Operands and pending operators; there is one operand more than operators.
#[derive(Debug)]
pub(crate) struct Stacks {
    operands: Vec<ExprId>,
    operators: Vec<Infix>,
}

impl Builder<'_> {
    /// Adds an operator and its right operand to a chain.
    pub(crate) fn extend(&mut self, chain: Chain, op: Infix, right: ExprId) -> Chain {
        match chain {
            Chain::One(left) => {
                Chain::Many(Box::new(Stacks { operands: vec![left, right], operators: vec![op] }))
            }
            Chain::Many(mut stacks) => {
                while stacks.operators.last().is_some_and(|last| last.applies_before(op)) {
                    self.apply(&mut stacks);
                }
                stacks.operators.push(op);
                stacks.operands.push(right);
                Chain::Many(stacks)
            }
        }
    }

    /// Ends a chain with an operand that nothing can follow.
    pub(crate) fn close(&mut self, chain: Chain, op: Infix, right: ExprId) -> ExprId {
        let chain = self.extend(chain, op, right);
        self.finish(chain)
    }

    /// The tree of a chain.
    pub(crate) fn finish(&mut self, chain: Chain) -> ExprId {
        match chain {
            Chain::One(only) => only,
            Chain::Many(mut stacks) => {
                while !stacks.operators.is_empty() {
                    self.apply(&mut stacks);
                }
                stacks.operands[0]
            }
        }
    }

    /// Matches the last operand of a chain against a pattern.
    pub(crate) fn match_bind(
        &mut self,
        chain: Chain,
        positive: bool,
        pattern: crate::ast::PatternId,
        end: u32,
    ) -> Chain {
        let mut node = |specimen: ExprId| {
            let start = self.ast.span(specimen).start;
            let expr = if positive {
                Expr::MatchBind { specimen, pattern }
            } else {
                Expr::Mismatch { specimen, pattern }
            };
            self.expr(expr, start, end)
        };
        match chain {
            Chain::One(specimen) => Chain::One(node(specimen)),
            Chain::Many(mut stacks) => {
                if let Some(last) = stacks.operands.last_mut() {
                    *last = node(*last);
                }
                Chain::Many(stacks)
            }
        }
    }

    fn apply(&mut self, stacks: &mut Stacks) {
        let (Some(op), Some(right), Some(left)) =
            (stacks.operators.pop(), stacks.operands.pop(), stacks.operands.pop())
        else {
            return;
        };
        let expr = match op {
            Infix::Binary(op) => Expr::Binary { op, left, right },
            Infix::Range(op) => Expr::Range { op, left, right },
            Infix::Compare(op) => Expr::Compare { op, left, right },
            Infix::Same(equal) => Expr::Same { left, right, equal },
            Infix::And => Expr::And { left, right },
            Infix::Or => Expr::Or { left, right },
        };
        let span = self.ast.span(left).to(self.ast.span(right));
        let id = self.ast.add_expr(expr, span);
        stacks.operands.push(id);
    }
}
