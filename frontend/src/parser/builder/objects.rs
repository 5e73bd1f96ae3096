//! The makers of objects and functions: heads, methods, matchers, and the checks of their order.

use super::{Builder, Header, Params, ScriptParts};
use crate::ast::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::names::Symbol;
use crate::span::Span;

impl Builder<'_> {
    pub(crate) fn params(&mut self, params: Vec<PatternId>, named: Vec<KeyedPattern>) -> Params {
        Params { params: self.ast.add_list(&params), named_params: self.ast.add_list(&named) }
    }

    pub(crate) fn function(
        &mut self,
        params: Params,
        body: ExprId,
        start: u32,
        end: u32,
    ) -> ExprId {
        let Params { params, named_params } = params;
        self.expr(Expr::Function { params, named_params, body }, start, end)
    }

    pub(crate) fn header(
        &mut self,
        extends: Option<ExprId>,
        as_expr: Option<ExprId>,
        auditors: Option<Vec<ExprId>>,
    ) -> Header {
        Header { extends, as_expr, auditors: self.ast.add_list(&auditors.unwrap_or_default()) }
    }

    pub(crate) fn final_pattern(&mut self, noun: ExprId) -> PatternId {
        let span = self.ast.span(noun);
        self.ast.add_pattern(Pattern::Final { noun, guard: None }, span)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one grammar rule")]
    pub(crate) fn named_function(
        &mut self,
        name: PatternId,
        (verb, params, guard): (Verb, Params, Option<ExprId>),
        header: Header,
        (doc, body): (Option<Symbol>, ExprId),
        params_start: u32,
        start: u32,
        end: u32,
    ) -> ExprId {
        let Params { params, named_params } = params;
        let span = Span::new(params_start, end);
        let method =
            Method { span, is_to: true, doc: None, verb, params, named_params, guard, body };
        let script = Script::Function(self.ast.add(method));
        let Header { as_expr, auditors, .. } = header;
        let object = self.ast.add(Object { doc, name, as_expr, auditors, script });
        self.expr(Expr::Object(object), start, end)
    }

    pub(crate) fn object(
        &mut self,
        name: PatternId,
        header: Header,
        parts: ScriptParts,
        start: u32,
        end: u32,
    ) -> ExprId {
        let Header { extends, as_expr, auditors } = header;
        let methods = self.ast.add_list(&parts.methods);
        let matchers = self.ast.add_list(&parts.matchers);
        let script = Script::Script { extends, methods, matchers };
        let object = self.ast.add(Object { doc: parts.doc, name, as_expr, auditors, script });
        self.expr(Expr::Object(object), start, end)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one grammar rule")]
    pub(crate) fn method(
        &mut self,
        is_to: bool,
        verb: Verb,
        params: Params,
        guard: Option<ExprId>,
        (doc, body): (Option<Symbol>, ExprId),
        start: u32,
        end: u32,
    ) -> Method {
        let Params { params, named_params } = params;
        let span = Span::new(start, end);
        Method { span, is_to, doc, verb, params, named_params, guard, body }
    }

    pub(crate) fn add_method(
        &mut self,
        mut parts: Box<ScriptParts>,
        method: Method,
    ) -> Box<ScriptParts> {
        if let Some(matcher) = parts.matchers.last() {
            let word = if method.is_to { "to" } else { "method" };
            let head = Span::new(method.span.start, method.span.start + word.len() as u32);
            let diagnostic = Diagnostic::error(
                Code::Syntax,
                format!("unexpected `{word}`: methods come before matchers"),
            )
            .primary(head, "this method comes too late")
            .secondary(
                Span::new(matcher.span.start, matcher.span.start + 5),
                "a matcher stands before it",
            );
            self.report(diagnostic);
        }
        parts.methods.push(method);
        parts
    }

    pub(crate) fn add_matcher(
        &mut self,
        mut parts: Box<ScriptParts>,
        matcher: Matcher,
    ) -> Box<ScriptParts> {
        parts.matchers.push(matcher);
        parts
    }
}
