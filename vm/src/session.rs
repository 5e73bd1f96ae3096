//! Sessions: units that run one after the other in an environment that each of them extends.
//!
//! The machine keeps the top-level names of the inputs so far; they are roots. A name that a later input
//! defines again replaces the earlier one for the inputs behind it; code that already runs keeps what it
//! captured.

use crate::code::Supplied;
use crate::heap::Type;
use crate::native::{Answer, Resumed};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::unit::{Storage, Unit};
use std::sync::Arc;

impl crate::interp::Interrupt {
    /// Whether there is a request that no machine has seen.
    pub fn is_pending(&self) -> bool {
        self.is_raised()
    }
}

impl Vm {
    /// Loads an input: its outer names are those of earlier inputs, then those of the safe scope.
    pub fn load_in_session(&mut self, unit: Arc<Unit>) -> Result<u32, String> {
        self.load_in_environment(unit, true)
    }

    /// Keeps the top-level names of the input that has just run to its end. A variable stored as a slot
    /// is kept as a binding of that slot, so that later inputs share it.
    pub fn keep_session_names(&mut self, unit: &Unit) {
        for (name, mut supplied) in self.exports_of(unit) {
            if supplied.storage == Storage::Cell {
                let binding = self.heap.object(Type::Binding, &[supplied.value, Value::NULL]);
                supplied = Supplied { storage: Storage::Binding, value: binding };
            }
            self.session.insert(name, supplied);
        }
        self.constants_fresh = true;
    }

    /// The names of the session, and whether each may be assigned.
    pub fn session_names(&self) -> impl Iterator<Item = (&str, bool)> {
        self.session.iter().map(|(name, supplied)| {
            let slot = match supplied.storage {
                Storage::Binding if supplied.value.is_heap(Type::Binding) => {
                    supplied.value.field(0)
                }
                _ => Value::NULL,
            };
            (name.as_str(), supplied.storage == Storage::Binding && !slot.is_heap(Type::FinalSlot))
        })
    }

    /// Gives a value a name in the session.
    pub fn name_in_session(&mut self, name: &str, value: Value) {
        self.session.insert(name.to_owned(), Supplied { storage: Storage::Value, value });
        self.constants_fresh = true;
    }

    /// Takes a name out of the session.
    pub fn forget_in_session(&mut self, name: &str) {
        self.session.remove(name);
    }

    /// The value behind a name of the session, or else of the safe scope, if it can be had without a call.
    pub fn value_in_session(&mut self, name: &str) -> Option<Value> {
        match self.session.get(name) {
            Some(supplied) => supplied.known_value(),
            None => self.global(name),
        }
    }

    /// Whether one of the names that a unit defines or reads stands for this very value.
    pub fn has_name_in_session(&self, unit: &Unit, value: Value) -> bool {
        let defined = unit.exports.iter().map(|export| &export.name);
        let mut names = defined.chain(unit.outers.iter().map(|outer| &outer.name));
        names.any(|name| {
            let supplied = self.session.get(name.as_str());
            supplied.and_then(|supplied| supplied.known_value()) == Some(value)
        })
    }

    /// Ends what the fiber does; what only it had is garbage then.
    pub fn end_evaluation(&mut self) {
        self.clear_fiber();
        self.heap.want_collection();
    }

    /// Prepares the fiber to quote a value; the run answers with the text.
    pub fn start_quote_of(&mut self, value: Value) {
        fn done(_: &mut Vm, resumed: Resumed) -> Answer {
            match resumed {
                Resumed::Value(text) | Resumed::Problem(text) | Resumed::Ejected(text) => Ok(text),
            }
        }
        self.prepare_call(self.atoms.to_quote, &[value], done);
    }
}

impl Supplied {
    /// The value that a name stands for, unless only a call can tell.
    pub(crate) fn known_value(self) -> Option<Value> {
        let slot = match self.storage {
            Storage::Binding if self.value.is_heap(Type::Binding) => self.value.field(0),
            Storage::Cell => self.value,
            Storage::Value => return Some(self.value),
            _ => return None,
        };
        let is_native = slot.is_heap(Type::FinalSlot) || slot.is_heap(Type::VarSlot);
        (is_native && slot.field(0) != Value::HOLE).then(|| slot.field(0))
    }
}
