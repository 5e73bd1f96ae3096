//! Places for people: which source and which instructions of its unit a word of code is.

use crate::source::Source;
use monte_jit::Place;
use monte_vm::vm::{TraceFrame, Vm};

/// What a machine and the texts at hand say about places.
pub(crate) struct Places<'a> {
    vm: &'a Vm,
    sources: &'a [Source],
}

impl<'a> Places<'a> {
    pub(crate) fn new(vm: &'a Vm, sources: &'a [Source]) -> Places<'a> {
        Places { vm, sources }
    }

    /// Where the source of a word is.
    pub(crate) fn frame(&self, place: Place) -> Option<TraceFrame> {
        self.vm.trace_frame(place.code, place.pc as usize)
    }

    /// `file:line:column`.
    pub(crate) fn position(&self, place: Place) -> String {
        match self.frame(place) {
            Some(frame) => format!("{}:{}:{}", frame.unit, frame.line, frame.column + 1),
            None => "no source".to_owned(),
        }
    }

    /// `file:line:column in what`.
    pub(crate) fn described(&self, place: Place) -> String {
        match self.frame(place) {
            Some(frame) => format!("{} in {}", self.position(place), frame.name),
            None => self.position(place),
        }
    }

    /// The file and line of a word, and the text of that line if it is at hand.
    pub(crate) fn line(&self, place: Place) -> Option<(String, usize, Option<&'a str>)> {
        let frame = self.frame(place)?;
        let source = self.sources.iter().find(|source| source.name == frame.unit);
        let text = source.and_then(|source| source.text.lines().nth(frame.line.checked_sub(1)?));
        Some((frame.unit, frame.line, text))
    }

    /// The instructions that a word does, as `monte dump bytecode` shows them.
    pub(crate) fn instructions(&self, place: Place) -> Vec<(u32, String)> {
        self.vm.instructions_at(place.code, place.pc)
    }
}
