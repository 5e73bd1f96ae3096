//! Brackets that do not match: what to say, and how to go on.
//!
//! In the first run over a text a closer that does not fit closes what it can, and at the end of the text everything is closed. If
//! there was any such fault the pass runs a second time, and now the indentation decides where a
//! bracket should have been closed:
//!
//! - a line that begins a statement no deeper than the line of an opener ends that opener's bracket;
//! - a closing bracket that begins its line closes the bracket whose line has the same indentation.

use super::Layout;
use super::frames::{Frame, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::token::{Spanned, Token};

impl Layout<'_> {
    /// Closes the brackets that the line beginning with `upcoming` cannot belong to.
    pub(super) fn close_by_indentation(&mut self, upcoming: Option<(Spanned, u32)>) {
        let Some((next, width)) = upcoming else { return };
        let begins_statement = !next.token.is_closer()
            && !next.token.is_infix()
            && !matches!(
                next.token,
                Token::Comma
                    | Token::Dot
                    | Token::FatArrow
                    | Token::Question
                    | Token::In
                    | Token::Else
                    | Token::Catch
                    | Token::Finally
                    | Token::Colon
            );
        let mut open = self.frames.len();
        if begins_statement {
            while open > 0 && self.must_end(&self.frames[open - 1], next.token, width) {
                open -= 1;
            }
        }
        if open < self.frames.len() {
            let closed = self.frames.split_off(open);
            self.report_unclosed(&closed);
            self.frames.extend(closed);
            while self.frames.len() > open {
                self.close_frame();
            }
            self.pending = None;
        } else if matches!(self.kind(), Kind::Round | Kind::Square | Kind::Curly) {
            self.frame().inner_width.get_or_insert(width);
        }
    }

    fn must_end(&self, frame: &Frame, next: Token, width: u32) -> bool {
        match frame.kind {
            Kind::File | Kind::Block | Kind::Shifted | Kind::Hole => return false,
            Kind::Virtual => return width <= frame.line_width,
            Kind::Round | Kind::Square | Kind::Curly => {}
        }
        let previous_ends = self
            .out
            .tokens
            .last()
            .is_some_and(|last| last.token.ends_operand() || last.span == frame.opener);
        match frame.inner_width {
            _ if width > frame.line_width => false,
            Some(inner) if inner > frame.line_width => frame.kind == Kind::Curly || previous_ends,
            Some(_) => width < frame.line_width,
            None if frame.kind == Kind::Curly => width < frame.line_width,
            None => previous_ends && (next.is_keyword() || self.previous() != Some(Token::LParen)),
        }
    }

    /// A closer at the start of a line closes the bracket whose line is indented like it.
    pub(super) fn close_before_line(&mut self, next: Spanned) {
        let width = self.line_width;
        let inner = |frame: &Frame| {
            matches!(frame.kind, Kind::Round | Kind::Square | Kind::Curly)
                && frame.line_width > width
        };
        let first = self.frames.iter().rposition(|frame| !inner(frame));
        let Some(first) = first else { return };
        let fits = self.frames[first].kind.is_closed_by(next.token)
            && self.frames[first].line_width == width;
        if !fits || first + 1 == self.frames.len() {
            return;
        }
        let closed = self.frames.split_off(first + 1);
        self.report_unclosed(&closed);
        self.frames.extend(closed);
        while self.frames.len() > first + 1 {
            self.close_frame();
        }
    }

    fn report_unclosed(&mut self, frames: &[Frame]) {
        let brackets: Vec<Frame> =
            frames.iter().copied().filter(|frame| frame.kind != Kind::Virtual).collect();
        if let Some((innermost, outer)) = brackets.split_last() {
            self.unclosed(innermost, outer);
        }
    }

    /// Says that a bracket, and those around it, are never closed.
    pub(super) fn unclosed(&mut self, innermost: &Frame, outer: &[Frame]) {
        let closer = innermost.kind.closer().and_then(Token::spelling).unwrap_or_default();
        let mut diagnostic =
            Diagnostic::error(Code::UnclosedBracket, format!("no matching `{closer}` found"))
                .primary(innermost.opener, "this bracket is never closed");
        for frame in outer.iter().rev().take(2) {
            diagnostic = diagnostic.secondary(frame.opener, "nor is this one");
        }
        self.report(diagnostic);
    }

    /// A closer that does not fit the innermost bracket: closes an outer one, or is dropped.
    pub(super) fn mismatch(&mut self, next: Spanned) {
        let closer = next.token.spelling().unwrap_or_default();
        let fits = self.frames.iter().rposition(|frame| frame.kind.is_closed_by(next.token));
        let barrier = self.frames.iter().rposition(|frame| frame.kind == Kind::Block);
        let innermost = self.frames.iter().rev().find(|frame| frame.kind != Kind::Virtual).copied();
        let opener = innermost.filter(|frame| frame.kind.is_bracket());
        let Some(opener) = opener else {
            self.report(
                Diagnostic::error(
                    Code::UnmatchedCloser,
                    format!("unmatched closing character \"{closer}\""),
                )
                .primary(next.span, "nothing is open that this could close")
                .patch(next.span, "", "remove it"),
            );
            return;
        };
        let text = opener.opener.text(self.source).to_string();
        let wanted = opener.kind.closer().and_then(Token::spelling).unwrap_or_default();
        self.report(
            Diagnostic::error(
                Code::MismatchedBracket,
                format!("mismatch: \"{closer}\" doesn't close \"{text}\""),
            )
            .primary(next.span, format!("expected \"{wanted}\""))
            .secondary(opener.opener, "this was opened last"),
        );
        match fits {
            Some(fits) if barrier.is_none_or(|barrier| barrier < fits) => {
                while self.frames.len() > fits + 1 {
                    let wanted = self.frames.last().and_then(|frame| frame.kind.closer());
                    self.superfluous.extend(wanted);
                    self.close_frame();
                }
                self.frames.pop();
                self.push(next.token, next.span);
            }
            _ => {
                // Take it for the closer that was meant.
                self.close_as_meant(next.span);
            }
        }
    }

    fn close_as_meant(&mut self, span: Span) {
        while self.kind() == Kind::Virtual {
            self.close_frame();
        }
        let Some(closer) = self.kind().closer() else { return };
        if self.kind() == Kind::Hole {
            return;
        }
        self.frames.pop();
        self.push(closer, span);
    }
}
