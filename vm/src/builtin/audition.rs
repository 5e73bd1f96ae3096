//! Auditions: an object is shown to its auditors before anybody else sees it (spec 4 §11).
//!
//! `Type::Audition` is `[object, going on, asked]`; `asked` is a list of auditors that answered true,
//! so that each runs once. What an auditor may learn is how the captured names are guarded: the unit says
//! so statically where it can, and otherwise the captured binding or slot itself tells.

use super::{deep_frozen, guard, object, pass, stamps};
use crate::data::list::items;
use crate::data::text;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Raise, Resumed};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::unit::{CaptureGuard, Storage};

methods! {
    /// What an audition answers.
    pub static METHODS:
    /// Lets another auditor look at the same object; what it answers.
    "ask" (Any) => F1(ask);
    /// The guard of the binding of a name that the object uses.
    "getGuard" (Str) => F1(get_guard);
    /// The qualified name of the object.
    "getFQN" () => F0(get_fqn);
    /// The object's Kernel tree, as nodes with methods.
    "getObjectExpr" () => Prelude("audition_getObjectExpr");
}

const OBJECT: usize = 0;
const ACTIVE: usize = 1;
const ASKED: usize = 2;
/// The captures of an object stand behind script and stamps.
const CAPTURES: usize = 2;

// ---- Holding one ----------------------------------------------------------------------------------

/// Shows an object to its auditors, in order. The answer is the object.
pub fn audit(vm: &mut Vm, object: Value, auditors: &[Value]) -> Answer {
    let selfless = vm.maker("Selfless");
    let frozen = vm.maker("DeepFrozen");
    let mut bits = 0;
    for &auditor in auditors {
        if auditor == selfless {
            bits |= stamps::SELFLESS;
        } else if auditor == frozen && deep_frozen::is_evident(vm, object) {
            bits |= stamps::DEEP_FROZEN;
        } else {
            return hold(vm, object, auditors);
        }
    }
    stamps::add(vm, object, bits);
    Ok(object)
}

fn hold(vm: &mut Vm, object: Value, auditors: &[Value]) -> Answer {
    let asked = vm.heap.list(&[]);
    let audition = vm.heap.object(Type::Audition, &[object, Value::TRUE, asked]);
    let auditors = vm.heap.list(auditors);
    next_auditor(vm, audition, auditors, 0)
}

fn next_auditor(vm: &mut Vm, audition: Value, auditors: Value, i: usize) -> Answer {
    let Some(&auditor) = items(auditors).unwrap_or(&[]).get(i) else {
        vm.heap.store(audition, ACTIVE, Value::FALSE);
        return Ok(audition.field(OBJECT));
    };
    let state = [audition, auditors, Value::index(i)];
    vm.call_catching(auditor, vm.atoms.audit, &[audition], &state, audited)
}

fn audited(vm: &mut Vm, how: Resumed) -> Answer {
    let (audition, auditors, i) = (vm.state(0), vm.state(1), vm.state(2).to_index());
    let answer = match how {
        Resumed::Value(answer) | Resumed::Ejected(answer) => vm.resolve(answer),
        Resumed::Problem(problem) => {
            vm.heap.store(audition, ACTIVE, Value::FALSE);
            return Err(Raise::Throw(problem));
        }
    };
    let auditor = items(auditors).unwrap_or(&[])[i];
    match answer.as_bool() {
        Some(true) => stamps::add_auditors(vm, audition.field(OBJECT), &[auditor]),
        Some(false) => {}
        None => {
            vm.heap.store(audition, ACTIVE, Value::FALSE);
            return vm.not_a("Bool", answer);
        }
    }
    next_auditor(vm, audition, auditors, i + 1)
}

// ---- Its verbs ------------------------------------------------------------------------------------

/// Whether a value is an audition that is going on.
pub fn is_active(value: Value) -> bool {
    value.is_heap(Type::Audition) && value.field(ACTIVE) == Value::TRUE
}

/// The object that is shown.
pub fn subject(audition: Value) -> Value {
    audition.field(OBJECT)
}

fn check(vm: &mut Vm, me: Value) -> Result<(), Raise> {
    if is_active(me) { Ok(()) } else { vm.throw_text("Audition is out of scope") }
}

fn ask(vm: &mut Vm, me: Value, auditor: Value) -> Answer {
    check(vm, me)?;
    if items(me.field(ASKED)).unwrap_or(&[]).contains(&auditor) {
        return Ok(Value::TRUE);
    }
    fn answered(vm: &mut Vm, how: Resumed) -> Answer {
        let answer = pass(vm, how)?;
        let (me, auditor) = (vm.state(0), vm.state(1));
        let answer = vm.resolve(answer);
        match answer.as_bool() {
            Some(true) if is_active(me) => {
                stamps::add_auditors(vm, subject(me), &[auditor]);
                let asked = vm.heap.list_with(me.field(ASKED), auditor)?;
                vm.heap.store(me, ASKED, asked);
                Ok(answer)
            }
            Some(_) => Ok(answer),
            None => vm.not_a("Bool", answer),
        }
    }
    vm.call_then(auditor, vm.atoms.audit, &[me], &[me, auditor], answered)
}

fn get_fqn(vm: &mut Vm, me: Value) -> Answer {
    check(vm, me)?;
    let fqn = object::qualified_name(vm, subject(me));
    Ok(vm.heap.str(&fqn))
}

fn get_guard(vm: &mut Vm, me: Value, name: Value) -> Answer {
    check(vm, me)?;
    let name = text::text(name).unwrap_or_default();
    let object = subject(me);
    match guard_of(vm, object, &name) {
        Some(known) => known.answer(vm),
        None => {
            let fqn = object::qualified_name(vm, object);
            vm.throw_text(&format!("\"{name}\" is not a free variable in {fqn}"))
        }
    }
}

// ---- What is known of names -----------------------------------------------------------------------

/// How a captured name is guarded.
#[derive(Clone, Copy, Debug)]
pub enum Known {
    /// Nothing is known: `Any`.
    Nothing,
    /// A final slot with this guard.
    Final(Value),
    /// A var slot with this guard.
    Var(Value),
    /// A lazy slot, which knows its guard and counts as a final one.
    Lazy(Value),
}

impl Known {
    fn answer(self, vm: &mut Vm) -> Answer {
        match self {
            Known::Nothing => Ok(vm.maker("Any")),
            Known::Final(guard) => {
                let base = vm.maker("FinalSlot");
                vm.call_prelude_then("FinalSlot_get", &[base, guard], &[], pass)
            }
            Known::Var(guard) => {
                let base = vm.maker("VarSlot");
                vm.call_prelude_then("VarSlot_get", &[base, guard], &[], pass)
            }
            Known::Lazy(slot) => {
                fn guarded(vm: &mut Vm, how: Resumed) -> Answer {
                    let guard = pass(vm, how)?;
                    Known::Final(guard).answer(vm)
                }
                vm.call_then(slot, vm.atoms.get_guard, &[], &[], guarded)
            }
        }
    }

    /// Whether it is plain to see that the name holds something frozen.
    pub fn is_evidently_frozen(self) -> bool {
        matches!(self, Known::Final(guard) if guard::is_plain(guard))
    }
}

/// The names that the script of an object uses and does not define, without the object's own.
pub fn free_names(vm: &Vm, object: Value) -> Vec<String> {
    let (unit, index) = object::script_place(vm, object);
    let script = &unit.scripts[index];
    let captured = script.captures.iter().map(|capture| &capture.name);
    let outer = script.outers.iter().map(|&outer| &unit.outers[outer as usize].name);
    captured.chain(outer).filter(|name| **name != script.name).cloned().collect()
}

/// How a name that the object uses is guarded; `None` if the object does not use it.
pub fn guard_of(vm: &Vm, object: Value, name: &str) -> Option<Known> {
    let (unit, index) = object::script_place(vm, object);
    let script = &unit.scripts[index];
    if let Some(i) = script.captures.iter().position(|capture| capture.name == name) {
        return Some(guard_of_capture(vm, object, i));
    }
    if script.outers.iter().any(|&outer| unit.outers[outer as usize].name == name) {
        return Some(guard_of_outer(vm, object, name));
    }
    (script.name == name).then(|| Known::Final(own_guard(vm, object)))
}

/// How capture `i` is guarded.
pub fn guard_of_capture(vm: &Vm, object: Value, i: usize) -> Known {
    let (unit, index) = object::script_place(vm, object);
    let capture = &unit.scripts[index].captures[i];
    let cell = object.field(CAPTURES + i);
    match capture.guard {
        CaptureGuard::Any => match capture.storage {
            Storage::Cell => Known::Var(vm.maker("Any")),
            _ => Known::Nothing,
        },
        CaptureGuard::Outer(outer) => match vm.outer_value(object, outer) {
            Some(guard) => Known::Final(guard),
            None => Known::Nothing,
        },
        CaptureGuard::Object => {
            let is_cell = capture.storage == Storage::Cell;
            Known::Final(own_guard(vm, if is_cell { cell.field(0) } else { cell }))
        }
        CaptureGuard::Dynamic => guard_of_cell(vm, cell),
    }
}

/// How the name behind a slot or a binding is guarded. Slots that programs made tell nothing: what
/// they answer is not bound to what their guard says.
fn guard_of_cell(vm: &Vm, cell: Value) -> Known {
    match cell.ty() {
        Type::FinalSlot => Known::Final(super::slot::guard_of(vm, cell)),
        Type::VarSlot => Known::Var(super::slot::guard_of(vm, cell)),
        Type::Binding => {
            let slot = vm.resolve(cell.field(0));
            if stamps::has(slot, stamps::LAZY_SLOT) {
                Known::Lazy(slot)
            } else if matches!(slot.ty(), Type::FinalSlot | Type::VarSlot) {
                guard_of_cell(vm, slot)
            } else {
                Known::Nothing
            }
        }
        _ => Known::Nothing,
    }
}

/// The guard of the name of an object expression: what it was made `as`.
fn own_guard(vm: &Vm, object: Value) -> Value {
    let object = vm.resolve(object);
    if stamps::has(object, stamps::DEEP_FROZEN) {
        return vm.maker("DeepFrozen");
    }
    match stamps::auditors(object) {
        [first, ..] => *first,
        [] => vm.maker("Any"),
    }
}

fn guard_of_outer(vm: &Vm, object: Value, name: &str) -> Known {
    let (unit, _) = object::script_place(vm, object);
    let Some(outer) = unit.outers.iter().position(|outer| outer.name == name) else {
        return Known::Nothing;
    };
    match vm.outer_cell(object, outer as u32) {
        (Storage::Value, _) => Known::Final(vm.maker("DeepFrozen")),
        (_, cell) => guard_of_cell(vm, cell),
    }
}
