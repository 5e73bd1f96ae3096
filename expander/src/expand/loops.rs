//! Loops and comprehensions: calls of `_loop` and `_accumulateList` with an object for the body.

use crate::errors;
use crate::expand::Expander;
use crate::kernel::{Expr, ExprId, Name, NameRef, PatternId, Span, VarId};
use crate::scope::Mark;
use monte_frontend::ast::{self, Id};

/// The parameters of a loop's method, and the definitions that take them apart.
struct Parameters {
    patterns: Vec<PatternId>,
    definitions: Vec<ExprId>,
}

impl Expander<'_> {
    /// `for key => value in (iterable) {body} catch …`
    pub(crate) fn for_loop(
        &mut self,
        iterable: ast::ExprId,
        key: Option<ast::PatternId>,
        value: ast::PatternId,
        body: ast::ExprId,
        catcher: Option<Id<ast::Matcher>>,
        span: Span,
    ) -> ExprId {
        self.breakable(catcher, span, |this| {
            let start = this.mark();
            let iterable = this.expr(iterable);
            let end = this.mark();
            let object = this.anonymous(Some("For-loop body"), span, |this, object| {
                let run = this.plain_method(object, "run", span, |this| {
                    let mark = this.mark();
                    let parameters = this.parameters(key, value, span);
                    this.check_loop(start, end, mark);
                    let body = this.escape_unless_unused(Name::CONTINUE_EJECTOR, span, |this| {
                        let mut items = parameters.definitions;
                        items.push(this.expr(body));
                        items.push(this.helper("null", span));
                        this.seq(&items, span)
                    });
                    (parameters.patterns, None, body)
                });
                vec![run]
            });
            let call = this.helper_call("_loop", "run", &[iterable, object], span);
            let null = this.helper("null", span);
            this.seq(&[call, null], span)
        })
    }

    /// `escape __break {loop} catch …`; without uses and catch just the loop.
    fn breakable(
        &mut self,
        catcher: Option<Id<ast::Matcher>>,
        span: Span,
        walk: impl FnOnce(&mut Self) -> ExprId,
    ) -> ExprId {
        if catcher.is_none() {
            return self.escape_unless_unused(Name::BREAK_EJECTOR, span, walk);
        }
        let (ejector, body) = self.boxed(|this| {
            let var = this.fixed_name(Name::BREAK_EJECTOR, span);
            let body = walk(this);
            (this.final_pattern(var, span), body)
        });
        let catch = self.catcher(catcher);
        self.add(Expr::Escape { ejector, body, catch }, span)
    }

    /// The key and value patterns: refutable ones are matched by definitions in the body.
    fn parameters(
        &mut self,
        key: Option<ast::PatternId>,
        value: ast::PatternId,
        span: Span,
    ) -> Parameters {
        let key = match key {
            Some(key) => self.pattern(key),
            None => self.ignore(span),
        };
        let value = self.pattern(value);
        let mut definitions = Vec::new();
        let mut later = |this: &mut Self, pattern: PatternId, prefix: &str| {
            let var = this.temporary(prefix, span);
            let noun = this.var_noun(var, span);
            definitions.push(this.def(pattern, None, noun, span));
            this.final_pattern(var, span)
        };
        let patterns = if self.refutable(key) {
            vec![later(self, key, "key"), later(self, value, "value")]
        } else if self.refutable(value) {
            vec![key, later(self, value, "value")]
        } else {
            vec![key, value]
        };
        Parameters { patterns, definitions }
    }

    /// Compares the iterable's names (between `start` and `end`) with those since `mark`, both ways.
    fn check_loop(&mut self, start: Mark, end: Mark, mark: Mark) {
        let bound: Vec<(Name, VarId)> = self.scope.bound_since(mark).collect();
        for (name, var) in bound {
            for index in self.scope.free_uses(name, start, end) {
                let used = self.scope.uses[index as usize].span;
                let defined = self.kernel.var(var).span;
                let error = errors::loop_uses_right(self.kernel.text(name), used, defined);
                self.report(error);
                self.scope.settle(index);
            }
        }
        let now = self.mark();
        let mut captured = Vec::new();
        for usage in self.scope.uses_between(mark, now) {
            if let Some(NameRef::Var(var)) = usage.target
                && start.precedes(var)
                && !end.precedes(var)
            {
                captured.push((usage.name, usage.span, var));
            }
        }
        for (name, span, var) in captured {
            let defined = self.kernel.var(var).span;
            let error = errors::loop_captures_left(self.kernel.text(name), span, defined);
            self.report(error);
        }
    }

    /// A comprehension: `body` is the element, or the key and the value of a map's item.
    pub(crate) fn comprehension(
        &mut self,
        iterable: ast::ExprId,
        filter: Option<ast::ExprId>,
        key: Option<ast::PatternId>,
        value: ast::PatternId,
        body: &[ast::ExprId],
        span: Span,
    ) -> ExprId {
        self.boxed(|this| {
            let start = this.mark();
            let iterable = this.expr(iterable);
            let end = this.mark();
            let object = this.anonymous(Some("For-loop body"), span, |this, object| {
                let run = this.plain_method(object, "run", span, |this| {
                    let mark = this.mark();
                    let mut parameters = this.parameters(key, value, span);
                    let element = match filter {
                        None => {
                            parameters.patterns.push(this.ignore(span));
                            let element = this.element(body, span);
                            this.check_loop(start, end, mark);
                            element
                        }
                        Some(filter) => {
                            let skip = this.temporary("skip", span);
                            parameters.patterns.push(this.final_pattern(skip, span));
                            let (test, element) = this.boxed(|this| {
                                let test = this.expr(filter);
                                let element = this.element(body, span);
                                this.check_loop(start, end, mark);
                                (test, element)
                            });
                            let skip = this.var_noun(skip, span);
                            let skip = this.call(skip, "run", &[], span);
                            this.branch(test, element, skip, span)
                        }
                    };
                    let mut items = parameters.definitions;
                    items.push(element);
                    (parameters.patterns, None, this.seq(&items, span))
                });
                vec![run]
            });
            let helper = if body.len() == 1 { "_accumulateList" } else { "_accumulateMap" };
            this.helper_call(helper, "run", &[iterable, object], span)
        })
    }

    fn element(&mut self, body: &[ast::ExprId], span: Span) -> ExprId {
        if let &[only] = body {
            return self.expr(only);
        }
        let parts: Vec<ExprId> = body.iter().map(|&part| self.expr(part)).collect();
        self.make_list(&parts, span)
    }

    /// `while (test) {body} catch …`
    pub(crate) fn while_loop(
        &mut self,
        test: ast::ExprId,
        body: ast::ExprId,
        catcher: Option<Id<ast::Matcher>>,
        span: Span,
    ) -> ExprId {
        self.breakable(catcher, span, |this| {
            let forever = this.helper("_iterForever", span);
            let object = this.anonymous(None, span, |this, object| {
                let run = this.plain_method(object, "run", span, |this| {
                    let params = vec![this.ignore(span), this.ignore(span)];
                    let guard = this.helper("Bool", span);
                    let (test, then) = this.boxed(|this| {
                        let test = this.expr(test);
                        let body =
                            this.escape_unless_unused(Name::CONTINUE_EJECTOR, span, |this| {
                                this.expr(body)
                            });
                        let yes = this.helper("true", span);
                        (test, this.seq(&[body, yes], span))
                    });
                    if this.is_helper(test, "true") {
                        return (params, Some(guard), then);
                    }
                    let stop = match this.scope.visible(Name::BREAK_EJECTOR) {
                        Some(var) => this.var_noun(var, span),
                        None => this.noun(Name::BREAK_EJECTOR, span),
                    };
                    let stop = this.call(stop, "run", &[], span);
                    (params, Some(guard), this.branch(test, then, stop, span))
                });
                vec![run]
            });
            this.helper_call("_loop", "run", &[forever, object], span)
        })
    }
}
