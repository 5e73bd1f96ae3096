//! What the built-in methods of collections share: checked positions, room for results, the order of
//! plain data, and calls of prelude functions.

use super::word;
use crate::data::{bytes, integer, list, text};
use crate::heap::Type;
use crate::native::{Answer, Raise};
use crate::print::{self, Finish, Piece};
use crate::value::Value;
use crate::vm::Vm;
use std::cmp::Ordering;

/// Lists inside lists are compared natively down to this depth.
const COMPARE_DEPTH: usize = 32;
/// No list has as many elements as this.
const MAX_ELEMENTS: usize = 1 << 31;

/// A `Word` argument as a position below `size`.
#[inline]
pub(super) fn position(value: Value, size: usize) -> Option<usize> {
    usize::try_from(word(value)).ok().filter(|&at| at < size)
}

/// Both ends of a slice, clamped to `size`; a start behind the stop gives an empty slice. The ends are not
/// negative.
pub(super) fn clamp(start: i64, stop: i64, size: usize) -> (usize, usize) {
    let stop = usize::try_from(stop).map_or(size, |stop| stop.min(size));
    let start = usize::try_from(start).map_or(stop, |start| start.min(stop));
    (start, stop)
}

/// Makes sure that a result of so many elements may be made.
pub(super) fn room(vm: &mut Vm, elements: usize) -> Result<(), Raise> {
    let wanted = elements.saturating_mul(8);
    if elements >= MAX_ELEMENTS {
        return Err(Raise::OverLimit { wanted });
    }
    vm.heap.reserve(wanted)?;
    vm.heap.spend(elements / 8);
    Ok(())
}

/// Answers with what a prelude function answers.
pub(super) fn delegate(vm: &mut Vm, name: &str, args: &[Value]) -> Answer {
    let function = vm.prelude_value(name);
    tail_call(vm, function, vm.run_atom(args.len()), args)
}

/// Answers with what a call answers.
pub(super) fn tail_call(vm: &mut Vm, target: Value, atom: u32, args: &[Value]) -> Answer {
    vm.call_then(target, atom, args, &[], super::pass)
}

/// Throws a text that ends with a value in its printed form.
pub(super) fn throw_about(vm: &mut Vm, before: &str, value: Value) -> Answer {
    print::compose(vm, &[Piece::Text(before), Piece::Printed(value)], Finish::Throw)
}

/// The order of two values of plain data: numbers, or two of one kind of `Char`, `Str`, `Bytes`, `Bool`, or
/// lists of such; `None` if Monte code must be asked.
pub(crate) fn compare(a: Value, b: Value) -> Option<Ordering> {
    compare_to_depth(a, b, COMPARE_DEPTH)
}

fn compare_to_depth(a: Value, b: Value, depth: usize) -> Option<Ordering> {
    if a.both_small(b) {
        return a.as_small().zip(b.as_small()).map(|(x, y)| x.cmp(&y));
    }
    let (a, b) = (near(a), near(b));
    match a.ty() {
        Type::Int | Type::BigInt | Type::Double
            if matches!(b.ty(), Type::Int | Type::BigInt | Type::Double) =>
        {
            integer::compare(a, b)
        }
        Type::Char => Some(a.as_char()?.cmp(&b.as_char()?)),
        Type::Bool => Some(a.as_bool()?.cmp(&b.as_bool()?)),
        Type::Str => Some(text::Chars::of(a)?.compare(text::Chars::of(b)?)),
        Type::Bytes => Some(bytes::of(a)?.cmp(bytes::of(b)?)),
        Type::List if depth > 0 => {
            let (x, y) = (list::items(a)?, list::items(b)?);
            for (&x, &y) in x.iter().zip(y) {
                match compare_to_depth(x, y, depth - 1)? {
                    Ordering::Equal => {}
                    order => return Some(order),
                }
            }
            Some(x.len().cmp(&y.len()))
        }
        _ => None,
    }
}

fn near(value: Value) -> Value {
    if value.is_heap(Type::Promise) { super::reference::resolution(value) } else { value }
}

/// The positions of plain values in sorted order, equal ones as they were; `None` if Monte code must be
/// asked.
pub(super) fn sorted_positions(vm: &mut Vm, keys: &[Value]) -> Option<Vec<usize>> {
    let mut positions: Vec<usize> = (0..keys.len()).collect();
    let mut plain = true;
    positions.sort_by(|&i, &j| {
        compare(keys[i], keys[j]).unwrap_or_else(|| {
            plain = false;
            Ordering::Equal
        })
    });
    vm.heap.spend(keys.len() / 4 * (keys.len().max(2).ilog2() as usize));
    plain.then_some(positions)
}
