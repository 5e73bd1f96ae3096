//! Dumps: tokens and trees as text for people and as JSON for tools.
//!
//! [`describe`] turns a node into its name and labelled fields, once for all forms of output: a tree of lines
//! ([`ast_text`]), JSON ([`ast_json`]), and the shape that two trees are compared by ([`same_tree`]).
//!
//! JSON, version 1: a node is an object with `node` (its name), `span` (`[start, end]` in bytes) and its fields; tokens
//! are objects with `token`, `span` and, if there is one, `value`.

mod describe;
mod tokens;
mod tree;

pub use tokens::{tokens_json, tokens_text};
pub use tree::{ast_json, ast_text, same_tree};
