//! What strings and bytes have in common: repeating, joining, splitting, replacing. The functions make
//! values of the type that they are told, over buffers of the layout of `text`.

use crate::data::long_text;
use crate::data::text::Chars;
use crate::heap::{Heap, PART, Type, Undone};
use crate::value::Value;

/// What a part of a sequence takes: a place, a header, three fields, and perhaps a buffer; it stands in a list.
const PER_PART: usize = 8 + 64 + 16;

/// The buffer's type for code points of this width.
fn buffer_type(ty: Type, wide: bool) -> Type {
    match ty {
        Type::Bytes => Type::Octets,
        _ if wide => Type::Wide,
        _ => Type::Narrow,
    }
}

impl Heap {
    /// A sequence of these contents.
    pub fn sequence_of(&mut self, ty: Type, chars: Chars) -> Value {
        match (ty, chars) {
            (Type::Bytes, Chars::Narrow(octets)) => self.bytes(octets),
            _ => self.str_of(chars),
        }
    }

    /// Room for a sequence of `length`, or the error that it is over the limit; spends on filling it.
    fn reserved_buffer(&mut self, ty: Type, wide: bool, length: usize) -> Result<Value, Undone> {
        self.reserve(length.saturating_mul(if wide { 4 } else { 1 }))?;
        self.spend(length / 64);
        Ok(self.buffer(buffer_type(ty, wide), length))
    }

    /// A sequence repeated.
    pub fn repeated(&mut self, sequence: Value, times: usize) -> Result<Value, Undone> {
        let chars = Chars::of_sequence(sequence);
        if chars.is_empty() || times == 1 {
            return Ok(sequence);
        }
        if times == 0 {
            return self.sequence_slice(sequence, 0, 0);
        }
        let unit = chars.unit();
        let length = chars.len().saturating_mul(times);
        let buffer = self.reserved_buffer(sequence.ty(), unit == 4, length)?;
        self.append_long(buffer, chars)?;
        // Each turn doubles what is there, or copies as much of it as one may.
        let (mut filled, end) = (chars.len() * unit, length * unit);
        let most = filled.max(PART * 8 / filled * filled);
        while filled < end {
            let more = filled.min(most).min(end - filled);
            for start in (0..more).step_by(PART * 8) {
                self.go_on()?;
                let part = start..more.min(start + PART * 8);
                self.raw_bytes_mut(buffer).copy_within(part, filled + start);
            }
            filled += more;
        }
        self.raw_words_mut(buffer)[0] = length as u64;
        Ok(self.sequence(sequence.ty(), buffer, 0, length))
    }

    /// Parts of one type, joined by a separator.
    pub fn joined(&mut self, separator: Value, parts: &[Value]) -> Result<Value, Undone> {
        let ty = separator.ty();
        let between = Chars::of_sequence(separator);
        let mut length = between.len() * parts.len().saturating_sub(1);
        let mut wide = parts.len() > 1 && between.unit() == 4;
        for (i, &part) in parts.iter().enumerate() {
            self.go_on_at(i)?;
            let chars = Chars::of_sequence(part);
            length += chars.len();
            wide |= chars.unit() == 4;
        }
        let buffer = self.reserved_buffer(ty, wide, length)?;
        self.spend(parts.len() / 4);
        if !wide
            && length <= PART
            && let Chars::Narrow(between) = between
        {
            let mut room = &mut self.raw_bytes_mut(buffer)[..length];
            let mut write = |octets: &[u8]| {
                let (place, rest) = std::mem::take(&mut room).split_at_mut(octets.len());
                place.copy_from_slice(octets);
                room = rest;
            };
            for (i, &part) in parts.iter().enumerate() {
                if i > 0 {
                    write(between);
                }
                if let Chars::Narrow(octets) = Chars::of_sequence(part) {
                    write(octets);
                }
            }
            self.raw_words_mut(buffer)[0] = length as u64;
            return Ok(self.sequence(ty, buffer, 0, length));
        }
        for (i, &part) in parts.iter().enumerate() {
            self.go_on_at(i)?;
            if i > 0 {
                self.append_long(buffer, between)?;
            }
            self.append_long(buffer, Chars::of_sequence(part))?;
        }
        Ok(self.sequence(ty, buffer, 0, length))
    }

    /// The list of the parts between occurrences of a separator that is not empty, which is searched `splits` times
    /// at most.
    pub fn split(
        &mut self,
        sequence: Value,
        separator: Value,
        splits: usize,
    ) -> Result<Value, Undone> {
        let (chars, between) = (Chars::of_sequence(sequence), Chars::of_sequence(separator));
        self.spend(chars.len() / 64);
        if let (Chars::Narrow(octets), Chars::Narrow(&[octet])) = (chars, between)
            && octets.len() <= long_text::PIECE
        {
            // Counting octets costs little beside making the parts.
            let places = memchr::memchr_iter(octet, octets);
            let count = places.clone().count().min(splits);
            return self.parts(sequence, 1, count, places.take(count));
        }
        let room = |places: usize| Ok::<_, Undone>(self.reserve(places.saturating_mul(PER_PART))?);
        let places = long_text::find_all(self, chars, between, splits, room)?;
        self.parts(sequence, between.len(), places.len(), places.into_iter())
    }

    /// The list of the parts of a sequence between `count` separators of a length.
    fn parts(
        &mut self,
        sequence: Value,
        length: usize,
        count: usize,
        places: impl Iterator<Item = usize>,
    ) -> Result<Value, Undone> {
        self.reserve((count + 1).saturating_mul(PER_PART))?;
        self.spend(count / 4);
        let end = Chars::of_sequence(sequence).len();
        let buffer = self.elements(&[], count + 1);
        let mut start = 0;
        for (i, place) in places.chain([end]).enumerate() {
            self.go_on_at(i)?;
            let part = self.sequence_slice(sequence, start, place)?;
            self.store(buffer, 1 + i, part);
            start = place + length;
        }
        self.store(buffer, 0, Value::index(count + 1));
        Ok(self.object(Type::List, &[buffer, Value::ZERO, Value::index(count + 1)]))
    }

    /// All occurrences replaced, from left to right. An empty pattern occurs before each element and at
    /// the end.
    pub fn replaced(
        &mut self,
        sequence: Value,
        pattern: Value,
        replacement: Value,
    ) -> Result<Value, Undone> {
        let chars = Chars::of_sequence(sequence);
        let (old, new) = (Chars::of_sequence(pattern), Chars::of_sequence(replacement));
        let room = |places: usize| Ok::<_, Undone>(self.reserve(places.saturating_mul(8))?);
        let places = match old.is_empty() {
            true => {
                room(chars.len() + 1)?;
                (0..=chars.len()).collect()
            }
            false => long_text::find_all(self, chars, old, usize::MAX, room)?,
        };
        if places.is_empty() {
            self.spend(chars.len() / 64);
            return Ok(sequence);
        }
        let kept = chars.len() - old.len() * places.len();
        let length = kept.saturating_add(new.len().saturating_mul(places.len()));
        let wide = chars.unit() == 4 || new.unit() == 4;
        let buffer = self.reserved_buffer(sequence.ty(), wide, length)?;
        self.spend(chars.len() / 64);
        let mut start = 0;
        for (i, place) in places.into_iter().enumerate() {
            self.go_on_at(i)?;
            self.append_long(buffer, chars.range(start, place))?;
            self.append_long(buffer, new)?;
            start = place + old.len();
        }
        self.append_long(buffer, chars.range(start, chars.len()))?;
        Ok(self.sequence(sequence.ty(), buffer, 0, length))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::list;
    use crate::data::text::text;
    use crate::heap::Stress;

    #[test]
    fn repeating_joining_splitting_replacing() {
        let heap = &mut Heap::new(usize::MAX, Stress::None);
        let string = |heap: &mut Heap, s: &str| heap.str(s);
        for (part, times) in [("ab", 5), ("x", 0), ("", 9), ("é€", 3)] {
            let value = string(heap, part);
            let repeated = heap.repeated(value, times).expect("no limit");
            assert_eq!(text(repeated), Some(part.repeat(times)));
        }
        for (whole, separator, parts) in [
            ("a,b,c", ",", &["a", "b", "c"][..]),
            (",a,,b,", ",", &["", "a", "", "b", ""]),
            ("", ",", &[""]),
            ("aaa", "aa", &["", "a"]),
            ("€x€", "€", &["", "x", ""]),
        ] {
            let (value, between) = (string(heap, whole), string(heap, separator));
            let list = heap.split(value, between, usize::MAX).expect("no limit");
            let found = list::items(list).expect("it is a list");
            let texts: Vec<_> = found.iter().map(|&part| text(part).unwrap_or_default()).collect();
            assert_eq!(texts, parts);
            let joined = heap.joined(between, found).expect("no limit");
            assert_eq!(text(joined).as_deref(), Some(whole));
        }
        for (whole, old, new, expected) in [
            ("banana", "an", "<>", "b<><>a"),
            ("aaa", "aa", "b", "ba"),
            ("abc", "", "-", "-a-b-c-"),
            ("", "", "x", "x"),
            ("abc", "b", "€", "a€c"),
        ] {
            let [whole, old, new] = [whole, old, new].map(|s| heap.str(s));
            let replaced = heap.replaced(whole, old, new).expect("no limit");
            assert_eq!(text(replaced).as_deref(), Some(expected));
        }
    }

    #[test]
    fn results_over_the_limit_are_refused() {
        let heap = &mut Heap::new(64 << 20, Stress::None);
        let value = heap.str("0123456789");
        assert!(heap.repeated(value, 1 << 40).is_err());
        assert!(heap.repeated(value, usize::MAX).is_err());
    }
}
