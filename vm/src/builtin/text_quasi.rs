//! The inner loops of the quasi-parser without a name: putting strings together from templates, and
//! taking them apart (spec 5 §8.2). The prelude keeps the objects, and all that must call a program's
//! code: where a value is no plain data, these functions answer null and the prelude does the work.

use crate::data::search::find;
use crate::data::text::{Builder, Chars, quote};
use crate::data::{integer, list};
use crate::heap::Type;
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;

/// A part of a template.
enum Part {
    Text(Value),
    Hole(Value, usize),
}

/// The parts of a template: strings, and pairs of a mark and a number.
fn part(value: Value) -> Option<Part> {
    if value.is_heap(Type::Str) {
        return Some(Part::Text(value));
    }
    match list::items(value)? {
        [mark, index] => Some(Part::Hole(*mark, usize::try_from(index.as_small()?).ok()?)),
        _ => None,
    }
}

/// The printed form of plain data, written without a call.
fn write_plain(out: &mut Builder, value: Value) -> Option<()> {
    if let Some(chars) = Chars::of(value) {
        out.push_chars(chars);
    } else if let Some(c) = value.as_char() {
        out.push(c);
    } else if integer::is(value) && value.is_small() {
        out.push_text(&integer::to_text(value));
    } else {
        return None;
    }
    Some(())
}

/// `[parts, values, mark of value holes]`: the string, or null.
pub(super) fn substitute(
    vm: &mut Vm,
    _: Value,
    parts: Value,
    values: Value,
    mark: Value,
) -> Answer {
    let mut out = Builder::default();
    let filled = fill(vm, &mut out, parts, values, mark);
    vm.heap.reserve(out.chars().len() * 4)?;
    Ok(if filled.is_some() { vm.heap.str_built(&out) } else { Value::NULL })
}

fn fill(vm: &Vm, out: &mut Builder, parts: Value, values: Value, mark: Value) -> Option<()> {
    let values = list::items(values)?;
    for &value in list::items(parts)? {
        match part(value)? {
            Part::Text(text) => write_plain(out, text)?,
            Part::Hole(kind, index) if kind == mark => {
                write_plain(out, vm.resolve(*values.get(index)?))?;
            }
            Part::Hole(..) => return None,
        }
    }
    Some(())
}

/// `[parts, values, specimen, [mark of value holes, mark of pattern holes]]`: the list of what the
/// pattern holes stand for, a string that says why the specimen does not fit, or null.
pub(super) fn match_text(vm: &mut Vm, _: Value, args: &[Value]) -> Answer {
    let &[parts, values, specimen, marks] = args else { return Ok(Value::NULL) };
    let specimen = vm.resolve(specimen);
    vm.heap.spend(Chars::of(specimen).map_or(0, Chars::len) / 64);
    match take_apart(vm, parts, values, specimen, marks) {
        Some(Ok(ranges)) => {
            let mut bound = Vec::with_capacity(ranges.len());
            for (start, end) in ranges {
                bound.push(vm.heap.sequence_slice(specimen, start, end));
            }
            Ok(vm.heap.list(&bound))
        }
        Some(Err(problem)) => Ok(vm.heap.str(&problem)),
        None => Ok(Value::NULL),
    }
}

type Ranges = Result<Vec<(usize, usize)>, String>;

fn take_apart(
    vm: &Vm,
    parts: Value,
    values: Value,
    specimen: Value,
    marks: Value,
) -> Option<Ranges> {
    let text = Chars::of(specimen)?;
    let parts = list::items(parts)?;
    let values = list::items(values)?;
    let &[value_mark, pattern_mark] = list::items(marks)? else { return None };
    let is_open = |value: Value| match part(value) {
        Some(Part::Hole(kind, _)) => kind == pattern_mark,
        _ => false,
    };
    // The text that a literal or a value hole stands for, and what a message adds about the hole.
    let wanted = |value: Value| -> Option<(Value, String)> {
        match part(value)? {
            Part::Text(text) => Some((text, String::new())),
            Part::Hole(kind, index) if kind == value_mark => {
                let value = vm.resolve(*values.get(index)?);
                Chars::of(value)?;
                Some((value, format!(" ($-hole {index}")))
            }
            Part::Hole(..) => None,
        }
    };
    let mut bound = Vec::new();
    let mut at = 0;
    for (i, &piece) in parts.iter().enumerate() {
        if is_open(piece) {
            let Some(&next) = parts.get(i + 1) else {
                bound.push((at, text.len()));
                return Some(Ok(bound));
            };
            if is_open(next) {
                bound.push((at, at));
                continue;
            }
            let (needle, _) = wanted(next)?;
            let needle = Chars::of(needle)?;
            let Some(found) = find(text, needle, at) else {
                let rest = quote(text.range(at, text.len()));
                return Some(Err(format!("expected {}..., found {rest}", quote(needle))));
            };
            bound.push((at, found));
            at = found;
        } else {
            let (needle, hole) = wanted(piece)?;
            let needle = Chars::of(needle)?;
            let end = (at + needle.len()).min(text.len());
            let found = text.range(at, end);
            if !found.equal(needle) {
                let (needle, found) = (quote(needle), quote(found));
                return Some(Err(format!("expected {needle}...{hole}, found {found}")));
            }
            at = end;
        }
    }
    if at != text.len() {
        return Some(Err("Excess unmatched: \"\"".to_owned()));
    }
    Some(Ok(bound))
}
