//! The front end: source text in, syntax tree and diagnostics out.
//!
//! Text is cut into tokens, the layout pass turns indentation into tokens, and a grammar
//! turns tokens into an [`ast::Ast`]. This crate knows nothing of evaluation, files or terminals.
#![forbid(unsafe_code)]

pub mod ast;
pub mod diagnostic;
pub mod names;
pub mod span;
