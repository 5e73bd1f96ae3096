//! Loops in the enclosing frame: endless ones, iterations and comprehensions.
//!
//! What a loop binds is bound anew in each turn; a captured variable gets a new cell each time. The
//! state of an iteration is in two hidden locals, so nested calls and exits need not know of it. Around
//! the loop stands the handler of its ejector, which an iterator, or anybody whom it tells, ends it by.

use monte_expander::kernel::{Accumulation, Expr, ExprId, Pattern, PatternId};

use super::assembly::Label;
use super::patterns::Source;
use super::{Block, Generator, Mode};
use crate::isa::Op;

/// An iteration under way.
struct Iteration {
    state: u32,
    head: Label,
    /// Where the end of what the machine walks itself leads.
    end: Label,
    /// Where the ejector of any other iteration leads.
    fired: Label,
}

impl Generator<'_> {
    /// A loop that only exits end.
    pub(super) fn endless_loop(&mut self, body: ExprId, mode: Mode) {
        let head = self.asm.loop_head();
        self.expr(body, Mode::Effect);
        self.asm.back(head);
        self.asm.depth += u32::from(mode == Mode::Value);
    }

    /// An iteration for its effects.
    pub(super) fn for_each(
        &mut self,
        iterable: ExprId,
        key: Option<PatternId>,
        value: PatternId,
        body: ExprId,
    ) {
        let iteration = self.begin(iterable, key, value);
        self.expr(body, Mode::Effect);
        self.end(iteration);
    }

    /// A comprehension: pushes the list or map.
    pub(super) fn accumulate(&mut self, parts: Accumulation) {
        let span = self.asm.span;
        let iteration = self.begin_with(parts.iterable, parts.key, parts.value, |generator| {
            let result = generator.asm.temporary();
            generator.asm.emit(if parts.map { Op::MakeMap } else { Op::MakeList }, 0);
            generator.asm.emit(Op::Bind, result);
            result
        });
        let (iteration, result) = iteration;
        let skip = self.asm.label();
        let block = Block {
            end: skip,
            depth: self.asm.depth,
            handlers: self.asm.handlers,
            mode: Mode::Effect,
        };
        self.blocks.insert(parts.skip, block);
        self.asm.emit(Op::Local, result);
        if parts.map {
            self.pair(parts.body);
            self.asm.span = span;
            self.call_atom("with", 2);
        } else {
            self.expr(parts.body, Mode::Value);
            self.asm.span = span;
            self.call_atom("with", 1);
        }
        self.asm.emit(Op::Set, result);
        self.asm.bind(skip);
        self.end(iteration);
        self.asm.emit(Op::Local, result);
        self.asm.release(result);
    }

    /// Pushes key and value of a pair.
    fn pair(&mut self, id: ExprId) {
        if let Expr::Call { receiver, verb, args, named } = self.kernel.expr(id)
            && (args.len, named.len) == (2, 0)
            && self.kernel.text(verb) == "run"
            && self.kernel.safe_noun(receiver) == Some("_makeList")
        {
            self.tables.assume("_makeList");
            for item in self.kernel.exprs_of(args) {
                self.expr(*item, Mode::Value);
            }
            return;
        }
        self.expr(id, Mode::Value);
        self.at_expr(id);
        self.asm.emit(Op::Null, 0);
        self.asm.emit(Op::ListPattern, 2);
        self.asm.emit(Op::Swap, 0);
    }

    fn begin(&mut self, iterable: ExprId, key: Option<PatternId>, value: PatternId) -> Iteration {
        self.begin_with(iterable, key, value, |_| ()).0
    }

    /// Up to the point where key and value are matched; `prepare` runs between the iterable and the head.
    fn begin_with<R>(
        &mut self,
        iterable: ExprId,
        key: Option<PatternId>,
        value: PatternId,
        prepare: impl FnOnce(&mut Self) -> R,
    ) -> (Iteration, R) {
        let span = self.asm.span;
        self.check_locals();
        self.expr(iterable, Mode::Value);
        self.at_expr(iterable);
        let state = self.asm.iteration();
        self.asm.emit(Op::Iterate, state);
        let prepared = prepare(self);
        self.asm.span = span;
        let fired = self.asm.label();
        self.asm.install_end(state, fired);
        let head = self.asm.loop_head();
        let end = self.asm.label();
        let depth = self.asm.depth;
        let key = key.filter(|key| self.kernel.pattern(*key) != Pattern::Ignore(None));
        match key {
            None => {
                self.asm.test(Op::NextValue, state, end, 0, 1, depth);
                self.pattern(value, Source::Thrower);
            }
            Some(key) => {
                self.asm.test(Op::Next, state, end, 0, 2, depth);
                if self.can_fail(key) || self.can_fail(value) {
                    self.asm.emit(Op::Swap, 0);
                    self.pattern(key, Source::Thrower);
                    self.pattern(value, Source::Thrower);
                } else {
                    self.pattern(value, Source::Thrower);
                    self.pattern(key, Source::Thrower);
                }
            }
        }
        (Iteration { state, head, end, fired }, prepared)
    }

    fn end(&mut self, iteration: Iteration) {
        self.asm.back(iteration.head);
        self.asm.bind(iteration.end);
        self.asm.drop_handler();
        self.asm.emit(Op::Null, 0);
        self.asm.bind(iteration.fired);
        self.asm.emit(Op::Pop, 0);
        self.asm.release_iteration(iteration.state);
    }
}
