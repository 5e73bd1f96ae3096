//! The walk that all passes share: a tree in, a tree out, with unchanged parts shared.
//!
//! A pass is told of each expression twice: before its parts are walked, when it may take over, and after,
//! when it may replace the rebuilt node. An object expression whose script changed is copied; the copy
//! remembers the plain one.

use crate::kernel::{
    Expr, ExprId, Kernel, NamedArg, NamedParam, ObjectId, Pattern, PatternId, Run, VarId, VarKind,
};

/// A pass over the tree.
pub(crate) trait Pass: Sized {
    /// Called before the parts of an expression are walked. A result replaces the expression, parts and all.
    fn before(_walk: &mut Rewrite<'_, Self>, _id: ExprId) -> Option<ExprId> {
        None
    }

    /// Called with each expression after its parts were walked; answers what stands in its place.
    fn after(walk: &mut Rewrite<'_, Self>, id: ExprId) -> ExprId;

    /// What variable stands in the place of a variable that a pattern binds.
    fn bound(&self, var: VarId) -> VarId {
        var
    }
}

/// The state of a walk.
pub(crate) struct Rewrite<'k, P> {
    pub(crate) kernel: &'k mut Kernel,
    pub(crate) pass: P,
}

/// Runs a pass over the whole unit.
pub(crate) fn run<P: Pass>(kernel: &mut Kernel, pass: P) -> P {
    let root = kernel.root;
    let mut walk = Rewrite { kernel, pass };
    let root = walk.expr(root);
    let Rewrite { kernel, pass } = walk;
    kernel.root = root;
    pass
}

impl<P: Pass> Rewrite<'_, P> {
    /// Rewrites an expression.
    pub(crate) fn expr(&mut self, id: ExprId) -> ExprId {
        stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || {
            if let Some(done) = P::before(self, id) {
                return done;
            }
            let old = self.kernel.expr(id);
            let new = self.parts(old);
            let id = if new == old { id } else { self.replace(id, new) };
            P::after(self, id)
        })
    }

    /// A node in the place of another one: it has its span.
    pub(crate) fn replace(&mut self, id: ExprId, expr: Expr) -> ExprId {
        let span = self.kernel.span(id);
        self.kernel.add_expr(expr, span)
    }

    fn optional(&mut self, expr: Option<ExprId>) -> Option<ExprId> {
        expr.map(|expr| self.expr(expr))
    }

    fn catch(&mut self, catch: Option<(PatternId, ExprId)>) -> Option<(PatternId, ExprId)> {
        catch.map(|(pattern, catcher)| (self.pattern(pattern), self.expr(catcher)))
    }

    fn exprs(&mut self, run: Run) -> Run {
        let mut changed: Option<Vec<ExprId>> = None;
        for (at, index) in run.range().enumerate() {
            let old = self.kernel.expr_pool[index];
            let new = self.expr(old);
            if new != old && changed.is_none() {
                changed = Some(self.kernel.exprs_of(run)[..at].to_vec());
            }
            if let Some(changed) = &mut changed {
                changed.push(new);
            }
        }
        changed.map_or(run, |items| self.kernel.add_exprs(&items))
    }

    fn patterns(&mut self, run: Run) -> Run {
        let old = self.kernel.patterns_of(run).to_vec();
        let new: Vec<PatternId> = old.iter().map(|&pattern| self.pattern(pattern)).collect();
        if new == old { run } else { self.kernel.add_patterns(&new) }
    }

    fn named_args(&mut self, run: Run) -> Run {
        if run.len == 0 {
            return run;
        }
        let old = self.kernel.named_args_of(run).to_vec();
        let new: Vec<NamedArg> = old
            .iter()
            .map(|arg| NamedArg { key: self.expr(arg.key), value: self.expr(arg.value) })
            .collect();
        if new == old { run } else { self.kernel.add_named_args(&new) }
    }

    fn named_params(&mut self, run: Run) -> Run {
        if run.len == 0 {
            return run;
        }
        let old = self.kernel.named_params_of(run).to_vec();
        let new: Vec<NamedParam> = old
            .iter()
            .map(|param| NamedParam {
                key: self.expr(param.key),
                default: self.optional(param.default),
                pattern: self.pattern(param.pattern),
            })
            .collect();
        if new == old { run } else { self.kernel.add_named_params(&new) }
    }

    fn parts(&mut self, expr: Expr) -> Expr {
        match expr {
            Expr::Literal(_)
            | Expr::Noun(_)
            | Expr::Binding(_)
            | Expr::MetaContext
            | Expr::MetaState => expr,
            Expr::Assign { name, value } => Expr::Assign { name, value: self.expr(value) },
            Expr::Seq(run) => Expr::Seq(self.exprs(run)),
            Expr::Call { receiver, verb, args, named } => Expr::Call {
                receiver: self.expr(receiver),
                verb,
                args: self.exprs(args),
                named: self.named_args(named),
            },
            Expr::Def { pattern, exit, value } => Expr::Def {
                exit: self.optional(exit),
                value: self.expr(value),
                pattern: self.pattern(pattern),
            },
            Expr::Hide(body) => Expr::Hide(self.expr(body)),
            Expr::If { test, then, otherwise } => Expr::If {
                test: self.expr(test),
                then: self.expr(then),
                otherwise: self.optional(otherwise),
            },
            Expr::Escape { ejector, body, catch } => Expr::Escape {
                ejector: self.pattern(ejector),
                body: self.expr(body),
                catch: self.catch(catch),
            },
            Expr::Try { body, pattern, catcher } => Expr::Try {
                body: self.expr(body),
                pattern: self.pattern(pattern),
                catcher: self.expr(catcher),
            },
            Expr::Finally { body, unwinder } => {
                Expr::Finally { body: self.expr(body), unwinder: self.expr(unwinder) }
            }
            Expr::Object(object) => Expr::Object(self.object(object)),
            Expr::Block { label, body, catch } => {
                Expr::Block { label, body: self.expr(body), catch: self.catch(catch) }
            }
            Expr::Exit { label, value } => Expr::Exit { label, value: self.optional(value) },
            Expr::DefExit { pattern, label, value } => {
                Expr::DefExit { value: self.expr(value), pattern: self.pattern(pattern), label }
            }
            Expr::Match { specimen, pattern } => {
                Expr::Match { specimen: self.expr(specimen), pattern: self.pattern(pattern) }
            }
            Expr::And { left, right } => {
                Expr::And { left: self.expr(left), right: self.expr(right) }
            }
            Expr::Or { left, right } => Expr::Or { left: self.expr(left), right: self.expr(right) },
            Expr::Not(operand) => Expr::Not(self.expr(operand)),
            Expr::Loop { body } => Expr::Loop { body: self.expr(body) },
            Expr::ForEach { iterable, key, value, body } => Expr::ForEach {
                iterable: self.expr(iterable),
                key: key.map(|key| self.pattern(key)),
                value: self.pattern(value),
                body: self.expr(body),
            },
            Expr::Accumulate(index) => {
                let old = self.kernel.accumulations[index as usize];
                let mut new = old;
                new.iterable = self.expr(old.iterable);
                new.key = old.key.map(|key| self.pattern(key));
                new.value = self.pattern(old.value);
                new.body = self.expr(old.body);
                if new == old {
                    return expr;
                }
                self.kernel.accumulations.push(new);
                Expr::Accumulate(self.kernel.accumulations.len() as u32 - 1)
            }
        }
    }

    /// Rewrites a pattern.
    pub(crate) fn pattern(&mut self, id: PatternId) -> PatternId {
        stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || {
            let old = self.kernel.pattern(id);
            let new = match old {
                Pattern::Ignore(guard) => Pattern::Ignore(self.optional(guard)),
                Pattern::Final(var, guard) => {
                    Pattern::Final(self.pass.bound(var), self.optional(guard))
                }
                Pattern::Var(var, guard) => {
                    Pattern::Var(self.pass.bound(var), self.optional(guard))
                }
                Pattern::Binding(var) => Pattern::Binding(self.pass.bound(var)),
                Pattern::List(run) => Pattern::List(self.patterns(run)),
                Pattern::Via(view, inner) => Pattern::Via(self.expr(view), self.pattern(inner)),
            };
            if new == old {
                return id;
            }
            let span = self.kernel.pattern_span(id);
            self.kernel.add_pattern(new, span)
        })
    }

    fn object(&mut self, id: ObjectId) -> ObjectId {
        let old = self.kernel.object(id).clone();
        let mut new = old.clone();
        new.as_expr = self.optional(old.as_expr);
        new.auditors = self.exprs(old.auditors);
        new.pattern = self.pattern(old.pattern);
        for method in &mut new.methods {
            method.params = self.patterns(method.params);
            method.named = self.named_params(method.named);
            method.guard = self.optional(method.guard);
            method.body = self.expr(method.body);
        }
        for matcher in &mut new.matchers {
            matcher.pattern = self.pattern(matcher.pattern);
            matcher.body = self.expr(matcher.body);
        }
        if new == old {
            return id;
        }
        new.plain = Some(old.plain.unwrap_or(id));
        let copy = ObjectId(self.kernel.objects.len() as u32);
        for method in &new.methods {
            self.kernel.frames[method.frame.index()].object = Some(copy);
        }
        for matcher in &new.matchers {
            self.kernel.frames[matcher.frame.index()].object = Some(copy);
        }
        if let Pattern::Final(var, _) = self.kernel.pattern(new.pattern)
            && self.kernel.var(var).kind == VarKind::Object(id)
        {
            self.kernel.vars[var.index()].kind = VarKind::Object(copy);
        }
        self.kernel.objects.push(new);
        copy
    }
}
