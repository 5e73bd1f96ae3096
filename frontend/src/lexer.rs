//! The lexer: text in, tokens with places out, newlines and comments included.
//!
//! `logos` finds the next token; where a token needs more than a regular expression (names that may be keywords,
//! numbers, strings, quasi-literals) the driver here reads on by hand and tells logos how far it
//! went. Quasi-literals switch between their text and ordinary tokens, so a stack of brackets says which `}`
//! ends a hole. A lexical fault yields a diagnostic and the token that was probably meant; lexing always reaches
//! the end of the text.
//!
//! A quote that is never closed would swallow, or turn inside out, all that follows. If the text ends inside a string, the first
//! string that spans lines is taken to be the culprit and is ended at its line; if that does not help, faults after it are
//! not worth telling, which [`Lexed::muted_from`] says.

mod escape;
pub use escape::{quote_char, quote_string};
mod number;
mod quasi;
mod string;

use crate::ast::Literal;
use crate::diagnostic::{Code, Diagnostic};
use crate::names::{Names, Symbol};
use crate::span::Span;
use crate::token::{Spanned, Token};
use logos::Logos;

/// Faults told by one stage about one text; nobody reads more, and a file that is no program has millions.
pub(crate) const MOST_FAULTS: usize = 200;

/// A hole of a template: a place in its text that stands for a value or a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hole {
    /// Offset of the mark, U+FFFC, in the text.
    pub offset: u32,
    /// Whether it is a pattern hole.
    pub is_pattern: bool,
    /// Its number.
    pub index: u32,
}

/// The tokens of a text.
#[derive(Debug, Default)]
pub struct Lexed {
    /// All tokens in order.
    pub tokens: Vec<Spanned>,
    /// What the number tokens stand for.
    pub numbers: Vec<Literal>,
    /// The faults found.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the text ends inside a literal.
    pub unfinished: bool,
    /// The literals that are not closed, with all that they have swallowed: the closing brackets in there
    /// are not seen by anyone.
    pub swallowed: Vec<Span>,
    /// Faults from this offset on are consequences of a literal that is not closed.
    pub muted_from: Option<u32>,
}

/// Cuts `source` into tokens, interning names and strings in `names`.
pub fn lex(source: &str, names: &mut Names, holes: &[Hole]) -> Lexed {
    let first = Lexer::new(source, names, holes, None).run();
    if !first.string_unclosed {
        return first.finish();
    }
    let Some(culprit) = first.first_long_string else { return first.finish() };
    let mut second = Lexer::new(source, names, holes, Some(culprit)).run();
    if second.string_unclosed || second.lexed.unfinished {
        return first.finish();
    }
    second.lexed.unfinished = true;
    second.finish()
}

/// A run over the text, or its outcome.
struct Run {
    lexed: Lexed,
    /// Start of the first string that goes over the end of its line.
    first_long_string: Option<u32>,
    first_long_quasi: Option<u32>,
    string_unclosed: bool,
}

impl Run {
    fn finish(self) -> Lexed {
        let mut lexed = self.lexed;
        if lexed.unfinished {
            let long = [self.first_long_string, self.first_long_quasi];
            lexed.muted_from = long.into_iter().flatten().min();
        }
        lexed
    }
}

struct Lexer<'a> {
    source: &'a str,
    names: &'a mut Names,
    holes: &'a [Hole],
    raw: logos::Lexer<'a, Token>,
    run: Run,
    /// Open brackets, as far as needed to find the ends of quasi holes.
    open: Vec<Bracket>,
    /// Where the quasi-literals around this place begin, the innermost last.
    quasis: Vec<u32>,
    /// The string that is ended at its line because its quote is missing.
    broken_string: Option<u32>,
    tab_reported: bool,
    scratch: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    Round,
    Square,
    Curly,
    Hole,
}

impl<'a> Lexer<'a> {
    fn new(
        source: &'a str,
        names: &'a mut Names,
        holes: &'a [Hole],
        broken_string: Option<u32>,
    ) -> Lexer<'a> {
        let mut raw = Token::lexer(source);
        if source.starts_with('\u{FEFF}') {
            raw.bump('\u{FEFF}'.len_utf8());
        }
        let lexed = Lexed { tokens: Vec::with_capacity(source.len() / 4), ..Lexed::default() };
        let run =
            Run { lexed, first_long_string: None, first_long_quasi: None, string_unclosed: false };
        Lexer {
            source,
            names,
            holes,
            raw,
            run,
            open: Vec::new(),
            quasis: Vec::new(),
            broken_string,
            tab_reported: false,
            scratch: String::new(),
        }
    }

    fn run(mut self) -> Run {
        while let Some(next) = self.raw.next() {
            let start = self.raw.span().start as u32;
            match next {
                Ok(Token::Word) => self.word(start),
                Ok(Token::Digit) => self.number(start),
                Ok(Token::Quote) => self.string(start),
                Ok(Token::Apostrophe) => self.character(start),
                Ok(Token::Backtick) => self.quasi(),
                Ok(Token::HoleMark) => self.hole_mark(start),
                Ok(Token::Equals) => self.equals(),
                Ok(token @ (Token::PlusPlus | Token::MinusMinus)) => self.increment(token),
                Ok(Token::LParen) => self.opener(Token::LParen, Bracket::Round),
                Ok(Token::LBracket) => self.opener(Token::LBracket, Bracket::Square),
                Ok(Token::LBrace) => self.opener(Token::LBrace, Bracket::Curly),
                Ok(Token::RParen) => self.closer(Token::RParen, Bracket::Round),
                Ok(Token::RBracket) => self.closer(Token::RBracket, Bracket::Square),
                Ok(Token::RBrace) => self.closing_brace(),
                Ok(Token::Comment) => self.comment(),
                Ok(token) => self.emit(token),
                Err(()) => self.unknown_character(),
            }
        }
        if !self.open.is_empty() {
            self.run.lexed.unfinished |= self.open.contains(&Bracket::Hole);
        }
        self.run
    }

    /// The place of the token that logos has just found.
    fn span(&self) -> Span {
        let range = self.raw.span();
        Span::new(range.start as u32, range.end as u32)
    }

    fn emit(&mut self, token: Token) {
        let span = self.span();
        self.push(token, span);
    }

    fn push(&mut self, token: Token, span: Span) {
        self.run.lexed.tokens.push(Spanned { token, span });
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.run.lexed.diagnostics.len() < MOST_FAULTS {
            self.run.lexed.diagnostics.push(diagnostic);
        }
    }

    /// The offset that has been read up to.
    fn offset(&self) -> u32 {
        self.raw.span().end as u32
    }

    fn skip_to(&mut self, offset: u32) {
        self.raw.bump((offset - self.offset()) as usize);
    }

    fn byte(&self, offset: u32) -> Option<u8> {
        self.source.as_bytes().get(offset as usize).copied()
    }

    fn word(&mut self, start: u32) {
        let text = self.raw.slice();
        let end = self.offset();
        let keyword = Token::keyword(text);
        let assigns =
            self.byte(end) == Some(b'=') && !matches!(self.byte(end + 1), Some(b'=' | b'>' | b'~'));
        if !assigns {
            let token = keyword.unwrap_or_else(|| Token::Ident(self.names.intern(text)));
            return self.emit(token);
        }
        self.skip_to(end + 1);
        let span = Span::new(start, end);
        if keyword.and_then(Token::spelling) == Some(text) {
            self.report(
                Diagnostic::error(Code::KeywordAsName, format!("`{text}` is a keyword"))
                    .primary(span, "cannot be the verb of an assignment"),
            );
        }
        let name = self.names.intern(text);
        self.push(Token::VerbAssign(name), Span::new(start, end + 1));
    }

    fn hole_mark(&mut self, start: u32) {
        match self.holes.binary_search_by_key(&start, |hole| hole.offset) {
            Ok(found) => {
                let hole = self.holes[found];
                let token = if hole.is_pattern { Token::PatternHole } else { Token::ValueHole };
                self.emit(token(hole.index));
            }
            Err(_) => self.unknown_character(),
        }
    }

    fn equals(&mut self) {
        let span = self.span();
        self.report(
            Diagnostic::error(Code::Equals, "use `:=` for assignment or `==` for equality")
                .primary(span, "a single `=` means nothing")
                .patch(span, ":=", "assign with `:=`"),
        );
        self.emit(Token::Assign);
    }

    fn increment(&mut self, token: Token) {
        let span = self.span();
        let text = if token == Token::PlusPlus { "++" } else { "--" };
        let sign = &text[..1];
        self.report(
            Diagnostic::error(Code::Increment, format!("there is no `{text}` operator"))
                .primary(span, "")
                .help(format!("write `x {sign}= 1` to update, or put a space between two signs")),
        );
    }

    fn comment(&mut self) {
        let text = self.raw.slice();
        if let Some(at) = text.find('\u{1b}') {
            let at = self.span().start + at as u32;
            self.report(
                Diagnostic::error(
                    Code::RawControl,
                    "escape characters are not allowed in comments",
                )
                .primary(Span::new(at, at + 1), ""),
            );
        }
        self.emit(Token::Comment);
    }

    fn opener(&mut self, token: Token, bracket: Bracket) {
        self.open.push(bracket);
        self.emit(token);
    }

    fn closer(&mut self, token: Token, bracket: Bracket) {
        if self.open.last() == Some(&bracket) {
            self.open.pop();
        }
        self.emit(token);
    }

    /// A `}` closes the nearest brace or hole, whatever else was left open in it.
    fn closing_brace(&mut self) {
        self.emit(Token::RBrace);
        let nearest =
            self.open.iter().rposition(|open| matches!(open, Bracket::Curly | Bracket::Hole));
        let Some(at) = nearest else { return };
        let is_hole = self.open[at] == Bracket::Hole;
        self.open.truncate(at);
        if is_hole {
            let start = self.offset();
            self.quasi_text(start);
        }
    }

    fn unknown_character(&mut self) {
        let span = self.span();
        let text = span.text(self.source);
        let first = text.chars().next().unwrap_or('\u{FFFD}');
        if first == '\t' {
            if !self.tab_reported {
                self.tab_reported = true;
                self.report(
                    Diagnostic::error(
                        Code::Tab,
                        "tab characters are not permitted in Monte source",
                    )
                    .primary(Span::new(span.start, span.start + 1), "a tab")
                    .help("indent and separate with spaces"),
                );
            }
            return;
        }
        // Neighbours of a bad character are usually part of the same accident.
        let repeated = self.run.lexed.diagnostics.last().is_some_and(|last| {
            last.code == Code::UnknownCharacter && last.span().end == span.start
        });
        if repeated {
            if let Some(last) = self.run.lexed.diagnostics.last_mut() {
                last.labels[0].span.end = span.end;
            }
            return;
        }
        let mut diagnostic = Diagnostic::error(
            Code::UnknownCharacter,
            format!("unrecognized character '{}'", escape::quote_char(first)),
        )
        .primary(span, "");
        diagnostic = match first {
            '\\' => diagnostic.help("lines are joined by brackets, or after an infix operator"),
            '$' | '@' => diagnostic.help("holes belong into quasi-literals, between backticks"),
            '\r' => diagnostic.help("end lines with a line feed"),
            _ if first.is_alphabetic() => {
                diagnostic.help("names are ASCII; any other name can be written as ::\"name\"")
            }
            _ => diagnostic,
        };
        self.report(diagnostic);
    }

    fn intern_scratch(&mut self) -> Symbol {
        self.names.intern(&self.scratch)
    }
}
