//! The guards of plain data and of storage, each an object that exists once (spec 5 §7.2–7.5).
//!
//! A specimen of the kind passes; any other is asked, once, by `_conformTo`, what it can offer. Verbs that
//! make other guards or regions run in the prelude.

use super::{SINGLETONS, pass, reflection, stamps};
use crate::data;
use crate::heap::Type;
use crate::methods;
use crate::native::{self, Answer, Resumed, Singleton};
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
    "get" (Any) => F1(list_get);
    /// The guard in brackets.
    "extractGuard" (Any, Any) => Prelude("List_extractGuard");
}

methods! {
    /// What `Set` answers.
    static SET:
    /// An immutable set.
    "coerce" (Any, Any) => F2(coerce_collection);
    /// The guard of sets whose elements pass this guard.
    "get" (Any) => F1(set_get);
    /// The guard in brackets.
    "extractGuard" (Any, Any) => Prelude("Set_extractGuard");
}

methods! {
    /// What `Map` answers.
    static MAP:
    /// An immutable map.
    "coerce" (Any, Any) => F2(coerce_collection);
    /// The guard of maps whose keys and values pass these guards.
    "get" (Any, Any) => F2(map_get);
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

/// The types whose values each of these guards admits: they go by the type alone.
const BY_TYPE: &[(&str, u64)] = &[
    ("Any", u64::MAX),
    ("Binding", native::set(&[Type::Binding])),
    ("Bool", native::set(&[Type::Bool])),
    ("Bytes", native::set(&[Type::Bytes])),
    ("Char", native::set(&[Type::Char])),
    ("Double", native::set(&[Type::Double])),
    ("FinalSlot", native::set(&[Type::FinalSlot])),
    ("Int", native::set(&[Type::Int, Type::BigInt])),
    ("List", native::set(&[Type::List])),
    ("Map", native::set(&[Type::Map])),
    ("Set", native::set(&[Type::Set])),
    ("Str", native::set(&[Type::Str])),
    ("VarSlot", native::set(&[Type::VarSlot])),
    ("Void", native::set(&[Type::Null])),
];

/// The sets of [`BY_TYPE`] by the rows of the singletons; 0 for all others.
static ADMITTED: [u64; 128] = {
    const fn equal(a: &[u8], b: &[u8]) -> bool {
        let mut i = 0;
        while i < a.len() && i < b.len() && a[i] == b[i] {
            i += 1;
        }
        i == a.len() && i == b.len()
    }
    let (mut sets, mut row) = ([0; 128], 0);
    while row < SINGLETONS.len() {
        let mut i = 0;
        while i < BY_TYPE.len() {
            if equal(SINGLETONS[row].name.as_bytes(), BY_TYPE[i].0.as_bytes()) {
                sets[row] = BY_TYPE[i].1;
            }
            i += 1;
        }
        row += 1;
    }
    sets
};

/// The types whose values a guard admits as they are, if it goes by the type alone; else 0.
#[inline(always)]
pub fn admitted_types(guard: Value) -> u64 {
    if guard.is_heap(Type::Singleton) { ADMITTED[guard.field(0).to_index() & 127] } else { 0 }
}

/// Whether a guard admits a value (not a promise) as it is; `None` if the guard is none of those made
/// here that look at the kind alone.
#[inline]
pub fn fits(guard: Value, value: Value) -> Option<bool> {
    match admitted_types(guard) {
        0 => None,
        types => Some(native::is_among(types, value)),
    }
}

/// Whether a guard is an ordered space of plain data.
pub fn is_space(guard: Value) -> bool {
    const SPACES: u64 =
        native::set(&[Type::Bytes, Type::Char, Type::Double, Type::Int, Type::BigInt, Type::Str]);
    let types = admitted_types(guard);
    types != 0 && types & !SPACES == 0
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
        not_data(vm, me, specimen, ejector, middle)
    }
    if offers_itself(specimen) {
        return not_data(vm, me, specimen, ejector, " does not conform to ");
    }
    vm.call_catching(specimen, vm.atoms.conform_to, &[me], &[me, specimen, ejector], offered)
}

fn not_data(vm: &mut Vm, me: Value, specimen: Value, ejector: Value, middle: &str) -> Answer {
    let pieces = [Piece::Quoted(specimen), Piece::Text(middle), Piece::Quoted(me)];
    print::compose(vm, &pieces, Finish::Eject(ejector))
}

/// Whether a specimen is data that answers `_conformTo` with itself: it need not be asked.
fn offers_itself(specimen: Value) -> bool {
    super::admission::is_data(specimen)
        || matches!(specimen.ty(), Type::List | Type::Map | Type::Set)
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
        not_a_collection(vm, me, specimen, ejector)
    }
    if offers_itself(specimen) {
        return not_a_collection(vm, me, specimen, ejector);
    }
    vm.call_then(specimen, vm.atoms.conform_to, &[me], &[me, specimen, ejector], offered)
}

fn not_a_collection(vm: &mut Vm, me: Value, specimen: Value, ejector: Value) -> Answer {
    let complaint = match guard_name(me) {
        Some("Map") => "(Probably) not a map:",
        Some("Set") => "(Probably) not a set:",
        _ => "(Probably) not a list:",
    };
    eject_complaint(vm, complaint, specimen, ejector)
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

// ---- Parametric guards -----------------------------------------------------------------------------

/// The parametric guards that were made last: those are written where they are evaluated again and again.
/// They compare by their parts, so nobody can tell one from another; only guards of small, settled parts are kept
/// ([`is_small`]), so nothing else stays alive for them.
pub(crate) struct MadeGuards {
    /// Maker, parts (nulls behind them) and guard; all null where there is none.
    pub(crate) rows: [[Value; 4]; 8],
    next: usize,
}

impl MadeGuards {
    /// None.
    pub(crate) const NONE: MadeGuards = MadeGuards { rows: [[Value::NULL; 4]; 8], next: 0 };

    fn find(&self, maker: Value, parts: [Value; 2]) -> Option<Value> {
        let made = |row: &&[Value; 4]| row[0] == maker && row[1] == parts[0] && row[2] == parts[1];
        self.rows.iter().find(made).map(|row| row[3])
    }

    fn keep(&mut self, maker: Value, parts: [Value; 2], guard: Value) {
        self.rows[self.next] = [maker, parts[0], parts[1], guard];
        self.next = (self.next + 1) % self.rows.len();
    }
}

/// Guards within guards that are kept.
const DEEPEST_KEPT: usize = 4;

/// Whether a guard is one of the safe scope, a region of small numbers or characters, or a parametric one of a few such:
/// it refers to nothing that a program has made, and its sameness is settled.
fn is_small(guard: Value, depth: usize) -> bool {
    if depth == 0 || !guard.is_pointer() {
        return false;
    }
    match guard.header().ty() {
        Type::Singleton | Type::Range => true,
        Type::Native => super::half_line::has_immediate_end(guard),
        Type::Object => super::stamps::parametric(guard).is_some_and(|(_, parts)| {
            parts.len() <= 2 && parts.iter().all(|&part| is_small(part, depth - 1))
        }),
        _ => false,
    }
}

/// The guard of these parts: the one that was made before, or what a function of the prelude makes of the
/// arguments. There are one or two parts, none of them null.
fn made_by(
    vm: &mut Vm,
    function: impl FnOnce(&mut Vm) -> Value,
    maker: Value,
    parts: &[Value],
    args: &[Value],
) -> Answer {
    let both = [parts[0], parts.get(1).copied().unwrap_or(Value::NULL)];
    if let Some(guard) = vm.made_guards.find(maker, both) {
        return Ok(guard);
    }
    fn made(vm: &mut Vm, how: Resumed) -> Answer {
        let guard = pass(vm, how)?;
        let (maker, parts) = (vm.state(0), [vm.state(1), vm.state(2)]);
        let are_small = is_small(parts[0], DEEPEST_KEPT)
            && (parts[1].is_null() || is_small(parts[1], DEEPEST_KEPT));
        if are_small {
            vm.made_guards.keep(maker, parts, guard);
        }
        Ok(guard)
    }
    let (function, atom) = (function(vm), vm.run_atom(args.len()));
    vm.call_then(function, atom, args, &[maker, both[0], both[1]], made)
}

fn list_get(vm: &mut Vm, me: Value, part: Value) -> Answer {
    made_by(vm, |vm| vm.prelude_value("List_get"), me, &[part], &[me, part])
}

fn set_get(vm: &mut Vm, me: Value, part: Value) -> Answer {
    made_by(vm, |vm| vm.prelude_value("Set_get"), me, &[part], &[me, part])
}

fn map_get(vm: &mut Vm, me: Value, keys: Value, values: Value) -> Answer {
    if values.is_null() {
        return vm.call_prelude_then("Map_get", &[me, keys, values], &[], pass);
    }
    made_by(vm, |vm| vm.prelude_value("Map_get"), me, &[keys, values], &[me, keys, values])
}

fn any_get(vm: &mut Vm, me: Value, guards: &[Value]) -> Answer {
    let guards: Vec<Value> = guards.iter().map(|&guard| vm.resolve(guard)).collect();
    let list = vm.heap.list(&guards);
    if matches!(guards.len(), 1 | 2) && !guards.iter().any(|guard| guard.is_null()) {
        return made_by(vm, |vm| vm.prelude_value("Any_get"), me, &guards, &[me, list]);
    }
    vm.call_prelude_then("Any_get", &[me, list], &[], pass)
}

/// What a function of the prelude makes of a maker and a part, or what it has made of them lately.
pub(super) fn guard_of(vm: &mut Vm, make: Value, maker: Value, part: Value) -> Answer {
    if part.is_null() {
        return vm.call_then(make, vm.run_atom(2), &[maker, part], &[], pass);
    }
    made_by(vm, |_| make, maker, &[part], &[maker, part])
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
