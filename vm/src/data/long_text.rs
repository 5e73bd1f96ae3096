//! Long texts in parts: comparison and search of strings and bytes of any length, which ask in between whether
//! somebody wants the machine to stop. Short ones go straight to `text` and `search`.

use super::search;
use super::text::{self, Chars};
use crate::heap::{Heap, Undone};
use std::cmp::Ordering;

/// Code points that are looked at in one go.
pub const PIECE: usize = 1 << 17;

/// Order by code points.
#[inline]
pub fn compare(heap: &Heap, a: Chars, b: Chars) -> Result<Ordering, Undone> {
    let common = a.len().min(b.len());
    if common <= PIECE {
        return Ok(a.compare(b));
    }
    for start in (0..common).step_by(PIECE) {
        heap.go_on()?;
        let end = common.min(start + PIECE);
        match a.range(start, end).compare(b.range(start, end)) {
            Ordering::Equal => {}
            order => return Ok(order),
        }
    }
    Ok(a.len().cmp(&b.len()))
}

/// Whether both have the same code points.
#[inline]
pub fn equal(heap: &Heap, a: Chars, b: Chars) -> Result<bool, Undone> {
    if a.len() != b.len() || a.len() <= PIECE {
        return Ok(a.equal(b));
    }
    for start in (0..a.len()).step_by(PIECE) {
        heap.go_on()?;
        let end = a.len().min(start + PIECE);
        if !a.range(start, end).equal(b.range(start, end)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The first match at or after `from`; see [`search::find`].
pub fn find(heap: &Heap, hay: Chars, needle: Chars, from: usize) -> Result<Option<usize>, Undone> {
    let rest = hay.len().saturating_sub(from);
    if rest <= PIECE || needle.is_empty() || needle.len() > rest {
        return Ok(search::find(hay, needle, from));
    }
    if needle.len() > PIECE {
        let mut first = None;
        each_long(heap, hay, needle, from, |at| {
            first = Some(at);
            false
        })?;
        return Ok(first);
    }
    for start in (from..=hay.len() - needle.len()).step_by(PIECE) {
        heap.go_on()?;
        let window = hay.range(start, hay.len().min(start + PIECE + needle.len() - 1));
        if let Some(at) = search::find(window, needle, 0) {
            return Ok(Some(start + at));
        }
    }
    Ok(None)
}

/// The first place of a code point.
pub fn find_char(heap: &Heap, hay: Chars, c: u32) -> Result<Option<usize>, Undone> {
    if hay.len() <= PIECE {
        return Ok(search::find_char(hay, c));
    }
    find(heap, hay, Chars::Wide(&[c]), 0)
}

/// The last match; see [`search::find_last`].
pub fn find_last(heap: &Heap, hay: Chars, needle: Chars) -> Result<Option<usize>, Undone> {
    if hay.len() <= PIECE || needle.is_empty() || needle.len() > hay.len() {
        return Ok(search::find_last(hay, needle));
    }
    let mut last = None;
    if needle.len() > PIECE {
        each_long(heap, hay, needle, 0, |at| {
            last = Some(at);
            true
        })?;
        return Ok(last);
    }
    let mut end = hay.len();
    loop {
        heap.go_on()?;
        let start = end.saturating_sub(PIECE + needle.len() - 1);
        if let Some(at) = search::find_last(hay.range(start, end), needle) {
            return Ok(Some(start + at));
        }
        if start == 0 {
            return Ok(None);
        }
        end = start + needle.len() - 1;
    }
}

/// The matches from left to right that do not overlap, at most `most` of them; see [`search::find_all`].
pub fn find_all(
    heap: &Heap,
    hay: Chars,
    needle: Chars,
    most: usize,
    room: impl Fn(usize) -> Result<(), Undone>,
) -> Result<Vec<usize>, Undone> {
    if hay.len() <= PIECE {
        return search::find_all(hay, needle, most, room);
    }
    let mut matches: Vec<usize> = Vec::new();
    let mut start = 0;
    while matches.len() < most && hay.len() - start >= needle.len() {
        heap.go_on()?;
        if matches.capacity() - matches.len() < PIECE {
            room(matches.len() * 2 + PIECE)?;
        }
        if needle.len() > PIECE {
            let Some(at) = find(heap, hay, needle, start)? else { break };
            matches.push(at);
            start = at + needle.len();
            continue;
        }
        let window = hay.range(start, hay.len().min(start + PIECE + needle.len() - 1));
        let found = search::find_all(window, needle, most - matches.len(), |_| Ok(()))?;
        let after = found.last().map_or(0, |at| at + needle.len());
        matches.extend(found.iter().map(|at| start + at));
        start = (start + after.max(PIECE)).min(hay.len());
    }
    Ok(matches)
}

/// The quoted form of a string; see [`text::quote`]. A long text is reserved as it grows, twice: something will be made of it.
pub fn quote(heap: &Heap, chars: Chars) -> Result<String, Undone> {
    if chars.len() <= PIECE {
        return Ok(text::quote(chars));
    }
    let mut quoted = String::from("\"");
    for start in (0..chars.len()).step_by(PIECE) {
        heap.go_on()?;
        let piece = text::quote(chars.range(start, chars.len().min(start + PIECE)));
        if quoted.capacity() - quoted.len() < piece.len() {
            heap.reserve(quoted.capacity().saturating_mul(4) + piece.len())?;
        }
        quoted.push_str(&piece[1..piece.len() - 1]);
    }
    quoted.push('"');
    Ok(quoted)
}

/// Calls `found` with the start of each match of a long needle until it answers false: the algorithm of Knuth,
/// Morris and Pratt, whose table of borders is reserved.
fn each_long(
    heap: &Heap,
    hay: Chars,
    needle: Chars,
    from: usize,
    mut found: impl FnMut(usize) -> bool,
) -> Result<(), Undone> {
    heap.reserve(needle.len().saturating_mul(size_of::<usize>()))?;
    let mut borders = Vec::with_capacity(needle.len());
    borders.push(0);
    let mut border = 0;
    for i in 1..needle.len() {
        heap.go_on_at(i)?;
        while border > 0 && needle.get(i) != needle.get(border) {
            border = borders[border - 1];
        }
        border += (needle.get(i) == needle.get(border)) as usize;
        borders.push(border);
    }
    let mut matched = 0;
    for i in from..hay.len() {
        heap.go_on_at(i)?;
        let c = hay.get(i);
        while matched > 0 && (matched == needle.len() || c != needle.get(matched)) {
            matched = borders[matched - 1];
        }
        matched += (c == needle.get(matched)) as usize;
        if matched == needle.len() && !found(i + 1 - matched) {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::Stress;

    #[test]
    fn long_texts_are_searched_as_short_ones() {
        let heap = &Heap::new(usize::MAX, Stress::None);
        // A needle lies across the ends of the windows, another one is longer than they are.
        let mut hay = vec![b'a'; 4 * PIECE];
        for place in [PIECE - 2, 2 * PIECE - 1, 3 * PIECE] {
            hay[place..place + 3].copy_from_slice(b"xyz");
        }
        let wide: Vec<u32> = hay.iter().map(|&c| c as u32).collect();
        let long = &hay[PIECE..3 * PIECE + 1];
        for hay in [Chars::Narrow(&hay), Chars::Wide(&wide)] {
            for needle in [&b"xyz"[..], b"z", b"aax", b"nowhere", b"", long] {
                let needle = Chars::Narrow(needle);
                for from in [0, 5, PIECE - 1, 3 * PIECE, 4 * PIECE, 5 * PIECE] {
                    assert_eq!(find(heap, hay, needle, from), Ok(search::find(hay, needle, from)));
                }
                assert_eq!(find_last(heap, hay, needle), Ok(search::find_last(hay, needle)));
                if !needle.is_empty() {
                    for most in [2, usize::MAX] {
                        let all = search::find_all(hay, needle, most, |_| Ok(()));
                        assert_eq!(find_all(heap, hay, needle, most, |_| Ok(())), all);
                    }
                }
            }
        }
        assert_eq!(quote(heap, Chars::Narrow(&hay)), Ok(text::quote(Chars::Wide(&wide))));
        let other = [&hay[..], b"b"].concat();
        let (a, b) = (Chars::Narrow(&hay), Chars::Narrow(&other));
        assert_eq!(compare(heap, a, b), Ok(Ordering::Less));
        assert_eq!(compare(heap, Chars::Wide(&wide), a), Ok(Ordering::Equal));
        assert_eq!(equal(heap, Chars::Wide(&wide), a), Ok(true));
        assert_eq!(equal(heap, a, b.range(1, b.len())), Ok(false));
    }
}
