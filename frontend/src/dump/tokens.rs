//! The laid-out tokens of a text.

use crate::ast::Literal;
use crate::layout::lay_out;
use crate::lexer::lex;
use crate::names::{Names, Symbol};
use crate::quote;
use crate::span::LineIndex;
use crate::token::{Spanned, Token};

/// The tokens of `source`, one on each line, with `line:column` places.
pub fn tokens_text(source: &str) -> String {
    let lines = LineIndex::new(source);
    let mut out = String::new();
    each_token(source, |spanned, name, value| {
        let (line, column) = lines.line_column(source, spanned.span.start);
        let (end_line, end_column) = lines.line_column(source, spanned.span.end);
        let place = format!("{line}:{column}-{end_line}:{end_column}");
        out.push_str(&format!("{place:<14} {name}"));
        if let Some(value) = value {
            out.push(' ');
            out.push_str(&value);
        }
        out.push('\n');
    });
    out
}

/// The tokens of `source` as a JSON array.
pub fn tokens_json(source: &str) -> String {
    let mut tokens = Vec::new();
    each_token(source, |spanned, name, value| {
        let span = [spanned.span.start, spanned.span.end];
        tokens.push(match value {
            Some(value) => serde_json::json!({ "token": name, "span": span, "value": value }),
            None => serde_json::json!({ "token": name, "span": span }),
        });
    });
    serde_json::Value::from(tokens).to_string()
}

fn each_token(source: &str, mut show: impl FnMut(Spanned, &str, Option<String>)) {
    let mut names = Names::new();
    let lexed = lex(source, &mut names, &[]);
    let laid = lay_out(source, &lexed);
    for spanned in laid.tokens {
        let (name, value) = describe(spanned.token, &names, &lexed.numbers);
        show(spanned, name, value);
    }
}

fn describe(token: Token, names: &Names, numbers: &[Literal]) -> (&'static str, Option<String>) {
    let name = |symbol: Symbol| Some(names.get(symbol).to_string());
    let text = |symbol: Symbol| Some(quote::quote_string(names.get(symbol)));
    match token {
        Token::Ident(symbol) => ("IDENTIFIER", name(symbol)),
        Token::VerbAssign(symbol) => ("VERB_ASSIGN", name(symbol)),
        Token::Number(index) => match numbers.get(index as usize) {
            Some(Literal::Double(value)) => (".float64.", Some(quote::quote_double(*value))),
            Some(Literal::BigInt(digits)) => (".int.", name(*digits)),
            Some(Literal::Int(value)) => (".int.", Some(value.to_string())),
            _ => (".int.", None),
        },
        Token::Char(value) => (".char.", Some(format!("'{}'", quote::quote_char(value)))),
        Token::Str(symbol) => (".String.", text(symbol)),
        Token::Doc(symbol) => ("DOCSTRING", text(symbol)),
        Token::QuasiOpen(symbol) => ("QUASI_OPEN", text(symbol)),
        Token::QuasiClose(symbol) => ("QUASI_CLOSE", text(symbol)),
        Token::DollarIdent(symbol) => ("DOLLAR_IDENT", name(symbol)),
        Token::AtIdent(symbol) => ("AT_IDENT", name(symbol)),
        Token::ValueHole(index) => ("VALUE_HOLE", Some(index.to_string())),
        Token::PatternHole(index) => ("PATTERN_HOLE", Some(index.to_string())),
        Token::Indent => ("INDENT", None),
        Token::ArrowIndent => ("ARROW_INDENT", None),
        Token::Dedent => ("DEDENT", None),
        Token::Newline => ("EOL", None),
        Token::ForComprehension => ("FOR_COMPREHENSION", None),
        other => (other.spelling().unwrap_or("ERROR"), None),
    }
}
