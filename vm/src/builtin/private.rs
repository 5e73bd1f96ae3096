//! The natives that only the prelude can name (`prelude/README.md` has their contracts).

use super::{admission, audition, guard, native_row, object, pass, stamps};
use crate::data::list::items;
use crate::data::text::Chars;
use crate::heap::{PART, Type};
use crate::native::{self, Answer, Code, Kind, Method, NativeKind, Singleton};
use crate::value::Value;
use crate::vm::Vm;

macro_rules! functions {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal ($($kind:ident),*) => $code:ident($f:expr);)*) => {
        $($(#[doc = $doc])+
        pub static $name: Singleton = Singleton {
            name: $text,
            printed: concat!("<", $text, ">"),
            methods: &[Method {
                verb: "run",
                params: &[$(Kind::$kind),*],
                code: Code::$code($f),
                doc: concat!($($doc, "\n"),+),
                fitting: native::fitting(&[$(Kind::$kind),*]),
            }],
            doc: concat!($($doc, "\n"),+),
        };)*

        /// All of them.
        pub static FUNCTIONS: &[&Singleton] = &[$(&$name),*];
    };
}

functions! {
    /// Whether two objects were made by the same object expression.
    ALIKE "_vm_alike" (Any, Any) => F2(alike);
    /// Whether a guard admits all elements of a list as they are.
    ALL_FIT "_vm_allFit" (Any, List) => F2(all_fit);
    /// An integer of one word as it is; throws for anything else.
    AS_WORD "_vm_asWord" (Any) => F1(as_word);
    /// A binding of any object as slot.
    BINDING "_vm_binding" (Any, Any) => F2(binding);
    /// A final slot around a value that has been coerced.
    FINAL_SLOT "_vm_finalSlot" (Any, Any) => F2(final_slot);
    /// Whether a guard admits a value as it is.
    FITS "_vm_fits" (Any, Any) => F2(fits);
    /// The names that the script of an auditioned object uses and does not define.
    FREE_NAMES "_vm_freeNames" (Any) => F1(free_names);
    /// The parametric guard that a function makes of a maker and a part, or has made lately.
    GUARD_OF "_vm_guardOf" (Any, Any, Any) => F3(guard_of);
    /// Whether both are one object.
    IDENTICAL "_vm_identical" (Any, Any) => F2(identical);
    /// An iterator over integers of one word, or null.
    INT_ITERATOR "_vm_intIterator" (Any, Any) => F2(int_iterator);
    /// Whether this is an audition that is going on.
    IS_AUDITION "_vm_isAudition" (Any) => F1(is_audition);
    /// Throws that a value is not of a kind.
    NOT_A "_vm_notA" (Str, Any) => F2(not_a);
    /// The value behind a resolved reference.
    RESOLUTION "_vm_resolution" (Any) => F1(resolution);
    /// Runs the consumer of a loop with what an iterator answered.
    RUN_TURN "_vm_runTurn" (Any, Any) => F2(run_turn);
    /// Adds private stamps, and the parts by which the machine knows what a parametric guard admits.
    PARAMETRIC "_vm_parametric" (Any, Str, List) => F3(parametric);
    /// A portrayal that only sameness and DeepFrozen can read.
    SEAL "_vm_sealPortrayal" (List) => F1(seal);
    /// Adds private stamps, by their letters, to an object of the prelude.
    STAMP "_vm_stamp" (Any, Str) => F2(stamp);
    /// Adds private stamps to an object that is being audited.
    STAMP_AUDITION "_vm_stampAudition" (Any, Str) => F2(stamp_audition);
    /// Whether a value carries a private stamp.
    STAMPED "_vm_stamped" (Any, Str) => F2(stamped);
    /// The portrayal in a sealed one.
    UNSEAL "_vm_unsealPortrayal" (Any) => F1(unseal);
    /// A var slot around a value that has been coerced.
    VAR_SLOT "_vm_varSlot" (Any, Any) => F2(var_slot);
    /// Adds auditors to the stamps of an object of the prelude.
    VOUCH "_vm_vouch" (Any, List) => F2(vouch);
}

/// A sealed portrayal: `[kind, portrayal]`.
pub static SEALED_PORTRAYAL: NativeKind =
    NativeKind { printed: "<sealed portrayal>", methods: &[] };

/// Seals a portrayal.
pub fn seal_portrayal(vm: &mut Vm, portrayal: Value) -> Value {
    vm.heap.object(Type::Native, &[native_row(&SEALED_PORTRAYAL), portrayal])
}

/// The portrayal in a sealed one.
pub fn unsealed(value: Value) -> Option<Value> {
    let is_sealed = value.is_heap(Type::Native) && value.field(0) == native_row(&SEALED_PORTRAYAL);
    is_sealed.then(|| value.field(1))
}

fn alike(_: &mut Vm, _: Value, x: Value, y: Value) -> Answer {
    let both = x.is_heap(Type::Object) && y.is_heap(Type::Object);
    Ok(Value::bool(both && x.field(0) == y.field(0)))
}

fn all_fit(vm: &mut Vm, _: Value, guard: Value, list: Value) -> Answer {
    let elements = items(list).unwrap_or(&[]);
    if guard::fits(guard, Value::NULL).is_none() {
        return Ok(Value::bool(admission::admits_all(vm, guard, elements) == Some(true)));
    }
    vm.heap.spend(elements.len() / 16);
    for part in elements.chunks(PART) {
        vm.go_on()?;
        if !part.iter().all(|&x| guard::fits(guard, vm.resolve(x)) == Some(true)) {
            return Ok(Value::FALSE);
        }
    }
    Ok(Value::TRUE)
}

fn binding(vm: &mut Vm, _: Value, slot: Value, guard: Value) -> Answer {
    Ok(vm.heap.object(Type::Binding, &[slot, guard]))
}

fn final_slot(vm: &mut Vm, _: Value, value: Value, guard: Value) -> Answer {
    Ok(vm.heap.object(Type::FinalSlot, &[value, guard]))
}

fn var_slot(vm: &mut Vm, _: Value, value: Value, guard: Value) -> Answer {
    Ok(vm.heap.object(Type::VarSlot, &[value, guard]))
}

fn fits(_: &mut Vm, _: Value, guard: Value, x: Value) -> Answer {
    Ok(Value::bool(guard::fits(guard, x) == Some(true)))
}

fn free_names(vm: &mut Vm, _: Value, audition: Value) -> Answer {
    if !audition::is_active(audition) {
        return vm.throw_text("Audition is out of scope");
    }
    let names = audition::free_names(vm, audition::subject(audition));
    let names: Vec<Value> = names.iter().map(|name| vm.heap.str(name)).collect();
    Ok(vm.heap.list(&names))
}

fn guard_of(vm: &mut Vm, _: Value, make: Value, maker: Value, part: Value) -> Answer {
    guard::guard_of(vm, make, maker, part)
}

fn parametric(vm: &mut Vm, _: Value, object: Value, letters: Value, parts: Value) -> Answer {
    let letters = crate::data::text::text(letters).unwrap_or_default();
    stamps::add_parts(vm, object, &letters, items(parts).unwrap_or(&[]));
    Ok(object)
}

fn identical(_: &mut Vm, _: Value, x: Value, y: Value) -> Answer {
    let same = x == y
        || match (x.ty(), y.ty()) {
            (Type::Double, Type::Double) => {
                x.as_double().map(f64::to_bits) == y.as_double().map(f64::to_bits)
            }
            (Type::BigInt, Type::BigInt) => crate::data::integer::equal(x, y),
            _ => false,
        };
    Ok(Value::bool(same))
}

fn is_audition(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(audition::is_active(x)))
}

fn as_word(vm: &mut Vm, _: Value, x: Value) -> Answer {
    if crate::data::integer::word(x).is_some() {
        Ok(x)
    } else if x.is_heap(Type::BigInt) {
        vm.wrong_type("Specimen is Int but too wide")
    } else {
        vm.not_a("Int", x)
    }
}

fn not_a(vm: &mut Vm, _: Value, kind: Value, x: Value) -> Answer {
    let kind = crate::data::text::text(kind).unwrap_or_default();
    vm.not_a(&kind, x)
}

fn run_turn(vm: &mut Vm, _: Value, consumer: Value, step: Value) -> Answer {
    let Some(args) = items(step) else { return vm.not_a_list(step, Value::NULL) };
    // A copy, and twice as much if the stack must grow.
    vm.heap.reserve(args.len().saturating_mul(24))?;
    let args = args.to_vec();
    let is_object = consumer.is_heap(Type::Object);
    if args.len() != 2 && is_object && object::responds(vm, consumer, "run", 2) {
        let name = object::name(vm, consumer);
        return object::wrong_arity(vm, &name, "run", 2, args.len());
    }
    let atom = vm.run_atom(args.len());
    vm.call_then(consumer, atom, &args, &[], pass)
}

fn resolution(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(x)
}

fn seal(vm: &mut Vm, _: Value, portrayal: Value) -> Answer {
    Ok(seal_portrayal(vm, portrayal))
}

fn unseal(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(unsealed(x).unwrap_or(x))
}

fn bits(letters: Value) -> u32 {
    Chars::of(letters).map_or(0, |letters| stamps::from_letters(letters.iter()))
}

fn stamp(vm: &mut Vm, _: Value, object: Value, letters: Value) -> Answer {
    stamps::add(vm, object, bits(letters));
    Ok(object)
}

fn stamp_audition(vm: &mut Vm, _: Value, audition: Value, letters: Value) -> Answer {
    if audition::is_active(audition) {
        stamps::add(vm, audition::subject(audition), bits(letters));
    }
    Ok(Value::NULL)
}

fn stamped(_: &mut Vm, _: Value, x: Value, letters: Value) -> Answer {
    Ok(Value::bool(stamps::has(x, bits(letters))))
}

fn vouch(vm: &mut Vm, _: Value, object: Value, auditors: Value) -> Answer {
    stamps::add_auditors(vm, object, items(auditors).unwrap_or(&[]));
    Ok(object)
}

fn int_iterator(vm: &mut Vm, _: Value, first: Value, last: Value) -> Answer {
    if !first.is_small() || !last.is_small() {
        return Ok(Value::NULL);
    }
    let Some(end) = last.add_small(Value::int(1)) else { return Ok(Value::NULL) };
    let end = if end.less_small(first) { first } else { end };
    let range = vm.heap.object(Type::Range, &[first, end, Value::NULL, last, Value::FALSE]);
    Ok(vm.heap.object(Type::Iterator, &[range, Value::ZERO]))
}
