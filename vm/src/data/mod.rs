//! Native data in the heap: how strings, bytes, lists, maps, sets and big integers are laid out, made
//! and read. The verbs that programs see are in `builtin`.

pub mod arithmetic;
pub mod bytes;
pub mod distributions;
pub mod double;
pub mod integer;
pub mod integer_syntax;
pub mod list;
mod long_integer;
pub mod long_text;
pub mod map;
pub mod plain;
pub mod search;
pub mod sequence;
pub mod set;
pub mod table;
pub mod text;
pub mod versions;
