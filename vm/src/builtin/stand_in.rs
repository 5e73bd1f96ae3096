//! Native regions that stand for regions of the prelude: ranges and half-lines.
//!
//! In: such a region and a message that it does not answer itself. Out: the answer of the region that it stands for,
//! which the prelude makes when it is asked for first; a field of the native one keeps it.

use super::{half_line, pass, range};
use crate::data::{list, text};
use crate::heap::Type;
use crate::native::{Answer, Resume, Resumed};
use crate::print::{self, Finish, Piece};
use crate::value::Value;
use crate::vm::Vm;

/// Whether a value is a native region.
pub fn is_stand_in(value: Value) -> bool {
    value.is_heap(Type::Range) || half_line::is_half_line(value)
}

/// The field that keeps the region it stands for, or null.
fn place(me: Value) -> usize {
    if me.is_heap(Type::Range) { range::REGION } else { half_line::REGION }
}

/// The region that a native one stands for, if it was made already.
pub fn region(me: Value) -> Option<Value> {
    Some(me.field(place(me))).filter(|region| !region.is_null())
}

/// Suspends to make the region that a native one stands for; the resumed function keeps it with [`keep_region`].
pub fn make_region(vm: &mut Vm, me: Value, state: &[Value], resume: Resume) -> Answer {
    if me.is_heap(Type::Range) {
        range::make_region(vm, me, state, resume)
    } else {
        half_line::make_region(vm, me, state, resume)
    }
}

/// Keeps the region that was made.
pub fn keep_region(vm: &mut Vm, me: Value, how: Resumed) -> Answer {
    let region = pass(vm, how)?;
    vm.heap.store(me, place(me), region);
    Ok(region)
}

macro_rules! forwarded {
    ($($name:ident $verb:literal)*) => {
        $(pub(super) fn $name(vm: &mut Vm, me: Value, args: &[Value]) -> Answer {
            forward(vm, me, $verb, args)
        })*
    };
}

forwarded! {
    make_iterator "_makeIterator"
    get_top_sets "getTopSets"
    not "not"
    and "and"
    or "or"
    but_not "butNot"
    op_cmp "op__cmp"
    add "add"
    subtract "subtract"
    uncall "_uncall"
}

/// Lets the region answer.
pub(super) fn forward(vm: &mut Vm, me: Value, verb: &str, args: &[Value]) -> Answer {
    if let Some(region) = region(me) {
        let atom = vm.atom(verb, args.len());
        return vm.call_then(region, atom, args, &[], pass);
    }
    fn made(vm: &mut Vm, how: Resumed) -> Answer {
        let (me, verb, args) = (vm.state(0), vm.state(1), vm.state(2));
        let region = keep_region(vm, me, how)?;
        let verb = text::text(verb).unwrap_or_default();
        let args = list::items(args).unwrap_or(&[]).to_vec();
        let atom = vm.atom(&verb, args.len());
        vm.call_then(region, atom, &args, &[], pass)
    }
    let (verb, args) = (vm.heap.str(verb), vm.heap.list(args));
    make_region(vm, me, &[me, verb, args], made)
}

/// Ejects: a specimen does not lie in it.
pub(super) fn outside(vm: &mut Vm, me: Value, specimen: Value, ejector: Value) -> Answer {
    let pieces = [Piece::Quoted(specimen), Piece::Text(" is not in "), Piece::Printed(me)];
    print::compose(vm, &pieces, Finish::Eject(ejector))
}
