//! Quasi-literals: text with holes between backticks.
//!
//! Each piece of text is one token: `QuasiOpen` when a hole follows, `QuasiClose` at the end. A hole that is a
//! plain name is one token and the text goes on at once; `${` and `@{` go back to ordinary tokens until their
//! `}`, which calls [`Lexer::quasi_text`] again.

use super::{Bracket, Lexer};
use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use crate::token::Token;

impl Lexer<'_> {
    /// Reads a quasi-literal whose opening backtick has just been read.
    pub(super) fn quasi(&mut self) {
        let start = self.offset() - 1;
        self.quasis.push(start);
        self.quasi_text(start);
    }

    /// Reads text until the literal ends or a hole in braces begins. The token of the text begins at `start`.
    pub(super) fn quasi_text(&mut self, mut start: u32) {
        let bytes = self.source.as_bytes();
        let mut at = self.offset();
        let mut flushed = at;
        self.scratch.clear();
        loop {
            let Some(&byte) = bytes.get(at as usize) else {
                return self.unclosed_quasi(start, flushed);
            };
            match byte {
                b'\n' => {
                    self.run.first_long_quasi.get_or_insert(start);
                    at += 1;
                }
                b'`' | b'$' | b'@' if self.byte(at + 1) == Some(byte) => {
                    self.piece(flushed, at + 1);
                    at += 2;
                    flushed = at;
                }
                b'`' => {
                    self.piece(flushed, at);
                    let text = self.intern_scratch();
                    self.push(Token::QuasiClose(text), Span::new(start, at + 1));
                    self.quasis.pop();
                    return self.skip_to(at + 1);
                }
                b'$' if self.byte(at + 1) == Some(b'\\') => {
                    self.piece(flushed, at);
                    at = self.escape(at + 1);
                    flushed = at;
                }
                b'$' | b'@' => {
                    let Some(end) = self.hole(start, flushed, at) else {
                        at += 1;
                        continue;
                    };
                    if self.open.last() == Some(&Bracket::Hole) && bytes[end as usize - 1] == b'{' {
                        return self.skip_to(end);
                    }
                    (start, at, flushed) = (end, end, end);
                    self.scratch.clear();
                }
                _ => at += 1,
            }
        }
    }

    fn piece(&mut self, from: u32, until: u32) {
        self.scratch.push_str(Span::new(from, until).text(self.source));
    }

    /// Reads the start of a hole at `sigil`: its text so far, and the name or the brace. `None` if it is no hole.
    fn hole(&mut self, start: u32, flushed: u32, sigil: u32) -> Option<u32> {
        let is_value = self.byte(sigil) == Some(b'$');
        let after = sigil + 1;
        let next = self.byte(after);
        let end = match next {
            Some(b'{') => after + 1,
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => {
                let mut end = after;
                while matches!(self.byte(end), Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_'))
                {
                    end += 1;
                }
                end
            }
            _ => {
                self.bad_hole(sigil);
                return None;
            }
        };
        self.piece(flushed, sigil);
        let text = self.intern_scratch();
        self.push(Token::QuasiOpen(text), Span::new(start, sigil));
        let span = Span::new(sigil, end);
        if next == Some(b'{') {
            self.open.push(Bracket::Hole);
            self.push(if is_value { Token::DollarBrace } else { Token::AtBrace }, span);
            return Some(end);
        }
        let name = Span::new(after, end).text(self.source);
        if Token::keyword(name).is_some() {
            self.report(
                Diagnostic::error(Code::KeywordAsName, format!("`{name}` is a keyword"))
                    .primary(span, "cannot be the name of a hole"),
            );
        }
        let name = self.names.intern(name);
        self.push(if is_value { Token::DollarIdent(name) } else { Token::AtIdent(name) }, span);
        Some(end)
    }

    fn bad_hole(&mut self, sigil: u32) {
        let rest = &self.source[sigil as usize..];
        let mut characters = rest.chars();
        let mark = characters.next().unwrap_or('$');
        let next = characters.next();
        let shown = next.map_or("<EOF>".to_string(), |next| next.to_string());
        let end = sigil + 1 + next.map_or(0, |next| next.len_utf8() as u32);
        let span = Span::new(sigil, sigil + 1);
        self.report(
            Diagnostic::error(
                Code::BadHole,
                format!("unrecognized {mark}-escape \"{mark}{shown}\""),
            )
            .primary(Span::new(sigil, end), "no hole begins like this")
            .patch(
                span,
                format!("{mark}{mark}"),
                "double it to mean the character itself",
            ),
        );
    }

    fn unclosed_quasi(&mut self, start: u32, flushed: u32) {
        let end = self.source.len() as u32;
        self.run.lexed.unfinished = true;
        self.run.first_long_quasi.get_or_insert(start);
        let mut openers = self.quasis.iter().rev().map(|&at| Span::new(at, at + 1));
        let opener = openers.next().unwrap_or(Span::new(start, start + 1));
        let mut diagnostic =
            Diagnostic::error(Code::UnclosedQuasi, "file ends inside a quasi-literal")
                .primary(opener, "this text is never ended by a backtick");
        if let Some(outer) = openers.next() {
            diagnostic = diagnostic.secondary(outer, "it stands in a hole of this text");
        }
        self.report(diagnostic);
        self.run.lexed.swallowed.push(Span::new(start, end));
        self.piece(flushed, end);
        let text = self.intern_scratch();
        self.push(Token::QuasiClose(text), Span::new(start, end));
        self.skip_to(end);
    }
}
