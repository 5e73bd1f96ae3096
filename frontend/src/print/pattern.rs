//! Patterns and guards.

use super::{Level, Printer};
use crate::ast::{Expr, ExprId, KeyedPattern, Literal, Pattern, PatternId};
use crate::quote;

impl Printer<'_> {
    pub(super) fn pattern(&mut self, pattern: PatternId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.bare_pattern(pattern));
    }

    fn bare_pattern(&mut self, pattern: PatternId) {
        match self.ast[pattern] {
            Pattern::Error => self.push("<error>"),
            Pattern::Ignore { guard } => {
                self.push("_");
                self.guard(guard);
            }
            Pattern::Final { noun, guard } => self.named("", noun, guard),
            Pattern::Var { noun, guard } => self.named("var ", noun, guard),
            Pattern::Slot { noun, guard } => self.named("&", noun, guard),
            Pattern::Bind { noun, guard } => self.named("bind ", noun, guard),
            Pattern::Binding { noun } => self.named("&&", noun, None),
            Pattern::List { patterns, tail } => {
                self.push("[");
                self.commas(&self.ast[patterns], |printer, &item| printer.pattern(item));
                self.push("]");
                self.tail(" + ", tail);
            }
            Pattern::Map { items, tail } => {
                self.push("[");
                self.commas(&self.ast[items], Printer::keyed_pattern);
                self.push("]");
                self.tail(" | ", tail);
            }
            Pattern::Via { transform, pattern } => {
                self.push("via ");
                self.parenthesised(transform);
                self.push(" ");
                self.pattern(pattern);
            }
            Pattern::SuchThat { pattern, condition } => {
                self.pattern(pattern);
                self.push(" ? ");
                self.parenthesised(condition);
            }
            Pattern::Same { value, equal } => {
                self.push(if equal { "==" } else { "!=" });
                self.expr(value, Level::Prim);
            }
            Pattern::Quasi { tag, parts } => self.quasi(tag, parts),
            Pattern::ValueHole(index) => self.push(&format!("${{{index}}}")),
            Pattern::PatternHole(index) => self.push(&format!("@{{{index}}}")),
        }
    }

    fn named(&mut self, prefix: &str, noun: ExprId, guard: Option<ExprId>) {
        self.push(prefix);
        self.expr(noun, Level::Prim);
        self.guard(guard);
    }

    fn tail(&mut self, separator: &str, tail: Option<PatternId>) {
        if let Some(tail) = tail {
            self.push(separator);
            self.pattern(tail);
        }
    }

    pub(super) fn keyed_pattern(&mut self, item: &KeyedPattern) {
        match item.key {
            None => self.push("=> "),
            Some(key) => {
                let is_literal = match self.ast[key] {
                    Expr::Literal(Literal::Int(value)) => value >= 0,
                    Expr::Literal(Literal::Double(value)) => value.is_sign_positive(),
                    Expr::Literal(_) => true,
                    _ => false,
                };
                if is_literal {
                    self.expr(key, Level::Whole);
                } else {
                    self.parenthesised(key);
                }
                self.push(" => ");
            }
        }
        self.pattern(item.pattern);
        if let Some(default) = item.default {
            self.push(" := ");
            self.parenthesised(default);
        }
    }

    /// ` :guard`, if there is one.
    pub(super) fn guard(&mut self, guard: Option<ExprId>) {
        let Some(guard) = guard else { return };
        self.push(" :");
        let is_plain = match self.ast[guard] {
            Expr::Noun(_) => self.is_plain_noun(guard),
            Expr::Get { receiver, .. } => self.is_plain_noun(receiver),
            _ => false,
        };
        if is_plain {
            self.expr(guard, Level::Chainable);
        } else {
            self.parenthesised(guard);
        }
    }

    fn is_plain_noun(&self, expr: ExprId) -> bool {
        self.ast.noun_name(expr).is_some_and(|name| quote::is_identifier(self.ast.name(name)))
    }
}
