//! The instructions, by family: what the loop in `run` does for each of them.
//!
//! A function here is one instruction, or a few that differ in a detail. It gets the machine, the
//! registers and the instruction's word, and is always inlined: the loop is compiled as one function.
//! What is common stands here; what is rare is in `slow`, as ordinary functions on the synced fiber.
//!
//! Nothing here is unsafe: what relies on the verifier is in `registers`, said there site by site.
#![forbid(unsafe_code)]

pub(super) mod arithmetic;
pub(super) mod calls;
pub(super) mod comparison;
pub(super) mod control;
pub(super) mod data;
pub(super) mod iteration;
pub(super) mod patterns;
pub(super) mod shortcut;
pub(super) mod storage;

use super::registers::{Registers, Step};
use crate::code::{Quick, Word};
use crate::value::Value;
use crate::vm::Vm;
