//! The safe scope: every name a program finds, and the value behind it.
//!
//! A name is a literal value, an object that exists once, or a top-level name of the prelude. The list
//! of the public names is the prelude's (`names.rs`); programs may spell the helpers of expanded code
//! with two underscores as well.

/// The lists of names, which the crate of the prelude has.
#[path = "../../prelude/src/names.rs"]
pub mod names;

use crate::data::map;
use crate::heap::Type;
use crate::native::{Answer, Raise, Resume};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::unit::Storage;

impl Vm {
    /// The value behind a name of the environment of the prelude: public or private, and whatever the
    /// prelude's files have defined so far.
    pub fn global(&mut self, name: &str) -> Option<Value> {
        Some(match name {
            "null" => Value::NULL,
            "true" => Value::TRUE,
            "false" => Value::FALSE,
            "Infinity" => self.heap.double(f64::INFINITY),
            // Its sign bit is set, as that of the quotient 0.0 / 0.0 on the machines of the reference.
            "NaN" => self.heap.double(f64::from_bits(0xfff8_0000_0000_0000)),
            "_mapEmpty" => return self.global("Empty"),
            _ => {
                let name = name.strip_prefix("__").map_or(name, |_| &name[1..]);
                return match self.singleton(name) {
                    Some(singleton) => Some(singleton),
                    None => self.of_prelude(name).map(|supplied| supplied.value),
                };
            }
        })
    }

    /// Makes `safeScope`: a map from `"&&name"` to the binding of each name, which contains itself.
    pub(crate) fn make_safe_scope(&mut self) -> Result<Value, Raise> {
        let guard = self.maker("DeepFrozen");
        let own_slot = self.heap.object(Type::FinalSlot, &[Value::HOLE, guard]);
        let mut pairs = Vec::with_capacity(names::SAFE_SCOPE.len());
        for name in names::SAFE_SCOPE {
            let slot = if *name == "safeScope" {
                own_slot
            } else {
                let Some(value) = self.global(name) else { continue };
                self.heap.object(Type::FinalSlot, &[value, guard])
            };
            let binding = self.heap.object(Type::Binding, &[slot, Value::NULL]);
            pairs.push((self.heap.str(&format!("&&{name}")), binding));
        }
        let scope = map::map_of(self, &pairs)?;
        self.heap.store(own_slot, 0, scope);
        Ok(scope)
    }

    /// The object that exists once and has this name; null if none has it.
    pub fn maker(&self, name: &str) -> Value {
        self.singleton(name).unwrap_or(Value::NULL)
    }

    /// Suspends with a call of a function of the prelude.
    pub fn call_prelude_then(
        &mut self,
        name: &str,
        args: &[Value],
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        let function = self.prelude_value(name);
        self.call_then(function, self.run_atom(args.len()), args, state, resume)
    }

    /// How an outer name of the unit that holds an object's script is stored, and its value or binding.
    pub(crate) fn outer_cell(&self, object: Value, outer: u32) -> (Storage, Value) {
        let script = &self.scripts[object.field(0).to_index()];
        let unit = &self.units[script.unit as usize];
        let constant = unit.unit.literals.len() + outer as usize;
        (unit.outers[outer as usize], unit.constants[constant])
    }

    /// The value of an outer name of the unit that holds an object's script, if it can be had without
    /// a call.
    pub(crate) fn outer_value(&self, object: Value, outer: u32) -> Option<Value> {
        match self.outer_cell(object, outer) {
            (Storage::Value, value) => Some(value),
            (Storage::Cell, slot) => Some(slot.field(0)),
            (_, binding) if binding.is_heap(Type::Binding) => {
                let slot = binding.field(0);
                let is_native = matches!(slot.ty(), Type::FinalSlot | Type::VarSlot);
                (is_native && slot.field(0) != Value::HOLE).then(|| slot.field(0))
            }
            _ => None,
        }
    }
}
