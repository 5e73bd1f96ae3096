//! Starting: loading programs in the safe scope, and putting what is to run on an empty fiber.
//!
//! In: a verified unit. Out: a fiber that [`Vm::run`] can run. What the machine makes natively is there from the
//! start; what the prelude defines comes when a unit names it (`prelude.rs`).

use crate::builtin::guard::MadeGuards;
use crate::code::Supplied;
use crate::fiber::Fiber;
use crate::native::{Answer, Resumed};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::isa::Operand;
use monte_compiler::unit::{CaptureGuard, Storage, Unit};
use monte_compiler::verifier::bodies;
use std::sync::Arc;

/// Why a machine could not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoStart {
    /// The memory limit is less than an empty machine needs.
    OutOfMemory,
}

impl std::fmt::Display for NoStart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoStart::OutOfMemory => f.write_str("out of memory"),
        }
    }
}

impl std::error::Error for NoStart {}

impl Vm {
    /// The top-level names that a unit which has just run to its end leaves behind.
    pub fn exports_of(&self, unit: &Unit) -> Vec<(String, Supplied)> {
        let base = self.top_base;
        let supplied = |export: &monte_compiler::unit::Export| {
            let value = self.fiber.stack[base + export.local as usize];
            (export.name.clone(), Supplied { storage: export.storage, value })
        };
        unit.exports.iter().map(supplied).collect()
    }

    /// Loads a program: its outer names are those of the safe scope.
    pub fn load_in_safe_scope(&mut self, unit: Arc<Unit>) -> Result<u32, String> {
        self.load_in_environment(unit, false)
    }

    /// Loads a unit; the names of the session count if `in_session`.
    pub(crate) fn load_in_environment(
        &mut self,
        unit: Arc<Unit>,
        in_session: bool,
    ) -> Result<u32, String> {
        self.load_named(unit, in_session)
            .map_err(|name| format!("the name {name} is not in the environment"))
    }

    /// As [`Vm::load_in_environment`]; the error is the name that is missing.
    pub(crate) fn load_named(&mut self, unit: Arc<Unit>, in_session: bool) -> Result<u32, String> {
        let mut supplied = hashbrown::HashMap::new();
        let read = read_outers(&unit);
        for (index, outer) in unit.outers.iter().enumerate() {
            let known = if in_session { self.session.get(&outer.name).copied() } else { None };
            if let Some(found) = known {
                supplied.insert(outer.name.clone(), found);
            } else if !read[index]
                && unit.assumptions.contains(&outer.name)
                && self.awaits(&outer.name)
            {
                // It was compiled as instructions, and nobody asks for its value.
                let nothing = Supplied { storage: Storage::Value, value: Value::NULL };
                supplied.insert(outer.name.clone(), nothing);
            } else if let Some(found) = self.environment(&outer.name) {
                supplied.insert(outer.name.clone(), found);
            }
        }
        self.load(unit, &|name| supplied.get(name).copied())
    }

    fn environment(&mut self, name: &str) -> Option<Supplied> {
        if let Some(supplied) = self.of_prelude(name) {
            return Some(supplied);
        }
        let value = self.global(name)?;
        Some(Supplied { storage: Storage::Value, value })
    }

    /// As [`Vm::start`]; when the unit has run, its value is quoted, and the run answers with the text.
    pub fn start_quoting(&mut self, unit: u32) {
        fn quote(vm: &mut Vm, resumed: Resumed) -> Answer {
            match resumed {
                Resumed::Value(value) => vm.quote_then_finish(value),
                Resumed::Problem(value) | Resumed::Ejected(value) => Ok(value),
            }
        }
        self.clear_fiber();
        self.push(Value::NULL);
        self.native_base = 1;
        self.suspend(&[], quote);
        self.push(Value::NULL);
        self.enter_top(unit);
    }

    /// Puts a call of a verb of `M` on an empty fiber; `resume` gets what it answers.
    pub(crate) fn prepare_call(
        &mut self,
        atom: u32,
        args: &[Value],
        resume: crate::native::Resume,
    ) {
        let m = self.singleton("M").unwrap_or(Value::NULL);
        self.prepare_send(m, atom, args, None, resume);
    }

    /// Puts a call on an empty fiber; `resume` gets what it answers.
    pub(crate) fn prepare_send(
        &mut self,
        target: Value,
        atom: u32,
        args: &[Value],
        named: Option<Value>,
        resume: crate::native::Resume,
    ) {
        self.clear_fiber();
        self.push(Value::NULL);
        self.native_base = 1;
        let send = match named {
            Some(named) => self.call_named_then(target, atom, args, named, &[], resume),
            None => self.call_then(target, atom, args, &[], resume),
        };
        if let Err(crate::native::Raise::Call { atom, named }) = send {
            self.pending_send = Some((atom, named));
        }
    }

    fn quote_then_finish(&mut self, value: Value) -> Answer {
        let m = self.singleton("M").unwrap_or(Value::NULL);
        self.call_then(m, self.atoms.to_quote, &[value], &[], crate::interp::slow::finish)
    }

    /// Puts a loaded unit's top level on an empty fiber, ready to run.
    pub fn start(&mut self, unit: u32) {
        self.clear_fiber();
        self.push(Value::NULL);
        self.enter_top(unit);
    }

    fn enter_top(&mut self, unit: u32) {
        let top = self.units[unit as usize].top;
        self.top_base = self.fiber.top;
        self.enter(top, 0);
    }

    /// Ends the program that runs, or that was stopped, and frees all it had: its stacks, and what nobody
    /// else on the heap refers to.
    pub fn end_fiber(&mut self) {
        self.clear_fiber();
        self.collect(crate::heap::Scope::Everything);
        let outside = self.outside();
        self.heap.set_outside(outside);
    }

    /// Begins with new stacks: those of a run that was stopped for want of memory are as large as the
    /// limit allows.
    pub(crate) fn clear_fiber(&mut self) {
        self.fiber = Fiber::new();
        self.pending = None;
        self.pending_send = None;
        self.named = Value::NULL;
        self.portrayals.clear();
        self.made_guards = MadeGuards::NONE;
        self.test_failed = false;
    }
}

/// For each outer name of a verified unit, whether its code reads or assigns it, or auditors may ask for it as a guard.
fn read_outers(unit: &Unit) -> Vec<bool> {
    let mut read = vec![false; unit.outers.len()];
    for capture in unit.scripts.iter().flat_map(|script| &script.captures) {
        if let CaptureGuard::Outer(outer) = capture.guard {
            read[outer as usize] = true;
        }
    }
    for kind in bodies(unit) {
        for instr in &kind.body(unit).code {
            if instr.op.row().a == Operand::Outer {
                read[instr.a as usize] = true;
            }
        }
    }
    read
}
