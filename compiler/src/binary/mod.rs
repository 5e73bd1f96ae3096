//! The binary form of code units: what precompiled modules are stored as.
//!
//! ```text
//!   "MonteSC" 0   magic, 8 bytes
//!   version       2 bytes, little-endian: `VERSION`
//!   checksum      4 bytes, little-endian: CRC-32 of all that follows
//!   payload       the unit, field by field in the order of its declaration
//! ```
//!
//! Integers are LEB128 varints (signed ones zigzag first), strings and lists carry their length in
//! front, an optional field has a byte 0 or 1. An instruction is its opcode and the operands that its
//! row declares, nothing for the others; spans are stored as differences to the span before.
//!
//! The decoder never panics and never allocates more than a small multiple of what it has read: a
//! length is believed only as far as bytes are left. It checks form only; whoever loads a unit calls
//! [`crate::verifier::verify`] afterwards ([`load`] does both).

pub(crate) mod reader;
pub(crate) mod writer;

use crate::unit::Unit;
use crate::verifier::{VerifyError, verify};

/// The first bytes of the binary form.
pub const MAGIC: &[u8; 8] = b"MonteSC\0";
/// The version of the binary form that this compiler writes, and the only one it reads.
pub const VERSION: u16 = 2;
/// Magic, version and checksum.
pub const HEADER: usize = 14;

/// Why bytes are no unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// The file does not start with the magic bytes.
    Foreign,
    /// Written by another version of the compiler.
    Version(u16),
    /// The checksum does not fit: the file is damaged.
    Checksum,
    /// Malformed at this byte.
    Malformed(usize, &'static str),
    /// Well-formed, but refused by the verifier.
    Refused(Vec<VerifyError>),
}

impl std::fmt::Display for LoadError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            LoadError::Foreign => write!(out, "not a compiled Monte unit"),
            LoadError::Version(found) => {
                write!(
                    out,
                    "compiled unit of version {found}, but this program reads version {VERSION}: compile the source again"
                )
            }
            LoadError::Checksum => write!(out, "damaged compiled unit: the checksum does not fit"),
            LoadError::Malformed(at, what) => {
                write!(out, "malformed compiled unit at byte {at}: {what}")
            }
            LoadError::Refused(errors) => {
                write!(out, "compiled unit refused by the verifier")?;
                errors.iter().take(5).try_for_each(|error| write!(out, "\n  {error}"))
            }
        }
    }
}

impl std::error::Error for LoadError {}

/// The binary form of a unit.
pub fn encode(unit: &Unit) -> Vec<u8> {
    let payload = writer::write_unit(unit);
    let mut bytes = Vec::with_capacity(HEADER + payload.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&crc32fast::hash(&payload).to_le_bytes());
    bytes.extend_from_slice(&payload);
    bytes
}

/// Reads a unit, without verifying it.
pub fn decode(bytes: &[u8]) -> Result<Unit, LoadError> {
    let rest = bytes.strip_prefix(MAGIC.as_slice()).ok_or(LoadError::Foreign)?;
    let (version, rest) =
        rest.split_first_chunk::<2>().ok_or(LoadError::Malformed(bytes.len(), "no version"))?;
    let version = u16::from_le_bytes(*version);
    if version != VERSION {
        return Err(LoadError::Version(version));
    }
    let (checksum, payload) =
        rest.split_first_chunk::<4>().ok_or(LoadError::Malformed(bytes.len(), "no checksum"))?;
    if crc32fast::hash(payload) != u32::from_le_bytes(*checksum) {
        return Err(LoadError::Checksum);
    }
    reader::read_unit(payload).map_err(|(at, what)| LoadError::Malformed(HEADER + at, what))
}

/// Reads and verifies a unit: what may run afterwards.
pub fn load(bytes: &[u8]) -> Result<Unit, LoadError> {
    let mut unit = decode(bytes)?;
    verify(&mut unit).map_err(LoadError::Refused)?;
    Ok(unit)
}
