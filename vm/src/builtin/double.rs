//! Doubles: IEEE 754 arithmetic, elementary functions, distributions. Arguments that are described as
//! numbers may be Ints of any size within the range of Doubles.

use crate::builtin::int::as_double;
use crate::builtin::{ordered, word};
use crate::data::distributions;
use crate::data::double::to_message;
use crate::data::integer;
use crate::methods;
use crate::native::{Answer, Raise, Singleton};
use crate::value::Value;
use crate::vm::Vm;

methods! { pub static DOUBLE:
    /// The sum.
    "add" (Double) => F1(|vm, a, b| double(vm, of(a) + of(b)));
    /// The sum.
    "add" (Int) => F1(|vm, a, b| mixed(vm, a, b, |a, b| a + b));
    /// The difference.
    "subtract" (Double) => F1(|vm, a, b| double(vm, of(a) - of(b)));
    /// The difference.
    "subtract" (Int) => F1(|vm, a, b| mixed(vm, a, b, |a, b| a - b));
    /// The product.
    "multiply" (Double) => F1(|vm, a, b| double(vm, of(a) * of(b)));
    /// The product.
    "multiply" (Int) => F1(|vm, a, b| mixed(vm, a, b, |a, b| a * b));
    /// The quotient; a zero divisor gives an infinity or NaN.
    "approxDivide" (Double) => F1(|vm, a, b| double(vm, of(a) / of(b)));
    /// The quotient; a zero divisor gives an infinity or NaN.
    "approxDivide" (Int) => F1(|vm, a, b| mixed(vm, a, b, |a, b| a / b));
    /// The largest Int not above the quotient. A zero divisor is an error, as is a quotient that is not
    /// finite.
    "floorDivide" (Double) => F1(|vm, a, b| floor_divide(vm, of(a), of(b)));
    /// The largest Int not above the quotient.
    "floorDivide" (Int) => F1(|vm, a, b| {
        let b = as_double(vm, b)?;
        floor_divide(vm, of(a), b)
    });
    /// What is left of the receiver beside the whole multiples of the argument.
    "mod" (Double) => F1(|vm, a, b| double(vm, of(a) - of(b) * (of(a) / of(b)).floor()));
    /// The power. A result that is no real number, or too large, is an error.
    "pow" (Double) => F1(|vm, a, b| power(vm, of(a), of(b), &to_message(of(b))));
    /// The power. A result that is too large is an error.
    "pow" (Word) => F1(|vm, a, b| power(vm, of(a), word(b) as f64, &word(b).to_string()));
    /// The number with the other sign.
    "negate" () => F0(|vm, a| double(vm, -of(a)));
    /// The number without its sign.
    "abs" () => F0(|vm, a| double(vm, of(a).abs()));
    /// The largest Int not above it.
    "floor" () => F0(floor);
    /// The square root of a number that is not negative.
    "squareRoot" () => F0(|vm, a| {
        positive(vm, of(a), "Cannot take negative square root of")?;
        double(vm, of(a).sqrt())
    });
    /// One divided by it.
    "reciprocal" () => F0(|vm, a| double(vm, 1.0 / of(a)));
    /// The length of the hypotenuse over these two sides.
    "euclidean" (Double) => F1(|vm, a, b| double(vm, euclidean(of(a), of(b))));
    /// The power of Euler's number.
    "exponential" () => F0(|vm, a| double(vm, of(a).exp()));
    /// The natural logarithm of a number that is not negative.
    "logarithm" () => F0(|vm, a| {
        let result = logarithm(vm, of(a))?;
        double(vm, result)
    });
    /// The logarithm in a base.
    "logarithm" (Double) => F1(|vm, a, base| logarithm_in(vm, of(a), of(base)));
    /// The logarithm in a base.
    "logarithm" (Word) => F1(|vm, a, base| logarithm_in(vm, of(a), word(base) as f64));
    /// The sine of an angle in radians.
    "sine" () => F0(|vm, a| circular(vm, a, "sine", f64::sin));
    /// The cosine of an angle in radians.
    "cosine" () => F0(|vm, a| circular(vm, a, "cosine", f64::cos));
    /// The tangent of an angle in radians.
    "tangent" () => F0(|vm, a| circular(vm, a, "tangent", f64::tan));
    /// One divided by the sine.
    "cosecant" () => F0(|vm, a| circular(vm, a, "cosecant", |x| 1.0 / x.sin()));
    /// One divided by the cosine.
    "secant" () => F0(|vm, a| circular(vm, a, "secant", |x| 1.0 / x.cos()));
    /// One divided by the tangent.
    "cotangent" () => F0(|vm, a| circular(vm, a, "cotangent", |x| 1.0 / x.tan()));
    /// The angle that has this sine.
    "arcSine" () => F0(|vm, a| arc(vm, a, of(a), "arcSine", f64::asin));
    /// The angle that has this cosine.
    "arcCosine" () => F0(|vm, a| arc(vm, a, of(a), "arcCosine", f64::acos));
    /// The angle that has this cosecant.
    "arcCosecant" () => F0(|vm, a| arc(vm, a, 1.0 / of(a), "arcCosecant", f64::asin));
    /// The angle that has this secant.
    "arcSecant" () => F0(|vm, a| arc(vm, a, 1.0 / of(a), "arcSecant", f64::acos));
    /// The angle of the point whose ordinate is the receiver and whose abscissa is the argument.
    "arcTangent" (Double) => F1(|vm, y, x| double(vm, of(y).atan2(of(x))));
    /// The angle of the point whose abscissa is the receiver and whose ordinate is the argument.
    "arcCotangent" (Double) => F1(|vm, x, y| double(vm, of(y).atan2(of(x))));
    /// The receiver if it is less, else the argument.
    "min" (Double) => F1(|_, a, b| Ok(if of(a) < of(b) { a } else { b }));
    /// The receiver if it is greater, else the argument.
    "max" (Double) => F1(|_, a, b| Ok(if of(a) > of(b) { a } else { b }));
    /// The receiver's magnitude with the argument's sign.
    "withSignOf" (Double) => F1(|vm, a, b| double(vm, of(a).copysign(of(b))));
    /// -1, 0 or 1; the incomparable object if either is NaN.
    "op__cmp" (Double) => F1(compare);
    /// -1, 0 or 1, by the exact values; the incomparable object for NaN.
    "op__cmp" (Int) => F1(compare);
    /// Nothing else compares.
    "op__cmp" (Any) => F1(|vm, _, _| vm.wrong_type("Failed to promote to double"));
    /// Whether it is greater than 0.
    "aboveZero" () => F0(|_, a| Ok(Value::bool(of(a) > 0.0)));
    /// Whether it is 0 or greater.
    "atLeastZero" () => F0(|_, a| Ok(Value::bool(of(a) >= 0.0)));
    /// Whether it is 0.
    "isZero" () => F0(|_, a| Ok(Value::bool(of(a) == 0.0)));
    /// Whether it is 0 or less.
    "atMostZero" () => F0(|_, a| Ok(Value::bool(of(a) <= 0.0)));
    /// Whether it is less than 0.
    "belowZero" () => F0(|_, a| Ok(Value::bool(of(a) < 0.0)));
    /// A list of a Double m of magnitude 0.5 to 1 and an Int e; the receiver is m times two to the e.
    "normalizedExponent" () => F0(normalized_exponent);
    /// The 8 bytes of the IEEE 754 form, big end first.
    "asBytes" () => F0(|vm, a| Ok(vm.heap.bytes(&bits(of(a)).to_be_bytes())));
    /// The standard normal distribution up to the receiver.
    "cumulativeNormal" () => F0(|vm, a| double(vm, distributions::cumulative_normal(of(a))));
    /// Where the standard normal distribution reaches the receiver, which is between 0 and 1.
    "quantileNormal" () => F0(|vm, a| {
        within(vm, of(a), of(a) > 0.0 && of(a) < 1.0, "quantileNormal/0")?;
        double(vm, distributions::quantile_normal(of(a)))
    });
    /// The beta distribution of these shapes up to the receiver, which is from 0 to 1.
    "cumulativeBeta" (Double, Double) => F2(|vm, x, a, b| {
        within(vm, of(x), of(x) >= 0.0 && of(x) <= 1.0, "cumulativeBeta/2")?;
        double(vm, distributions::cumulative_beta(of(x), of(a), of(b)))
    });
    /// Where the beta distribution of these shapes reaches the receiver.
    "quantileBeta" (Double, Double) => F2(|vm, p, a, b| {
        double(vm, distributions::quantile_beta(of(p), of(a), of(b)))
    });
    /// The gamma distribution of this shape up to the receiver.
    "cumulativeGamma" (Double) => F1(|vm, x, a| {
        double(vm, distributions::cumulative_gamma(of(x), of(a)))
    });
    /// Where the gamma distribution of this shape reaches the receiver, which is between 0 and 1.
    "quantileGamma" (Double) => F1(|vm, p, a| {
        within(vm, of(p), of(a) <= 0.0 || of(p) > 0.0 && of(p) < 1.0, "quantileGamma/1")?;
        double(vm, distributions::quantile_gamma(of(p), of(a)))
    });
    /// The Bessel function of the first kind, of this order.
    "besselFirst" (Double) => F1(bessel_first);
}

methods! { static INCOMPARABLE_METHODS:
    /// Always false.
    "aboveZero" () => F0(|_, _| Ok(Value::FALSE));
    /// Always false.
    "atLeastZero" () => F0(|_, _| Ok(Value::FALSE));
    /// Always false.
    "isZero" () => F0(|_, _| Ok(Value::FALSE));
    /// Always false.
    "atMostZero" () => F0(|_, _| Ok(Value::FALSE));
    /// Always false.
    "belowZero" () => F0(|_, _| Ok(Value::FALSE));
}

/// What a comparison answers when neither side is less and they are not equal.
pub static INCOMPARABLE: Singleton = Singleton {
    name: "_vm_incomparable",
    printed: "<incomparable>",
    methods: INCOMPARABLE_METHODS,
    doc: "The result of comparing what has no order: NaN, or sets of which neither holds the other.",
};

fn of(a: Value) -> f64 {
    a.as_double().unwrap_or(f64::NAN)
}

fn double(vm: &mut Vm, d: f64) -> Answer {
    Ok(vm.heap.double(d))
}

fn mixed(vm: &mut Vm, a: Value, b: Value, operation: fn(f64, f64) -> f64) -> Answer {
    let b = as_double(vm, b)?;
    double(vm, operation(of(a), b))
}

fn floor_divide(vm: &mut Vm, a: f64, b: f64) -> Answer {
    if b == 0.0 {
        return vm.throw_text("floorDivide/1: Integer division by zero");
    }
    match integer::floor_of_double(a / b) {
        Some(n) => Ok(vm.heap.big(n)),
        None => vm.throw_text("floorDivide/1: No Int is the quotient"),
    }
}

fn floor(vm: &mut Vm, a: Value) -> Answer {
    let d = of(a);
    let floor = d.floor();
    if floor.abs() < 2f64.powi(60) {
        return Ok(Value::int(floor as i64));
    }
    match integer::floor_of_double(d) {
        Some(n) => Ok(vm.heap.big(n)),
        None => {
            let name = crate::data::double::to_text(d);
            vm.throw_text(&format!(".floor/0: No Int is the smallest Int less than {name}"))
        }
    }
}

fn power(vm: &mut Vm, base: f64, exponent: f64, shown: &str) -> Answer {
    let result = base.powf(exponent);
    let outside = result.is_nan() && !base.is_nan() && !exponent.is_nan();
    if outside || result.is_infinite() && base.is_finite() && exponent.is_finite() {
        let base = to_message(base);
        return vm.throw_text(&format!("Cannot raise {base} to exponent {shown}"));
    }
    double(vm, result)
}

/// Throws if the sign bit is set; for NaN too, whatever its sign.
fn positive(vm: &mut Vm, d: f64, complaint: &str) -> Result<(), Raise> {
    if d.is_nan() || d.is_sign_negative() {
        return vm.throw_text(&format!("{complaint} {}", to_message(d)));
    }
    Ok(())
}

fn logarithm(vm: &mut Vm, d: f64) -> Result<f64, Raise> {
    positive(vm, d, "Cannot take natural logarithm of non-positive")?;
    Ok(d.ln())
}

fn logarithm_in(vm: &mut Vm, d: f64, base: f64) -> Answer {
    if base == 1.0 {
        return vm.throw_text("Cannot take logarithm base 1");
    }
    let (above, below) = (logarithm(vm, d)?, logarithm(vm, base)?);
    double(vm, above / below)
}

fn within(vm: &mut Vm, d: f64, condition: bool, verb: &str) -> Result<(), Raise> {
    if condition {
        return Ok(());
    }
    vm.throw_text(&format!(".{verb}: {} out of range", to_message(d)))
}

fn circular(vm: &mut Vm, a: Value, verb: &str, function: fn(f64) -> f64) -> Answer {
    within(vm, of(a), !of(a).is_infinite(), &format!("{verb}/0"))?;
    double(vm, function(of(a)))
}

fn arc(vm: &mut Vm, a: Value, x: f64, verb: &str, function: fn(f64) -> f64) -> Answer {
    within(vm, of(a), x.is_nan() || x.abs() <= 1.0, &format!("{verb}/0"))?;
    double(vm, function(x))
}

/// Between these bounds, squares neither overflow nor matter for what they lose.
const SQUARES: std::ops::RangeInclusive<f64> = -3.3032099476572043e84..=1.943934747643532e128;

fn euclidean(a: f64, b: f64) -> f64 {
    if SQUARES.contains(&a) && SQUARES.contains(&b) {
        (a * a + b * b).sqrt()
    } else {
        a.abs().max(b.abs())
    }
}

fn compare(vm: &mut Vm, a: Value, b: Value) -> Answer {
    match integer::compare(a, b) {
        Some(ordering) => Ok(ordered(ordering)),
        None => Ok(vm.singleton(INCOMPARABLE.name).unwrap_or(Value::NULL)),
    }
}

fn normalized_exponent(vm: &mut Vm, a: Value) -> Answer {
    let (mantissa, exponent) = match of(a) {
        d if d == 0.0 || !d.is_finite() => (d, 0),
        d => libm::frexp(d),
    };
    let mantissa = vm.heap.double(mantissa);
    Ok(vm.heap.list(&[mantissa, Value::int(exponent as i64)]))
}

/// The bits of a double. There is one NaN: the quiet one with a sign bit, which x86 makes.
fn bits(d: f64) -> u64 {
    if d.is_nan() { 0xfff8 << 48 } else { d.to_bits() }
}

fn bessel_first(vm: &mut Vm, x: Value, order: Value) -> Answer {
    match distributions::bessel_first(of(x), of(order)) {
        Some(d) => double(vm, d),
        None => vm.throw_text("besselFirst/1: No real value for a fractional order"),
    }
}
