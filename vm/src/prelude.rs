//! The prelude: units of Monte code, each run when a name that it defines is needed first.
//!
//! In: the files as the crate of that name compiles them. Out: the values behind their top-level names. Most programs
//! need few of the files, so a machine starts in the time that these take. Which of them have been run must not be
//! seen by a program: a file only defines things, and running it costs no fuel, collects nothing, and is refused no
//! memory, wherever the fiber stands that needs it. What it reserves is in the account afterwards.

use crate::boot::NoStart;
use crate::builtin::guard::MadeGuards;
use crate::code::Supplied;
use crate::fiber::Fiber;
use crate::interp::Exit;
use crate::value::Value;
use crate::vm::Vm;
use hashbrown::HashMap;
use monte_compiler::unit::{Storage, Unit};

/// A file of the prelude: its name, its unit in binary form, and the top-level names that it defines.
pub type File = (&'static str, &'static [u8], &'static [&'static str]);

/// Where the running of a file stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nobody has needed it yet, or it failed.
    Waiting,
    /// It runs; what it needs itself comes from other files.
    Running,
    /// Its names are known.
    Done,
}

/// The files of a machine, and what they have defined.
#[derive(Default)]
pub(crate) struct Prelude {
    files: Vec<(File, State)>,
    /// Which file defines a name.
    homes: HashMap<&'static str, usize>,
    /// What the files that have run have defined.
    pub(crate) values: HashMap<String, Supplied>,
    /// How many files are running, each for the sake of the one before.
    running: usize,
}

impl Prelude {
    /// Whether code that is loaded now belongs to the prelude.
    pub(crate) fn is_running(&self) -> bool {
        self.running > 0
    }
}

impl Vm {
    /// Takes the files of the prelude, in the order in which they were compiled. They are run when they are needed.
    pub fn boot(&mut self, files: impl IntoIterator<Item = File>) -> Result<(), NoStart> {
        for file in files {
            let index = self.prelude.files.len();
            self.prelude.homes.extend(file.2.iter().map(|&name| (name, index)));
            self.prelude.files.push((file, State::Waiting));
        }
        if self.heap.over_limit() { Err(NoStart::OutOfMemory) } else { Ok(()) }
    }

    /// What the prelude has under a name, if it has it.
    pub(crate) fn of_prelude(&mut self, name: &str) -> Option<Supplied> {
        if let Some(&supplied) = self.prelude.values.get(name) {
            return Some(supplied);
        }
        if name == "safeScope" && !self.prelude.files.is_empty() {
            let held = self.heap.hold();
            let scope = self.make_safe_scope();
            self.heap.release_hold(held);
            // Looking up strings neither calls out nor fails.
            let supplied = Supplied { storage: Storage::Value, value: scope.ok()? };
            self.prelude.values.insert(name.to_owned(), supplied);
            self.constants_fresh = true;
            return Some(supplied);
        }
        let home = *self.prelude.homes.get(name)?;
        self.run_file(home).ok()?;
        self.prelude.values.get(name).copied()
    }

    /// Whether the prelude has a name whose file has not been run.
    pub(crate) fn awaits(&self, name: &str) -> bool {
        let home = self.prelude.homes.get(name);
        home.is_some_and(|&home| self.prelude.files[home].1 != State::Done)
    }

    /// A value of the prelude; null where it is not to be had: in the files in front of it.
    pub(crate) fn prelude_value(&mut self, name: &str) -> Value {
        self.of_prelude(name).map_or(Value::NULL, |supplied| supplied.value)
    }

    /// Runs every file that has not been run. The error names a file, and tells what is wrong with it.
    pub fn run_whole_prelude(&mut self) -> Result<(), String> {
        (0..self.prelude.files.len()).try_for_each(|index| self.run_file(index))
    }

    fn run_file(&mut self, index: usize) -> Result<(), String> {
        let ((name, code, _), state) = self.prelude.files[index];
        if state != State::Waiting {
            return Ok(());
        }
        self.prelude.files[index].1 = State::Running;
        self.prelude.running += 1;
        let aside = self.set_aside();
        let result = self.define(code);
        self.take_up(aside);
        self.prelude.running -= 1;
        self.prelude.files[index].1 = if result.is_ok() { State::Done } else { State::Waiting };
        result.map_err(|message| format!("prelude/{name}: {message}"))
    }

    /// Loads a unit, runs it, and keeps its top-level names.
    fn define(&mut self, code: &[u8]) -> Result<(), String> {
        let unit = self.engine.unit(code).map_err(|error| error.to_string())?;
        let instance = self.load_in_environment(unit.clone(), false)?;
        self.start(instance);
        match self.run_traced() {
            Exit::Done(_) => {}
            Exit::Threw(problem) => return Err(self.problem_text(problem)),
            other => return Err(format!("it was stopped: {other:?}")),
        }
        self.keep_exports(&unit);
        Ok(())
    }

    /// Takes the top-level names of the unit that has just run from its activation's locals.
    fn keep_exports(&mut self, unit: &Unit) {
        let exports = self.exports_of(unit);
        self.prelude.values.extend(exports);
        self.constants_fresh = true;
    }

    /// Puts what runs aside, and makes room for a run that is not metered.
    fn set_aside(&mut self) -> Aside {
        Aside {
            meter: self.heap.hold(),
            fiber: std::mem::take(&mut self.fiber),
            named: std::mem::replace(&mut self.named, Value::NULL),
            portrayals: std::mem::take(&mut self.portrayals),
            made_guards: std::mem::replace(&mut self.made_guards, MadeGuards::NONE),
            native_base: self.native_base,
            top_base: self.top_base,
            pending: self.pending.take(),
            pending_kind: self.pending_kind,
            pending_send: self.pending_send.take(),
            test_failed: std::mem::take(&mut self.test_failed),
        }
    }

    fn take_up(&mut self, aside: Aside) {
        self.fiber = aside.fiber;
        self.named = aside.named;
        self.portrayals = aside.portrayals;
        self.made_guards = aside.made_guards;
        self.native_base = aside.native_base;
        self.top_base = aside.top_base;
        self.pending = aside.pending;
        self.pending_kind = aside.pending_kind;
        self.pending_send = aside.pending_send;
        self.test_failed = aside.test_failed;
        self.heap.release_hold(aside.meter);
    }
}

/// What a machine has of the program that waits while a file of the prelude runs.
struct Aside {
    meter: crate::heap::Held,
    fiber: Fiber,
    named: Value,
    portrayals: crate::sameness::Portrayals,
    made_guards: MadeGuards,
    native_base: usize,
    top_base: usize,
    pending: Option<Value>,
    pending_kind: u8,
    pending_send: Option<(u32, bool)>,
    test_failed: bool,
}
