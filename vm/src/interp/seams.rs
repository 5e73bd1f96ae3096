//! Where the interpreter meets the built-ins.

use crate::heap::Type;
use crate::native::{Answer, Method};
use crate::value::Value;
use crate::vm::Vm;

pub(super) static MIRANDA: &[&[Method]] = &[];

pub(super) fn near(value: Value) -> Value {
    if value.is_heap(Type::Promise) { crate::builtin::reference::resolution(value) } else { value }
}

pub(super) fn plain(_: &mut Vm, value: Value) -> String {
    match crate::data::text::text(value) {
        Some(text) => text,
        None => format!("{value:?}"),
    }
}

pub(super) fn refuse(vm: &mut Vm, receiver: Value, verb: &str, args: &[Value]) -> Answer {
    let args: Vec<String> = args.iter().map(|&arg| plain(vm, arg)).collect();
    let target = plain(vm, receiver);
    vm.throw_text(&format!("Message refused: ({target}).{verb}({})", args.join(", ")))
}

pub(super) fn call_on_reference(vm: &mut Vm, receiver: Value, atom: u32, args: &[Value]) -> Answer {
    let verb = vm.verb_of(atom);
    refuse(vm, receiver, &verb, args)
}

pub(super) fn inactive(_: &mut Vm, _: Value) -> String {
    "Inactive ejector was fired".to_owned()
}

pub(super) use crate::builtin::iterator::iteration_source;
pub(super) use crate::builtin::map::make_map as map_of;
pub(super) use crate::data::map::{map_get, map_with};

pub(super) fn same_ever(vm: &mut Vm, x: Value, y: Value) -> Answer {
    crate::builtin::equalizer::same_ever(vm, Value::NULL, x, y)
}

pub(super) fn audit(_: &mut Vm, object: Value, _: &[Value]) -> Answer {
    Ok(object)
}

pub(super) fn context(_: &mut Vm, prefix: Value) -> Value {
    prefix
}

pub(super) fn iteration_pair(
    _: &mut Vm,
    source: Value,
    cursor: usize,
) -> Option<(Value, Value, usize)> {
    crate::builtin::iterator::iteration_pair(source, cursor)
}

pub(crate) fn describe_problem(vm: &mut Vm, payload: Value) -> String {
    plain(vm, payload)
}
