//! The front end: source text in, syntax tree and diagnostics out.
//!
//! [`lexer`] cuts the text into tokens, [`layout`] turns indentation and line ends into tokens, and [`parser`]
//! runs a generated LALR parser over them that builds an [`ast::Ast`]. This crate knows nothing of evaluation,
//! files or terminals.
#![forbid(unsafe_code)]

pub mod ast;
pub mod diagnostic;
pub mod dump;
pub mod layout;
pub mod lexer;
pub mod literate;
pub mod names;
pub mod parser;
pub mod print;
pub mod quote;
pub mod span;
pub mod token;

pub use diagnostic::{Code, Diagnostic, render, render_all};
pub use parser::{
    Parse, Root, TemplatePiece, parse_expression, parse_input, parse_module, parse_pattern,
    parse_template,
};
pub use span::Span;
