//! Ejectors that never escape become jumps.
//!
//! `return`, `break`, `continue`, `switch` and most `escape`s make an ejector only to call it a few lines
//! below. If every use of the ejector is a call of its `run` (or the exit of a definition) in the frame it
//! was made in, no object is needed: the escape becomes a [`Expr::Block`], each call an [`Expr::Exit`], and
//! each such definition an [`Expr::DefExit`].
//!
//! Conditions, checked in one walk that counts uses:
//!
//! - A use in another frame (a closure) keeps the ejector: it may be called when the escape is over.
//! - A use on the other side of a `try … finally` keeps it: the finally block must run on the way, which is
//!   the business of unwinding. Leaving the body of a `try … catch` is only dropping a handler.
//! - An ejector given as exit to a pattern may be kept by a guard or view that gets it. That is harmless
//!   for the ejectors that expansions make (specification 3 §6.8), but not for one that the program named:
//!   for those the pattern must consist of list shapes and guards that the machine checks itself.
//!
//! At the end an exit that stands where the block ends anyway gives way to its value, and code behind an
//! exit goes; a block that nothing exits is its body.

use super::guards::is_static_guard;
use super::rewrite::{self, Pass, Rewrite};
use crate::kernel::{
    Expr, ExprId, FrameId, Kernel, LabelId, Literal, NameRef, Pattern, PatternId, Run, VarId,
};
use hashbrown::HashMap;

/// Runs the pass.
pub(crate) fn run(kernel: &mut Kernel) {
    let mut survey = Survey {
        kernel,
        place: Place { frame: FrameId(0), region: 0 },
        regions: 0,
        made: HashMap::new(),
        fit: vec![0; kernel.vars.len()],
        all: vec![0; kernel.vars.len()],
    };
    survey.expr(kernel.root);
    let Survey { made, fit, all, .. } = survey;
    let labels: HashMap<VarId, Option<LabelId>> = made
        .into_keys()
        .filter(|var| fit[var.index()] == all[var.index()])
        .map(|var| (var, None))
        .collect();
    if labels.is_empty() {
        return;
    }
    rewrite::run(kernel, Ejectors { labels, exits: HashMap::new() });
}

/// Where an expression stands: the frame, and the innermost side of a `finally`.
#[derive(Clone, Copy, PartialEq)]
struct Place {
    frame: FrameId,
    region: u32,
}

/// Counts the uses of ejectors.
struct Survey<'k> {
    kernel: &'k Kernel,
    place: Place,
    regions: u32,
    /// Where each ejector is made.
    made: HashMap<VarId, Place>,
    /// Uses that can be jumps.
    fit: Vec<u32>,
    all: Vec<u32>,
}

impl Survey<'_> {
    fn used(&mut self, name: NameRef) {
        if let NameRef::Var(var) = name {
            self.all[var.index()] += 1;
        }
    }

    /// Counts a use that can be a jump if it is in the place of its escape.
    fn jump(&mut self, target: ExprId) {
        if let Expr::Noun(NameRef::Var(var)) = self.kernel.expr(target)
            && self.made.get(&var) == Some(&self.place)
        {
            self.fit[var.index()] += 1;
        }
    }

    fn region(&mut self, expr: ExprId) {
        self.regions += 1;
        let outside = self.place;
        self.place.region = self.regions;
        self.expr(expr);
        self.place = outside;
    }

    fn in_frame(&mut self, frame: FrameId, walk: impl FnOnce(&mut Self)) {
        let outside = self.place;
        self.regions += 1;
        self.place = Place { frame, region: self.regions };
        walk(self);
        self.place = outside;
    }

    fn exprs(&mut self, run: Run) {
        for &expr in self.kernel.exprs_of(run) {
            self.expr(expr);
        }
    }

    fn optional(&mut self, expr: Option<ExprId>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn catch(&mut self, catch: Option<(PatternId, ExprId)>) {
        if let Some((pattern, catcher)) = catch {
            self.pattern(pattern);
            self.expr(catcher);
        }
    }

    fn expr(&mut self, id: ExprId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.parts(self.kernel.expr(id)));
    }

    fn parts(&mut self, expr: Expr) {
        let kernel = self.kernel;
        match expr {
            Expr::Literal(_) | Expr::MetaContext | Expr::MetaState => {}
            Expr::Noun(name) | Expr::Binding(name) => self.used(name),
            Expr::Assign { name, value } => {
                self.used(name);
                self.expr(value);
            }
            Expr::Seq(run) => self.exprs(run),
            Expr::Call { receiver, verb, args, named } => {
                if kernel.text(verb) == "run" && args.len <= 1 && named.len == 0 {
                    self.jump(receiver);
                }
                self.expr(receiver);
                self.exprs(args);
                for arg in kernel.named_args_of(named) {
                    self.expr(arg.key);
                    self.expr(arg.value);
                }
            }
            Expr::Def { pattern, exit, value } => {
                if let Some(exit) = exit {
                    if exit_may_jump(kernel, pattern, exit) {
                        self.jump(exit);
                    }
                    self.expr(exit);
                }
                self.expr(value);
                self.pattern(pattern);
            }
            Expr::DefExit { pattern, value, .. } => {
                self.expr(value);
                self.pattern(pattern);
            }
            Expr::Match { specimen, pattern } => {
                self.expr(specimen);
                self.pattern(pattern);
            }
            Expr::Hide(body) | Expr::Loop { body } | Expr::Not(body) => self.expr(body),
            Expr::If { test, then, otherwise } => {
                self.expr(test);
                self.expr(then);
                self.optional(otherwise);
            }
            Expr::Escape { ejector, body, catch } => {
                match kernel.pattern(ejector) {
                    Pattern::Final(var, None) => {
                        self.made.insert(var, self.place);
                    }
                    _ => self.pattern(ejector),
                }
                self.expr(body);
                self.catch(catch);
            }
            Expr::Block { body, catch, .. } => {
                self.expr(body);
                self.catch(catch);
            }
            Expr::Exit { value, .. } => self.optional(value),
            Expr::Try { body, pattern, catcher } => {
                self.expr(body);
                self.catch(Some((pattern, catcher)));
            }
            Expr::Finally { body, unwinder } => {
                self.region(body);
                self.region(unwinder);
            }
            Expr::And { left, right } | Expr::Or { left, right } => {
                self.expr(left);
                self.expr(right);
            }
            Expr::ForEach { iterable, key, value, body } => {
                self.expr(iterable);
                self.iteration(key, value, body);
            }
            Expr::Accumulate(index) => {
                let parts = kernel.accumulations[index as usize];
                self.expr(parts.iterable);
                self.iteration(parts.key, parts.value, parts.body);
            }
            Expr::Object(object) => {
                let object = kernel.object(object);
                self.optional(object.as_expr);
                self.exprs(object.auditors);
                self.pattern(object.pattern);
                for method in &object.methods {
                    self.in_frame(method.frame, |this| {
                        this.patterns(method.params);
                        for param in kernel.named_params_of(method.named) {
                            this.expr(param.key);
                            this.optional(param.default);
                            this.pattern(param.pattern);
                        }
                        this.optional(method.guard);
                        this.expr(method.body);
                    });
                }
                for matcher in &object.matchers {
                    self.in_frame(matcher.frame, |this| {
                        this.pattern(matcher.pattern);
                        this.expr(matcher.body);
                    });
                }
            }
        }
    }

    fn iteration(&mut self, key: Option<PatternId>, value: PatternId, body: ExprId) {
        if let Some(key) = key {
            self.pattern(key);
        }
        self.pattern(value);
        self.expr(body);
    }

    fn patterns(&mut self, run: Run) {
        for &pattern in self.kernel.patterns_of(run) {
            self.pattern(pattern);
        }
    }

    fn pattern(&mut self, id: PatternId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match self.kernel.pattern(id) {
            Pattern::Ignore(guard) | Pattern::Final(_, guard) | Pattern::Var(_, guard) => {
                self.optional(guard);
            }
            Pattern::Binding(_) => {}
            Pattern::List(run) => self.patterns(run),
            Pattern::Via(view, inner) => {
                self.expr(view);
                self.pattern(inner);
            }
        });
    }
}

/// Whether a definition with this exit may become a jump.
fn exit_may_jump(kernel: &Kernel, pattern: PatternId, exit: ExprId) -> bool {
    // `def _ :guard exit e := v` is a call of the guard, evaluated in another order.
    if matches!(kernel.pattern(pattern), Pattern::Ignore(Some(guard)) if !is_static_guard(kernel, guard))
    {
        return false;
    }
    match kernel.expr(exit) {
        Expr::Noun(NameRef::Var(var)) => {
            kernel.var(var).temporary || keeps_nothing(kernel, pattern)
        }
        _ => false,
    }
}

/// Whether a match cannot keep its ejector.
fn keeps_nothing(kernel: &Kernel, pattern: PatternId) -> bool {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || match kernel.pattern(pattern) {
        Pattern::Ignore(guard) | Pattern::Final(_, guard) | Pattern::Var(_, guard) => {
            guard.is_none_or(|guard| is_static_guard(kernel, guard))
        }
        Pattern::Binding(_) => true,
        Pattern::List(run) => {
            kernel.patterns_of(run).iter().all(|&item| keeps_nothing(kernel, item))
        }
        Pattern::Via(..) => false,
    })
}

struct Ejectors {
    /// The ejectors that become jumps, with their labels once their escape was met.
    labels: HashMap<VarId, Option<LabelId>>,
    /// How many exits each block has.
    exits: HashMap<LabelId, u32>,
}

impl Ejectors {
    /// The label of an ejector that becomes a jump.
    fn label(&self, kernel: &Kernel, expr: ExprId) -> Option<LabelId> {
        match kernel.expr(expr) {
            Expr::Noun(NameRef::Var(var)) => *self.labels.get(&var)?,
            _ => None,
        }
    }
}

impl Pass for Ejectors {
    fn before(walk: &mut Rewrite<'_, Self>, id: ExprId) -> Option<ExprId> {
        if let Expr::Escape { ejector, .. } = walk.kernel.expr(id)
            && let Pattern::Final(var, None) = walk.kernel.pattern(ejector)
            && walk.pass.labels.contains_key(&var)
        {
            let label = walk.kernel.add_label();
            walk.pass.labels.insert(var, Some(label));
        }
        None
    }

    fn after(walk: &mut Rewrite<'_, Self>, id: ExprId) -> ExprId {
        match walk.kernel.expr(id) {
            Expr::Call { receiver, args, .. } => {
                let Some(label) = walk.pass.label(walk.kernel, receiver) else { return id };
                let value = walk.kernel.exprs_of(args).first().copied();
                *walk.pass.exits.entry(label).or_default() += 1;
                walk.replace(id, Expr::Exit { label, value })
            }
            Expr::Def { pattern, exit: Some(exit), value } => {
                let Some(label) = walk.pass.label(walk.kernel, exit) else { return id };
                if !can_fail(walk.kernel, pattern) {
                    return walk.replace(id, Expr::Def { pattern, exit: None, value });
                }
                *walk.pass.exits.entry(label).or_default() += 1;
                walk.replace(id, Expr::DefExit { pattern, label, value })
            }
            Expr::Escape { ejector, body, catch } => {
                let Pattern::Final(var, None) = walk.kernel.pattern(ejector) else { return id };
                let Some(&Some(label)) = walk.pass.labels.get(&var) else { return id };
                let body = if catch.is_none() { tail(walk, body, label) } else { body };
                if walk.pass.exits.get(&label).copied().unwrap_or(0) == 0 {
                    // Nothing leaves the body; its box has no meaning any more.
                    return body;
                }
                walk.replace(id, Expr::Block { label, body, catch })
            }
            Expr::Seq(run) => {
                let items = walk.kernel.exprs_of(run);
                let exit = items
                    .iter()
                    .position(|&item| matches!(walk.kernel.expr(item), Expr::Exit { .. }));
                match exit {
                    Some(at) if at + 1 < items.len() => {
                        let run = Run { start: run.start, len: at as u32 + 1 };
                        walk.replace(id, Expr::Seq(run))
                    }
                    _ => id,
                }
            }
            _ => id,
        }
    }
}

/// Whether a match can fail with its ejector at all.
fn can_fail(kernel: &Kernel, pattern: PatternId) -> bool {
    !matches!(
        kernel.pattern(pattern),
        Pattern::Ignore(None)
            | Pattern::Final(_, None)
            | Pattern::Var(_, None)
            | Pattern::Binding(_)
    )
}

/// The expression with exits to the label replaced by their values where they stand at its end.
fn tail(walk: &mut Rewrite<'_, Ejectors>, id: ExprId, label: LabelId) -> ExprId {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || match walk.kernel.expr(id) {
        Expr::Exit { label: target, value } if target == label => {
            if let Some(exits) = walk.pass.exits.get_mut(&label) {
                *exits -= 1;
            }
            value.unwrap_or_else(|| {
                let null = walk.kernel.add_literal(Literal::Null);
                walk.replace(id, Expr::Literal(null))
            })
        }
        Expr::Seq(run) => {
            let Some(&last) = walk.kernel.exprs_of(run).last() else { return id };
            let new = tail(walk, last, label);
            if new == last {
                return id;
            }
            let mut items = walk.kernel.exprs_of(run).to_vec();
            let end = items.len() - 1;
            items[end] = new;
            let run = walk.kernel.add_exprs(&items);
            walk.replace(id, Expr::Seq(run))
        }
        Expr::Hide(body) => {
            let new = tail(walk, body, label);
            if new == body { id } else { walk.replace(id, Expr::Hide(new)) }
        }
        Expr::If { test, then, otherwise } => {
            let new_then = tail(walk, then, label);
            let new_otherwise = otherwise.map(|otherwise| tail(walk, otherwise, label));
            if new_then == then && new_otherwise == otherwise {
                return id;
            }
            walk.replace(id, Expr::If { test, then: new_then, otherwise: new_otherwise })
        }
        _ => id,
    })
}
