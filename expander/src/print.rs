//! The text form of Kernel-Monte: one line as in specifications and messages, or indented for reading.
//!
//! Temporaries get names here: their prefix and a number, in the order in which they are met, skipping
//! numbers that would give a name of the program. Plain nodes print as Monte source; the optimizer's forms
//! print in the same style, but are no source.

use crate::kernel::{
    Expr, ExprId, Kernel, LabelId, Literal, Method, Name, NameRef, ObjectId, Pattern, PatternId,
    Run, VarId,
};
use hashbrown::{HashMap, HashSet};
use std::fmt::Write;

/// The whole unit as it is after optimization, indented.
pub fn print_kernel(kernel: &Kernel) -> String {
    indented(kernel, kernel.root)
}

/// The whole unit as it was before optimization, indented.
pub fn print_plain(kernel: &Kernel) -> String {
    indented(kernel, kernel.plain_root)
}

/// An expression on one line.
pub fn expression(kernel: &Kernel, expr: ExprId) -> String {
    let mut printer = Printer::new(kernel, false);
    printer.statements(expr);
    printer.out
}

fn indented(kernel: &Kernel, expr: ExprId) -> String {
    let mut printer = Printer::new(kernel, true);
    printer.statements(expr);
    printer.out.push('\n');
    printer.out
}

/// What surrounds an expression, which decides about parentheses.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Place {
    /// An argument or a right side: everything but a sequence stands bare.
    Argument,
    /// An operand of the optimizer's tests.
    Operand,
    /// A receiver.
    Receiver,
}

/// Deeper nesting is not indented any further, so that the text stays linear in the tree.
const DEEPEST: usize = 40;

struct Printer<'a> {
    kernel: &'a Kernel,
    indent: Option<usize>,
    out: String,
    numbers: HashMap<VarId, u32>,
    counter: u32,
    taken: Option<HashSet<Name>>,
}

impl<'a> Printer<'a> {
    fn new(kernel: &'a Kernel, indented: bool) -> Printer<'a> {
        Printer {
            kernel,
            indent: indented.then_some(0),
            out: String::new(),
            numbers: HashMap::new(),
            counter: 0,
            taken: None,
        }
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn newline(&mut self) {
        if let Some(depth) = self.indent {
            self.out.push('\n');
            self.out.extend(std::iter::repeat_n(' ', 4 * depth.min(DEEPEST)));
        }
    }

    /// `{…}`
    fn suite(&mut self, inside: impl FnOnce(&mut Self)) {
        self.out.push('{');
        self.indent = self.indent.map(|depth| depth + 1);
        self.newline();
        inside(self);
        self.indent = self.indent.map(|depth| depth - 1);
        self.newline();
        self.out.push('}');
    }

    fn body(&mut self, expr: ExprId) {
        self.suite(|this| this.statements(expr));
    }

    /// An expression at the level of statements.
    fn statements(&mut self, expr: ExprId) {
        let Expr::Seq(run) = self.kernel.expr(expr) else {
            return self.expr(expr, Place::Argument);
        };
        let kernel = self.kernel;
        for (index, &item) in kernel.exprs_of(run).iter().enumerate() {
            if index > 0 {
                if self.indent.is_some() {
                    self.newline();
                } else {
                    self.text("; ");
                }
            }
            self.expr(item, Place::Argument);
        }
    }

    fn expr(&mut self, id: ExprId, place: Place) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.expr_here(id, place));
    }

    fn expr_here(&mut self, id: ExprId, place: Place) {
        let kernel = self.kernel;
        let expr = kernel.expr(id);
        let bare = match expr {
            Expr::Literal(_) | Expr::Noun(_) | Expr::Call { .. } | Expr::Hide(_) => true,
            Expr::MetaContext | Expr::MetaState | Expr::Accumulate(_) => true,
            Expr::Seq(_) => false,
            Expr::Binding(_) | Expr::Not(_) => place < Place::Receiver,
            _ => place == Place::Argument,
        };
        if !bare {
            self.out.push('(');
        }
        match expr {
            Expr::Literal(literal) => self.literal(kernel.literal(literal)),
            Expr::Noun(name) => self.name(name),
            Expr::Binding(name) => {
                self.text("&&");
                self.name(name);
            }
            Expr::Assign { name, value } => {
                self.name(name);
                self.text(" := ");
                self.expr(value, Place::Argument);
            }
            Expr::Seq(run) => {
                for (index, &item) in kernel.exprs_of(run).iter().enumerate() {
                    self.text(if index > 0 { "; " } else { "" });
                    self.expr(item, Place::Argument);
                }
            }
            Expr::Call { receiver, verb, args, named } => {
                self.expr(receiver, Place::Receiver);
                self.out.push('.');
                self.verb(verb);
                self.arguments(args, named);
            }
            Expr::Def { pattern, exit, value } => {
                self.def(pattern);
                if let Some(exit) = exit {
                    self.text(" exit ");
                    self.expr(exit, Place::Operand);
                }
                self.text(" := ");
                self.expr(value, Place::Argument);
            }
            Expr::Hide(body) => self.body(body),
            Expr::If { test, then, otherwise } => self.if_chain(test, then, otherwise),
            Expr::Escape { ejector, body, catch } => {
                self.text("escape ");
                self.pattern(ejector);
                self.out.push(' ');
                self.body(body);
                self.catch(catch);
            }
            Expr::Try { body, pattern, catcher } => {
                self.text("try ");
                self.body(body);
                self.catch(Some((pattern, catcher)));
            }
            Expr::Finally { body, unwinder } => {
                self.text("try ");
                self.body(body);
                self.text(" finally ");
                self.body(unwinder);
            }
            Expr::Object(object) => self.object(object),
            Expr::MetaContext => self.text("meta.context()"),
            Expr::MetaState => self.text("meta.getState()"),
            Expr::Block { label, body, catch } => {
                self.text("block ");
                self.label(label);
                self.out.push(' ');
                self.body(body);
                self.catch(catch);
            }
            Expr::Exit { label, value } => {
                self.text("exit ");
                self.label(label);
                if let Some(value) = value {
                    self.text(" with ");
                    self.expr(value, Place::Argument);
                }
            }
            Expr::DefExit { pattern, label, value } => {
                self.def(pattern);
                self.text(" else exit ");
                self.label(label);
                self.text(" := ");
                self.expr(value, Place::Argument);
            }
            Expr::Match { specimen, pattern } => {
                self.expr(specimen, Place::Operand);
                self.text(" =~ ");
                self.pattern(pattern);
            }
            Expr::And { left, right } => self.operator(left, " && ", right),
            Expr::Or { left, right } => self.operator(left, " || ", right),
            Expr::Not(operand) => {
                self.out.push('!');
                self.expr(operand, Place::Receiver);
            }
            Expr::Loop { body } => {
                self.text("loop ");
                self.body(body);
            }
            Expr::ForEach { iterable, key, value, body } => {
                self.text("for ");
                self.iteration(key, value, iterable);
                self.out.push(' ');
                self.body(body);
            }
            Expr::Accumulate(index) => {
                let parts = kernel.accumulations[index as usize];
                self.text(if parts.map { "[map for " } else { "[list for " });
                self.iteration(parts.key, parts.value, parts.iterable);
                self.text(" skip ");
                self.label(parts.skip);
                self.out.push(' ');
                self.body(parts.body);
                self.out.push(']');
            }
        }
        if !bare {
            self.out.push(')');
        }
    }

    fn operator(&mut self, left: ExprId, operator: &str, right: ExprId) {
        self.expr(left, Place::Operand);
        self.text(operator);
        self.expr(right, Place::Operand);
    }

    fn iteration(&mut self, key: Option<PatternId>, value: PatternId, iterable: ExprId) {
        if let Some(key) = key {
            self.pattern(key);
            self.text(" => ");
        }
        self.pattern(value);
        self.text(" in (");
        self.expr(iterable, Place::Argument);
        self.out.push(')');
    }

    /// A chain of `else if` is printed in a loop: it is as long as the source makes it.
    fn if_chain(&mut self, test: ExprId, then: ExprId, otherwise: Option<ExprId>) {
        let (mut test, mut then, mut otherwise) = (test, then, otherwise);
        loop {
            self.text("if (");
            self.expr(test, Place::Argument);
            self.text(") ");
            self.body(then);
            let Some(next) = otherwise else { return };
            self.text(" else ");
            match self.kernel.expr(next) {
                Expr::If { test: a, then: b, otherwise: c } => (test, then, otherwise) = (a, b, c),
                _ => return self.body(next),
            }
        }
    }

    fn catch(&mut self, catch: Option<(PatternId, ExprId)>) {
        if let Some((pattern, catcher)) = catch {
            self.text(" catch ");
            self.pattern(pattern);
            self.out.push(' ');
            self.body(catcher);
        }
    }

    fn label(&mut self, label: LabelId) {
        let _ = write!(self.out, "L{}", label.0);
    }

    fn arguments(&mut self, args: Run, named: Run) {
        let kernel = self.kernel;
        self.out.push('(');
        let mut comma = "";
        for &arg in kernel.exprs_of(args) {
            self.text(comma);
            self.expr(arg, Place::Argument);
            comma = ", ";
        }
        for arg in kernel.named_args_of(named) {
            self.text(comma);
            self.expr(arg.key, Place::Operand);
            self.text(" => ");
            self.expr(arg.value, Place::Argument);
            comma = ", ";
        }
        self.out.push(')');
    }

    fn def(&mut self, pattern: PatternId) {
        if !matches!(self.kernel.pattern(pattern), Pattern::Var(..)) {
            self.text("def ");
        }
        self.pattern(pattern);
    }

    fn guard(&mut self, guard: Option<ExprId>) {
        let Some(guard) = guard else { return };
        self.text(" :");
        if matches!(self.kernel.expr(guard), Expr::Noun(_)) {
            self.expr(guard, Place::Receiver);
        } else {
            self.out.push('(');
            self.expr(guard, Place::Argument);
            self.out.push(')');
        }
    }

    fn pattern(&mut self, id: PatternId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match self.kernel.pattern(id) {
            Pattern::Ignore(guard) => {
                self.text("_");
                self.guard(guard);
            }
            Pattern::Final(var, guard) => {
                self.name(NameRef::Var(var));
                self.guard(guard);
            }
            Pattern::Var(var, guard) => {
                self.text("var ");
                self.name(NameRef::Var(var));
                self.guard(guard);
            }
            Pattern::Binding(var) => {
                self.text("&&");
                self.name(NameRef::Var(var));
            }
            Pattern::List(run) => {
                self.out.push('[');
                self.patterns(run);
                self.out.push(']');
            }
            Pattern::Via(view, inner) => {
                self.text("via (");
                self.expr(view, Place::Argument);
                self.text(") ");
                self.pattern(inner);
            }
        });
    }

    fn patterns(&mut self, run: Run) {
        let kernel = self.kernel;
        for (index, &pattern) in kernel.patterns_of(run).iter().enumerate() {
            self.text(if index > 0 { ", " } else { "" });
            self.pattern(pattern);
        }
    }

    fn object(&mut self, id: ObjectId) {
        let object = self.kernel.object(id);
        self.text("object ");
        self.pattern(object.pattern);
        if let Some(guard) = object.as_expr {
            self.text(" as ");
            self.expr(guard, Place::Receiver);
        }
        for (index, &auditor) in self.kernel.exprs_of(object.auditors).iter().enumerate() {
            self.text(if index > 0 { ", " } else { " implements " });
            self.expr(auditor, Place::Receiver);
        }
        self.out.push(' ');
        self.suite(|this| {
            let mut first = true;
            let mut separate = |this: &mut Self| {
                if !std::mem::take(&mut first) {
                    match this.indent {
                        Some(_) => this.newline(),
                        None => this.text(" "),
                    }
                }
            };
            if let Some(doc) = object.doc
                && !matches!(this.kernel.literal(doc), Literal::Str(text) if text.is_empty())
            {
                separate(this);
                this.literal(this.kernel.literal(doc));
            }
            for method in &object.methods {
                separate(this);
                this.method(method);
            }
            for matcher in &object.matchers {
                separate(this);
                this.text("match ");
                this.pattern(matcher.pattern);
                this.text(" ");
                this.body(matcher.body);
            }
        });
    }

    fn method(&mut self, method: &Method) {
        self.text("method ");
        self.verb(method.verb);
        self.out.push('(');
        self.patterns(method.params);
        let mut comma = if method.params.len > 0 { ", " } else { "" };
        let kernel = self.kernel;
        for param in kernel.named_params_of(method.named) {
            self.text(comma);
            self.expr(param.key, Place::Operand);
            self.text(" => ");
            self.pattern(param.pattern);
            if let Some(default) = param.default {
                self.text(" := ");
                self.expr(default, Place::Operand);
            }
            comma = ", ";
        }
        self.out.push(')');
        self.guard(method.guard);
        self.out.push(' ');
        self.suite(|this| {
            if let Some(doc) = method.doc {
                this.literal(this.kernel.literal(doc));
                match this.indent {
                    Some(_) => this.newline(),
                    None => this.text(" "),
                }
            }
            this.statements(method.body);
        });
    }

    fn verb(&mut self, verb: Name) {
        let text = self.kernel.text(verb);
        if is_identifier(text) {
            self.out.push_str(text);
        } else {
            quote(text, '"', &mut self.out);
        }
    }

    fn name(&mut self, name: NameRef) {
        let kernel = self.kernel;
        if let NameRef::Var(var) = name {
            if kernel.vars.get(var.index()).is_none() {
                return self.text("<unresolved>");
            }
            if kernel.var(var).temporary {
                let number = self.number(var);
                let _ = write!(self.out, "{}_{number}", kernel.ref_text(name));
                return;
            }
        }
        let text = kernel.ref_text(name);
        if is_identifier(text) {
            self.out.push_str(text);
        } else {
            self.out.push_str("::");
            quote(text, '"', &mut self.out);
        }
    }

    /// The number of a temporary.
    fn number(&mut self, var: VarId) -> u32 {
        if let Some(&number) = self.numbers.get(&var) {
            return number;
        }
        let kernel = self.kernel;
        let taken = self.taken.get_or_insert_with(|| {
            let vars = kernel.vars.iter().filter(|var| !var.temporary).map(|var| var.name);
            vars.chain(kernel.outers.iter().map(|outer| outer.name)).collect()
        });
        let prefix = kernel.text(kernel.var(var).name);
        loop {
            self.counter += 1;
            let candidate = format!("{prefix}_{}", self.counter);
            if kernel.names.lookup(&candidate).is_none_or(|name| !taken.contains(&name)) {
                break;
            }
        }
        self.numbers.insert(var, self.counter);
        self.counter
    }

    fn literal(&mut self, literal: &Literal) {
        print_literal(literal, &mut self.out);
    }
}

/// A literal as source text.
pub(crate) fn print_literal(literal: &Literal, out: &mut String) {
    match literal {
        Literal::Null => out.push_str("null"),
        Literal::Bool(value) => {
            let _ = write!(out, "{value}");
        }
        Literal::Int(value) => {
            let _ = write!(out, "{value}");
        }
        Literal::BigInt(magnitude) => {
            let _ = write!(out, "{}", dashu_int::UBig::from_le_bytes(magnitude));
        }
        Literal::Double(value) => {
            let _ = write!(out, "{value:?}");
        }
        Literal::Char(code) => match char::from_u32(*code) {
            Some(char) => quote(char.encode_utf8(&mut [0; 4]), '\'', out),
            None => {
                let _ = write!(out, "'\\u{code:04x}'");
            }
        },
        Literal::Str(text) => quote(text, '"', out),
    }
}

/// A text in quotes with escapes.
pub(crate) fn quote(text: &str, mark: char, out: &mut String) {
    out.push(mark);
    for char in text.chars() {
        match char {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            _ if char == mark => {
                out.push('\\');
                out.push(char);
            }
            _ if char.is_control() => {
                let _ = write!(out, "\\u{:04x}", char as u32);
            }
            _ => out.push(char),
        }
    }
    out.push(mark);
}

/// Words that cannot stand bare as a name or verb.
const KEYWORDS: &[&str] = &[
    "as",
    "bind",
    "break",
    "catch",
    "continue",
    "def",
    "else",
    "escape",
    "exit",
    "exports",
    "extends",
    "finally",
    "fn",
    "for",
    "guards",
    "if",
    "implements",
    "import",
    "in",
    "interface",
    "match",
    "meta",
    "method",
    "object",
    "parameter",
    "pass",
    "return",
    "switch",
    "to",
    "try",
    "var",
    "via",
    "when",
    "while",
    "with",
];

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && chars.all(|char| char.is_alphanumeric() || char == '_')
        && KEYWORDS.binary_search(&text).is_err()
}
