//! Captures and storage: which variables cross into object expressions, and what each variable's place
//! holds.
//!
//! Semantically every name has a binding that holds a slot that holds the value. Almost no program looks
//! at them, and scopes are static, so who looks is known:
//!
//! - A name whose binding is asked for with `&&x`, or that was bound by a `&&x` pattern, keeps its binding.
//! - A `var` has a slot, which all parties share; the pass [`crate::optimize::slots`] finds those that need none.
//! - Everything else is the plain value: in a local, or copied into the object that captures it.
//!
//! Auditors ask for the guards of captured names. A final name answers statically if it has no guard, or
//! one that is a name of the environment; with any other guard it keeps its binding, which knows the guard,
//! if an object with auditors (or one that asks for `meta.getState()`) captures it.
//!
//! One walk over the tree finds the uses; a use in another frame adds the variable to each object on the
//! way from its frame to the use.

use crate::kernel::{
    Capture, CaptureGuard, Expr, ExprId, FrameId, Kernel, NameRef, ObjectId, OuterId, Pattern,
    PatternId, Run, Storage, VarId, VarKind,
};
use hashbrown::HashSet;

/// Who looks at the variables.
pub(crate) struct Uses {
    captures: Vec<Vec<VarId>>,
    outers: Vec<Vec<OuterId>>,
    /// Captured by an object whose auditors or whose `meta.getState()` may ask for the guard.
    observed: Vec<bool>,
    /// The name of an object with an `as` auditor that its own script uses.
    captures_itself: Vec<bool>,
}

impl Uses {
    /// Whether auditors or `meta.getState()` may ask for the guard of a variable.
    pub(crate) fn is_observed(&self, var: usize) -> bool {
        self.observed[var]
    }
}

/// Finds the uses of all variables, and gives each the storage that it has without further thought.
/// `interactive`: names of the top level live on, so that later inputs may assign them.
pub(crate) fn analyse(kernel: &mut Kernel, interactive: bool) -> Uses {
    let uses = Uses {
        captures: vec![Vec::new(); kernel.objects.len()],
        outers: vec![Vec::new(); kernel.objects.len()],
        observed: vec![false; kernel.vars.len()],
        captures_itself: vec![false; kernel.vars.len()],
    };
    let mut walk =
        Walk { uses, seen_captures: HashSet::new(), seen_outers: HashSet::new(), kernel };
    walk.expr(walk.kernel.root, FrameId(0));
    let Walk { uses, .. } = walk;
    for export in kernel.exports.clone() {
        let var = &mut kernel.vars[export.var.index()];
        if interactive && var.kind == VarKind::Var {
            var.captured = true;
            var.assigned = true;
        }
    }
    for index in 0..kernel.vars.len() {
        kernel.vars[index].storage = storage(kernel, index, &uses);
    }
    uses
}

/// Lists the captures of all objects, when the storage of all variables is known.
pub(crate) fn list_captures(kernel: &mut Kernel, uses: Uses) {
    for (index, (captures, outers)) in uses.captures.into_iter().zip(uses.outers).enumerate() {
        let captures = captures
            .into_iter()
            .map(|var| Capture { var, guard: capture_guard(kernel, var) })
            .collect();
        kernel.objects[index].captures = captures;
        kernel.objects[index].outers = outers;
    }
}

fn storage(kernel: &Kernel, index: usize, uses: &Uses) -> Storage {
    let var = kernel.vars[index];
    match var.kind {
        _ if var.reified => Storage::Binding,
        VarKind::Binding => Storage::Binding,
        VarKind::Object(_) if uses.captures_itself[index] => Storage::Cell,
        VarKind::Object(_) => Storage::Value,
        VarKind::Var => Storage::Cell,
        VarKind::Final => match var.guard {
            Some(guard) if uses.observed[index] && kernel.outer_noun(guard).is_none() => {
                Storage::Binding
            }
            _ => Storage::Value,
        },
    }
}

fn capture_guard(kernel: &Kernel, var: VarId) -> CaptureGuard {
    let entry = kernel.var(var);
    let is_object = matches!(entry.kind, VarKind::Object(_));
    match entry.guard.map(|guard| kernel.outer_noun(guard)) {
        _ if entry.storage == Storage::Binding => CaptureGuard::Dynamic,
        _ if entry.storage == Storage::Cell && !is_object => CaptureGuard::Dynamic,
        None => CaptureGuard::Any,
        Some(Some(outer)) => CaptureGuard::Outer(outer),
        Some(None) if is_object => CaptureGuard::Object,
        Some(None) => CaptureGuard::Any,
    }
}

struct Walk<'a> {
    kernel: &'a mut Kernel,
    uses: Uses,
    seen_captures: HashSet<(ObjectId, VarId)>,
    seen_outers: HashSet<(ObjectId, OuterId)>,
}

impl Walk<'_> {
    fn used(&mut self, name: NameRef, frame: FrameId) {
        match name {
            NameRef::Var(var) => self.used_var(var, frame),
            NameRef::Outer(outer) => self.used_outer(outer, frame),
        }
    }

    fn used_var(&mut self, var: VarId, frame: FrameId) {
        let entry = *self.kernel.var(var);
        self.kernel.vars[var.index()].used = true;
        let mut at = frame;
        while at != entry.frame {
            let inside = self.kernel.frames[at.index()];
            let (Some(object), Some(parent)) = (inside.object, inside.parent) else { return };
            if entry.kind == VarKind::Object(object) {
                if self.kernel.object(object).as_expr.is_none() {
                    return;
                }
                self.uses.captures_itself[var.index()] = true;
            }
            if !self.seen_captures.insert((object, var)) {
                return;
            }
            self.kernel.vars[var.index()].captured = true;
            self.uses.captures[object.index()].push(var);
            let holder = self.kernel.object(object);
            if holder.as_expr.is_some() || holder.auditors.len > 0 || holder.meta_state {
                self.uses.observed[var.index()] = true;
            }
            at = parent;
        }
    }

    fn used_outer(&mut self, outer: OuterId, frame: FrameId) {
        let mut at = frame;
        loop {
            let inside = self.kernel.frames[at.index()];
            let (Some(object), Some(parent)) = (inside.object, inside.parent) else { return };
            if !self.seen_outers.insert((object, outer)) {
                return;
            }
            self.uses.outers[object.index()].push(outer);
            at = parent;
        }
    }

    fn exprs(&mut self, run: Run, frame: FrameId) {
        for index in run.range() {
            self.expr(self.kernel.expr_pool[index], frame);
        }
    }

    fn patterns(&mut self, run: Run, frame: FrameId) {
        for index in run.range() {
            self.pattern(self.kernel.pattern_pool[index], frame);
        }
    }

    fn optional(&mut self, expr: Option<ExprId>, frame: FrameId) {
        if let Some(expr) = expr {
            self.expr(expr, frame);
        }
    }

    fn catch(&mut self, catch: Option<(PatternId, ExprId)>, frame: FrameId) {
        if let Some((pattern, catcher)) = catch {
            self.pattern(pattern, frame);
            self.expr(catcher, frame);
        }
    }

    fn expr(&mut self, id: ExprId, frame: FrameId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.expr_here(id, frame));
    }

    fn expr_here(&mut self, id: ExprId, frame: FrameId) {
        match self.kernel.expr(id) {
            Expr::Literal(_) | Expr::MetaContext | Expr::MetaState => {}
            Expr::Noun(name) => self.used(name, frame),
            Expr::Binding(name) => {
                if let NameRef::Var(var) = name {
                    self.kernel.vars[var.index()].reified = true;
                }
                self.used(name, frame);
            }
            Expr::Assign { name, value } => {
                self.expr(value, frame);
                if let NameRef::Var(var) = name {
                    self.kernel.vars[var.index()].assigned = true;
                }
                self.used(name, frame);
            }
            Expr::Seq(run) => self.exprs(run, frame),
            Expr::Call { receiver, args, named, .. } => {
                self.expr(receiver, frame);
                self.exprs(args, frame);
                for index in named.range() {
                    let arg = self.kernel.named_args[index];
                    self.expr(arg.key, frame);
                    self.expr(arg.value, frame);
                }
            }
            Expr::Def { pattern, exit, value } => {
                self.optional(exit, frame);
                self.expr(value, frame);
                self.pattern(pattern, frame);
            }
            Expr::DefExit { pattern, value, .. } => {
                self.expr(value, frame);
                self.pattern(pattern, frame);
            }
            Expr::Match { specimen, pattern } => {
                self.expr(specimen, frame);
                self.pattern(pattern, frame);
            }
            Expr::Hide(body) | Expr::Loop { body } | Expr::Not(body) => self.expr(body, frame),
            Expr::If { test, then, otherwise } => {
                self.expr(test, frame);
                self.expr(then, frame);
                self.optional(otherwise, frame);
            }
            Expr::Escape { ejector, body, catch } => {
                self.pattern(ejector, frame);
                self.expr(body, frame);
                self.catch(catch, frame);
            }
            Expr::Block { body, catch, .. } => {
                self.expr(body, frame);
                self.catch(catch, frame);
            }
            Expr::Exit { value, .. } => self.optional(value, frame),
            Expr::Try { body, pattern, catcher } => {
                self.expr(body, frame);
                self.catch(Some((pattern, catcher)), frame);
            }
            Expr::Finally { body, unwinder } => {
                self.expr(body, frame);
                self.expr(unwinder, frame);
            }
            Expr::And { left, right } | Expr::Or { left, right } => {
                self.expr(left, frame);
                self.expr(right, frame);
            }
            Expr::ForEach { iterable, key, value, body } => {
                self.expr(iterable, frame);
                if let Some(key) = key {
                    self.pattern(key, frame);
                }
                self.pattern(value, frame);
                self.expr(body, frame);
            }
            Expr::Accumulate(index) => {
                let parts = self.kernel.accumulations[index as usize];
                self.expr(parts.iterable, frame);
                if let Some(key) = parts.key {
                    self.pattern(key, frame);
                }
                self.pattern(parts.value, frame);
                self.expr(parts.body, frame);
            }
            Expr::Object(object) => self.object(object, frame),
        }
    }

    fn object(&mut self, id: ObjectId, frame: FrameId) {
        let object = self.kernel.object(id);
        let (guard, auditors, pattern) = (object.as_expr, object.auditors, object.pattern);
        self.optional(guard, frame);
        self.exprs(auditors, frame);
        self.pattern(pattern, frame);
        for index in 0..self.kernel.object(id).methods.len() {
            let method = self.kernel.object(id).methods[index];
            self.patterns(method.params, method.frame);
            for index in method.named.range() {
                let param = self.kernel.named_params[index];
                self.expr(param.key, method.frame);
                self.optional(param.default, method.frame);
                self.pattern(param.pattern, method.frame);
            }
            self.optional(method.guard, method.frame);
            self.expr(method.body, method.frame);
        }
        for index in 0..self.kernel.object(id).matchers.len() {
            let matcher = self.kernel.object(id).matchers[index];
            self.pattern(matcher.pattern, matcher.frame);
            self.expr(matcher.body, matcher.frame);
        }
    }

    fn pattern(&mut self, id: PatternId, frame: FrameId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match self.kernel.pattern(id) {
            Pattern::Ignore(guard) | Pattern::Final(_, guard) | Pattern::Var(_, guard) => {
                self.optional(guard, frame);
            }
            Pattern::Binding(_) => {}
            Pattern::List(run) => self.patterns(run, frame),
            Pattern::Via(view, inner) => {
                self.expr(view, frame);
                self.pattern(inner, frame);
            }
        });
    }
}
