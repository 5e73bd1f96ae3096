//! Stamps: what auditors vouched for (spec 4 §17.2, 5 §0.7).
//!
//! The private stamps of the machine are bits. A user-made object has none (null in its field 1), or a
//! list whose first element is the bits and whose others are the auditors that stamped it.

use super::{pass, stand_in};
use crate::data::list::items;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Resumed, Singleton};
use crate::sameness::stamp_bits;
use crate::value::Value;
use crate::vm::Vm;

pub use crate::sameness::{DEEP_FROZEN, SELFLESS, SEMITRANSPARENT, TRANSPARENT};

/// It is a lazy slot: auditors count it as a final one.
pub const LAZY_SLOT: u32 = 16;
/// Its quoted form is the name of its kind.
pub const QUOTED_AS_KIND: u32 = 32;

/// The kinds of parametric guards that the machine knows, in bits of their own; the list of stamps then has the list
/// of the parts behind the bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parametric {
    /// Any of several guards.
    Any = 1,
    /// Lists of what passes a guard.
    List,
    /// Maps of keys and values that pass guards.
    Map,
    /// Null, or what passes a guard.
    NullOk,
    /// Sets of what passes a guard.
    Set,
}

/// Where the bits of the kind begin.
const KIND_SHIFT: u32 = 6;
/// The bits of the kind.
const KIND: u32 = 7 << KIND_SHIFT;

impl Parametric {
    fn from_letter(letter: char) -> Option<Parametric> {
        Some(match letter {
            'a' => Parametric::Any,
            'l' => Parametric::List,
            'm' => Parametric::Map,
            'n' => Parametric::NullOk,
            'e' => Parametric::Set,
            _ => return None,
        })
    }
}

/// The field of a user-made object that holds its stamps.
const FIELD: usize = 1;

/// Whether a value carries a private stamp.
pub fn has(value: Value, stamp: u32) -> bool {
    stamp_bits(value) & stamp != 0
}

/// The bits that letters stand for: `D S T s L q`.
pub fn from_letters(letters: impl Iterator<Item = u32>) -> u32 {
    letters.fold(0, |bits, letter| {
        bits | match char::from_u32(letter) {
            Some('D') => DEEP_FROZEN,
            Some('S') => SELFLESS,
            Some('T') => TRANSPARENT,
            Some('s') => SEMITRANSPARENT,
            Some('L') => LAZY_SLOT,
            Some('q') => QUOTED_AS_KIND,
            _ => 0,
        }
    })
}

/// Adds private stamps to a user-made object.
pub fn add(vm: &mut Vm, object: Value, bits: u32) {
    if !object.is_heap(Type::Object) {
        return;
    }
    let mut stamps = items(object.field(FIELD)).unwrap_or(&[Value::ZERO]).to_vec();
    stamps[0] = Value::index(stamps[0].to_index() | bits as usize);
    let list = vm.heap.list(&stamps);
    vm.heap.store(object, FIELD, list);
}

/// Adds the stamps of a parametric guard to an object: `letters` are those of the private ones and the
/// kind's (`a l m n e`); a guard that compares by its parts, unless it is a union, counts as frozen if they do.
pub fn add_parts(vm: &mut Vm, object: Value, letters: &str, parts: &[Value]) {
    let Some(kind) = letters.chars().find_map(Parametric::from_letter) else { return };
    if !object.is_heap(Type::Object) || !object.field(FIELD).is_null() {
        return;
    }
    let parts: Vec<Value> = parts.iter().map(|&part| vm.resolve(part)).collect();
    let mut bits = from_letters(letters.chars().map(u32::from)) | (kind as u32) << KIND_SHIFT;
    if kind != Parametric::Any && parts.iter().all(|&part| has(part, DEEP_FROZEN)) {
        bits |= DEEP_FROZEN;
    }
    let parts = vm.heap.list(&parts);
    let list = vm.heap.list(&[Value::index(bits as usize), parts]);
    vm.heap.store(object, FIELD, list);
}

/// The kind and the parts of a parametric guard.
pub fn parametric<'a>(guard: Value) -> Option<(Parametric, &'a [Value])> {
    let &[bits, parts, ..] = items(guard.field(FIELD))? else { return None };
    let kind = match (bits.to_index() as u32 & KIND) >> KIND_SHIFT {
        1 => Parametric::Any,
        2 => Parametric::List,
        3 => Parametric::Map,
        4 => Parametric::NullOk,
        5 => Parametric::Set,
        _ => return None,
    };
    Some((kind, items(parts)?))
}

/// Adds auditors to the stamps of a user-made object.
pub fn add_auditors(vm: &mut Vm, object: Value, more: &[Value]) {
    if !object.is_heap(Type::Object) {
        return;
    }
    let selfless = vm.maker("Selfless");
    let known = items(object.field(FIELD)).unwrap_or(&[Value::ZERO]);
    let mut stamps = Vec::with_capacity(known.len() + more.len());
    stamps.extend_from_slice(known);
    for &auditor in more {
        if auditor == selfless {
            stamps[0] = Value::index(stamps[0].to_index() | SELFLESS as usize);
        } else if !stamps.contains(&auditor) {
            stamps.push(auditor);
        }
    }
    let list = vm.heap.list(&stamps);
    vm.heap.store(object, FIELD, list);
}

/// The auditors that stamped a value.
pub fn auditors<'a>(value: Value) -> &'a [Value] {
    match value.ty() {
        Type::Object => match items(value.field(FIELD)) {
            // Behind the parts of a parametric guard.
            Some([bits, _, auditors @ ..]) if bits.to_index() as u32 & KIND != 0 => auditors,
            Some([_, auditors @ ..]) => auditors,
            _ => &[],
        },
        _ => &[],
    }
}

// ---- _auditedBy -----------------------------------------------------------------------------------

methods! {
    /// What `_auditedBy` answers.
    static METHODS:
    /// Whether this auditor stamped this specimen.
    "run" (Any, Any) => F2(audited_by);
}

/// `_auditedBy`.
pub static AUDITED_BY: Singleton = Singleton {
    name: "_auditedBy",
    printed: "<auditedBy>",
    methods: METHODS,
    doc: "Tells whether an auditor stamped an object.",
};

fn audited_by(vm: &mut Vm, _: Value, auditor: Value, specimen: Value) -> Answer {
    if auditor == vm.maker("Selfless") {
        return Ok(Value::bool(has(specimen, SELFLESS)));
    }
    if stand_in::is_stand_in(specimen) {
        // The region that it stands for has the stamps.
        return match stand_in::region(specimen) {
            Some(region) => among(vm, auditor, region, 0),
            None => stand_in::make_region(vm, specimen, &[specimen, auditor], of_region),
        };
    }
    among(vm, auditor, specimen, 0)
}

fn of_region(vm: &mut Vm, how: Resumed) -> Answer {
    let (specimen, auditor) = (vm.state(0), vm.state(1));
    let region = stand_in::keep_region(vm, specimen, how)?;
    among(vm, auditor, region, 0)
}

/// Looks from stamp `i` on for one that is the same as the auditor.
fn among(vm: &mut Vm, auditor: Value, specimen: Value, i: usize) -> Answer {
    let stamps = auditors(specimen);
    if stamps.contains(&auditor) {
        return Ok(Value::TRUE);
    }
    let by_contents = SELFLESS | TRANSPARENT;
    if stamp_bits(auditor) & by_contents != by_contents {
        return Ok(Value::FALSE);
    }
    let Some(&stamp) = stamps.get(i) else {
        return Ok(Value::FALSE);
    };
    fn compared(vm: &mut Vm, how: Resumed) -> Answer {
        let same = pass(vm, how)?;
        if same == Value::TRUE {
            return Ok(Value::TRUE);
        }
        let (auditor, specimen, i) = (vm.state(0), vm.state(1), vm.state(2).to_index());
        among(vm, auditor, specimen, i + 1)
    }
    let equalizer = vm.maker("_equalizer");
    let state = [auditor, specimen, Value::index(i)];
    vm.call_then(equalizer, vm.atoms.same_yet, &[auditor, stamp], &state, compared)
}
