//! The quasi-parser without a name: strings made from templates, and taken apart by them (spec 5 §8.2).
//!
//! A hole is the list `[mark, number]`. Where a value is no plain data its printed form may call the
//! program: then the prelude does the work (`text_substitute`, `text_matchBind`).

use super::{SINGLETONS, native_row, pass};
use crate::data::search::find;
use crate::data::text::{Builder, Chars, quote};
use crate::data::{integer, list};
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, NativeKind, Singleton};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::unit::Piece;

/// Marks a value hole.
pub(super) static VALUE_HOLE: Singleton = Singleton {
    name: "_vm_valueHole",
    printed: "<VALUE_HOLE>",
    methods: &[],
    doc: "Marks the `$` holes of a template.",
};

/// Marks a pattern hole.
pub(super) static PATTERN_HOLE: Singleton = Singleton {
    name: "_vm_patternHole",
    printed: "<PATTERN_HOLE>",
    methods: &[],
    doc: "Marks the `@` holes of a template.",
};

/// The quasi-parser.
pub(super) static TEXT_QUASI: Singleton = Singleton {
    name: "``",
    printed: "<``>",
    methods: PARSER,
    doc: "The quasi-parser without a name: strings with holes.",
};

/// What makes strings of a template: `[kind, parts]`.
pub(super) static STRING_MAKER: NativeKind =
    NativeKind { printed: "<stringMaker>", methods: MAKER };

/// What takes strings apart by a template: `[kind, parts]`.
pub(super) static TEXT_MATCHER: NativeKind =
    NativeKind { printed: "<simpleMatcher>", methods: MATCHER };

methods! { static PARSER:
    /// The mark of the value hole of that number.
    "valueHole" (Any) => F1(value_hole);
    /// The mark of the pattern hole of that number.
    "patternHole" (Any) => F1(pattern_hole);
    /// What makes strings of these literal pieces and holes.
    "valueMaker" (List) => F1(value_maker);
    /// What takes strings apart by these literal pieces and holes.
    "matchMaker" (List) => F1(match_maker);
}

methods! { static MAKER:
    /// The string, with the printed forms of the values in the value holes.
    "substitute" (Any) => F1(substitute);
}

methods! { static MATCHER:
    /// What the pattern holes stand for; a specimen that does not fit ejects. A pattern hole takes as
    /// little as it can, and nothing is tried twice.
    "matchBind" (Any, Any, Any) => F3(match_bind);
}

fn value_hole(vm: &mut Vm, _: Value, index: Value) -> Answer {
    Ok(hole(vm, &VALUE_HOLE, index))
}

fn pattern_hole(vm: &mut Vm, _: Value, index: Value) -> Answer {
    Ok(hole(vm, &PATTERN_HOLE, index))
}

fn hole(vm: &mut Vm, mark: &Singleton, index: Value) -> Value {
    let mark = vm.maker(mark.name);
    vm.heap.list(&[mark, index])
}

fn value_maker(vm: &mut Vm, _: Value, parts: Value) -> Answer {
    Ok(maker(vm, &STRING_MAKER, list::items(parts).unwrap_or(&[])))
}

fn match_maker(vm: &mut Vm, _: Value, parts: Value) -> Answer {
    let is_empty = |part: &Value| Chars::of(*part).is_some_and(Chars::is_empty);
    let parts = list::items(parts).unwrap_or(&[]).iter().copied();
    let parts: Vec<Value> = parts.filter(|part| !is_empty(part)).collect();
    Ok(maker(vm, &TEXT_MATCHER, &parts))
}

fn maker(vm: &mut Vm, kind: &'static NativeKind, parts: &[Value]) -> Value {
    let parts = vm.heap.list(parts);
    vm.heap.object(Type::Native, &[native_row(kind), parts])
}

/// The template of a literal.
pub(crate) fn template(vm: &mut Vm, matches: bool, pieces: &[Piece]) -> Value {
    let mut parts = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let part = match piece {
            Piece::Text(text) if matches && text.is_empty() => continue,
            Piece::Text(text) => vm.heap.str(text),
            Piece::ValueHole(number) => hole(vm, &VALUE_HOLE, Value::index(*number as usize)),
            Piece::PatternHole(number) => hole(vm, &PATTERN_HOLE, Value::index(*number as usize)),
        };
        parts.push(part);
    }
    maker(vm, if matches { &TEXT_MATCHER } else { &STRING_MAKER }, &parts)
}

fn substitute(vm: &mut Vm, me: Value, values: Value) -> Answer {
    let parts = me.field(1);
    let mut out = Builder::default();
    if fill(vm, &mut out, parts, values).is_some() {
        vm.heap.reserve(out.chars().len() * 4)?;
        return Ok(vm.heap.str_built(&out));
    }
    let function = vm.maker("text_substitute");
    vm.call_then(function, vm.run_atom(2), &[parts, values], &[], pass)
}

fn match_bind(vm: &mut Vm, me: Value, values: Value, specimen: Value, ejector: Value) -> Answer {
    let parts = me.field(1);
    vm.heap.spend(Chars::of(specimen).map_or(0, Chars::len) / 64);
    match take_apart(vm, parts, values, specimen) {
        Some(Ok(ranges)) => {
            let mut bound = Vec::with_capacity(ranges.len());
            for (start, end) in ranges {
                bound.push(vm.heap.sequence_slice(specimen, start, end));
            }
            Ok(vm.heap.list(&bound))
        }
        Some(Err(problem)) => vm.eject_text(ejector, &problem),
        None => {
            let function = vm.maker("text_matchBind");
            vm.call_then(function, vm.run_atom(4), &[parts, values, specimen, ejector], &[], pass)
        }
    }
}

/// A part of a template.
enum Part {
    Text(Value),
    /// Its mark and its number.
    Hole(Value, usize),
}

fn is_mark(value: Value, mark: &'static Singleton) -> bool {
    value.is_heap(Type::Singleton) && std::ptr::eq(SINGLETONS[value.field(0).to_index()], mark)
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

fn fill(vm: &Vm, out: &mut Builder, parts: Value, values: Value) -> Option<()> {
    let values = list::items(values)?;
    for &value in list::items(parts)? {
        match part(value)? {
            Part::Text(text) => write_plain(out, text)?,
            Part::Hole(mark, index) if is_mark(mark, &VALUE_HOLE) => {
                write_plain(out, vm.resolve(*values.get(index)?))?;
            }
            Part::Hole(..) => return None,
        }
    }
    Some(())
}

type Ranges = Result<Vec<(usize, usize)>, String>;

fn take_apart(vm: &Vm, parts: Value, values: Value, specimen: Value) -> Option<Ranges> {
    let text = Chars::of(specimen)?;
    let parts = list::items(parts)?;
    let values = list::items(values)?;
    let is_open = |value: Value| match part(value) {
        Some(Part::Hole(mark, _)) => is_mark(mark, &PATTERN_HOLE),
        _ => false,
    };
    // The text that a literal or a value hole stands for, and what a message adds about the hole.
    let wanted = |value: Value| -> Option<(Value, String)> {
        match part(value)? {
            Part::Text(text) => Some((text, String::new())),
            Part::Hole(mark, index) if is_mark(mark, &VALUE_HOLE) => {
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
