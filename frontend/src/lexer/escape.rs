//! Escape sequences, in both directions: reading them in literals, and quoting.

use crate::diagnostic::{Code, Diagnostic};
use crate::span::Span;
use unicode_general_category::{GeneralCategory, get_general_category};

/// What a backslash and the text after it stand for.
pub(super) struct Escape {
    /// The character; `None` for an escaped end of line.
    pub(super) value: Option<char>,
    /// Offset just past the sequence.
    pub(super) end: u32,
}

/// What is wrong with an escape sequence, and where it ends.
pub(super) struct Fault {
    pub(super) diagnostic: Diagnostic,
    pub(super) end: u32,
}

fn refuse(diagnostic: Diagnostic, end: u32) -> Result<Escape, Box<Fault>> {
    Err(Box::new(Fault { diagnostic, end }))
}

/// Reads the escape sequence whose backslash is at `backslash`.
pub(super) fn read(source: &str, backslash: u32) -> Result<Escape, Box<Fault>> {
    let after = backslash + 1;
    let rest = &source[after as usize..];
    let Some(first) = rest.chars().next() else {
        let diagnostic =
            Diagnostic::error(Code::BadEscape, "end of input in the middle of a literal")
                .primary(Span::new(backslash, after), "escape sequence without an end");
        return refuse(diagnostic, after);
    };
    let simple = match first {
        'b' => Some('\u{8}'),
        't' => Some('\t'),
        'n' => Some('\n'),
        'f' => Some('\u{c}'),
        'r' => Some('\r'),
        '"' | '\'' | '\\' => Some(first),
        _ => None,
    };
    if simple.is_some() {
        return Ok(Escape { value: simple, end: after + 1 });
    }
    match first {
        '\n' => Ok(Escape { value: None, end: after + 1 }),
        '\r' if rest.starts_with("\r\n") => Ok(Escape { value: None, end: after + 2 }),
        'x' => hex(source, backslash, 2, "\\x escape must be two hex digits"),
        'u' => hex(source, backslash, 4, "\\u escape must be four hex digits"),
        'U' => hex(source, backslash, 8, "\\U escape must be eight hex digits"),
        _ => {
            let end = after + first.len_utf8() as u32;
            let message = format!("unrecognized escape character '{}'", quote_char(first));
            let diagnostic = Diagnostic::error(Code::BadEscape, message)
                .primary(Span::new(backslash, end), "")
                .help(
                    "the escapes are \\b \\t \\n \\f \\r \\\" \\' \\\\ \\xHH \\uHHHH \\UHHHHHHHH",
                );
            refuse(diagnostic, end)
        }
    }
}

fn hex(source: &str, backslash: u32, count: usize, fault: &str) -> Result<Escape, Box<Fault>> {
    let start = backslash as usize + 2;
    let digits = source.as_bytes()[start..].iter().take(count);
    let digits = digits.take_while(|byte| byte.is_ascii_hexdigit()).count();
    let end = (start + digits) as u32;
    let span = Span::new(backslash, end);
    if digits < count {
        let diagnostic = Diagnostic::error(Code::BadEscape, fault).primary(span, "too short");
        return refuse(diagnostic, end);
    }
    let text = &source[start..start + count];
    let code = u32::from_str_radix(text, 16).unwrap_or(u32::MAX);
    match char::from_u32(code) {
        Some(value) => Ok(Escape { value: Some(value), end }),
        None => {
            let what = if (0xd800..0xe000).contains(&code) {
                format!("{text} is a surrogate, which is no character")
            } else {
                format!("{text} is beyond the last character, 10ffff")
            };
            refuse(Diagnostic::error(Code::BadEscape, what).primary(span, ""), end)
        }
    }
}

/// `character` as it is quoted in a character literal, without the quotes.
pub fn quote_char(character: char) -> String {
    let mut text = String::new();
    match character {
        '\'' => text.push_str("\\'"),
        _ => push_quoted(&mut text, character),
    }
    text
}

/// `text` as a string literal, with the quotes.
pub fn quote_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            _ => push_quoted(&mut quoted, character),
        }
    }
    quoted.push('"');
    quoted
}

fn push_quoted(text: &mut String, character: char) {
    use GeneralCategory::*;
    match character {
        ' '..='!' | '#'..='[' | ']'..='~' => text.push(character),
        '\\' => text.push_str("\\\\"),
        '\u{8}' => text.push_str("\\b"),
        '\u{c}' => text.push_str("\\f"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        _ => match get_general_category(character) {
            Control | Format | Surrogate | PrivateUse | Unassigned | SpaceSeparator
            | LineSeparator | ParagraphSeparator => {
                let code = character as u32;
                text.push_str(&match code {
                    0..0x100 => format!("\\x{code:02x}"),
                    0x100..0x10000 => format!("\\u{code:04x}"),
                    _ => format!("\\U{code:08x}"),
                });
            }
            _ => text.push(character),
        },
    }
}
