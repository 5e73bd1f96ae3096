//! Arithmetic on integers of any size: exact results, or a problem as the answer.
//!
//! The functions take values that are known to be integers. They try 128 bits first, then the library.
//! Before anything large, room is reserved and the work is charged. What would keep the machine from
//! looking up for more than a few milliseconds is put together by the prelude (`13-long-integers.mt`)
//! from operations that do not.

use crate::data::integer::{bit_length, library, signum, wide, word};
use crate::data::long_integer::{self, is_long};
use crate::heap::PART;
use crate::native::{Answer, Raise, Resume, Resumed};
use crate::value::Value;
use crate::vm::Vm;
use dashu_int::ops::{BitTest, DivRem, RemEuclid};
use dashu_int::{IBig, Sign, UBig};

/// More bits than any integer may have: such a result is over every limit.
const MAX_BITS: u128 = 1 << 37;

/// Results of more bits are made in parts.
const LONG_BITS: u128 = (PART * 64) as u128;

/// Reserves room for a result, and spends on its making.
fn reserve_bits(vm: &mut Vm, bits: u128, work: u128) -> Result<(), Raise> {
    if bits < 1 << 16 && work < 1 << 16 {
        return Ok(());
    }
    // The result exists twice for a moment, in the library's form and in the heap's, and the library
    // takes about as much to work with.
    let bytes = (bits / 2).min(usize::MAX as u128) as usize;
    if bits > MAX_BITS {
        return Err(Raise::OverLimit { wanted: bytes });
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
    if short <= 64 {
        return long.saturating_mul(short);
    }
    long.saturating_mul(short.min(64 + (short as f64).powf(0.6) as u128))
}

macro_rules! by_width {
    ($vm:ident, $a:ident, $b:ident, $checked:ident, $operator:tt $(, $long:ident)?) => {{
        if let (Some(a), Some(b)) = (wide($a), wide($b))
            && let Some(n) = a.$checked(b)
        {
            return Ok($vm.heap.wide_integer(n));
        }
        $(if is_long($a, $b) {
            return Ok(long_integer::$long(&mut $vm.heap, $a, $b)?);
        })?
        let n = library($a) $operator library($b);
        Ok($vm.heap.big(n))
    }};
}

/// The sum of two integers.
pub fn add(vm: &mut Vm, a: Value, b: Value) -> Answer {
    reserve_bits(vm, bits(a).max(bits(b)), bits(a) + bits(b))?;
    by_width!(vm, a, b, checked_add, +, add)
}

/// The difference of two integers.
pub fn subtract(vm: &mut Vm, a: Value, b: Value) -> Answer {
    reserve_bits(vm, bits(a).max(bits(b)), bits(a) + bits(b))?;
    by_width!(vm, a, b, checked_sub, -, subtract)
}

/// Word operations in a product that one native operation may do.
const LONG_PRODUCT: u128 = 2_500_000;
/// Word operations in a quotient, which take longer.
const LONG_QUOTIENT: u128 = 700_000;
/// Bits of a power that one native operation may compute.
const LONG_POWER: u128 = 1 << 18;
/// Word operations in a modular power.
const LONG_POWER_MODULO: u128 = 10_000_000;

/// A function of the prelude that does a long operation in parts, so that the machine can look up in
/// between; `None` while the prelude is not loaded.
fn long(vm: &mut Vm, name: &str, args: &[Value], state: &[Value], then: Resume) -> Option<Answer> {
    let function = vm.prelude_value(name);
    (!function.is_null())
        .then(|| vm.call_then(function, vm.run_atom(args.len()), args, state, then))
}

/// The result of a long operation.
fn whole(_: &mut Vm, resumed: Resumed) -> Answer {
    match resumed {
        Resumed::Value(value) | Resumed::Problem(value) | Resumed::Ejected(value) => Ok(value),
    }
}

/// The product of two integers.
pub fn multiply(vm: &mut Vm, a: Value, b: Value) -> Answer {
    let (m, n) = (bits(a), bits(b));
    let work = product_work(m, n);
    reserve_bits(vm, m + n, work)?;
    if work > LONG_PRODUCT
        && let Some(answer) = long(vm, "int_multiply", &[a, b], &[], whole)
    {
        return answer;
    }
    match (wide(a), wide(b), a.as_small(), b.as_small()) {
        (None, _, _, Some(factor)) => return Ok(vm.heap.word_product(a, factor)),
        (_, None, Some(factor), _) => return Ok(vm.heap.word_product(b, factor)),
        _ => {}
    }
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

/// Divides, and answers with what `part` makes of quotient and remainder; throws for a zero divisor,
/// naming the verb.
fn divided(vm: &mut Vm, a: Value, b: Value, verb: &str, part: Part) -> Answer {
    if b == Value::ZERO {
        return vm.throw_text(&format!("{verb}/1: Integer division by zero"));
    }
    if let (Some(a), Some(b)) = (wide(a), wide(b))
        && let Some((quotient, remainder)) = floor_parts_wide(a, b)
    {
        let parts = [vm.heap.wide_integer(quotient), vm.heap.wide_integer(remainder)];
        return Ok(part.of(vm, parts));
    }
    let (m, n) = (bits(a), bits(b));
    let work = product_work(m.saturating_sub(n), n) * 2;
    reserve_bits(vm, m.max(n) * 2, work)?;
    if work > LONG_QUOTIENT {
        fn chosen(vm: &mut Vm, resumed: Resumed) -> Answer {
            let pair = whole(vm, resumed)?;
            Ok(match (vm.state(0).as_small(), crate::data::list::items(pair)) {
                (Some(0), Some(&[quotient, _])) => quotient,
                (Some(1), Some(&[_, remainder])) => remainder,
                _ => pair,
            })
        }
        let state = [Value::int(part as i64)];
        if let Some(answer) = long(vm, "int_divMod", &[a, b], &state, chosen) {
            return answer;
        }
    }
    let (quotient, remainder) = floor_parts(library(a), &library(b));
    let parts = [vm.heap.big(quotient), vm.heap.big(remainder)];
    Ok(part.of(vm, parts))
}

/// What is wanted of a division.
#[derive(Clone, Copy)]
enum Part {
    Quotient,
    Remainder,
    Both,
}

impl Part {
    fn of(self, vm: &mut Vm, parts: [Value; 2]) -> Value {
        match self {
            Part::Quotient => parts[0],
            Part::Remainder => parts[1],
            Part::Both => vm.heap.list(&parts),
        }
    }
}

/// The quotient of two integers, rounded towards minus infinity.
pub fn floor_divide(vm: &mut Vm, a: Value, b: Value) -> Answer {
    divided(vm, a, b, "floorDivide", Part::Quotient)
}

/// The remainder of [`floor_divide`]; it has the divisor's sign.
pub fn modulo(vm: &mut Vm, a: Value, b: Value) -> Answer {
    divided(vm, a, b, "mod", Part::Remainder)
}

/// A list of quotient and remainder.
pub fn divide_and_modulo(vm: &mut Vm, a: Value, b: Value) -> Answer {
    divided(vm, a, b, "divMod", Part::Both)
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
        _ if size > LONG_BITS => Ok(long_integer::shift_left(&mut vm.heap, a, count)?),
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
        None if is_long(a, a) => Ok(long_integer::shift_right(&mut vm.heap, a, count)?),
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
            if is_long(a, b) {
                return Ok(long_integer::$name(&mut vm.heap, a, b)?);
            }
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
    if size > LONG_POWER
        && let Some(answer) = long(vm, "int_pow", &[a, exponent], &[], whole)
    {
        return answer;
    }
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
    let work = product_work(m, m).saturating_mul(e * 3);
    reserve_bits(vm, m * 4, work)?;
    if work.max(bits(a)) > LONG_POWER_MODULO {
        let args = [a, exponent, modulus];
        if let Some(answer) = long(vm, "int_modPow", &args, &[], whole) {
            return answer;
        }
    }
    let (sign, magnitude) = library(modulus).into_parts();
    let ring = dashu_int::fast_div::ConstDivisor::new(magnitude.clone());
    let exponent = UBig::try_from(library(exponent)).unwrap_or_default();
    let base = IBig::from(library(a).rem_euclid(IBig::from(magnitude.clone())));
    // The library's power with exponent 0 is 1, also modulo 1.
    let residue = if exponent.is_zero() {
        IBig::from(UBig::ONE % &magnitude)
    } else {
        IBig::from(ring.reduce(base).pow(&exponent).residue())
    };
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
    use crate::heap::{Heap, Stress};

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
    fn quotients_are_rounded_once() {
        let heap = &mut Heap::new(usize::MAX, Stress::None);
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
}
