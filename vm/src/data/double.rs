//! Doubles as text, in both directions.
//!
//! Printed, a double reads back as itself: with six decimals if its magnitude is below 10^15 and that
//! text does, else as the shortest text that does.

/// The printed form.
pub fn to_text(d: f64) -> String {
    if d.is_nan() {
        return "NaN".into();
    }
    if d.is_infinite() {
        return if d > 0.0 { "Infinity".into() } else { "-Infinity".into() };
    }
    if d.abs() < 1e15 {
        let fixed = format!("{d:.6}");
        if fixed.parse::<f64>().is_ok_and(|back| back.to_bits() == d.to_bits()) {
            return fixed;
        }
    }
    // Both forms have the fewest digits that read back.
    let scientific = format!("{d:e}");
    let mut plain = d.to_string();
    if !plain.contains('.') {
        plain.push_str(".0");
    }
    if plain.len() <= scientific.len() { plain } else { scientific }
}

/// The form that error messages use: as C's `%f`.
pub fn to_message(d: f64) -> String {
    if d.is_nan() {
        "nan".into()
    } else if d.is_infinite() {
        if d > 0.0 { "inf".into() } else { "-inf".into() }
    } else {
        format!("{d:.6}")
    }
}

/// Reads a double: spaces around it, a sign, digits with an optional fraction, an optional exponent.
/// No names, no underscores.
pub fn parse(text: &str) -> Option<f64> {
    let text = text.trim_matches(' ');
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if !digits(whole) || !digits(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    if let Some(exponent) = exponent {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if exponent.is_empty() || !digits(exponent) {
            return None;
        }
    }
    text.parse().ok()
}

/// The double that a number of half precision stands for.
pub fn of_half(bits: u16) -> f64 {
    let (exponent, fraction) = (bits >> 10 & 0x1f, (bits & 0x3ff) as f64 / 1024.0);
    let magnitude = match exponent {
        0 => fraction * 2f64.powi(-14),
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (1.0 + fraction) * 2f64.powi(exponent as i32 - 15),
    };
    if bits >> 15 == 0 { magnitude } else { -magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_decimals_or_the_shortest_text() {
        for (d, text) in [
            (4.0, "4.000000"),
            (0.1, "0.100000"),
            (-0.0, "-0.000000"),
            (0.000001, "0.000001"),
            (999999999999999.0, "999999999999999.000000"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e-10, "1e-10"),
            (2.5e-7, "2.5e-7"),
            (1e22, "1e22"),
            (1e15, "1e15"),
            (1234567890123456.0, "1234567890123456.0"),
            (0.1234567, "0.1234567"),
            (1.234e-5, "1.234e-5"),
            (-1e300, "-1e300"),
            (5e-324, "5e-324"),
            (f64::MAX, "1.7976931348623157e308"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(to_text(d), text);
        }
    }

    #[test]
    fn syntax_of_doubles() {
        for (text, value) in [
            (" 1.5 ", Some(1.5)),
            ("+.5", Some(0.5)),
            ("5.", Some(5.0)),
            ("-1e3", Some(-1000.0)),
            ("1E-2", Some(0.01)),
            ("1e400", Some(f64::INFINITY)),
            ("", None),
            (".", None),
            ("-", None),
            ("e5", None),
            ("1e", None),
            ("1e+", None),
            ("inf", None),
            ("NaN", None),
            ("1_0", None),
            ("0x10", None),
            ("- 1", None),
            ("\t1", None),
        ] {
            assert_eq!(parse(text), value, "{text:?}");
        }
    }
}
