//! Quasi-literals: calls to the parser that the tag names.

use crate::expand::Expander;
use crate::kernel::{ExprId, Name, Pattern, PatternId, Span};
use monte_frontend::ast::{List, QuasiPart};

/// The walked parts of a quasi-literal.
struct Parts {
    /// What `valueMaker` or `matchMaker` takes.
    pieces: ExprId,
    /// What fills the expression holes.
    values: ExprId,
    /// What matches the pattern holes.
    patterns: Vec<PatternId>,
}

impl Expander<'_> {
    /// The parser's noun: the tag and two backticks.
    fn quasi_parser(&mut self, tag: Option<Name>, span: Span) -> ExprId {
        let name = match tag {
            Some(tag) => format!("{}``", self.ast.name(tag)),
            None => "``".to_string(),
        };
        let name = self.kernel.names.intern(&name);
        self.noun(name, span)
    }

    fn quasi_parts(
        &mut self,
        tag: Option<Name>,
        parts: List<QuasiPart>,
        with_patterns: bool,
        span: Span,
    ) -> Parts {
        let ast = self.ast;
        let mut pieces = Vec::with_capacity(parts.len());
        let mut values = Vec::new();
        let mut patterns = Vec::new();
        let (mut value_holes, mut pattern_holes) = (0, 0);
        for part in &ast[parts] {
            match *part {
                QuasiPart::Text(place, text) => {
                    pieces.push(self.string(ast.name(text), place));
                }
                QuasiPart::Expr(expr) => {
                    let parser = self.quasi_parser(tag, span);
                    let index = self.count(value_holes, span);
                    pieces.push(self.call(parser, "valueHole", &[index], span));
                    value_holes += 1;
                    values.push(self.expr(expr));
                }
                QuasiPart::Pattern(pattern) => {
                    let parser = self.quasi_parser(tag, span);
                    let index = self.count(pattern_holes, span);
                    pieces.push(self.call(parser, "patternHole", &[index], span));
                    pattern_holes += 1;
                    if with_patterns {
                        patterns.push(self.pattern(pattern));
                    }
                }
            }
        }
        let pieces = self.make_list(&pieces, span);
        let values = self.make_list(&values, span);
        Parts { pieces, values, patterns }
    }

    /// A quasi-literal as an expression.
    pub(crate) fn quasi_expr(
        &mut self,
        tag: Option<Name>,
        parts: List<QuasiPart>,
        span: Span,
    ) -> ExprId {
        let parser = self.quasi_parser(tag, span);
        let parts = self.quasi_parts(tag, parts, false, span);
        let maker = self.call(parser, "valueMaker", &[parts.pieces], span);
        self.call(maker, "substitute", &[parts.values], span)
    }

    /// A quasi-literal as a pattern.
    pub(crate) fn quasi_pattern(
        &mut self,
        tag: Option<Name>,
        parts: List<QuasiPart>,
        span: Span,
    ) -> PatternId {
        let parser = self.quasi_parser(tag, span);
        let parts = self.quasi_parts(tag, parts, true, span);
        let maker = self.call(parser, "matchMaker", &[parts.pieces], span);
        let view = self.helper_call("_quasiMatcher", "run", &[maker, parts.values], span);
        let inner = self.list_pattern(&parts.patterns, span);
        self.add_pattern(Pattern::Via(view, inner), span)
    }
}
