//! The virtual machine: values, heap, objects, built-ins, interpreter, metering, and the API that
//! embeds it.

pub mod atoms;
pub mod boot;
pub mod builtin;
pub mod code;
pub mod data;
pub mod engine;
pub mod fiber;
pub mod heap;
pub mod interp;
pub mod native;
pub mod print;
pub mod sameness;
pub mod scope;
mod session;
pub mod tracer;
mod trail;
pub mod value;
pub mod vm;
