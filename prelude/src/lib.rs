//! The part of Monte that is written in Monte.
//!
//! In: nothing at run time; the files `prelude/*.mt`, when the crate is built. Out: their compiled units, in
//! the order in which the machine runs them. `README.md` tells what the machine and the prelude know of each
//! other.
#![forbid(unsafe_code)]

pub mod names;

/// A file of the prelude.
#[derive(Clone, Copy, Debug)]
pub struct PreludeUnit {
    /// The file's name, without its extension.
    pub name: &'static str,
    /// Its text, for tracebacks.
    pub source: &'static str,
    /// Its unit in binary form.
    pub code: &'static [u8],
}

/// The prelude as a machine takes it: the name and the binary form of each unit, in order.
pub fn units() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    UNITS.iter().map(|unit| (unit.name, unit.code))
}

include!(concat!(env!("OUT_DIR"), "/units.rs"));
