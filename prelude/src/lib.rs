//! The part of Monte that is written in Monte.
//!
//! In: nothing at run time; the files `prelude/*.mt`, when the crate is built. Out: the names of the safe
//! scope. `README.md` tells what the machine and the prelude know of each other.
#![forbid(unsafe_code)]

pub mod names;
