//! SipHash-1-3: keyed hashing of bytes, so that nobody who does not know the key of the process can
//! choose strings that collide. (Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012.)

struct State([u64; 4]);

impl State {
    fn round(&mut self) {
        let v = &mut self.0;
        v[0] = v[0].wrapping_add(v[1]);
        v[2] = v[2].wrapping_add(v[3]);
        v[1] = v[1].rotate_left(13) ^ v[0];
        v[3] = v[3].rotate_left(16) ^ v[2];
        v[0] = v[0].rotate_left(32);
        v[2] = v[2].wrapping_add(v[1]);
        v[0] = v[0].wrapping_add(v[3]);
        v[1] = v[1].rotate_left(17) ^ v[2];
        v[3] = v[3].rotate_left(21) ^ v[0];
        v[2] = v[2].rotate_left(32);
    }

    fn compress(&mut self, word: u64) {
        self.0[3] ^= word;
        self.round();
        self.0[0] ^= word;
    }
}

/// The hash of some bytes under a key.
pub(super) fn hash(key: [u64; 2], bytes: &[u8]) -> u64 {
    let mut state = State([
        key[0] ^ 0x736f_6d65_7073_6575,
        key[1] ^ 0x646f_7261_6e64_6f6d,
        key[0] ^ 0x6c79_6765_6e65_7261,
        key[1] ^ 0x7465_6462_7974_6573,
    ]);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        state.compress(u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    last[7] = bytes.len() as u8;
    state.compress(u64::from_le_bytes(last));
    state.0[2] ^= 0xff;
    state.round();
    state.round();
    state.round();
    state.0[0] ^ state.0[1] ^ state.0[2] ^ state.0[3]
}

#[cfg(test)]
mod tests {
    use super::hash;

    /// The standard library's hasher is SipHash-1-3 with a key of zeros.
    #[test]
    fn agrees_with_the_standard_library() {
        use std::hash::Hasher;
        for length in 0..40u8 {
            let bytes: Vec<u8> = (0..length).map(|i| i.wrapping_mul(37)).collect();
            #[allow(clippy::disallowed_types)]
            let mut hasher = std::collections::hash_map::DefaultHasher::new();
            hasher.write(&bytes);
            assert_eq!(hash([0, 0], &bytes), hasher.finish());
        }
    }
}
