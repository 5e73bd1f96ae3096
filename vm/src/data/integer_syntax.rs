//! Integers read from text in any radix from 2 to 36.

use dashu_int::{IBig, UBig};

/// The parts of an integer's text.
#[derive(Debug, PartialEq, Eq)]
pub struct Spelling {
    /// There is a minus sign.
    pub negative: bool,
    /// The radix of the digits.
    pub radix: u32,
    /// The digits, small letters among them, all of them below the radix.
    pub digits: Vec<u8>,
}

impl Spelling {
    /// The integer.
    pub fn value(&self) -> Option<IBig> {
        let digits = std::str::from_utf8(&self.digits).ok()?;
        let magnitude = IBig::from(UBig::from_str_radix(digits, self.radix).ok()?);
        Some(if self.negative { -magnitude } else { magnitude })
    }
}

/// Reads an integer. Underscores are ignored, as is white space around it; a trailing `l` is dropped
/// below radix 22; spaces may follow the sign; radix 16, 8 and 2 allow their prefix. Radix 0 finds the
/// radix from the prefix: 10 without one, 8 behind a leading zero.
pub fn parse(text: &[u8], radix: i64) -> Option<Spelling> {
    let text: Vec<u8> =
        text.iter().filter(|&&c| c != b'_').map(|c| c.to_ascii_lowercase()).collect();
    // The vertical tab is white space of ASCII as well, though not for Rust.
    let blank = |c: &u8| c.is_ascii_whitespace() || *c == 0x0b;
    let mut text = trim(&text, blank);
    if radix < 22 {
        text = text.strip_suffix(b"l").unwrap_or(text);
    }
    let (negative, text) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let start = text.iter().position(|&c| c != b' ').unwrap_or(text.len());
    let (radix, digits) = split_prefix(&text[start..], radix)?;
    let valid = |&c: &u8| (c as char).is_digit(radix);
    if digits.is_empty() || !digits.iter().all(valid) {
        return None;
    }
    Some(Spelling { negative, radix, digits: digits.to_vec() })
}

/// The usual integer: up to 17 decimal digits, perhaps behind a minus sign, and nothing else.
pub fn short_decimal(text: &[u8]) -> Option<i64> {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    if digits.is_empty() || digits.len() > 17 {
        return None;
    }
    let mut n = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return None;
        }
        n = n * 10 + (digit - b'0') as i64;
    }
    Some(if digits.len() < text.len() { -n } else { n })
}

fn trim(mut text: &[u8], blank: impl Fn(&u8) -> bool) -> &[u8] {
    while let [first, rest @ ..] = text
        && blank(first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && blank(last)
    {
        text = rest;
    }
    text
}

/// The radix that counts, and the digits behind the prefix.
fn split_prefix(text: &[u8], radix: i64) -> Option<(u32, &[u8])> {
    let prefixed = match text {
        [b'0', b'x', rest @ ..] => Some((16, rest)),
        [b'0', b'o', rest @ ..] => Some((8, rest)),
        [b'0', b'b', rest @ ..] => Some((2, rest)),
        _ => None,
    };
    match (radix, prefixed) {
        (0, Some(found)) => Some(found),
        (0, None) if text.len() > 1 && text[0] == b'0' => Some((8, text)),
        (0, None) => Some((10, text)),
        (_, Some((own, rest))) if own as i64 == radix => Some((own, rest)),
        (2..=36, _) => Some((radix as u32, text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syntax_of_integers() {
        for (text, radix, value) in [
            ("42", 10, Some(42)),
            ("-17", 10, Some(-17)),
            ("  12\n", 10, Some(12)),
            ("- 5", 10, Some(-5)),
            ("12L", 10, Some(12)),
            ("_1_000_", 10, Some(1000)),
            ("", 10, None),
            ("-", 10, None),
            ("--5", 10, None),
            ("1 2", 10, None),
            ("0x10", 10, None),
            ("l", 10, None),
            ("0xFf", 16, Some(255)),
            ("0x", 16, None),
            ("0b11", 16, Some(0xb11)),
            ("0b11", 2, Some(3)),
            ("0o17", 8, Some(15)),
            ("1l", 22, Some(43)),
            ("z", 36, Some(35)),
            ("0", 1, None),
            ("0", 37, None),
            ("0", -2, None),
            ("0x10", 0, Some(16)),
            ("017", 0, Some(15)),
            ("0", 0, Some(0)),
            ("10", 0, Some(10)),
            ("é", 36, None),
        ] {
            let parsed = parse(text.as_bytes(), radix).and_then(|spelling| spelling.value());
            assert_eq!(parsed, value.map(IBig::from), "{text:?} {radix}");
            if let (Some(short), 10) = (short_decimal(text.as_bytes()), radix) {
                assert_eq!(Some(short), value);
            }
        }
    }
}
