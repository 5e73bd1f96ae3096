//! The machine of one vat: heap, fiber, loaded code, and what built-ins need of them.

use crate::atoms::SentAtoms;
use crate::code::{Code, KnownAtoms, ScriptInstance, Supplied, Target, UnitInstance};
use crate::embed::{HostTable, Kept, Watch};
use crate::fiber::{Fiber, Frame, Handler, HandlerKind, NATIVE};
use crate::heap::{Heap, Stress, Type, Undone};
use crate::interp::{Interrupt, SELECTED};
use crate::native::{Answer, Raise, Resume};
use crate::prelude::Prelude;
use crate::value::Value;
use hashbrown::HashMap;
use monte_compiler::isa::STATIC_GUARDS;
use monte_compiler::unit::Unit;
use std::sync::Arc;

pub use crate::engine::Engine;

/// How a machine is set up.
#[derive(Clone, Debug)]
pub struct Config {
    /// Bytes that may be reserved.
    pub memory_limit: usize,
    /// How the heap is checked.
    pub stress: Stress,
    /// The key of hashing strings and bytes.
    pub hash_seed: u64,
}

impl Default for Config {
    fn default() -> Config {
        Config { memory_limit: usize::MAX, stress: Stress::None, hash_seed: 0x6d6f_6e74_6521_2026 }
    }
}

pub use crate::trail::TraceFrame;

/// The machine of one vat.
pub struct Vm {
    /// What it shares with others.
    pub engine: Arc<Engine>,
    /// Its objects.
    pub heap: Heap,
    /// Its running program.
    pub fiber: Fiber,
    /// How it was set up.
    pub config: Config,
    /// Where `traceln` writes; the host drains it.
    pub trace: Box<dyn FnMut(&str) + Send>,
    /// The named arguments of the call being made to a native function: a map, or null.
    pub named: Value,
    /// Portrayals of program objects, while an operation that asked for them runs anew.
    pub portrayals: crate::sameness::Portrayals,
    /// Parametric guards that were made last.
    pub(crate) made_guards: crate::builtin::guard::MadeGuards,
    /// The key that was looked up last.
    pub(crate) recent_key: crate::sameness::RecentKey,
    /// Local 0 of the native activation being run: its first argument, then its first state word.
    pub native_base: usize,
    /// Local 0 of the top level of the unit started last.
    pub(crate) top_base: usize,
    /// Loaded code. Call sites point to it, so it is boxed.
    #[allow(clippy::vec_box, reason = "the address of a code instance must not change")]
    pub(crate) codes: Vec<Box<Code>>,
    /// Loaded units.
    pub(crate) units: Vec<UnitInstance>,
    /// Numbers of units and codes that were unloaded.
    pub(crate) vacant: crate::code::Vacant,
    /// Units of dropped programs that are still loaded.
    pub(crate) lingering: crate::code::Lingering,
    /// Loaded scripts.
    pub(crate) scripts: Vec<ScriptInstance>,
    pub(crate) known_atoms: KnownAtoms,
    /// Atoms that the machine itself sends.
    pub(crate) atoms: SentAtoms,
    /// What each pair of receiver key and atom selects.
    pub(crate) dispatch: HashMap<(u64, u32), Target>,
    /// What was selected lately, by a few bits of both.
    pub(crate) selected: Box<[(u64, u32, Target); SELECTED]>,
    /// Constants may point into the nursery.
    pub(crate) constants_fresh: bool,
    /// `[].asMap()`.
    pub(crate) empty_map: Value,
    /// `["FAIL" => throw]`.
    pub(crate) fail_map: Value,
    /// The object `throw`.
    pub(crate) throw: Value,
    /// Strings of verbs, by atom, that machine code reads.
    pub(crate) verbs: HashMap<u32, Box<Value>>,
    /// The guards of `isa::StaticGuard`, in its order.
    pub(crate) static_guards: Vec<Value>,
    /// One object per row of `builtin::SINGLETONS`.
    pub(crate) singletons: Vec<Value>,
    /// The row of each name.
    pub(crate) singleton_rows: HashMap<&'static str, usize>,
    /// The prelude's files, and what they have defined.
    pub(crate) prelude: Prelude,
    /// What the inputs of a session have defined.
    pub(crate) session: HashMap<String, Supplied>,
    /// A call that is on top of the stack, to be made when the fiber goes on.
    pub(crate) pending_send: Option<(u32, bool)>,
    /// Values that the host keeps.
    pub(crate) handles: Vec<Value>,
    /// Values that the embedding program keeps.
    pub(crate) kept: Kept,
    /// Objects of the embedding program.
    pub(crate) hosts: HostTable,
    /// What stops a run in single steps, if not every step does.
    pub(crate) watch: Watch,
    /// Bindings of outer names that are stored by value: indices into `handles`.
    pub(crate) outer_bindings: HashMap<(u32, u32), usize>,
    /// What a native activation is to be resumed with after an out-of-memory stop.
    pub(crate) pending: Option<Value>,
    /// How: see `Resumed::kind`.
    pub(crate) pending_kind: u8,
    /// Stops the machine from outside.
    pub interrupt: Interrupt,
    /// Fuel behind the current slice.
    pub(crate) fuel: i64,
    /// Fuel used by finished runs.
    pub fuel_used: u64,
    /// Whether to count instructions, in a loop of its own; no tracer is asked then.
    pub count_instructions: bool,
    /// Instructions that were executed while they were counted; a sequence with a shortcut is one.
    pub instructions: u64,
    /// Instructions executed one by one.
    pub(crate) steps: u64,
    /// The slow path of a static test ended in failure.
    pub(crate) test_failed: bool,
    /// Bytes of the atoms that this machine was the first to name.
    pub(crate) interned: usize,
    /// Bytes of the code that this machine has loaded.
    pub(crate) loaded: usize,
    /// Fuel, code and instruction where everything was collected for a result that did not fit.
    pub(crate) retried_at: Option<(i64, u32, u32)>,
    /// Watches loops, and runs what it has made of them; taken out while it works.
    pub(crate) tracer: Option<Box<dyn crate::tracer::Tracer>>,
    /// The threshold of the tracer, which watches code that is loaded while it works, too.
    pub(crate) watched: Option<u32>,
    /// Where machine code that calls itself must stop: the end of the room for its cells, and of that for its exits.
    pub(crate) trace_limit: usize,
    pub(crate) trace_area_end: usize,
    /// The address of local 0 of the activation that machine code works on.
    pub(crate) trace_base: usize,
    /// What a helper of machine code answered last, until it is read: the word of a value, or a number.
    pub(crate) trace_answer: u64,
    /// What a native function raised that machine code called.
    pub(crate) raised: Option<crate::tracer::Raised>,
    /// What such a function answered that was expected to raise, and its operands.
    pub(crate) answered: Option<(Value, usize)>,
}

impl Vm {
    /// A machine with the natively made part of the safe scope, and an empty prelude.
    pub fn new(engine: Arc<Engine>, config: Config) -> Vm {
        let (known_atoms, atoms) = {
            let mut table = engine.atoms_mut();
            (KnownAtoms::new(&mut table), SentAtoms::new(&mut table))
        };
        let mut heap = Heap::new(config.memory_limit, config.stress);
        let singletons = (0..crate::builtin::SINGLETONS.len())
            .map(|row| heap.object(Type::Singleton, &[Value::index(row)]))
            .collect();
        let mut vm = Vm {
            engine,
            heap,
            fiber: Fiber::new(),
            config,
            trace: Box::new(|_| {}),
            named: Value::NULL,
            portrayals: Default::default(),
            made_guards: crate::builtin::guard::MadeGuards::NONE,
            recent_key: crate::sameness::RecentKey::NONE,
            native_base: 0,
            top_base: 0,
            codes: Vec::new(),
            units: Vec::new(),
            vacant: Default::default(),
            lingering: Default::default(),
            scripts: Vec::new(),
            known_atoms,
            atoms,
            dispatch: HashMap::new(),
            selected: Box::new([(u64::MAX, u32::MAX, Target::Unknown); SELECTED]),
            constants_fresh: true,
            empty_map: Value::NULL,
            fail_map: Value::NULL,
            throw: Value::NULL,
            verbs: HashMap::new(),
            static_guards: Vec::new(),
            singletons,
            singleton_rows: crate::builtin::SINGLETONS
                .iter()
                .enumerate()
                .map(|(row, singleton)| (singleton.name, row))
                .collect(),
            prelude: Prelude::default(),
            session: HashMap::new(),
            pending_send: None,
            handles: Vec::new(),
            kept: Kept::default(),
            hosts: HostTable::default(),
            watch: Watch::default(),
            outer_bindings: HashMap::new(),
            pending: None,
            pending_kind: 0,
            interrupt: Interrupt::default(),
            fuel: 0,
            fuel_used: 0,
            count_instructions: false,
            instructions: 0,
            steps: 0,
            test_failed: false,
            interned: 0,
            loaded: 0,
            retried_at: None,
            tracer: None,
            watched: None,
            trace_limit: 0,
            trace_area_end: 0,
            trace_base: 0,
            trace_answer: 0,
            raised: None,
            answered: None,
        };
        vm.static_guards = STATIC_GUARDS
            .iter()
            .map(|(_, name)| vm.singleton(name).unwrap_or(Value::NULL))
            .collect();
        vm.throw = vm.singleton("throw").unwrap_or(Value::NULL);
        vm.empty_map = vm.heap.empty_map();
        let (key, thrower) = (vm.heap.str("FAIL"), vm.throw);
        vm.fail_map = crate::data::map::map_of(&mut vm, &[(key, thrower)])
            .expect("a string key needs no call, and one pair fits");
        vm
    }

    /// The singleton of that name.
    pub fn singleton(&self, name: &str) -> Option<Value> {
        self.singleton_rows.get(name).map(|&row| self.singletons[row])
    }

    /// The loaded units, in the order in which they were loaded.
    pub fn units(&self) -> impl Iterator<Item = &Arc<Unit>> {
        self.units.iter().map(|instance| &instance.unit)
    }

    /// The unit and script data of a user-made object.
    pub fn script(&self, object: Value) -> Option<(&Arc<Unit>, &monte_compiler::unit::Script)> {
        if !object.is_heap(Type::Object) {
            return None;
        }
        let script = &self.scripts[object.field(0).to_index()];
        let unit = &self.units[script.unit as usize].unit;
        Some((unit, &unit.scripts[script.index as usize]))
    }

    /// The captured cells of a user-made object, in the order of its script's captures.
    pub fn captures(&self, object: Value) -> &[Value] {
        &object.fields()[2..]
    }

    /// `unit:line:column:line:column` of the source of an instruction; `pc` is the one behind it.
    pub fn label_at(&self, code: u32, pc: u32) -> String {
        let Some(code) = self.loaded_code(code) else { return String::new() };
        let unit = &self.units[code.unit as usize];
        let origin = code.origins.get((pc as usize).saturating_sub(1)).copied().unwrap_or(0);
        let spans = &unit.body(code.place).spans;
        let span = spans.get(origin as usize).copied().unwrap_or_default();
        let (line, column) = position(&unit.unit.line_starts, span.start);
        let (end_line, end_column) = position(&unit.unit.line_starts, span.end);
        format!("{}:{line}:{column}:{end_line}:{end_column}", unit.unit.origin)
    }
}

/// Line (from 1) and column (from 0) of a byte offset.
pub(crate) fn position(line_starts: &[u32], offset: u32) -> (usize, u32) {
    let line = line_starts.partition_point(|&start| start <= offset);
    let start = if line == 0 { 0 } else { line_starts[line - 1] };
    (line.max(1), offset - start)
}

// ---- What native functions use ----------------------------------------------------------------------

impl Vm {
    /// Throws a string.
    pub fn throw_text<T>(&mut self, text: &str) -> Result<T, Raise> {
        Err(Raise::Throw(self.heap.str(text)))
    }

    /// Throws `Object was wrong type: …` (spec 4 §18).
    pub fn wrong_type<T>(&mut self, text: &str) -> Result<T, Raise> {
        let text = self.heap.str(&format!("Object was wrong type: {text}"));
        self.throw_system(text, crate::print::Family::WrongType)
    }

    /// Answers through an ejector argument (spec 5 §0.4): null throws, an ejector fires, anything else
    /// is called with the problem and must not return.
    pub fn eject(&mut self, ejector: Value, problem: Value) -> Answer {
        let ejector = self.resolve(ejector);
        if ejector.is_null() || ejector == self.throw {
            return Err(Raise::Throw(problem));
        }
        if ejector.is_heap(Type::Ejector) {
            return Err(Raise::Eject { ejector, value: problem });
        }
        fn returned(vm: &mut Vm, _: crate::native::Resumed) -> Answer {
            vm.throw_text("Ejector did not exit")
        }
        self.call_then(ejector, self.run_atom(1), &[problem], &[], returned)
    }

    /// Ejects a string.
    pub fn eject_text(&mut self, ejector: Value, text: &str) -> Answer {
        let problem = self.heap.str(text);
        self.eject(ejector, problem)
    }

    /// The value that a reference stands for, if it has one; else the value itself.
    #[inline(always)]
    pub fn resolve(&self, value: Value) -> Value {
        if value.is_heap(Type::Promise) {
            crate::builtin::reference::resolution(value)
        } else {
            value
        }
    }

    /// Suspends the native function that runs: calls `target` and goes on in `resume` with the result.
    /// `state` is kept on the stack; the resumed function reads it with [`Vm::state`].
    pub fn call_then(
        &mut self,
        target: Value,
        atom: u32,
        args: &[Value],
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        self.suspend(state, resume);
        self.send_from_native(target, atom, args, None)
    }

    /// As [`Vm::call_then`], with a map of named arguments.
    pub fn call_named_then(
        &mut self,
        target: Value,
        atom: u32,
        args: &[Value],
        named: Value,
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        self.suspend(state, resume);
        self.send_from_native(target, atom, args, Some(named))
    }

    /// As [`Vm::call_then`], but an exception is delivered as [`crate::native::Resumed::Problem`].
    pub fn call_catching(
        &mut self,
        target: Value,
        atom: u32,
        args: &[Value],
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        self.suspend(state, resume);
        self.install_native(HandlerKind::NativeCatch, Value::NULL);
        self.send_from_native(target, atom, args, None)
    }

    /// As [`Vm::call_then`], with a fresh ejector behind the arguments, which the atom counts; when it
    /// fires, the value comes as [`crate::native::Resumed::Ejected`].
    pub fn call_with_ejector(
        &mut self,
        target: Value,
        atom: u32,
        args: &[Value],
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        self.suspend(state, resume);
        self.send_with_ejector(target, atom, args)
    }

    /// As [`Vm::call_with_ejector`], but an exception is delivered too.
    pub fn call_attempting(
        &mut self,
        target: Value,
        atom: u32,
        args: &[Value],
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        self.suspend(state, resume);
        self.install_native(HandlerKind::NativeCatch, Value::NULL);
        self.send_with_ejector(target, atom, args)
    }

    fn send_with_ejector(&mut self, target: Value, atom: u32, args: &[Value]) -> Answer {
        let ejector = self.heap.object(Type::Ejector, &[Value::TRUE, Value::NULL, Value::NULL]);
        self.install_native(HandlerKind::NativeEject, ejector);
        self.send_from_native(target, atom, &[args, &[ejector]].concat(), None)
    }

    /// Pushes a call for the machine to make when the suspended function has returned.
    fn send_from_native(
        &mut self,
        target: Value,
        atom: u32,
        args: &[Value],
        named: Option<Value>,
    ) -> Answer {
        self.push(target);
        args.iter().chain(&named).for_each(|&value| self.push(value));
        Err(Raise::Call { atom, named: named.is_some() })
    }

    /// Word `i` of the state that the native function left when it suspended.
    pub fn state(&self, i: usize) -> Value {
        self.fiber.stack[self.native_base + i]
    }

    /// The atom of a verb and an arity.
    pub fn atom(&mut self, verb: &str, arity: usize) -> u32 {
        let (atom, bytes) = {
            let mut atoms = self.engine.atoms_mut();
            let before = atoms.bytes();
            let atom = atoms.intern(verb, arity as u32);
            (atom, atoms.bytes() - before)
        };
        if bytes > 0 {
            self.interned += bytes;
            self.heap.charge_outside(bytes);
        }
        atom
    }

    /// Bytes that the machine has reserved outside its heap.
    pub(crate) fn outside(&self) -> usize {
        let dispatch = self.dispatch.capacity() * size_of::<((u64, u32), Target)>();
        let host = self.kept.reserved() + self.hosts.reserved();
        self.fiber.reserved() + self.interned + self.loaded + dispatch + host
    }

    /// Ends the machine, and answers what its account says when everything has gone back to the system: 0.
    pub fn close(self) -> usize {
        let Vm { heap, .. } = self;
        heap.close()
    }

    /// Pushes a value, growing the stack if it must.
    pub fn push(&mut self, value: Value) {
        self.fiber.make_room(64);
        self.fiber.push(value);
    }

    /// Gives a long operation up if somebody asked the machine to stop; to be asked every few thousand
    /// parts, by operations that have changed nothing so far.
    #[inline]
    pub(crate) fn go_on(&self) -> Result<(), Undone> {
        self.heap.go_on()
    }

    /// Makes the native activation that runs the current one of the fiber, with this state.
    pub(crate) fn suspend(&mut self, state: &[Value], resume: Resume) {
        let base = self.native_base;
        self.fiber.top = base;
        for &word in state {
            self.push(word);
        }
        let current = self.fiber.current;
        let resumed_before = current.code == NATIVE && current.base as usize == base;
        let resume_index = if resumed_before {
            self.fiber.resumes[current.resume as usize] = resume;
            current.resume
        } else {
            self.fiber.frames.push(current);
            self.fiber.resumes.push(resume);
            self.fiber.resumes.len() as u32 - 1
        };
        self.fiber.current =
            Frame { code: NATIVE, pc: state.len() as u32, base: base as u32, resume: resume_index };
    }

    fn install_native(&mut self, kind: HandlerKind, ejector: Value) {
        self.fiber.handlers.push(Handler {
            kind,
            depth: self.fiber.frames.len() as u32,
            target: 0,
            height: self.fiber.top as u32,
            ejector,
        });
    }
}
