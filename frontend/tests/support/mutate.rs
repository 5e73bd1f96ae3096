//! Seeded mutations of source texts: the same seed gives the same text, for ever.
#![allow(dead_code, reason = "each test uses its part")]

use monte_frontend::layout::lay_out;
use monte_frontend::lexer::lex;
use monte_frontend::names::Names;

/// A small generator of pseudo-random numbers (xorshift).
pub(crate) struct Random(u64);

impl Random {
    /// A generator of its own for each seed.
    pub(crate) fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number below `limit`, or zero if there is none.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        if limit == 0 { 0 } else { (self.0 >> 11) as usize % limit }
    }
}

/// Pieces that upset parsers.
const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    "->",
    "=>",
    ":=",
    "`",
    "\"",
    "'",
    "$",
    "@",
    "${",
    "\\",
    "\n",
    "\t",
    ";",
    ",",
    "::",
    "&&",
    "..",
    "def ",
    "object ",
    "match ",
    "else ",
    "catch ",
    "for ",
    "in ",
    "fn ",
    "to ",
    "via ",
    "return ",
    "meta.",
    "exports (",
    "import \"x\" =~ ",
    "0x",
    "1e",
    "\u{e9}",
    "\u{FFFC}",
    "\r",
    "#",
    "    ",
];

/// A mutation of `source`: one to four small changes, to bytes or to tokens.
pub(crate) fn mutate(source: &str, random: &mut Random) -> String {
    let mut text = source.to_string();
    for _ in 0..=random.below(4) {
        text = if random.below(2) == 0 {
            mutate_text(&text, random)
        } else {
            mutate_tokens(&text, random)
        };
    }
    text
}

/// A mutation that usually has no fault of syntax: one or two tokens become other tokens of their kind.
pub(crate) fn confuse(source: &str, random: &mut Random) -> String {
    let mut text = source.to_string();
    for _ in 0..=random.below(2) {
        let lexed = lex(&text, &mut Names::new(), &[]);
        let spans: Vec<_> = (lexed.tokens.iter().map(|token| token.span))
            .filter(|span| !span.text(&text).trim_start().is_empty())
            .collect();
        let Some(&one) = spans.get(random.below(spans.len())) else { return text };
        let same_kind: Vec<_> =
            spans.iter().filter(|span| kind(span.text(&text)) == kind(one.text(&text))).collect();
        let other = same_kind[random.below(same_kind.len())].text(&text);
        text = format!("{}{other}{}", &text[..one.start as usize], &text[one.end as usize..]);
    }
    text
}

/// What a token looks like by its first character: word, number or one of the others.
fn kind(token: &str) -> u8 {
    match token.bytes().next().unwrap_or_default() {
        b'0'..=b'9' | b'\'' | b'"' => 0,
        byte if byte.is_ascii_alphabetic() || byte == b'_' => 1,
        b'(' | b'[' | b'{' => 2,
        b')' | b']' | b'}' => 3,
        _ => 4,
    }
}

fn mutate_text(text: &str, random: &mut Random) -> String {
    let boundaries: Vec<usize> =
        text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = random.below(boundaries.len());
    let until = (at + 1 + random.below(8)).min(boundaries.len() - 1);
    let (start, end) = (boundaries[at], boundaries[until]);
    match random.below(5) {
        0 => format!("{}{}", &text[..start], &text[end..]),
        1 => format!("{}{}", &text[..end], &text[start..]),
        2 => text[..start].to_string(),
        _ => format!("{}{}{}", &text[..start], PIECES[random.below(PIECES.len())], &text[start..]),
    }
}

fn mutate_tokens(text: &str, random: &mut Random) -> String {
    let lexed = lex(text, &mut Names::new(), &[]);
    let tokens = lay_out(text, &lexed).tokens;
    let spans: Vec<_> =
        tokens.iter().map(|token| token.span).filter(|span| !span.is_empty()).collect();
    if spans.len() < 2 {
        return text.to_string();
    }
    let one = spans[random.below(spans.len())];
    let other = spans[random.below(spans.len())];
    let part = |from: u32, to: u32| text.get(from as usize..to as usize).unwrap_or_default();
    let end = text.len() as u32;
    match random.below(4) {
        0 => format!("{}{}", part(0, one.start), part(one.end, end)),
        1 => format!("{} {}", part(0, one.end), part(one.start, end)),
        2 => format!("{}{}{}", part(0, one.start), other.text(text), part(one.end, end)),
        _ => {
            let (first, second) =
                if one.start <= other.start { (one, other) } else { (other, one) };
            if first.end > second.start {
                return text.to_string();
            }
            format!(
                "{}{}{}{}{}",
                part(0, first.start),
                second.text(text),
                part(first.end, second.start),
                first.text(text),
                part(second.end, end)
            )
        }
    }
}
