//! The printer: a tree in, source text out that parses to the same tree.
//!
//! Statements print in the indented style; blocks inside any bracket print with braces. A child is put in parentheses
//! when it binds less tightly than its place asks for ([`Level`]). Beyond a fixed depth of blocks everything is
//! printed with braces and the indentation grows no more, so that the size of the text stays linear.
//!
//! Places where parentheses are needed although no operator asks for them: a statement that begins with a
//! string where documentation could stand, and one that begins with `fn` or `meta` and goes on.

mod expr;
mod object;
mod pattern;

use crate::ast::{Ast, Expr, ExprId, Literal};
use crate::parser::Root;

/// Levels of indentation up to which blocks are indented.
const DEEPEST_INDENT: usize = 32;

/// How tightly an expression binds; a place asks for a least level.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Anything but a sequence: elements, arguments, things in parentheses.
    Whole,
    Assign,
    Or,
    And,
    Bits,
    Comp,
    Order,
    Range,
    Shift,
    Add,
    Multiply,
    Pow,
    Operand,
    Call,
    Chainable,
    Prim,
}

/// The source text of a tree.
pub fn print(ast: &Ast, root: Root) -> String {
    let mut printer = Printer { ast, out: String::new(), indent: 0 };
    match root {
        Root::Expr(expr) => printer.root(expr),
        Root::Pattern(pattern) => printer.pattern(pattern),
        Root::Method(method) => printer.method(&ast[method], Style::Braced),
        Root::Matcher(matcher) => printer.matcher("match", ast[matcher], Style::Braced),
    }
    printer.out
}

/// How blocks are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Indented,
    Braced,
}

struct Printer<'a> {
    ast: &'a Ast,
    out: String,
    indent: usize,
}

impl Printer<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn newline(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n("    ", self.indent.min(DEEPEST_INDENT)));
    }

    fn root(&mut self, expr: ExprId) {
        if let Expr::Module(module) = self.ast[expr] {
            let module = self.ast[module];
            for import in &self.ast[module.imports] {
                self.push("import ");
                self.string(import.name);
                self.push(" =~ ");
                self.pattern(import.pattern);
                self.push("\n");
            }
            for &parameter in &self.ast[module.parameters] {
                self.push("parameter ");
                self.pattern(parameter);
                self.push("\n");
            }
            self.push("exports (");
            self.commas(&self.ast[module.exports], |printer, &noun| {
                printer.expr(noun, Level::Prim)
            });
            self.push(")\n");
            return self.statements(module.body, Style::Indented);
        }
        self.statements(expr, Style::Indented);
    }

    /// The statements of a body, one on each line; `pass` if there are none.
    fn statements(&mut self, body: ExprId, style: Style) {
        let items = self.ast.statements(&body);
        if items.is_empty() {
            return self.push("pass");
        }
        for (index, &item) in items.iter().enumerate() {
            if index > 0 {
                self.newline();
            }
            self.statement(item, style);
        }
    }

    fn statement(&mut self, expr: ExprId, style: Style) {
        if style == Style::Indented && self.indented_form(expr) {
            return;
        }
        let first = self.leftmost(expr);
        let begins_like_whole = first != expr
            && matches!(
                self.ast[first],
                Expr::Function { .. } | Expr::MetaContext | Expr::MetaState
            );
        match self.ast[expr] {
            Expr::Exit { kind, value: None } => self.push(kind.keyword()),
            _ if begins_like_whole => self.parenthesised(expr),
            _ => self.expr(expr, Level::Whole),
        }
    }

    fn parenthesised(&mut self, expr: ExprId) {
        self.push("(");
        self.expr(expr, Level::Whole);
        self.push(")");
    }

    /// The expression whose text begins the text of `expr`.
    fn leftmost(&self, expr: ExprId) -> ExprId {
        let mut expr = expr;
        loop {
            expr = match self.ast[expr] {
                Expr::MethodCall { receiver: left, .. }
                | Expr::FunCall { receiver: left, .. }
                | Expr::Send { receiver: left, .. }
                | Expr::FunSend { receiver: left, .. }
                | Expr::Get { receiver: left, .. }
                | Expr::Curry { receiver: left, .. }
                | Expr::And { left, .. }
                | Expr::Or { left, .. }
                | Expr::Binary { left, .. }
                | Expr::Compare { left, .. }
                | Expr::Range { left, .. }
                | Expr::Same { left, .. }
                | Expr::MatchBind { specimen: left, .. }
                | Expr::Mismatch { specimen: left, .. }
                | Expr::Coerce { specimen: left, .. }
                | Expr::Assign { target: left, .. }
                | Expr::AugAssign { target: left, .. }
                | Expr::VerbAssign { target: left, .. } => left,
                Expr::Control(control) => self.ast[control].target,
                _ => return expr,
            };
        }
    }

    /// A block with its opener and its end. In the braced style the cursor stays behind the brace.
    fn block(&mut self, body: ExprId, style: Style) {
        self.suite(style, |printer, style| printer.statements(body, style));
    }

    /// Opens a block, prints its lines, and closes it.
    fn suite(&mut self, style: Style, lines: impl FnOnce(&mut Self, Style)) {
        self.push(if style == Style::Indented { ":" } else { " {" });
        self.lines(style, lines);
    }

    fn lines(&mut self, style: Style, lines: impl FnOnce(&mut Self, Style)) {
        self.indent += 1;
        self.newline();
        let inner = if self.indent >= DEEPEST_INDENT { Style::Braced } else { style };
        lines(self, inner);
        self.indent -= 1;
        if style == Style::Braced {
            self.newline();
            self.push("}");
        }
    }

    /// What continues a form after a block: on a new line in the indented style.
    fn continuation(&mut self, word: &str, style: Style) {
        if style == Style::Indented {
            self.newline();
        } else {
            self.push(" ");
        }
        self.push(word);
    }

    /// The body of a function or a method, with its documentation.
    fn body(&mut self, doc: Option<crate::names::Symbol>, body: ExprId, style: Style) {
        self.suite(style, |printer, style| {
            if let Some(doc) = doc {
                printer.string(doc);
                if matches!(printer.ast[body], Expr::Literal(Literal::Str(text)) if text == doc) {
                    return;
                }
                printer.newline();
                return printer.statements(body, style);
            }
            let items = printer.ast.statements(&body);
            let begins_with_string = items.first().is_some_and(|&first| {
                let first = printer.leftmost(first);
                matches!(printer.ast[first], Expr::Literal(Literal::Str(_)))
            });
            if !begins_with_string {
                return printer.statements(body, style);
            }
            for (index, &item) in items.iter().enumerate() {
                if index == 0 {
                    printer.parenthesised(item);
                } else {
                    printer.newline();
                    printer.statement(item, style);
                }
            }
        });
    }

    /// Items separated by commas.
    fn commas<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            each(self, item);
        }
    }
}
