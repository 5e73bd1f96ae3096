//! Files, statements and patterns: the items of a text, one after the other, into one root.

use super::builder::Parsed;
use super::{Parser, Root};
use crate::ast::{Expr, ExprId, Import, List, Module, Pattern, PatternId};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::token::{Spanned, Token};
use std::ops::Range;

/// How far the header of a module has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Imports,
    Parameters,
    Exports,
    Body,
}

impl Parser<'_> {
    /// A file, with or without a header.
    pub(super) fn module(&mut self, tokens: &[Spanned]) -> ExprId {
        let mut stage = Stage::Imports;
        let mut imports: Vec<Import> = Vec::new();
        let mut parameters: Vec<PatternId> = Vec::new();
        let mut exports: Option<(Vec<ExprId>, Span)> = None;
        let mut body: Vec<ExprId> = Vec::new();
        let mut has_header = false;
        for range in statements(tokens) {
            let span = cover(&tokens[range.clone()]);
            let (reached, word) = match self.item(Token::StartItem, &tokens[range]) {
                Parsed::Stmt(expr) => {
                    body.push(expr);
                    (Stage::Body, "")
                }
                Parsed::Import(import) => {
                    imports.push(import);
                    (Stage::Imports, "import")
                }
                Parsed::Parameter(pattern) => {
                    parameters.push(pattern);
                    (Stage::Parameters, "parameter")
                }
                Parsed::Exports(nouns, span) => {
                    self.check_single_exports(exports.as_ref().map(|(_, first)| *first), span);
                    exports = Some((nouns, span));
                    (Stage::Exports, "exports")
                }
                _ => {
                    self.only_in_objects(span);
                    (stage, "")
                }
            };
            has_header |= reached != Stage::Body;
            if reached < stage {
                self.header_out_of_order(word, span);
            }
            stage = stage.max(reached);
        }
        let whole = cover(tokens);
        if has_header && body.is_empty() {
            self.tell(
                Diagnostic::error(
                    Code::HeaderOrder,
                    "expected an expression after the module header",
                )
                .primary(Span::at(whole.end), "the module has no body"),
            );
        }
        let body_span = match (body.first(), body.last()) {
            (Some(&first), Some(&last)) => {
                self.builder.ast.span(first).to(self.builder.ast.span(last))
            }
            _ => Span::at(whole.end),
        };
        let body = self.builder.ast.add_seq(&body, body_span);
        if !has_header {
            return body;
        }
        let ast = &mut self.builder.ast;
        let exports = exports.map_or(List::empty(), |(nouns, _)| ast.add_list(&nouns));
        let module = Module {
            imports: ast.add_list(&imports),
            parameters: ast.add_list(&parameters),
            exports,
            body,
        };
        let module = ast.add(module);
        ast.add_expr(Expr::Module(module), whole)
    }

    fn check_single_exports(&mut self, first: Option<Span>, span: Span) {
        if let Some(first) = first {
            self.tell(
                Diagnostic::error(Code::HeaderOrder, "a second `exports` line")
                    .primary(span, "a module has one `exports` line")
                    .secondary(first, "the first one"),
            );
        }
    }

    fn header_out_of_order(&mut self, word: &str, span: Span) {
        let head = Span::new(span.start, span.start + word.len() as u32);
        self.tell(
            Diagnostic::error(Code::HeaderOrder, format!("`{word}` comes too late in the file"))
                .primary(head, "")
                .help("the order is import lines, parameter lines, one exports line, code"),
        );
    }

    fn only_in_objects(&mut self, span: Span) {
        self.tell(
            Diagnostic::error(Code::Syntax, "methods and matchers belong into an object")
                .primary(span, ""),
        );
    }

    /// Statements, or a single method or matcher.
    pub(super) fn expression(&mut self, tokens: &[Spanned]) -> Root {
        let mut body: Vec<ExprId> = Vec::new();
        let ranges = statements(tokens);
        let is_single = ranges.len() == 1;
        for range in ranges {
            let span = cover(&tokens[range.clone()]);
            match self.item(Token::StartItem, &tokens[range]) {
                Parsed::Stmt(expr) => body.push(expr),
                Parsed::Method(method) if is_single => {
                    return Root::Method(self.builder.ast.add(method));
                }
                Parsed::Matcher(matcher) if is_single => {
                    return Root::Matcher(self.builder.ast.add(matcher));
                }
                Parsed::Method(_) | Parsed::Matcher(_) => self.only_in_objects(span),
                _ => self.tell(
                    Diagnostic::error(
                        Code::HeaderOrder,
                        "a module header is allowed in files only",
                    )
                    .primary(span, ""),
                ),
            }
        }
        let span = cover(tokens);
        Root::Expr(self.builder.ast.add_seq(&body, span))
    }

    /// One pattern.
    pub(super) fn pattern(&mut self, tokens: &[Spanned]) -> PatternId {
        let until = tokens.iter().rposition(|spanned| spanned.token != Token::Newline);
        let tokens = &tokens[..until.map_or(0, |last| last + 1)];
        match self.item(Token::StartPattern, tokens) {
            Parsed::Pattern(pattern) => pattern,
            _ => self.builder.ast.add_pattern(Pattern::Error, cover(tokens)),
        }
    }
}

/// The ranges between the separators at depth zero. A semicolon that separates nothing belongs to the item after it.
pub(super) fn statements(tokens: &[Spanned]) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut depth = 0_usize;
    let mut start = 0;
    for (index, spanned) in tokens.iter().enumerate() {
        match spanned.token {
            token if token.is_opener() => depth += 1,
            token if token.is_closer() => depth = depth.saturating_sub(1),
            token
                if token.is_separator()
                    && depth == 0
                    && (start < index || token == Token::Newline) =>
            {
                ranges.push(start..index);
                start = index + 1;
            }
            _ => {}
        }
    }
    ranges.push(start..tokens.len());
    ranges.retain(|range| !range.is_empty());
    ranges
}

/// The span from the first token to the last.
pub(super) fn cover(tokens: &[Spanned]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::at(0),
    }
}
