//! Recovery: an item that does not parse is mended until it does.
//!
//! The innermost statement around the fault, found by counting brackets, is replaced by one error token, which the
//! grammar takes for an expression, a method or a message. If that does not help, the statement around it is next, and so on
//! until the whole item is an error. Blocks that follow a fault in the same statement would be lost with
//! it; they are looked through for faults of their own, and then dropped.

use super::builder::Parsed;
use super::module::{cover, statements};
use super::{Failure, Parser};
use crate::ast::Expr;
use crate::lexer::MOST_FAULTS;
use crate::token::{Spanned, Token};
use std::ops::Range;

/// Attempts made at one item.
const MOST_ATTEMPTS: usize = 100;

/// How many tokens recovery may look at again, so that time and memory stay linear in a text full of faults.
pub(super) fn budget(tokens: usize) -> usize {
    1_000_000 + 10 * tokens
}

impl Parser<'_> {
    /// Parses one item, whatever it takes.
    pub(super) fn item(&mut self, start: Token, tokens: &[Spanned]) -> Parsed {
        match self.attempt(start, tokens) {
            Ok(parsed) => {
                self.take_builder_faults();
                parsed
            }
            Err(failure) => self.mend(start, tokens, failure),
        }
    }

    fn mend(&mut self, start: Token, tokens: &[Spanned], failure: Failure) -> Parsed {
        let mut tokens = tokens.to_vec();
        let mut failure = failure;
        let mut lost_blocks: Vec<Vec<Spanned>> = Vec::new();
        for _ in 0..MOST_ATTEMPTS {
            if self.diagnostics.len() > MOST_FAULTS || !self.spend(tokens.len()) {
                break;
            }
            let done = self.replace_statement(&mut tokens, &failure, &mut lost_blocks);
            if tokens.is_empty() || done && start != Token::StartItem {
                break;
            }
            match self.attempt(start, &tokens) {
                Ok(parsed) => {
                    self.take_builder_faults();
                    self.look_through(lost_blocks);
                    return parsed;
                }
                Err(next) => failure = next,
            }
        }
        self.look_through(lost_blocks);
        let span = cover(&tokens);
        Parsed::Stmt(self.builder.ast.add_expr(Expr::Error, span))
    }

    /// Takes the looking at some tokens from the budget, if it is there.
    fn spend(&mut self, tokens: usize) -> bool {
        let rest = self.budget.checked_sub(tokens);
        self.budget = rest.unwrap_or(0);
        rest.is_some()
    }

    /// Replaces the statement around the fault by an error token. Answers whether nothing else is left.
    fn replace_statement(
        &mut self,
        tokens: &mut Vec<Spanned>,
        failure: &Failure,
        lost_blocks: &mut Vec<Vec<Spanned>>,
    ) -> bool {
        let at = failure.at;
        if tokens.get(at).is_some_and(|spanned| spanned.token == Token::Semi)
            && at.checked_sub(1).is_none_or(|before| tokens[before].token.is_opener())
        {
            self.fault(tokens, at..at + 1, failure);
            tokens.remove(at);
            return tokens.is_empty();
        }
        let mut is_consequence = false;
        for frame in enclosing_frames(tokens, at) {
            let range = statement_in_frame(tokens, frame, at);
            let is_error = matches!(&tokens[range.clone()], [only] if only.token == Token::Error);
            if range.is_empty() || is_error {
                is_consequence |= is_error;
                continue;
            }
            if !is_consequence {
                self.fault(tokens, range.clone(), failure);
            }
            lost_blocks
                .extend(blocks_after(&tokens[range.clone()], at.saturating_sub(range.start)));
            self.forget(&tokens[range.clone()]);
            let span = cover(&tokens[range.clone()]);
            tokens.splice(range, [Spanned { token: Token::Error, span }]);
            return tokens.len() == 1;
        }
        if !is_consequence {
            self.fault(tokens, 0..tokens.len(), failure);
        }
        let span = cover(tokens);
        *tokens = vec![Spanned { token: Token::Error, span }];
        true
    }

    /// Tells the fault, unless it follows from another one in the same statement.
    fn fault(&mut self, tokens: &[Spanned], range: Range<usize>, failure: &Failure) {
        let statement = &tokens[range.clone()];
        let span = cover(statement);
        let end = tokens.get(failure.at).map_or(span.end, |found| found.span.end);
        let before = failure.at.saturating_sub(range.start).min(statement.len());
        let follows =
            outside_blocks(&statement[..before]).any(|spanned| spanned.token == Token::Error);
        if follows
            || is_left_over(tokens, &range, failure)
            || self.is_tainted(span.start, span.end.max(end))
        {
            return;
        }
        let place = super::syntax_error::Place {
            tokens,
            statement: range,
            at: failure.at,
            expected: &failure.expected,
            source: self.source,
        };
        if place.is_unfinished() && span.end.max(end) as usize >= self.source.trim_end().len() {
            self.incomplete = true;
        }
        let diagnostic = super::syntax_error::describe(&place);
        self.tell(diagnostic);
    }

    /// Notes the names in tokens that are dropped.
    fn forget(&mut self, tokens: &[Spanned]) {
        let names = tokens.iter().filter_map(|spanned| match spanned.token {
            Token::Ident(name)
            | Token::VerbAssign(name)
            | Token::DollarIdent(name)
            | Token::AtIdent(name)
            | Token::Str(name) => Some(name),
            _ => None,
        });
        self.names_in_errors.extend(names);
    }

    /// Looks for faults in blocks whose statement is lost.
    fn look_through(&mut self, blocks: Vec<Vec<Spanned>>) {
        for block in blocks {
            let mut block = &block[..];
            while let [first, rest @ ..] = block
                && (matches!(first.token, Token::Doc(_)) || first.token.is_separator())
            {
                block = rest;
            }
            let is_script = block.first().is_some_and(|first| begins_script_item(first.token));
            let (start, ranges) = if is_script {
                (Token::StartScriptItem, script_items(block))
            } else {
                (Token::StartItem, statements(block))
            };
            for range in ranges {
                let item = &block[range];
                if !matches!(item, [only] if matches!(only.token, Token::Error | Token::Pass)) {
                    stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.item(start, item));
                }
            }
        }
    }
}

/// Whether this is a line of a body whose method was not understood: no method begins here, and the one before is an
/// error.
fn is_left_over(tokens: &[Spanned], range: &Range<usize>, failure: &Failure) -> bool {
    let expects = |word: &str| failure.expected.iter().any(|expected| expected == word);
    let before = tokens[..range.start].iter().rev().find(|before| !before.token.is_separator());
    failure.at == range.start
        && expects("\"to\"")
        && !expects("IDENT")
        && before.is_some_and(|before| before.token == Token::Error)
}

fn begins_script_item(token: Token) -> bool {
    matches!(token, Token::To | Token::Method | Token::Match)
}

/// The methods and matchers of a block.
fn script_items(tokens: &[Spanned]) -> Vec<Range<usize>> {
    let mut starts = Vec::new();
    let mut depth = 0_usize;
    for (index, spanned) in tokens.iter().enumerate() {
        match spanned.token {
            token if token.is_opener() => depth += 1,
            token if token.is_closer() => depth = depth.saturating_sub(1),
            token if depth == 0 && begins_script_item(token) => starts.push(index),
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).copied().chain([tokens.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| {
            let is_separator = |index: &usize| tokens[*index].token.is_separator();
            let trailing = (start..end).rev().take_while(is_separator).count();
            start..end - trailing
        })
        .collect()
}

/// Openers of the blocks around `at`, innermost first; `None` for the whole item.
fn enclosing_frames(tokens: &[Spanned], at: usize) -> Vec<Option<usize>> {
    let mut open = Vec::new();
    for (index, spanned) in tokens.iter().enumerate().take(at) {
        if spanned.token.is_opener() {
            open.push(index);
        } else if spanned.token.is_closer() {
            open.pop();
        }
    }
    let is_block = |index: &usize| {
        matches!(tokens[*index].token, Token::LBrace | Token::Indent | Token::ArrowIndent)
    };
    open.into_iter().rev().filter(is_block).map(Some).chain([None]).collect()
}

/// The statement around `at` among those directly inside the block opened at `frame`.
fn statement_in_frame(tokens: &[Spanned], frame: Option<usize>, at: usize) -> Range<usize> {
    let first = frame.map_or(0, |opener| opener + 1);
    let mut start = first;
    let mut depth = 0_usize;
    for (index, spanned) in tokens.iter().enumerate().skip(first) {
        let token = spanned.token;
        if token.is_opener() {
            depth += 1;
        } else if token.is_closer() {
            if depth == 0 {
                return start..index;
            }
            depth -= 1;
        } else if depth == 0 && token.is_separator() {
            if index >= at {
                return start..index;
            }
            start = index + 1;
        }
    }
    start..tokens.len()
}

/// The insides of the outermost blocks that begin at or after `at`.
fn blocks_after(tokens: &[Spanned], at: usize) -> Vec<Vec<Spanned>> {
    let mut blocks = Vec::new();
    let mut depth = 0_usize;
    let mut block: Option<(usize, usize)> = None;
    for (index, spanned) in tokens.iter().enumerate() {
        let token = spanned.token;
        if token.is_opener() {
            let is_block = matches!(token, Token::LBrace | Token::Indent | Token::ArrowIndent);
            if block.is_none() && is_block && index >= at {
                block = Some((index + 1, depth));
            }
            depth += 1;
        } else if token.is_closer() {
            depth = depth.saturating_sub(1);
            if let Some((first, outer)) = block
                && outer == depth
            {
                blocks.push(tokens[first..index].to_vec());
                block = None;
            }
        }
    }
    blocks
}

/// The tokens that are not inside blocks.
fn outside_blocks(tokens: &[Spanned]) -> impl Iterator<Item = &Spanned> {
    let mut depth = 0_usize;
    tokens.iter().filter(move |spanned| {
        match spanned.token {
            Token::LBrace | Token::Indent | Token::ArrowIndent => depth += 1,
            Token::RBrace | Token::Dedent => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })
}
