//! How a value is compared: the stamps it carries, as far as sameness asks for them (spec 5 §0.7).
//!
//! A program object `[script, stamps, …]` has no stamps (null), or private stamps as the bits below (an
//! integer), or a list of that integer and the stamps of other auditors.

use crate::heap::Type;
use crate::value::Value;

/// The private stamp of `DeepFrozen`.
pub const DEEP_FROZEN: u32 = 1;
/// The private stamp of `Selfless`.
pub const SELFLESS: u32 = 2;
/// The private stamp of `Transparent`.
pub const TRANSPARENT: u32 = 4;
/// The private stamp of semitransparent objects.
pub const SEMITRANSPARENT: u32 = 8;

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

impl Nature {
    fn of_bits(bits: u32) -> Nature {
        if bits & SELFLESS == 0 {
            Nature::Selfish
        } else if bits & TRANSPARENT != 0 {
            Nature::Transparent
        } else if bits & SEMITRANSPARENT != 0 {
            Nature::Semitransparent
        } else {
            Nature::Opaque
        }
    }
}

/// The nature of a value that is no unresolved reference.
pub fn nature(value: Value) -> Nature {
    Nature::of_bits(stamp_bits(value))
}

/// The private stamps that a value carries, as bits.
pub fn stamp_bits(value: Value) -> u32 {
    match value.ty() {
        Type::Null | Type::Bool | Type::Singleton => DEEP_FROZEN,
        Type::Char | Type::Int | Type::BigInt | Type::Double | Type::Str | Type::Bytes => {
            DEEP_FROZEN | SELFLESS
        }
        Type::TraversalKey => DEEP_FROZEN | SELFLESS,
        Type::List | Type::Map | Type::Set | Type::FinalSlot | Type::Binding => {
            SELFLESS | TRANSPARENT
        }
        _ if crate::builtin::stand_in::is_stand_in(value) => DEEP_FROZEN,
        Type::Problem => SELFLESS | SEMITRANSPARENT,
        Type::Object => object_bits(value.field(1)),
        _ => 0,
    }
}

fn object_bits(stamps: Value) -> u32 {
    let bits = match crate::data::list::items(stamps) {
        Some(list) => list.first().copied().unwrap_or(Value::ZERO),
        None => stamps,
    };
    bits.as_small().unwrap_or(0) as u32
}
