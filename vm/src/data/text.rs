//! Strings: `[buffer, start, length]` over a buffer of code points, one byte each when all are below
//! 256, else four. Indexing is by code point and takes constant time. A character may be a surrogate,
//! so a buffer is not UTF-8.

use crate::heap::{Heap, Type};
use crate::value::Value;

/// The code points of a string.
#[derive(Clone, Copy, Debug)]
pub enum Chars<'a> {
    /// All below 256.
    Narrow(&'a [u8]),
    /// Any.
    Wide(&'a [u32]),
}

impl<'a> Chars<'a> {
    /// The code points of a string value.
    pub fn of(string: Value) -> Option<Chars<'a>> {
        if !string.is_heap(Type::Str) {
            return None;
        }
        let buffer = string.field(0);
        let range =
            string.field(1).to_index()..string.field(1).to_index() + string.field(2).to_index();
        Some(match buffer.ty() {
            Type::Narrow => Chars::Narrow(&buffer.raw_bytes()[range]),
            _ => Chars::Wide(&buffer.raw_units()[range]),
        })
    }

    /// The number of code points.
    pub fn len(self) -> usize {
        match self {
            Chars::Narrow(s) => s.len(),
            Chars::Wide(s) => s.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Code point `i`.
    pub fn get(self, i: usize) -> u32 {
        match self {
            Chars::Narrow(s) => s[i] as u32,
            Chars::Wide(s) => s[i],
        }
    }

    /// All code points.
    pub fn iter(self) -> impl Iterator<Item = u32> + 'a {
        (0..self.len()).map(move |i| self.get(i))
    }

    /// As UTF-8; surrogates become U+FFFD.
    pub fn to_text(self) -> String {
        self.iter().map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }
}

impl Heap {
    /// A string of this text.
    pub fn str(&mut self, text: &str) -> Value {
        if text.is_ascii() {
            return self.str_narrow(text.as_bytes());
        }
        let units: Vec<u32> = text.chars().map(|c| c as u32).collect();
        self.str_units(&units)
    }

    /// A string of these code points.
    pub fn str_units(&mut self, units: &[u32]) -> Value {
        if units.iter().all(|&c| c < 256) {
            let bytes: Vec<u8> = units.iter().map(|&c| c as u8).collect();
            return self.str_narrow(&bytes);
        }
        let buffer = self.raw(Type::Wide, 1 + units.len().div_ceil(2));
        self.raw_words_mut(buffer)[0] = units.len() as u64;
        self.raw_units_mut(buffer)[..units.len()].copy_from_slice(units);
        self.object(Type::Str, &[buffer, Value::ZERO, Value::index(units.len())])
    }

    /// A string of code points below 256.
    pub fn str_narrow(&mut self, bytes: &[u8]) -> Value {
        let buffer = self.raw(Type::Narrow, 1 + bytes.len().div_ceil(8));
        self.raw_words_mut(buffer)[0] = bytes.len() as u64;
        self.raw_bytes_mut(buffer)[..bytes.len()].copy_from_slice(bytes);
        self.object(Type::Str, &[buffer, Value::ZERO, Value::index(bytes.len())])
    }
}

/// The text of a string value, for messages.
pub fn text(string: Value) -> Option<String> {
    Chars::of(string).map(Chars::to_text)
}
