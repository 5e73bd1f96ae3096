//! Brackets that do not match: what to say, and how to go on.
//!
//! In the first run over a text a closer that does not fit closes what it can, and at the end of the text everything is closed. If
//! there was any such fault the pass runs a second time, and now the indentation decides where a
//! bracket should have been closed:
//!
//! - a line that begins a statement no deeper than the line of an opener ends that opener's bracket;
//! - a closing bracket that begins its line closes the bracket whose line has the same indentation;
//! - a closing bracket inside a line that does not fit leaves alone what is closed by a line further down.
//!
//! A literal that is not closed may have swallowed closing brackets: those that may be in there are not missed.

use super::Layout;
use super::frames::{Frame, Kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::MOST_FAULTS;
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
        self.unclosed(&brackets);
    }

    /// Says that a bracket, and those around it, are never closed.
    pub(super) fn unclosed(&mut self, brackets: &[Frame]) {
        let unclosed: Vec<&Frame> =
            brackets.iter().rev().filter(|frame| !self.is_swallowed(frame)).collect();
        let Some((innermost, outer)) = unclosed.split_first() else { return };
        let closer = innermost.kind.closer().and_then(Token::spelling).unwrap_or_default();
        let mut diagnostic =
            Diagnostic::error(Code::UnclosedBracket, format!("no matching `{closer}` found"))
                .primary(innermost.opener, "this bracket is never closed");
        for frame in outer.iter().take(2) {
            diagnostic = diagnostic.secondary(frame.opener, "nor is this one");
        }
        self.report(diagnostic);
    }

    /// Whether the closer of a bracket may be inside a literal that is not closed.
    fn is_swallowed(&self, frame: &Frame) -> bool {
        let here = self.raw.get(self.at).map_or(self.source.len() as u32, |next| next.span.start);
        let closer = frame.kind.closer().and_then(Token::spelling).unwrap_or_default();
        let inside = |literal: &&Span| (frame.opener.end..here).contains(&literal.start);
        self.swallowed.iter().filter(inside).any(|literal| {
            literal.end as usize >= self.source.trim_end().len()
                || literal.text(self.source).contains(closer)
        })
    }

    /// A closer that does not fit the innermost bracket: closes an outer one, or is dropped.
    pub(super) fn mismatch(&mut self, next: Spanned) {
        let closer = next.token.spelling().unwrap_or_default();
        let fits = self.frames.iter().rposition(|frame| frame.kind.is_closed_by(next.token));
        let barrier = self.frames.iter().rposition(|frame| frame.kind == Kind::Block);
        let innermost = self.frames.iter().rev().find(|frame| frame.kind != Kind::Virtual).copied();
        let opener = innermost.filter(|frame| frame.kind.is_bracket());
        let Some(opener) = opener else { return self.stray(next) };
        if self.is_stray(&opener, fits, next) {
            return self.stray(next);
        }
        if !self.is_swallowed(&opener) {
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
        }
        let is_meant_for_innermost = fits.is_some_and(|fits| {
            let outer = &self.frames[fits];
            let is_elsewhere = !self.at_line_start || self.line_width > outer.line_width;
            (self.is_on_line(&opener, next) || self.at_line_start)
                && is_elsewhere
                && !self.is_on_line(outer, next)
                && self.closes_later(outer)
        });
        match fits {
            Some(fits)
                if barrier.is_none_or(|barrier| barrier < fits) && !is_meant_for_innermost =>
            {
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

    /// Whether a closer that fits nothing stands in a block which has an end of its own further down.
    fn is_stray(&self, opener: &Frame, fits: Option<usize>, next: Spanned) -> bool {
        fits.is_none() && !self.is_on_line(opener, next) && self.closes_later(opener)
    }

    fn stray(&mut self, next: Spanned) {
        let closer = next.token.spelling().unwrap_or_default();
        self.report(
            Diagnostic::error(
                Code::UnmatchedCloser,
                format!("unmatched closing character \"{closer}\""),
            )
            .primary(next.span, "nothing is open that this could close")
            .patch(next.span, "", "remove it"),
        );
    }

    fn is_on_line(&self, frame: &Frame, next: Spanned) -> bool {
        !Span::new(frame.opener.start, next.span.start).text(self.source).contains('\n')
    }

    /// Whether a line further down, indented like the line of the opener, begins with its closer.
    fn closes_later(&self, frame: &Frame) -> bool {
        if self.out.diagnostics.len() >= MOST_FAULTS {
            return false;
        }
        let mut line_start = None;
        for spanned in &self.raw[self.at..] {
            match (spanned.token, line_start) {
                (Token::Newline, _) => line_start = Some(spanned.span.end),
                (Token::Comment, _) | (_, None) => {}
                (token, Some(start)) => {
                    line_start = None;
                    if self.indentation(start) <= frame.line_width {
                        let is_level = self.indentation(start) == frame.line_width;
                        return is_level && frame.kind.is_closed_by(token);
                    }
                }
            }
        }
        false
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
