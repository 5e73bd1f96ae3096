//! Expressions: the walk itself, literals, sequences, calls and definitions.

use monte_expander::kernel::{self, Expr, ExprId, Name, NameRef, Pattern, PatternId, Run};

use super::patterns::Source;
use super::{Generator, Mode, deeper};
use crate::isa::Op;
use crate::unit::Literal;

impl Generator<'_> {
    /// Compiles an expression.
    pub(super) fn expr(&mut self, id: ExprId, mode: Mode) {
        if self.asm.unreachable {
            self.asm.depth += u32::from(mode == Mode::Value);
            return;
        }
        deeper(|| self.expr_here(id, mode));
    }

    fn expr_here(&mut self, id: ExprId, mode: Mode) {
        self.at_expr(id);
        match self.kernel.expr(id) {
            Expr::Literal(literal) => {
                if mode == Mode::Value {
                    self.literal(self.kernel.literal(literal).clone());
                }
            }
            Expr::Noun(name) => self.noun(id, name, mode),
            Expr::Binding(name) => {
                if mode == Mode::Value {
                    self.binding(name);
                }
            }
            Expr::Assign { name, value } => self.assign(name, value, mode),
            Expr::Seq(run) => self.sequence(run, mode),
            Expr::Call { receiver, verb, args, named } => {
                self.call(id, receiver, verb, args, named);
                self.settle(mode);
            }
            Expr::Def { pattern, exit, value } => self.define(id, pattern, exit, value, mode),
            Expr::Hide(body) => self.expr(body, mode),
            Expr::If { test, then, otherwise } => self.branches(test, then, otherwise, mode),
            Expr::Escape { ejector, body, catch } => self.escape(ejector, body, catch, mode),
            Expr::Try { body, pattern, catcher } => self.try_catch(body, pattern, catcher, mode),
            Expr::Finally { body, unwinder } => self.try_finally(body, unwinder, mode),
            Expr::Object(object) => self.object(id, object, mode),
            Expr::MetaContext => {
                if mode == Mode::Value {
                    self.meta_context();
                }
            }
            Expr::MetaState => {
                if mode == Mode::Value {
                    self.meta_state();
                }
            }
            Expr::Block { label, body, catch } => self.block(label, body, catch, mode),
            Expr::Exit { label, value } => self.exit(label, value, mode),
            Expr::DefExit { pattern, label, value } => {
                self.define_or_exit(pattern, label, value, mode)
            }
            Expr::Match { .. } | Expr::And { .. } | Expr::Or { .. } | Expr::Not(_) => {
                self.materialize(id, mode)
            }
            Expr::Loop { body } => self.endless_loop(body, mode),
            Expr::ForEach { iterable, key, value, body } => {
                self.for_each(iterable, key, value, body);
                self.at_expr(id);
                self.null_for(mode);
            }
            Expr::Accumulate(index) => {
                self.accumulate(self.kernel.accumulations[index as usize]);
                self.settle(mode);
            }
        }
    }

    /// Drops the value that was just pushed, if it is not wanted.
    pub(super) fn settle(&mut self, mode: Mode) {
        if mode == Mode::Effect {
            self.asm.emit(Op::Pop, 0);
        }
    }

    /// Pushes null, if a value is wanted.
    pub(super) fn null_for(&mut self, mode: Mode) {
        if mode == Mode::Value {
            self.asm.emit(Op::Null, 0);
        }
    }

    fn literal(&mut self, literal: kernel::Literal) {
        let literal = match literal {
            kernel::Literal::Null => return self.asm.emit(Op::Null, 0),
            kernel::Literal::Bool(true) => return self.asm.emit(Op::True, 0),
            kernel::Literal::Bool(false) => return self.asm.emit(Op::False, 0),
            kernel::Literal::Int(value) => match i32::try_from(value) {
                Ok(small) => return self.asm.emit(Op::Int, small as u32),
                Err(_) => Literal::Int(value),
            },
            kernel::Literal::BigInt(magnitude) => big_literal(magnitude),
            kernel::Literal::Double(value) => Literal::Double(value.to_bits()),
            kernel::Literal::Char(code) => Literal::Char(code),
            kernel::Literal::Str(text) => Literal::Str(text.into()),
        };
        let index = self.tables.literal(literal);
        self.asm.emit(Op::Literal, index);
    }

    fn noun(&mut self, id: ExprId, name: NameRef, mode: Mode) {
        if let Some(op) = self.constant_noun(id) {
            if mode == Mode::Value {
                self.asm.emit(op, 0);
            }
        } else if mode == Mode::Value || !self.is_quiet(name) {
            self.read(name);
            self.settle(mode);
        }
    }

    fn sequence(&mut self, run: Run, mode: Mode) {
        match self.kernel.exprs_of(run).split_last() {
            None => self.null_for(mode),
            Some((last, before)) => {
                for item in before {
                    self.expr(*item, Mode::Effect);
                }
                self.expr(*last, mode);
            }
        }
    }

    fn call(&mut self, id: ExprId, receiver: ExprId, verb: Name, args: Run, named: Run) {
        let kernel = self.kernel;
        if named.len == 0 && self.intrinsic(id, receiver, verb, args) {
            return;
        }
        self.expr(receiver, Mode::Value);
        for arg in kernel.exprs_of(args) {
            self.expr(*arg, Mode::Value);
        }
        for arg in kernel.named_args_of(named) {
            self.expr(arg.key, Mode::Value);
            self.expr(arg.value, Mode::Value);
        }
        self.at_expr(id);
        let atom = self.tables.atom(kernel.text(verb), args.len);
        if named.len == 0 {
            self.asm.raw(Op::Call, atom, 0, args.len + 1, 1);
        } else {
            self.asm.emit(Op::MakeMap, named.len);
            self.asm.raw(Op::CallNamed, atom, 0, args.len + 2, 1);
        }
    }

    /// Emits a call whose receiver and arguments are on the stack.
    pub(super) fn call_atom(&mut self, verb: &str, arity: u32) {
        let atom = self.tables.atom(verb, arity);
        self.asm.raw(Op::Call, atom, 0, arity + 1, 1);
    }

    fn define(
        &mut self,
        id: ExprId,
        pattern: PatternId,
        exit: Option<ExprId>,
        value: ExprId,
        mode: Mode,
    ) {
        match self.kernel.pattern(pattern) {
            Pattern::Ignore(None) => return self.expr(value, mode),
            Pattern::Ignore(Some(guard)) => {
                self.coercion(id, guard, exit, value);
                return self.settle(mode);
            }
            _ => {}
        }
        let (source, temporary) = self.exit_source(pattern, exit);
        self.expr(value, Mode::Value);
        self.at_expr(id);
        if mode == Mode::Value {
            self.asm.emit(Op::Dup, 0);
        }
        self.pattern(pattern, source);
        if let Some(temporary) = temporary {
            self.asm.release(temporary);
        }
    }

    /// `def _ :guard exit exit := value`: the guard first, then exit and value; the prize is the value.
    fn coercion(&mut self, id: ExprId, guard: ExprId, exit: Option<ExprId>, value: ExprId) {
        let static_guard = self.static_guard(guard);
        if static_guard.is_none() {
            self.expr(guard, Mode::Value);
        }
        self.expr(value, Mode::Value);
        match exit {
            Some(exit) => self.expr(exit, Mode::Value),
            None => self.asm.emit(Op::Null, 0),
        }
        self.at_expr(id);
        match static_guard {
            Some(row) => self.asm.emit(Op::CoerceStatic, row),
            None => {
                self.asm.emit(Op::Rot, 0);
                self.asm.emit(Op::Coerce, 0);
            }
        }
    }

    /// Evaluates the exit of a definition, which comes before the value: where the pattern finds it.
    fn exit_source(&mut self, pattern: PatternId, exit: Option<ExprId>) -> (Source, Option<u32>) {
        let Some(exit) = exit else { return (Source::Null, None) };
        if let Expr::Noun(NameRef::Outer(_)) = self.kernel.expr(exit)
            && self.kernel.safe_noun(exit) == Some("throw")
        {
            self.tables.assume("throw");
            return (Source::Thrower, None);
        }
        if !self.can_fail(pattern) {
            self.expr(exit, Mode::Effect);
            return (Source::Null, None);
        }
        self.expr(exit, Mode::Value);
        let temporary = self.asm.temporary();
        self.asm.emit(Op::Bind, temporary);
        (Source::Local(temporary), Some(temporary))
    }
}

fn big_literal(mut magnitude: Vec<u8>) -> Literal {
    while magnitude.last() == Some(&0) {
        magnitude.pop();
    }
    let mut low = [0; 8];
    if magnitude.len() <= 8 {
        low[..magnitude.len()].copy_from_slice(&magnitude);
        if let Ok(small) = i64::try_from(u64::from_le_bytes(low)) {
            return Literal::Int(small);
        }
    }
    Literal::BigInt(false, magnitude)
}
