//! Conditions: `if`, `&&`, `||` and `=~`.
//!
//! Names bound by a condition must be visible after it. The general code therefore passes their bindings
//! through a list; names that the path taken did not bind get broken ones. The node is also noted as an
//! [`Idiom`], from which the optimizer makes a plain test where nobody can tell the difference.
//!
//! The reference moves the arms of an `if` into the operands of its test, which copies them. That is done
//! here only where nothing is copied that costs anything, so expansion stays linear.

use crate::errors;
use crate::expand::{Expander, Idiom, LogicName};
use crate::kernel::{Expr, ExprId, Name, Pattern, Span, VarId, VarKind};
use crate::scope::Mark;
use monte_frontend::ast;

impl Expander<'_> {
    /// `if (test) {then} else {otherwise}`
    pub(crate) fn if_expr(
        &mut self,
        test: ast::ExprId,
        then: ast::ExprId,
        otherwise: Option<ast::ExprId>,
        span: Span,
    ) -> ExprId {
        match self.ast[test] {
            ast::Expr::And { left, right } if otherwise.is_none() => {
                let opened = self.scope.open();
                let left = self.expr(left);
                let inner = self.boxed(|this| {
                    let test = this.expr(right);
                    let then = this.expr(then);
                    this.add(Expr::If { test, then, otherwise: None }, span)
                });
                self.scope.close(opened);
                return self.add(Expr::If { test: left, then: inner, otherwise: None }, span);
            }
            ast::Expr::Or { left, right }
                if self.is_leaf(then) && !self.may_bind(left) && !self.may_bind(right) =>
            {
                let (left, first) = self.boxed(|this| (this.expr(left), this.expr(then)));
                let opened = self.scope.open();
                let (right, second) = self.boxed(|this| (this.expr(right), this.expr(then)));
                let otherwise = otherwise.map(|otherwise| self.boxed_expr(otherwise));
                self.scope.close(opened);
                let inner = self.add(Expr::If { test: right, then: second, otherwise }, span);
                return self
                    .add(Expr::If { test: left, then: first, otherwise: Some(inner) }, span);
            }
            _ => {}
        }
        let opened = self.scope.open();
        let test = self.expr(test);
        let then = self.expr(then);
        self.scope.close(opened);
        let otherwise = otherwise.map(|otherwise| self.boxed_expr(otherwise));
        self.add(Expr::If { test, then, otherwise }, span)
    }

    /// Whether a copy of the node costs no more than a mention of it.
    fn is_leaf(&self, expr: ast::ExprId) -> bool {
        matches!(self.ast[expr], ast::Expr::Noun(_))
    }

    /// Whether an operand could bind a name: anything but nouns and calls of them, a few levels down.
    fn may_bind(&self, expr: ast::ExprId) -> bool {
        !matches!(self.ast[expr], ast::Expr::Noun(_))
    }

    /// Names bound in the current box since a mark: the final ones first.
    fn out_names(&self, mark: Mark) -> Vec<(Name, VarId)> {
        let all: Vec<(Name, VarId)> = self.scope.bound_since(mark).collect();
        let is_final = |&(_, var): &(Name, VarId)| {
            matches!(self.kernel.var(var).kind, VarKind::Final | VarKind::Object(_))
        };
        let (mut finals, vars): (Vec<_>, Vec<_>) = all.into_iter().partition(is_final);
        finals.extend(vars);
        finals
    }

    /// `left && right`, `left || right`
    pub(crate) fn logic(
        &mut self,
        and: bool,
        left: ast::ExprId,
        right: ast::ExprId,
        span: Span,
    ) -> ExprId {
        let outside = self.scope.open();
        let mark = self.mark();
        let left = self.expr(left);
        let left_names = self.out_names(mark);
        let (right, right_names) = if and {
            let result = self.operand(right);
            self.scope.close(outside);
            result
        } else {
            self.scope.close(outside);
            let from = self.mark();
            let result = self.operand(right);
            self.check_or(&left_names, from);
            result
        };
        if left_names.is_empty() && right_names.is_empty() {
            let yes = self.helper("true", span);
            let no = self.helper("false", span);
            let inner = self.branch(right, yes, no, span);
            if and {
                let no = self.helper("false", span);
                return self.branch(left, inner, no, span);
            }
            let yes = self.helper("true", span);
            return self.branch(left, yes, inner, span);
        }
        let mut names: Vec<(Name, Option<VarId>, Option<VarId>)> =
            left_names.iter().map(|&(name, var)| (name, Some(var), None)).collect();
        let mut index: hashbrown::HashMap<Name, usize> =
            names.iter().enumerate().map(|(at, entry)| (entry.0, at)).collect();
        for &(name, var) in &right_names {
            match index.get(&name) {
                Some(&at) => names[at].2 = Some(var),
                None => {
                    index.insert(name, names.len());
                    names.push((name, None, Some(var)));
                }
            }
        }
        let body = if and {
            let vars: Vec<Option<VarId>> =
                names.iter().map(|&(_, left, right)| right.or(left)).collect();
            let success = self.success(&vars, span);
            let failure = self.failure(names.len(), span);
            let inner = self.branch(right, success, failure, span);
            let failure = self.failure(names.len(), span);
            self.branch(left, inner, failure, span)
        } else {
            let first = self.completed(names.iter().map(|entry| (entry.0, entry.1)), span);
            let second = self.completed(names.iter().map(|entry| (entry.0, entry.2)), span);
            let failure = self.failure(names.len(), span);
            let inner = self.branch(right, second, failure, span);
            self.branch(left, first, inner, span)
        };
        let mut parts = Vec::with_capacity(names.len());
        let mut logic_names = Vec::with_capacity(names.len());
        for (name, left, right) in names {
            let place = left.or(right).map_or(span, |var| self.kernel.var(var).span);
            let outer = self.define(name, VarKind::Binding, place);
            parts.push(self.add_pattern(Pattern::Binding(outer), place));
            logic_names.push(LogicName { outer, left, right });
        }
        let result = self.answer(parts, body, span);
        self.idioms.insert(result, Idiom::Logic { and, left, right, names: logic_names });
        result
    }

    /// The right operand in its box, with its names.
    fn operand(&mut self, expr: ast::ExprId) -> (ExprId, Vec<(Name, VarId)>) {
        self.boxed(|this| {
            let mark = this.mark();
            let expr = this.expr(expr);
            (expr, this.out_names(mark))
        })
    }

    /// The right operand of `||` runs only when the left one has not bound its names.
    fn check_or(&mut self, left_names: &[(Name, VarId)], from: Mark) {
        let to = self.mark();
        for &(name, var) in left_names {
            if let Some(&first) = self.scope.free_uses(name, from, to).last() {
                let used = self.scope.uses[first as usize].span;
                let defined = self.kernel.var(var).span;
                let error = errors::or_uses_left(self.kernel.text(name), used, defined);
                self.report(error);
            }
        }
    }

    /// `_makeList.run(true, &&n, …)`
    fn success(&mut self, vars: &[Option<VarId>], span: Span) -> ExprId {
        let mut items = vec![self.helper("true", span)];
        for var in vars.iter().flatten() {
            items.push(self.var_binding(*var, span));
        }
        self.make_list(&items, span)
    }

    /// The same after giving broken bindings to names that this side does not bind.
    fn completed(
        &mut self,
        names: impl Iterator<Item = (Name, Option<VarId>)>,
        span: Span,
    ) -> ExprId {
        let mut items = Vec::new();
        let mut vars = Vec::new();
        for (name, var) in names {
            let var = var.unwrap_or_else(|| {
                let text = self.kernel.text(name).to_string();
                let broken = self.temporary(&text, span);
                let entry = &mut self.kernel.vars[broken.index()];
                entry.temporary = false;
                entry.kind = VarKind::Binding;
                let pattern = self.add_pattern(Pattern::Binding(broken), span);
                let value = self.helper_call("_booleanFlow", "broken", &[], span);
                items.push(self.def(pattern, None, value, span));
                broken
            });
            vars.push(Some(var));
        }
        items.push(self.success(&vars, span));
        self.seq(&items, span)
    }

    /// `_booleanFlow.failureList(n)`
    fn failure(&mut self, names: usize, span: Span) -> ExprId {
        let count = self.count(names, span);
        self.helper_call("_booleanFlow", "failureList", &[count], span)
    }

    /// `def [ok, parts…] := body; ok`
    fn answer(&mut self, parts: Vec<crate::kernel::PatternId>, body: ExprId, span: Span) -> ExprId {
        let ok = self.temporary("ok", span);
        let mut items = vec![self.final_pattern(ok, span)];
        items.extend(parts);
        let pattern = self.list_pattern(&items, span);
        let def = self.def(pattern, None, body, span);
        let ok = self.var_noun(ok, span);
        self.seq(&[def, ok], span)
    }

    /// `specimen =~ pattern`
    pub(crate) fn match_bind(
        &mut self,
        specimen: ast::ExprId,
        pattern: ast::PatternId,
        span: Span,
    ) -> ExprId {
        let start = self.mark();
        let specimen = self.expr(specimen);
        let middle = self.mark();
        let opened = self.scope.open();
        let mark = self.mark();
        let pattern = self.pattern(pattern);
        let bound = self.out_names(mark);
        self.scope.close(opened);
        for &(name, var) in &bound {
            if let Some(&first) = self.scope.free_uses(name, start, middle).last() {
                let used = self.scope.uses[first as usize].span;
                let defined = self.kernel.var(var).span;
                let error = errors::match_uses_left(self.kernel.text(name), used, defined);
                self.report(error);
            }
        }
        let saved = self.temporary("sp", span);
        let save = self.def_var(saved, specimen, span);
        let fail = self.temporary("fail", span);
        let exit = self.var_noun(fail, span);
        let value = self.var_noun(saved, span);
        let attempt = self.def(pattern, Some(exit), value, span);
        let vars: Vec<Option<VarId>> = bound.iter().map(|&(_, var)| Some(var)).collect();
        let success = self.success(&vars, span);
        let body = self.seq(&[attempt, success], span);
        let problem = self.temporary("problem", span);
        let broken = self.temporary("broken", span);
        self.kernel.vars[broken.index()].kind = VarKind::Binding;
        let view = self.helper("_slotToBinding", span);
        let inner = self.add_pattern(Pattern::Binding(broken), span);
        let view = self.add_pattern(Pattern::Via(view, inner), span);
        let reason = self.var_noun(problem, span);
        let reference = self.helper_call("Ref", "broken", &[reason], span);
        let make_broken = self.def(view, None, reference, span);
        let mut items = vec![self.helper("false", span)];
        for _ in &bound {
            items.push(self.var_binding(broken, span));
        }
        let failure = self.make_list(&items, span);
        let catcher = self.seq(&[make_broken, failure], span);
        let ejector = self.final_pattern(fail, span);
        let problem = self.final_pattern(problem, span);
        let escape =
            self.add(Expr::Escape { ejector, body, catch: Some((problem, catcher)) }, span);
        let mut parts = Vec::with_capacity(bound.len());
        let mut names = Vec::with_capacity(bound.len());
        for (name, inner) in bound {
            let place = self.kernel.var(inner).span;
            let outer = self.define(name, VarKind::Binding, place);
            parts.push(self.add_pattern(Pattern::Binding(outer), place));
            names.push((inner, outer));
        }
        let answer = self.answer(parts, escape, span);
        let result = self.seq(&[save, answer], span);
        self.idioms.insert(result, Idiom::Match { specimen, pattern, names });
        result
    }
}
