//! What the embedding interface refuses.

use crate::heap::OverLimit;
use monte_compiler::binary::LoadError as DecodeError;
use monte_compiler::verifier::VerifyError;

/// A unit cannot be loaded.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum LoadError {
    /// It needs a name that neither the safe scope nor the host supplies.
    UnknownName(String),
    /// It is no valid code. The compiler does not make such units.
    Refused(Vec<VerifyError>),
    /// Its binary form cannot be read, or is no valid code.
    Damaged(DecodeError),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::UnknownName(name) => write!(f, "the name {name} is not in the environment"),
            LoadError::Refused(errors) => {
                f.write_str("the unit is no valid code")?;
                errors.iter().take(3).try_for_each(|error| write!(f, "; {error}"))
            }
            LoadError::Damaged(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for LoadError {}

impl std::fmt::Display for OverLimit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} bytes do not fit the memory limit", self.wanted)
    }
}

impl std::error::Error for OverLimit {}

/// A value is of another type than the host asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongType {
    /// What was asked for.
    pub expected: &'static str,
    /// The value, as it prints.
    pub found: String,
}

impl std::fmt::Display for WrongType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Specimen is not {}: {}", self.expected, self.found)
    }
}

impl std::error::Error for WrongType {}

/// A map cannot be made by the host.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MapError {
    /// It would not fit the memory limit.
    OverLimit(OverLimit),
    /// Somebody has asked the machine to stop.
    Interrupted,
    /// A key cannot be compared without running Monte code (an object that tells its own portrayal), or
    /// not at all (a promise). Start a call of `_makeMap.fromPairs` instead.
    Key,
}

impl std::fmt::Display for MapError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MapError::OverLimit(over) => over.fmt(f),
            MapError::Interrupted => f.write_str("interrupted"),
            MapError::Key => f.write_str("a key cannot be compared without running code"),
        }
    }
}

impl std::error::Error for MapError {}

/// No code is there to stop at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoCode;

impl std::fmt::Display for NoCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no code begins there")
    }
}

impl std::error::Error for NoCode {}
