//! The limit of nesting.
//!
//! Children are always added to the arena before their parents, so one pass in order over both tables, by position,
//! finds the depth of every node without recursion. A tree deeper than the limit is replaced by an error node.

use super::{Parser, Root};
use crate::ast::{Ast, Expr, Node, Pattern};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;

/// Levels of nesting that a source text may have.
pub const NESTING_LIMIT: u32 = 20_000;

impl Parser<'_> {
    /// Answers the root, or an error node if the tree is too deep.
    pub(super) fn check_depth(&mut self, root: Root) -> Root {
        let ast = &self.builder.ast;
        if ast.expr_count() + ast.pattern_count() <= NESTING_LIMIT as usize {
            return root;
        }
        let Some(span) = first_too_deep(ast) else { return root };
        self.diagnostics.push(
            Diagnostic::error(
                Code::TooDeep,
                format!("source nested more than {NESTING_LIMIT} levels deep"),
            )
            .primary(Span::new(span.start, span.start + 1), "too deep a nesting begins here"),
        );
        let ast = &mut self.builder.ast;
        match root {
            Root::Pattern(_) => Root::Pattern(ast.add_pattern(Pattern::Error, span)),
            _ => Root::Expr(ast.add_expr(Expr::Error, span)),
        }
    }
}

/// The first node whose subtree is deeper than the limit.
fn first_too_deep(ast: &Ast) -> Option<Span> {
    let mut exprs: Vec<u32> = vec![0; ast.expr_count()];
    let mut patterns: Vec<u32> = vec![0; ast.pattern_count()];
    let depth_of = |node: Node, exprs: &[u32], patterns: &[u32]| {
        let mut deepest = 0;
        ast.for_each_child(node, &mut |child| {
            let depth = match child {
                Node::Expr(expr) => exprs[expr.index()],
                Node::Pattern(pattern) => patterns[pattern.index()],
            };
            deepest = deepest.max(depth);
        });
        deepest + 1
    };
    for node in ast.in_order_of_making() {
        let depth = depth_of(node, &exprs, &patterns);
        match node {
            Node::Expr(expr) => exprs[expr.index()] = depth,
            Node::Pattern(pattern) => patterns[pattern.index()] = depth,
        }
        if depth > NESTING_LIMIT {
            return Some(match node {
                Node::Expr(expr) => ast.span(expr),
                Node::Pattern(pattern) => ast.pattern_span(pattern),
            });
        }
    }
    None
}
