//! Constant expressions are computed.
//!
//! Numbers have no signs in the grammar: `-1` is the call `1.negate()`. Calls between literals of which the
//! result is certain are replaced by it: sums, differences and products of integers that stay within 64
//! bits, and negation. A call that would be refused, or that would throw, stays as it is, so that it fails
//! where and when it always did; so does one whose result might be computed differently (powers, quotients,
//! text).
//!
//! `if` with a constant condition keeps the arm that runs. A test that is no Bool stays, and throws.

use super::rewrite::{self, Pass, Rewrite};
use crate::kernel::{Expr, ExprId, Kernel, Literal, Run};

/// Runs the pass.
pub(crate) fn run(kernel: &mut Kernel) {
    rewrite::run(kernel, Folding);
}

struct Folding;

impl Pass for Folding {
    fn after(walk: &mut Rewrite<'_, Self>, id: ExprId) -> ExprId {
        match walk.kernel.expr(id) {
            Expr::Call { receiver, verb, args, named: Run { len: 0, .. } } => {
                let Expr::Literal(receiver) = walk.kernel.expr(receiver) else { return id };
                let kernel = &*walk.kernel;
                let argument = match *kernel.exprs_of(args) {
                    [] => None,
                    [only] => match kernel.expr(only) {
                        Expr::Literal(argument) => Some(kernel.literal(argument)),
                        _ => return id,
                    },
                    _ => return id,
                };
                let verb = kernel.text(verb);
                let Some(result) = compute(kernel.literal(receiver), verb, argument) else {
                    return id;
                };
                let literal = walk.kernel.add_literal(result);
                walk.replace(id, Expr::Literal(literal))
            }
            Expr::If { test, then, otherwise } => {
                let taken = match constant(walk.kernel, test) {
                    Some(true) => Some(then),
                    Some(false) => otherwise,
                    None => return id,
                };
                if let Some(outer) = walk.kernel.outer_noun(test) {
                    walk.kernel.outers[outer.index()].assumed = true;
                }
                taken.unwrap_or_else(|| {
                    let null = walk.kernel.add_literal(Literal::Null);
                    walk.replace(id, Expr::Literal(null))
                })
            }
            _ => id,
        }
    }
}

/// The value of a constant condition.
fn constant(kernel: &Kernel, test: ExprId) -> Option<bool> {
    match kernel.safe_noun(test) {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => None,
    }
}

/// The result of a call between literals, where it is certain.
fn compute(receiver: &Literal, verb: &str, argument: Option<&Literal>) -> Option<Literal> {
    use Literal::{Double, Int};
    match (receiver, verb, argument) {
        (Int(value), "negate", None) => value.checked_neg().map(Int),
        (Double(value), "negate", None) => Some(Double(-value)),
        (Int(left), "add", Some(Int(right))) => left.checked_add(*right).map(Int),
        (Int(left), "subtract", Some(Int(right))) => left.checked_sub(*right).map(Int),
        (Int(left), "multiply", Some(Int(right))) => left.checked_mul(*right).map(Int),
        _ => None,
    }
}
