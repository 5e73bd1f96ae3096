//! What a recorder asks of the machine while it looks at an instruction.

use crate::builtin::admission;
use crate::code::{Code, Live, Target};
use crate::heap::Type;
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::isa::StaticGuard;

/// What a guard makes of a specimen, as far as that can be told by looking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It gives specimens of this type back as they are.
    ByType,
    /// It gives this one back as it is.
    ByLook,
    /// It has to be asked.
    Unknown,
}

impl Vm {
    /// A code instance by its number.
    pub fn code(&self, id: u32) -> &Code {
        &self.codes[id as usize]
    }

    /// What locals are live where in a code instance.
    pub fn live<'a>(&self, code: &'a Code) -> &'a Live {
        code.live.get_or_init(|| Live::new(self.body_of(code), code))
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

    /// What a guard makes of a specimen; the look at it costs nothing.
    pub fn admission(&mut self, guard: Value, specimen: Value) -> Admission {
        if admission::by_type(guard, specimen) {
            return Admission::ByType;
        }
        let fuse = self.heap.fuse;
        let admitted = admission::admits(self, guard, specimen);
        self.heap.fuse = fuse;
        if admitted == Some(true) { Admission::ByLook } else { Admission::Unknown }
    }

    /// The atom of `coerce/2`.
    pub fn coerce_atom(&self) -> u32 {
        self.atoms.coerce
    }

    /// The atoms of `get/0` and `put/1`.
    pub fn slot_atoms(&self) -> (u32, u32) {
        (self.atoms.get, self.atoms.put)
    }

    /// A guard of the safe scope, and its address, which does not change.
    pub fn static_guard(&self, row: u16) -> (u64, Value) {
        let guard = &self.static_guards[row as usize];
        (std::ptr::from_ref(guard) as u64, *guard)
    }

    /// The atoms of `_makeIterator/0` and `next/1`.
    pub fn iteration_atoms(&self) -> (u32, u32) {
        (self.atoms.make_iterator, self.atoms.next)
    }

    /// Whether the slow test of a pattern that ran last has failed.
    pub fn has_test_failed(&self) -> bool {
        self.test_failed
    }

    /// Whether a guard is `Any`.
    pub fn is_any_guard(&self, guard: Value) -> bool {
        guard == self.static_guards[StaticGuard::Any as usize]
    }

    /// The first matcher of a user-made object.
    pub fn matcher_of(&self, receiver: Value) -> Option<u32> {
        if !receiver.is_heap(Type::Object) {
            return None;
        }
        self.scripts[receiver.field(0).to_index()].first_matcher
    }

    /// The string of an atom's verb, and its address, which does not change.
    pub fn verb_literal(&mut self, atom: u32) -> (u64, Value) {
        if !self.verbs.contains_key(&atom) {
            let verb = self.verb_value(atom);
            self.verbs.insert(atom, Box::new(verb));
            self.constants_fresh = true;
        }
        let verb = &self.verbs[&atom];
        (std::ptr::from_ref::<Value>(verb) as u64, **verb)
    }

    /// The number of arguments of an atom.
    pub fn arity(&self, atom: u32) -> usize {
        self.arity_of(atom)
    }

    /// The value of a named argument, if there is one; the look costs nothing.
    pub fn named_value(&mut self, map: Value, key: Value) -> Option<Value> {
        let fuse = self.heap.fuse;
        let found = self.named_argument(map, key);
        self.heap.fuse = fuse;
        found.ok().flatten()
    }
}
