//! Unloading: what a machine has of a unit is freed, and its numbers are given to units that are loaded later.
//!
//! A unit without scripts has no objects whose methods are its code, so its top level is all the code that there is, and nothing
//! runs that when no fiber does. Other units stay, because only a walk over the heap could tell whether such objects live.
//!
//! Problems and ejectors, which may outlive what made them, tell places by the number of a code. So a number rests until many
//! others were freed, and stands for no place meanwhile.

use super::{Code, UnitInstance};
use crate::vm::Vm;
use std::collections::VecDeque;
use std::sync::Arc;

/// So many numbers of codes rest before the first of them is given to another.
const RESTING: usize = 1 << 12;

/// Numbers that can be given to other units and codes.
#[derive(Default)]
pub(crate) struct Vacant {
    units: Vec<u32>,
    codes: VecDeque<u32>,
}

impl Vacant {
    /// A number for a unit.
    pub(super) fn unit(&mut self) -> Option<u32> {
        self.units.pop()
    }

    /// A number for the code of a body.
    pub(super) fn code(&mut self) -> Option<u32> {
        if self.codes.len() > RESTING { self.codes.pop_front() } else { None }
    }

    /// How many codes there are not.
    pub(crate) fn codes(&self) -> usize {
        self.codes.len()
    }
}

impl Code {
    /// One of no unit and without instructions: what is loaded begins with it, and what is gone is one.
    pub(super) fn empty(id: u32) -> Code {
        Code {
            id,
            words: Vec::new(),
            entry: 1,
            origins: Vec::new(),
            sites: Vec::new(),
            heats: Vec::new(),
            constants: std::ptr::null(),
            locals: 0,
            depth: 0,
            arity: 0,
            named: false,
            unit: u32::MAX,
            script: None,
            next_matcher: None,
            place: super::Place::Top,
            live: std::cell::OnceCell::new(),
        }
    }

    /// Whether its unit was unloaded.
    fn is_gone(&self) -> bool {
        self.unit == u32::MAX
    }
}

impl UnitInstance {
    /// One that is gone.
    fn gone() -> UnitInstance {
        UnitInstance {
            unit: Arc::default(),
            constants: Box::default(),
            outers: Vec::new(),
            first_script: 0,
            top: 0,
            prelude: false,
            bytes: 0,
        }
    }
}

impl Vm {
    /// The code of a body by its number, unless its unit was unloaded.
    pub(crate) fn loaded_code(&self, code: u32) -> Option<&Code> {
        self.codes.get(code as usize).map(|code| &**code).filter(|code| !code.is_gone())
    }

    /// Frees what there is of a unit that nobody will start again, if nothing else can refer to it. No fiber runs, or could go on.
    pub(crate) fn unload(&mut self, unit: u32) {
        let instance = &self.units[unit as usize];
        let is_referred_to = !instance.unit.scripts.is_empty()
            || instance.prelude
            || self.outer_bindings.keys().any(|key| key.0 == unit);
        if is_referred_to {
            return;
        }
        let top = instance.top;
        if let Some(mut tracer) = self.tracer.take() {
            tracer.forget(top);
            self.tracer = Some(tracer);
        }
        self.forget_breakpoints_of(top);
        self.loaded -= self.units[unit as usize].bytes;
        self.units[unit as usize] = UnitInstance::gone();
        *self.codes[top as usize] = Code::empty(top);
        self.vacant.units.push(unit);
        self.vacant.codes.push_back(top);
    }
}
