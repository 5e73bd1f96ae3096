//! `M`: calls whose verb and arguments are values, and the two text forms (spec 5 §6.1).

use super::pass;
use crate::data::integer::Digits;
use crate::data::{list, map, text};
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Singleton};
use crate::print::{self, Finish, Piece};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// What `M` answers.
    static METHODS:
    /// Calls a target: verb, list of arguments, map of named arguments.
    "call" (Any, Str, List, Any) => Many(call);
    /// Calls a target with the message `[verb, args, namedArgs]`.
    "callWithMessage" (Any, List) => F2(call_with_message);
    /// The printed form.
    "toString" (Any) => F1(to_string);
    /// The quoted form.
    "toQuote" (Any) => F1(to_quote);
}

/// `M`.
pub static M: Singleton = Singleton {
    name: "M",
    printed: "M",
    methods: METHODS,
    doc: "Calls and text forms of any object.",
};

fn call(vm: &mut Vm, _: Value, args: &[Value]) -> Answer {
    deliver(vm, args[0], args[1], args[2], args[3])
}

fn call_with_message(vm: &mut Vm, _: Value, target: Value, message: Value) -> Answer {
    let &[verb, args, named] = list::items(message).unwrap_or(&[]) else {
        return vm.throw_text("callWithPair/2 requires a [verb, args, namedArgs] triple");
    };
    let (verb, args) = (vm.resolve(verb), vm.resolve(args));
    vm.heap.settle(args)?;
    if !verb.is_heap(Type::Str) {
        return vm.not_a("Str", verb);
    }
    if list::items(args).is_none() {
        return vm.not_a_list(args, Value::NULL);
    }
    deliver(vm, target, verb, args, named)
}

fn deliver(vm: &mut Vm, target: Value, verb: Value, args: Value, named: Value) -> Answer {
    let named = vm.resolve(named);
    if !named.is_heap(Type::Map) {
        return vm.wrong_type("namedArgs must be a ConstMap");
    }
    let verb = text::text(verb).unwrap_or_default();
    let args = list::items(args).unwrap_or(&[]);
    // A copy, and twice as much if the stack must grow.
    vm.heap.reserve(args.len().saturating_mul(24))?;
    let args = args.to_vec();
    let atom = vm.atom(&verb, args.len());
    if map::size(named) == 0 {
        return vm.call_then(target, atom, &args, &[], pass);
    }
    vm.call_named_then(target, atom, &args, named, &[], pass)
}

fn to_string(vm: &mut Vm, _: Value, x: Value) -> Answer {
    if x.is_heap(Type::Str) {
        return Ok(x);
    }
    if let Some(n) = x.as_small() {
        return Ok(vm.heap.str_narrow(Digits::of(n).octets()));
    }
    if let Some(c) = x.as_char() {
        return Ok(vm.heap.str_char(c));
    }
    print::compose(vm, &[Piece::Printed(x)], Finish::Return)
}

fn to_quote(vm: &mut Vm, _: Value, x: Value) -> Answer {
    print::compose(vm, &[Piece::Quoted(x)], Finish::Return)
}
