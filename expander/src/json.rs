//! The JSON form of Kernel-Monte: a tree in, one line of JSON out, for tools.
//!
//! Each node is an object with its kind (`node`), its span (`start` and `end`, bytes of the source) and its
//! fields under the names of the language (specification 3 §1). A variable is told by its spelling and its
//! number (`var`), since two variables may be spelled alike. The text is written directly: a tree of JSON
//! values of the same depth could not be dropped safely.

use crate::kernel::{
    Expr, ExprId, Kernel, Literal, Method, NameRef, ObjectId, Pattern, PatternId, Run, Span,
    Storage, VarId,
};
use std::fmt::Write;

/// The whole unit as it is after optimization.
pub fn to_json(kernel: &Kernel) -> String {
    let mut writer = Writer { kernel, out: String::new() };
    writer.out.push_str("{\"origin\":");
    writer.string(&kernel.origin);
    writer.out.push_str(",\"kernel\":");
    writer.expr(kernel.root);
    writer.out.push_str("}\n");
    writer.out
}

/// A value of a field.
#[derive(Clone, Copy)]
enum Field<'a> {
    Expr(ExprId),
    Optional(Option<ExprId>),
    Exprs(Run),
    Pattern(PatternId),
    OptionalPattern(Option<PatternId>),
    Patterns(Run),
    Name(NameRef),
    Text(&'a str),
    Number(u32),
    Literal(&'a Literal),
}

struct Writer<'a> {
    kernel: &'a Kernel,
    out: String,
}

impl<'a> Writer<'a> {
    fn string(&mut self, text: &str) {
        self.out.push('"');
        for char in text.chars() {
            match char {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                _ if (char as u32) < 0x20 => {
                    let _ = write!(self.out, "\\u{:04x}", char as u32);
                }
                _ => self.out.push(char),
            }
        }
        self.out.push('"');
    }

    /// The head of a node; its fields follow.
    fn open(&mut self, kind: &str, span: Span) {
        let Span { start, end } = span;
        let _ = write!(self.out, "{{\"node\":\"{kind}\",\"start\":{start},\"end\":{end}");
    }

    fn key(&mut self, name: &str) {
        let _ = write!(self.out, ",\"{name}\":");
    }

    fn node(&mut self, kind: &str, span: Span, fields: &[(&str, Field<'a>)]) {
        self.open(kind, span);
        for &(name, field) in fields {
            self.key(name);
            self.field(field);
        }
        self.out.push('}');
    }

    fn field(&mut self, field: Field<'a>) {
        match field {
            Field::Expr(expr) | Field::Optional(Some(expr)) => self.expr(expr),
            Field::Pattern(pattern) | Field::OptionalPattern(Some(pattern)) => {
                self.pattern(pattern);
            }
            Field::Optional(None) | Field::OptionalPattern(None) => self.out.push_str("null"),
            Field::Exprs(run) => {
                self.items(self.kernel.exprs_of(run), |this, &item| this.expr(item));
            }
            Field::Patterns(run) => {
                self.items(self.kernel.patterns_of(run), |this, &item| this.pattern(item));
            }
            Field::Name(name) => self.name(name),
            Field::Text(text) => self.string(text),
            Field::Number(number) => {
                let _ = write!(self.out, "{number}");
            }
            Field::Literal(literal) => self.literal(literal),
        }
    }

    fn items<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            each(self, item);
        }
        self.out.push(']');
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Null => self.out.push_str("null"),
            Literal::Str(text) => self.string(text),
            // Numbers of any size and characters are told as source text: JSON has no place for them.
            _ => {
                let mut text = String::new();
                crate::print::print_literal(literal, &mut text);
                let _ = write!(self.out, "{{\"literal\":");
                self.string(&text);
                self.out.push('}');
            }
        }
    }

    fn name(&mut self, name: NameRef) {
        self.out.push_str("{\"name\":");
        self.string(self.kernel.ref_text(name));
        match name {
            NameRef::Outer(_) => self.out.push_str(",\"outer\":true}"),
            NameRef::Var(var) => self.variable(var),
        }
    }

    fn variable(&mut self, id: VarId) {
        let var = self.kernel.var(id);
        let storage = match var.storage {
            Storage::Value => "value",
            Storage::Cell => "cell",
            Storage::Binding => "binding",
        };
        let temporary = var.temporary;
        let _ = write!(
            self.out,
            ",\"var\":{},\"temporary\":{temporary},\"storage\":\"{storage}\"}}",
            id.0
        );
    }

    fn expr(&mut self, id: ExprId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.expr_here(id));
    }

    fn expr_here(&mut self, id: ExprId) {
        use Field as F;
        let kernel = self.kernel;
        let span = kernel.span(id);
        match kernel.expr(id) {
            Expr::Literal(literal) => {
                self.node("LiteralExpr", span, &[("value", F::Literal(kernel.literal(literal)))]);
            }
            Expr::Noun(name) => self.node("NounExpr", span, &[("name", F::Name(name))]),
            Expr::Binding(name) => self.node("BindingExpr", span, &[("name", F::Name(name))]),
            Expr::Assign { name, value } => {
                let fields = [("lvalue", F::Name(name)), ("rvalue", F::Expr(value))];
                self.node("AssignExpr", span, &fields);
            }
            Expr::Seq(run) => self.node("SeqExpr", span, &[("exprs", F::Exprs(run))]),
            Expr::Call { receiver, verb, args, named } => {
                self.open("MethodCallExpr", span);
                self.key("receiver");
                self.expr(receiver);
                self.key("verb");
                self.string(kernel.text(verb));
                self.key("args");
                self.field(F::Exprs(args));
                self.key("namedArgs");
                self.items(kernel.named_args_of(named), |this, arg| {
                    this.out.push_str("{\"key\":");
                    this.expr(arg.key);
                    this.key("value");
                    this.expr(arg.value);
                    this.out.push('}');
                });
                self.out.push('}');
            }
            Expr::Def { pattern, exit, value } => {
                let fields = [
                    ("pattern", F::Pattern(pattern)),
                    ("exit", F::Optional(exit)),
                    ("expr", F::Expr(value)),
                ];
                self.node("DefExpr", span, &fields);
            }
            Expr::Hide(body) => self.node("HideExpr", span, &[("body", F::Expr(body))]),
            Expr::If { test, then, otherwise } => {
                let fields = [
                    ("test", F::Expr(test)),
                    ("then", F::Expr(then)),
                    ("else", F::Optional(otherwise)),
                ];
                self.node("IfExpr", span, &fields);
            }
            Expr::Escape { ejector, body, catch } => {
                let fields = [
                    ("ejectorPattern", F::Pattern(ejector)),
                    ("body", F::Expr(body)),
                    ("catchPattern", F::OptionalPattern(catch.map(|catch| catch.0))),
                    ("catchBody", F::Optional(catch.map(|catch| catch.1))),
                ];
                self.node("EscapeExpr", span, &fields);
            }
            Expr::Try { body, pattern, catcher } => {
                let fields = [
                    ("body", F::Expr(body)),
                    ("pattern", F::Pattern(pattern)),
                    ("catcher", F::Expr(catcher)),
                ];
                self.node("CatchExpr", span, &fields);
            }
            Expr::Finally { body, unwinder } => {
                let fields = [("body", F::Expr(body)), ("unwinder", F::Expr(unwinder))];
                self.node("FinallyExpr", span, &fields);
            }
            Expr::Object(object) => self.object(object, span),
            Expr::MetaContext => self.node("MetaContextExpr", span, &[]),
            Expr::MetaState => self.node("MetaStateExpr", span, &[]),
            Expr::Block { label, body, catch } => {
                let fields = [
                    ("label", F::Number(label.0)),
                    ("body", F::Expr(body)),
                    ("catchPattern", F::OptionalPattern(catch.map(|catch| catch.0))),
                    ("catchBody", F::Optional(catch.map(|catch| catch.1))),
                ];
                self.node("Block", span, &fields);
            }
            Expr::Exit { label, value } => {
                let fields = [("label", F::Number(label.0)), ("value", F::Optional(value))];
                self.node("Exit", span, &fields);
            }
            Expr::DefExit { pattern, label, value } => {
                let fields = [
                    ("pattern", F::Pattern(pattern)),
                    ("label", F::Number(label.0)),
                    ("expr", F::Expr(value)),
                ];
                self.node("DefExit", span, &fields);
            }
            Expr::Match { specimen, pattern } => {
                let fields = [("specimen", F::Expr(specimen)), ("pattern", F::Pattern(pattern))];
                self.node("Match", span, &fields);
            }
            Expr::And { left, right } => {
                self.node("And", span, &[("left", F::Expr(left)), ("right", F::Expr(right))]);
            }
            Expr::Or { left, right } => {
                self.node("Or", span, &[("left", F::Expr(left)), ("right", F::Expr(right))]);
            }
            Expr::Not(operand) => self.node("Not", span, &[("operand", F::Expr(operand))]),
            Expr::Loop { body } => self.node("Loop", span, &[("body", F::Expr(body))]),
            Expr::ForEach { iterable, key, value, body } => {
                let fields = [
                    ("iterable", F::Expr(iterable)),
                    ("key", F::OptionalPattern(key)),
                    ("value", F::Pattern(value)),
                    ("body", F::Expr(body)),
                ];
                self.node("ForEach", span, &fields);
            }
            Expr::Accumulate(index) => {
                let parts = kernel.accumulations[index as usize];
                let fields = [
                    ("kind", F::Text(if parts.map { "map" } else { "list" })),
                    ("iterable", F::Expr(parts.iterable)),
                    ("key", F::OptionalPattern(parts.key)),
                    ("value", F::Pattern(parts.value)),
                    ("skip", F::Number(parts.skip.0)),
                    ("body", F::Expr(parts.body)),
                ];
                self.node("Accumulate", span, &fields);
            }
        }
    }

    fn object(&mut self, id: ObjectId, span: Span) {
        let kernel = self.kernel;
        let object = kernel.object(id);
        self.open("ObjectExpr", span);
        self.key("docstring");
        match object.doc {
            Some(doc) => self.literal(kernel.literal(doc)),
            None => self.out.push_str("null"),
        }
        self.key("name");
        self.pattern(object.pattern);
        self.key("asExpr");
        self.field(Field::Optional(object.as_expr));
        self.key("auditors");
        self.field(Field::Exprs(object.auditors));
        self.key("captures");
        self.items(&object.captures, |this, capture| this.name(NameRef::Var(capture.var)));
        self.key("methods");
        self.items(&object.methods, |this, method| this.method(method));
        self.key("matchers");
        self.items(&object.matchers, |this, matcher| {
            let fields =
                [("pattern", Field::Pattern(matcher.pattern)), ("body", Field::Expr(matcher.body))];
            this.node("Matcher", matcher.span, &fields);
        });
        self.out.push('}');
    }

    fn method(&mut self, method: &Method) {
        let kernel = self.kernel;
        self.open("Method", method.span);
        self.key("docstring");
        match method.doc {
            Some(doc) => self.literal(kernel.literal(doc)),
            None => self.out.push_str("null"),
        }
        self.key("verb");
        self.string(kernel.text(method.verb));
        self.key("params");
        self.field(Field::Patterns(method.params));
        self.key("namedParams");
        self.items(kernel.named_params_of(method.named), |this, param| {
            this.out.push_str("{\"key\":");
            this.expr(param.key);
            this.key("value");
            this.pattern(param.pattern);
            this.key("default");
            this.field(Field::Optional(param.default));
            this.out.push('}');
        });
        self.key("resultGuard");
        self.field(Field::Optional(method.guard));
        self.key("body");
        self.expr(method.body);
        self.out.push('}');
    }

    fn pattern(&mut self, id: PatternId) {
        use Field as F;
        let span = self.kernel.pattern_span(id);
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match self.kernel.pattern(id) {
            Pattern::Ignore(guard) => {
                self.node("IgnorePattern", span, &[("guard", F::Optional(guard))]);
            }
            Pattern::Final(var, guard) => {
                let fields = [("noun", F::Name(NameRef::Var(var))), ("guard", F::Optional(guard))];
                self.node("FinalPattern", span, &fields);
            }
            Pattern::Var(var, guard) => {
                let fields = [("noun", F::Name(NameRef::Var(var))), ("guard", F::Optional(guard))];
                self.node("VarPattern", span, &fields);
            }
            Pattern::Binding(var) => {
                self.node("BindingPattern", span, &[("noun", F::Name(NameRef::Var(var)))]);
            }
            Pattern::List(run) => {
                self.node("ListPattern", span, &[("patterns", F::Patterns(run))]);
            }
            Pattern::Via(view, inner) => {
                let fields = [("expr", F::Expr(view)), ("pattern", F::Pattern(inner))];
                self.node("ViaPattern", span, &fields);
            }
        });
    }
}
