//! Trees as text, as JSON, and as shapes to compare.

use super::describe::{self, Description, Value, describe};
use crate::ast::{Ast, Node};
use crate::parser::Root;
use crate::quote::quote_string;
use crate::span::{LineIndex, Span};

/// Room asked for before each level of the walk, so that depth costs heap and not native stack.
fn with_room<R>(walk: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, walk)
}

fn describe_root(ast: &Ast, root: Root) -> Description {
    match root {
        Root::Expr(expr) => describe(ast, Node::Expr(expr)),
        Root::Pattern(pattern) => describe(ast, Node::Pattern(pattern)),
        Root::Method(method) => describe::describe_method(ast, method),
        Root::Matcher(matcher) => describe::describe_matcher(ast, matcher),
    }
}

/// The tree as indented lines, one for each node, with `line:column` places in `source`.
pub fn ast_text(ast: &Ast, root: Root, source: &str) -> String {
    let mut writer =
        TextWriter { ast, source, lines: LineIndex::new(source), out: String::new(), depth: 0 };
    let description = describe_root(ast, root);
    writer.node("", &description);
    writer.out
}

struct TextWriter<'a> {
    ast: &'a Ast,
    source: &'a str,
    lines: LineIndex,
    out: String,
    depth: usize,
}

impl TextWriter<'_> {
    /// One line with the plain fields, then the others below it.
    fn node(&mut self, label: &str, description: &Description) {
        /// The indentation grows no more beyond this depth, lest its size be quadratic.
        const DEEPEST: usize = 100;
        self.out.extend(std::iter::repeat_n("  ", self.depth.min(DEEPEST)));
        if !label.is_empty() {
            self.out.push_str(label);
            self.out.push_str(": ");
        }
        self.out.push_str(description.name);
        for (_, value) in &description.fields {
            let text = match value {
                Value::Word(text) | Value::Literal(text) => text.clone(),
                Value::Text(text) => quote_string(text),
                _ => continue,
            };
            self.out.push(' ');
            self.out.push_str(&text);
        }
        if let Some(span) = description.span {
            let place = self.place(span);
            self.out.push_str(&place);
        }
        self.out.push('\n');
        self.depth += 1;
        for (label, value) in &description.fields {
            with_room(|| self.value(label, value));
        }
        self.depth -= 1;
    }

    fn place(&self, span: Span) -> String {
        let (line, column) = self.lines.line_column(self.source, span.start);
        let (end_line, end_column) = self.lines.line_column(self.source, span.end);
        format!("  @{line}:{column}-{end_line}:{end_column}")
    }

    fn value(&mut self, label: &str, value: &Value) {
        match value {
            Value::Nothing | Value::Word(_) | Value::Text(_) | Value::Literal(_) => {}
            Value::Node(node) => {
                let description = describe(self.ast, *node);
                self.node(label, &description);
            }
            Value::Piece(description) => self.node(label, description),
            Value::Many(values) => values.iter().for_each(|value| self.value(label, value)),
        }
    }
}

/// The tree as JSON.
pub fn ast_json(ast: &Ast, root: Root) -> String {
    let mut out = String::from("{\"version\":1,\"root\":");
    let description = describe_root(ast, root);
    write_json(ast, &description, &mut out);
    out.push('}');
    out
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn write_json(ast: &Ast, description: &Description, out: &mut String) {
    out.push_str("{\"node\":");
    out.push_str(&json_string(description.name));
    if let Some(span) = description.span {
        out.push_str(&format!(",\"span\":[{},{}]", span.start, span.end));
    }
    for (label, value) in &description.fields {
        out.push(',');
        out.push_str(&json_string(label));
        out.push(':');
        with_room(|| write_json_value(ast, value, out));
    }
    out.push('}');
}

fn write_json_value(ast: &Ast, value: &Value, out: &mut String) {
    match value {
        Value::Nothing => out.push_str("null"),
        Value::Word(text) | Value::Text(text) | Value::Literal(text) => {
            out.push_str(&json_string(text));
        }
        Value::Node(node) => write_json(ast, &describe(ast, *node), out),
        Value::Piece(description) => write_json(ast, description, out),
        Value::Many(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_json_value(ast, value, out);
            }
            out.push(']');
        }
    }
}

/// Whether two trees are equal but for places.
pub fn same_tree(left: &Ast, left_root: Root, right: &Ast, right_root: Root) -> bool {
    same(left, &describe_root(left, left_root), right, &describe_root(right, right_root))
}

fn same(left: &Ast, one: &Description, right: &Ast, other: &Description) -> bool {
    one.name == other.name
        && one.fields.len() == other.fields.len()
        && one
            .fields
            .iter()
            .zip(&other.fields)
            .all(|((_, one), (_, other))| with_room(|| same_value(left, one, right, other)))
}

fn same_value(left: &Ast, one: &Value, right: &Ast, other: &Value) -> bool {
    match (one, other) {
        (Value::Nothing, Value::Nothing) => true,
        (Value::Word(one), Value::Word(other))
        | (Value::Text(one), Value::Text(other))
        | (Value::Literal(one), Value::Literal(other)) => one == other,
        (Value::Node(one), Value::Node(other)) => {
            same(left, &describe(left, *one), right, &describe(right, *other))
        }
        (Value::Piece(one), Value::Piece(other)) => same(left, one, right, other),
        (Value::Many(ones), Value::Many(others)) => {
            ones.len() == others.len()
                && ones.iter().zip(others).all(|(one, other)| same_value(left, one, right, other))
        }
        _ => false,
    }
}
