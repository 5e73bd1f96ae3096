//! Loops run in the frame around them.
//!
//! The language has no loops: `for` calls `_loop` with an object whose `run` method is the body, and
//! comprehensions call `_accumulateList` or `_accumulateMap`. Run like that, each variable that a loop
//! assigns needs a slot, and each turn is a call. But scopes are static, and `_loop` is known. So a call
//!
//! ```text
//! _loop.run(iterable, object _ {method run(key, value) {body}})
//! ```
//!
//! becomes [`Expr::ForEach`], or [`Expr::Loop`] for `_iterForever`, with the parameters as patterns and the
//! body in place. The frame of the method is dissolved in the frame around it; ejectors of the loop are
//! then used in the frame they were made in, and [`super::ejectors`] can make jumps of them.
//!
//! The object must be a plain literal: no name, auditors, matchers or other methods, no named parameters.
//! A body that asks for `meta` keeps its object, since it would see the difference. The result guard of
//! `while` bodies must be seen to hold.

use super::census::Census;
use super::rewrite::{self, Pass, Rewrite};
use crate::kernel::{
    Accumulation, Expr, ExprId, FrameId, Kernel, LabelId, Method, NameRef, Pattern, Run, VarId,
};

/// Runs the pass.
pub(crate) fn run(kernel: &mut Kernel) {
    let census = Census::new(kernel);
    let pass = Loops { census, dissolved: vec![false; kernel.frames.len()] };
    let pass = rewrite::run(kernel, pass);
    dissolve(kernel, &pass.dissolved);
}

struct Loops {
    census: Census,
    /// The frames of bodies that now run in the frame around them.
    dissolved: Vec<bool>,
}

impl Pass for Loops {
    fn after(walk: &mut Rewrite<'_, Self>, id: ExprId) -> ExprId {
        let Expr::Call { receiver, verb, args, named: Run { len: 0, .. } } = walk.kernel.expr(id)
        else {
            return id;
        };
        let &[iterable, body] = walk.kernel.exprs_of(args) else { return id };
        if walk.kernel.text(verb) != "run" {
            return id;
        }
        let made = match walk.kernel.safe_noun(receiver) {
            Some("_loop") => plain_loop(walk, iterable, body),
            Some("_accumulateList") => accumulate(walk, false, iterable, body),
            Some("_accumulateMap") => accumulate(walk, true, iterable, body),
            _ => None,
        };
        let Some((expr, method)) = made else { return id };
        walk.pass.dissolved[method.frame.index()] = true;
        for noun in [receiver, iterable] {
            if let Some(outer) = walk.kernel.outer_noun(noun) {
                walk.kernel.outers[outer.index()].assumed = true;
            }
        }
        walk.replace(id, expr)
    }
}

/// The one method of a loop's body with this many parameters, if its object is a plain literal.
fn body_method(kernel: &Kernel, body: ExprId, arity: u32) -> Option<Method> {
    let Expr::Object(object) = kernel.expr(body) else { return None };
    let object = kernel.object(object);
    let &[method] = &object.methods[..] else { return None };
    let plain = object.matchers.is_empty()
        && object.as_expr.is_none()
        && object.auditors.len == 0
        && !object.meta_state
        && !object.meta_context
        && kernel.pattern(object.pattern) == Pattern::Ignore(None)
        && kernel.text(method.verb) == "run"
        && method.params.len == arity
        && method.named.len == 0;
    plain.then_some(method)
}

fn plain_loop(
    walk: &mut Rewrite<'_, Loops>,
    iterable: ExprId,
    body: ExprId,
) -> Option<(Expr, Method)> {
    let kernel = &*walk.kernel;
    let method = body_method(kernel, body, 2)?;
    if let Some(guard) = method.guard {
        let holds = kernel.safe_noun(guard) == Some("Bool")
            && gives_bool(kernel, &walk.pass.census, method.body);
        if !holds {
            return None;
        }
    }
    let &[key, value] = kernel.patterns_of(method.params) else { return None };
    let ignored = |pattern| kernel.pattern(pattern) == Pattern::Ignore(None);
    let body = method.body;
    if kernel.safe_noun(iterable) == Some("_iterForever") && ignored(key) && ignored(value) {
        return Some((Expr::Loop { body }, method));
    }
    let key = (!ignored(key)).then_some(key);
    Some((Expr::ForEach { iterable, key, value, body }, method))
}

fn accumulate(
    walk: &mut Rewrite<'_, Loops>,
    map: bool,
    iterable: ExprId,
    body: ExprId,
) -> Option<(Expr, Method)> {
    let method = body_method(walk.kernel, body, 3)?;
    if method.guard.is_some() {
        return None;
    }
    let &[key, value, skip] = walk.kernel.patterns_of(method.params) else { return None };
    let label = walk.kernel.add_label();
    let body = match walk.kernel.pattern(skip) {
        Pattern::Ignore(None) => method.body,
        // The expansion of a filter skips in one place, the last of the body.
        Pattern::Final(var, None) if walk.kernel.var(var).temporary => {
            with_exit(walk, method.body, var, label)?
        }
        _ => return None,
    };
    let ignored = walk.kernel.pattern(key) == Pattern::Ignore(None);
    let key = (!ignored).then_some(key);
    let parts = Accumulation { map, iterable, key, value, body, skip: label };
    walk.kernel.accumulations.push(parts);
    Some((Expr::Accumulate(walk.kernel.accumulations.len() as u32 - 1), method))
}

/// The body with an exit in the place of the call of the skipping ejector at its end.
fn with_exit(
    walk: &mut Rewrite<'_, Loops>,
    body: ExprId,
    skip: VarId,
    label: LabelId,
) -> Option<ExprId> {
    match walk.kernel.expr(body) {
        Expr::Seq(run) => {
            let mut items = walk.kernel.exprs_of(run).to_vec();
            let last = items.pop()?;
            items.push(with_exit(walk, last, skip, label)?);
            let run = walk.kernel.add_exprs(&items);
            Some(walk.replace(body, Expr::Seq(run)))
        }
        Expr::If { test, then, otherwise: Some(otherwise) } => {
            let otherwise = with_exit(walk, otherwise, skip, label)?;
            Some(walk.replace(body, Expr::If { test, then, otherwise: Some(otherwise) }))
        }
        Expr::Call { receiver, .. }
            if walk.kernel.expr(receiver) == Expr::Noun(NameRef::Var(skip)) =>
        {
            Some(walk.replace(body, Expr::Exit { label, value: None }))
        }
        _ => None,
    }
}

/// Whether the value of an expression is a Bool, if it has one.
fn gives_bool(kernel: &Kernel, census: &Census, expr: ExprId) -> bool {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, || match kernel.expr(expr) {
        Expr::Noun(_) => matches!(kernel.safe_noun(expr), Some("true" | "false")),
        Expr::Match { .. } | Expr::And { .. } | Expr::Or { .. } | Expr::Not(_) => true,
        Expr::Seq(run) => {
            kernel.exprs_of(run).last().is_some_and(|&last| gives_bool(kernel, census, last))
        }
        Expr::If { then, otherwise: Some(otherwise), .. } => {
            gives_bool(kernel, census, then) && gives_bool(kernel, census, otherwise)
        }
        Expr::Call { receiver, .. } => match kernel.expr(receiver) {
            Expr::Noun(NameRef::Var(var)) => census.is_ejector(var),
            _ => false,
        },
        _ => false,
    })
}

/// Moves the variables and inner frames of dissolved frames to the frames around them.
fn dissolve(kernel: &mut Kernel, dissolved: &[bool]) {
    // A frame stands behind the one around it, so one pass in order finds each frame's place.
    let mut place: Vec<FrameId> = Vec::with_capacity(kernel.frames.len());
    for (index, (frame, &dissolved)) in kernel.frames.iter_mut().zip(dissolved).enumerate() {
        frame.parent = frame.parent.map(|parent| place[parent.index()]);
        place.push(match frame.parent {
            Some(parent) if dissolved => parent,
            _ => FrameId(index as u32),
        });
    }
    for var in &mut kernel.vars {
        var.frame = place[var.frame.index()];
    }
}
