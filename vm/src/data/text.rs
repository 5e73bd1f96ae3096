//! Strings: `[buffer, start, length]` over a buffer of code points, one byte each when all are below
//! 256, else four. Indexing is by code point and takes constant time. A character may be a surrogate,
//! so a buffer is not UTF-8.
//!
//! Versions and slices share buffers. The version whose end is the buffer's end owns the room behind
//! it, so appending to the newest version is amortised constant time. A slice that is small beside its
//! buffer is a copy, so that it does not keep the buffer alive. A slice of a wide string may be wide
//! although all its code points are below 256: compare and hash code points, not buffers.

use crate::heap::{Heap, PART, Type, Undone};
use crate::value::Value;
use std::cmp::Ordering;

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
    #[inline]
    pub fn of(string: Value) -> Option<Chars<'a>> {
        string.is_heap(Type::Str).then(|| Chars::of_sequence(string))
    }

    /// The code points of a value that is known to be a string or bytes.
    #[inline(always)]
    pub fn of_sequence(sequence: Value) -> Chars<'a> {
        let &[buffer, start, length] = sequence.fields() else { return Chars::Narrow(&[]) };
        let start = start.to_index();
        let range = start..start + length.to_index();
        if buffer.header().ty() == Type::Wide {
            Chars::Wide(&buffer.raw_units()[range])
        } else {
            Chars::Narrow(&buffer.raw_bytes()[range])
        }
    }

    /// The number of code points.
    #[inline(always)]
    pub fn len(self) -> usize {
        match self {
            Chars::Narrow(s) => s.len(),
            Chars::Wide(s) => s.len(),
        }
    }

    /// Whether there are none.
    #[inline(always)]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Code point `i`.
    #[inline(always)]
    pub fn get(self, i: usize) -> u32 {
        match self {
            Chars::Narrow(s) => s[i] as u32,
            Chars::Wide(s) => s[i],
        }
    }

    /// Some of the code points.
    #[inline]
    pub fn range(self, start: usize, end: usize) -> Chars<'a> {
        match self {
            Chars::Narrow(s) => Chars::Narrow(&s[start..end]),
            Chars::Wide(s) => Chars::Wide(&s[start..end]),
        }
    }

    /// All code points.
    pub fn iter(self) -> impl DoubleEndedIterator<Item = u32> + 'a {
        let (narrow, wide): (&[u8], &[u32]) = match self {
            Chars::Narrow(s) => (s, &[]),
            Chars::Wide(s) => (&[], s),
        };
        narrow.iter().map(|&c| c as u32).chain(wide.iter().copied())
    }

    /// As UTF-8; surrogates become U+FFFD.
    pub fn to_text(self) -> String {
        if let Chars::Narrow(s) = self
            && s.is_ascii()
        {
            return String::from_utf8_lossy(s).into_owned();
        }
        self.iter().map(|c| char::from_u32(c).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    }

    /// Whether both have the same code points.
    #[inline]
    pub fn equal(self, other: Chars) -> bool {
        match (self, other) {
            (Chars::Narrow(a), Chars::Narrow(b)) => a == b,
            (Chars::Wide(a), Chars::Wide(b)) => a == b,
            _ => self.len() == other.len() && self.iter().eq(other.iter()),
        }
    }

    /// Order by code points.
    #[inline]
    pub fn compare(self, other: Chars) -> Ordering {
        match (self, other) {
            (Chars::Narrow(a), Chars::Narrow(b)) => a.cmp(b),
            (Chars::Wide(a), Chars::Wide(b)) => a.cmp(b),
            _ => self.iter().cmp(other.iter()),
        }
    }

    /// Bytes that one code point takes in the buffer.
    pub fn unit(self) -> usize {
        match self {
            Chars::Narrow(_) => 1,
            Chars::Wide(_) => 4,
        }
    }
}

/// Code point `index` of a string as a character; `None` beyond its end.
#[inline]
pub(super) fn element(string: Value, index: i64) -> Option<Value> {
    let &[buffer, start, length] = string.fields() else { return None };
    let index = usize::try_from(index).ok().filter(|&index| index < length.to_index())?;
    let at = start.to_index() + index;
    Some(Value::char(match buffer.header().ty() {
        Type::Wide => buffer.raw_units()[at],
        _ => buffer.raw_bytes()[at] as u32,
    }))
}

// ---- Making -----------------------------------------------------------------------------------------

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
        self.str_of(Chars::Wide(units))
    }

    /// A string of code points below 256.
    pub fn str_narrow(&mut self, bytes: &[u8]) -> Value {
        let buffer = self.buffer(Type::Narrow, bytes.len());
        self.raw_bytes_mut(buffer)[..bytes.len()].copy_from_slice(bytes);
        self.raw_words_mut(buffer)[0] = bytes.len() as u64;
        self.sequence(Type::Str, buffer, 0, bytes.len())
    }

    /// A string of octets, each mapped to another one.
    #[inline]
    pub fn str_mapped(&mut self, octets: &[u8], map: impl Fn(u8) -> u8) -> Result<Value, Undone> {
        let buffer = self.buffer(Type::Narrow, octets.len());
        for (i, part) in octets.chunks(PART).enumerate() {
            self.go_on()?;
            let places = self.raw_bytes_mut(buffer)[i * PART..].iter_mut();
            places.zip(part).for_each(|(place, &octet)| *place = map(octet));
        }
        self.raw_words_mut(buffer)[0] = octets.len() as u64;
        Ok(self.sequence(Type::Str, buffer, 0, octets.len()))
    }

    /// A string of these code points.
    pub fn str_of(&mut self, chars: Chars) -> Value {
        let ty = if chars.unit() == 1 { Type::Narrow } else { Type::Wide };
        let buffer = self.buffer(ty, chars.len());
        self.append(buffer, chars);
        self.sequence(Type::Str, buffer, 0, chars.len())
    }

    /// A string of one character.
    pub fn str_char(&mut self, c: u32) -> Value {
        if c >= 256 {
            return self.str_of(Chars::Wide(&[c]));
        }
        let buffer = self.raw(Type::Narrow, 2);
        let words = self.raw_words_mut(buffer);
        words[0] = 1;
        words[1] = (c as u64).to_le();
        self.sequence(Type::Str, buffer, 0, 1)
    }

    /// A string of any number of code points.
    pub fn long_str(&mut self, chars: Chars) -> Result<Value, Undone> {
        let ty = if chars.unit() == 1 { Type::Narrow } else { Type::Wide };
        let buffer = self.buffer(ty, chars.len());
        self.append_long(buffer, chars)?;
        Ok(self.sequence(Type::Str, buffer, 0, chars.len()))
    }

    /// A string of a text of any length.
    pub fn long_text(&mut self, text: &str) -> Result<Value, Undone> {
        if text.len() <= PART {
            return Ok(self.str(text));
        }
        let mut built = Builder::default();
        let mut rest = text;
        while !rest.is_empty() {
            self.go_on()?;
            let (piece, more) = rest.split_at(rest.floor_char_boundary(PART));
            built.push_text(piece);
            rest = more;
        }
        self.str_built(&built)
    }

    /// The string that a builder has collected.
    pub fn str_built(&mut self, builder: &Builder) -> Result<Value, Undone> {
        self.long_str(builder.chars())
    }

    /// Two strings joined. Amortised constant time per code point of `b` when `a` is the newest
    /// version of its buffer.
    pub fn str_concat(&mut self, a: Value, b: Value) -> Result<Value, Undone> {
        self.concat(Type::Str, a, Chars::of_sequence(b), b)
    }

    /// A string or bytes, and octets behind it, if nothing needs to be made but the version: it is the newest one of
    /// its buffer, which has room and is narrow, and `apart` from where the octets are.
    #[inline]
    pub fn extended(&mut self, a: Value, added: &[u8], apart: bool) -> Option<Value> {
        let &[buffer, start, length] = a.fields() else { return None };
        let header = buffer.header();
        let much = added.is_empty() || added.len() > PART;
        if !apart || header.ty() == Type::Wide || length == Value::ZERO || much {
            return None;
        }
        let (used, total) = (buffer.raw_word(0) as usize, length.to_index() + added.len());
        if start.to_index() + length.to_index() != used {
            return None;
        }
        self.raw_bytes_mut(buffer).get_mut(used..used + added.len())?.copy_from_slice(added);
        self.raw_words_mut(buffer)[0] = (used + added.len()) as u64;
        Some(self.object(a.header().ty(), &[buffer, start, Value::index(total)]))
    }

    /// A string with one character more at its end.
    pub fn str_with(&mut self, string: Value, c: u32) -> Result<Value, Undone> {
        match c {
            0..256 => self.concat(Type::Str, string, Chars::Narrow(&[c as u8]), Value::NULL),
            _ => self.concat(Type::Str, string, Chars::Wide(&[c]), Value::NULL),
        }
    }

    /// Appends to a string or bytes; `whole` is a value with just the appended contents, if there is
    /// one.
    pub(super) fn concat(
        &mut self,
        ty: Type,
        a: Value,
        added: Chars,
        whole: Value,
    ) -> Result<Value, Undone> {
        let chars = Chars::of_sequence(a);
        if added.is_empty() {
            return Ok(a);
        }
        if chars.is_empty() && whole.is_pointer() {
            return Ok(whole);
        }
        let buffer = a.field(0);
        let (start, total) = (a.field(1).to_index(), chars.len() + added.len());
        // What is read must not lie in the buffer that is written.
        let apart = !(whole.is_pointer() && whole.field(0) == buffer);
        if apart && growth(a, added) == 0 {
            self.append_long(buffer, added)?;
            return Ok(self.sequence(ty, buffer, start, total));
        }
        let buffer_type = match (buffer.ty(), added) {
            (Type::Narrow, Chars::Wide(_)) => Type::Wide,
            (ty, _) => ty,
        };
        let grown = self.buffer(buffer_type, total + spare(total));
        if let (Chars::Narrow(first), Chars::Narrow(second), true) =
            (chars, added, buffer_type != Type::Wide && total <= PART)
        {
            let (place, rest) = self.raw_bytes_mut(grown).split_at_mut(first.len());
            place.copy_from_slice(first);
            rest[..second.len()].copy_from_slice(second);
            self.raw_words_mut(grown)[0] = total as u64;
        } else {
            self.append_long(grown, chars)?;
            self.append_long(grown, added)?;
        }
        Ok(self.sequence(ty, grown, 0, total))
    }

    /// Part of a string or bytes, from `start` up to `end`; both lie within it.
    pub fn sequence_slice(
        &mut self,
        sequence: Value,
        start: usize,
        end: usize,
    ) -> Result<Value, Undone> {
        let &[buffer, first, whole] = sequence.fields() else { return Ok(sequence) };
        if start == 0 && end == whole.to_index() {
            return Ok(sequence);
        }
        let (length, first) = (end - start, first.to_index() + start);
        let (header, ty) = (buffer.header(), sequence.header().ty());
        let share_from = 64.max((header.words() - 1) * 8 / 8);
        if header.ty() != Type::Wide && length < share_from.min(PART) {
            let copy = self.buffer(header.ty(), length);
            let octets = &buffer.raw_bytes()[first..first + length];
            self.raw_bytes_mut(copy)[..length].copy_from_slice(octets);
            self.raw_words_mut(copy)[0] = length as u64;
            return Ok(self.sequence(ty, copy, 0, length));
        }
        let unit = if header.ty() == Type::Wide { 4 } else { 1 };
        if length * unit < share_from {
            let copy = self.buffer(header.ty(), length);
            self.append_long(copy, Chars::of_sequence(sequence).range(start, end))?;
            return Ok(self.sequence(ty, copy, 0, length));
        }
        Ok(self.sequence(ty, buffer, first, length))
    }

    /// An empty buffer with room for these many units.
    #[inline]
    pub(crate) fn buffer(&mut self, ty: Type, units: usize) -> Value {
        let per_word = if ty == Type::Wide { 2 } else { 8 };
        self.raw(ty, 1 + units.div_ceil(per_word))
    }

    /// Extends what a buffer holds; it has room, and its units are no narrower.
    pub(super) fn append(&mut self, buffer: Value, chars: Chars) {
        let used = buffer.raw_word(0) as usize;
        let end = used + chars.len();
        match chars {
            Chars::Narrow(s) if buffer.ty() == Type::Wide => {
                let to = &mut self.raw_units_mut(buffer)[used..end];
                to.iter_mut().zip(s).for_each(|(to, &c)| *to = c as u32);
            }
            Chars::Narrow(s) => self.raw_bytes_mut(buffer)[used..end].copy_from_slice(s),
            Chars::Wide(s) => self.raw_units_mut(buffer)[used..end].copy_from_slice(s),
        }
        self.raw_words_mut(buffer)[0] = end as u64;
    }

    /// As [`Heap::append`], for any number of units. The buffer says that it holds them when all are there.
    #[inline]
    pub(crate) fn append_long(&mut self, buffer: Value, chars: Chars) -> Result<(), Undone> {
        if chars.len() <= PART {
            self.append(buffer, chars);
            return Ok(());
        }
        let before = buffer.raw_word(0);
        let mut start = 0;
        while start < chars.len() {
            if let Err(undone) = self.go_on() {
                self.raw_words_mut(buffer)[0] = before;
                return Err(undone);
            }
            let end = chars.len().min(start + PART);
            self.append(buffer, chars.range(start, end));
            start = end;
        }
        Ok(())
    }

    #[inline(always)]
    pub(crate) fn sequence(
        &mut self,
        ty: Type,
        buffer: Value,
        start: usize,
        length: usize,
    ) -> Value {
        self.object(ty, &[buffer, Value::index(start), Value::index(length)])
    }
}

/// The room behind a sequence that has been appended to.
fn spare(length: usize) -> usize {
    length / 2 + 8
}

/// The bytes of the new buffer that appending to a sequence needs; none if it is the newest version and
/// there is room behind it.
#[inline]
pub fn growth(a: Value, added: Chars) -> usize {
    let (buffer, chars) = (a.field(0), Chars::of_sequence(a));
    let end = a.field(1).to_index() + chars.len();
    let capacity = (buffer.header().words() - 1) * 8 / chars.unit();
    let newest = end == buffer.raw_word(0) as usize;
    if newest && end + added.len() <= capacity && added.unit() <= chars.unit() {
        return 0;
    }
    let total = chars.len() + added.len();
    (total + spare(total)) * chars.unit().max(added.unit())
}

/// Collects code points, narrow until one does not fit.
#[derive(Clone, Debug)]
pub enum Builder {
    /// All below 256.
    Narrow(Vec<u8>),
    /// Any.
    Wide(Vec<u32>),
}

impl Default for Builder {
    fn default() -> Builder {
        Builder::Narrow(Vec::new())
    }
}

impl Builder {
    /// One code point more.
    pub fn push(&mut self, c: u32) {
        match self {
            Builder::Narrow(s) if c < 256 => s.push(c as u8),
            Builder::Narrow(_) => self.widen().push(c),
            Builder::Wide(s) => s.push(c),
        }
    }

    /// More text.
    pub fn push_text(&mut self, text: &str) {
        match self {
            Builder::Narrow(s) if text.is_ascii() => s.extend_from_slice(text.as_bytes()),
            _ => text.chars().for_each(|c| self.push(c as u32)),
        }
    }

    /// More code points.
    pub fn push_chars(&mut self, chars: Chars) {
        match (&mut *self, chars) {
            (Builder::Narrow(s), Chars::Narrow(more)) => s.extend_from_slice(more),
            (Builder::Wide(s), Chars::Narrow(more)) => s.extend(more.iter().map(|&c| c as u32)),
            (Builder::Wide(s), Chars::Wide(more)) => s.extend_from_slice(more),
            (Builder::Narrow(_), Chars::Wide(more)) => self.widen().extend_from_slice(more),
        }
    }

    /// What has been collected.
    pub fn chars(&self) -> Chars<'_> {
        match self {
            Builder::Narrow(s) => Chars::Narrow(s),
            Builder::Wide(s) => Chars::Wide(s),
        }
    }

    fn widen(&mut self) -> &mut Vec<u32> {
        if let Builder::Narrow(s) = self {
            *self = Builder::Wide(s.iter().map(|&c| c as u32).collect());
        }
        match self {
            Builder::Wide(s) => s,
            Builder::Narrow(_) => unreachable!("it was widened"),
        }
    }
}

// ---- Quoting ----------------------------------------------------------------------------------------

/// The quoted form of a string: in double quotes, with escapes.
pub fn quote(chars: Chars) -> String {
    let mut out = String::with_capacity(chars.len() + 2);
    out.push('"');
    chars.iter().for_each(|c| escape(&mut out, c, '"'));
    out.push('"');
    out
}

/// The quoted form of a character: in single quotes, with escapes.
pub fn quote_char(c: u32) -> String {
    let mut out = String::from('\'');
    escape(&mut out, c, '\'');
    out.push('\'');
    out
}

/// Writes a code point so that a literal can contain it.
fn escape(out: &mut String, c: u32, delimiter: char) {
    use std::fmt::Write;
    let short = match c {
        0x5c => Some('\\'),
        0x08 => Some('b'),
        0x0c => Some('f'),
        0x0a => Some('n'),
        0x0d => Some('r'),
        0x09 => Some('t'),
        _ if c == delimiter as u32 => Some(delimiter),
        _ => None,
    };
    if let Some(short) = short {
        out.extend(['\\', short]);
    } else if let Some(c) = char::from_u32(c).filter(|&c| prints(c)) {
        out.push(c);
    } else {
        // Writing to a string does not fail.
        let _ = match c {
            0..0x100 => write!(out, "\\x{c:02x}"),
            0x100..0x1_0000 => write!(out, "\\u{c:04x}"),
            _ => write!(out, "\\U{c:08x}"),
        };
    }
}

/// Whether a character stands for itself in quoted text: a space, or no control, format, unassigned or
/// separator character.
fn prints(c: char) -> bool {
    use unicode_general_category::{GeneralCategory as Category, get_general_category};
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    !matches!(
        get_general_category(c),
        Category::Control
            | Category::Format
            | Category::Surrogate
            | Category::PrivateUse
            | Category::Unassigned
            | Category::SpaceSeparator
            | Category::LineSeparator
            | Category::ParagraphSeparator
    )
}

/// The text of a string value, for messages.
pub fn text(string: Value) -> Option<String> {
    Chars::of(string).map(Chars::to_text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::Stress;

    fn heap() -> Heap {
        Heap::new(usize::MAX, Stress::None)
    }

    #[test]
    fn versions_share_a_buffer_only_at_its_end() {
        let heap = &mut heap();
        let base = heap.str("base of some length");
        let mut with = |string, c| heap.str_with(string, c).expect("nobody interrupts");
        let first = with(base, 'x' as u32);
        let second = with(first, 'y' as u32);
        let other = with(first, 'z' as u32);
        assert_eq!(first.field(0), second.field(0));
        assert_ne!(first.field(0), other.field(0));
        let wide = with(second, 0x1f600);
        let texts = [base, first, second, other, wide].map(|s| text(s).unwrap_or_default());
        assert_eq!(
            texts,
            [
                "base of some length",
                "base of some lengthx",
                "base of some lengthxy",
                "base of some lengthxz",
                "base of some lengthxy\u{1f600}"
            ]
        );
    }

    #[test]
    fn slices_share_unless_they_are_small() {
        let heap = &mut heap();
        let long = heap.str(&"0123456789".repeat(100));
        let most = heap.sequence_slice(long, 10, 900).expect("nobody interrupts");
        let little = heap.sequence_slice(most, 1, 4).expect("nobody interrupts");
        assert_eq!(most.field(0), long.field(0));
        assert_ne!(little.field(0), long.field(0));
        assert_eq!(text(little).as_deref(), Some("123"));
        let appended = heap.str_with(most, '!' as u32).expect("nobody interrupts");
        assert_ne!(appended.field(0), long.field(0));
        assert_eq!(Chars::of_sequence(appended).get(890), '!' as u32);
    }

    #[test]
    fn width_does_not_matter() {
        let (narrow, wide) = (Chars::Narrow(b"abc"), Chars::Wide(&[97, 98, 99]));
        assert!(narrow.equal(wide) && wide.equal(narrow));
        assert_eq!(narrow.compare(wide), Ordering::Equal);
        assert_eq!(Chars::Wide(&[97, 300]).compare(narrow), Ordering::Greater);
    }

    #[test]
    fn quoted_forms() {
        for (plain, quoted) in [
            ("a'b\"c", r#""a'b\"c""#),
            ("\\\u{8}\u{c}\n\r\t", r#""\\\b\f\n\r\t""#),
            ("\u{0}\u{7f}\u{a0}\u{ad}", r#""\x00\x7f\xa0\xad""#),
            ("é\u{2028}€\u{e000}", r#""é\u2028€\ue000""#),
            ("😀\u{10ffff}", r#""😀\U0010ffff""#),
        ] {
            let units: Vec<u32> = plain.chars().map(|c| c as u32).collect();
            assert_eq!(quote(Chars::Wide(&units)), quoted);
        }
        assert_eq!(quote_char('\'' as u32), r"'\''");
        assert_eq!(quote_char('"' as u32), "'\"'");
        assert_eq!(quote_char(0xd800), r"'\ud800'");
    }
}
