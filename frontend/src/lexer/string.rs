//! String and character literals.

use super::{Lexer, escape};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::token::Token;

impl Lexer<'_> {
    /// Reads the string whose opening quote is at `start`.
    pub(super) fn string(&mut self, start: u32) {
        let bytes = self.source.as_bytes();
        let first = start + 1;
        let mut at = first;
        let mut is_plain = true;
        let mut flushed = first;
        self.scratch.clear();
        loop {
            match bytes.get(at as usize) {
                Some(b'"') => break,
                Some(b'\\') => {
                    is_plain = false;
                    self.flush(flushed, at);
                    at = self.escape(at);
                    flushed = at;
                }
                Some(b'\n') => {
                    if self.broken_string == Some(start) {
                        return self.end_at_line(start, flushed, at);
                    }
                    self.run.first_long_string.get_or_insert(start);
                    at += 1;
                }
                Some(b'\t' | 0x1b) => {
                    self.raw_control(at);
                    at += 1;
                }
                Some(_) => at += 1,
                None => return self.unclosed_string(start, flushed, at),
            }
        }
        let symbol = if is_plain {
            self.names.intern(Span::new(first, at).text(self.source))
        } else {
            self.flush(flushed, at);
            self.intern_scratch()
        };
        self.skip_to(at + 1);
        self.push(Token::Str(symbol), Span::new(start, at + 1));
    }

    fn flush(&mut self, from: u32, until: u32) {
        self.scratch.push_str(Span::new(from, until).text(self.source));
    }

    /// Reads an escape sequence into the scratch text; answers where it ends.
    pub(super) fn escape(&mut self, backslash: u32) -> u32 {
        match escape::read(self.source, backslash) {
            Ok(escape) => {
                self.scratch.extend(escape.value);
                escape.end
            }
            Err(fault) => {
                self.report(fault.diagnostic);
                fault.end
            }
        }
    }

    fn raw_control(&mut self, at: u32) {
        let (name, written) = match self.byte(at) {
            Some(b'\t') => ("a quoted tab", "\\t"),
            _ => ("a quoted escape character", "\\x1b"),
        };
        let span = Span::new(at, at + 1);
        self.report(
            Diagnostic::error(Code::RawControl, format!("{name} must be written as {written}"))
                .primary(span, "")
                .patch(span, written, "write the escape sequence"),
        );
    }

    fn end_at_line(&mut self, start: u32, flushed: u32, at: u32) {
        self.report(
            Diagnostic::error(Code::UnclosedString, "this string is never closed")
                .primary(Span::new(start, at), "the closing quote is missing")
                .note("the quotes after it do not pair up; a string may span lines"),
        );
        self.end_unclosed(start, flushed, at);
    }

    fn unclosed_string(&mut self, start: u32, flushed: u32, at: u32) {
        self.run.string_unclosed = true;
        self.run.lexed.unfinished = true;
        self.report(
            Diagnostic::error(Code::UnclosedString, "input ends inside a string literal")
                .primary(Span::new(start, start + 1), "the string that begins here is not closed"),
        );
        self.end_unclosed(start, flushed, at);
    }

    fn end_unclosed(&mut self, start: u32, flushed: u32, at: u32) {
        self.flush(flushed, at);
        let symbol = self.intern_scratch();
        self.skip_to(at);
        let span = Span::new(start, at);
        self.run.lexed.swallowed.push(span);
        self.push(Token::Str(symbol), span);
    }

    /// Reads the character whose opening apostrophe is at `start`.
    pub(super) fn character(&mut self, start: u32) {
        let mut at = start + 1;
        let mut value = None;
        let mut is_bad = false;
        while value.is_none() {
            let Some(next) = self.source[at as usize..].chars().next() else { break };
            if next == '\\' {
                match escape::read(self.source, at) {
                    Ok(escape) => (value, at) = (escape.value, escape.end),
                    Err(fault) => {
                        self.report(fault.diagnostic);
                        (value, at, is_bad) = (Some('?'), fault.end, true);
                    }
                }
                continue;
            }
            if matches!(next, '\t' | '\u{1b}') {
                self.raw_control(at);
            }
            if next == '\'' && self.byte(at + 1) != Some(b'\'') {
                break;
            }
            value = Some(next);
            at += next.len_utf8() as u32;
        }
        let closed = self.byte(at) == Some(b'\'');
        match value {
            Some(_) if closed => at += 1,
            None if closed => {
                at += 1;
                self.bad_character(Span::new(start, at), "empty character literal");
            }
            None => {
                self.run.lexed.unfinished = true;
                let span = Span::new(start, at);
                self.run.lexed.swallowed.push(span);
                self.bad_character(span, "end of input in the middle of a character literal");
            }
            Some(_) if is_bad => at = self.probable_end(at),
            Some(_) => at = self.overlong_character(start, at),
        }
        self.skip_to(at);
        self.push(Token::Char(value.unwrap_or('?')), Span::new(start, at));
    }

    /// Reports a literal of more than one character; answers where it probably ends.
    fn overlong_character(&mut self, start: u32, at: u32) -> u32 {
        let mut end = self.probable_end(at);
        // An apostrophe in the middle of a word is one of its letters.
        while end > at && self.byte(end).is_some_and(|byte| byte.is_ascii_alphanumeric()) {
            let further = self.probable_end(end);
            if further == end {
                break;
            }
            end = further;
        }
        let span = Span::new(start, end);
        let message = "a character constant must end in \"'\" after one character";
        let mut diagnostic = Diagnostic::error(Code::BadCharacter, message).primary(span, "");
        if end > at {
            let inner = Span::new(start + 1, end - 1).text(self.source);
            if !inner.contains(['"', '\\']) {
                diagnostic = diagnostic.patch(span, format!("\"{inner}\""), "write a string");
            }
        }
        self.report(diagnostic);
        end
    }

    /// Just past the next apostrophe of the line; `at` if there is none.
    fn probable_end(&self, at: u32) -> u32 {
        let line = self.source[at as usize..].split('\n').next().unwrap_or_default();
        line.find('\'').map_or(at, |quote| at + quote as u32 + 1)
    }

    fn bad_character(&mut self, span: Span, message: &str) {
        self.report(
            Diagnostic::error(Code::BadCharacter, message)
                .primary(span, "")
                .help("the apostrophe itself is written '\\''"),
        );
    }
}
