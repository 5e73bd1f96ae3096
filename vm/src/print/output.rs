//! What printers write to: a growing buffer of code points in the heap.
//!
//! `Type::Output` is `[buffer, length]`, its buffer one byte per code point until a code point of 256
//! or more comes. The finished text becomes a string over the same buffer, without a copy.

use crate::data::long_text::PIECE;
use crate::data::text::Chars;
use crate::heap::{Heap, PART, Type, Undone};
use crate::value::Value;

/// The bytes that a new buffer has room for.
const FIRST_CAPACITY: usize = 48;
/// Beyond this many code points, a buffer grows by a quarter instead of to twice its size.
const LARGE: usize = 1 << 20;

impl Heap {
    /// An empty output.
    pub fn output(&mut self) -> Value {
        self.object(Type::Output, &[Value::NULL, Value::ZERO])
    }

    /// Appends ASCII or other text.
    pub fn write(&mut self, output: Value, text: &str) {
        if text.is_ascii() {
            self.write_narrow(output, text.as_bytes());
        } else {
            for c in text.chars() {
                self.write_unit(output, c as u32);
            }
        }
    }

    /// Appends the code points of a string.
    pub fn write_chars(&mut self, output: Value, chars: Chars<'_>) {
        match chars {
            Chars::Narrow(bytes) => self.write_narrow(output, bytes),
            Chars::Wide(units) => self.write_units(output, units),
        }
    }

    /// Appends code points below 256.
    pub fn write_narrow(&mut self, output: Value, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let length = length(output);
        let buffer = self.room(output, bytes.len(), false);
        if buffer.ty() == Type::Narrow {
            self.raw_bytes_mut(buffer)[length..length + bytes.len()].copy_from_slice(bytes);
        } else {
            let units = &mut self.raw_units_mut(buffer)[length..length + bytes.len()];
            for (unit, &byte) in units.iter_mut().zip(bytes) {
                *unit = byte as u32;
            }
        }
        self.store(output, 1, Value::index(length + bytes.len()));
    }

    /// Appends one code point.
    pub fn write_unit(&mut self, output: Value, unit: u32) {
        if unit < 256 {
            self.write_narrow(output, &[unit as u8]);
        } else {
            self.write_units(output, &[unit]);
        }
    }

    fn write_units(&mut self, output: Value, units: &[u32]) {
        if units.iter().all(|&unit| unit < 256) {
            let bytes: Vec<u8> = units.iter().map(|&unit| unit as u8).collect();
            return self.write_narrow(output, &bytes);
        }
        let length = length(output);
        let buffer = self.room(output, units.len(), true);
        self.raw_units_mut(buffer)[length..length + units.len()].copy_from_slice(units);
        self.store(output, 1, Value::index(length + units.len()));
    }

    /// Forgets what was written after the output had this length.
    pub fn truncate_output(&mut self, output: Value, to: usize) {
        if to < length(output) {
            self.store(output, 1, Value::index(to));
        }
    }

    /// The text written so far, as a string; the output is empty afterwards.
    pub fn take_output(&mut self, output: Value) -> Value {
        let (buffer, length) = (output.field(0), length(output));
        self.store(output, 0, Value::NULL);
        self.store(output, 1, Value::ZERO);
        if buffer.is_null() {
            return self.str("");
        }
        self.raw_words_mut(buffer)[0] = length as u64;
        self.object(Type::Str, &[buffer, Value::ZERO, Value::index(length)])
    }

    /// The text written so far.
    pub fn output_text(&mut self, output: Value) -> Result<String, Undone> {
        let (buffer, length) = (output.field(0), length(output));
        if buffer.is_null() {
            return Ok(String::new());
        }
        let chars = match buffer.ty() {
            Type::Wide => Chars::Wide(&buffer.raw_units()[..length]),
            _ => Chars::Narrow(&buffer.raw_bytes()[..length]),
        };
        // A short line is not worth a look at the account; no code point has more than four bytes.
        if length > PIECE {
            self.reserve(length.saturating_mul(if chars.unit() == 1 { 2 } else { 4 }))?;
        }
        let mut text = String::with_capacity(length);
        for start in (0..length).step_by(PIECE) {
            self.go_on()?;
            text.push_str(&chars.range(start, length.min(start + PIECE)).to_text());
        }
        Ok(text)
    }

    /// Reserves room for `more` code points. A long output gets it at once, so that the writing need not copy it.
    pub fn make_output_room(
        &mut self,
        output: Value,
        more: usize,
        wide: bool,
    ) -> Result<(), Undone> {
        self.reserve(growth(output, more, wide))?;
        let (buffer, length) = (output.field(0), length(output));
        let (capacity, is_wide) = capacity(buffer);
        if length <= PART || length + more <= capacity && (is_wide || !wide) {
            return Ok(());
        }
        let wanted = wanted(capacity, length + more);
        let (ty, old) = if is_wide {
            (Type::Wide, Chars::Wide(&buffer.raw_units()[..length]))
        } else {
            let ty = if wide { Type::Wide } else { Type::Narrow };
            (ty, Chars::Narrow(&buffer.raw_bytes()[..length]))
        };
        let grown = self.buffer(ty, wanted);
        self.append_long(grown, old)?;
        self.store(output, 0, grown);
        Ok(())
    }

    /// The buffer, with room for `more` code points of the wanted width.
    fn room(&mut self, output: Value, more: usize, wide: bool) -> Value {
        let (buffer, length) = (output.field(0), length(output));
        let (capacity, is_wide) = capacity(buffer);
        if length + more <= capacity && (is_wide || !wide) {
            return buffer;
        }
        let wanted = wanted(capacity, length + more);
        let grown = if wide || is_wide {
            let grown = self.raw(Type::Wide, 1 + wanted.div_ceil(2));
            if is_wide {
                self.raw_units_mut(grown)[..length].copy_from_slice(&buffer.raw_units()[..length]);
            } else if !buffer.is_null() {
                let units = &mut self.raw_units_mut(grown)[..length];
                for (unit, &byte) in units.iter_mut().zip(buffer.raw_bytes()) {
                    *unit = byte as u32;
                }
            }
            grown
        } else {
            let grown = self.raw(Type::Narrow, 1 + wanted.div_ceil(8));
            if !buffer.is_null() {
                self.raw_bytes_mut(grown)[..length].copy_from_slice(&buffer.raw_bytes()[..length]);
            }
            grown
        };
        self.store(output, 0, grown);
        grown
    }
}

/// The bytes that are reserved when `more` code points are written.
pub fn growth(output: Value, more: usize, wide: bool) -> usize {
    let (capacity, is_wide) = capacity(output.field(0));
    let needed = length(output) + more;
    if needed <= capacity && (is_wide || !wide) {
        return 0;
    }
    wanted(capacity, needed) * if wide || is_wide { 4 } else { 1 }
}

/// The code points that a buffer has room for, and whether it is wide.
fn capacity(buffer: Value) -> (usize, bool) {
    if buffer.is_null() {
        return (0, false);
    }
    let words = buffer.header().words() - 1;
    if buffer.ty() == Type::Wide { (words * 2, true) } else { (words * 8, false) }
}

/// The code points that a buffer is given room for when it must grow.
fn wanted(capacity: usize, needed: usize) -> usize {
    needed.max(capacity + capacity.min(LARGE).max(capacity / 4)).max(FIRST_CAPACITY)
}

/// The code points written so far.
pub fn length(output: Value) -> usize {
    output.field(1).to_index()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::text::text;
    use crate::heap::Stress;

    #[test]
    fn text_grows_and_widens() {
        let mut heap = Heap::new(usize::MAX, Stress::None);
        let output = heap.output();
        heap.write(output, "abc");
        heap.write(output, &"é".repeat(100));
        heap.write(output, "\u{1f600}");
        heap.write(output, &"xyz".repeat(50));
        let end = length(output);
        heap.write(output, "gone");
        heap.truncate_output(output, end);
        let string = heap.take_output(output);
        let expected = format!("abc{}\u{1f600}{}", "é".repeat(100), "xyz".repeat(50));
        assert_eq!(text(string), Some(expected));
        assert_eq!(length(output), 0);
    }
}
