//! Methods, their parameters, and function literals.

use crate::expand::Expander;
use crate::kernel::{
    Expr, ExprId, FrameId, Literal, Method, Name, NamedParam, Object, ObjectId, PatternId, Run,
    Span, VarId, VarKind,
};
use monte_frontend::ast::{self, List};

impl Expander<'_> {
    /// Reserves an object expression and walks its script inside it.
    pub(crate) fn in_object<T>(
        &mut self,
        name: Name,
        span: Span,
        walk: impl FnOnce(&mut Self, ObjectId) -> T,
    ) -> (ObjectId, T) {
        let id = ObjectId(self.kernel.objects.len() as u32);
        let parent = self.object;
        let pattern = PatternId(u32::MAX);
        self.kernel.objects.push(Object {
            doc: None,
            name,
            parent,
            pattern,
            as_expr: None,
            auditors: Run::EMPTY,
            methods: Vec::new(),
            matchers: Vec::new(),
            captures: Vec::new(),
            outers: Vec::new(),
            meta_state: false,
            meta_context: false,
            plain: None,
            span,
        });
        self.object = Some(id);
        let result = walk(self, id);
        self.object = parent;
        (id, result)
    }

    /// Walks a method or matcher in its frame and box.
    pub(crate) fn in_frame<T>(
        &mut self,
        object: ObjectId,
        walk: impl FnOnce(&mut Self) -> T,
    ) -> (FrameId, T) {
        let outside = self.frame;
        let frame = self.kernel.add_frame(outside, object);
        self.frame = frame;
        let result = self.boxed(|this| {
            this.scope.begin_function();
            walk(this)
        });
        self.frame = outside;
        (frame, result)
    }

    /// An anonymous object with these methods.
    pub(crate) fn anonymous(
        &mut self,
        doc: Option<&str>,
        span: Span,
        methods: impl FnOnce(&mut Self, ObjectId) -> Vec<Method>,
    ) -> ExprId {
        let (id, methods) = self.in_object(Name::UNDERSCORE, span, |this, id| methods(this, id));
        let pattern = self.ignore(span);
        let doc = doc.map(|doc| self.kernel.add_literal(Literal::Str(doc.into())));
        let object = &mut self.kernel.objects[id.index()];
        object.pattern = pattern;
        object.doc = doc;
        object.methods = methods;
        self.add(Expr::Object(id), span)
    }

    /// A method without documentation and named parameters.
    pub(crate) fn plain_method(
        &mut self,
        object: ObjectId,
        verb: &str,
        span: Span,
        walk: impl FnOnce(&mut Self) -> (Vec<PatternId>, Option<ExprId>, ExprId),
    ) -> Method {
        let verb = self.kernel.names.intern(verb);
        let (frame, (params, guard, body)) = self.in_frame(object, walk);
        let params = self.kernel.add_patterns(&params);
        Method { doc: None, verb, params, named: Run::EMPTY, guard, body, frame, span }
    }

    /// Defines one of the fixed names that expansions bind.
    pub(crate) fn fixed_name(&mut self, name: Name, span: Span) -> VarId {
        self.define(name, VarKind::Final, span)
    }

    /// `escape ejector {body}`, or just the body if the ejector is not used. The body is walked in a box.
    pub(crate) fn escape_unless_unused(
        &mut self,
        ejector: Name,
        span: Span,
        walk: impl FnOnce(&mut Self) -> ExprId,
    ) -> ExprId {
        self.boxed(|this| {
            let var = this.fixed_name(ejector, span);
            let body = walk(this);
            if !this.kernel.var(var).used {
                return body;
            }
            let pattern = this.final_pattern(var, span);
            this.add(Expr::Escape { ejector: pattern, body, catch: None }, span)
        })
    }

    /// A method of the source text.
    pub(crate) fn method(&mut self, object: ObjectId, method: &ast::Method) -> Method {
        let span = method.span;
        let verb = self.verb(method.verb, span);
        let doc = self.doc(method.doc);
        let (frame, (params, named, guard, body)) = self.in_frame(object, |this| {
            let params = this.patterns(method.params);
            let named = this.named_params(method.named_params);
            let guard = this.optional(method.guard);
            let body = if method.is_to {
                this.escape_unless_unused(Name::RETURN_EJECTOR, span, |this| {
                    let body = this.expr(method.body);
                    let null = this.helper("null", span);
                    this.seq(&[body, null], span)
                })
            } else {
                this.expr(method.body)
            };
            (params, named, guard, body)
        });
        let params = self.kernel.add_patterns(&params);
        Method { doc, verb, params, named, guard, body, frame, span }
    }

    /// A docstring as a literal.
    pub(crate) fn doc(&mut self, doc: Option<Name>) -> Option<crate::kernel::LiteralId> {
        let text = self.ast.name(doc?);
        Some(self.kernel.add_literal(Literal::Str(text.into())))
    }

    /// Patterns in order.
    pub(crate) fn patterns(&mut self, list: List<ast::PatternId>) -> Vec<PatternId> {
        let ast = self.ast;
        ast[list].iter().map(|&pattern| self.pattern(pattern)).collect()
    }

    /// Named parameters in order.
    pub(crate) fn named_params(&mut self, list: List<ast::KeyedPattern>) -> Run {
        let ast = self.ast;
        let mut params = Vec::with_capacity(list.len());
        for param in &ast[list] {
            let key = self.pattern_key(param);
            let pattern = self.pattern(param.pattern);
            let default = self.optional(param.default);
            params.push(NamedParam { key, pattern, default });
        }
        self.kernel.add_named_params(&params)
    }

    /// The key of an item of parameters or of a map pattern; without one it is the name, as written.
    pub(crate) fn pattern_key(&mut self, item: &ast::KeyedPattern) -> ExprId {
        if let Some(key) = item.key {
            return self.expr(key);
        }
        let key = self.import_key(item.pattern);
        self.string(&key, item.span)
    }

    /// The key that a name pattern stands for.
    pub(crate) fn import_key(&self, pattern: ast::PatternId) -> String {
        let prefix = match self.ast[pattern] {
            ast::Pattern::Slot { .. } => "&",
            ast::Pattern::Binding { .. } => "&&",
            _ => "",
        };
        let noun = self.ast.name_pattern(pattern).and_then(|(noun, _)| self.noun_name(noun));
        format!("{prefix}{}", noun.map_or("", |name| self.ast.name(name)))
    }

    /// A function literal: an anonymous object with `run` and a `_printOn` that tells its place.
    pub(crate) fn make_fn(
        &mut self,
        flavor: &str,
        place: Span,
        span: Span,
        walk: impl FnOnce(&mut Self) -> (Vec<PatternId>, Run, ExprId),
    ) -> ExprId {
        let at = self.printed_span(place);
        let label = if flavor.is_empty() {
            format!("<fn at {at}>")
        } else {
            format!("<{flavor} fn at {at}>")
        };
        self.anonymous(Some(flavor), span, |this, object| {
            let (frame, (params, named, body)) = this.in_frame(object, walk);
            let params = this.kernel.add_patterns(&params);
            let run = Method {
                doc: None,
                verb: Name::RUN,
                params,
                named,
                guard: None,
                body,
                frame,
                span,
            };
            let print = this.plain_method(object, "_printOn", span, |this| {
                let out = this.kernel.names.intern("out");
                let out = this.fixed_name(out, span);
                let param = this.final_pattern(out, span);
                let out = this.var_noun(out, span);
                let label = this.string(&label, span);
                (vec![param], None, this.call(out, "print", &[label], span))
            });
            vec![run, print]
        })
    }

    /// `fn params {body}`
    pub(crate) fn function(
        &mut self,
        params: List<ast::PatternId>,
        named: List<ast::KeyedPattern>,
        body: ast::ExprId,
        span: Span,
    ) -> ExprId {
        self.make_fn("", span, span, |this| {
            let params = this.patterns(params);
            let named = this.named_params(named);
            (params, named, this.expr(body))
        })
    }

    /// A span as programs print it: lines from 1, columns from 0, the last column included; one that
    /// crosses lines is a blob.
    pub(crate) fn printed_span(&self, span: Span) -> String {
        let (line, column) = self.lines.line_column(self.source, span.start);
        let last = span.end.saturating_sub(1).max(span.start);
        let (end_line, end_column) = self.lines.line_column(self.source, last);
        let kind = if line == end_line { "span" } else { "blob" };
        let origin = &self.kernel.origin;
        format!("<{origin}#:{kind}::{line}:{column}:{end_line}:{end_column}>")
    }
}
