//! Looking at a stopped fiber: its activations, and the names in them.
//!
//! The names come from the unit, which has a table of the locals of each body and of the captures of each
//! script. A local counts as defined when the instruction that defines it stands in front of the one where the
//! activation is; code stands in the order of the text.

use super::debug::CodeBody;
use super::handle::Handle;
use crate::code::{Code, Place};
use crate::fiber::{BOTTOM, Frame as Suspended};
use crate::heap::Type;
use crate::trail::TraceFrame;
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::isa::Op;
use monte_compiler::unit::{Body, Storage};

/// Who wrote the code of an activation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The host loaded it.
    Program,
    /// It is of the safe scope.
    Prelude,
}

/// An activation of a stopped fiber.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What runs, and where in its text.
    pub place: TraceFrame,
    /// The source of the instruction: byte offsets.
    pub span: (u32, u32),
    /// Who wrote it.
    pub origin: Origin,
    /// The instruction in its listing. An operation of the machine may stand for several; it counts as one
    /// of them.
    pub instruction: u32,
    /// The code.
    pub body: CodeBody,
    /// The number of activations below.
    pub(super) depth: usize,
    base: u32,
}

/// What kind of variable a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableKind {
    /// A parameter of the method that is a plain name: the cell of the argument.
    Parameter,
    /// Defined in the body.
    Local,
    /// Captured by the object that runs.
    Captured,
}

/// A name and its value.
#[derive(Clone, Debug)]
pub struct Variable {
    /// The name.
    pub name: String,
    /// What kind of variable it is.
    pub kind: VariableKind,
    /// The value; `None` if its definition is not complete, or if it stands behind a slot that only code can
    /// read.
    pub value: Option<Handle>,
}

impl Vm {
    /// The activations, innermost first.
    pub(super) fn frames(&self) -> impl Iterator<Item = Frame> {
        let suspended = &self.fiber.frames;
        let innermost = self.fiber.current;
        let count = suspended.len();
        std::iter::once((innermost, innermost.pc, count))
            .chain(suspended.iter().enumerate().rev().map(|(depth, frame)| {
                // It waits for the call in front of the place where it goes on.
                (*frame, frame.pc.saturating_sub(1), depth)
            }))
            .filter_map(|(frame, word, depth)| self.frame(frame, word, depth))
    }

    fn frame(&self, frame: Suspended, word: u32, depth: usize) -> Option<Frame> {
        if frame.code >= BOTTOM {
            return None;
        }
        let code = self.loaded_code(frame.code)?;
        let word = code.first_word_from(word as usize);
        let instruction = code.origins.get(word).copied().unwrap_or(0);
        let span = self.body_of(code).spans.get(instruction as usize).copied().unwrap_or_default();
        Some(Frame {
            place: self.trace_frame(frame.code, word)?,
            span: (span.start, span.end),
            origin: self.origin_of(code),
            instruction,
            body: self.code_body(code),
            depth,
            base: frame.base,
        })
    }

    pub(crate) fn body_of(&self, code: &Code) -> &Body {
        self.units[code.unit as usize].body(code.place)
    }

    pub(super) fn origin_of(&self, code: &Code) -> Origin {
        let is_prelude = self.units[code.unit as usize].prelude;
        if is_prelude { Origin::Prelude } else { Origin::Program }
    }

    /// Whether the fiber still has this activation at this place.
    fn has(&self, frame: &Frame) -> bool {
        let found = match self.fiber.frames.get(frame.depth) {
            Some(found) => *found,
            None if frame.depth == self.fiber.frames.len() => self.fiber.current,
            None => return false,
        };
        found.code == frame.body.code && found.base == frame.base
    }

    pub(super) fn receiver_of(&mut self, frame: &Frame) -> Option<Handle> {
        let receiver = self.receiver(frame)?;
        Some(self.kept.keep(receiver))
    }

    fn receiver(&self, frame: &Frame) -> Option<Value> {
        let is_top = self.codes[frame.body.code as usize].place == Place::Top;
        if is_top || !self.has(frame) {
            return None;
        }
        (frame.base > 0).then(|| self.fiber.stack[frame.base as usize - 1])
    }

    pub(super) fn variables(&mut self, frame: &Frame) -> Vec<Variable> {
        if !self.has(frame) {
            return Vec::new();
        }
        let code = &self.codes[frame.body.code as usize];
        let body = self.body_of(code);
        let parameters = (code.arity + u32::from(code.named)) as usize;
        let mut defined = vec![false; body.locals.len()];
        defined[..parameters.min(body.locals.len())].fill(true);
        for instr in body.code.iter().take(frame.instruction as usize) {
            if matches!(instr.op, Op::Bind | Op::Set)
                && let Some(cell) = defined.get_mut(instr.a as usize)
            {
                *cell = true;
            }
        }
        let mut found = Vec::new();
        for (index, local) in body.locals.iter().enumerate() {
            let cell = self.fiber.stack[frame.base as usize + index];
            if defined[index] && cell != Value::UNBOUND && !local.name.is_empty() {
                let kind =
                    if index < parameters { VariableKind::Parameter } else { VariableKind::Local };
                found.push((local.name.clone(), kind, stored(local.storage, cell)));
            }
        }
        if let Some(object) = self.receiver(frame)
            && let Some((_, script)) = self.script(object)
        {
            for (capture, &cell) in script.captures.iter().zip(self.captures(object)) {
                if !capture.name.is_empty() {
                    let value = stored(capture.storage, cell);
                    found.push((capture.name.clone(), VariableKind::Captured, value));
                }
            }
        }
        let keep = |(name, kind, value): (String, VariableKind, Option<Value>)| {
            let value = value.map(|value| self.kept.keep(value));
            Variable { name, kind, value }
        };
        found.into_iter().map(keep).collect()
    }
}

impl Code {
    /// The first word at or behind a place that is no shortcut.
    pub(super) fn first_word_from(&self, place: usize) -> usize {
        let is_shortcut = |place: usize| self.words.get(place).is_some_and(|w| w.op.is_shortcut());
        (place..).find(|&place| !is_shortcut(place)).unwrap_or(place)
    }
}

/// The value in a cell.
fn stored(storage: Storage, cell: Value) -> Option<Value> {
    let slot = match storage {
        Storage::Value => return (cell != Value::HOLE).then_some(cell),
        Storage::Cell => cell,
        Storage::Binding if cell.is_heap(Type::Binding) => cell.field(0),
        _ => return None,
    };
    let is_native = slot.is_heap(Type::FinalSlot) || slot.is_heap(Type::VarSlot);
    (is_native && slot.field(0) != Value::HOLE).then(|| slot.field(0))
}
