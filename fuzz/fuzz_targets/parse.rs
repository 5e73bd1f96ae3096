//! Bytes as a source text, through all stages up to the verifier.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| monte_fuzz::text(bytes));
