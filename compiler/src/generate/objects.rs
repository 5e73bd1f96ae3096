//! Object expressions: captures, auditions, methods and matchers; and what `meta` answers.
//!
//! The order of effects: the `as` auditor, the object (its captures are copied, which nobody can see),
//! the other auditors, the audition, the coercion, the name. The name inside the script means the
//! prize: without `as` that is the receiver; with `as` it is a cell, made empty before the object and
//! filled with the prize.

use monte_expander::kernel::{
    self, ExprId, FrameId, LiteralId, NameRef, ObjectId, Pattern, PatternId, VarId,
};

use super::names::storage;
use super::patterns::Source;
use super::tests::Failure;
use super::{Generator, Mode, convert};
use crate::isa::Op;
use crate::unit::{Body, Capture, CaptureGuard, Method, QualifiedName, Script, Storage};

/// How to push the value of a guard that is used more than once.
#[derive(Clone, Copy)]
enum Kept {
    /// An outer name: read again.
    Noun(ExprId),
    /// A hidden local.
    Local(u32),
}

impl Generator<'_> {
    /// An object expression.
    pub(super) fn object(&mut self, id: ExprId, object: ObjectId, mode: Mode) {
        let row = self.kernel.object(object);
        let own = match self.kernel.pattern(row.pattern) {
            Pattern::Final(var, None) | Pattern::Var(var, None) => Some(var),
            _ => None,
        };
        let own_cell = own.filter(|var| row.captures.iter().any(|capture| capture.var == *var));
        let guard = row.as_expr.map(|guard| self.keep(guard));
        self.at_expr(id);
        if let Some(var) = own_cell {
            self.make_early(var, guard);
        }
        let script = self.script(object);
        for capture in &row.captures {
            self.capture(capture.var);
        }
        self.at_expr(id);
        self.asm.raw(Op::Object, script, 0, row.captures.len() as u32, 1);
        if let Some(guard) = guard {
            self.push_kept(guard);
        }
        for auditor in self.kernel.exprs_of(row.auditors) {
            self.expr(*auditor, Mode::Value);
        }
        self.at_expr(id);
        let auditors = row.auditors.len + u32::from(guard.is_some());
        if auditors > 0 {
            self.asm.emit(Op::Audit, auditors);
        }
        if let Some(guard) = guard {
            self.coerce_unless_null(guard);
        }
        self.bind_object(row.pattern, own, own_cell.is_some(), guard, mode);
        if let Some(Kept::Local(local)) = guard {
            self.asm.release(local);
        }
    }

    /// Makes the empty cell or binding of a name that the object captures.
    fn make_early(&mut self, var: VarId, guard: Option<Kept>) {
        let local = self.local_of(var);
        match self.kernel.var(var).storage {
            kernel::Storage::Value => {
                debug_assert!(false, "an object's name that is not there yet")
            }
            kernel::Storage::Cell => {
                self.asm.emit(Op::Null, 0);
                self.asm.emit(Op::MakeCell, 0);
                self.asm.emit(Op::Bind, local);
            }
            kernel::Storage::Binding => {
                match guard {
                    Some(guard) => self.push_kept(guard),
                    None => self.asm.emit(Op::Null, 0),
                }
                self.asm.emit(Op::DeferBinding, 0);
                self.asm.emit(Op::Bind, local);
            }
        }
    }

    fn bind_object(
        &mut self,
        pattern: PatternId,
        own: Option<VarId>,
        early: bool,
        guard: Option<Kept>,
        mode: Mode,
    ) {
        let unused = own.is_none() && self.kernel.pattern(pattern) == Pattern::Ignore(None);
        if unused {
            return self.settle(mode);
        }
        if mode == Mode::Value {
            self.asm.emit(Op::Dup, 0);
        }
        let Some(var) = own else { return self.pattern(pattern, Source::Thrower) };
        if early {
            let local = self.local_of(var);
            let is_cell = self.kernel.var(var).storage == kernel::Storage::Cell;
            return self.asm.emit(if is_cell { Op::PutLocal } else { Op::FillBinding }, local);
        }
        match guard {
            Some(guard) if self.kernel.var(var).storage == kernel::Storage::Binding => {
                self.bind(var, Some(&mut |generator| generator.push_kept(guard)));
            }
            _ => self.bind(var, None),
        }
    }

    fn keep(&mut self, guard: ExprId) -> Kept {
        if self.kernel.outer_noun(guard).is_some() {
            return Kept::Noun(guard);
        }
        self.expr(guard, Mode::Value);
        let local = self.asm.temporary();
        self.asm.emit(Op::Bind, local);
        Kept::Local(local)
    }

    fn push_kept(&mut self, guard: Kept) {
        match guard {
            Kept::Noun(guard) => {
                let span = self.asm.span;
                self.expr(guard, Mode::Value);
                self.asm.span = span;
            }
            Kept::Local(local) => self.asm.emit(Op::Local, local),
        }
    }

    /// Coerces the top with `throw`; a guard that is null means none.
    fn coerce_unless_null(&mut self, guard: Kept) {
        let never_null = matches!(guard, Kept::Noun(noun) if self.kernel.safe_noun(noun).is_some_and(|name| name != "null"));
        let coerced = self.asm.label();
        if !never_null {
            self.push_kept(guard);
            self.asm.emit(Op::Null, 0);
            self.asm.emit(Op::Same, 0);
            let depth = self.asm.depth - 1;
            self.asm.branch(Op::BranchTrue, coerced, 1, 0, depth);
        }
        self.asm.emit(Op::Thrower, 0);
        self.push_kept(guard);
        self.asm.emit(Op::Coerce, 0);
        self.asm.bind(coerced);
    }

    // The script.

    fn script(&mut self, object: ObjectId) -> u32 {
        let kernel = self.kernel;
        let row = kernel.object(object);
        // The place is taken first: inner scripts stand behind.
        let index = self.tables.scripts.len();
        self.tables.scripts.push(Script::default());
        let captures: Vec<Capture> =
            row.captures.iter().map(|capture| self.capture_row(*capture)).collect();
        let inside = row
            .captures
            .iter()
            .enumerate()
            .map(|(index, capture)| (capture.var, index as u32))
            .collect();
        let outside = (std::mem::replace(&mut self.captures, inside), self.object.replace(object));
        let script = Script {
            name: kernel.text(row.name).to_string(),
            qualified: self.qualified(object),
            doc: self.doc(row.doc),
            captures,
            outers: row.outers.iter().map(|outer| self.outer(*outer)).collect(),
            methods: row.methods.iter().map(|method| self.method(method)).collect(),
            matchers: row.matchers.iter().map(|matcher| self.matcher(matcher)).collect(),
            span: convert(row.span),
            kernel: 0,
        };
        (self.captures, self.object) = outside;
        self.compiled.push((object, index));
        self.tables.scripts[index] = script;
        index as u32
    }

    /// The row of an object expression's qualified name.
    fn qualified(&mut self, object: ObjectId) -> u32 {
        // Parents without code of their own (loop bodies that became loops) have rows too.
        let mut path = vec![object];
        while let Some(parent) = self.kernel.object(path[path.len() - 1]).parent
            && !self.qualified.contains_key(&parent)
        {
            path.push(parent);
        }
        let mut row = 0;
        for object in path.into_iter().rev() {
            let source = self.kernel.object(object);
            let parent = source.parent.and_then(|parent| self.qualified.get(&parent).copied());
            row = self.tables.names.len() as u32;
            self.tables
                .names
                .push(QualifiedName { parent, name: self.kernel.text(source.name).to_string() });
            self.qualified.insert(object, row);
        }
        row
    }

    fn capture_row(&mut self, capture: kernel::Capture) -> Capture {
        let var = self.kernel.var(capture.var);
        let guard = match capture.guard {
            kernel::CaptureGuard::Dynamic => CaptureGuard::Dynamic,
            kernel::CaptureGuard::Any => CaptureGuard::Any,
            kernel::CaptureGuard::Object => CaptureGuard::Object,
            kernel::CaptureGuard::Outer(outer) => CaptureGuard::Outer(self.outer(outer)),
        };
        Capture {
            name: self.kernel.text(var.name).to_string(),
            storage: storage(var.storage),
            guard,
        }
    }

    fn doc(&self, doc: Option<LiteralId>) -> Option<String> {
        match self.kernel.literal(doc?) {
            kernel::Literal::Str(text) => Some(text.to_string()),
            _ => None,
        }
    }

    /// Compiles a body of its own: the frame at work is put aside meanwhile.
    fn body(&mut self, frame: FrameId, compile: impl FnOnce(&mut Self)) -> Body {
        let asm = std::mem::take(&mut self.asm);
        let locals = std::mem::take(&mut self.locals);
        let outside = std::mem::replace(&mut self.frame, frame);
        compile(self);
        self.frame = outside;
        self.locals = locals;
        std::mem::replace(&mut self.asm, asm).finish()
    }

    fn method(&mut self, row: &kernel::Method) -> Method {
        let kernel = self.kernel;
        let params = kernel.patterns_of(row.params);
        let named = kernel.named_params_of(row.named);
        let body = self.body(row.frame, |generator| {
            generator.at(row.span);
            for _ in params {
                generator.asm.local("", Storage::Value);
            }
            let map = params.len() as u32;
            if !named.is_empty() {
                generator.asm.local("", Storage::Value);
            }
            generator.check_locals();
            for (argument, param) in params.iter().enumerate() {
                generator.parameter(argument as u32, *param, Source::Thrower);
            }
            for param in named {
                generator.named_parameter(map, param);
            }
            generator.result(row);
        });
        Method {
            verb: kernel.text(row.verb).to_string(),
            arity: params.len() as u32,
            doc: self.doc(row.doc),
            named: !named.is_empty(),
            body,
        }
    }

    /// Matches an argument, in place if there is nothing to do.
    fn parameter(&mut self, argument: u32, param: PatternId, source: Source) {
        match self.kernel.pattern(param) {
            Pattern::Ignore(None) => {}
            Pattern::Final(var, guard) | Pattern::Var(var, guard)
                if self.kernel.var(var).storage == kernel::Storage::Value =>
            {
                let name = self.kernel.text(self.kernel.var(var).name);
                self.asm.rename_local(argument, name);
                if let Some(guard) = guard {
                    self.at(self.kernel.pattern_span(param));
                    self.asm.emit(Op::Local, argument);
                    self.coerce(guard, source);
                    self.asm.emit(Op::Bind, argument);
                }
                self.locals.insert(var, argument);
            }
            _ => {
                self.at(self.kernel.pattern_span(param));
                self.asm.emit(Op::Local, argument);
                self.pattern(param, source);
            }
        }
    }

    fn named_parameter(&mut self, map: u32, param: &kernel::NamedParam) {
        let found = self.asm.label();
        self.at_expr(param.key);
        self.asm.emit(Op::Local, map);
        self.expr(param.key, Mode::Value);
        self.at(self.kernel.pattern_span(param.pattern));
        let depth = self.asm.depth - 1;
        self.asm.branch(Op::NamedArg, found, 2, 1, depth);
        match param.default {
            Some(default) => {
                self.asm.emit(Op::Pop, 0);
                self.expr(default, Mode::Value);
            }
            None => {
                self.asm.end(Op::MissingNamed, 1);
                self.asm.depth = depth;
            }
        }
        self.asm.bind(found);
        self.pattern(param.pattern, Source::Thrower);
    }

    /// The guard of the result, the body, the coercion.
    fn result(&mut self, row: &kernel::Method) {
        let Some(guard) = row.guard else {
            self.expr(row.body, Mode::Value);
            return self.asm.end(Op::Return, 1);
        };
        if self.static_guard(guard).is_some() {
            self.expr(row.body, Mode::Value);
            self.at_expr(guard);
            self.coerce_quietly(guard);
        } else {
            let kept = self.keep(guard);
            self.expr(row.body, Mode::Value);
            self.at_expr(guard);
            self.coerce_unless_null(kept);
        }
        self.asm.end(Op::Return, 1);
    }

    fn matcher(&mut self, row: &kernel::Matcher) -> Body {
        self.body(row.frame, |generator| {
            generator.at(row.span);
            generator.asm.local("", Storage::Value);
            let declined = generator.asm.label();
            if let Pattern::Final(var, None) = generator.kernel.pattern(row.pattern)
                && generator.kernel.var(var).storage == kernel::Storage::Value
            {
                generator.parameter(0, row.pattern, Source::Null);
                generator.expr(row.body, Mode::Value);
            } else if generator.is_testable(row.pattern) {
                generator.asm.emit(Op::Local, 0);
                generator.test_pattern(row.pattern, Failure::new(declined, 0));
                generator.expr(row.body, Mode::Value);
            } else {
                // The ejector stays alive during the body, as the language has it.
                generator.asm.install(Op::Ejector, declined, 1);
                let ejector = generator.asm.temporary();
                generator.asm.emit(Op::Bind, ejector);
                generator.asm.emit(Op::Local, 0);
                generator.pattern(row.pattern, Source::Local(ejector));
                generator.expr(row.body, Mode::Value);
                generator.asm.drop_handler();
            }
            generator.asm.end(Op::Return, 1);
            if generator.asm.is_used(declined) {
                generator.at(row.span);
                generator.asm.bind(declined);
                generator.asm.emit(Op::Pop, 0);
                generator.asm.end(Op::NextMatcher, 0);
            }
        })
    }

    // Reflection.

    /// `meta.context()`.
    pub(super) fn meta_context(&mut self) {
        let prefix = format!("{}$", self.kernel.qualified_name(self.object));
        let literal = self.tables.text(&prefix);
        self.asm.emit(Op::Context, literal);
    }

    /// `meta.getState()`: the bindings of the captured names.
    pub(super) fn meta_state(&mut self) {
        let mut pairs = 0;
        if let Some(object) = self.object {
            for capture in &self.kernel.object(object).captures {
                let var = self.kernel.var(capture.var);
                if var.temporary {
                    continue;
                }
                let key = self.tables.text(&format!("&&{}", self.kernel.text(var.name)));
                self.asm.emit(Op::Literal, key);
                self.binding(NameRef::Var(capture.var));
                pairs += 1;
            }
        }
        self.asm.emit(Op::MakeMap, pairs);
    }
}
