//! Patterns.

use crate::errors;
use crate::expand::Expander;
use crate::kernel::{ExprId, Pattern, PatternId, Span, VarKind};
use monte_frontend::ast::{self, List};

impl Expander<'_> {
    /// Expands a pattern and binds its names.
    pub(crate) fn pattern(&mut self, id: ast::PatternId) -> PatternId {
        stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || self.pattern_here(id))
    }

    fn pattern_here(&mut self, id: ast::PatternId) -> PatternId {
        let span = self.ast.pattern_span(id);
        match self.ast[id] {
            ast::Pattern::Error => self.ignore(span),
            ast::Pattern::Ignore { guard } => {
                let guard = self.optional(guard);
                self.add_pattern(Pattern::Ignore(guard), span)
            }
            ast::Pattern::Final { noun, guard } => {
                self.name_pattern(noun, guard, VarKind::Final, span)
            }
            ast::Pattern::Var { noun, guard } => self.name_pattern(noun, guard, VarKind::Var, span),
            ast::Pattern::Binding { noun } => self.name_pattern(noun, None, VarKind::Binding, span),
            ast::Pattern::Slot { noun, guard } => {
                let mark = self.mark();
                let guard = self.optional(guard);
                let view = match guard {
                    Some(guard) => self.helper_call("_slotToBinding", "run", &[guard], span),
                    None => self.helper("_slotToBinding", span),
                };
                self.check_guard(noun, mark);
                let inner = self.name_pattern(noun, None, VarKind::Binding, span);
                self.add_pattern(Pattern::Via(view, inner), span)
            }
            ast::Pattern::Bind { noun, guard } => match self.noun_name(noun) {
                Some(name) => self.binder(name, guard, span),
                None => self.hole_pattern(span),
            },
            ast::Pattern::List { patterns, tail } => {
                let mut items = self.patterns(patterns);
                let Some(tail) = tail else { return self.list_pattern(&items, span) };
                items.push(self.pattern(tail));
                let count = self.count(patterns.len(), span);
                let view = self.helper_call("_splitList", "run", &[count], span);
                let inner = self.list_pattern(&items, span);
                self.add_pattern(Pattern::Via(view, inner), span)
            }
            ast::Pattern::Map { items, tail } => self.map_pattern(items, tail, span),
            ast::Pattern::Via { transform, pattern } => {
                let view = self.expr(transform);
                let inner = self.pattern(pattern);
                self.add_pattern(Pattern::Via(view, inner), span)
            }
            ast::Pattern::SuchThat { pattern, condition } => {
                let inner = self.pattern(pattern);
                let condition = self.expr(condition);
                let test = self.helper_call("_suchThat", "run", &[condition], span);
                let ignored = self.ignore(span);
                let test = self.add_pattern(Pattern::Via(test, ignored), span);
                let list = self.list_pattern(&[inner, test], span);
                let view = self.helper("_suchThat", span);
                self.add_pattern(Pattern::Via(view, list), span)
            }
            ast::Pattern::Same { value, equal } => {
                let value = self.expr(value);
                let verb = if equal { "run" } else { "different" };
                let view = self.helper_call("_matchSame", verb, &[value], span);
                let ignored = self.ignore(span);
                self.add_pattern(Pattern::Via(view, ignored), span)
            }
            ast::Pattern::Quasi { tag, parts } => self.quasi_pattern(tag, parts, span),
            ast::Pattern::ValueHole(_) | ast::Pattern::PatternHole(_) => self.hole_pattern(span),
        }
    }

    fn hole_pattern(&mut self, span: Span) -> PatternId {
        self.hole(span);
        self.ignore(span)
    }

    /// `x`, `var x` or `&&x`, guarded or not.
    fn name_pattern(
        &mut self,
        noun: ast::ExprId,
        guard: Option<ast::ExprId>,
        kind: VarKind,
        span: Span,
    ) -> PatternId {
        let Some(name) = self.noun_name(noun) else { return self.hole_pattern(span) };
        let mark = self.mark();
        let guard = self.optional(guard);
        self.check_guard(noun, mark);
        let var = self.define(name, kind, self.ast.span(noun));
        self.kernel.vars[var.index()].guard = guard;
        let pattern = match kind {
            VarKind::Var => Pattern::Var(var, guard),
            VarKind::Binding => Pattern::Binding(var),
            VarKind::Final | VarKind::Object(_) => Pattern::Final(var, guard),
        };
        self.add_pattern(pattern, span)
    }

    /// A guard may not use the name that it guards.
    fn check_guard(&mut self, noun: ast::ExprId, mark: crate::scope::Mark) {
        let Some(name) = self.noun_name(noun) else { return };
        let end = self.mark();
        for index in self.scope.free_uses(name, mark, end) {
            let used = self.scope.uses[index as usize].span;
            let error = errors::guard_cycle(self.kernel.text(name), used, self.ast.span(noun));
            self.report(error);
            self.scope.settle(index);
        }
    }

    /// `[key => pattern := (default), …] | tail`: views that take one key after the other.
    fn map_pattern(
        &mut self,
        items: List<ast::KeyedPattern>,
        tail: Option<ast::PatternId>,
        span: Span,
    ) -> PatternId {
        let ast = self.ast;
        let mut views: Vec<(ExprId, PatternId, Span)> = Vec::with_capacity(items.len());
        for item in &ast[items] {
            let key = self.pattern_key(item);
            let default = self.optional(item.default);
            let view = match default {
                Some(default) => {
                    self.helper_call("_mapExtract", "withDefault", &[key, default], item.span)
                }
                None => self.helper_call("_mapExtract", "run", &[key], item.span),
            };
            views.push((view, self.pattern(item.pattern), item.span));
        }
        let mut rest = match tail {
            Some(tail) => self.pattern(tail),
            None => {
                let empty = self.helper("_mapEmpty", span);
                self.add_pattern(Pattern::Ignore(Some(empty)), span)
            }
        };
        for (view, pattern, place) in views.into_iter().rev() {
            let pair = self.list_pattern(&[pattern, rest], place);
            rest = self.add_pattern(Pattern::Via(view, pair), place);
        }
        rest
    }

    /// Whether an expanded pattern can fail to match.
    pub(crate) fn refutable(&self, pattern: PatternId) -> bool {
        !matches!(
            self.kernel.pattern(pattern),
            Pattern::Ignore(None) | Pattern::Final(_, None) | Pattern::Var(_, None)
        )
    }
}
