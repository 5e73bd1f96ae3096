//! A value as one tagged 64-bit word.
//!
//! ```text
//!   63                                    3 2 1 0
//!   +--------------------------------------+-----+
//!   | integer, 61 bits, two's complement   | 000 |
//!   +--------------------------------------+-----+
//!   | address of a heap object, 8-aligned  | 100 |   bit 63 clear
//!   +---+----------+-----------------------+-----+
//!   | 1 | class    | payload               | 100 |   null, booleans, characters, marks
//!   +---+----------+-----------------------+-----+
//!   | double: rotl(bits + (512 << 52), 3)  |s x y|   x y not 00
//!   +--------------------------------------+-----+
//! ```
//!
//! Adding 512 to a double's exponent leaves `00` in its two topmost exponent bits only for magnitudes
//! of 2^513 and more, infinities and NaN; the rotation brings sign and those bits down to the tag.
//! Those doubles, and integers beyond 61 bits, are heap objects. Arithmetic in ordinary numbers never
//! allocates, and +0.0 and denormals are immediate.
#![allow(unsafe_code)]

use crate::heap::{Header, Type};

/// A Monte value. Copying it is free; it is valid until the heap's next collection unless it is
/// reachable from a root.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct Value(u64);

const TAG: u64 = 0b111;
const POINTER: u64 = 0b100;
const SPECIAL: u64 = 1 << 63 | POINTER;
const CLASS_SHIFT: u32 = 56;
/// The word of the character of code point 0; that of another is further by the shifted code point.
pub const CHAR: u64 = SPECIAL | 1 << CLASS_SHIFT;
const MARK: u64 = SPECIAL | 2 << CLASS_SHIFT;
/// What is added to the bits of a double before they are turned by three.
pub const DOUBLE_BIAS: u64 = 512 << 52;

/// The bits that tell whether a value is a pointer, for machine code.
pub const POINTER_MASK: u64 = SPECIAL | TAG;
/// What those bits are in a pointer.
pub const POINTER_PATTERN: u64 = POINTER;

/// The largest immediate integer.
pub const INT_MAX: i64 = (1 << 60) - 1;
/// The smallest immediate integer.
pub const INT_MIN: i64 = -(1 << 60);

impl Value {
    /// The only value of `Void`.
    pub const NULL: Value = Value(SPECIAL);
    /// The boolean `false`.
    pub const FALSE: Value = Value(SPECIAL | 1 << 3);
    /// The boolean `true`.
    pub const TRUE: Value = Value(SPECIAL | 2 << 3);
    /// Stands in the key of a removed entry of a mutable map; no program sees it.
    pub const HOLE: Value = Value(MARK | 1 << 3);
    /// Stands in a local that has not been bound yet; no program sees it. As a number it is small and negative, which
    /// the loop writes without a register.
    pub const UNBOUND: Value = Value(!0b11);
    /// The integer zero.
    pub const ZERO: Value = Value(0);

    /// The immediate integer, if it fits 61 bits.
    #[inline(always)]
    pub const fn small(n: i64) -> Option<Value> {
        let shifted = n << 3;
        if shifted >> 3 == n { Some(Value(shifted as u64)) } else { None }
    }

    /// An integer that is known to fit 61 bits (an index, a length, a code point).
    #[inline(always)]
    pub const fn int(n: i64) -> Value {
        debug_assert!(n >= INT_MIN && n <= INT_MAX);
        Value((n << 3) as u64)
    }

    /// A length or index as a value.
    #[inline(always)]
    pub const fn index(n: usize) -> Value {
        Value::int(n as i64)
    }

    /// The boolean.
    #[inline(always)]
    pub const fn bool(b: bool) -> Value {
        if b { Value::TRUE } else { Value::FALSE }
    }

    /// The character of a code point, surrogates included.
    #[inline(always)]
    pub const fn char(code_point: u32) -> Value {
        Value(CHAR | (code_point as u64) << 3)
    }

    /// The immediate double, if its magnitude allows it.
    #[inline(always)]
    pub fn inline_double(d: f64) -> Option<Value> {
        let value = Value(d.to_bits().wrapping_add(DOUBLE_BIAS).rotate_left(3));
        if value.is_inline_double() { Some(value) } else { None }
    }

    /// The bits, for machine code and hashing.
    #[inline(always)]
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// A value from its bits.
    ///
    /// # Safety
    /// The bits are those of a value that is still valid.
    #[inline(always)]
    pub const unsafe fn from_bits(bits: u64) -> Value {
        Value(bits)
    }

    /// The value that these bits are, which is no object; `null` if they are one's.
    pub const fn immediate(bits: u64) -> Value {
        let value = Value(bits);
        if value.is_pointer() { Value::NULL } else { value }
    }

    /// Whether this is an immediate integer.
    #[inline(always)]
    pub const fn is_small(self) -> bool {
        self.0 & TAG == 0
    }

    /// The immediate integer.
    #[inline(always)]
    pub const fn as_small(self) -> Option<i64> {
        if self.is_small() { Some(self.0 as i64 >> 3) } else { None }
    }

    /// The immediate integer, when it is known to be one (an internal field).
    #[inline(always)]
    pub fn to_index(self) -> usize {
        debug_assert!(self.is_small());
        (self.0 as i64 >> 3) as usize
    }

    /// Both are immediate integers.
    #[inline(always)]
    pub const fn both_small(self, other: Value) -> bool {
        (self.0 | other.0) & TAG == 0
    }

    /// The sum of two immediate integers, if it is one too.
    #[inline(always)]
    pub const fn add_small(self, other: Value) -> Option<Value> {
        match (self.0 as i64).checked_add(other.0 as i64) {
            Some(sum) => Some(Value(sum as u64)),
            None => None,
        }
    }

    /// The difference of two immediate integers, if it is one too.
    #[inline(always)]
    pub const fn subtract_small(self, other: Value) -> Option<Value> {
        match (self.0 as i64).checked_sub(other.0 as i64) {
            Some(difference) => Some(Value(difference as u64)),
            None => None,
        }
    }

    /// The product of two immediate integers, if it is one too.
    #[inline(always)]
    pub const fn multiply_small(self, other: Value) -> Option<Value> {
        match (self.0 as i64).checked_mul(other.0 as i64 >> 3) {
            Some(product) => Some(Value(product as u64)),
            None => None,
        }
    }

    /// The immediate integer behind one that is not the largest.
    #[inline(always)]
    pub(crate) const fn next_small(self) -> Value {
        debug_assert!(self.is_small());
        Value(self.0.wrapping_add(1 << 3))
    }

    /// Whether one immediate integer is less than another.
    #[inline(always)]
    pub const fn less_small(self, other: Value) -> bool {
        (self.0 as i64) < other.0 as i64
    }

    /// Whether this is an immediate double.
    #[inline(always)]
    pub const fn is_inline_double(self) -> bool {
        self.0 & 3 != 0
    }

    /// The immediate double.
    #[inline(always)]
    pub fn as_inline_double(self) -> Option<f64> {
        if self.is_inline_double() { Some(self.inline_double_bits()) } else { None }
    }

    #[inline(always)]
    fn inline_double_bits(self) -> f64 {
        f64::from_bits(self.0.rotate_right(3).wrapping_sub(DOUBLE_BIAS))
    }

    /// The double, immediate or boxed.
    #[inline(always)]
    pub fn as_double(self) -> Option<f64> {
        if self.is_inline_double() {
            Some(self.inline_double_bits())
        } else if self.is_heap(Type::Double) {
            Some(f64::from_bits(self.raw_word(0)))
        } else {
            None
        }
    }

    /// Whether this is a pointer to a heap object.
    #[inline(always)]
    pub const fn is_pointer(self) -> bool {
        // All of the tag counts, because negative doubles have its topmost bit set too, and so does bit 63.
        // Turned next to each other, they are compared with small constants, which cost no register.
        self.0.rotate_left(1) & 0b1111 == POINTER << 1
    }

    /// The address of the heap object's header.
    #[inline(always)]
    pub const fn address(self) -> usize {
        debug_assert!(self.is_pointer());
        // What is taken off here becomes part of the distance to what is read.
        (self.0 - POINTER) as usize
    }

    /// A value that points to the header of a live heap object.
    #[inline(always)]
    pub(crate) fn from_address(address: usize) -> Value {
        debug_assert!(address & 7 == 0);
        Value(address as u64 | POINTER)
    }

    /// Whether this is a heap object of that type.
    #[inline(always)]
    pub fn is_heap(self, ty: Type) -> bool {
        self.is_pointer() && self.header().type_bits() == ty as u16
    }

    /// The code point of a character.
    #[inline(always)]
    pub const fn as_char(self) -> Option<u32> {
        if self.0 >> CLASS_SHIFT == CHAR >> CLASS_SHIFT && self.0 & TAG == POINTER {
            Some((self.0 >> 3) as u32 & 0x1f_ffff)
        } else {
            None
        }
    }

    /// The boolean.
    #[inline(always)]
    pub const fn as_bool(self) -> Option<bool> {
        // Turned and counted from `false`, the two differ in one bit: large constants, which the loop would
        // keep in registers, are not needed.
        const TRUE: u64 = 1 << 4;
        let turned = self.0.rotate_left(1).wrapping_sub(Value::FALSE.0.rotate_left(1));
        if turned & !TRUE == 0 { Some(turned & TRUE != 0) } else { None }
    }

    /// Whether this is `null`.
    #[inline(always)]
    pub const fn is_null(self) -> bool {
        self.0 == Value::NULL.0
    }

    /// The header of the heap object that this points to.
    #[inline(always)]
    pub fn header(self) -> Header {
        debug_assert!(self.is_pointer());
        // SAFETY: a pointer value is made by `Heap` alone, from the address of an object's header, and
        // is valid until the next collection, which rewrites every root (see `heap`).
        unsafe { *(self.address() as *const Header) }
    }

    /// The type that decides which methods the value answers.
    #[inline(always)]
    pub fn ty(self) -> Type {
        if self.is_pointer() {
            self.header().ty()
        } else if self.is_small() {
            Type::Int
        } else if self.is_inline_double() {
            Type::Double
        } else if self.0 >> CLASS_SHIFT == CHAR >> CLASS_SHIFT {
            Type::Char
        } else if self.0 as u32 == Value::NULL.0 as u32 {
            // Of half of the word, because in the loop every large constant costs a register.
            Type::Null
        } else {
            Type::Bool
        }
    }
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(n) = self.as_small() {
            write!(f, "{n}")
        } else if let Some(d) = self.as_inline_double() {
            write!(f, "{d:?}")
        } else if let Some(b) = self.as_bool() {
            write!(f, "{b}")
        } else if let Some(c) = self.as_char() {
            write!(f, "U+{c:04X}")
        } else if self.is_null() {
            write!(f, "null")
        } else if self.is_pointer() {
            write!(f, "{:?}@{:x}", self.header().ty(), self.address())
        } else {
            write!(f, "mark({:x})", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_keep_61_bits() {
        for n in [0, 1, -1, INT_MAX, INT_MIN] {
            assert_eq!(Value::small(n).and_then(Value::as_small), Some(n));
        }
        assert_eq!(Value::small(INT_MAX + 1), None);
        assert_eq!(Value::small(INT_MIN - 1), None);
    }

    #[test]
    fn doubles_below_two_to_the_513_are_immediate() {
        let below = f64::from_bits((1535 << 52) | ((1 << 52) - 1));
        for d in [0.0, -0.0, 1.5, -1.5, f64::MIN_POSITIVE, 5e-324, below, -below] {
            let v = Value::inline_double(d).expect("immediate");
            assert!(v.is_inline_double() && !v.is_pointer() && !v.is_small());
            assert_eq!(v.as_inline_double().map(f64::to_bits), Some(d.to_bits()));
        }
        for d in [2f64.powi(513), f64::INFINITY, f64::NAN, f64::MIN] {
            assert_eq!(Value::inline_double(d), None);
        }
    }

    #[test]
    fn constants_are_distinct() {
        let all = [
            Value::NULL,
            Value::TRUE,
            Value::FALSE,
            Value::HOLE,
            Value::UNBOUND,
            Value::char(0),
            Value::ZERO,
        ];
        for (i, a) in all.iter().enumerate() {
            for (j, b) in all.iter().enumerate() {
                assert_eq!(a == b, i == j);
            }
            assert!(!a.is_pointer());
        }
        assert_eq!(Value::char(0x10ffff).as_char(), Some(0x10ffff));
        assert_eq!(Value::HOLE.as_char(), None);
    }
}
