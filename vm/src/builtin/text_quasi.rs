//! The quasi-parser without a name: strings made from templates, and taken apart by them (spec 5 §8.2).
//!
//! A hole is the list `[mark, number]`. Where a value is no plain data its printed form may call the
//! program: then the prelude does the work (`text_substitute`, `text_matchBind`).

use super::{SINGLETONS, native_row, pass};
use crate::data::integer::Digits;
use crate::data::list;
use crate::data::long_text::{equal, find, quote};
use crate::data::text::Chars;
use crate::heap::{Type, Undone};
use crate::methods;
use crate::native::{Answer, NativeKind, Raise, Singleton};
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

/// What makes strings of a template: `[kind, parts, codes …]`.
pub(super) static STRING_MAKER: NativeKind =
    NativeKind { printed: "<stringMaker>", methods: MAKER };

/// What takes strings apart by a template: `[kind, parts, codes …]`.
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
    let parts = list::items(parts).unwrap_or(&[]);
    room(vm, parts)?;
    Ok(maker(vm, &STRING_MAKER, parts))
}

fn match_maker(vm: &mut Vm, _: Value, parts: Value) -> Answer {
    let is_empty = |part: &Value| Chars::of(*part).is_some_and(Chars::is_empty);
    let parts = list::items(parts).unwrap_or(&[]);
    room(vm, parts)?;
    let parts: Vec<Value> = parts.iter().copied().filter(|part| !is_empty(part)).collect();
    Ok(maker(vm, &TEXT_MATCHER, &parts))
}

/// Makes sure that a template of so many parts may be made: its parts as they are, and as codes, twice.
fn room(vm: &mut Vm, parts: &[Value]) -> Result<(), Raise> {
    Ok(vm.heap.reserve(parts.len().saturating_mul(32))?)
}

fn maker(vm: &mut Vm, kind: &'static NativeKind, parts: &[Value]) -> Value {
    let list = vm.heap.list(parts);
    let mut fields = vec![native_row(kind), list];
    fields.extend(parts.iter().map(|&part| code(part).unwrap_or(Value::NULL)));
    vm.heap.object(Type::Native, &fields)
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
    let codes = &me.fields()[CODES..];
    let mut short = Short::default();
    if fill_short(vm, &mut short, codes, values).is_some() {
        return Ok(vm.heap.str_narrow(short.octets()));
    }
    let Some(pieces) = plain_pieces(vm, codes, values) else {
        let function = vm.prelude_value("text_substitute");
        return vm.call_then(function, vm.run_atom(2), &[me.field(PARTS), values], &[], pass);
    };
    let (mut length, mut wide) = (0usize, false);
    for piece in &pieces {
        let chars = piece.chars();
        length = length.saturating_add(chars.len());
        wide |= chars.unit() == 4;
    }
    vm.heap.reserve(length.saturating_mul(if wide { 4 } else { 1 }))?;
    vm.heap.spend(length / 64);
    let buffer = vm.heap.buffer(if wide { Type::Wide } else { Type::Narrow }, length);
    for piece in &pieces {
        vm.heap.append_long(buffer, piece.chars())?;
    }
    Ok(vm.heap.sequence(Type::Str, buffer, 0, length))
}

fn match_bind(vm: &mut Vm, me: Value, values: Value, specimen: Value, ejector: Value) -> Answer {
    let length = Chars::of(specimen).map_or(0, Chars::len);
    if length >= 64 {
        vm.heap.spend(length / 64);
    }
    let mut bound = Bound::default();
    match take_apart(vm, &mut bound, &me.fields()[CODES..], values, specimen)? {
        Some(Ok(())) => {
            let slice = |vm: &mut Vm, (start, end)| vm.heap.sequence_slice(specimen, start, end);
            if bound.count > FEW {
                let ranges = bound.few.iter().chain(&bound.more);
                let parts: Result<Vec<Value>, _> = ranges.map(|&range| slice(vm, range)).collect();
                return Ok(vm.heap.list(&parts?));
            }
            let mut parts = [Value::NULL; FEW];
            for (part, &range) in parts.iter_mut().zip(&bound.few[..bound.count]) {
                *part = slice(vm, range)?;
            }
            Ok(vm.heap.list(&parts[..bound.count]))
        }
        Some(Err(mismatch)) => {
            let problem = tell(vm, mismatch)?;
            vm.eject(ejector, problem)
        }
        None => {
            let function = vm.prelude_value("text_matchBind");
            let args = [me.field(PARTS), values, specimen, ejector];
            vm.call_then(function, vm.run_atom(4), &args, &[], pass)
        }
    }
}

// ---- Codes -------------------------------------------------------------------------------------------

/// Where the list of parts stands in a template.
const PARTS: usize = 1;
/// Where the codes of the parts begin.
const CODES: usize = 2;

/// A part of a template.
enum Part {
    Text(Value),
    /// A value hole.
    Value(usize),
    /// A pattern hole.
    Pattern,
}

/// What a template keeps of a part, to be read quickly: a string stands for itself, a value hole is its number,
/// a pattern hole -1. `None` for what is none of them.
fn code(part: Value) -> Option<Value> {
    if part.is_heap(Type::Str) {
        return Some(part);
    }
    let &[mark, index] = list::items(part)? else { return None };
    let index = index.as_small().filter(|&index| index >= 0)?;
    if is_mark(mark, &VALUE_HOLE) {
        return Some(Value::int(index));
    }
    is_mark(mark, &PATTERN_HOLE).then_some(Value::int(-1))
}

fn is_mark(value: Value, mark: &'static Singleton) -> bool {
    value.is_heap(Type::Singleton) && std::ptr::eq(SINGLETONS[value.field(0).to_index()], mark)
}

/// The part that a code stands for; `None` if only the prelude can tell.
#[inline(always)]
fn part(code: Value) -> Option<Part> {
    match code.as_small() {
        Some(index) => Some(usize::try_from(index).map_or(Part::Pattern, Part::Value)),
        None => code.is_pointer().then_some(Part::Text(code)),
    }
}

// ---- Substitution -----------------------------------------------------------------------------------

/// Octets of a short text.
const ROOM: usize = 192;

/// A short narrow text that is being put together.
struct Short {
    octets: [u8; ROOM],
    used: usize,
}

impl Default for Short {
    fn default() -> Short {
        Short { octets: [0; ROOM], used: 0 }
    }
}

impl Short {
    /// More of it, if there is room.
    #[inline(always)]
    fn push(&mut self, more: &[u8]) -> Option<()> {
        let end = self.used + more.len();
        self.octets.get_mut(self.used..end)?.copy_from_slice(more);
        self.used = end;
        Some(())
    }

    /// More of it in quoted form, if that is just in quotes.
    fn push_quoted(&mut self, chars: Chars) -> Option<()> {
        let Chars::Narrow(octets) = chars else { return None };
        let plain = |octet: u8| (b' '..=b'~').contains(&octet) && octet != b'"' && octet != b'\\';
        if !octets.iter().fold(true, |all, &octet| all & plain(octet)) {
            return None;
        }
        self.push(b"\"")?;
        self.push(octets)?;
        self.push(b"\"")
    }

    fn octets(&self) -> &[u8] {
        &self.octets[..self.used]
    }
}

/// Puts a short text together; `None` if it is not short, or not plain data.
fn fill_short(vm: &Vm, out: &mut Short, codes: &[Value], values: Value) -> Option<()> {
    let values = list::items(values)?;
    for &code in codes {
        let value = match part(code)? {
            Part::Text(text) => text,
            Part::Value(index) => vm.resolve(*values.get(index)?),
            Part::Pattern => return None,
        };
        if let Some(n) = value.as_small() {
            out.push(Digits::of(n).octets())?;
        } else if let Some(chars) = Chars::of(value) {
            let Chars::Narrow(octets) = chars else { return None };
            out.push(octets)?;
        } else {
            out.push(&[u8::try_from(value.as_char()?).ok()?])?;
        }
    }
    Some(())
}

/// The printed form of plain data.
enum Plain {
    Str(Value),
    Octet(u8),
    Char(u32),
    Digits(Digits),
}

impl Plain {
    fn of(value: Value) -> Option<Plain> {
        if value.is_heap(Type::Str) {
            Some(Plain::Str(value))
        } else if let Some(c) = value.as_char() {
            Some(u8::try_from(c).map_or(Plain::Char(c), Plain::Octet))
        } else {
            value.as_small().map(|n| Plain::Digits(Digits::of(n)))
        }
    }

    fn chars(&self) -> Chars<'_> {
        match self {
            Plain::Str(string) => Chars::of_sequence(*string),
            Plain::Octet(octet) => Chars::Narrow(std::slice::from_ref(octet)),
            Plain::Char(c) => Chars::Wide(std::slice::from_ref(c)),
            Plain::Digits(digits) => Chars::Narrow(digits.octets()),
        }
    }
}

/// What a text consists of; `None` if a value is no plain data, whose printed form may call the program.
fn plain_pieces(vm: &Vm, codes: &[Value], values: Value) -> Option<Vec<Plain>> {
    let values = list::items(values)?;
    let pieces = codes.iter().map(|&code| match part(code)? {
        Part::Text(text) => Plain::of(text),
        Part::Value(index) => Plain::of(vm.resolve(*values.get(index)?)),
        Part::Pattern => None,
    });
    pieces.collect()
}

// ---- Matching ---------------------------------------------------------------------------------------

/// Ranges that are kept without an allocation.
const FEW: usize = 8;

/// The ranges of the specimen that the pattern holes stand for.
#[derive(Default)]
struct Bound {
    few: [(usize, usize); FEW],
    more: Vec<(usize, usize)>,
    count: usize,
}

impl Bound {
    #[inline(always)]
    fn push(&mut self, start: usize, end: usize) {
        match self.few.get_mut(self.count) {
            Some(range) => *range = (start, end),
            None => self.more.push((start, end)),
        }
        self.count += 1;
    }
}

/// Why a specimen does not fit.
enum Mismatch<'a> {
    /// It goes on otherwise; with the value hole, if one was not found where it should stand.
    Expected { needle: Chars<'a>, hole: Option<usize>, found: Chars<'a> },
    /// It does not end.
    Excess,
}

/// The text of a mismatch.
fn tell(vm: &mut Vm, mismatch: Mismatch<'_>) -> Answer {
    let Mismatch::Expected { needle, hole, found } = mismatch else {
        return Ok(vm.heap.str("Excess unmatched: \"\""));
    };
    let mut short = Short::default();
    let mut write = || {
        short.push(b"expected ")?;
        short.push_quoted(needle)?;
        short.push(b"...")?;
        if let Some(hole) = hole {
            short.push(b" ($-hole ")?;
            short.push(Digits::of(hole as i64).octets())?;
        }
        short.push(b", found ")?;
        short.push_quoted(found)
    };
    if write().is_some() {
        return Ok(vm.heap.str_narrow(short.octets()));
    }
    let hole = hole.map_or(String::new(), |hole| format!(" ($-hole {hole}"));
    let (needle, found) = (quote(&vm.heap, needle)?, quote(&vm.heap, found)?);
    Ok(vm.heap.long_text(&format!("expected {needle}...{hole}, found {found}"))?)
}

/// Takes a specimen apart; `None` if only the prelude can.
fn take_apart<'a>(
    vm: &Vm,
    bound: &mut Bound,
    codes: &[Value],
    values: Value,
    specimen: Value,
) -> Result<Option<Result<(), Mismatch<'a>>>, Undone> {
    let heap = &vm.heap;
    let (Some(text), Some(values)) = (Chars::<'a>::of(specimen), list::items(values)) else {
        return Ok(None);
    };
    // The text that a part which is no pattern hole stands for, and the number of a value hole.
    let wanted = |part: Part| -> Option<(Chars<'a>, Option<usize>)> {
        match part {
            Part::Text(text) => Some((Chars::of(text)?, None)),
            Part::Value(index) => Some((Chars::of(vm.resolve(*values.get(index)?))?, Some(index))),
            Part::Pattern => None,
        }
    };
    let mut at = 0;
    let mut rest = codes.iter();
    while let Some(&code) = rest.next() {
        let Some(part) = part(code) else { return Ok(None) };
        if let Part::Pattern = part {
            let Some(&next) = rest.as_slice().first() else {
                bound.push(at, text.len());
                return Ok(Some(Ok(())));
            };
            let needle = match self::part(next) {
                None => return Ok(None),
                Some(Part::Pattern) => {
                    bound.push(at, at);
                    continue;
                }
                Some(part) => wanted(part),
            };
            let Some((needle, _)) = needle else { return Ok(None) };
            let Some(place) = find(heap, text, needle, at)? else {
                let found = text.range(at, text.len());
                return Ok(Some(Err(Mismatch::Expected { needle, hole: None, found })));
            };
            bound.push(at, place);
            at = place + needle.len();
            rest.next();
            continue;
        }
        let Some((needle, hole)) = wanted(part) else { return Ok(None) };
        let end = (at + needle.len()).min(text.len());
        let found = text.range(at, end);
        if !equal(heap, found, needle)? {
            return Ok(Some(Err(Mismatch::Expected { needle, hole, found })));
        }
        at = end;
    }
    Ok(Some(if at == text.len() { Ok(()) } else { Err(Mismatch::Excess) }))
}
