//! The part of Monte that is written in Monte.
//!
//! In: nothing at run time; the files `prelude/*.mt`, when the crate is built. Out: their compiled units, and the names
//! that each defines; a machine runs one when it needs a name of it. `README.md` tells what the machine and the
//! prelude know of each other.
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
    /// The top-level names that it defines.
    pub defines: &'static [&'static str],
}

/// What a machine takes of a file: its name, its unit in binary form, and the names that it defines.
pub type Unit = (&'static str, &'static [u8], &'static [&'static str]);

/// The prelude as a machine takes it, in the order in which the files were compiled.
pub fn units() -> impl Iterator<Item = Unit> {
    UNITS.iter().map(|unit| (unit.name, unit.code, unit.defines))
}

include!(concat!(env!("OUT_DIR"), "/units.rs"));
