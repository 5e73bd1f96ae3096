//! What the prelude needs for guarded flexible collections: making them of coerced contents, their
//! guards, and insertion without coercion.

use super::{flex_list, flex_map, flex_set, list};
use crate::data::text;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Singleton};
use crate::value::Value;
use crate::vm::Vm;

fn make_list(vm: &mut Vm, _: Value, list: Value, guard: Value) -> Answer {
    let flex = list::diverge(vm, list)?;
    vm.heap.store(flex, 2, guard);
    Ok(flex)
}

fn make_set(vm: &mut Vm, _: Value, set: Value, guard: Value) -> Answer {
    Ok(vm.heap.map_diverge(set, &[guard])?)
}

fn make_map(vm: &mut Vm, _: Value, map: Value, keys: Value, values: Value) -> Answer {
    Ok(vm.heap.map_diverge(map, &[keys, values])?)
}

fn guards(vm: &mut Vm, _: Value, flex: Value) -> Answer {
    let guards = match flex.ty() {
        Type::FlexList => vec![flex_list::guard(flex)],
        Type::FlexSet => vec![flex_set::guard(flex)],
        Type::FlexMap => flex_map::guards(flex).to_vec(),
        _ => Vec::new(),
    };
    let guards: Vec<Value> = guards.into_iter().filter(|guard| !guard.is_null()).collect();
    Ok(vm.heap.list(&guards))
}

fn raw(vm: &mut Vm, _: Value, flex: Value, verb: Value, args: Value) -> Answer {
    let verb = text::text(verb).unwrap_or_default();
    let args: Vec<Value> = list::items(args).iter().map(|&arg| vm.resolve(arg)).collect();
    let answer = match flex.ty() {
        Type::FlexList => flex_list::raw(vm, flex, &verb, &args),
        Type::FlexSet => flex_set::raw(vm, flex, &verb, &args),
        Type::FlexMap => flex_map::raw(vm, flex, &verb, &args),
        _ => None,
    };
    match answer {
        Some(answer) => answer,
        None => vm.throw_text(&format!("No insertion without coercion: {verb}")),
    }
}

methods! { static FLEX_LIST_METHODS:
    /// A flexible copy of a list, with a guard that its elements have passed.
    "run" (List, Any) => F2(make_list);
}

methods! { static FLEX_SET_METHODS:
    /// A flexible copy of a set, with a guard that its elements have passed.
    "run" (Set, Any) => F2(make_set);
}

methods! { static FLEX_MAP_METHODS:
    /// A flexible copy of a map, with guards that its keys and values have passed.
    "run" (Map, Any, Any) => F3(make_map);
}

methods! { static FLEX_GUARDS_METHODS:
    /// The guards of a flexible collection: none, one, or two.
    "run" (Any) => F1(guards);
}

methods! { static RAW_METHODS:
    /// Inserts into a flexible collection without coercion.
    "run" (Any, Str, List) => F3(raw);
}

/// Makes guarded flexible lists.
pub static FLEX_LIST: Singleton = Singleton {
    name: "_vm_flexList",
    printed: "<flexList>",
    methods: FLEX_LIST_METHODS,
    doc: "Makes guarded flexible lists of what has been coerced already.",
};

/// Makes guarded flexible sets.
pub static FLEX_SET: Singleton = Singleton {
    name: "_vm_flexSet",
    printed: "<flexSet>",
    methods: FLEX_SET_METHODS,
    doc: "Makes guarded flexible sets of what has been coerced already.",
};

/// Makes guarded flexible maps.
pub static FLEX_MAP: Singleton = Singleton {
    name: "_vm_flexMap",
    printed: "<flexMap>",
    methods: FLEX_MAP_METHODS,
    doc: "Makes guarded flexible maps of what has been coerced already.",
};

/// Tells the guards of flexible collections.
pub static FLEX_GUARDS: Singleton = Singleton {
    name: "_vm_flexGuards",
    printed: "<flexGuards>",
    methods: FLEX_GUARDS_METHODS,
    doc: "Tells the guards of a flexible collection.",
};

/// Inserts without coercion.
pub static RAW: Singleton = Singleton {
    name: "_vm_raw",
    printed: "<raw>",
    methods: RAW_METHODS,
    doc: "Inserts into flexible collections what has been coerced already.",
};
