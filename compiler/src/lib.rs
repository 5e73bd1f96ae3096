//! Kernel-Monte to SmallCaps: the instruction set, code units, the compiler proper, the verifier, the
//! disassembler and the binary form.
#![forbid(unsafe_code)]

pub mod isa;
pub mod unit;
