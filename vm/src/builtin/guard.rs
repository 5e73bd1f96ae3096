//! The guards of plain data and of storage, each an object that exists once (spec 5 §7.2–7.5).
//!
//! A specimen of the kind passes; any other is asked, once, by `_conformTo`, what it can offer. Verbs that
//! make other guards or regions run in the prelude.

use super::{SINGLETONS, pass, reflection, stamps};
use crate::data;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Resumed, Singleton};
use crate::print::{self, Finish, Piece};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// What the guards of plain kinds answer.
    static PLAIN:
    /// The specimen, if it is of the kind; else what its `_conformTo` offers.
    "coerce" (Any, Any) => F2(coerce_data);
    /// False: it is not known to admit all that another guard admits.
    "supersetOf" (Any) => F1(no);
    /// What it is for.
    "getDocstring" () => F0(docstring);
    /// The descriptions of the methods of its values.
    "getMethods" () => F0(methods_of_kind);
}

methods! {
    /// What the guards of ordered kinds answer, which are ordered spaces too.
    static SPACE:
    /// The specimen, if it is of the kind; else what its `_conformTo` offers.
    "coerce" (Any, Any) => F2(coerce_data);
    /// False: it is not known to admit all that another guard admits.
    "supersetOf" (Any) => F1(no);
    /// What it is for.
    "getDocstring" () => F0(docstring);
    /// The descriptions of the methods of its values.
    "getMethods" () => F0(methods_of_kind);
    /// What `< <= <=> >= >` make a region of, with this end.
    "op__cmp" (Any) => Prelude("space_opCmp");
    /// The translation by this offset.
    "add" (Any) => Prelude("space_add");
    /// The translation by this offset, downwards.
    "subtract" (Any) => Prelude("space_subtract");
    /// The region of one interval: left end, whether it belongs to it, right end, whether it does.
    "makeRegion" (Any, Bool, Any, Bool) => Prelude("space_makeRegion");
    /// The region of nothing.
    "makeEmptyRegion" () => Prelude("space_makeEmptyRegion");
}

methods! {
    /// What `FinalSlot` answers.
    static FINAL_SLOT:
    /// A final slot.
    "coerce" (Any, Any) => F2(coerce_data);
    /// False.
    "supersetOf" (Any) => F1(no);
    /// What it is for.
    "getDocstring" () => F0(docstring);
    /// The empty set.
    "getMethods" () => F0(no_methods);
    /// Null: slots of any guard pass.
    "getGuard" () => F0(no_guard);
    /// The guard of final slots with this guard.
    "get" (Any) => Prelude("FinalSlot_get");
    /// The guard in brackets.
    "extractGuard" (Any, Any) => Prelude("FinalSlot_extractGuard");
}

methods! {
    /// What `VarSlot` answers.
    static VAR_SLOT:
    /// A var slot.
    "coerce" (Any, Any) => F2(coerce_data);
    /// False.
    "supersetOf" (Any) => F1(no);
    /// What it is for.
    "getDocstring" () => F0(docstring);
    /// The empty set.
    "getMethods" () => F0(no_methods);
    /// Null: slots of any guard pass.
    "getGuard" () => F0(no_guard);
    /// The guard of var slots with this guard.
    "get" (Any) => Prelude("VarSlot_get");
    /// The guard in brackets.
    "extractGuard" (Any, Any) => Prelude("VarSlot_extractGuard");
}

methods! {
    /// What `Binding` answers.
    static BINDING:
    /// A binding.
    "coerce" (Any, Any) => F2(coerce_data);
    /// False.
    "supersetOf" (Any) => F1(no);
    /// What it is for.
    "getDocstring" () => F0(docstring);
    /// The empty set.
    "getMethods" () => F0(no_methods);
}

methods! {
    /// What `List` answers.
    static LIST:
    /// An immutable list.
    "coerce" (Any, Any) => F2(coerce_collection);
    /// The guard of lists whose elements pass this guard.
    "get" (Any) => Prelude("List_get");
    /// The guard in brackets.
    "extractGuard" (Any, Any) => Prelude("List_extractGuard");
}

methods! {
    /// What `Set` answers.
    static SET:
    /// An immutable set.
    "coerce" (Any, Any) => F2(coerce_collection);
    /// The guard of sets whose elements pass this guard.
    "get" (Any) => Prelude("Set_get");
    /// The guard in brackets.
    "extractGuard" (Any, Any) => Prelude("Set_extractGuard");
}

methods! {
    /// What `Map` answers.
    static MAP:
    /// An immutable map.
    "coerce" (Any, Any) => F2(coerce_collection);
    /// The guard of maps whose keys and values pass these guards.
    "get" (Any, Any) => Prelude("Map_get");
    /// The guards in brackets.
    "extractGuards" (Any, Any) => Prelude("Map_extractGuards");
}

methods! {
    /// What `Any` answers.
    static ANY:
    /// The specimen.
    "coerce" (Any, Any) => F2(coerce_any);
    /// True.
    "supersetOf" (Any) => F1(yes);
    /// The empty set.
    "getMethods" () => F0(no_methods);
    /// The union of these guards.
    "get" (Rest) => Many(any_get);
    /// The guards in brackets.
    "extractGuards" (Any, Any) => Prelude("Any_extractGuards");
}

methods! {
    /// What `Near` answers.
    static NEAR:
    /// The value behind a reference, if there is one.
    "coerce" (Any, Any) => F2(coerce_near);
}

methods! {
    /// What `Same` answers.
    static SAME:
    /// The guard that admits this value only.
    "get" (Any) => Prelude("Same_get");
    /// The value in brackets.
    "extractValue" (Any, Any) => Prelude("Same_extractValue");
}

macro_rules! guards {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal $methods:ident;)*) => {
        $($(#[doc = $doc])+
        pub static $name: Singleton = Singleton {
            name: $text,
            printed: $text,
            methods: $methods,
            doc: concat!($($doc, "\n"),+),
        };)*
    };
}

guards! {
    /// Admits everything.
    ANY_GUARD "Any" ANY;
    /// Admits bindings.
    BINDING_GUARD "Binding" BINDING;
    /// Admits `true` and `false`.
    BOOL_GUARD "Bool" PLAIN;
    /// Admits bytes.
    BYTES_GUARD "Bytes" SPACE;
    /// Admits characters.
    CHAR_GUARD "Char" SPACE;
    /// Admits doubles.
    DOUBLE_GUARD "Double" SPACE;
    /// Admits the slots of final names.
    FINAL_SLOT_GUARD "FinalSlot" FINAL_SLOT;
    /// Admits integers of any size.
    INT_GUARD "Int" SPACE;
    /// Admits immutable lists.
    LIST_GUARD "List" LIST;
    /// Admits immutable maps.
    MAP_GUARD "Map" MAP;
    /// Admits values that are no promises.
    NEAR_GUARD "Near" NEAR;
    /// Makes guards that admit one value.
    SAME_GUARD "Same" SAME;
    /// Admits immutable sets.
    SET_GUARD "Set" SET;
    /// Admits strings.
    STR_GUARD "Str" SPACE;
    /// Admits the slots of variables.
    VAR_SLOT_GUARD "VarSlot" VAR_SLOT;
    /// Admits `null`.
    VOID_GUARD "Void" PLAIN;
}

/// The name of a guard that is made here.
fn guard_name(guard: Value) -> Option<&'static str> {
    guard.is_heap(Type::Singleton).then(|| SINGLETONS[guard.field(0).to_index()].name)
}

/// Whether a guard admits a value (not a promise) as it is; `None` if the guard is none of those made
/// here that look at the kind alone.
pub fn fits(guard: Value, value: Value) -> Option<bool> {
    let ty = value.ty();
    Some(match guard_name(guard)? {
        "Any" => true,
        "Binding" => ty == Type::Binding,
        "Bool" => ty == Type::Bool,
        "Bytes" => ty == Type::Bytes,
        "Char" => ty == Type::Char,
        "Double" => ty == Type::Double,
        "FinalSlot" => ty == Type::FinalSlot,
        "Int" => matches!(ty, Type::Int | Type::BigInt),
        "List" => ty == Type::List,
        "Map" => ty == Type::Map,
        "Set" => ty == Type::Set,
        "Str" => ty == Type::Str,
        "VarSlot" => ty == Type::VarSlot,
        "Void" => ty == Type::Null,
        _ => return None,
    })
}

/// Whether a guard admits plain data only: it implies DeepFrozen.
pub fn is_plain(guard: Value) -> bool {
    matches!(
        guard_name(guard),
        Some("Bool" | "Bytes" | "Char" | "Double" | "Int" | "Str" | "Void" | "DeepFrozen")
    )
}

// ---- Coercion -------------------------------------------------------------------------------------

fn coerce_data(vm: &mut Vm, me: Value, specimen: Value, ejector: Value) -> Answer {
    if fits(me, specimen) == Some(true) {
        return Ok(specimen);
    }
    fn offered(vm: &mut Vm, how: Resumed) -> Answer {
        let (me, specimen, ejector) = (vm.state(0), vm.state(1), vm.state(2));
        let middle = match how {
            Resumed::Value(offer) | Resumed::Ejected(offer) => {
                let offer = vm.resolve(offer);
                if fits(me, offer) == Some(true) {
                    return Ok(offer);
                }
                " does not conform to "
            }
            Resumed::Problem(_) => " threw exception while conforming to ",
        };
        let pieces = [Piece::Quoted(specimen), Piece::Text(middle), Piece::Quoted(me)];
        print::compose(vm, &pieces, Finish::Eject(ejector))
    }
    vm.call_catching(specimen, vm.atoms.conform_to, &[me], &[me, specimen, ejector], offered)
}

fn coerce_collection(vm: &mut Vm, me: Value, specimen: Value, ejector: Value) -> Answer {
    if fits(me, specimen) == Some(true) {
        return Ok(specimen);
    }
    if matches!(specimen.ty(), Type::Promise | Type::Broken) {
        return eject_complaint(vm, "Must be near:", specimen, ejector);
    }
    fn offered(vm: &mut Vm, how: Resumed) -> Answer {
        let offer = pass(vm, how)?;
        let (me, specimen, ejector) = (vm.state(0), vm.state(1), vm.state(2));
        let offer = vm.resolve(offer);
        if fits(me, offer) == Some(true) {
            return Ok(offer);
        }
        let complaint = match guard_name(me) {
            Some("Map") => "(Probably) not a map:",
            Some("Set") => "(Probably) not a set:",
            _ => "(Probably) not a list:",
        };
        eject_complaint(vm, complaint, specimen, ejector)
    }
    vm.call_then(specimen, vm.atoms.conform_to, &[me], &[me, specimen, ejector], offered)
}

fn eject_complaint(vm: &mut Vm, complaint: &str, specimen: Value, ejector: Value) -> Answer {
    let text = vm.heap.str(complaint);
    let problem = vm.heap.list(&[text, specimen]);
    vm.eject(ejector, problem)
}

fn coerce_any(_: &mut Vm, _: Value, specimen: Value, _: Value) -> Answer {
    Ok(specimen)
}

fn coerce_near(vm: &mut Vm, _: Value, specimen: Value, ejector: Value) -> Answer {
    if matches!(specimen.ty(), Type::Promise | Type::Broken) {
        let state = super::reference::state_text(specimen);
        return vm.eject_text(ejector, &format!("Specimen is in non-near state {state}"));
    }
    Ok(specimen)
}

// ---- Other verbs ----------------------------------------------------------------------------------

fn yes(_: &mut Vm, _: Value, _: Value) -> Answer {
    Ok(Value::TRUE)
}

fn no(_: &mut Vm, _: Value, _: Value) -> Answer {
    Ok(Value::FALSE)
}

fn no_guard(_: &mut Vm, _: Value) -> Answer {
    Ok(Value::NULL)
}

fn no_methods(vm: &mut Vm, _: Value) -> Answer {
    data::set::set_of(vm, &[])
}

fn docstring(vm: &mut Vm, me: Value) -> Answer {
    Ok(vm.heap.str(SINGLETONS[me.field(0).to_index()].doc.trim()))
}

fn methods_of_kind(vm: &mut Vm, me: Value) -> Answer {
    let tables = match guard_name(me) {
        Some("Bytes") => super::methods_of(Type::Bytes),
        Some("Char") => super::methods_of(Type::Char),
        Some("Double") => super::methods_of(Type::Double),
        Some("Int") => super::methods_of(Type::Int),
        Some("Str") => super::methods_of(Type::Str),
        _ => &[],
    };
    reflection::describe_tables(vm, tables)
}

fn any_get(vm: &mut Vm, me: Value, guards: &[Value]) -> Answer {
    let guards: Vec<Value> = guards.iter().map(|&guard| vm.resolve(guard)).collect();
    let list = vm.heap.list(&guards);
    vm.call_prelude_then("Any_get", &[me, list], &[], pass)
}

// ---- Selfless -------------------------------------------------------------------------------------

methods! {
    /// What `Selfless` answers.
    static SELFLESS_METHODS:
    /// True: any object may ask not to be compared by identity.
    "audit" (Any) => F1(yes);
    /// Whether an object is stamped.
    "passes" (Any) => F1(is_selfless);
    /// A stamped specimen.
    "coerce" (Any, Any) => F2(coerce_selfless);
}

/// `Selfless`.
pub static SELFLESS: Singleton = Singleton {
    name: "Selfless",
    printed: "<Selfless>",
    methods: SELFLESS_METHODS,
    doc: "The stamp of objects that are not compared by identity.",
};

fn is_selfless(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(stamps::has(x, stamps::SELFLESS)))
}

fn coerce_selfless(vm: &mut Vm, _: Value, specimen: Value, ejector: Value) -> Answer {
    if stamps::has(specimen, stamps::SELFLESS) {
        return Ok(specimen);
    }
    vm.eject(ejector, Value::NULL)
}
