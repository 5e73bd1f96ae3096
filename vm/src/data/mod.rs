//! Native data in the heap: how strings, bytes, lists, maps, sets and big integers are laid out, made
//! and read. The verbs that programs see are in `builtin`.

pub mod bytes;
pub mod double;
pub mod integer;
pub mod list;
pub mod text;
