//! Patterns: `specimen --`, with the names bound.
//!
//! Nobody pushes an ejector for a pattern. A pattern is compiled with the *source* of its ejector, and
//! pushes it only where an instruction wants it. Where a failure is only a way for control to take, a
//! pattern of list shapes and static guards tests and jumps; any other is matched under a real ejector
//! whose target is that way.

use monte_expander::kernel::{ExprId, Pattern, PatternId, Run, VarId};

use super::assembly::Label;
use super::{Generator, Mode, deeper};
use crate::isa::{Op, STATIC_GUARDS};

/// Where the ejector of a match comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// It is null, which throws.
    Null,
    /// It is `throw`.
    Thrower,
    /// It is in this local.
    Local(u32),
}

/// Where a failing test goes: to `label`, at depth `base` with the problem on top.
pub(super) struct Failure {
    label: Label,
    base: u32,
    /// Ways in with 1, 2 … elements between the base and the problem.
    residual: Vec<Label>,
}

impl Failure {
    /// A failure that goes to this label.
    pub(super) fn new(label: Label, base: u32) -> Failure {
        Failure { label, base, residual: Vec::new() }
    }
}

impl Generator<'_> {
    /// Matches the top; a failure goes to the ejector.
    pub(super) fn pattern(&mut self, id: PatternId, source: Source) {
        if self.asm.unreachable {
            self.asm.depth = self.asm.depth.saturating_sub(1);
            return;
        }
        deeper(|| self.pattern_here(id, source));
    }

    fn pattern_here(&mut self, id: PatternId, source: Source) {
        self.at(self.kernel.pattern_span(id));
        match self.kernel.pattern(id) {
            Pattern::Ignore(guard) => {
                if let Some(guard) = guard {
                    self.coerce(guard, source);
                }
                self.asm.emit(Op::Pop, 0);
            }
            Pattern::Final(var, guard) | Pattern::Var(var, guard) => {
                self.coerce_and_bind(var, guard, source)
            }
            Pattern::Binding(var) => {
                let local = self.local_of(var);
                self.asm.emit(Op::Bind, local);
            }
            Pattern::List(run) => {
                self.push_source(source);
                self.asm.emit(Op::ListPattern, run.len);
                self.elements(run, |generator, item| generator.pattern(item, source));
            }
            Pattern::Via(view, inner) => {
                self.expr(view, Mode::Value);
                self.asm.emit(Op::Swap, 0);
                self.push_source(source);
                self.at(self.kernel.pattern_span(id));
                self.call_atom("run", 2);
                self.pattern(inner, source);
            }
        }
    }

    fn elements(&mut self, run: Run, mut each: impl FnMut(&mut Self, PatternId)) {
        let kernel = self.kernel;
        for item in kernel.patterns_of(run) {
            each(self, *item);
        }
    }

    pub(super) fn push_source(&mut self, source: Source) {
        match source {
            Source::Null => self.asm.emit(Op::Null, 0),
            Source::Thrower => self.asm.emit(Op::Thrower, 0),
            Source::Local(local) => self.asm.emit(Op::Local, local),
        }
    }

    /// The row of a guard that is checked inline.
    pub(super) fn static_guard(&mut self, guard: ExprId) -> Option<u32> {
        let name = self.kernel.safe_noun(guard)?;
        let row = STATIC_GUARDS.iter().position(|(_, guard)| *guard == name)?;
        self.tables.assume(name);
        Some(row as u32)
    }

    fn is_static(&self, guard: ExprId) -> bool {
        self.kernel
            .safe_noun(guard)
            .is_some_and(|name| STATIC_GUARDS.iter().any(|(_, guard)| *guard == name))
    }

    /// Coerces the top.
    pub(super) fn coerce(&mut self, guard: ExprId, source: Source) {
        match self.static_guard(guard) {
            Some(row) => {
                self.push_static_source(source);
                self.asm.emit(Op::CoerceStatic, row);
            }
            None => {
                let span = self.asm.span;
                self.push_source(source);
                self.expr(guard, Mode::Value);
                self.asm.span = span;
                self.asm.emit(Op::Coerce, 0);
            }
        }
    }

    /// Coerces the top with a static guard, throwing.
    pub(super) fn coerce_quietly(&mut self, guard: ExprId) {
        self.coerce(guard, Source::Null);
    }

    /// The machine's own checks cannot tell `throw` from null.
    fn push_static_source(&mut self, source: Source) {
        self.push_source(if source == Source::Thrower { Source::Null } else { source });
    }

    fn coerce_and_bind(&mut self, var: VarId, guard: Option<ExprId>, source: Source) {
        let Some(guard) = guard else { return self.bind(var, None) };
        if !self.keeps_guard(var) {
            self.coerce(guard, source);
            return self.bind(var, None);
        }
        if self.kernel.outer_noun(guard).is_some() {
            self.coerce(guard, source);
            return self.bind(var, Some(&mut |generator| generator.expr(guard, Mode::Value)));
        }
        // The guard goes into the slot too, but is evaluated once.
        let kept = self.asm.temporary();
        let span = self.asm.span;
        self.expr(guard, Mode::Value);
        self.asm.span = span;
        self.asm.emit(Op::Bind, kept);
        self.push_source(source);
        self.asm.emit(Op::Local, kept);
        self.asm.emit(Op::Coerce, 0);
        self.bind(var, Some(&mut |generator| generator.asm.emit(Op::Local, kept)));
        self.asm.release(kept);
    }

    /// Whether the place of the variable remembers the guard.
    fn keeps_guard(&self, var: VarId) -> bool {
        super::names::storage(self.kernel.var(var).storage) != crate::unit::Storage::Value
    }

    // Tests.

    /// Whether matching can fail at all.
    pub(super) fn can_fail(&self, id: PatternId) -> bool {
        !matches!(
            self.kernel.pattern(id),
            Pattern::Ignore(None)
                | Pattern::Final(_, None)
                | Pattern::Var(_, None)
                | Pattern::Binding(_)
        )
    }

    /// Whether matching is nothing but tests of the machine's own.
    pub(super) fn is_testable(&self, id: PatternId) -> bool {
        deeper(|| match self.kernel.pattern(id) {
            Pattern::Ignore(guard) | Pattern::Final(_, guard) | Pattern::Var(_, guard) => {
                guard.is_none_or(|guard| self.is_static(guard))
            }
            Pattern::Binding(_) => true,
            Pattern::List(run) => {
                self.kernel.patterns_of(run).iter().all(|item| self.is_testable(*item))
            }
            Pattern::Via(..) => false,
        })
    }

    /// Matches the top; a failure is a way that control takes.
    pub(super) fn test_pattern(&mut self, id: PatternId, mut failure: Failure) {
        if self.is_testable(id) {
            self.test_parts(id, &mut failure);
            self.join_residuals(failure);
            return;
        }
        let base = failure.base;
        debug_assert!(self.asm.unreachable || self.asm.depth > base);
        // The specimen must not lie below the protected region.
        let specimen = self.asm.temporary();
        let ejector = self.asm.temporary();
        self.asm.emit(Op::Bind, specimen);
        let target = self.failure_label(&mut failure, self.asm.depth + 1);
        self.asm.install(Op::Ejector, target, 1);
        self.asm.emit(Op::Bind, ejector);
        self.asm.emit(Op::Local, specimen);
        self.asm.release(specimen);
        self.pattern(id, Source::Local(ejector));
        self.asm.drop_handler();
        self.asm.release(ejector);
        self.join_residuals(failure);
    }

    fn test_parts(&mut self, id: PatternId, failure: &mut Failure) {
        deeper(|| {
            self.at(self.kernel.pattern_span(id));
            match self.kernel.pattern(id) {
                Pattern::Ignore(guard) => {
                    if let Some(guard) = guard {
                        self.test_guard(guard, failure);
                    }
                    self.asm.emit(Op::Pop, 0);
                }
                Pattern::Final(var, guard) | Pattern::Var(var, guard) => {
                    let Some(guard) = guard else { return self.bind(var, None) };
                    self.test_guard(guard, failure);
                    if self.keeps_guard(var) {
                        self.bind(var, Some(&mut |generator| generator.expr(guard, Mode::Value)));
                    } else {
                        self.bind(var, None);
                    }
                }
                Pattern::List(run) => {
                    let target = self.failure_label(failure, self.asm.depth);
                    let depth = self.asm.depth;
                    self.asm.test(Op::TestList, run.len, target, 1, run.len, depth);
                    self.elements(run, |generator, item| generator.test_parts(item, failure));
                }
                Pattern::Binding(_) | Pattern::Via(..) => self.pattern(id, Source::Null),
            }
        });
    }

    fn test_guard(&mut self, guard: ExprId, failure: &mut Failure) {
        let Some(row) = self.static_guard(guard) else {
            debug_assert!(false, "a test of a guard that is not static");
            return;
        };
        let target = self.failure_label(failure, self.asm.depth);
        let depth = self.asm.depth;
        self.asm.test(Op::TestStatic, row, target, 1, 1, depth);
    }

    /// The label to go to with the problem on top, at this depth.
    fn failure_label(&mut self, failure: &mut Failure, depth: u32) -> Label {
        let extra = if self.asm.unreachable { 0 } else { (depth - failure.base - 1) as usize };
        if extra == 0 {
            return failure.label;
        }
        while failure.residual.len() < extra {
            let label = self.asm.label();
            failure.residual.push(label);
        }
        failure.residual[extra - 1]
    }

    /// Leads the failures with elements in between to the label.
    fn join_residuals(&mut self, failure: Failure) {
        if !failure.residual.iter().any(|label| self.asm.is_used(*label)) {
            return;
        }
        let over = self.asm.label();
        self.asm.jump(over);
        let after = self.asm.depth;
        for label in failure.residual.iter().rev() {
            self.asm.bind(*label);
            self.asm.emit(Op::Swap, 0);
            self.asm.emit(Op::Pop, 0);
        }
        self.asm.jump(failure.label);
        self.asm.depth = after;
        self.asm.bind(over);
    }
}
