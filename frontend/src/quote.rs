//! Quoting: data as the literals that would make them.

use crate::token::Token;

pub use crate::lexer::{quote_char, quote_string};

/// `value` as a double literal that reads back as the same value.
pub fn quote_double(value: f64) -> String {
    if value.is_infinite() {
        return "1e999".into();
    }
    let six = format!("{value:.6}");
    if value.abs() < 1e15 && six.parse() == Ok(value) { six } else { format!("{value:e}") }
}

/// Whether `text` can be written as a name without quotes.
pub fn is_identifier(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts = match bytes {
        [b'_', second, ..] => second.is_ascii_alphabetic() || *second == b'_',
        [first, ..] => first.is_ascii_alphabetic(),
        [] => false,
    };
    starts
        && bytes.iter().all(|&byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && Token::keyword(text).is_none()
}

/// `name` as a noun: itself, or quoted.
pub fn quote_noun(name: &str) -> String {
    if is_identifier(name) { name.into() } else { format!("::{}", quote_string(name)) }
}

/// `verb` as it stands after a dot: itself, or quoted.
pub fn quote_verb(verb: &str) -> String {
    if is_identifier(verb) { verb.into() } else { quote_string(verb) }
}
