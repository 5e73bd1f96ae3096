//! The messages that every object answers unless it has a method of its own (spec 4 §5.4), and what
//! native data answers to `_uncall`.

use super::object;
use super::reflection;
use crate::data;
use crate::heap::Type;
use crate::methods;
use crate::native::Answer;
use crate::print::{self, Piece};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// What every object answers.
    pub static METHODS:
    /// The object itself: it has nothing else to offer to a guard.
    "_conformTo" (Any) => F1(conform_to);
    /// The guard of the data's kind, or a description of the object's methods, made anew.
    "_getAllegedInterface" () => F0(alleged_interface);
    /// Prints the default text.
    "_printOn" (Any) => F1(print_on);
    /// Whether the object has a method of this verb and number of arguments. Matchers do not count.
    "_respondsTo" (Any, Any) => F2(responds_to);
    /// Null: nothing is unsealed for this brand.
    "_sealedDispatch" (Any) => F1(sealed_dispatch);
    /// The portrayal `[maker, verb, args, namedArgs]` that rebuilds the object, or null.
    "_uncall" () => F0(uncall);
}

/// Throws the refusal of a message.
pub fn refuse(vm: &mut Vm, receiver: Value, verb: &str, args: &[Value]) -> Answer {
    vm.refuse(receiver, verb, args)
}

fn conform_to(_: &mut Vm, me: Value, _: Value) -> Answer {
    Ok(me)
}

fn alleged_interface(vm: &mut Vm, me: Value) -> Answer {
    let guard = match me.ty() {
        Type::Null => "Void",
        Type::Bool | Type::Char | Type::Int | Type::Double | Type::BigInt => me.ty().kind(),
        Type::Str | Type::Bytes => me.ty().kind(),
        _ => return Ok(reflection::interface_of(vm, me)),
    };
    Ok(vm.maker(guard))
}

fn print_on(vm: &mut Vm, me: Value, out: Value) -> Answer {
    print::write(vm, out, &[Piece::Printed(me)])
}

fn responds_to(vm: &mut Vm, me: Value, verb: Value, arity: Value) -> Answer {
    let Some(verb_text) = data::text::text(verb) else {
        return vm.not_a("Str", verb);
    };
    let Some(arity_word) = data::integer::word(arity) else {
        return vm.not_a("Int", arity);
    };
    let answers = |methods: &[crate::native::Method]| {
        methods.iter().any(|row| {
            row.verb == verb_text
                && row.params.len() as i64 == arity_word
                && !matches!(row.params, [crate::native::Kind::Rest])
        })
    };
    let own = if me.is_heap(Type::Object) {
        u32::try_from(arity_word).is_ok_and(|arity| object::responds(vm, me, &verb_text, arity))
    } else {
        super::tables(me).iter().any(|methods| answers(methods))
    };
    let whenever = verb_text == "_whenMoreResolved" && arity_word == 1;
    Ok(Value::bool(own || whenever || answers(METHODS)))
}

fn sealed_dispatch(_: &mut Vm, _: Value, _: Value) -> Answer {
    Ok(Value::NULL)
}

/// A portrayal without named arguments.
pub fn portrayal(vm: &mut Vm, maker: Value, verb: &str, args: &[Value]) -> Value {
    let verb = vm.heap.str(verb);
    let args = vm.heap.list(args);
    let named = vm.heap.empty_map();
    vm.heap.list(&[maker, verb, args, named])
}

fn uncall(vm: &mut Vm, me: Value) -> Answer {
    let guards = || me.fields()[2..].iter().copied().filter(|guard| !guard.is_null());
    Ok(match me.ty() {
        Type::List => {
            let (maker, verb) = (vm.maker("_makeList"), vm.heap.str("run"));
            let named = vm.heap.empty_map();
            vm.heap.list(&[maker, verb, me, named])
        }
        Type::Map => {
            let pairs = pairs(vm, me)?;
            let maker = vm.maker("_makeMap");
            portrayal(vm, maker, "fromPairs", &[pairs])
        }
        Type::Set => {
            let list = elements(vm, me)?;
            portrayal(vm, list, "asSet", &[])
        }
        Type::FlexList => {
            let items = data::list::items(me).unwrap_or(&[]);
            vm.heap.reserve(items.len().saturating_mul(8))?;
            let list = vm.heap.long_list(items)?;
            let guards: Vec<Value> = guards().collect();
            portrayal(vm, list, "diverge", &guards)
        }
        Type::FlexMap => {
            vm.heap.reserve(data::table::bytes(data::map::size(me)))?;
            let map = vm.heap.map_snapshot(me)?;
            let guards: Vec<Value> = guards().collect();
            portrayal(vm, map, "diverge", &guards)
        }
        Type::FlexSet => {
            let list = elements(vm, me)?;
            let set = portrayal(vm, list, "asSet", &[]);
            let guards: Vec<Value> = guards().collect();
            portrayal(vm, set, "diverge", &guards)
        }
        Type::Bytes => {
            let octets = data::bytes::of(me).unwrap_or(&[]);
            vm.heap.reserve(octets.len().saturating_mul(8))?;
            let ints = octets.iter().map(|&octet| Value::int(octet as i64));
            let ints = vm.heap.list_from(octets.len(), ints)?;
            let maker = vm.maker("_makeBytes");
            portrayal(vm, maker, "fromInts", &[ints])
        }
        Type::FinalSlot => {
            let maker = vm.prelude_value("_makeFinalSlot");
            let (value, guard) = (me.field(0), super::slot::guard_of(vm, me));
            portrayal(vm, maker, "run", &[value, guard, Value::NULL])
        }
        Type::Binding => return super::slot::uncall_binding(vm, me),
        Type::Problem => {
            let portrayal = portrayal(vm, Value::NULL, "run", &[me.field(0)]);
            super::private::seal_portrayal(vm, portrayal)
        }
        _ => Value::NULL,
    })
}

fn elements(vm: &mut Vm, set: Value) -> Answer {
    let size = data::map::size(set);
    vm.heap.reserve(size.saturating_mul(8))?;
    let keys = data::map::entries(&mut vm.heap, set)?.map(|entry| entry.key);
    Ok(vm.heap.list_from(size, keys)?)
}

fn pairs(vm: &mut Vm, map: Value) -> Answer {
    let size = data::map::size(map);
    // A list of two has six words and a buffer of four; they stand in two lists for a moment.
    vm.heap.reserve(size.saturating_mul(96))?;
    let mut pairs = Vec::with_capacity(size);
    for entry in data::map::entries(&mut vm.heap, map)? {
        vm.heap.go_on_at(pairs.len())?;
        pairs.push(vm.heap.list(&[entry.key, entry.value]));
    }
    Ok(vm.heap.long_list(&pairs)?)
}
