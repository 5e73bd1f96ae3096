//! Kernel-Monte to SmallCaps: the instruction set, code units, the compiler proper, the verifier, the
//! disassembler and the binary form.
#![forbid(unsafe_code)]

pub mod assembler;
pub mod binary;
pub mod disassembler;
pub mod generate;
pub mod isa;
pub mod kernel_tree;
pub mod unit;
pub mod verifier;

pub use binary::{LoadError, decode, encode, load};
pub use disassembler::{disassemble, disassemble_json, instruction_text, literal_text};
pub use generate::{CompileError, CompileOptions, compile};
pub use verifier::{VerifyError, verify};
