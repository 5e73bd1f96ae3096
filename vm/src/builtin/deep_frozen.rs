//! `DeepFrozen`: guard and auditor of what never changes (spec 4 §11.8).
//!
//! Here is what can be told at a glance: stamps, plain data, collections of such, objects whose captured
//! names have plain guards. The rest is `38-deep-frozen.mt` of the prelude.

use super::audition::{self, Known};
use super::{object, pass, stamps};
use crate::data;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Singleton};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// What `DeepFrozen` answers.
    static METHODS:
    /// The specimen, if nothing that can be reached from it changes.
    "coerce" (Any, Any) => F2(coerce);
    /// Whether the other guard admits frozen things only.
    "supersetOf" (Any) => Prelude("DeepFrozen_supersetOf");
    /// False, and the object is stamped, if all names that it uses are guarded so that they hold
    /// something frozen; throws otherwise.
    "audit" (Any) => F1(audit);
}

/// `DeepFrozen`.
pub static DEEP_FROZEN: Singleton = Singleton {
    name: "DeepFrozen",
    printed: "DeepFrozen",
    methods: METHODS,
    doc: "Admits and stamps objects from which nothing that changes can be reached.",
};

/// How many parts of data are looked at before the prelude takes over, which remembers what it has seen.
const GLANCE: usize = 100_000;

fn coerce(vm: &mut Vm, me: Value, specimen: Value, ejector: Value) -> Answer {
    if is_frozen_data(vm, specimen) {
        return Ok(specimen);
    }
    vm.call_prelude_then("DeepFrozen_coerce", &[me, specimen, ejector], &[], pass)
}

/// Whether a value is stamped, or is a collection of such. False may mean that it takes a closer look.
fn is_frozen_data(vm: &mut Vm, root: Value) -> bool {
    let mut work = vec![root];
    let mut seen = 0;
    while let Some(part) = work.pop() {
        let part = vm.resolve(part);
        if stamps::has(part, stamps::DEEP_FROZEN) {
            continue;
        }
        let parts: Vec<Value> = match part.ty() {
            Type::List => match data::list::items(part) {
                Some(items) if items.len() <= GLANCE => items.to_vec(),
                _ => return false,
            },
            Type::Set | Type::Map if data::map::size(part) > GLANCE => return false,
            Type::Set | Type::Map => {
                let entries = data::map::entries_now(part).into_iter();
                entries.flat_map(|entry| [entry.key, entry.value]).collect()
            }
            _ => return false,
        };
        seen += parts.len() + 1;
        if seen > GLANCE {
            return false;
        }
        work.extend(parts);
    }
    true
}

fn audit(vm: &mut Vm, me: Value, audition: Value) -> Answer {
    if !audition::is_active(audition) {
        return vm.throw_text("not an Audition");
    }
    let subject = audition::subject(audition);
    if is_evident(vm, subject) {
        stamps::add(vm, subject, stamps::DEEP_FROZEN);
        return Ok(Value::FALSE);
    }
    vm.call_prelude_then("DeepFrozen_audit", &[me, audition], &[], pass)
}

/// Whether all names that an object uses are seen to hold something frozen, by guards that need no
/// question.
pub fn is_evident(vm: &Vm, object: Value) -> bool {
    let (unit, index) = object::script_place(vm, object);
    let script = &unit.scripts[index];
    let own = |name: &str| name == script.name;
    let captures = script.captures.iter().enumerate();
    let outers = script.outers.iter().map(|&outer| &unit.outers[outer as usize]);
    captures
        .filter(|(_, capture)| !own(&capture.name))
        .all(|(i, _)| audition::guard_of_capture(vm, object, i).is_evidently_frozen())
        && outers.filter(|outer| !own(&outer.name)).all(|outer| {
            audition::guard_of(vm, object, &outer.name).is_some_and(Known::is_evidently_frozen)
        })
}
