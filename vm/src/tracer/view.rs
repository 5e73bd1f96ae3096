//! What a recorder asks of the machine while it looks at an instruction.

use crate::code::{Code, Target};
use crate::value::Value;
use crate::vm::Vm;

impl Vm {
    /// A code instance by its number.
    pub fn code(&self, id: u32) -> &Code {
        &self.codes[id as usize]
    }

    /// Constant `index` of the unit that a code instance belongs to.
    pub fn constant(&self, code: u32, index: u32) -> Value {
        let unit = self.codes[code as usize].unit;
        self.units[unit as usize].constants[index as usize]
    }

    /// The address of that constant, which does not change.
    pub fn constant_address(&self, code: u32, index: u32) -> u64 {
        let unit = self.codes[code as usize].unit;
        std::ptr::from_ref(&self.units[unit as usize].constants[index as usize]) as u64
    }

    /// What a message selects at a receiver.
    pub fn selected(&mut self, receiver: Value, atom: u32) -> Target {
        self.select(receiver, atom)
    }

    /// The number of captures of a script's objects.
    pub fn captures_of(&self, script: u32) -> u32 {
        self.scripts[script as usize].captures
    }

    /// Whether a guard of the safe scope admits a value as it is.
    pub fn admits_statically(&self, guard: u16, value: Value) -> bool {
        crate::interp::slow::conforms(guard, value)
    }

    /// The verb of an atom.
    pub fn verb(&self, atom: u32) -> std::sync::Arc<str> {
        self.verb_of(atom)
    }
}
