//! Integers of any size: immediate ones of 61 bits, and heap objects of words for the rest.
//!
//! An integer has one form: what fits 61 bits is immediate, a heap object has no leading zero words.
//! So integers of different forms differ, and equal heap objects have equal signs and words.
//!
//! What is computed with them is in `arithmetic`; the numbers of the library, `dashu-int`, live only during an
//! operation.

use crate::heap::{Heap, Type};
use crate::value::Value;
use dashu_int::{IBig, Sign};
use std::cmp::Ordering;

impl Heap {
    /// An integer of 64 bits.
    #[inline(always)]
    pub fn integer(&mut self, n: i64) -> Value {
        match Value::small(n) {
            Some(v) => v,
            None => self.magnitude(n < 0, &[n.unsigned_abs()]),
        }
    }

    /// An integer of 128 bits.
    #[inline]
    pub fn wide_integer(&mut self, n: i128) -> Value {
        if let Ok(n) = i64::try_from(n) {
            return self.integer(n);
        }
        let magnitude = n.unsigned_abs();
        self.magnitude(n < 0, &[magnitude as u64, (magnitude >> 64) as u64])
    }

    /// An integer of any size.
    pub fn big(&mut self, n: IBig) -> Value {
        if let Ok(n) = i64::try_from(&n) {
            return self.integer(n);
        }
        let (sign, words) = n.as_sign_words();
        self.magnitude(sign == Sign::Negative, &to_words(words))
    }

    /// The product of an integer that is not immediate and one that is.
    pub(super) fn word_product(&mut self, n: Value, factor: i64) -> Value {
        if factor == 0 {
            return Value::ZERO;
        }
        let (by, mut carry) = (factor.unsigned_abs() as u128, 0u128);
        let mut words = Vec::with_capacity(n.raw_words().len() + 1);
        words.extend(n.raw_words().iter().map(|&word| {
            carry += word as u128 * by;
            let low = carry as u64;
            carry >>= 64;
            low
        }));
        words.push(carry as u64);
        self.magnitude(negative(n) != (factor < 0), &words)
    }

    /// A heap integer; the magnitude exceeds 60 bits.
    fn magnitude(&mut self, negative: bool, words: &[u64]) -> Value {
        let used = words.len() - words.iter().rev().take_while(|&&w| w == 0).count();
        let object = self.raw(Type::BigInt, used);
        self.raw_words_mut(object).copy_from_slice(&words[..used]);
        self.set_extra(object, negative as u8);
        object
    }
}

#[cfg(target_pointer_width = "64")]
fn to_words(words: &[dashu_int::Word]) -> std::borrow::Cow<'_, [u64]> {
    std::borrow::Cow::Borrowed(words)
}

#[cfg(not(target_pointer_width = "64"))]
fn to_words(words: &[dashu_int::Word]) -> std::borrow::Cow<'_, [u64]> {
    let pair = |pair: &[dashu_int::Word]| {
        pair[0] as u64 | pair.get(1).map_or(0, |&high| (high as u64) << 32)
    };
    words.chunks(2).map(pair).collect()
}

#[cfg(target_pointer_width = "64")]
fn from_words(sign: Sign, words: &[u64]) -> IBig {
    IBig::from_sign_words(sign, words)
}

#[cfg(not(target_pointer_width = "64"))]
fn from_words(sign: Sign, words: &[u64]) -> IBig {
    let halves: Vec<u32> = words.iter().flat_map(|&w| [w as u32, (w >> 32) as u32]).collect();
    IBig::from_sign_words(sign, &halves)
}

// ---- Reading ----------------------------------------------------------------------------------------

/// Whether a value is an integer.
#[inline]
pub fn is(v: Value) -> bool {
    v.is_small() || v.is_heap(Type::BigInt)
}

/// The integer, as a number of the library.
pub fn of(v: Value) -> Option<IBig> {
    match v.as_small() {
        Some(n) => Some(IBig::from(n)),
        None if v.is_heap(Type::BigInt) => Some(big_of(v)),
        None => None,
    }
}

fn big_of(v: Value) -> IBig {
    let sign = if negative(v) { Sign::Negative } else { Sign::Positive };
    from_words(sign, v.raw_words())
}

/// The integer, known to be one, as a number of the library.
pub(super) fn library(v: Value) -> IBig {
    of(v).unwrap_or_default()
}

fn negative(big: Value) -> bool {
    big.header().extra() == 1
}

/// The integer, if it fits 64 bits.
#[inline]
pub fn word(v: Value) -> Option<i64> {
    match v.as_small() {
        Some(n) => Some(n),
        None => wide(v).and_then(|n| i64::try_from(n).ok()),
    }
}

/// The integer, if its magnitude is below 2^127.
pub fn wide(v: Value) -> Option<i128> {
    if let Some(n) = v.as_small() {
        return Some(n as i128);
    }
    if !v.is_heap(Type::BigInt) {
        return None;
    }
    let magnitude = match *v.raw_words() {
        [low] => low as u128,
        [low, high] => low as u128 | (high as u128) << 64,
        _ => return None,
    };
    let n = i128::try_from(magnitude).ok()?;
    Some(if negative(v) { -n } else { n })
}

/// Sign and magnitude of a heap integer, least significant word first: equal for equal integers.
pub fn parts<'a>(big: Value) -> Option<(bool, &'a [u64])> {
    big.is_heap(Type::BigInt).then(|| (negative(big), big.raw_words()))
}

/// Whether two integers are equal.
pub fn equal(a: Value, b: Value) -> bool {
    a == b || matches!((parts(a), parts(b)), (Some(a), Some(b)) if a == b)
}

/// The sign of an integer: -1, 0 or 1.
pub fn signum(v: Value) -> i64 {
    match v.as_small() {
        Some(n) => n.signum(),
        None if negative(v) => -1,
        None => 1,
    }
}

/// The number of bits of an integer's magnitude.
pub fn bit_length(v: Value) -> usize {
    match (v.as_small(), parts(v)) {
        (Some(n), _) => 64 - n.unsigned_abs().leading_zeros() as usize,
        (None, Some((_, words))) => {
            words.len() * 64 - words.last().map_or(0, |w| w.leading_zeros() as usize)
        }
        (None, None) => 0,
    }
}

/// An integer of more bits is beyond all doubles.
const DOUBLE_BITS: usize = 1024;

/// The nearest double; infinite beyond their range.
pub fn to_double(v: Value) -> f64 {
    if let Some(n) = v.as_small() {
        return n as f64;
    }
    match wide(v) {
        Some(n) => n as f64,
        None if bit_length(v) > DOUBLE_BITS => signum(v) as f64 * f64::INFINITY,
        None => library(v).to_f64().value(),
    }
}

/// The decimal text of an integer of 64 bits, made without an allocation.
pub struct Digits {
    octets: [u8; 20],
    start: usize,
}

impl Digits {
    /// Of a number.
    #[inline]
    pub fn of(n: i64) -> Digits {
        let mut digits = Digits { octets: [b'0'; 20], start: 20 };
        let mut rest = n.unsigned_abs();
        loop {
            digits.start -= 1;
            digits.octets[digits.start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if n < 0 {
            digits.start -= 1;
            digits.octets[digits.start] = b'-';
        }
        digits
    }

    /// The text.
    #[inline]
    pub fn octets(&self) -> &[u8] {
        &self.octets[self.start..]
    }
}

/// The decimal text.
pub fn to_text(v: Value) -> String {
    match v.as_small() {
        Some(n) => n.to_string(),
        None => library(v).to_string(),
    }
}

/// Whether finding the decimal text takes more than a few milliseconds.
pub fn is_long_text(v: Value) -> bool {
    bit_length(v) > 1 << 16
}

// ---- Comparison -------------------------------------------------------------------------------------

/// Compares two numbers, integers of any size or doubles, by their exact values. `None` if either is
/// NaN, or no number.
pub fn compare(a: Value, b: Value) -> Option<Ordering> {
    match (a.as_double(), b.as_double()) {
        (Some(a), Some(b)) => a.partial_cmp(&b),
        (Some(a), None) => is(b).then(|| compare_with_double(b, a))?.map(Ordering::reverse),
        (None, Some(b)) => is(a).then(|| compare_with_double(a, b))?,
        (None, None) => (is(a) && is(b)).then(|| compare_integers(a, b)),
    }
}

/// Compares two integers.
pub fn compare_integers(a: Value, b: Value) -> Ordering {
    if a.both_small(b) {
        return a.as_small().cmp(&b.as_small());
    }
    let (sign_a, sign_b) = (signum(a), signum(b));
    if sign_a != sign_b {
        return sign_a.cmp(&sign_b);
    }
    let magnitudes = match (parts(a), parts(b)) {
        (Some((_, a)), Some((_, b))) => {
            a.len().cmp(&b.len()).then_with(|| a.iter().rev().cmp(b.iter().rev()))
        }
        (Some(_), None) => Ordering::Greater,
        (None, _) => Ordering::Less,
    };
    if sign_a < 0 { magnitudes.reverse() } else { magnitudes }
}

/// Integers up to this magnitude are doubles.
const EXACT: u64 = 1 << 53;

fn compare_with_double(n: Value, d: f64) -> Option<Ordering> {
    if d.is_nan() {
        return None;
    }
    if let Some(n) = n.as_small()
        && n.unsigned_abs() <= EXACT
    {
        return (n as f64).partial_cmp(&d);
    }
    let limit = 2f64.powi(127);
    Some(match wide(n) {
        Some(_) if d >= limit => Ordering::Less,
        Some(_) if d < -limit => Ordering::Greater,
        Some(n) => {
            let floor = d.floor();
            n.cmp(&(floor as i128)).then(if floor < d { Ordering::Less } else { Ordering::Equal })
        }
        None if bit_length(n) > DOUBLE_BITS && d.is_finite() => signum(n).cmp(&0),
        None => match floor_of_double(d) {
            Some(d) => library(n).cmp(&d),
            None if d > 0.0 => Ordering::Less,
            None => Ordering::Greater,
        },
    })
}

/// The largest integer not above a finite double.
pub fn floor_of_double(d: f64) -> Option<IBig> {
    if !d.is_finite() {
        return None;
    }
    let floor = d.floor();
    if floor.abs() < 2f64.powi(126) {
        return Some(IBig::from(floor as i128));
    }
    let bits = floor.to_bits();
    let mantissa = IBig::from(bits & ((1 << 52) - 1) | 1 << 52);
    let magnitude = mantissa << ((bits >> 52 & 0x7ff) as usize - 1075);
    Some(if floor < 0.0 { -magnitude } else { magnitude })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::Stress;

    fn heap() -> Heap {
        Heap::new(usize::MAX, Stress::None)
    }

    fn big(text: &str) -> IBig {
        text.parse().expect("digits")
    }

    #[test]
    fn forms_are_canonical() {
        let heap = &mut heap();
        for text in [
            "0",
            "-1",
            "1152921504606846975",
            "1152921504606846976",
            "-1152921504606846976",
            "-1152921504606846977",
            "9223372036854775807",
            "-9223372036854775808",
            "18446744073709551616",
            "-170141183460469231731687303715884105728",
            "1000000000000000000000000000000000000000000000000000000000000",
        ] {
            let n = big(text);
            let v = heap.big(n.clone());
            assert_eq!(to_text(v), text);
            assert_eq!(of(v), Some(n.clone()));
            assert_eq!(word(v), i64::try_from(&n).ok(), "{text}");
            assert_eq!(v.is_small(), bit_length(v) <= 60 || text == "-1152921504606846976");
            let again = heap.big(n);
            assert!(equal(v, again));
        }
    }

    #[test]
    fn comparison_with_doubles_is_exact() {
        let heap = &mut heap();
        let two = |n: u32| IBig::from(1) << n as usize;
        for (n, d, expected) in [
            (IBig::from(1), 1.0, Some(Ordering::Equal)),
            (IBig::from(1), 1.5, Some(Ordering::Less)),
            (IBig::from(-1), -1.5, Some(Ordering::Greater)),
            (IBig::from(-2), -1.5, Some(Ordering::Less)),
            (IBig::from((1i64 << 53) + 1), 9007199254740992.0, Some(Ordering::Greater)),
            (two(70), 2f64.powi(70), Some(Ordering::Equal)),
            (two(200), 2f64.powi(200), Some(Ordering::Equal)),
            (two(200) + IBig::ONE, 2f64.powi(200), Some(Ordering::Greater)),
            (-two(200) - IBig::ONE, -(2f64.powi(200)), Some(Ordering::Less)),
            (two(2000), f64::MAX, Some(Ordering::Greater)),
            (two(2000), f64::INFINITY, Some(Ordering::Less)),
            (-two(2000), f64::NEG_INFINITY, Some(Ordering::Greater)),
            (two(127), 2f64.powi(127), Some(Ordering::Equal)),
            (-two(127), -(2f64.powi(127)), Some(Ordering::Equal)),
            (IBig::from(0), f64::NAN, None),
        ] {
            let n = heap.big(n);
            let d = heap.double(d);
            assert_eq!(compare(n, d), expected, "{n:?} {d:?}");
            assert_eq!(compare(d, n), expected.map(Ordering::reverse), "{d:?} {n:?}");
        }
    }

    #[test]
    fn floors_of_doubles_are_exact() {
        for d in [0.0, -0.5, 1e22, -9.5e18, 2f64.powi(1000), f64::MAX, -f64::MAX] {
            assert_eq!(floor_of_double(d).map(|n| n.to_f64().value()), Some(d.floor()));
        }
        assert_eq!(floor_of_double(f64::NAN), None);
    }
}
