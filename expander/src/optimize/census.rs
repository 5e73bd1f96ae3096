//! Where expressions stand and where variables are used: a tree in, numbers out.
//!
//! A walk numbers the expressions; those inside an expression have the numbers between its own and its
//! end. So "all uses of this variable are inside that expression" is two comparisons.

use crate::kernel::{Expr, ExprId, Kernel, NameRef, Pattern, PatternId, Run, VarId};

/// The uses of one variable.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Uses {
    /// How many there are.
    pub(crate) count: u32,
    /// How many are assignments.
    pub(crate) assigned: u32,
    first: u32,
    last: u32,
}

/// The numbers of a tree.
pub(crate) struct Census {
    spans: Vec<(u32, u32)>,
    uses: Vec<Uses>,
    /// The variables that are bound to fresh ejectors.
    ejectors: Vec<bool>,
    clock: u32,
}

impl Census {
    /// Walks the unit's present tree.
    pub(crate) fn new(kernel: &Kernel) -> Census {
        let mut census = Census {
            spans: vec![(0, 0); kernel.exprs.len()],
            uses: vec![Uses::default(); kernel.vars.len()],
            ejectors: vec![false; kernel.vars.len()],
            clock: 0,
        };
        census.expr(kernel, kernel.root);
        census
    }

    /// The uses of a variable.
    pub(crate) fn uses(&self, var: VarId) -> Uses {
        self.uses[var.index()]
    }

    /// Whether a variable is bound to the ejector of an escape.
    pub(crate) fn is_ejector(&self, var: VarId) -> bool {
        self.ejectors[var.index()]
    }

    /// Whether all uses of a variable are inside an expression.
    pub(crate) fn used_only_in(&self, var: VarId, expr: ExprId) -> bool {
        let uses = self.uses(var);
        let (start, end) = self.spans[expr.index()];
        uses.count == 0 || (uses.first >= start && uses.last < end)
    }

    fn used(&mut self, name: NameRef, assigned: bool) {
        let NameRef::Var(var) = name else { return };
        let uses = &mut self.uses[var.index()];
        if uses.count == 0 {
            uses.first = self.clock;
        }
        uses.last = self.clock;
        uses.count += 1;
        uses.assigned += u32::from(assigned);
    }

    fn exprs(&mut self, kernel: &Kernel, run: Run) {
        for &expr in kernel.exprs_of(run) {
            self.expr(kernel, expr);
        }
    }

    fn optional(&mut self, kernel: &Kernel, expr: Option<ExprId>) {
        if let Some(expr) = expr {
            self.expr(kernel, expr);
        }
    }

    fn catch(&mut self, kernel: &Kernel, catch: Option<(PatternId, ExprId)>) {
        if let Some((pattern, catcher)) = catch {
            self.pattern(kernel, pattern);
            self.expr(kernel, catcher);
        }
    }

    fn expr(&mut self, kernel: &Kernel, id: ExprId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
            let start = self.clock;
            self.parts(kernel, kernel.expr(id));
            self.clock += 1;
            self.spans[id.index()] = (start, self.clock);
        });
    }

    fn parts(&mut self, kernel: &Kernel, expr: Expr) {
        match expr {
            Expr::Literal(_) | Expr::MetaContext | Expr::MetaState => {}
            Expr::Noun(name) | Expr::Binding(name) => self.used(name, false),
            Expr::Assign { name, value } => {
                self.used(name, true);
                self.expr(kernel, value);
            }
            Expr::Seq(run) => self.exprs(kernel, run),
            Expr::Call { receiver, args, named, .. } => {
                self.expr(kernel, receiver);
                self.exprs(kernel, args);
                for arg in kernel.named_args_of(named) {
                    self.expr(kernel, arg.key);
                    self.expr(kernel, arg.value);
                }
            }
            Expr::Def { pattern, exit, value } => {
                self.optional(kernel, exit);
                self.expr(kernel, value);
                self.pattern(kernel, pattern);
            }
            Expr::DefExit { pattern, value, .. } => {
                self.expr(kernel, value);
                self.pattern(kernel, pattern);
            }
            Expr::Match { specimen, pattern } => {
                self.expr(kernel, specimen);
                self.pattern(kernel, pattern);
            }
            Expr::Hide(body) | Expr::Loop { body } | Expr::Not(body) => self.expr(kernel, body),
            Expr::If { test, then, otherwise } => {
                self.expr(kernel, test);
                self.expr(kernel, then);
                self.optional(kernel, otherwise);
            }
            Expr::Escape { ejector, body, catch } => {
                if let Pattern::Final(var, None) = kernel.pattern(ejector) {
                    self.ejectors[var.index()] = true;
                }
                self.pattern(kernel, ejector);
                self.expr(kernel, body);
                self.catch(kernel, catch);
            }
            Expr::Block { body, catch, .. } => {
                self.expr(kernel, body);
                self.catch(kernel, catch);
            }
            Expr::Exit { value, .. } => self.optional(kernel, value),
            Expr::Try { body, pattern, catcher } => {
                self.expr(kernel, body);
                self.catch(kernel, Some((pattern, catcher)));
            }
            Expr::Finally { body, unwinder } => {
                self.expr(kernel, body);
                self.expr(kernel, unwinder);
            }
            Expr::And { left, right } | Expr::Or { left, right } => {
                self.expr(kernel, left);
                self.expr(kernel, right);
            }
            Expr::ForEach { iterable, key, value, body } => {
                self.expr(kernel, iterable);
                self.iteration(kernel, key, value, body);
            }
            Expr::Accumulate(index) => {
                let parts = kernel.accumulations[index as usize];
                self.expr(kernel, parts.iterable);
                self.iteration(kernel, parts.key, parts.value, parts.body);
            }
            Expr::Object(object) => {
                let object = kernel.object(object);
                self.optional(kernel, object.as_expr);
                self.exprs(kernel, object.auditors);
                self.pattern(kernel, object.pattern);
                for method in &object.methods {
                    self.patterns(kernel, method.params);
                    for param in kernel.named_params_of(method.named) {
                        self.expr(kernel, param.key);
                        self.optional(kernel, param.default);
                        self.pattern(kernel, param.pattern);
                    }
                    self.optional(kernel, method.guard);
                    self.expr(kernel, method.body);
                }
                for matcher in &object.matchers {
                    self.pattern(kernel, matcher.pattern);
                    self.expr(kernel, matcher.body);
                }
            }
        }
    }

    fn iteration(
        &mut self,
        kernel: &Kernel,
        key: Option<PatternId>,
        value: PatternId,
        body: ExprId,
    ) {
        if let Some(key) = key {
            self.pattern(kernel, key);
        }
        self.pattern(kernel, value);
        self.expr(kernel, body);
    }

    fn patterns(&mut self, kernel: &Kernel, run: Run) {
        for &pattern in kernel.patterns_of(run) {
            self.pattern(kernel, pattern);
        }
    }

    fn pattern(&mut self, kernel: &Kernel, id: PatternId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match kernel.pattern(id) {
            Pattern::Ignore(guard) | Pattern::Final(_, guard) | Pattern::Var(_, guard) => {
                self.optional(kernel, guard);
            }
            Pattern::Binding(_) => {}
            Pattern::List(run) => self.patterns(kernel, run),
            Pattern::Via(view, inner) => {
                self.expr(kernel, view);
                self.pattern(kernel, inner);
            }
        });
    }
}
