//! `when`, and controllers.

use crate::expand::Expander;
use crate::kernel::{Expr, ExprId, Run, Span};
use monte_frontend::ast::{self, Id, List};

impl Expander<'_> {
    /// `when (args) -> {body} catch … finally {…}`
    pub(crate) fn when(
        &mut self,
        args: List<ast::ExprId>,
        body: ast::ExprId,
        catchers: List<ast::Matcher>,
        finally: Option<ast::ExprId>,
        span: Span,
    ) -> ExprId {
        let opened = self.scope.open();
        let mut expanded = self.exprs(args);
        let subject = match (expanded.len(), expanded.pop()) {
            (1, Some(only)) => only,
            (_, None) => self.helper("null", span),
            (_, Some(last)) => {
                expanded.push(last);
                let list = self.make_list(&expanded, span);
                self.helper_call("promiseAllFulfilled", "run", &[list], span)
            }
        };
        let place = self.kernel.span(subject);
        let near = self.make_fn("when-near", place, span, |this| {
            let resolution = this.temporary("resolution", span);
            let param = this.final_pattern(resolution, span);
            let noun = this.var_noun(resolution, span);
            let test = this.helper_call("Ref", "isBroken", &[noun], span);
            let then = this.var_noun(resolution, span);
            let otherwise = Some(this.boxed_expr(body));
            (vec![param], Run::EMPTY, this.add(Expr::If { test, then, otherwise }, span))
        });
        self.scope.close(opened);
        let broken = self.make_fn("when-broken", span, span, |this| {
            let broken = this.temporary("broken", span);
            let param = this.final_pattern(broken, span);
            let problem = this.temporary("problem", span);
            let noun = this.var_noun(broken, span);
            let problem_of = this.helper_call("Ref", "optProblem", &[noun], span);
            let first = this.def_var(problem, problem_of, span);
            let handler = if catchers.is_empty() {
                this.unhandled(problem, span)
            } else {
                this.handlers(catchers, problem, span)
            };
            (vec![param], Run::EMPTY, this.seq(&[first, handler], span))
        });
        let reference = self.helper("Ref", span);
        let when = self.call(reference, "when", &[subject, near, broken], span);
        let Some(finally) = finally else { return when };
        let last = self.make_fn("when-finally", span, span, |this| {
            let param = this.ignore(span);
            (vec![param], Run::EMPTY, this.expr(finally))
        });
        self.call(when, "_whenMoreResolved", &[last], span)
    }

    /// What happens to a problem that no clause is written for.
    fn unhandled(&mut self, problem: crate::kernel::VarId, span: Span) -> ExprId {
        let text = format!("Unhandled broken promise at {}", self.printed_span(span));
        let text = self.string(&text, span);
        let tell = self.helper_call("traceln", "run", &[text], span);
        let noun = self.var_noun(problem, span);
        let show = self.helper_call("traceln", "exception", &[noun], span);
        let noun = self.var_noun(problem, span);
        let again = self.helper_call("Ref", "broken", &[noun], span);
        self.seq(&[tell, show, again], span)
    }

    /// Clause after clause, the last tried first.
    fn handlers(
        &mut self,
        catchers: List<ast::Matcher>,
        problem: crate::kernel::VarId,
        span: Span,
    ) -> ExprId {
        let ast = self.ast;
        let mut rest = self.var_noun(problem, span);
        for catcher in &ast[catchers] {
            let place = catcher.span;
            let fail = self.temporary("fail", place);
            let (pattern, body) =
                self.boxed(|this| (this.pattern(catcher.pattern), this.expr(catcher.body)));
            let exit = self.var_noun(fail, place);
            let specimen = self.var_noun(problem, place);
            let attempt = self.def(pattern, Some(exit), specimen, place);
            let body = self.seq(&[attempt, body], place);
            let ejector = self.final_pattern(fail, place);
            let ignored = self.ignore(place);
            rest = self.add(Expr::Escape { ejector, body, catch: Some((ignored, rest)) }, place);
        }
        rest
    }

    /// `target (args) operator params {body}`, clause by clause.
    pub(crate) fn control(&mut self, id: Id<ast::Control>, span: Span) -> ExprId {
        let control = self.ast[id];
        let chained = matches!(self.ast[control.target], ast::Expr::Control(inner)
            if !self.ast[inner].is_top);
        let target = self.expr(control.target);
        let target = if chained {
            target
        } else {
            let guard = self.helper("DeepFrozen", span);
            let throw = self.helper("throw", span);
            self.call(guard, "coerce", &[target, throw], span)
        };
        let operator = self.ast.name(control.operator);
        let operator = self.string(operator, span);
        let arg_count = self.count(control.args.len(), span);
        let param_count = self.count(control.params.len(), span);
        let block = self.make_fn("control-block", span, span, |this| {
            let args = this.exprs(control.args);
            let args = this.make_list(&args, span);
            let lambda = this.control_lambda(&control, span);
            (Vec::new(), Run::EMPTY, this.make_list(&[args, lambda], span))
        });
        let call = self.call(target, "control", &[operator, arg_count, param_count, block], span);
        if control.is_top { self.call(call, "controlRun", &[], span) } else { call }
    }

    fn control_lambda(&mut self, control: &ast::Control, span: Span) -> ExprId {
        self.make_fn("control-lambda", span, span, |this| {
            if control.params.is_empty() {
                return (Vec::new(), Run::EMPTY, this.expr(control.body));
            }
            let vars: Vec<_> =
                (0..control.params.len()).map(|_| this.temporary("p", span)).collect();
            let ejector = this.temporary("ej", span);
            let mut params: Vec<_> =
                vars.iter().map(|&var| this.final_pattern(var, span)).collect();
            params.push(this.final_pattern(ejector, span));
            let patterns = this.patterns(control.params);
            let pattern = this.list_pattern(&patterns, span);
            let exit = this.var_noun(ejector, span);
            let values: Vec<_> = vars.iter().map(|&var| this.var_noun(var, span)).collect();
            let values = this.make_list(&values, span);
            let attempt = this.def(pattern, Some(exit), values, span);
            let body = this.expr(control.body);
            (params, Run::EMPTY, this.seq(&[attempt, body], span))
        })
    }
}
