//! The virtual machine: values, heap, objects, built-ins, interpreter, metering, and the interface that
//! embeds it.
//!
//! What a program that embeds the machine needs stands here, in the root: [`Machine`], [`Fiber`], [`Values`]
//! and what belongs to them. The modules are the inside; they are public for the other crates of the
//! project and may change at any time.

pub mod atoms;
pub mod boot;
pub mod builtin;
pub mod code;
pub mod data;
pub mod embed;
pub mod engine;
pub mod fiber;
pub mod heap;
pub mod interp;
pub mod manual;
pub mod native;
mod prelude;
pub mod print;
pub mod sameness;
pub mod scope;
mod session;
pub mod tracer;
mod trail;
pub mod value;
pub mod vm;

pub use boot::NoStart;
pub use dashu_int::IBig;
pub use embed::*;
pub use engine::Engine;
pub use heap::{HeapStats, OverLimit, Stress};
pub use interp::{Interrupt, Why};
pub use prelude::File as PreludeFile;
pub use trail::TraceFrame;
pub use vm::Config;

/// The examples of the page about embedding, as tests.
#[cfg(doctest)]
#[doc = include_str!("../../docs/embedding.md")]
struct EmbeddingPage;
