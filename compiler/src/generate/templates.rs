//! Templates of the text quasi-parser, which are literals: what makes or takes apart the strings of a
//! quasi-literal depends on its source text only.
//!
//! And the view of a quasi-pattern, which is a call: `_quasiMatcher.run(m, values)` applied to a specimen
//! is `m.matchBind(values, specimen, ejector)`.

use monte_expander::kernel::{Expr, ExprId, Literal as KernelLiteral};

use super::patterns::Source;
use super::{Generator, Mode};
use crate::isa::Op;
use crate::unit::{Literal, Piece};

/// The text quasi-parser's name in the safe scope.
pub(super) const QUASI_PARSER: &str = "``";

impl Generator<'_> {
    /// Pushes the template of a call of the quasi-parser, if its pieces are literal.
    pub(super) fn template(&mut self, id: ExprId, verb: &str, args: &[ExprId]) -> bool {
        let matches = match verb {
            "valueMaker" => false,
            "matchMaker" => true,
            _ => return false,
        };
        let pieces = match args {
            [pieces] => self.literal_list(*pieces),
            _ => None,
        };
        let pieces = pieces.and_then(|items| items.iter().map(|item| self.piece(*item)).collect());
        let Some(pieces) = pieces else { return false };
        self.tables.assume("_makeList");
        let literal = self.tables.literal(Literal::Template { matches, pieces });
        self.at_expr(id);
        self.asm.emit(Op::Literal, literal);
        true
    }

    /// A string, or a call that makes a hole with a literal number.
    fn piece(&self, id: ExprId) -> Option<Piece> {
        match self.kernel.expr(id) {
            Expr::Literal(literal) => match self.kernel.literal(literal) {
                KernelLiteral::Str(text) => Some(Piece::Text(text.to_string())),
                _ => None,
            },
            Expr::Call { receiver, verb, args, named }
                if (args.len, named.len) == (1, 0)
                    && self.kernel.safe_noun(receiver) == Some(QUASI_PARSER) =>
            {
                let Expr::Literal(number) = self.kernel.expr(self.kernel.exprs_of(args)[0]) else {
                    return None;
                };
                let KernelLiteral::Int(number) = self.kernel.literal(number) else { return None };
                let number = u32::try_from(*number).ok()?;
                match self.kernel.text(verb) {
                    "valueHole" => Some(Piece::ValueHole(number)),
                    "patternHole" => Some(Piece::PatternHole(number)),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Applies the view of a quasi-pattern to the top, if it is one.
    pub(super) fn quasi_view(&mut self, view: ExprId, source: Source) -> bool {
        let Expr::Call { receiver, verb, args, named } = self.kernel.expr(view) else {
            return false;
        };
        if (args.len, named.len) != (2, 0)
            || self.kernel.text(verb) != "run"
            || self.kernel.safe_noun(receiver) != Some("_quasiMatcher")
        {
            return false;
        }
        self.tables.assume("_quasiMatcher");
        let kernel = self.kernel;
        for part in kernel.exprs_of(args) {
            self.expr(*part, Mode::Value);
        }
        self.asm.emit(Op::Rot, 0);
        self.push_source(source);
        self.at_expr(view);
        self.call_atom("matchBind", 3);
        true
    }
}
