//! The machine of one vat: heap, fiber, loaded code, and what built-ins need of them.

use crate::atoms::Atoms;
use crate::fiber::{Fiber, Frame, Handler, HandlerKind, NATIVE};
use crate::heap::{Heap, Stress, Type};
use crate::native::{Answer, Raise, Resume};
use crate::value::Value;
use std::sync::{Arc, RwLock};

/// What many machines share: atoms and verified code units.
#[derive(Default)]
pub struct Engine {
    /// Interned messages.
    pub atoms: RwLock<Atoms>,
}

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
    /// Local 0 of the native activation being run: its first argument, then its first state word.
    pub native_base: usize,
}

// ---- What native functions use ----------------------------------------------------------------------

impl Vm {
    /// Throws a string.
    pub fn throw_text<T>(&mut self, text: &str) -> Result<T, Raise> {
        Err(Raise::Throw(self.heap.str(text)))
    }

    /// Throws `Object was wrong type: …` (spec 4 §18).
    pub fn wrong_type<T>(&mut self, text: &str) -> Result<T, Raise> {
        self.throw_text(&format!("Object was wrong type: {text}"))
    }

    /// Answers through an ejector argument (spec 5 §0.4): null throws, an ejector fires, anything else
    /// is called with the problem and must not return.
    pub fn eject(&mut self, ejector: Value, problem: Value) -> Answer {
        let ejector = self.resolve(ejector);
        if ejector.is_null() {
            return Err(Raise::Throw(problem));
        }
        if ejector.is_heap(Type::Ejector) {
            return Err(Raise::Eject { ejector, value: problem });
        }
        fn returned(vm: &mut Vm, _: crate::native::Resumed) -> Answer {
            vm.throw_text("Ejector did not exit")
        }
        self.call_then(ejector, "run", &[problem], &[], returned)
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
        verb: &str,
        args: &[Value],
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        let atom = self.atom(verb, args.len());
        self.suspend(state, resume);
        self.push_call(target, args);
        Err(Raise::Call { atom, named: false })
    }

    /// As [`Vm::call_then`], with a map of named arguments.
    pub fn call_named_then(
        &mut self,
        target: Value,
        verb: &str,
        args: &[Value],
        named: Value,
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        let atom = self.atom(verb, args.len());
        self.suspend(state, resume);
        self.push_call(target, args);
        self.push(named);
        Err(Raise::Call { atom, named: true })
    }

    /// As [`Vm::call_then`], but an exception is delivered as [`crate::native::Resumed::Problem`].
    pub fn call_catching(
        &mut self,
        target: Value,
        verb: &str,
        args: &[Value],
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        let atom = self.atom(verb, args.len());
        self.suspend(state, resume);
        self.install_native(HandlerKind::NativeCatch, Value::NULL);
        self.push_call(target, args);
        Err(Raise::Call { atom, named: false })
    }

    /// As [`Vm::call_then`], with a fresh ejector as the last argument; when it fires, the value comes
    /// as [`crate::native::Resumed::Ejected`].
    pub fn call_with_ejector(
        &mut self,
        target: Value,
        verb: &str,
        args: &[Value],
        state: &[Value],
        resume: Resume,
    ) -> Answer {
        let atom = self.atom(verb, args.len() + 1);
        self.suspend(state, resume);
        let ejector = self.heap.object(Type::Ejector, &[Value::TRUE, Value::NULL, Value::NULL]);
        self.install_native(HandlerKind::NativeEject, ejector);
        self.push_call(target, args);
        self.push(ejector);
        Err(Raise::Call { atom, named: false })
    }

    /// Word `i` of the state that the native function left when it suspended.
    pub fn state(&self, i: usize) -> Value {
        self.fiber.stack[self.native_base + i]
    }

    /// The atom of a verb and an arity.
    pub fn atom(&self, verb: &str, arity: usize) -> u32 {
        self.engine
            .atoms
            .write()
            .expect("no thread panics with the table")
            .intern(verb, arity as u32)
    }

    /// Pushes a value, growing the stack if it must.
    pub fn push(&mut self, value: Value) {
        let grown = self.fiber.make_room(64);
        if grown > 0 {
            self.heap.charge_outside(grown);
        }
        self.fiber.push(value);
    }

    fn push_call(&mut self, target: Value, args: &[Value]) {
        self.push(target);
        for &arg in args {
            self.push(arg);
        }
    }

    fn suspend(&mut self, state: &[Value], resume: Resume) {
        let base = self.native_base;
        self.fiber.top = base;
        for &word in state {
            self.push(word);
        }
        let resume_index = self.fiber.resumes.len() as u32;
        self.fiber.resumes.push(resume);
        self.fiber.frames.push(Frame {
            code: NATIVE,
            pc: state.len() as u32,
            base: base as u32,
            resume: resume_index,
        });
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
