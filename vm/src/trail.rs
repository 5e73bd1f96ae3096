//! Trails: which activations a problem came through, or where a stopped fiber is, for people.
//!
//! An activation that waits for the answer of a call stands behind the call; one that was stopped stands
//! in front of the instruction that it has not executed. Both are shown at the instruction in question.

use crate::code::{Code, Place};
use crate::data::list;
use crate::fiber::BOTTOM;
use crate::heap::Type;
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::verifier::BodyKind;
use monte_compiler::{instruction_text, literal_text};

/// An activation in a trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceFrame {
    /// The origin of its unit.
    pub unit: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 0.
    pub column: u32,
    /// The length of the source in bytes, at most to the end of the line.
    pub length: u32,
    /// What runs: the object and verb, or the top level.
    pub name: String,
}

impl Vm {
    /// The activations that a sealed problem came through, innermost first, and how many were left out.
    pub fn trail_of(&self, problem: Value) -> (Vec<TraceFrame>, usize) {
        if !problem.is_heap(Type::Problem) {
            return (Vec::new(), 0);
        }
        let places = list::items(problem.field(1)).unwrap_or(&[]);
        let frames = places
            .iter()
            .filter_map(|place| place.as_small())
            .filter_map(|place| self.caller((place >> 32) as u32, place as u32))
            .collect();
        (frames, problem.field(2).as_small().unwrap_or(0) as usize)
    }

    /// The activations of the fiber, innermost first (at most 64), and how many were left out.
    pub fn current_trail(&self) -> (Vec<TraceFrame>, usize) {
        let stopped = self.fiber.current;
        let callers = self.fiber.frames.iter().rev();
        let frames: Vec<_> = std::iter::once(self.trace_frame(stopped.code, stopped.pc as usize))
            .chain(callers.map(|frame| self.caller(frame.code, frame.pc)))
            .take(64)
            .flatten()
            .collect();
        let skipped = (self.fiber.frames.len() + 1).saturating_sub(64);
        (frames, skipped)
    }

    /// The activation whose call ends at `pc`.
    fn caller(&self, code: u32, pc: u32) -> Option<TraceFrame> {
        self.trace_frame(code, (pc as usize).saturating_sub(1))
    }

    /// Where the source of an instruction is; nowhere, for one of no unit.
    pub fn trace_frame(&self, code: u32, instruction: usize) -> Option<TraceFrame> {
        if code >= BOTTOM {
            return None;
        }
        let code = self.loaded_code(code)?;
        let instance = &self.units[code.unit as usize];
        let unit = &instance.unit;
        let origin = code.origins.get(instruction).copied().unwrap_or(0);
        let span =
            instance.body(code.place).spans.get(origin as usize).copied().unwrap_or_default();
        let (line, column) = crate::vm::position(&unit.line_starts, span.start);
        let line_end = unit.line_starts.get(line).map_or(span.end, |&next| next.saturating_sub(1));
        let name = self.name_of(code);
        Some(TraceFrame {
            unit: unit.origin.clone(),
            line,
            column,
            length: span.end.min(line_end).saturating_sub(span.start),
            name,
        })
    }

    /// What the code of a body is, for people.
    pub(crate) fn name_of(&self, code: &Code) -> String {
        let unit = &self.units[code.unit as usize].unit;
        match code.place {
            Place::Top => "the top level".to_owned(),
            Place::Method { script, method } => {
                let script = &unit.scripts[script as usize];
                format!("{}.{}", script.name, script.methods[method as usize].verb)
            }
            Place::Matcher { script, .. } => {
                format!("a matcher of {}", unit.scripts[script as usize].name)
            }
        }
    }

    /// What the code of a body is, by its number.
    pub fn code_name(&self, code: u32) -> String {
        self.loaded_code(code).map_or_else(String::new, |code| self.name_of(code))
    }

    /// The name of a script, by its number.
    pub fn script_name(&self, script: u32) -> Option<&str> {
        let script = self.scripts.get(script as usize)?;
        let unit = &self.units.get(script.unit as usize)?.unit;
        Some(unit.scripts[script.index as usize].name.as_str())
    }

    /// The instructions of its unit that a word of code does, by their places and as a listing shows them. A word
    /// that others are behind of, such as a shortcut, does none.
    pub fn instructions_at(&self, code: u32, pc: u32) -> Vec<(u32, String)> {
        let Some(code) = self.loaded_code(code) else { return Vec::new() };
        let instance = &self.units[code.unit as usize];
        let kind = match code.place {
            Place::Top => BodyKind::Top,
            Place::Method { script, method } => BodyKind::Method(script as usize, method as usize),
            Place::Matcher { script, matcher } => {
                BodyKind::Matcher(script as usize, matcher as usize)
            }
        };
        let done = |word: usize| !code.words[word].op.is_shortcut();
        let (pc, origins) = (pc as usize, &code.origins);
        if pc == 0 || pc >= origins.len() || !done(pc) {
            return Vec::new();
        }
        let before = (1..pc).filter(|&word| done(word)).map(|word| origins[word] + 1).max();
        let before = before.unwrap_or(0).min(origins[pc]);
        let rows = before..=origins[pc];
        rows.map(|row| (row, instruction_text(&instance.unit, kind, row as usize))).collect()
    }

    /// The literal or outer name whose value is at an address.
    pub fn constant_name(&self, address: u64) -> Option<String> {
        self.units.iter().find_map(|instance| {
            let start = instance.constants.as_ptr() as u64;
            let index = address.checked_sub(start)? / size_of::<Value>() as u64;
            let index = usize::try_from(index).ok().filter(|&i| i < instance.constants.len())?;
            let unit = &instance.unit;
            match unit.literals.get(index) {
                Some(literal) => Some(literal_text(literal)),
                None => Some(unit.outers.get(index - unit.literals.len())?.name.clone()),
            }
        })
    }

    /// The message of a sealed problem, as an uncaught one is reported: quoted, without calling out.
    pub fn problem_text(&mut self, problem: Value) -> String {
        let payload = if problem.is_heap(Type::Problem) { problem.field(0) } else { problem };
        crate::print::describe_problem(self, payload)
    }

    /// The text of a string value.
    pub fn text(&self, value: Value) -> Option<String> {
        crate::data::text::text(self.resolve(value))
    }

    /// The number of loaded bodies.
    pub fn loaded_bodies(&self) -> usize {
        self.codes.iter().filter(|code| !code.is_gone()).count()
    }
}
