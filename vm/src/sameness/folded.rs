//! Keyed hashing of bytes: words are mixed with secrets by multiplication, and the halves of the product are
//! folded together (the idea of Wang Yi's wyhash). Short texts, which most keys are, take two products. Nobody
//! who does not know the key of the process can choose strings that collide.

use crate::data::long_text::PIECE;

/// Odd numbers without a pattern: digits of the golden ratio, of pi and of e.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const PI: u64 = 0x2437_54af_a1e3_6b8d;
const EULER: u64 = 0xb7e1_5162_8aed_2a6b;

/// The two halves of a product, folded together.
#[inline(always)]
fn fold(a: u64, b: u64) -> u64 {
    let product = a as u128 * b as u128;
    product as u64 ^ (product >> 64) as u64
}

/// The hash of some bytes under a key; texts of different domains do not share hashes.
#[inline]
pub(super) fn hash(key: u64, domain: u64, bytes: &[u8]) -> u64 {
    let secret = key.rotate_left(32) ^ PI;
    let state = key ^ GOLDEN ^ domain;
    let length = bytes.len() as u64;
    let (a, b) = if bytes.len() > 16 {
        long(secret, state, bytes)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last) ^ state)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64 ^ state)
    } else if let (&[first, ..], &[.., last]) = (bytes, bytes) {
        let middle = bytes[bytes.len() / 2];
        ((first as u64) << 16 | (middle as u64) << 8 | last as u64, state)
    } else {
        (0, state)
    };
    finish(secret, a, b, length)
}

#[inline(always)]
fn finish(secret: u64, a: u64, b: u64, length: u64) -> u64 {
    fold(fold(a ^ secret, b) ^ secret, length ^ EULER)
}

/// As [`hash`], of more than 16 bytes, any number of them; `go_on` is asked for each part.
pub(super) fn hash_in_parts<E>(
    key: u64,
    domain: u64,
    bytes: &[u8],
    go_on: impl Fn() -> Result<(), E>,
) -> Result<u64, E> {
    let secret = key.rotate_left(32) ^ PI;
    let mut state = key ^ GOLDEN ^ domain;
    let (chunks, _) = bytes[..bytes.len() - 1].as_chunks::<16>();
    for part in chunks.chunks(PIECE / 16) {
        go_on()?;
        state = absorb(secret, state, part);
    }
    let (a, b) = last(state, bytes);
    Ok(finish(secret, a, b, bytes.len() as u64))
}

fn word(chunk: &[u8; 16], at: usize) -> u64 {
    let mut word = [0; 8];
    word.copy_from_slice(&chunk[at..at + 8]);
    u64::from_le_bytes(word)
}

#[inline(always)]
fn absorb(secret: u64, mut state: u64, chunks: &[[u8; 16]]) -> u64 {
    for chunk in chunks {
        state = fold(word(chunk, 0) ^ secret, word(chunk, 8) ^ state);
    }
    state
}

/// What remains of a text of more than 16 bytes: two words, the second mixed with the state.
fn long(secret: u64, state: u64, bytes: &[u8]) -> (u64, u64) {
    // The last 16 bytes, which may overlap those before, are left for the end.
    let (chunks, _) = bytes[..bytes.len() - 1].as_chunks::<16>();
    last(absorb(secret, state, chunks), bytes)
}

#[inline(always)]
fn last(state: u64, bytes: &[u8]) -> (u64, u64) {
    match bytes.last_chunk::<16>() {
        Some(last) => (word(last, 0), word(last, 8) ^ state),
        None => (0, state),
    }
}

#[cfg(test)]
mod tests {
    use super::{PIECE, hash, hash_in_parts};
    use std::collections::BTreeSet;

    #[test]
    fn each_byte_and_the_length_count() {
        let mut seen = BTreeSet::new();
        let mut texts = 0;
        for length in 0..70 {
            let mut bytes = vec![7; length];
            texts += 1;
            seen.insert(hash(11, 0, &bytes));
            for i in 0..length {
                for other in [0, 6, 8, 0x87, 0xff] {
                    bytes[i] = other;
                    texts += 1;
                    seen.insert(hash(11, 0, &bytes));
                }
                bytes[i] = 7;
            }
        }
        assert_eq!(seen.len(), texts);
    }

    #[test]
    fn parts_hash_as_the_whole() {
        for length in [17, 100, PIECE + 5, 3 * PIECE] {
            let bytes: Vec<u8> = (0..length).map(|i| (i * 7) as u8).collect();
            let in_parts = hash_in_parts(3, 1, &bytes, || Ok::<_, ()>(()));
            assert_eq!(in_parts, Ok(hash(3, 1, &bytes)));
        }
    }

    #[test]
    fn keys_and_domains_count() {
        let hashes = [hash(1, 0, b"text"), hash(2, 0, b"text"), hash(1, 1, b"text")];
        assert_eq!(BTreeSet::from(hashes).len(), 3);
    }

    /// Counting upwards, as many keys of programs do, fills the slots of a table evenly.
    #[test]
    fn low_bits_are_spread() {
        let mut slots = [0u32; 1024];
        for i in 0..16 * 1024 {
            slots[(hash(5, 0, format!("key{i}").as_bytes()) >> 5) as usize & 1023] += 1;
        }
        assert!(slots.iter().all(|&count| count < 48), "{slots:?}");
    }
}
