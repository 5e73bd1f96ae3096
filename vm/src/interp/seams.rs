//! Where the interpreter meets the built-ins.

use crate::native::{Answer, Method};
use crate::value::Value;
use crate::vm::Vm;

pub(super) static MIRANDA: &[&[Method]] = &[crate::builtin::miranda::METHODS];

pub(super) use crate::builtin::audition::audit;
pub(super) use crate::builtin::context::make as context;
pub(super) use crate::builtin::ejector::inactive;
pub(super) use crate::builtin::miranda::refuse;
pub(super) use crate::builtin::reference::{call_on_reference, near};
pub(super) use crate::print::plain;

pub(super) use crate::builtin::iterator::iteration_source;
pub(super) use crate::builtin::map::make_map as map_of;
pub(super) use crate::data::map::{map_get, map_with};

pub(super) fn same_ever(vm: &mut Vm, x: Value, y: Value) -> Answer {
    crate::builtin::equalizer::same_ever(vm, Value::NULL, x, y)
}

pub(super) fn iteration_pair(
    _: &mut Vm,
    source: Value,
    cursor: usize,
) -> Option<(Value, Value, usize)> {
    crate::builtin::iterator::iteration_pair(source, cursor)
}

pub(crate) use crate::print::describe_problem;
