//! Search in strings and bytes: a haystack and a needle of code points come in, positions go out, in
//! time linear in both.
//!
//! Narrow text is searched by `memchr`, wide text by the algorithm of Knuth, Morris and Pratt.

use crate::data::text::Chars;
use crate::heap::Undone;

/// Haystacks of at most so many octets are short.
const SHORT: usize = 128;

/// A needle, prepared for haystacks of one width.
#[expect(clippy::large_enum_variant, reason = "one lives during a search, on the stack")]
enum Finder<'a> {
    /// No match is possible: the needle has code points that the haystack cannot have.
    Nowhere,
    Narrow(memchr::memmem::Finder<'a>),
    Wide(Kmp),
}

/// The needle, and the length of the longest proper prefix that ends each of its prefixes.
struct Kmp {
    needle: Vec<u32>,
    borders: Vec<usize>,
}

impl Kmp {
    fn new(needle: Vec<u32>) -> Kmp {
        let mut borders = vec![0; needle.len()];
        let mut border = 0;
        for i in 1..needle.len() {
            while border > 0 && needle[i] != needle[border] {
                border = borders[border - 1];
            }
            border += (needle[i] == needle[border]) as usize;
            borders[i] = border;
        }
        Kmp { needle, borders }
    }

    /// Calls `found` with the start of each match, overlapping ones too, until it answers false.
    fn each(&self, hay: &[u32], mut found: impl FnMut(usize) -> bool) {
        let mut matched = 0;
        for (i, &c) in hay.iter().enumerate() {
            while matched > 0 && (matched == self.needle.len() || c != self.needle[matched]) {
                matched = self.borders[matched - 1];
            }
            matched += (c == self.needle[matched]) as usize;
            if matched == self.needle.len() && !found(i + 1 - matched) {
                return;
            }
        }
    }
}

impl<'a> Finder<'a> {
    fn new(hay: Chars, needle: Chars<'a>) -> Finder<'a> {
        match (hay, needle) {
            (Chars::Narrow(_), Chars::Narrow(needle)) => {
                Finder::Narrow(memchr::memmem::Finder::new(needle))
            }
            (Chars::Narrow(_), Chars::Wide(needle)) => {
                match needle.iter().map(|&c| u8::try_from(c)).collect::<Result<Vec<u8>, _>>() {
                    Ok(narrow) => Finder::Narrow(memchr::memmem::Finder::new(&narrow).into_owned()),
                    Err(_) => Finder::Nowhere,
                }
            }
            (Chars::Wide(_), needle) => Finder::Wide(Kmp::new(needle.iter().collect())),
        }
    }

    /// The first match at or after `from`.
    fn next(&self, hay: Chars, from: usize) -> Option<usize> {
        match (self, hay) {
            (Finder::Narrow(finder), Chars::Narrow(hay)) => {
                finder.find(&hay[from..]).map(|at| at + from)
            }
            (Finder::Wide(kmp), Chars::Wide(hay)) => {
                let mut first = None;
                if let [c] = *kmp.needle {
                    return hay[from..].iter().position(|&d| d == c).map(|at| at + from);
                }
                kmp.each(&hay[from..], |at| {
                    first = Some(at + from);
                    false
                });
                first
            }
            _ => None,
        }
    }
}

/// The first match at or after `from`. An empty needle is found at `from`, if that is no later than the
/// end.
pub fn find(hay: Chars, needle: Chars, from: usize) -> Option<usize> {
    if needle.is_empty() {
        return (from <= hay.len()).then_some(from);
    }
    if needle.len() > hay.len().saturating_sub(from) {
        return None;
    }
    if let (Chars::Narrow(hay), Chars::Narrow(&[first, ref rest @ ..])) = (hay, needle)
        && (rest.is_empty() || hay.len() - from <= SHORT)
    {
        return find_short(&hay[from..], first, rest).map(|at| at + from);
    }
    Finder::new(hay, needle).next(hay, from)
}

/// Where an octet and others behind it first occur: in a short haystack, preparing a finder would take longer than
/// trying each place where the first octet stands.
fn find_short(hay: &[u8], first: u8, rest: &[u8]) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(first, &hay[from..])?;
        if hay[at + 1..].starts_with(rest) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// Where a code point first occurs.
pub fn find_char(hay: Chars, c: u32) -> Option<usize> {
    match hay {
        Chars::Narrow(hay) => memchr::memchr(u8::try_from(c).ok()?, hay),
        Chars::Wide(hay) => hay.iter().position(|&d| d == c),
    }
}

/// The last match. An empty needle is found at the end.
pub fn find_last(hay: Chars, needle: Chars) -> Option<usize> {
    if needle.is_empty() {
        return Some(hay.len());
    }
    match (Finder::new(hay, needle), hay) {
        (Finder::Narrow(finder), Chars::Narrow(hay)) => memchr::memmem::rfind(hay, finder.needle()),
        (Finder::Wide(kmp), Chars::Wide(hay)) => {
            let mut last = None;
            kmp.each(hay, |at| {
                last = Some(at);
                true
            });
            last
        }
        _ => None,
    }
}

/// The matches from left to right that do not overlap, at most `most` of them. The needle is not empty.
///
/// When there are many, `room` is asked whether so many are allowed.
pub fn find_all(
    hay: Chars,
    needle: Chars,
    most: usize,
    room: impl Fn(usize) -> Result<(), Undone>,
) -> Result<Vec<usize>, Undone> {
    let finder = Finder::new(hay, needle);
    let mut matches = Vec::new();
    let mut from = 0;
    while matches.len() < most
        && let Some(at) = finder.next(hay, from)
    {
        if matches.len() == matches.capacity() {
            room(matches.len() * 2)?;
        }
        matches.push(at);
        from = at + needle.len();
    }
    Ok(matches)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a search must find, by trying every place.
    fn everywhere(hay: &[u32], needle: &[u32]) -> Vec<usize> {
        (0..=hay.len()).filter(|&i| hay[i..].starts_with(needle)).collect()
    }

    #[test]
    fn all_widths_agree_with_trying_every_place() {
        let needles: &[&[u32]] =
            &[&[], &[1], &[1, 1], &[1, 2], &[1, 2, 1], &[2, 1, 2, 1], &[1, 1, 2], &[3]];
        let mut seed = 7u32;
        for length in 0..40 {
            let hay: Vec<u32> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    1 + (seed >> 31)
                })
                .collect();
            let narrow_hay: Vec<u8> = hay.iter().map(|&c| c as u8).collect();
            for needle in needles {
                let narrow_needle: Vec<u8> = needle.iter().map(|&c| c as u8).collect();
                let expected = everywhere(&hay, needle);
                let hays = [Chars::Wide(&hay), Chars::Narrow(&narrow_hay)];
                let forms = [Chars::Wide(needle), Chars::Narrow(&narrow_needle)];
                for (hay, needle) in hays.into_iter().flat_map(|h| forms.map(|n| (h, n))) {
                    assert_eq!(find_last(hay, needle), expected.last().copied());
                    for from in 0..=hay.len() {
                        let first = expected.iter().copied().find(|&at| at >= from);
                        assert_eq!(find(hay, needle, from), first);
                    }
                    if !needle.is_empty() {
                        let mut apart: Vec<usize> = Vec::new();
                        for &at in &expected {
                            if apart.last().is_none_or(|last| at >= last + needle.len()) {
                                apart.push(at);
                            }
                        }
                        assert_eq!(
                            find_all(hay, needle, usize::MAX, |_| Ok(())),
                            Ok(apart.clone())
                        );
                        assert_eq!(
                            find_all(hay, needle, 1, |_| Ok(())).map(|found| found.len()),
                            Ok(apart.len().min(1))
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn wide_needles_are_not_in_narrow_text() {
        assert_eq!(find(Chars::Narrow(b"abc"), Chars::Wide(&[300]), 0), None);
        assert_eq!(find_last(Chars::Narrow(b"abc"), Chars::Wide(&[300])), None);
    }
}
