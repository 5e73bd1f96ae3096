//! `switch`: each clause is tried with an ejector of its own; when none matches, the problems are told.

use crate::expand::Expander;
use crate::kernel::{Expr, ExprId, PatternId, Span, VarId};
use monte_frontend::ast::{self, List};

/// A walked clause.
enum Clause {
    /// `match ==value`, `match !=value`: a comparison.
    Same { test: ExprId, body: ExprId, place: Span },
    /// Any other pattern.
    Match { ejector: VarId, failure: VarId, pattern: PatternId, body: ExprId, place: Span },
}

impl Expander<'_> {
    /// `switch (specimen) {match pattern {body} …}`
    pub(crate) fn switch(
        &mut self,
        specimen: ast::ExprId,
        matchers: List<ast::Matcher>,
        span: Span,
    ) -> ExprId {
        let ast = self.ast;
        let opened = self.scope.open();
        let saved = self.temporary("specimen", span);
        let specimen = self.expr(specimen);
        let first = self.def_var(saved, specimen, span);
        let mut clauses = Vec::with_capacity(matchers.len());
        let mut problems = Vec::with_capacity(matchers.len());
        for matcher in &ast[matchers] {
            let place = matcher.span;
            let opened = self.scope.open();
            if let ast::Pattern::Same { value, equal } = ast[matcher.pattern] {
                let at = ast.pattern_span(matcher.pattern);
                let value = self.expr(value);
                let text = crate::print::expression(&self.kernel, value);
                let text =
                    if equal { format!("Not same as {text}") } else { format!("Same as {text}") };
                let subject = self.var_noun(saved, at);
                let test = self.same(subject, value, equal, at);
                let body = self.expr(matcher.body);
                clauses.push(Clause::Same { test, body, place });
                problems.push(self.string(&text, place));
            } else {
                let ejector = self.temporary("ej", place);
                let failure = self.temporary("failure", place);
                let pattern = self.pattern(matcher.pattern);
                let body = self.expr(matcher.body);
                clauses.push(Clause::Match { ejector, failure, pattern, body, place });
                problems.push(self.var_noun(failure, place));
            }
            self.scope.close(opened);
        }
        let mut args = vec![self.var_noun(saved, span)];
        args.extend(problems);
        let mut rest = self.helper_call("_switchFailed", "run", &args, span);
        for clause in clauses.into_iter().rev() {
            rest = match clause {
                Clause::Same { test, body, place } => {
                    self.add(Expr::If { test, then: body, otherwise: Some(rest) }, place)
                }
                Clause::Match { ejector, failure, pattern, body, place } => {
                    let exit = self.var_noun(ejector, place);
                    let subject = self.var_noun(saved, place);
                    let attempt = self.def(pattern, Some(exit), subject, place);
                    let body = self.seq(&[attempt, body], place);
                    let ejector = self.final_pattern(ejector, place);
                    let failure = self.final_pattern(failure, place);
                    self.add(Expr::Escape { ejector, body, catch: Some((failure, rest)) }, place)
                }
            };
        }
        self.scope.close(opened);
        let body = self.seq(&[first, rest], span);
        self.add(Expr::Hide(body), span)
    }
}
