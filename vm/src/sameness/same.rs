//! Comparing two settled values (spec 4 §12.3, from rule 3 on).
//!
//! Two values are the same if all their corresponding parts are; the first pair, from left to right,
//! that is not the same is the answer. So one stack of pairs, each with the position reached, is all there
//! is. A pair that is met again while, or after, it is compared has its assumed answer: a pair of
//! lists is the same; a pair compared by portrayals is different while it is open, and the same afterwards
//! (or the walk would have ended).

use super::keyed;
use super::nature::{Nature, nature};
use crate::builtin::reference;
use crate::data::long_text::{self, PIECE};
use crate::data::{list, map, text};
use crate::heap::Type;
use crate::native::Raise;
use crate::value::Value;
use crate::vm::Vm;
use hashbrown::HashMap;

/// The outcome of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The same, now and for ever.
    Same,
    /// Different, now and for ever.
    Different,
    /// Not decided yet, or never to be.
    Undecided,
}

impl Verdict {
    fn of(same: bool) -> Verdict {
        if same { Verdict::Same } else { Verdict::Different }
    }
}

/// Pairs are remembered from this many on.
const REMEMBER_FROM: usize = 32;

/// A pair whose parts are being compared.
struct Pair {
    left: Value,
    right: Value,
    next: usize,
    parts: usize,
    /// The pair to mark as the same at the end: it was compared by portrayals.
    portrayed: Option<(Value, Value)>,
}

/// What the comparison of two values needs.
enum Step {
    Known(Verdict),
    /// To compare parts.
    Open(Pair),
}

/// Longer lists, and longer texts, are compared and hashed in parts, like what is not plain.
pub(super) const AT_ONCE: usize = PIECE;

/// Shorter texts are compared for nothing.
pub(crate) const FREE_TEXT: usize = 64;

/// The elements of a list that holds nothing but immediate values and strings, and not too many of them.
#[inline]
pub(super) fn plain_items<'a>(value: Value) -> Option<&'a [Value]> {
    if !value.is_heap(Type::List) {
        return None;
    }
    let items = list::items(value).filter(|items| items.len() <= AT_ONCE)?;
    items.iter().all(|item| !item.is_pointer() || item.is_heap(Type::Str)).then_some(items)
}

/// Whether two strings, or two lists of nothing but immediate values and strings, are the same: the
/// usual case, without a walk.
#[inline]
pub(super) fn plain(vm: &mut Vm, a: Value, b: Value) -> Option<bool> {
    if !a.is_pointer() || !b.is_pointer() {
        return None;
    }
    match (a.ty(), b.ty()) {
        (Type::Str, Type::Str) => plain_text(vm, a, b),
        (Type::List, Type::List) => {
            let (x, y) = (plain_items(a)?, plain_items(b)?);
            if x.len() != y.len() {
                return Some(false);
            }
            vm.heap.spend(x.len() / 16);
            for (&x, &y) in x.iter().zip(y) {
                if x != y && !(x.is_pointer() && y.is_pointer() && plain_text(vm, x, y)?) {
                    return Some(false);
                }
            }
            Some(true)
        }
        _ => None,
    }
}

/// Whether two settled values are the same, if they are strings, or lists in which nothing but immediate values
/// and strings needs to be compared.
#[inline]
pub(super) fn plain_key(vm: &mut Vm, a: Value, b: Value) -> Option<bool> {
    let ty = a.header().ty();
    if b.header().ty() != ty {
        return None;
    }
    match ty {
        Type::Str => plain_text(vm, a, b),
        Type::List => {
            let (x, y) = (list::items_of_list(a)?, list::items_of_list(b)?);
            if x.len() != y.len() {
                return Some(false);
            }
            if x.len() > AT_ONCE {
                return None;
            }
            if x.len() >= 16 {
                vm.heap.spend(x.len() / 16);
            }
            for (&x, &y) in x.iter().zip(y) {
                if x == y {
                    continue;
                }
                match (x.is_pointer(), y.is_pointer()) {
                    (false, false) => return Some(false),
                    (true, true) if x.is_heap(Type::Str) && y.is_heap(Type::Str) => {
                        if !plain_text(vm, x, y)? {
                            return Some(false);
                        }
                    }
                    _ => return None,
                }
            }
            Some(true)
        }
        _ => None,
    }
}

#[inline]
fn plain_text(vm: &mut Vm, a: Value, b: Value) -> Option<bool> {
    let (x, y) = (text::Chars::of_sequence(a), text::Chars::of_sequence(b));
    if x.len() >= FREE_TEXT {
        if x.len() > AT_ONCE {
            return None;
        }
        vm.heap.spend(x.len() / FREE_TEXT);
    }
    Some(same_text(x, y))
}

/// Compares two values.
pub(super) fn compare(vm: &mut Vm, a: Value, b: Value) -> Result<Verdict, Raise> {
    let mut open: Vec<Pair> = Vec::new();
    let mut assumed: HashMap<(Value, Value), Verdict> = HashMap::new();
    let mut opened = 0;
    let mut work = 0;
    let (mut a, mut b) = (a, b);
    loop {
        let verdict = match step(vm, a, b)? {
            Step::Known(verdict) => verdict,
            Step::Open(pair) => {
                opened += 1;
                vm.go_on()?;
                let known = if opened > REMEMBER_FROM {
                    let (x, y) = pair.portrayed.unwrap_or((pair.left, pair.right));
                    let known = assumed.get(&(x, y)).or_else(|| assumed.get(&(y, x))).copied();
                    if known.is_none() {
                        assumed.insert((x, y), Verdict::of(pair.portrayed.is_none()));
                    }
                    known
                } else {
                    None
                };
                known.unwrap_or_else(|| {
                    open.push(pair);
                    Verdict::Same
                })
            }
        };
        if verdict != Verdict::Same {
            return Ok(verdict);
        }
        // On to the next pair of parts.
        loop {
            let Some(pair) = open.last_mut() else {
                vm.heap.spend(work / 16);
                return Ok(Verdict::Same);
            };
            if pair.next < pair.parts {
                if pair.next & 0xfff == 0xfff {
                    vm.go_on()?;
                }
                a = part(pair.left, pair.next);
                b = part(pair.right, pair.next);
                pair.next += 1;
                work += 1;
                if a == b {
                    continue;
                }
                break;
            }
            if let Some(portrayed) = pair.portrayed
                && let Some(verdict) = assumed.get_mut(&portrayed)
            {
                *verdict = Verdict::Same;
            }
            open.pop();
        }
    }
}

/// Compares two values without looking into parts.
fn step(vm: &mut Vm, a: Value, b: Value) -> Result<Step, Raise> {
    let (a, b) = (vm.resolve(a), vm.resolve(b));
    if a == b {
        return Ok(Step::Known(Verdict::Same));
    }
    if reference::is_unresolved(a) || reference::is_unresolved(b) {
        return Ok(Step::Known(Verdict::Undecided));
    }
    let known = |same| Ok(Step::Known(Verdict::of(same)));
    let pair =
        |parts, portrayed| Ok(Step::Open(Pair { left: a, right: b, next: 0, parts, portrayed }));
    let ty = a.ty();
    match ty {
        Type::Int | Type::Char | Type::Null | Type::Bool => known(false),
        Type::Double => known(match (a.as_double(), b.as_double()) {
            (Some(x), Some(y)) => x.to_bits() == y.to_bits() || x.is_nan() && y.is_nan(),
            _ => false,
        }),
        Type::BigInt => known(
            b.ty() == ty
                && a.header().extra() == b.header().extra()
                && a.raw_words() == b.raw_words(),
        ),
        Type::Str => known(match (text::Chars::of(a), text::Chars::of(b)) {
            (Some(x), Some(y)) => {
                vm.heap.spend(x.len() / 64);
                long_text::equal(&vm.heap, x, y)?
            }
            _ => false,
        }),
        Type::Bytes if b.ty() == ty => {
            let (x, y) = (text::Chars::of_sequence(a), text::Chars::of_sequence(b));
            known(long_text::equal(&vm.heap, x, y)?)
        }
        Type::Bytes => known(false),
        Type::List => {
            vm.heap.settle(a)?;
            vm.heap.settle(b)?;
            match (list::items(a), list::items(b)) {
                (Some(x), Some(y)) if b.ty() == ty && x.len() == y.len() => pair(x.len(), None),
                _ => known(false),
            }
        }
        Type::Map if b.ty() != ty => known(false),
        Type::TraversalKey => match super::traversal::targets(vm, a, b)? {
            Some((x, y)) => step(vm, x, y),
            None => known(false),
        },
        _ => by_nature(vm, a, b),
    }
}

/// Compares values that are neither plain data nor lists: by portrayals, if both have them.
fn by_nature(vm: &mut Vm, a: Value, b: Value) -> Result<Step, Raise> {
    let known = |verdict| Ok(Step::Known(verdict));
    let (mine, other) = (nature(a), nature(b));
    if mine == Nature::Selfish || other == Nature::Selfish {
        return known(Verdict::Different);
    }
    if mine != other || mine == Nature::Opaque {
        return known(Verdict::Undecided);
    }
    if a.is_heap(Type::Object) && b.is_heap(Type::Object) {
        let (left, right) = (keyed::portrayal(vm, a)?, keyed::portrayal(vm, b)?);
        let (Some(x), Some(y)) = (list::items(left), list::items(right)) else {
            return known(Verdict::Different);
        };
        if x.len() != y.len() {
            return known(Verdict::Different);
        }
        return Ok(Step::Open(Pair {
            left,
            right,
            next: 0,
            parts: x.len(),
            portrayed: Some((a, b)),
        }));
    }
    // Portrayals of different native types have different makers.
    let parts = match native_parts(vm, a)? {
        Some(parts) if a.ty() == b.ty() && native_parts(vm, b)? == Some(parts) => parts,
        _ => return known(Verdict::Different),
    };
    Ok(Step::Open(Pair { left: a, right: b, next: 0, parts, portrayed: Some((a, b)) }))
}

/// The number of parts that a native value with a portrayal has.
pub(super) fn native_parts(vm: &mut Vm, value: Value) -> Result<Option<usize>, Raise> {
    Ok(Some(match value.ty() {
        Type::List => {
            vm.heap.settle(value)?;
            list::items(value).unwrap_or(&[]).len()
        }
        Type::Map => {
            vm.heap.own_order(value)?;
            map::size(value) * 2
        }
        Type::Set => map::size(value),
        Type::FinalSlot | Type::Binding => 2,
        Type::Problem => 1,
        _ => return Ok(None),
    }))
}

/// Part `i` of a value that `native_parts` knows.
#[inline]
pub(super) fn part(value: Value, i: usize) -> Value {
    match value.ty() {
        Type::List => list::items(value).unwrap_or(&[])[i],
        Type::Map => {
            let (key, value) = map::entry(value, i / 2);
            if i & 1 == 0 { key } else { value }
        }
        Type::Set => map::entry(value, i).0,
        // The portrayal of a binding names the guard first.
        Type::Binding => value.field(1 - i),
        _ => value.field(i),
    }
}

/// Whether two strings have the same code points.
#[inline]
fn same_text(x: text::Chars<'_>, y: text::Chars<'_>) -> bool {
    use text::Chars::{Narrow, Wide};
    match (x, y) {
        (Narrow(x), Narrow(y)) => x == y,
        (Wide(x), Wide(y)) => x == y,
        (Narrow(n), Wide(w)) | (Wide(w), Narrow(n)) => {
            n.len() == w.len() && n.iter().zip(w).all(|(&x, &y)| x as u32 == y)
        }
    }
}

/// The bytes of a `Bytes` value.
pub(super) fn octets<'a>(value: Value) -> &'a [u8] {
    let (start, length) = (value.field(1).to_index(), value.field(2).to_index());
    &value.field(0).raw_bytes()[start..start + length]
}
