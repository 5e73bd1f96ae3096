//! Calls, sends, curried verbs, and the items of maps and of named arguments.

use crate::expand::Expander;
use crate::kernel::{ExprId, Name, NamedArg, Span};
use monte_frontend::ast::{self, List, Verb};

impl Expander<'_> {
    /// The spelling of a verb; a hole is an error.
    pub(crate) fn verb(&mut self, verb: Verb, span: Span) -> Name {
        match verb {
            Verb::Name(name) => name,
            Verb::Hole(_) => {
                self.hole(span);
                Name::RUN
            }
        }
    }

    /// Items `key => value`, `=> name` as pairs.
    pub(crate) fn keyed_exprs(&mut self, items: List<ast::KeyedExpr>) -> Vec<(ExprId, ExprId)> {
        let ast = self.ast;
        let mut pairs = Vec::with_capacity(items.len());
        for item in &ast[items] {
            let key = match item.key {
                Some(key) => self.expr(key),
                None => {
                    let key = self.export_key(item.value);
                    self.string(&key, item.span)
                }
            };
            let value = self.expr(item.value);
            pairs.push((key, value));
        }
        pairs
    }

    /// The key of `=> x`, `=> &x`, `=> &&x`: as written.
    fn export_key(&self, value: ast::ExprId) -> String {
        let (prefix, noun) = match self.ast[value] {
            ast::Expr::Slot(noun) => ("&", noun),
            ast::Expr::Binding(noun) => ("&&", noun),
            _ => ("", value),
        };
        let name = self.noun_name(noun).map_or("", |name| self.ast.name(name));
        format!("{prefix}{name}")
    }

    /// `receiver.verb(args, named)`
    pub(crate) fn method_call(
        &mut self,
        receiver: ast::ExprId,
        verb: Verb,
        args: List<ast::ExprId>,
        named: List<ast::KeyedExpr>,
        span: Span,
    ) -> ExprId {
        let receiver = self.expr(receiver);
        let verb = self.verb(verb, span);
        let args = self.exprs(args);
        let named: Vec<NamedArg> = self
            .keyed_exprs(named)
            .into_iter()
            .map(|(key, value)| NamedArg { key, value })
            .collect();
        self.call_named(receiver, verb, &args, &named, span)
    }

    /// `M.send(receiver, verb, args, named)`, or `M.sendOnly`.
    pub(crate) fn send(
        &mut self,
        receiver: ast::ExprId,
        verb: Verb,
        args: List<ast::ExprId>,
        named: List<ast::KeyedExpr>,
        kind: &str,
        span: Span,
    ) -> ExprId {
        let receiver = self.expr(receiver);
        let verb = self.verb(verb, span);
        let verb = self.ast.name(verb);
        let verb = self.string(verb, span);
        let args = self.exprs(args);
        let args = self.make_list(&args, span);
        let named = self.keyed_exprs(named);
        let named = self.make_map(&named, span);
        self.helper_call("M", kind, &[receiver, verb, args, named], span)
    }

    /// `o.verb` and `o <- verb` without arguments.
    pub(crate) fn curry(
        &mut self,
        receiver: ast::ExprId,
        verb: Verb,
        is_send: bool,
        span: Span,
    ) -> ExprId {
        let receiver = self.expr(receiver);
        let verb = self.verb(verb, span);
        let verb = self.ast.name(verb);
        let verb = self.string(verb, span);
        let kind = if is_send { "currySend" } else { "curryCall" };
        self.helper_call("_makeVerbFacet", kind, &[receiver, verb], span)
    }
}
