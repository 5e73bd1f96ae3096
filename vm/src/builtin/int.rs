//! Integers of any size. Both forms of `data::integer` answer this one table.

use crate::builtin::ordered;
use crate::data::{arithmetic, integer};
use crate::methods;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;

methods! { pub static INT:
    /// The exact sum.
    "add" (Int) => F1(arithmetic::add);
    /// The sum as a Double.
    "add" (Double) => F1(|vm, a, b| by_doubles(vm, a, b, |a, b| a + b));
    /// The exact difference.
    "subtract" (Int) => F1(arithmetic::subtract);
    /// The difference as a Double.
    "subtract" (Double) => F1(|vm, a, b| by_doubles(vm, a, b, |a, b| a - b));
    /// The exact product.
    "multiply" (Int) => F1(arithmetic::multiply);
    /// The product as a Double.
    "multiply" (Double) => F1(|vm, a, b| by_doubles(vm, a, b, |a, b| a * b));
    /// The number with the other sign.
    "negate" () => F0(arithmetic::negate);
    /// The number without its sign.
    "abs" () => F0(arithmetic::absolute);
    /// One more.
    "next" () => F0(|vm, a| arithmetic::add(vm, a, Value::int(1)));
    /// One less.
    "previous" () => F0(|vm, a| arithmetic::subtract(vm, a, Value::int(1)));
    /// The exact power. A negative exponent is an error.
    "pow" (Word) => F1(arithmetic::power);
    /// The power modulo the second argument, with its sign.
    "modPow" (Word, Int) => F2(arithmetic::power_modulo);
    /// The quotient as the nearest Double. Zero divides into an infinity or NaN.
    "approxDivide" (Int) => F1(|vm, a, b| Ok(vm.heap.double(arithmetic::divide(a, b))));
    /// The quotient, computed in Doubles.
    "approxDivide" (Double) => F1(|vm, a, b| by_doubles(vm, a, b, |a, b| a / b));
    /// Nothing else divides.
    "approxDivide" (Any) => F1(|vm, _, _| vm.wrong_type("Failed to promote to double"));
    /// The quotient, rounded towards minus infinity.
    "floorDivide" (Int) => F1(arithmetic::floor_divide);
    /// The remainder of `floorDivide`, with the divisor's sign.
    "mod" (Int) => F1(arithmetic::modulo);
    /// A list of `floorDivide` and `mod`.
    "divMod" (Int) => F1(arithmetic::divide_and_modulo);
    /// The number times a power of two.
    "shiftLeft" (Word) => F1(arithmetic::shift_left);
    /// The number divided by a power of two, rounded towards minus infinity.
    "shiftRight" (Word) => F1(arithmetic::shift_right);
    /// The bits that both have, in two's complement without end.
    "and" (Int) => F1(arithmetic::and);
    /// The bits that at least one has.
    "or" (Int) => F1(arithmetic::or);
    /// The bits that one of them has.
    "xor" (Int) => F1(arithmetic::xor);
    /// All bits turned over: -n - 1.
    "complement" () => F0(|vm, a| arithmetic::subtract(vm, Value::int(-1), a));
    /// The number of bits of the magnitude; none for 0.
    "bitLength" () => F0(|_, a| Ok(Value::index(integer::bit_length(a))));
    /// The number of one bits. A negative number of 64 bits counts in its two's complement, a longer one
    /// in its magnitude.
    "bitSum" () => F0(|_, a| Ok(Value::int(bit_sum(a))));
    /// The greater number.
    "max" (Int) => F1(|_, a, b| Ok(if integer::compare_integers(b, a).is_gt() { b } else { a }));
    /// The smaller number.
    "min" (Int) => F1(|_, a, b| Ok(if integer::compare_integers(b, a).is_lt() { b } else { a }));
    /// -1, 0 or 1.
    "op__cmp" (Int) => F1(|_, a, b| Ok(ordered(integer::compare_integers(a, b))));
    /// -1, 0 or 1, by the exact values; NaN if the argument is.
    "op__cmp" (Double) => F1(compare);
    /// Whether it is greater than 0.
    "aboveZero" () => F0(|_, a| Ok(Value::bool(integer::signum(a) > 0)));
    /// Whether it is 0 or greater.
    "atLeastZero" () => F0(|_, a| Ok(Value::bool(integer::signum(a) >= 0)));
    /// Whether it is 0.
    "isZero" () => F0(|_, a| Ok(Value::bool(integer::signum(a) == 0)));
    /// Whether it is 0 or less.
    "atMostZero" () => F0(|_, a| Ok(Value::bool(integer::signum(a) <= 0)));
    /// Whether it is less than 0.
    "belowZero" () => F0(|_, a| Ok(Value::bool(integer::signum(a) < 0)));
    /// Prints the decimal digits.
    "_printOn" (Any) => Prelude("int_printOn");
    /// The nearest Double. A number beyond the range of Doubles is an error.
    "asDouble" () => F0(|vm, a| {
        let d = as_double(vm, a)?;
        Ok(vm.heap.double(d))
    });
}

/// The nearest double to an integer; throws beyond their range.
pub(super) fn as_double(vm: &mut Vm, n: Value) -> Result<f64, Raise> {
    let d = integer::to_double(n);
    if d.is_infinite() {
        return vm.throw_text("Int is too large to be a Double");
    }
    Ok(d)
}

fn by_doubles(vm: &mut Vm, a: Value, b: Value, operation: fn(f64, f64) -> f64) -> Answer {
    let a = as_double(vm, a)?;
    let result = operation(a, b.as_double().unwrap_or(f64::NAN));
    Ok(vm.heap.double(result))
}

fn compare(vm: &mut Vm, a: Value, b: Value) -> Answer {
    match integer::compare(a, b) {
        Some(ordering) => Ok(ordered(ordering)),
        None => Ok(vm.heap.double(f64::NAN)),
    }
}

fn bit_sum(n: Value) -> i64 {
    match integer::word(n) {
        Some(n) => n.count_ones() as i64,
        None => n.raw_words().iter().map(|w| w.count_ones() as i64).sum(),
    }
}
