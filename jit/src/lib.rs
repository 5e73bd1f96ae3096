//! The tracing compiler: from the instructions that a hot loop runs to machine code, and back to the
//! interpreter's frames where that leaves.
//!
//! ```text
//! interpreter ── recorder ── trace ── back end ── machine code ── exit ── interpreter
//! ```
//!
//! It is a first proof: one path through loops over immediate integers, with calls of user-made methods
//! followed. Whatever else a loop does, the interpreter keeps doing. It plugs into the machine through
//! `monte_vm::tracer::Tracer`; the machine knows nothing of it.
#![deny(unsafe_code)]

mod abort;
mod backend;
mod exit;
mod ir;
mod limits;
mod machine_code;
mod recorder;

pub use abort::Abort;
pub use machine_code::MachineCodeError;

use exit::Exit;
use hashbrown::HashMap;
use machine_code::{MachineCode, Shop};
use monte_vm::tracer::{Recording, Tracer};
use monte_vm::value::Value;
use monte_vm::vm::Vm;
use recorder::{Progress, Recorder};
use std::sync::{Arc, Mutex};

/// What the compiler has done, for reports and tests.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Each trace as text: the intermediate form, and Cranelift's.
    pub traces: Vec<String>,
    /// Each recording that was given up.
    pub aborts: Vec<Abort>,
    /// How often traces were entered.
    pub entered: u64,
    /// For each trace, its exits.
    pub exits: Vec<Vec<ExitCount>>,
    /// How often the entry of a trace refused what the loop carried.
    pub refused: u64,
}

/// How often a trace was left at one snapshot.
#[derive(Clone, Copy, Debug)]
pub struct ExitCount {
    /// Activations that are rebuilt there.
    pub activations: usize,
    /// Times.
    pub count: u64,
}

/// A compiled trace.
struct Compiled {
    code: MachineCode,
    exits: Vec<Exit>,
    /// Cells above local 0 that must be there.
    extent: usize,
}

/// The tracing compiler of one machine.
pub struct TracingCompiler {
    shop: Shop,
    recorder: Option<Recorder>,
    traces: Vec<Compiled>,
    /// Attempts at each loop head: code and instruction.
    attempts: HashMap<(u32, u32), u32>,
    /// Where exits store values.
    area: Vec<Value>,
    threshold: u32,
    report: Arc<Mutex<Report>>,
}

impl TracingCompiler {
    /// A compiler for the processor that this runs on, and the report that it keeps.
    pub fn new() -> Result<(TracingCompiler, Arc<Mutex<Report>>), MachineCodeError> {
        let report = Arc::new(Mutex::new(Report::default()));
        let compiler = TracingCompiler {
            shop: Shop::new()?,
            recorder: None,
            traces: Vec::new(),
            attempts: HashMap::new(),
            area: Vec::new(),
            threshold: limits::HOT,
            report: report.clone(),
        };
        Ok((compiler, report))
    }

    fn report(&self) -> std::sync::MutexGuard<'_, Report> {
        self.report.lock().expect("no holder of the report panics")
    }

    fn give_up(&mut self, head: (u32, u32), abort: Abort) -> Recording {
        self.report().aborts.push(abort);
        let attempts = self.attempts.entry(head).or_default();
        *attempts += 1;
        if abort.is_lasting() || *attempts >= limits::ATTEMPTS {
            Recording::Refused
        } else {
            Recording::Postponed
        }
    }

    fn compile(&mut self, recorder: Recorder, vm: &Vm) -> Result<u32, Abort> {
        let trace = recorder.close(vm);
        let (code, listing) =
            backend::compile(&mut self.shop, &trace).map_err(|_| Abort::BackEnd)?;
        let exits: Vec<Exit> =
            trace.snapshots.iter().map(|snapshot| Exit::new(&trace, snapshot)).collect();
        let stored = exits.iter().map(Exit::stored).max().unwrap_or(0);
        if stored > self.area.len() {
            self.area.resize(stored, Value::NULL);
        }
        {
            let mut report = self.report();
            report.exits.push(
                exits
                    .iter()
                    .map(|exit| ExitCount { activations: exit.activations(), count: 0 })
                    .collect(),
            );
            report.traces.push(format!("{trace}\n{listing}"));
        }
        self.traces.push(Compiled { code, exits, extent: trace.extent as usize });
        Ok(self.traces.len() as u32 - 1)
    }
}

impl Tracer for TracingCompiler {
    fn threshold(&self) -> u32 {
        self.threshold
    }

    fn begin(&mut self, vm: &Vm) {
        self.recorder = Some(Recorder::new(vm));
    }

    fn record(&mut self, vm: &Vm) -> Recording {
        let Some(mut recorder) = self.recorder.take() else { return Recording::Postponed };
        let head = (recorder.head().code, recorder.head().pc);
        let finished = match recorder.record(vm) {
            Ok(Progress::Open) => {
                self.recorder = Some(recorder);
                return Recording::Continue;
            }
            Ok(Progress::Closed) => self.compile(recorder, vm),
            Err(abort) => Err(abort),
        };
        match finished {
            Ok(trace) => Recording::Compiled(trace),
            Err(abort) => self.give_up(head, abort),
        }
    }

    fn cancel(&mut self) {
        if let Some(recorder) = self.recorder.take() {
            let head = (recorder.head().code, recorder.head().pc);
            self.give_up(head, Abort::Stopped);
        }
    }

    fn enter(&mut self, vm: &mut Vm, trace: u32) {
        let compiled = &self.traces[trace as usize];
        vm.make_room(compiled.extent);
        let base = vm.fiber.current.base as usize;
        let number =
            compiled.code.run(&mut vm.fiber.stack, base, &mut vm.heap.fuse, &mut self.area);
        match compiled.exits.get(number as usize) {
            Some(exit) => exit.rebuild(vm, &self.area),
            // The entry refused: nothing has happened; the interpreter goes on behind the head.
            None => vm.fiber.current.pc += 1,
        }
        let mut report = self.report();
        report.entered += 1;
        match report.exits[trace as usize].get_mut(number as usize) {
            Some(exit) => exit.count += 1,
            None => report.refused += 1,
        }
    }
}
