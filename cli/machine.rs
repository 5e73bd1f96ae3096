//! A machine that is ready to run programs: the native part of the safe scope, and the prelude.

use crate::arguments::{Jit, RunOptions};
use crate::limits;
use crate::perf;
use crate::report;
use crate::status::Status;
use monte_compiler::unit::Unit;
use monte_jit::{Report, Thresholds, TracingCompiler};
use monte_vm::boot::NoStart;
use monte_vm::heap::Stress;
use monte_vm::vm::{Config, Engine, Vm};
use std::any::Any;
use std::io::Write;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

/// A machine with the safe scope.
pub(crate) struct Machine {
    /// The machine.
    pub vm: Vm,
}

impl Machine {
    /// Makes it; a failure has been reported.
    pub(crate) fn new(options: &RunOptions) -> Result<Machine, Status> {
        let config = Config {
            memory_limit: limits::memory(options),
            stress: if options.gc_stress { Stress::EverySafepoint } else { Stress::None },
            hash_seed: options.seed.unwrap_or_else(random_seed),
        };
        let mut vm = Vm::new(Arc::new(Engine::default()), config);
        vm.trace = Box::new(trace_line);
        let thresholds = match options.jit {
            _ if options.no_jit => None,
            Jit::Off => None,
            Jit::On => Some(Thresholds::USUAL),
            Jit::Eager => Some(Thresholds::EAGER),
        };
        if let Some(thresholds) = thresholds {
            let mut compiler = TracingCompiler::new(thresholds);
            if options.jit_stats || options.listings {
                compiler = compiler.with_clock(nanoseconds);
            }
            if options.listings {
                compiler = compiler.with_listings();
            }
            if let Some(kind) = options.jit_perf {
                let listener = perf::listener(kind).map_err(|error| {
                    say!("monte: no symbols for `perf`: {error}");
                    Status::Usage
                })?;
                compiler = compiler.with_listener(listener);
            }
            if let Some(seed) = options.jit_exit {
                compiler = compiler.with_random_exits(seed);
            }
            vm.attach_tracer(Box::new(compiler));
        }
        match vm.boot(monte_prelude::units()) {
            Ok(()) => Ok(Machine { vm }),
            Err(NoStart::OutOfMemory) => {
                let why = report::out_of_memory(vm.heap.limit());
                say!("monte: {why} before the program begins");
                Err(Status::OutOfMemory)
            }
        }
    }

    /// What its tracing compiler has done, if there is one. It does nothing more from now on.
    pub(crate) fn traced(&mut self) -> Option<Report> {
        let tracer: Box<dyn Any> = self.vm.detach_tracer()?;
        Some(tracer.downcast::<TracingCompiler>().ok()?.report(&self.vm))
    }

    /// Loads a program in the safe scope.
    pub(crate) fn load(&mut self, unit: Arc<Unit>) -> Result<u32, String> {
        self.vm.load_in_safe_scope(unit)
    }
}

/// Lines beyond so many bytes are not written in one piece with their ends.
const LONG_LINE: usize = 1 << 16;

/// Writes a line of `traceln`. When nobody reads standard error any more the line is lost, quietly.
fn trace_line(line: &str) {
    let mut out = std::io::stderr().lock();
    if line.len() > LONG_LINE {
        // A copy of it would be more than the program may have.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.write_all(b"\n"));
        return;
    }
    let mut text = String::with_capacity(line.len() + 1);
    text.push_str(line);
    text.push('\n');
    let _ = out.write_all(text.as_bytes());
}

/// Nanoseconds since the first call.
fn nanoseconds() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_nanos() as u64
}

fn random_seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(std::process::id())
}
