//! Conditions, blocks and protected regions.
//!
//! A condition is compiled as the ways control takes: `test` jumps to a target when the condition turns
//! out one way and falls through when it turns out the other. So `if (a && !(b <=> c))` makes no booleans
//! but those that calls return, and nested conditions thread their jumps.

use monte_expander::kernel::{Expr, ExprId, LabelId, PatternId};

use super::patterns::Source;
use super::tests::Failure;
use super::{Block, Generator, Mode, Target, deeper};
use crate::isa::Op;

impl Generator<'_> {
    pub(super) fn target(&mut self) -> Target {
        let (plain, problem) = (self.asm.label(), self.asm.label());
        Target { plain, problem, depth: self.asm.depth }
    }

    /// Puts a target here; a problem on top is dropped first.
    pub(super) fn bind_target(&mut self, target: Target) {
        if self.asm.is_used(target.problem) {
            if !self.asm.unreachable {
                self.asm.jump(target.plain);
            }
            self.asm.depth = target.depth + 1;
            self.asm.bind(target.problem);
            self.asm.emit(Op::Pop, 0);
        }
        self.asm.bind(target.plain);
    }

    /// `if`.
    pub(super) fn branches(
        &mut self,
        test: ExprId,
        then: ExprId,
        otherwise: Option<ExprId>,
        mode: Mode,
    ) {
        let depth = self.asm.depth;
        let target = self.target();
        self.test(test, target, false);
        self.expr(then, mode);
        if otherwise.is_none() && mode == Mode::Effect {
            return self.bind_target(target);
        }
        let end = self.asm.label();
        self.asm.jump(end);
        self.asm.depth = depth;
        self.bind_target(target);
        match otherwise {
            Some(otherwise) => self.expr(otherwise, mode),
            None => self.null_for(mode),
        }
        self.asm.bind(end);
    }

    /// A condition whose value is wanted as an object.
    pub(super) fn materialize(&mut self, id: ExprId, mode: Mode) {
        let depth = self.asm.depth;
        let target = self.target();
        self.test(id, target, false);
        if mode == Mode::Effect {
            return self.bind_target(target);
        }
        self.at_expr(id);
        self.asm.emit(Op::True, 0);
        let end = self.asm.label();
        self.asm.jump(end);
        self.asm.depth = depth;
        self.bind_target(target);
        self.asm.emit(Op::False, 0);
        self.asm.bind(end);
    }

    /// Goes to the target if the condition's value is `sense`, else falls through.
    pub(super) fn test(&mut self, id: ExprId, target: Target, sense: bool) {
        deeper(|| self.test_here(id, target, sense));
    }

    fn test_here(&mut self, id: ExprId, target: Target, sense: bool) {
        if self.asm.unreachable {
            return;
        }
        match self.kernel.expr(id) {
            Expr::Not(inner) => self.test(inner, target, !sense),
            Expr::Hide(inner) => self.test(inner, target, sense),
            Expr::Seq(run) if run.len > 0 => {
                let items = self.kernel.exprs_of(run);
                for item in &items[..items.len() - 1] {
                    self.expr(*item, Mode::Effect);
                }
                self.test(items[items.len() - 1], target, sense);
            }
            Expr::And { left, right } => self.test_both(left, right, target, sense, false),
            Expr::Or { left, right } => self.test_both(left, right, target, sense, true),
            Expr::If { test, then, otherwise: Some(otherwise) } => {
                let other = self.target();
                self.test(test, other, false);
                self.test(then, target, sense);
                let end = self.asm.label();
                self.asm.jump(end);
                self.asm.depth = target.depth;
                self.bind_target(other);
                self.test(otherwise, target, sense);
                self.asm.bind(end);
            }
            Expr::Match { specimen, pattern } => self.test_match(specimen, pattern, target, sense),
            _ => self.test_value(id, target, sense),
        }
    }

    /// `left && right`, or `left || right` if `decisive` is true: the value of the left side that decides.
    fn test_both(
        &mut self,
        left: ExprId,
        right: ExprId,
        target: Target,
        sense: bool,
        decisive: bool,
    ) {
        if sense == decisive {
            self.test(left, target, sense);
            self.test(right, target, sense);
        } else {
            let decided = self.target();
            self.test(left, decided, decisive);
            self.test(right, target, sense);
            self.bind_target(decided);
        }
    }

    fn test_value(&mut self, id: ExprId, target: Target, sense: bool) {
        if let Some(known) = self.constant_bool(id) {
            if known == sense {
                self.asm.jump(target.plain);
            }
            return;
        }
        self.expr(id, Mode::Value);
        self.at_expr(id);
        let op = if sense { Op::BranchTrue } else { Op::Branch };
        self.asm.branch(op, target.plain, 1, 0, target.depth);
    }

    fn test_match(&mut self, specimen: ExprId, pattern: PatternId, target: Target, sense: bool) {
        self.expr(specimen, Mode::Value);
        if !self.can_fail(pattern) {
            self.pattern(pattern, Source::Null);
            if sense {
                self.asm.jump(target.plain);
            }
        } else if sense {
            let failed = self.target_at(target.depth);
            self.test_pattern(pattern, Failure::new(failed.problem, failed.depth));
            self.asm.jump(target.plain);
            self.bind_target(failed);
        } else {
            self.test_pattern(pattern, Failure::new(target.problem, target.depth));
        }
    }

    fn target_at(&mut self, depth: u32) -> Target {
        Target { depth, ..self.target() }
    }

    // Blocks.

    /// A block that exits may leave.
    pub(super) fn block(
        &mut self,
        label: LabelId,
        body: ExprId,
        catch: Option<(PatternId, ExprId)>,
        mode: Mode,
    ) {
        let depth = self.asm.depth;
        let end = self.asm.label();
        let wanted = if catch.is_some() { Mode::Value } else { mode };
        self.blocks.insert(label, Block { end, depth, handlers: self.asm.handlers, mode: wanted });
        self.expr(body, mode);
        match catch {
            None => self.asm.bind(end),
            Some((pattern, catcher)) => {
                let after = self.asm.label();
                self.asm.jump(after);
                self.asm.depth = depth + 1;
                self.asm.bind(end);
                self.pattern(pattern, Source::Thrower);
                self.expr(catcher, mode);
                self.asm.bind(after);
            }
        }
    }

    /// Leaves a block.
    pub(super) fn exit(&mut self, label: LabelId, value: Option<ExprId>, mode: Mode) {
        let Some(block) = self.blocks.get(&label).copied() else {
            debug_assert!(false, "an exit outside of its block");
            return self.null_for(mode);
        };
        let depth = self.asm.depth;
        match value {
            Some(value) => self.expr(value, block.mode),
            None => self.null_for(block.mode),
        }
        self.leave(block);
        self.asm.depth = depth + u32::from(mode == Mode::Value);
    }

    /// Drops handlers and stack elements down to the block, keeping the top if it wants a value.
    fn leave(&mut self, block: Block) {
        let handlers = self.asm.handlers;
        for _ in block.handlers..handlers {
            self.asm.drop_handler();
        }
        let kept = u32::from(block.mode == Mode::Value);
        for _ in block.depth + kept..self.asm.depth {
            if block.mode == Mode::Value {
                self.asm.emit(Op::Swap, 0);
            }
            self.asm.emit(Op::Pop, 0);
        }
        self.asm.jump(block.end);
        self.asm.handlers = handlers;
    }

    /// `def pattern := value`, leaving a block when the match fails.
    pub(super) fn define_or_exit(
        &mut self,
        pattern: PatternId,
        label: LabelId,
        value: ExprId,
        mode: Mode,
    ) {
        let Some(block) = self.blocks.get(&label).copied() else {
            debug_assert!(false, "an exit outside of its block");
            return self.null_for(mode);
        };
        let start = self.asm.depth;
        self.expr(value, Mode::Value);
        if mode == Mode::Value {
            self.asm.emit(Op::Dup, 0);
        }
        if !self.can_fail(pattern) {
            return self.pattern(pattern, Source::Null);
        }
        if block.mode == Mode::Value && block.handlers == self.asm.handlers && block.depth == start
        {
            return self.test_pattern(pattern, Failure::new(block.end, start));
        }
        let (failed, over) = (self.asm.label(), self.asm.label());
        self.test_pattern(pattern, Failure::new(failed, start));
        if self.asm.is_used(failed) {
            let after = self.asm.depth;
            self.asm.jump(over);
            self.asm.depth = start + 1;
            self.asm.bind(failed);
            self.leave(block);
            self.asm.depth = after;
            self.asm.bind(over);
        }
    }

    // Protected regions.

    /// `escape` with an ejector that is an object.
    pub(super) fn escape(
        &mut self,
        ejector: PatternId,
        body: ExprId,
        catch: Option<(PatternId, ExprId)>,
        mode: Mode,
    ) {
        let depth = self.asm.depth;
        let (fired, end) = (self.asm.label(), self.asm.label());
        self.asm.install(Op::Ejector, fired, 1);
        self.pattern(ejector, Source::Thrower);
        self.expr(body, mode);
        self.asm.drop_handler();
        if catch.is_none() && mode == Mode::Value {
            return self.asm.bind(fired);
        }
        self.asm.jump(end);
        self.asm.depth = depth + 1;
        self.asm.bind(fired);
        match catch {
            Some((pattern, catcher)) => {
                self.pattern(pattern, Source::Thrower);
                self.expr(catcher, mode);
            }
            None => self.asm.emit(Op::Pop, 0),
        }
        self.asm.bind(end);
    }

    /// `try` with `catch`.
    pub(super) fn try_catch(
        &mut self,
        body: ExprId,
        pattern: PatternId,
        catcher: ExprId,
        mode: Mode,
    ) {
        let depth = self.asm.depth;
        let (caught, end) = (self.asm.label(), self.asm.label());
        self.asm.install(Op::Try, caught, 1);
        self.expr(body, mode);
        self.asm.drop_handler();
        self.asm.jump(end);
        self.asm.depth = depth + 1;
        self.asm.bind(caught);
        self.pattern(pattern, Source::Thrower);
        self.expr(catcher, mode);
        self.asm.bind(end);
    }

    /// `try` with `finally`: the block stands once, behind the body, above the body's value and the
    /// event that waits for it (null if none does).
    pub(super) fn try_finally(&mut self, body: ExprId, unwinder: ExprId, mode: Mode) {
        let span = self.asm.span;
        let finally = self.asm.label();
        self.asm.install(Op::Unwind, finally, 2);
        self.expr(body, mode);
        self.asm.span = span;
        if mode == Mode::Effect {
            self.asm.emit(Op::Null, 0);
        }
        self.asm.drop_handler();
        self.asm.emit(Op::Null, 0);
        self.asm.bind(finally);
        self.expr(unwinder, Mode::Effect);
        self.asm.span = span;
        self.asm.raw(Op::EndFinally, 0, 0, 2, 1);
        self.settle(mode);
    }
}
