//! Integers of any size: immediate ones of 61 bits, and heap objects of words for the rest.
//!
//! An integer has one form: what fits 61 bits is immediate, a heap object has no leading zero words.
//! So integers of different forms differ, and equal heap objects have equal signs and words.
//!
//! Arithmetic tries 128 bits first and falls back on `dashu-int`. The functions that answer an
//! [`Answer`] take two integers of any size; the interpreter falls back on them when a result leaves
//! the immediate range.

use crate::heap::{Heap, Type};
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;
use dashu_int::ops::{BitTest, DivRem};
use dashu_int::{IBig, Sign, UBig};
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
fn library(v: Value) -> IBig {
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

/// The nearest double; infinite beyond their range.
pub fn to_double(v: Value) -> f64 {
    match wide(v) {
        Some(n) => n as f64,
        None => library(v).to_f64().value(),
    }
}

/// The decimal text.
pub fn to_text(v: Value) -> String {
    match v.as_small() {
        Some(n) => n.to_string(),
        None => library(v).to_string(),
    }
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

fn compare_with_double(n: Value, d: f64) -> Option<Ordering> {
    if d.is_nan() {
        return None;
    }
    let limit = 2f64.powi(127);
    Some(match wide(n) {
        Some(_) if d >= limit => Ordering::Less,
        Some(_) if d < -limit => Ordering::Greater,
        Some(n) => {
            let floor = d.floor();
            n.cmp(&(floor as i128)).then(if floor < d { Ordering::Less } else { Ordering::Equal })
        }
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

// ---- Arithmetic -------------------------------------------------------------------------------------

/// More bits than any integer may have: such a result is over every limit.
const MAX_BITS: u128 = 1 << 37;

/// Reserves room for a result, and spends on its making.
fn reserve_bits(vm: &mut Vm, bits: u128, work: u128) -> Result<(), crate::native::Raise> {
    if bits < 1 << 16 && work < 1 << 16 {
        return Ok(());
    }
    // The result exists twice for a moment: in the library's form, and in the heap's.
    let bytes = (bits / 4).min(usize::MAX as u128) as usize;
    if bits > MAX_BITS {
        return Err(crate::native::Raise::OverLimit { wanted: bytes });
    }
    vm.heap.reserve(bytes)?;
    vm.heap.spend((work / 1024).min(1 << 40) as usize);
    Ok(())
}

fn bits(v: Value) -> u128 {
    bit_length(v) as u128
}

/// About as many word operations as the library spends on multiplying numbers of these many bits.
fn product_work(a: u128, b: u128) -> u128 {
    let (short, long) = (a.min(b) / 64 + 1, a.max(b) / 64 + 1);
    // Quadratic up to a few dozen words, then about n^1.6, then nearly linear.
    long.saturating_mul(short.min(64 + (short as f64).powf(0.6) as u128))
}

macro_rules! by_width {
    ($vm:ident, $a:ident, $b:ident, $checked:ident, $operator:tt) => {{
        if let (Some(a), Some(b)) = (wide($a), wide($b))
            && let Some(n) = a.$checked(b)
        {
            return Ok($vm.heap.wide_integer(n));
        }
        let n = library($a) $operator library($b);
        Ok($vm.heap.big(n))
    }};
}

/// The sum of two integers.
pub fn add(vm: &mut Vm, a: Value, b: Value) -> Answer {
    reserve_bits(vm, bits(a).max(bits(b)), bits(a) + bits(b))?;
    by_width!(vm, a, b, checked_add, +)
}

/// The difference of two integers.
pub fn subtract(vm: &mut Vm, a: Value, b: Value) -> Answer {
    reserve_bits(vm, bits(a).max(bits(b)), bits(a) + bits(b))?;
    by_width!(vm, a, b, checked_sub, -)
}

/// The product of two integers.
pub fn multiply(vm: &mut Vm, a: Value, b: Value) -> Answer {
    let (m, n) = (bits(a), bits(b));
    reserve_bits(vm, m + n, product_work(m, n))?;
    by_width!(vm, a, b, checked_mul, *)
}

/// Quotient rounded towards minus infinity, and the remainder, which has the divisor's sign.
fn floor_parts(a: IBig, b: &IBig) -> (IBig, IBig) {
    let (quotient, remainder) = a.div_rem(b);
    if !remainder.is_zero() && remainder.sign() != b.sign() {
        (quotient - IBig::ONE, remainder + b)
    } else {
        (quotient, remainder)
    }
}

fn floor_parts_wide(a: i128, b: i128) -> Option<(i128, i128)> {
    let (quotient, remainder) = (a.checked_div(b)?, a.checked_rem(b)?);
    if remainder != 0 && (remainder < 0) != (b < 0) {
        Some((quotient - 1, remainder + b))
    } else {
        Some((quotient, remainder))
    }
}

/// Both parts of a division; throws for a zero divisor, naming the verb.
fn divided(
    vm: &mut Vm,
    a: Value,
    b: Value,
    verb: &str,
) -> Result<(Value, Value), crate::native::Raise> {
    if b == Value::ZERO {
        return vm.throw_text(&format!("{verb}/1: Integer division by zero"));
    }
    if let (Some(a), Some(b)) = (wide(a), wide(b))
        && let Some((quotient, remainder)) = floor_parts_wide(a, b)
    {
        return Ok((vm.heap.wide_integer(quotient), vm.heap.wide_integer(remainder)));
    }
    let (m, n) = (bits(a), bits(b));
    reserve_bits(vm, m.max(n) * 2, product_work(m.saturating_sub(n), n) * 2)?;
    let (quotient, remainder) = floor_parts(library(a), &library(b));
    Ok((vm.heap.big(quotient), vm.heap.big(remainder)))
}

/// The quotient of two integers, rounded towards minus infinity.
pub fn floor_divide(vm: &mut Vm, a: Value, b: Value) -> Answer {
    Ok(divided(vm, a, b, "floorDivide")?.0)
}

/// The remainder of [`floor_divide`]; it has the divisor's sign.
pub fn modulo(vm: &mut Vm, a: Value, b: Value) -> Answer {
    Ok(divided(vm, a, b, "mod")?.1)
}

/// A list of quotient and remainder.
pub fn divide_and_modulo(vm: &mut Vm, a: Value, b: Value) -> Answer {
    let (quotient, remainder) = divided(vm, a, b, "divMod")?;
    Ok(vm.heap.list(&[quotient, remainder]))
}

/// `a * 2^count`; `count` may be any integer that is not negative.
pub fn shift_left(vm: &mut Vm, a: Value, count: Value) -> Answer {
    if signum(count) < 0 {
        return vm.throw_text("shiftLeft/1: Negative shift count");
    }
    if a == Value::ZERO {
        return Ok(a);
    }
    let size = bits(a) + word(count).map_or(MAX_BITS, |n| n as u128);
    reserve_bits(vm, size, size)?;
    let count = count.to_index();
    match wide(a) {
        Some(n) if size < 127 => Ok(vm.heap.wide_integer(n << count)),
        _ => Ok(vm.heap.big(library(a) << count)),
    }
}

/// `a` divided by `2^count`, rounded towards minus infinity.
pub fn shift_right(vm: &mut Vm, a: Value, count: Value) -> Answer {
    if signum(count) < 0 {
        return vm.throw_text("shiftRight/1: Negative shift count");
    }
    let count = match word(count) {
        Some(count) if (count as u128) < bits(a) => count as usize,
        _ => return Ok(if signum(a) < 0 { Value::int(-1) } else { Value::ZERO }),
    };
    reserve_bits(vm, bits(a), bits(a))?;
    match wide(a) {
        Some(n) => Ok(vm.heap.wide_integer(n >> count)),
        None => Ok(vm.heap.big(library(a) >> count)),
    }
}

macro_rules! bitwise {
    ($($(#[doc = $doc:literal])+ $name:ident $operator:tt;)*) => {$(
        $(#[doc = $doc])+
        pub fn $name(vm: &mut Vm, a: Value, b: Value) -> Answer {
            if let (Some(a), Some(b)) = (wide(a), wide(b)) {
                return Ok(vm.heap.wide_integer(a $operator b));
            }
            reserve_bits(vm, bits(a).max(bits(b)), bits(a) + bits(b))?;
            let n = library(a) $operator library(b);
            Ok(vm.heap.big(n))
        }
    )*};
}

bitwise! {
    /// The bits that both have, in two's complement of infinite extent.
    and &;
    /// The bits that either has.
    or |;
    /// The bits that one of them has.
    xor ^;
}

/// `-a`.
pub fn negate(vm: &mut Vm, a: Value) -> Answer {
    subtract(vm, Value::ZERO, a)
}

/// `a` without its sign.
pub fn absolute(vm: &mut Vm, a: Value) -> Answer {
    if signum(a) < 0 { negate(vm, a) } else { Ok(a) }
}

/// `a` to a power that is not negative.
pub fn power(vm: &mut Vm, a: Value, exponent: Value) -> Answer {
    if signum(exponent) < 0 {
        return vm.throw_text("pow/1: Negative exponent");
    }
    let odd = exponent.as_small().map_or_else(|| exponent.raw_words()[0] & 1 == 1, |n| n & 1 == 1);
    match (a.as_small(), exponent.as_small()) {
        (_, Some(0)) | (Some(1), _) => return Ok(Value::int(1)),
        (Some(0), _) => return Ok(Value::ZERO),
        (Some(-1), _) => return Ok(Value::int(if odd { 1 - 2 } else { 1 })),
        _ => {}
    }
    let size = exponent.as_small().map_or(MAX_BITS * 2, |n| {
        // The result has at least (bits - 1) * n + 1 bits, at most bits * n.
        (bits(a) * n as u128).min(MAX_BITS * 2)
    });
    reserve_bits(vm, size, product_work(size / 2, size / 2) * 2)?;
    let exponent = exponent.to_index();
    if size < 127
        && let Some(n) = wide(a)
    {
        return Ok(vm.heap.wide_integer(n.pow(exponent as u32)));
    }
    Ok(vm.heap.big(library(a).pow(exponent)))
}

/// `a` to a power that is not negative, modulo a number; the result has the modulus's sign.
pub fn power_modulo(vm: &mut Vm, a: Value, exponent: Value, modulus: Value) -> Answer {
    if modulus == Value::ZERO {
        return vm.throw_text("modPow/2: Integer division by zero");
    }
    if signum(exponent) < 0 {
        return vm.throw_text("modPow/2: Negative exponent");
    }
    let (m, e) = (bits(modulus), bits(exponent));
    let base = modulo(vm, a, modulus)?;
    reserve_bits(vm, m * 4, product_work(m, m).saturating_mul(e * 3))?;
    let (sign, magnitude) = library(modulus).into_parts();
    let ring = dashu_int::fast_div::ConstDivisor::new(magnitude.clone());
    let exponent = UBig::try_from(library(exponent)).unwrap_or_default();
    // The base is reduced to the modulus's sign; the ring wants it positive.
    let base = match sign {
        Sign::Positive => library(base),
        Sign::Negative => library(base) + IBig::from(magnitude.clone()),
    };
    let residue = IBig::from(ring.reduce(base).pow(&exponent).residue());
    let result = match sign {
        Sign::Negative if !residue.is_zero() => residue - IBig::from(magnitude),
        _ => residue,
    };
    Ok(vm.heap.big(result))
}

/// The quotient of two integers as the nearest double. Those of 64 bits are converted first; a zero
/// divisor gives an infinity or NaN.
pub fn divide(a: Value, b: Value) -> f64 {
    match (word(a), word(b)) {
        (Some(a), Some(b)) => a as f64 / b as f64,
        _ if b == Value::ZERO => signum(a) as f64 / 0.0,
        _ => divide_exactly(library(a), library(b)),
    }
}

/// The correctly rounded quotient: 66 bits or more of it, whose last bit stands for all that follow.
fn divide_exactly(a: IBig, b: IBig) -> f64 {
    let (sign_a, a) = a.into_parts();
    let (sign_b, b) = b.into_parts();
    let shift = 66 - (a.bit_len() as i64 - b.bit_len() as i64);
    let (a, b) = if shift >= 0 { (a << shift as usize, b) } else { (a, b << -shift as usize) };
    let (quotient, remainder) = a.div_rem(b);
    let mut digits = u128::try_from(quotient).unwrap_or(u128::MAX);
    if !remainder.is_zero() {
        digits |= 1;
    }
    let magnitude = scale(digits, -shift);
    if sign_a == sign_b { magnitude } else { -magnitude }
}

/// `digits * 2^exponent`, rounded once to the nearest double, ties to even.
fn scale(digits: u128, exponent: i64) -> f64 {
    if digits == 0 {
        return 0.0;
    }
    let length = 128 - digits.leading_zeros() as i64;
    let top = length - 1 + exponent;
    if top > 1023 {
        return f64::INFINITY;
    }
    let precision = if top >= -1022 { 53 } else { 53 + 1022 + top };
    if precision < 0 {
        return 0.0;
    }
    let dropped = (length - precision).max(0);
    let mut kept = if dropped >= 128 { 0 } else { digits >> dropped };
    if dropped > 0 {
        let rest = digits & (u128::MAX >> (128 - dropped));
        let half = 1u128 << (dropped - 1);
        if rest > half || rest == half && kept & 1 == 1 {
            kept += 1;
        }
    }
    // `kept` has at most 54 bits and the result is a double, so neither factor rounds.
    let scale = (exponent + dropped) as i32;
    let half = scale / 2;
    kept as f64 * 2f64.powi(half) * 2f64.powi(scale - half)
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
    fn floor_division_takes_the_divisors_sign() {
        for (a, b, quotient, remainder) in [
            (7, 2, 3, 1),
            (-7, 2, -4, 1),
            (7, -2, -4, -1),
            (-7, -2, 3, -1),
            (6, -3, -2, 0),
            (0, 5, 0, 0),
            (i64::MIN as i128, -1, -(i64::MIN as i128), 0),
        ] {
            assert_eq!(floor_parts_wide(a, b), Some((quotient, remainder)));
            assert_eq!(floor_parts(a.into(), &b.into()), (quotient.into(), remainder.into()));
        }
        assert_eq!(floor_parts_wide(i128::MIN, -1), None);
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
    fn quotients_are_rounded_once() {
        let heap = &mut heap();
        let ten = |n: usize| IBig::from(10).pow(n);
        for (a, b, expected) in [
            (ten(400), ten(399), 10.0),
            (ten(399), ten(399) * 4, 0.25),
            (-ten(30), ten(31) * 3, -1.0 / 30.0),
            (ten(400), IBig::from(1), f64::INFINITY),
            (IBig::from(1), ten(400), 0.0),
            (IBig::from(1), IBig::from(1) << 1074, 5e-324),
            (IBig::from(3), IBig::from(1) << 1076, 5e-324),
            (IBig::from(1), IBig::from(1) << 1075, 0.0),
        ] {
            let (a, b) = (heap.big(a), heap.big(b));
            assert_eq!(divide(a, b), expected, "{a:?} / {b:?}");
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
