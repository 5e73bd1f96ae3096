//! Strings: immutable sequences of code points.

use crate::builtin::sequence;
use crate::data::long_text;
use crate::data::text::{self, Builder, Chars};
use crate::methods;
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;

methods! { pub static STR:
    /// The receiver followed by a string. Appending to the newest string is quick, however long it is.
    "add" (Str) => F1(sequence::add);
    /// The receiver followed by a character.
    "add" (Char) => F1(with);
    /// Nothing else can be appended.
    "add" (Any) => F1(|vm, _, _| vm.wrong_type("Not a string or char!"));
    /// The receiver followed by a character.
    "with" (Char) => F1(with);
    /// The receiver repeated; the empty string for numbers below 1.
    "multiply" (Word) => F1(sequence::multiply);
    /// Whether a string occurs in it. The empty one always does.
    "contains" (Str) => F1(sequence::contains);
    /// Whether a character occurs in it.
    "contains" (Char) => F1(|vm, a, c| {
        let chars = Chars::of_sequence(a);
        if chars.len() >= 64 {
            vm.heap.spend(chars.len() / 64);
        }
        let found = long_text::find_char(&vm.heap, chars, c.as_char().unwrap_or_default())?;
        Ok(Value::bool(found.is_some()))
    });
    /// Nothing else can occur in it.
    "contains" (Any) => F1(|vm, _, _| vm.wrong_type("Not a string or char!"));
    /// Whether it begins with a string.
    "startsWith" (Str) => F1(|vm, a, b| {
        let (a, b) = (Chars::of_sequence(a), Chars::of_sequence(b));
        let heap = &vm.heap;
        Ok(Value::bool(b.len() <= a.len() && long_text::equal(heap, a.range(0, b.len()), b)?))
    });
    /// Whether it ends with a string.
    "endsWith" (Str) => F1(|vm, a, b| {
        let (a, b) = (Chars::of_sequence(a), Chars::of_sequence(b));
        let heap = &vm.heap;
        let Some(start) = a.len().checked_sub(b.len()) else { return Ok(Value::FALSE) };
        Ok(Value::bool(long_text::equal(heap, a.range(start, a.len()), b)?))
    });
    /// The character at an index.
    "get" (Word) => F1(|vm, a, index| Ok(Value::char(sequence::get(vm, a, index)?)));
    /// Where a string first occurs, or -1.
    "indexOf" (Str) => F1(sequence::index_of);
    /// Where a string first occurs at or after an index, or -1.
    "indexOf" (Str, Word) => F2(sequence::index_of_from);
    /// Where a string last occurs, or -1.
    "lastIndexOf" (Str) => F1(sequence::last_index_of);
    /// What begins at an index. Indices past the end count as the end.
    "slice" (Word) => F1(sequence::slice_from);
    /// What lies from one index up to another, which is excluded.
    "slice" (Word, Word) => F2(sequence::slice);
    /// A list of the parts between the occurrences of a separator.
    "split" (Str) => F1(sequence::split);
    /// A list of the parts, split at most so many times; a negative number is no bound.
    "split" (Str, Word) => F2(sequence::split_at_most);
    /// The strings of a list, with the receiver between them.
    "join" (List) => F1(sequence::join);
    /// All occurrences of the first string replaced by the second.
    "replace" (Str, Str) => F2(sequence::replace);
    /// Without white space at both ends.
    "trim" () => F0(|vm, a| sequence::trim(vm, a, is_blank));
    /// With small letters, one code point for each.
    "toLowerCase" () => F0(|vm, a| map_case(vm, a, lower, u8::is_ascii_uppercase));
    /// With capital letters, one code point for each.
    "toUpperCase" () => F0(|vm, a| map_case(vm, a, upper, u8::is_ascii_lowercase));
    /// The number of characters.
    "size" () => F0(sequence::size);
    /// Whether it has no characters.
    "isEmpty" () => F0(sequence::is_empty);
    /// A list of its characters.
    "asList" () => F0(|vm, a| sequence::as_list(vm, a, Value::char));
    /// The set of its characters.
    "asSet" () => F0(|vm, a| sequence::as_set(vm, a, Value::char));
    /// The quoted form: in double quotes, with escapes.
    "quote" () => F0(|vm, a| {
        let chars = Chars::of_sequence(a);
        vm.heap.reserve(chars.len().saturating_mul(4))?;
        vm.heap.spend(chars.len() / 8);
        let quoted = long_text::quote(&vm.heap, chars)?;
        Ok(vm.heap.long_text(&quoted)?)
    });
    /// -1, 0 or 1, in the order of code points.
    "op__cmp" (Str) => F1(sequence::compare);
    /// `null`: plain strings do not know where they come from.
    "getSpan" () => F0(|_, _| Ok(Value::NULL));
    /// An iterator of index and character.
    "_makeIterator" () => F0(sequence::make_iterator);
}

fn with(vm: &mut Vm, a: Value, c: Value) -> Answer {
    let c = c.as_char().unwrap_or_default();
    let (narrow, wide) = ([c as u8], [c]);
    if c < 256
        && let Some(extended) = vm.heap.extended(a, &narrow, true)
    {
        return Ok(extended);
    }
    let added = if c < 256 { Chars::Narrow(&narrow) } else { Chars::Wide(&wide) };
    vm.heap.reserve(text::growth(a, added))?;
    Ok(vm.heap.str_with(a, c)?)
}

/// Unicode's white space: category Zs, or of bidirectional class WS, B or S.
fn is_blank(c: u32) -> bool {
    matches!(c, 0x09..=0x0d | 0x1c..=0x20 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a)
        || matches!(c, 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000)
}

/// Each code point mapped; `moves` tells which octets of ASCII are.
#[inline(always)]
fn map_case(
    vm: &mut Vm,
    a: Value,
    map: impl Fn(u32) -> u32,
    moves: impl Fn(&u8) -> bool,
) -> Answer {
    let chars = Chars::of_sequence(a);
    vm.heap.reserve(chars.len().saturating_mul(8))?;
    vm.heap.spend(chars.len() / 8);
    if let Chars::Narrow(octets) = chars
        && octets.is_ascii()
    {
        // No letter leaves its block. A text that the machine made keeps its mark only as long as it is itself.
        let mut same = a.header().extra() == 0;
        for piece in octets.chunks(long_text::PIECE) {
            vm.go_on()?;
            same = same && !piece.iter().fold(false, |any, octet| any | moves(octet));
        }
        if same {
            return Ok(a);
        }
        return Ok(vm.heap.str_mapped(octets, |octet| map(octet as u32) as u8)?);
    }
    let mut mapped = Builder::default();
    for (i, c) in chars.iter().enumerate() {
        vm.heap.go_on_at(i)?;
        mapped.push(map(c));
    }
    Ok(vm.heap.str_built(&mapped)?)
}

/// The simple mapping of one code point. The standard library has the full mapping, which is the simple
/// one wherever it yields one code point.
fn lower(c: u32) -> u32 {
    if let Some(octet) = u8::try_from(c).ok().filter(u8::is_ascii) {
        return octet.to_ascii_lowercase() as u32;
    }
    let Some(letter) = char::from_u32(c) else { return c };
    let mut mapped = letter.to_lowercase();
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one as u32,
        // The one letter whose full mapping is longer: a capital I with a dot.
        _ => 'i' as u32,
    }
}

/// See [`lower`]. Where the full mapping is longer, the letter has no simple one, except for Greek
/// letters with a subscript iota.
fn upper(c: u32) -> u32 {
    if let Some(octet) = u8::try_from(c).ok().filter(u8::is_ascii) {
        return octet.to_ascii_uppercase() as u32;
    }
    let Some(letter) = char::from_u32(c) else { return c };
    let mut mapped = letter.to_uppercase();
    match (mapped.next(), mapped.next()) {
        (Some(one), None) => one as u32,
        _ => match c {
            0x1f80..=0x1f87 | 0x1f90..=0x1f97 | 0x1fa0..=0x1fa7 => c + 8,
            0x1fb3 | 0x1fc3 | 0x1ff3 => c + 9,
            _ => c,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_case_mappings() {
        for (from, up, down) in [
            ('a', 'A', 'a'),
            ('ß', 'ß', 'ß'),
            ('ÿ', 'Ÿ', 'ÿ'),
            ('İ', 'İ', 'i'),
            ('ǅ', 'Ǆ', 'ǆ'),
            ('ᾳ', 'ᾼ', 'ᾳ'),
            ('ᾀ', 'ᾈ', 'ᾀ'),
            ('ᾈ', 'ᾈ', 'ᾀ'),
            ('ŉ', 'ŉ', 'ŉ'),
            ('Ж', 'Ж', 'ж'),
        ] {
            assert_eq!(char::from_u32(upper(from as u32)), Some(up), "{from}");
            assert_eq!(char::from_u32(lower(from as u32)), Some(down), "{from}");
        }
        assert_eq!(upper(0xd800), 0xd800);
    }
}
