//! Matching as a test: a failure is a way for control to take, with the problem pushed.
//!
//! A pattern of list shapes, static guards, `==x` and conditions tests and jumps. Any other is matched
//! under a real ejector whose target is that way.

use monte_expander::kernel::{Expr, ExprId, Pattern, PatternId};

use super::assembly::Label;
use super::patterns::Source;
use super::{Generator, Mode, deeper};
use crate::isa::Op;

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

const SUCH_THAT_FAILED: &str = "suchThat failed";

impl Generator<'_> {
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
            Pattern::Via(view, inner) => match self.such_that(view, inner) {
                Some((inner, _)) => self.is_testable(inner),
                None => self.same_view(view).is_some() && self.is_testable(inner),
            },
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
                Pattern::Binding(_) => self.pattern(id, Source::Null),
                Pattern::Via(view, inner) => self.test_view(view, inner, failure),
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

    fn test_view(&mut self, view: ExprId, inner: PatternId, failure: &mut Failure) {
        if let Some((inner, condition)) = self.such_that(view, inner) {
            self.test_parts(inner, failure);
            let held = self.target();
            self.test(condition, held, true);
            self.push_text(SUCH_THAT_FAILED);
            let target = self.failure_label(failure, self.asm.depth);
            self.asm.jump(target);
            self.asm.depth = held.depth;
            return self.bind_target(held);
        }
        let Some((exemplar, equal)) = self.same_view(view) else {
            debug_assert!(false, "a test of a view that is not known");
            return;
        };
        let span = self.asm.span;
        self.expr(exemplar, Mode::Value);
        self.asm.span = span;
        self.tables.assume("_matchSame");
        let depth = self.asm.depth - 1;
        let target = self.failure_label(failure, depth);
        self.asm.branch(if equal { Op::TestSame } else { Op::TestDifferent }, target, 2, 1, depth);
        self.test_parts(inner, failure);
    }

    /// After a match: the condition of `pattern ? (condition)`, where a failure goes to the ejector.
    pub(super) fn check_condition(&mut self, condition: ExprId, source: Source) {
        self.tables.assume("_suchThat");
        let held = self.target();
        self.test(condition, held, true);
        self.asm.emit(Op::Thrower, 0);
        if let Source::Local(ejector) = source {
            self.asm.emit(Op::Local, ejector);
            self.push_text(SUCH_THAT_FAILED);
            self.call_atom("eject", 2);
        } else {
            self.push_text(SUCH_THAT_FAILED);
            self.call_atom("run", 1);
        }
        self.asm.emit(Op::Pop, 0);
        self.bind_target(held);
    }

    fn push_text(&mut self, text: &str) {
        let literal = self.tables.text(text);
        self.asm.emit(Op::Literal, literal);
    }

    /// The exemplar of `==x` (true) or `!=x` (false).
    fn same_view(&self, view: ExprId) -> Option<(ExprId, bool)> {
        let (verb, argument) = self.helper_call(view, "_matchSame")?;
        match verb {
            "run" => Some((argument, true)),
            "different" => Some((argument, false)),
            _ => None,
        }
    }

    /// The pattern and the condition of `pattern ? (condition)`, which is
    /// `via (_suchThat) [pattern, via (_suchThat.run(condition)) _]`.
    pub(super) fn such_that(&self, view: ExprId, inner: PatternId) -> Option<(PatternId, ExprId)> {
        if self.kernel.safe_noun(view) != Some("_suchThat") {
            return None;
        }
        let Pattern::List(run) = self.kernel.pattern(inner) else { return None };
        let [pattern, check] = self.kernel.patterns_of(run) else { return None };
        let Pattern::Via(check, rest) = self.kernel.pattern(*check) else { return None };
        let ("run", condition) = self.helper_call(check, "_suchThat")? else { return None };
        (self.kernel.pattern(rest) == Pattern::Ignore(None)).then_some((*pattern, condition))
    }

    /// The verb and the argument of a call of a helper with one argument.
    fn helper_call(&self, id: ExprId, helper: &str) -> Option<(&str, ExprId)> {
        match self.kernel.expr(id) {
            Expr::Call { receiver, verb, args, named }
                if (args.len, named.len) == (1, 0)
                    && self.kernel.safe_noun(receiver) == Some(helper) =>
            {
                Some((self.kernel.text(verb), self.kernel.exprs_of(args)[0]))
            }
            _ => None,
        }
    }
}
