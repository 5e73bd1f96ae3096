//! The layout pass: lexer tokens in, grammar tokens out; indentation and line ends become tokens, brackets become balanced.
//!
//! What comes out is what an LALR(1) grammar can take:
//!
//! - a `:` or `->` that ends its line becomes `Indent` or `ArrowIndent`, and the end of the block `Dedent`;
//! - each run of line ends and semicolons becomes one `Newline`, or one `Semi` if there is a semicolon in it; a run
//!   of line ends alone is dropped where the language skips it ([`separators`]);
//! - `for` directly after `[` becomes `ForComprehension`, and a string that begins the body of an object or a
//!   function becomes `Doc`;
//! - comments vanish.
//!
//! Indentation counts only in *statement position*: nothing is open, or the innermost open thing is an
//! indented block. Widths of comment lines and blank lines are never looked at.
//!
//! Brackets always come out balanced, so the parser can find the statement around a fault. If they are not balanced in the
//! text, the pass runs again and uses the indentation to find where a bracket should have been closed ([`repair`]).

mod frames;
mod repair;
mod separators;

use crate::diagnostic::{Code, Diagnostic};
use crate::lexer::{Lexed, MOST_FAULTS};
use crate::names::Symbol;
use crate::span::Span;
use crate::token::{Spanned, Token};
use frames::{Frame, Kind};

/// The tokens for the grammar.
#[derive(Debug, Default)]
pub struct Laid {
    /// Balanced tokens without comments.
    pub tokens: Vec<Spanned>,
    /// The faults found.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the text ends inside an open bracket or before the block that a colon promised.
    pub unfinished: bool,
    /// Whether the last line belongs to an indented block, so that more lines could follow.
    pub ends_in_block: bool,
}

/// Lays out the tokens of `source`.
pub fn lay_out(source: &str, lexed: &Lexed) -> Laid {
    let first = Layout::new(source, lexed, false).run();
    let brackets = [Code::UnmatchedCloser, Code::MismatchedBracket, Code::UnclosedBracket];
    if !first.diagnostics.iter().any(|diagnostic| brackets.contains(&diagnostic.code)) {
        return first;
    }
    let mut second = Layout::new(source, lexed, true).run();
    second.unfinished = first.unfinished;
    second
}

struct Layout<'a> {
    source: &'a str,
    raw: &'a [Spanned],
    /// Literals that are not closed.
    swallowed: &'a [Span],
    /// Index of the raw token at hand.
    at: usize,
    /// Whether brackets are closed where the indentation says so.
    repairing: bool,
    /// Open brackets and blocks; the first stands for the file.
    frames: Vec<Frame>,
    /// The separator seen since the last token.
    pending: Option<Token>,
    /// Whether the token at hand is the first of its line.
    at_line_start: bool,
    /// Width of the indentation of the line at hand.
    line_width: u32,
    /// Closers that a mismatch has made superfluous.
    superfluous: Vec<Token>,
    out: Laid,
}

impl<'a> Layout<'a> {
    fn new(source: &'a str, lexed: &'a Lexed, repairing: bool) -> Layout<'a> {
        let raw = &lexed.tokens;
        let tokens = Vec::with_capacity(raw.len());
        Layout {
            source,
            raw,
            swallowed: &lexed.swallowed,
            at: 0,
            repairing,
            frames: vec![Frame::new(Kind::File, Span::at(0), 0)],
            pending: None,
            at_line_start: true,
            line_width: 0,
            superfluous: Vec::new(),
            out: Laid { tokens, ..Laid::default() },
        }
    }

    fn run(mut self) -> Laid {
        while let Some(&next) = self.raw.get(self.at) {
            self.at += 1;
            match next.token {
                Token::Comment => {}
                Token::Newline => self.newline(next.span),
                Token::Semi => self.pending = Some(Token::Semi),
                token if token.is_closer() => self.closer(next),
                _ => self.ordinary(next),
            }
            if next.token != Token::Newline && next.token != Token::Comment {
                self.at_line_start = false;
            }
        }
        self.end_of_input();
        self.out
    }

    fn frame(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn kind(&self) -> Kind {
        self.frames.last().map_or(Kind::File, |frame| frame.kind)
    }

    /// The last token that came out.
    fn previous(&self) -> Option<Token> {
        self.out.tokens.last().map(|spanned| spanned.token)
    }

    /// Where layout tokens stand: at the end of the last token.
    fn end_of_previous(&self) -> Span {
        Span::at(self.out.tokens.last().map_or(0, |spanned| spanned.span.end))
    }

    fn push(&mut self, token: Token, span: Span) {
        self.out.tokens.push(Spanned { token, span });
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.out.diagnostics.len() < MOST_FAULTS {
            self.out.diagnostics.push(diagnostic);
        }
    }

    /// Whether nothing is open but indented blocks.
    fn in_statement_position(&self) -> bool {
        matches!(self.kind(), Kind::File | Kind::Block | Kind::Shifted)
    }

    /// The width of the innermost block.
    fn width(&self) -> u32 {
        self.frames.last().map_or(0, |frame| frame.width)
    }

    /// The next token that is no comment and no line end, with the width of its line.
    fn upcoming(&self) -> Option<(Spanned, u32)> {
        let mut line_start = self.raw[self.at - 1].span.end;
        for spanned in &self.raw[self.at..] {
            match spanned.token {
                Token::Newline => line_start = spanned.span.end,
                Token::Comment => {}
                _ => return Some((*spanned, self.indentation(line_start))),
            }
        }
        None
    }

    /// The width of the blank start of a line. (A tab is a fault already, and counts as one column here.)
    fn indentation(&self, line_start: u32) -> u32 {
        let line = &self.source.as_bytes()[line_start as usize..];
        line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count() as u32
    }

    /// Whether a comment deeper than `width` comes before the next line of code.
    fn deeper_comment_follows(&self, width: u32) -> bool {
        let mut line_start = self.raw[self.at - 1].span.end;
        for spanned in &self.raw[self.at..] {
            match spanned.token {
                Token::Newline => line_start = spanned.span.end,
                Token::Comment if spanned.span.start - line_start > width => return true,
                Token::Comment => {}
                _ => return false,
            }
        }
        false
    }

    /// An end of line: all lines without code after it are skipped too.
    fn newline(&mut self, span: Span) {
        let upcoming = self.upcoming();
        self.at_line_start = true;
        if let Some((_, width)) = upcoming {
            self.line_width = width;
        }
        if self.repairing {
            self.close_by_indentation(upcoming);
        }
        let opens_block = self.pending.is_none()
            && matches!(self.previous(), Some(Token::Colon | Token::Arrow))
            && self.raw[..self.at - 1]
                .iter()
                .rev()
                .find(|spanned| spanned.token != Token::Comment)
                .is_some_and(|spanned| matches!(spanned.token, Token::Colon | Token::Arrow));
        if self.in_statement_position() {
            self.superfluous.clear();
            if opens_block {
                self.open_block(upcoming, span);
            } else {
                self.statement_line(upcoming);
            }
        } else if opens_block {
            self.block_in_brackets(upcoming);
        } else {
            self.close_virtual_blocks(upcoming);
            self.separate();
        }
        // The lines in between have been looked at already.
        while self
            .raw
            .get(self.at)
            .is_some_and(|spanned| matches!(spanned.token, Token::Newline | Token::Comment))
        {
            self.at += 1;
        }
    }

    fn separate(&mut self) {
        self.pending.get_or_insert(Token::Newline);
    }

    /// The line ends in a colon or an arrow: a block must follow.
    fn open_block(&mut self, upcoming: Option<(Spanned, u32)>, newline: Span) {
        let width = self.width();
        match upcoming {
            Some((_, deeper)) if deeper > width => self.push_block(deeper),
            _ => {
                let is_empty_block = self.deeper_comment_follows(width);
                if !is_empty_block {
                    self.expected_block(upcoming, newline);
                }
                self.push_block(width);
                self.pop_block();
                self.out.unfinished |= upcoming.is_none() && !is_empty_block;
                match upcoming {
                    Some(_) => self.statement_line(upcoming),
                    None => self.separate(),
                }
            }
        }
    }

    fn expected_block(&mut self, upcoming: Option<(Spanned, u32)>, newline: Span) {
        let opener = self.out.tokens.last().map_or(newline, |last| last.span);
        let place = upcoming.map_or(Span::at(newline.start), |(next, _)| next.span);
        let mut diagnostic = Diagnostic::error(Code::ExpectedBlock, "expected an indented block");
        if upcoming.is_some() {
            diagnostic = diagnostic
                .primary(place, "this line is not indented deeper")
                .secondary(opener, "the block begins here");
        } else {
            diagnostic = diagnostic.primary(opener, "the block begins here");
        }
        self.report(diagnostic.help("write `pass` for an empty block"));
    }

    /// Turns the colon or arrow that came out last into the start of a block.
    fn push_block(&mut self, width: u32) {
        let is_doc = std::mem::take(&mut self.frame().expects_body);
        self.frame().in_for_head = false;
        self.frame().awaits_block = None;
        if let Some(last) = self.out.tokens.last_mut() {
            let is_arrow = last.token == Token::Arrow;
            last.token = if is_arrow { Token::ArrowIndent } else { Token::Indent };
            let mut frame = Frame::new(Kind::Block, last.span, width);
            frame.may_begin_with_doc = is_doc;
            self.frames.push(frame);
        }
    }

    fn pop_block(&mut self) {
        let frame = self.frames.pop();
        if frame.is_some_and(|frame| frame.kind == Kind::Block) {
            let end = self.end_of_previous();
            self.push(Token::Dedent, end);
        }
    }

    /// A line begins in statement position: its width closes blocks, or is a fault.
    fn statement_line(&mut self, upcoming: Option<(Spanned, u32)>) {
        let Some((next, width)) = upcoming else { return self.separate() };
        let top = self.width();
        if width > top {
            if self.frame().first_width == width {
                return self.separate();
            }
            return self.unexpected_indent(next, width);
        }
        while self.outer_width().is_some_and(|outer| outer >= width) {
            self.pop_block();
            self.pending = None;
        }
        if width < self.width() {
            // The line most likely belongs to this block: so no name leaves its scope for it.
            self.bad_unindent(next);
            self.frame().width = width;
        }
        self.separate();
    }

    /// The width of the block around the innermost one.
    fn outer_width(&self) -> Option<u32> {
        let outer = self.frames.len().checked_sub(2)?;
        Some(self.frames[outer].width)
    }

    fn unexpected_indent(&mut self, next: Spanned, width: u32) {
        let continues = self.previous().is_some_and(Token::is_infix) || next.token.is_infix();
        if let Some(opener) = self.frame().awaits_block
            && !continues
            && !continues_head(next.token)
        {
            return self.missing_colon(opener, width);
        }
        let mut diagnostic = Diagnostic::error(Code::UnexpectedIndent, "unexpected indent")
            .primary(
                Span::new(next.span.start.saturating_sub(width), next.span.start),
                "deeper than the line before",
            );
        diagnostic = if continues {
            diagnostic.help("put an expression of several lines in parentheses")
        } else {
            diagnostic.help("only a line after a `:` or `->` is indented deeper")
        };
        self.report(diagnostic);
        self.frames.push(Frame::new(Kind::Shifted, next.span, width));
        let begins_statement = !next.token.is_infix()
            && !matches!(next.token, Token::Dot | Token::Send | Token::Assign | Token::Comma);
        if begins_statement && !continues {
            self.separate();
        }
    }

    /// The head of a form, and then an indented line: the block is there, only its colon or arrow is not.
    fn missing_colon(&mut self, opener: Token, width: u32) {
        let mark = opener.spelling().unwrap_or_default();
        let place = self.end_of_previous();
        let message = format!("expected `{mark}` before an indented block");
        self.report(
            Diagnostic::error(Code::ExpectedBlock, message)
                .primary(place, "the head of the block ends here")
                .patch(place, mark, "begin the block"),
        );
        self.push(opener, place);
        self.push_block(width);
    }

    fn bad_unindent(&mut self, next: Spanned) {
        self.report(
            Diagnostic::error(
                Code::BadUnindent,
                "unindent does not match any outer indentation level",
            )
            .primary(next.span, "this column belongs to no block"),
        );
    }

    /// A block in brackets is a fault; it is read as if it stood in braces.
    fn block_in_brackets(&mut self, upcoming: Option<(Spanned, u32)>) {
        let colon = self.end_of_previous();
        let colon = Span::new(colon.start.saturating_sub(1), colon.start);
        let bracket = self.frames.last().map_or(colon, |frame| frame.opener);
        self.report(
            Diagnostic::error(
                Code::BlockInBrackets,
                "indented blocks are only allowed in statement position",
            )
            .primary(colon, "this begins an indented block")
            .secondary(bracket, "inside this bracket")
            .help("write the block in braces"),
        );
        if self.previous() == Some(Token::Colon) {
            self.out.tokens.pop();
        }
        self.push(Token::LBrace, colon);
        let head = self.frame().line_width;
        let inner = upcoming.map_or(head, |(_, width)| width);
        let mut frame = Frame::new(Kind::Virtual, colon, self.width());
        frame.line_width = if inner > head { inner - 1 } else { head };
        self.frames.push(frame);
    }

    /// Ends blocks in brackets before a line that is not indented deeper than their heads.
    fn close_virtual_blocks(&mut self, upcoming: Option<(Spanned, u32)>) {
        let Some((_, width)) = upcoming else { return };
        while self.kind() == Kind::Virtual && width <= self.frame().line_width {
            self.frames.pop();
            let end = self.end_of_previous();
            self.push(Token::RBrace, end);
        }
    }

    /// Any token but line ends, semicolons, comments and closers.
    fn ordinary(&mut self, next: Spanned) {
        let mut token = next.token;
        self.emit_separator(token);
        let previous = self.previous();
        match token {
            Token::For if previous == Some(Token::LBracket) => {
                token = Token::ForComprehension;
                self.frame().is_comprehension = true;
            }
            Token::Str(text) if self.begins_body(previous) => token = Token::Doc(text),
            _ => {}
        }
        self.frame().note_head(token, previous);
        self.push(token, next.span);
        if let Some(kind) = Kind::opened_by(token) {
            let may_begin_with_doc =
                token == Token::LBrace && std::mem::take(&mut self.frame().expects_body);
            if token == Token::LBrace {
                self.frame().in_for_head = false;
                self.frame().in_fn_head = false;
                self.frame().awaits_block = None;
            }
            let mut frame = Frame::new(kind, next.span, self.width());
            frame.line_width = self.line_width;
            frame.may_begin_with_doc = may_begin_with_doc;
            self.frames.push(frame);
        }
    }

    fn begins_body(&self, previous: Option<Token>) -> bool {
        matches!(previous, Some(Token::LBrace | Token::Indent))
            && self.frames.last().is_some_and(|frame| frame.may_begin_with_doc)
    }

    /// Puts out the separator seen before `next`, unless it is dropped there.
    fn emit_separator(&mut self, next: Token) {
        let Some(separator) = self.pending.take() else { return };
        if separator == Token::Newline {
            let previous = self.previous();
            let before = self.out.tokens.len().checked_sub(2);
            let before = before.map(|index| self.out.tokens[index].token);
            let frame = *self.frame();
            if separators::is_dropped(previous, before, next, &frame) {
                return;
            }
        }
        let end = self.end_of_previous();
        self.push(separator, end);
        self.frame().end_statement();
    }

    fn closer(&mut self, next: Spanned) {
        self.take_separator_before_closer();
        if self.repairing && self.at_line_start {
            self.close_before_line(next);
        }
        while self.kind() == Kind::Virtual && self.kind_below_virtual().is_closed_by(next.token) {
            self.frames.pop();
            let end = self.end_of_previous();
            self.push(Token::RBrace, end);
        }
        if self.kind().is_closed_by(next.token) {
            self.frames.pop();
            return self.push(next.token, next.span);
        }
        if let Some(at) = self.superfluous.iter().rposition(|&token| token == next.token) {
            self.superfluous.remove(at);
            return;
        }
        self.mismatch(next);
    }

    fn take_separator_before_closer(&mut self) {
        if self.pending == Some(Token::Semi) {
            let end = self.end_of_previous();
            self.push(Token::Semi, end);
        }
        self.pending = None;
    }

    fn kind_below_virtual(&self) -> Kind {
        let real = self.frames.iter().rev().find(|frame| frame.kind != Kind::Virtual);
        real.map_or(Kind::File, |frame| frame.kind)
    }

    fn end_of_input(&mut self) {
        self.out.ends_in_block = self.kind() == Kind::Block;
        self.take_separator_before_closer();
        let open: Vec<Frame> =
            self.frames.iter().copied().filter(|frame| frame.kind.is_bracket()).collect();
        self.out.unfinished |= !open.is_empty();
        self.unclosed(&open);
        while self.frames.len() > 1 {
            self.close_frame();
        }
    }

    /// Ends the innermost frame, putting out what is missing for it.
    fn close_frame(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        let end = self.end_of_previous();
        if let Some(closer) = frame.kind.closer() {
            self.push(closer, end);
        }
        if frame.kind == Kind::Hole {
            self.push(Token::QuasiClose(Symbol::EMPTY), end);
        }
    }
}

/// Whether a line that begins with it goes on with the head of a form.
fn continues_head(token: Token) -> bool {
    use Token::*;
    matches!(
        token,
        Dot | Send
            | Assign
            | Comma
            | Colon
            | Arrow
            | FatArrow
            | Question
            | LBrace
            | As
            | Extends
            | Implements
            | Guards
            | Exit
            | In
            | Via
            | Else
            | Catch
            | Finally
    )
}
