//! Where the interpreter meets the built-ins.

use crate::heap::Type;
use crate::native::{Answer, Method, Raise};
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

pub(super) fn map_of(vm: &mut Vm, _: &[(Value, Value)]) -> Answer {
    vm.throw_text("no maps yet")
}

pub(super) fn map_get(vm: &mut Vm, _: Value, _: Value) -> Result<Option<Value>, Raise> {
    vm.throw_text("no maps yet")
}

pub(super) fn map_with(vm: &mut Vm, _: Value, _: Value, _: Value) -> Answer {
    vm.throw_text("no maps yet")
}

pub(super) fn same_ever(_: &mut Vm, x: Value, y: Value) -> Answer {
    Ok(Value::bool(x == y))
}

pub(super) fn audit(_: &mut Vm, object: Value, _: &[Value]) -> Answer {
    Ok(object)
}

pub(super) fn context(_: &mut Vm, prefix: Value) -> Value {
    prefix
}

pub(super) fn iteration_source(vm: &mut Vm, value: Value) -> Option<Value> {
    let value = vm.resolve(value);
    matches!(value.ty(), Type::List | Type::Range).then_some(value)
}

pub(super) fn iteration_pair(_: &mut Vm, _: Value, _: usize) -> Option<(Value, Value, usize)> {
    None
}

pub(crate) fn describe_problem(vm: &mut Vm, payload: Value) -> String {
    plain(vm, payload)
}
