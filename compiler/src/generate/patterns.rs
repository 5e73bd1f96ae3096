//! Patterns: `specimen --`, with the names bound.
//!
//! Nobody pushes an ejector for a pattern. A pattern is compiled with the *source* of its ejector, and
//! pushes it only where an instruction wants it. Matching where a failure is only a way for control to
//! take is in `tests`.

use monte_expander::kernel::{ExprId, Pattern, PatternId, Run, VarId};

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
                if let Some((inner, condition)) = self.such_that(view, inner) {
                    self.pattern(inner, source);
                    return self.check_condition(condition, source);
                }
                if !self.quasi_view(view, source) {
                    self.expr(view, Mode::Value);
                    self.asm.emit(Op::Swap, 0);
                    self.push_source(source);
                    self.at(self.kernel.pattern_span(id));
                    self.call_atom("run", 2);
                }
                self.pattern(inner, source);
            }
        }
    }

    pub(super) fn elements(&mut self, run: Run, mut each: impl FnMut(&mut Self, PatternId)) {
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
        if !self.kernel.inline_guards {
            return None;
        }
        let name = self.kernel.safe_noun(guard)?;
        let row = STATIC_GUARDS.iter().position(|(_, guard)| *guard == name)?;
        self.tables.assume(name);
        Some(row as u32)
    }

    pub(super) fn is_static(&self, guard: ExprId) -> bool {
        monte_expander::optimize::guards::is_static_guard(self.kernel, guard)
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
    pub(super) fn keeps_guard(&self, var: VarId) -> bool {
        super::names::storage(self.kernel.var(var).storage) != crate::unit::Storage::Value
    }

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
}
