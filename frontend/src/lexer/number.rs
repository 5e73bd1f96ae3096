//! Number literals.
//!
//! ```text
//! dec    := 0 (D (D|_)*)?  |  [1-9] (D|_)*
//! hex    := 0 [xX] H (H|_)*
//! double := dec . D (D|_)* exp?  |  dec exp        exp := [eE] [+-]? D (D|_)*
//! ```

use super::Lexer;
use crate::ast::Literal;
use crate::diagnostic::{Code, Diagnostic};
use crate::names::Names;
use crate::span::Span;
use crate::token::Token;

impl Lexer<'_> {
    /// Reads the number that begins at `start`, whose first digit has been read.
    pub(super) fn number(&mut self, start: u32) {
        let is_zero = self.byte(start) == Some(b'0');
        if is_zero && matches!(self.byte(start + 1), Some(b'x' | b'X')) {
            return self.hex(start);
        }
        let mut end = start + 1;
        if !is_zero || self.is_digit(end) {
            end = self.digits(end);
        }
        let mut is_double = false;
        if self.byte(end) == Some(b'.') && self.is_digit(end + 1) {
            is_double = true;
            end = self.digits(end + 1);
        }
        if matches!(self.byte(end), Some(b'e' | b'E')) {
            let signed = matches!(self.byte(end + 1), Some(b'+' | b'-'));
            let first = if signed { end + 2 } else { end + 1 };
            if self.is_digit(first) {
                is_double = true;
                end = self.digits(first);
            } else {
                self.report(
                    Diagnostic::error(Code::BadNumber, "missing exponent")
                        .primary(Span::new(start, first), "`e` after a number begins an exponent")
                        .help("put a space between the number and a word"),
                );
                end = first;
                while matches!(self.byte(end), Some(b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_'))
                {
                    end += 1;
                }
                self.skip_to(end);
                return self.push_number(Literal::Int(0), start);
            }
        }
        self.skip_to(end);
        let text = Span::new(start, end).text(self.source);
        let value = if is_double { double(text) } else { integer(text, 10, self.names) };
        self.push_number(value, start);
    }

    fn hex(&mut self, start: u32) {
        let first = start + 2;
        let is_hex = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        let mut end = first;
        if !is_hex(self.byte(end)) {
            self.report(
                Diagnostic::error(Code::BadNumber, "missing hex digits")
                    .primary(Span::new(start, first), "`0x` must be followed by a hex digit"),
            );
            self.skip_to(end);
            return self.push_number(Literal::Int(0), start);
        }
        while is_hex(self.byte(end)) || self.byte(end) == Some(b'_') {
            end += 1;
        }
        self.skip_to(end);
        let text = Span::new(first, end).text(self.source);
        let value = integer(text, 16, self.names);
        self.push_number(value, start);
    }

    fn is_digit(&self, offset: u32) -> bool {
        self.byte(offset).is_some_and(|byte| byte.is_ascii_digit())
    }

    /// The end of the digits and underscores at `offset`.
    fn digits(&self, mut offset: u32) -> u32 {
        while matches!(self.byte(offset), Some(b'0'..=b'9' | b'_')) {
            offset += 1;
        }
        offset
    }

    fn push_number(&mut self, value: Literal, start: u32) {
        let numbers = &mut self.run.lexed.numbers;
        numbers.push(value);
        let index = numbers.len() as u32 - 1;
        let span = Span::new(start, self.offset());
        self.push(Token::Number(index), span);
    }
}

fn double(text: &str) -> Literal {
    let value = if text.contains('_') { text.replace('_', "").parse() } else { text.parse() };
    Literal::Double(value.unwrap_or(f64::NAN))
}

fn integer(text: &str, radix: u32, names: &mut Names) -> Literal {
    if let Ok(value) = i64::from_str_radix(text, radix) {
        return Literal::Int(value);
    }
    let mut digits = text.replace('_', "");
    if let Ok(value) = i64::from_str_radix(&digits, radix) {
        return Literal::Int(value);
    }
    digits.make_ascii_lowercase();
    let digits = digits.trim_start_matches('0');
    let symbol =
        if radix == 16 { names.intern(&format!("0x{digits}")) } else { names.intern(digits) };
    Literal::BigInt(symbol)
}
