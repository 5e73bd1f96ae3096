//! Definitions and assignments.
//!
//! A definition whose right side uses one of the names it defines is *recursive*: the right side sees a
//! promise, which is resolved with the name's value once there is one. Whether it is, is known only after
//! its right side and its pattern have been walked; the uses are then redirected to the promise.

use crate::errors::{self, StaticError};
use crate::expand::Expander;
use crate::kernel::{Expr, ExprId, Name, NameRef, PatternId, Span, VarId, VarKind};
use crate::scope::Mark;
use monte_frontend::ast::{self, List};
use monte_frontend::diagnostic::Code;

impl Expander<'_> {
    /// `def x`: a promise and its resolver.
    pub(crate) fn forward(&mut self, noun: ast::ExprId, span: Span) -> ExprId {
        let Some(name) = self.noun_name(noun) else { return self.hole(span) };
        let place = self.ast.span(noun);
        let promise = self.helper_call("Ref", "promise", &[], span);
        let var = self.define(name, VarKind::Final, place);
        let resolver = self.resolver_name(name);
        let resolver_var = self.define(resolver, VarKind::Final, place);
        let items = [self.final_pattern(var, place), self.final_pattern(resolver_var, place)];
        let pattern = self.list_pattern(&items, place);
        let def = self.def(pattern, None, promise, span);
        let value = self.var_noun(resolver_var, span);
        self.seq(&[def, value], span)
    }

    /// `x_Resolver`
    pub(crate) fn resolver_name(&mut self, name: Name) -> Name {
        let text = format!("{}_Resolver", self.kernel.text(name));
        self.kernel.names.intern(&text)
    }

    /// `def pattern exit exit := value`
    pub(crate) fn definition(
        &mut self,
        pattern: ast::PatternId,
        exit: Option<ast::ExprId>,
        value: ast::ExprId,
        span: Span,
    ) -> ExprId {
        self.define_by(
            |this| (this.optional(exit), this.expr(value)),
            |this| this.pattern(pattern),
            span,
        )
    }

    /// The rule of definitions, for a right side and a pattern that are walked by functions.
    pub(crate) fn define_by(
        &mut self,
        right: impl FnOnce(&mut Self) -> (Option<ExprId>, ExprId),
        pattern: impl FnOnce(&mut Self) -> PatternId,
        span: Span,
    ) -> ExprId {
        let start = self.mark();
        let (exit, value) = right(self);
        let middle = self.mark();
        let pattern = pattern(self);
        self.check_pattern_uses(start, middle);
        let cycles = self.cycles(start, middle);
        if cycles.is_empty() {
            return self.def(pattern, exit, value, span);
        }
        let mut items = Vec::with_capacity(2 * cycles.len() + 2);
        let mut resolutions = Vec::with_capacity(cycles.len());
        for (var, uses) in cycles {
            let text = self.kernel.text(self.kernel.var(var).name).to_string();
            let promise = self.temporary(&text, span);
            let resolver = self.temporary(&format!("{text}R"), span);
            for index in uses {
                self.redirect(index, promise);
            }
            let pair = [self.final_pattern(promise, span), self.final_pattern(resolver, span)];
            let pair = self.list_pattern(&pair, span);
            let made = self.helper_call("Ref", "promise", &[], span);
            items.push(self.def(pair, None, made, span));
            let resolver = self.var_noun(resolver, span);
            let resolved = self.var_noun(var, span);
            resolutions.push(self.call(resolver, "resolve", &[resolved], span));
        }
        let result = self.temporary("value", span);
        let def = self.def(pattern, exit, value, span);
        items.push(self.def_var(result, def, span));
        items.append(&mut resolutions);
        items.push(self.var_noun(result, span));
        self.seq(&items, span)
    }

    /// The final names bound since `middle` that were used between `start` and `middle`, with those uses.
    fn cycles(&mut self, start: Mark, middle: Mark) -> Vec<(VarId, Vec<u32>)> {
        let bound: Vec<(Name, VarId)> = self.scope.bound_since(middle).collect();
        let mut cycles = Vec::new();
        for (name, var) in bound {
            let uses = self.scope.free_uses(name, start, middle);
            let Some(&first) = uses.last() else { continue };
            if !matches!(self.kernel.var(var).kind, VarKind::Var | VarKind::Binding) {
                cycles.push((var, uses));
            } else {
                let used = self.scope.uses[first as usize].span;
                let error =
                    errors::circular_var(self.kernel.text(name), used, self.kernel.var(var).span);
                self.report(error);
                for index in uses {
                    self.redirect(index, var);
                }
            }
        }
        cycles
    }

    /// Reports uses since `middle` of names that were defined between `start` and `middle`.
    fn check_pattern_uses(&mut self, start: Mark, middle: Mark) {
        let end = self.mark();
        let mut found = Vec::new();
        for usage in self.scope.uses_between(middle, end) {
            if let Some(NameRef::Var(var)) = usage.target
                && start.precedes(var)
                && !middle.precedes(var)
            {
                found.push((usage.name, usage.span, var));
            }
        }
        for (name, span, var) in found {
            let defined = self.kernel.var(var).span;
            let error = errors::pattern_uses_right(self.kernel.text(name), span, defined);
            self.report(error);
        }
    }

    /// Gives a use another meaning, in its node too.
    fn redirect(&mut self, index: u32, var: VarId) {
        let node = self.scope.uses[index as usize].expr;
        let target = NameRef::Var(var);
        self.kernel.vars[var.index()].used = true;
        self.kernel.exprs[node.index()] = match self.kernel.expr(node) {
            Expr::Binding(_) => Expr::Binding(target),
            Expr::Assign { value, .. } => Expr::Assign { name: target, value },
            _ => Expr::Noun(target),
        };
        self.scope.redirect(index, var);
    }

    /// `target := value`
    pub(crate) fn assignment(
        &mut self,
        target: ast::ExprId,
        value: ast::ExprId,
        span: Span,
    ) -> ExprId {
        let place = self.ast.span(target);
        let (receiver, verb, args) = match self.ast[target] {
            ast::Expr::Noun(name) => {
                let value = self.expr(value);
                return self.assign(name, place, value, span);
            }
            ast::Expr::Get { receiver, indices } => (receiver, "put", indices),
            ast::Expr::FunCall { receiver, args, .. } => (receiver, "setRun", args),
            ast::Expr::MethodCall { receiver, verb: ast::Verb::Name(verb), args, .. } => {
                match self.ast.name(verb) {
                    "get" => (receiver, "put", args),
                    "run" => (receiver, "setRun", args),
                    _ => return self.no_target("Unsupported verb for assignment", place),
                }
            }
            _ => {
                let message = "Assignment can only be done to nouns and collection elements";
                return self.no_target(message, place);
            }
        };
        let receiver = self.expr(receiver);
        let mut args = self.exprs(args);
        let result = self.temporary("ares", span);
        let value = self.expr(value);
        args.push(self.def_var(result, value, span));
        let put = self.call(receiver, verb, &args, span);
        let result = self.var_noun(result, span);
        self.seq(&[put, result], span)
    }

    /// `target OP= value` and `target verb= (args)`.
    pub(crate) fn update(
        &mut self,
        target: ast::ExprId,
        verb: Name,
        operands: List<ast::ExprId>,
        value: Option<ast::ExprId>,
        span: Span,
    ) -> ExprId {
        let place = self.ast.span(target);
        let rest = |this: &mut Self| {
            let mut rest = this.exprs(operands);
            rest.extend(value.map(|value| this.expr(value)));
            rest
        };
        let (receiver, get, put, indices) = match self.ast[target] {
            ast::Expr::Noun(name) => {
                let old = self.noun(name, place);
                let rest = rest(self);
                let new = self.call_named(old, verb, &rest, &[], span);
                return self.assign(name, place, new, span);
            }
            ast::Expr::Get { receiver, indices } => (receiver, "get", "put", indices),
            ast::Expr::FunCall { receiver, args, .. } => (receiver, "run", "setRun", args),
            ast::Expr::MethodCall { receiver, verb: ast::Verb::Name(verb), args, .. } => {
                match self.ast.name(verb) {
                    "get" => (receiver, "get", "put", args),
                    "run" => (receiver, "run", "setRun", args),
                    _ => return self.no_target("Unsupported verb for assignment", place),
                }
            }
            _ => return self.no_target("Can only update-assign nouns and calls", place),
        };
        let object = self.temporary("recip", span);
        let receiver = self.expr(receiver);
        let mut items = vec![self.def_var(object, receiver, span)];
        let ast = self.ast;
        let mut keys = Vec::with_capacity(indices.len());
        for &index in &ast[indices] {
            let key = self.temporary("arg", span);
            let index = self.expr(index);
            items.push(self.def_var(key, index, span));
            keys.push(key);
        }
        let receiver = self.var_noun(object, span);
        let mut put_args: Vec<ExprId> = keys.iter().map(|&key| self.var_noun(key, span)).collect();
        let result = self.temporary("ares", span);
        let getter = self.var_noun(object, span);
        let get_args: Vec<ExprId> = keys.iter().map(|&key| self.var_noun(key, span)).collect();
        let old = self.call(getter, get, &get_args, span);
        let rest = rest(self);
        let new = self.call_named(old, verb, &rest, &[], span);
        put_args.push(self.def_var(result, new, span));
        items.push(self.call(receiver, put, &put_args, span));
        items.push(self.var_noun(result, span));
        self.seq(&items, span)
    }

    fn no_target(&mut self, message: &str, span: Span) -> ExprId {
        self.report(StaticError::new(Code::BadTarget, span, message, "cannot be assigned"));
        self.add(Expr::Seq(Default::default()), span)
    }
}
