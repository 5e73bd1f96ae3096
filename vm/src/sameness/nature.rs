//! How a value is compared: what the stamps it carries mean for sameness (spec 5 §0.7).

use crate::builtin::stamps;
use crate::value::Value;

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nature {
    /// By identity.
    Selfish,
    /// Not by identity, but what it holds cannot be told.
    Opaque,
    /// By what it holds.
    Transparent,
    /// By what it holds, which only sameness can see.
    Semitransparent,
}

/// The nature of a value that is no unresolved reference.
pub fn nature(value: Value) -> Nature {
    let bits = stamps::of(value);
    if bits & stamps::SELFLESS == 0 {
        Nature::Selfish
    } else if bits & stamps::TRANSPARENT != 0 {
        Nature::Transparent
    } else if bits & stamps::SEMITRANSPARENT != 0 {
        Nature::Semitransparent
    } else {
        Nature::Opaque
    }
}
