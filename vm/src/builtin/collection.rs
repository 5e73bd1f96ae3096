//! What the built-in methods of collections share: checked positions, room for results, the order of
//! plain data, and calls of prelude functions.

use super::word;
use crate::data::text::Chars;
use crate::data::{integer, list, long_text};
use crate::heap::{Heap, Type, Undone};
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
pub(crate) fn compare(heap: &Heap, a: Value, b: Value) -> Result<Option<Ordering>, Undone> {
    compare_to_depth(heap, a, b, COMPARE_DEPTH)
}

fn compare_to_depth(
    heap: &Heap,
    a: Value,
    b: Value,
    depth: usize,
) -> Result<Option<Ordering>, Undone> {
    if a.both_small(b) {
        return Ok(a.as_small().zip(b.as_small()).map(|(x, y)| x.cmp(&y)));
    }
    let (a, b) = (near(a), near(b));
    Ok(match a.ty() {
        Type::Int | Type::BigInt | Type::Double
            if matches!(b.ty(), Type::Int | Type::BigInt | Type::Double) =>
        {
            integer::compare(a, b)
        }
        Type::Char => a.as_char().zip(b.as_char()).map(|(x, y)| x.cmp(&y)),
        Type::Bool => a.as_bool().zip(b.as_bool()).map(|(x, y)| x.cmp(&y)),
        Type::Str | Type::Bytes if b.is_heap(a.ty()) => {
            Some(long_text::compare(heap, Chars::of_sequence(a), Chars::of_sequence(b))?)
        }
        Type::List if depth > 0 => {
            let (Some(x), Some(y)) = (list::items(a), list::items(b)) else { return Ok(None) };
            for (i, (&x, &y)) in x.iter().zip(y).enumerate() {
                heap.go_on_at(i)?;
                match compare_to_depth(heap, x, y, depth - 1)? {
                    Some(Ordering::Equal) => {}
                    other => return Ok(other),
                }
            }
            Some(x.len().cmp(&y.len()))
        }
        _ => None,
    })
}

fn near(value: Value) -> Value {
    if value.is_heap(Type::Promise) { super::reference::resolution(value) } else { value }
}

/// Why positions are not sorted.
enum Unsorted {
    /// Monte code must be asked.
    Foreign,
    Undone(Undone),
}

/// The positions of plain values in sorted order, equal ones as they were; `None` if Monte code must be
/// asked.
pub(super) fn sorted_positions(vm: &mut Vm, keys: &[Value]) -> Result<Option<Vec<usize>>, Undone> {
    let mut positions: Vec<usize> = (0..keys.len()).collect();
    let heap = &vm.heap;
    let sorted = merge_sort(&mut positions, |step, i, j| {
        heap.go_on_at(step).map_err(Unsorted::Undone)?;
        match compare(heap, keys[i], keys[j]) {
            Ok(Some(order)) => Ok(order.is_gt()),
            Ok(None) => Err(Unsorted::Foreign),
            Err(undone) => Err(Unsorted::Undone(undone)),
        }
    });
    if let Err(Unsorted::Undone(undone)) = sorted {
        return Err(undone);
    }
    vm.heap.spend(keys.len() / 4 * (keys.len().max(2).ilog2() as usize));
    Ok(sorted.is_ok().then_some(positions))
}

/// Positions that are sorted by insertion, before they are merged.
const RUN: usize = 8;

/// Sorts stably; `after` is told how often it was asked, and says whether one stands behind another. Unlike the
/// library's sort, this one can be given up, and an order without sense does it no harm.
fn merge_sort<E>(
    positions: &mut Vec<usize>,
    mut after: impl FnMut(usize, usize, usize) -> Result<bool, E>,
) -> Result<(), E> {
    let mut asked = 0;
    let mut after = |i: usize, j: usize| {
        asked += 1;
        after(asked, i, j)
    };
    for run in positions.chunks_mut(RUN) {
        for end in 1..run.len() {
            let (one, mut at) = (run[end], end);
            while at > 0 && after(run[at - 1], one)? {
                run[at] = run[at - 1];
                at -= 1;
            }
            run[at] = one;
        }
    }
    let mut merged = Vec::with_capacity(positions.len());
    let mut width = RUN;
    while width < positions.len() {
        for pair in positions.chunks(2 * width) {
            let (mut left, mut right) = pair.split_at(width.min(pair.len()));
            if let (Some(&last), Some(&first)) = (left.last(), right.first())
                && !after(last, first)?
            {
                merged.extend_from_slice(pair);
                continue;
            }
            while let ([i, rest_left @ ..], [j, rest_right @ ..]) = (left, right) {
                if after(*i, *j)? {
                    merged.push(*j);
                    right = rest_right;
                } else {
                    merged.push(*i);
                    left = rest_left;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(positions, &mut merged);
        merged.clear();
        width *= 2;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sorting_is_stable_and_can_be_given_up() {
        let mut seed = 1u32;
        for length in 0..200 {
            let keys: Vec<u32> = (0..length)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    seed >> 28
                })
                .collect();
            let mut expected: Vec<usize> = (0..keys.len()).collect();
            expected.sort_by_key(|&i| keys[i]);
            let mut sorted: Vec<usize> = (0..keys.len()).collect();
            let result = merge_sort(&mut sorted, |_, i, j| Ok::<_, ()>(keys[i] > keys[j]));
            assert_eq!((result, sorted), (Ok(()), expected));
            let mut some: Vec<usize> = (0..keys.len()).collect();
            let given_up =
                merge_sort(&mut some, |asked, _, _| if asked > 3 { Err(()) } else { Ok(true) });
            assert_eq!(given_up.is_err(), keys.len() > 3);
        }
    }
}
