//! A machine that is ready to run programs: the native part of the safe scope, and the prelude.

use crate::arguments::RunOptions;
use crate::limits;
use monte_compiler::unit::Unit;
use monte_vm::heap::Stress;
use monte_vm::vm::{Config, Engine, Vm};
use std::io::Write;
use std::sync::Arc;

/// A machine with the safe scope.
pub(crate) struct Machine {
    /// The machine.
    pub vm: Vm,
}

impl Machine {
    /// Makes it, and runs the prelude.
    pub(crate) fn new(options: &RunOptions) -> Result<Machine, String> {
        let config = Config {
            memory_limit: limits::memory(options),
            stress: if options.gc_stress { Stress::EverySafepoint } else { Stress::None },
            hash_seed: options.seed.unwrap_or_else(random_seed),
        };
        let mut vm = Vm::new(Arc::new(Engine::default()), config);
        vm.trace = Box::new(trace_line);
        vm.boot(monte_prelude::UNITS.iter().map(|unit| (unit.name, unit.code)))?;
        Ok(Machine { vm })
    }

    /// Loads a program in the safe scope.
    pub(crate) fn load(&mut self, unit: Unit) -> Result<u32, String> {
        self.vm.load_in_safe_scope(Arc::new(unit))
    }
}

/// Writes a line of `traceln`. When nobody reads standard error any more the line is lost, quietly.
fn trace_line(line: &str) {
    let mut text = String::with_capacity(line.len() + 1);
    text.push_str(line);
    text.push('\n');
    let _ = std::io::stderr().write_all(text.as_bytes());
}

fn random_seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}
