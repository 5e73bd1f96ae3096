//! Bytes as a binary unit: loader, verifier, machine.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| monte_fuzz::unit(bytes));
