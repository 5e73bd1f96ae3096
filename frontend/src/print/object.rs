//! Objects, functions, methods and interfaces.

use super::{Level, Printer, Style};
use crate::ast::{
    ExprId, Interface, KeyedPattern, List, MessageDesc, Method, Object, ParamDesc, Pattern,
    PatternId, Script, Verb,
};
use crate::names::Symbol;

impl Printer<'_> {
    pub(super) fn object(&mut self, object: Object, style: Style) {
        match object.script {
            Script::Function(method) => self.named_function(object, self.ast[method], style),
            Script::Script { extends, methods, matchers } => {
                // Only the form without `object` takes a guard.
                if !matches!(self.ast[object.name], Pattern::Bind { guard: Some(_), .. }) {
                    self.push("object ");
                }
                self.pattern(object.name);
                if let Some(extends) = extends {
                    self.push(" extends ");
                    self.expr(extends, Level::Order);
                }
                self.auditors(object.as_expr, object.auditors);
                let is_empty = object.doc.is_none() && methods.is_empty() && matchers.is_empty();
                if is_empty {
                    return self.push(" {}");
                }
                self.suite(style, |printer, style| {
                    let mut is_first = true;
                    let mut next = |printer: &mut Self| {
                        if !std::mem::take(&mut is_first) {
                            printer.newline();
                        }
                    };
                    if let Some(doc) = object.doc {
                        next(printer);
                        printer.string(doc);
                    }
                    for method in &printer.ast[methods] {
                        next(printer);
                        printer.method(method, style);
                    }
                    for &matcher in &printer.ast[matchers] {
                        next(printer);
                        printer.matcher("match", matcher, style);
                    }
                });
            }
        }
    }

    fn named_function(&mut self, object: Object, method: Method, style: Style) {
        if !matches!(self.ast[object.name], Pattern::Bind { .. }) {
            self.push("def ");
        }
        self.pattern(object.name);
        if method.verb != Verb::Name(Symbol::RUN) {
            self.push(".");
            self.verb(method.verb);
        }
        self.head(&method);
        self.auditors(object.as_expr, object.auditors);
        self.body(object.doc, method.body, style);
    }

    fn auditors(&mut self, as_expr: Option<ExprId>, auditors: List<ExprId>) {
        if let Some(as_expr) = as_expr {
            self.push(" as ");
            self.expr(as_expr, Level::Order);
        }
        self.orders(" implements ", auditors);
    }

    fn orders(&mut self, word: &str, items: List<ExprId>) {
        if !items.is_empty() {
            self.push(word);
            self.commas(&self.ast[items], |printer, &item| printer.expr(item, Level::Order));
        }
    }

    pub(super) fn method(&mut self, method: &Method, style: Style) {
        self.push(if method.is_to { "to " } else { "method " });
        self.verb(method.verb);
        self.head(method);
        self.body(method.doc, method.body, style);
    }

    fn head(&mut self, method: &Method) {
        self.push("(");
        self.params(method.params, method.named_params);
        self.push(")");
        self.guard(method.guard);
    }

    pub(super) fn params(&mut self, params: List<PatternId>, named: List<KeyedPattern>) {
        self.commas(&self.ast[params], |printer, &param| printer.pattern(param));
        if !params.is_empty() && !named.is_empty() {
            self.push(", ");
        }
        self.commas(&self.ast[named], Printer::keyed_pattern);
    }

    pub(super) fn interface(&mut self, interface: Interface, style: Style) {
        self.interface_head(&interface);
        self.orders(" extends ", interface.parents);
        self.orders(" implements ", interface.auditors);
        if interface.doc.is_none() && interface.messages.is_empty() {
            return self.push(" {}");
        }
        self.suite(style, |printer, style| {
            if let Some(doc) = interface.doc {
                printer.string(doc);
            }
            for (index, message) in printer.ast[interface.messages].iter().enumerate() {
                if index > 0 || interface.doc.is_some() {
                    printer.newline();
                }
                printer.push("to ");
                printer.verb(message.verb);
                printer.signature(message);
                if let Some(doc) = message.doc {
                    printer.suite(style, |printer, _| printer.string(doc));
                }
            }
        });
    }

    pub(super) fn function_interface(&mut self, interface: Interface) {
        self.interface_head(&interface);
        for message in &self.ast[interface.messages] {
            self.signature(message);
        }
        if let Some(doc) = interface.doc {
            self.suite(Style::Braced, |printer, _| printer.string(doc));
        }
    }

    fn interface_head(&mut self, interface: &Interface) {
        self.push("interface ");
        self.pattern(interface.name);
        if let Some(stamp) = interface.stamp {
            self.push(" guards ");
            self.pattern(stamp);
        }
    }

    fn signature(&mut self, message: &MessageDesc) {
        self.push("(");
        self.commas(&self.ast[message.params], Printer::param_desc);
        if !message.params.is_empty() && !message.named_params.is_empty() {
            self.push(", ");
        }
        self.commas(&self.ast[message.named_params], |printer, param| {
            printer.push("=> ");
            printer.param_desc(param);
        });
        self.push(")");
        self.guard(message.guard);
    }

    fn param_desc(&mut self, param: &ParamDesc) {
        if param.name == Symbol::UNDERSCORE {
            self.push("_");
        } else {
            self.noun(param.name);
        }
        self.guard(param.guard);
    }
}
