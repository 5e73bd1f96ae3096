//! Distribution functions of statistics, their inverses, and a Bessel function, on doubles.
//!
//! The incomplete gamma and beta functions are summed as a series on one side of their bulk and as a
//! continued fraction (by Lentz's method) on the other. Quantiles bisect the distribution function until the
//! interval cannot shrink. The normal quantile is Wichura's AS 241, PPND16.

/// Small enough to stop a series.
const EPSILON: f64 = 1e-16;
/// Steps after which a series has converged or never will.
const STEPS: usize = 1000;
/// Gamma distributions of a greater shape are taken for normal ones of the cube root: as exact as their series, whose steps
/// would have no bound.
const LARGE_SHAPE: f64 = 1e8;
/// Stands for zero in a denominator.
const TINY: f64 = 1e-300;

/// The standard normal distribution.
pub fn cumulative_normal(x: f64) -> f64 {
    1.0 - libm::erfc(x / std::f64::consts::SQRT_2) / 2.0
}

/// Horner's rule, coefficients from the highest.
fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, c| sum * x + c)
}

/// The quantile of the standard normal distribution, for a probability within (0, 1).
pub fn quantile_normal(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(&CENTRAL_ABOVE, r) / polynomial(&CENTRAL_BELOW, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.ln()).sqrt();
    let x = if r <= 5.0 {
        polynomial(&MIDDLE_ABOVE, r - 1.6) / polynomial(&MIDDLE_BELOW, r - 1.6)
    } else {
        polynomial(&FAR_ABOVE, r - 5.0) / polynomial(&FAR_BELOW, r - 5.0)
    };
    if q < 0.0 { -x } else { x }
}

const CENTRAL_ABOVE: [f64; 8] = [
    2509.0809287301227,
    33430.57558358813,
    67265.7709270087,
    45921.95393154987,
    13731.69376550946,
    1971.5909503065513,
    133.14166789178438,
    3.3871328727963665,
];
const CENTRAL_BELOW: [f64; 8] = [
    5226.495278852854,
    28729.085735721943,
    39307.89580009271,
    21213.794301586597,
    5394.196021424751,
    687.1870074920579,
    42.31333070160091,
    1.0,
];
const MIDDLE_ABOVE: [f64; 8] = [
    0.0007745450142783414,
    0.022723844989269184,
    0.2417807251774506,
    1.2704582524523684,
    3.6478483247632045,
    5.769497221460691,
    4.630337846156546,
    1.4234371107496835,
];
const MIDDLE_BELOW: [f64; 8] = [
    1.0507500716444169e-09,
    0.0005475938084995345,
    0.015198666563616457,
    0.14810397642748008,
    0.6897673349851,
    1.6763848301838038,
    2.053191626637759,
    1.0,
];
const FAR_ABOVE: [f64; 8] = [
    2.0103343992922881e-07,
    2.7115555687434876e-05,
    0.0012426609473880784,
    0.026532189526576124,
    0.29656057182850487,
    1.7848265399172913,
    5.463784911164114,
    6.657904643501103,
];
const FAR_BELOW: [f64; 8] = [
    2.0442631033899397e-15,
    1.421511758316446e-07,
    1.8463183175100548e-05,
    0.0007868691311456133,
    0.014875361290850615,
    0.1369298809227358,
    0.599832206555888,
    1.0,
];

/// The regularized lower incomplete gamma function P(a, x).
pub fn cumulative_gamma(x: f64, a: f64) -> f64 {
    if x <= 0.0 || a < 0.0 {
        return 0.0;
    }
    if a == 0.0 || x.is_infinite() {
        return 1.0;
    }
    if a > LARGE_SHAPE {
        // The approximation of Wilson and Hilferty.
        let variance = 1.0 / 9.0 / a;
        return cumulative_normal(((x / a).cbrt() - (1.0 - variance)) / variance.sqrt());
    }
    let scale = (a * x.ln() - x - libm::lgamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for n in 1..STEPS.max(a as usize) {
            term *= x / (a + n as f64);
            sum += term;
            if term.abs() < sum.abs() * EPSILON {
                break;
            }
        }
        return sum * scale;
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut fraction = d;
    for n in 1..STEPS.max(a as usize) {
        let n = n as f64;
        let step = -n * (n - a);
        b += 2.0;
        d = 1.0 / nonzero(step * d + b);
        c = nonzero(b + step / c);
        fraction *= d * c;
        if (d * c - 1.0).abs() < EPSILON {
            break;
        }
    }
    1.0 - scale * fraction
}

fn nonzero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}

/// The inverse of [`cumulative_gamma`] in x, for a probability within (0, 1).
pub fn quantile_gamma(p: f64, a: f64) -> f64 {
    if a <= 0.0 {
        return 0.0;
    }
    let mut high = a.max(1.0);
    while cumulative_gamma(high, a) < p && high.is_finite() {
        high *= 2.0;
    }
    bisect(0.0, high, |x| cumulative_gamma(x, a) < p)
}

/// Where `below` turns false; it is true at `low` and false at `high`.
fn bisect(mut low: f64, mut high: f64, below: impl Fn(f64) -> bool) -> f64 {
    // Each step halves the interval; where it touches zero, the quotient of its ends is what matters.
    for _ in 0..1100 {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The regularized incomplete beta function of x within [0, 1].
pub fn cumulative_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let scale =
        (libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b) + a * x.ln() + b * (-x).ln_1p())
            .exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        scale * beta_fraction(x, a, b) / a
    } else {
        1.0 - scale * beta_fraction(1.0 - x, b, a) / b
    }
}

fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..STEPS {
        let m = m as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for step in [even, odd] {
            d = 1.0 / nonzero(1.0 + step * d);
            c = nonzero(1.0 + step / c);
            fraction *= d * c;
        }
        if (d * c - 1.0).abs() < EPSILON {
            break;
        }
    }
    fraction
}

/// The inverse of [`cumulative_beta`] in x.
pub fn quantile_beta(p: f64, a: f64, b: f64) -> f64 {
    if a <= 0.0 || b <= 0.0 || p <= 0.0 {
        return 0.0;
    }
    if p >= 1.0 {
        return 1.0;
    }
    bisect(0.0, 1.0, |x| cumulative_beta(x, a, b) < p)
}

/// The Bessel function of the first kind, by its power series. `None` if it is not real.
pub fn bessel_first(x: f64, order: f64) -> Option<f64> {
    if x == 0.0 {
        return Some(if order == 0.0 { 1.0 } else { 0.0 });
    }
    if order.fract() != 0.0 && x < 0.0 {
        return None;
    }
    if order < 0.0 && order.fract() == 0.0 {
        let mirrored = bessel_first(x, -order)?;
        return Some(if order % 2.0 == 0.0 { mirrored } else { -mirrored });
    }
    let half = x / 2.0;
    let mut term = half.powf(order) / libm::tgamma(order + 1.0);
    let mut sum = term;
    for n in 1..100 {
        let n = n as f64;
        term *= -half * half / (n * (n + order));
        sum += term;
        if term.abs() < EPSILON {
            break;
        }
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, tolerance: f64) {
        assert!((a - b).abs() <= tolerance, "{a} is not near {b}");
    }

    #[test]
    fn known_values() {
        near(cumulative_beta(0.5, 2.0, 3.0), 0.6875, 1e-14);
        near(quantile_beta(0.5, 2.0, 3.0), 0.385_727_568_4, 1e-9);
        near(cumulative_gamma(0.5, 2.0), 0.090_204_010_431_050_1, 1e-14);
        near(quantile_gamma(0.5, 2.0), 1.678_346_990_016_660_7, 1e-12);
        near(quantile_normal(0.975), 1.959_963_984_540_054, 1e-14);
        near(quantile_normal(1e-10), -6.361_340_902_404_056, 1e-12);
        near(quantile_normal(1e-20), -9.262_340_089_798_409, 1e-12);
        near(bessel_first(1.0, 0.0).unwrap_or(0.0), 0.765_197_686_557_966_6, 1e-14);
        near(bessel_first(-2.0, -1.0).unwrap_or(0.0), 0.576_724_807_756_873_4, 1e-14);
        assert_eq!(bessel_first(-1.0, 0.5), None);
    }

    #[test]
    fn large_shapes_are_normal() {
        for x in [0.9999, 1.0, 1.0001] {
            let [below, above] = [1.0, 1.000001].map(|f| LARGE_SHAPE * f);
            near(cumulative_gamma(x * below, below), cumulative_gamma(x * above, above), 1e-6);
        }
        assert_eq!(cumulative_gamma(1.0, f64::MAX), 0.0);
        assert_eq!(cumulative_gamma(f64::MAX, 1e300), 1.0);
        assert_eq!(cumulative_gamma(1.0, f64::INFINITY), 0.0);
    }

    #[test]
    fn quantiles_invert_distributions() {
        for p in [1e-9, 0.01, 0.3, 0.5, 0.77, 0.999] {
            near(cumulative_normal(quantile_normal(p)), p, 1e-14);
            for a in [0.3, 1.0, 3.5, 50.0] {
                near(cumulative_gamma(quantile_gamma(p, a), a), p, 1e-12);
                near(cumulative_beta(quantile_beta(p, a, 2.0), a, 2.0), p, 1e-12);
            }
        }
    }
}
