//! Object expressions, with `extends` and `bind`.

use crate::errors::{self, StaticError};
use crate::expand::Expander;
use crate::kernel::{
    Expr, ExprId, Literal, Matcher, Method, Name, ObjectId, Pattern, PatternId, Span, VarKind,
};
use monte_frontend::ast::{self, Id, List};
use monte_frontend::diagnostic::Code;

/// How an object's name pattern binds.
#[derive(Clone, Copy)]
enum ObjectName {
    Ignored,
    Final(Name, Option<ast::ExprId>),
}

/// Where the `as` auditor of an object expression comes from.
#[derive(Clone, Copy)]
enum AsExpr {
    Source(Option<ast::ExprId>),
    Temporary(crate::kernel::VarId),
}

impl Expander<'_> {
    /// An object expression.
    pub(crate) fn object(&mut self, id: Id<ast::Object>, span: Span) -> ExprId {
        let object = self.ast[id];
        let place = self.ast.pattern_span(object.name);
        match self.ast[object.name] {
            ast::Pattern::Bind { noun, guard } => {
                let Some(name) = self.noun_name(noun) else { return self.hole(span) };
                self.bind_object(&object, name, guard, place, span)
            }
            ast::Pattern::Final { noun, guard } => {
                let Some(name) = self.noun_name(noun) else { return self.hole(span) };
                self.named_object(&object, ObjectName::Final(name, guard), place, span)
            }
            ast::Pattern::Ignore { guard: None } | ast::Pattern::Error => {
                self.named_object(&object, ObjectName::Ignored, place, span)
            }
            other => {
                let kind = kind_of(&other);
                let message = format!("Unknown pattern type in object expr: {kind}");
                self.report(StaticError::new(Code::BadObjectName, place, message, "not a name"));
                self.add(Expr::Seq(Default::default()), span)
            }
        }
    }

    /// `bind x {…}`: the object, made under its name in a box, resolves the promise.
    fn bind_object(
        &mut self,
        object: &ast::Object,
        name: Name,
        guard: Option<ast::ExprId>,
        place: Span,
        span: Span,
    ) -> ExprId {
        let body = self
            .boxed(|this| this.named_object(object, ObjectName::Final(name, None), place, span));
        let hide = self.add(Expr::Hide(body), span);
        let pattern = self.binder(name, guard, place);
        self.def(pattern, None, hide, span)
    }

    /// `via (_bind.run(x_Resolver, guard)) _`
    pub(crate) fn binder(
        &mut self,
        name: Name,
        guard: Option<ast::ExprId>,
        place: Span,
    ) -> PatternId {
        let resolver = self.resolver_name(name);
        let resolver = self.noun(resolver, place);
        let guard = match guard {
            Some(guard) => self.expr(guard),
            None => self.helper("null", place),
        };
        let view = self.helper_call("_bind", "run", &[resolver, guard], place);
        let inner = self.ignore(place);
        self.add_pattern(Pattern::Via(view, inner), place)
    }

    fn named_object(
        &mut self,
        object: &ast::Object,
        name: ObjectName,
        place: Span,
        span: Span,
    ) -> ExprId {
        let extends = match object.script {
            ast::Script::Script { extends, .. } => extends,
            ast::Script::Function(_) => None,
        };
        let Some(parent) = extends else {
            return self.object_expr(object, name, AsExpr::Source(object.as_expr), place, span);
        };
        match object.as_expr {
            Some(guard) if !matches!(self.ast[guard], ast::Expr::Noun(_)) => {
                let auditor = self.temporary("auditor", span);
                let guard = self.expr(guard);
                let first = self.def_var(auditor, guard, span);
                let guard = AsExpr::Temporary(auditor);
                let second = self.extending(object, name, parent, guard, place, span);
                self.seq(&[first, second], span)
            }
            guard => self.extending(object, name, parent, AsExpr::Source(guard), place, span),
        }
    }

    /// `def name :guard := {def super := parent; object name as guard …}`
    fn extending(
        &mut self,
        object: &ast::Object,
        name: ObjectName,
        parent: ast::ExprId,
        guard: AsExpr,
        place: Span,
        span: Span,
    ) -> ExprId {
        self.define_by(
            |this| {
                let body = this.boxed(|this| {
                    let first = this.define_super(parent);
                    let second = this.object_expr(object, name, guard, place, span);
                    this.seq(&[first, second], span)
                });
                (None, this.add(Expr::Hide(body), span))
            },
            |this| {
                let guard = this.as_expr(guard, place);
                match name {
                    ObjectName::Ignored => this.add_pattern(Pattern::Ignore(guard), place),
                    ObjectName::Final(name, _) => {
                        let var = this.define(name, VarKind::Final, place);
                        this.kernel.vars[var.index()].guard = guard;
                        this.add_pattern(Pattern::Final(var, guard), place)
                    }
                }
            },
            span,
        )
    }

    /// `def &&super := &&parent` for a noun, else `def super := parent`.
    fn define_super(&mut self, parent: ast::ExprId) -> ExprId {
        let span = self.ast.span(parent);
        let (value, kind) = match self.ast[parent] {
            ast::Expr::Noun(name) => (self.binding(name, span), VarKind::Binding),
            _ => (self.expr(parent), VarKind::Final),
        };
        let var = self.define(Name::SUPER, kind, span);
        let pattern = match kind {
            VarKind::Binding => self.add_pattern(Pattern::Binding(var), span),
            _ => self.final_pattern(var, span),
        };
        self.def(pattern, None, value, span)
    }

    fn as_expr(&mut self, guard: AsExpr, span: Span) -> Option<ExprId> {
        match guard {
            AsExpr::Source(guard) => self.optional(guard),
            AsExpr::Temporary(var) => Some(self.var_noun(var, span)),
        }
    }

    /// The Kernel's object expression itself.
    fn object_expr(
        &mut self,
        object: &ast::Object,
        name: ObjectName,
        guard: AsExpr,
        place: Span,
        span: Span,
    ) -> ExprId {
        let start = self.mark();
        let (guard, auditors) = self.boxed(|this| {
            let guard = this.as_expr(guard, place);
            (guard, this.exprs(object.auditors))
        });
        let end = self.mark();
        let spelling = match name {
            ObjectName::Ignored => Name::UNDERSCORE,
            ObjectName::Final(name, _) => {
                for index in self.scope.free_uses(name, start, end) {
                    let used = self.scope.uses[index as usize].span;
                    let error = errors::auditors_use_self(self.kernel.text(name), used, place);
                    self.report(error);
                    self.scope.settle(index);
                }
                name
            }
        };
        let doc = self.doc(object.doc);
        let auditors = self.kernel.add_exprs(&auditors);
        // The name belongs to the box around the object, but is known before the script is walked.
        let own_id = ObjectId(self.kernel.objects.len() as u32);
        let pattern = match name {
            ObjectName::Ignored => self.ignore(place),
            ObjectName::Final(name, pattern_guard) => {
                let pattern_guard = self.optional(pattern_guard);
                let var = self.define(name, VarKind::Object(own_id), place);
                self.kernel.vars[var.index()].guard = guard.or(pattern_guard);
                self.add_pattern(Pattern::Final(var, pattern_guard), place)
            }
        };
        let (id, (methods, matchers)) = self
            .in_object(spelling, span, |this, id| this.script(id, &object.script, spelling, span));
        let entry = &mut self.kernel.objects[id.index()];
        entry.doc = doc;
        entry.pattern = pattern;
        entry.as_expr = guard;
        entry.auditors = auditors;
        entry.methods = methods;
        entry.matchers = matchers;
        self.add(Expr::Object(id), span)
    }

    fn script(
        &mut self,
        object: ObjectId,
        script: &ast::Script,
        name: Name,
        span: Span,
    ) -> (Vec<Method>, Vec<Matcher>) {
        let ast = self.ast;
        match *script {
            ast::Script::Function(method) => (vec![self.method(object, &ast[method])], Vec::new()),
            ast::Script::Script { extends, methods, matchers } => {
                let mut made: Vec<Method> =
                    ast[methods].iter().map(|method| self.method(object, method)).collect();
                if extends.is_some() && !self.prints_itself(methods) {
                    made.push(self.default_print(object, name, span));
                }
                let mut rest: Vec<Matcher> =
                    ast[matchers].iter().map(|matcher| self.matcher(object, matcher)).collect();
                if extends.is_some() {
                    rest.push(self.delegate(object, span));
                }
                (made, rest)
            }
        }
    }

    fn prints_itself(&self, methods: List<ast::Method>) -> bool {
        self.ast[methods].iter().any(|method| match method.verb {
            ast::Verb::Name(verb) => self.ast.name(verb) == "_printOn" && method.params.len() == 1,
            ast::Verb::Hole(_) => false,
        })
    }

    /// `method _printOn(out) {out.print("<name>"); null}`
    fn default_print(&mut self, object: ObjectId, name: Name, span: Span) -> Method {
        let label = format!("<{}>", self.kernel.text(name));
        self.plain_method(object, "_printOn", span, |this| {
            let out = this.temporary("out", span);
            let param = this.final_pattern(out, span);
            let out = this.var_noun(out, span);
            let label = this.literal(Literal::Str(label.as_str().into()), span);
            let print = this.call(out, "print", &[label], span);
            let null = this.helper("null", span);
            (vec![param], None, this.seq(&[print, null], span))
        })
    }

    /// `match message {M.callWithMessage(super, message)}`
    fn delegate(&mut self, object: ObjectId, span: Span) -> Matcher {
        let (frame, (pattern, body)) = self.in_frame(object, |this| {
            let message = this.temporary("message", span);
            let pattern = this.final_pattern(message, span);
            let parent = this.noun(Name::SUPER, span);
            let message = this.var_noun(message, span);
            (pattern, this.helper_call("M", "callWithMessage", &[parent, message], span))
        });
        Matcher { pattern, body, frame, span }
    }

    fn matcher(&mut self, object: ObjectId, matcher: &ast::Matcher) -> Matcher {
        let (frame, (pattern, body)) =
            self.in_frame(object, |this| (this.pattern(matcher.pattern), this.expr(matcher.body)));
        Matcher { pattern, body, frame, span: matcher.span }
    }
}

/// The node name of a pattern that cannot name an object.
fn kind_of(pattern: &ast::Pattern) -> &'static str {
    match pattern {
        ast::Pattern::Ignore { .. } => "IgnorePattern",
        ast::Pattern::Var { .. } => "VarPattern",
        ast::Pattern::Slot { .. } => "SlotPattern",
        ast::Pattern::Binding { .. } => "BindingPattern",
        ast::Pattern::List { .. } => "ListPattern",
        ast::Pattern::Map { .. } => "MapPattern",
        ast::Pattern::Via { .. } => "ViaPattern",
        ast::Pattern::SuchThat { .. } => "SuchThatPattern",
        ast::Pattern::Same { .. } => "SamePattern",
        ast::Pattern::Quasi { .. } => "QuasiParserPattern",
        ast::Pattern::ValueHole(_) => "ValueHolePattern",
        ast::Pattern::PatternHole(_) => "PatternHolePattern",
        ast::Pattern::Final { .. } => "FinalPattern",
        ast::Pattern::Bind { .. } => "BindPattern",
        ast::Pattern::Error => "an error",
    }
}
