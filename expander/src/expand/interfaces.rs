//! Interface expressions: calls that describe a protocol.

use crate::errors::StaticError;
use crate::expand::Expander;
use crate::kernel::{Expr, ExprId, Span};
use monte_frontend::ast::{self, Id};
use monte_frontend::diagnostic::Code;

impl Expander<'_> {
    /// `interface name guards stamp extends … implements … {to …}`
    pub(crate) fn interface(&mut self, id: Id<ast::Interface>, span: Span) -> ExprId {
        let interface = self.ast[id];
        let place = self.ast.pattern_span(interface.name);
        let name = match self.ast[interface.name] {
            ast::Pattern::Final { noun, .. } | ast::Pattern::Var { noun, .. } => {
                self.noun_name(noun)
            }
            _ => None,
        };
        let Some(name) = name else {
            let message = "An interface is named by a plain or `var` name";
            self.report(StaticError::new(Code::BadObjectName, place, message, "not such a name"));
            return self.add(Expr::Seq(Default::default()), span);
        };
        let label = format!("{}_T", self.ast.name(name));
        let verb = if interface.stamp.is_some() { "makePair" } else { "run" };
        let right = |this: &mut Self| {
            let value = this.boxed(|this| {
                let doc = this.doc_or_null(interface.doc, span);
                if let Some(object) = this.object {
                    this.kernel.objects[object.index()].meta_context = true;
                }
                let context = this.add(Expr::MetaContext, span);
                let prefix = this.call(context, "getFQNPrefix", &[], span);
                let label = this.string(&label, span);
                let fqn = this.call(prefix, "add", &[label], span);
                let parents = this.exprs(interface.parents);
                let parents = this.make_list(&parents, span);
                let auditors = this.exprs(interface.auditors);
                let auditors = this.make_list(&auditors, span);
                let ast = this.ast;
                let messages: Vec<ExprId> =
                    ast[interface.messages].iter().map(|message| this.message(message)).collect();
                let messages = this.make_list(&messages, span);
                let args = [doc, fqn, parents, auditors, messages];
                this.helper_call("_makeProtocolDesc", verb, &args, span)
            });
            (None, this.add(Expr::Hide(value), span))
        };
        match interface.stamp {
            None => self.define_by(right, |this| this.pattern(interface.name), span),
            Some(stamp) => {
                let pair = self.define_by(
                    right,
                    |this| {
                        let items = [this.pattern(interface.name), this.pattern(stamp)];
                        this.list_pattern(&items, span)
                    },
                    span,
                );
                let zero = self.count(0, span);
                self.call(pair, "get", &[zero], span)
            }
        }
    }

    fn message(&mut self, message: &ast::MessageDesc) -> ExprId {
        let span = message.span;
        let body = self.boxed(|this| {
            let ast = this.ast;
            let doc = this.doc_or_null(message.doc, span);
            let verb = this.verb(message.verb, span);
            let verb = this.string(ast.name(verb), span);
            let params: Vec<ExprId> =
                ast[message.params].iter().map(|param| this.param(param)).collect();
            let params = this.make_list(&params, span);
            let named: Vec<ExprId> =
                ast[message.named_params].iter().map(|param| this.param(param)).collect();
            let named = this.make_list(&named, span);
            let guard = this.guard_or_any(message.guard, span);
            this.helper_call("_makeMessageDesc", "run", &[doc, verb, params, named, guard], span)
        });
        self.add(Expr::Hide(body), span)
    }

    fn param(&mut self, param: &ast::ParamDesc) -> ExprId {
        let name = self.string(self.ast.name(param.name), param.span);
        let guard = self.guard_or_any(param.guard, param.span);
        self.helper_call("_makeParamDesc", "run", &[name, guard], param.span)
    }

    fn guard_or_any(&mut self, guard: Option<ast::ExprId>, span: Span) -> ExprId {
        match guard {
            Some(guard) => self.expr(guard),
            None => self.helper("Any", span),
        }
    }

    fn doc_or_null(&mut self, doc: Option<crate::kernel::Name>, span: Span) -> ExprId {
        match doc {
            Some(doc) => self.string(self.ast.name(doc), span),
            None => self.helper("null", span),
        }
    }
}
