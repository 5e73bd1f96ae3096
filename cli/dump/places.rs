//! Places for people: which source and which instructions of its unit a word of code is.

use monte_jit::Place;
use monte_vm::vm::{TraceFrame, Vm};

/// What a machine and the texts at hand say about places.
pub(crate) struct Places<'a> {
    vm: &'a Vm,
}

impl<'a> Places<'a> {
    pub(crate) fn new(vm: &'a Vm) -> Places<'a> {
        Places { vm }
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
}
