//! Bytes: `[buffer, start, length]` over a buffer of octets, shared by versions and slices as those of
//! strings are (see `text`).

use crate::data::text::Chars;
use crate::heap::{Heap, Type, Undone};
use crate::value::Value;

impl Heap {
    /// These bytes.
    pub fn bytes(&mut self, octets: &[u8]) -> Value {
        let buffer = self.buffer(Type::Octets, octets.len());
        self.append(buffer, Chars::Narrow(octets));
        self.sequence(Type::Bytes, buffer, 0, octets.len())
    }

    /// Any number of these bytes.
    pub fn long_bytes(&mut self, octets: &[u8]) -> Result<Value, Undone> {
        let buffer = self.buffer(Type::Octets, octets.len());
        self.append_long(buffer, Chars::Narrow(octets))?;
        Ok(self.sequence(Type::Bytes, buffer, 0, octets.len()))
    }

    /// Bytes joined. Amortised constant time per byte of `b` when `a` is the newest version of its
    /// buffer.
    pub fn bytes_concat(&mut self, a: Value, b: Value) -> Result<Value, Undone> {
        self.concat(Type::Bytes, a, Chars::of_sequence(b), b)
    }

    /// Bytes with one more at the end.
    pub fn bytes_with(&mut self, bytes: Value, octet: u8) -> Result<Value, Undone> {
        self.concat(Type::Bytes, bytes, Chars::Narrow(&[octet]), Value::NULL)
    }
}

/// The octets of a bytes value.
pub fn of<'a>(bytes: Value) -> Option<&'a [u8]> {
    if !bytes.is_heap(Type::Bytes) {
        return None;
    }
    match Chars::of_sequence(bytes) {
        Chars::Narrow(octets) => Some(octets),
        Chars::Wide(_) => None,
    }
}

/// The printed and quoted form: a quasi-literal in which what is not printable ASCII is escaped.
pub fn quote(octets: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(octets.len() + 3);
    out.push_str("b`");
    for &octet in octets {
        match octet {
            0x20..=0x7e => out.push(octet as char),
            b'\r' => out.push_str("$\\r"),
            b'\n' => out.push_str("$\\n"),
            // Writing to a string does not fail.
            _ => drop(write!(out, "$\\x{octet:02x}")),
        }
    }
    out.push('`');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_form() {
        assert_eq!(quote(b"a`$@\\\"~\x7f\t\r\n\xff"), r#"b`a`$@\"~$\x7f$\x09$\r$\n$\xff`"#);
    }
}
