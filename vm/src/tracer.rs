//! The seam to a tracing compiler: what the machine tells it, and what it may answer.
//!
//! The machine counts how often each loop head is reached. A hot head is shown to the tracer; if that wants
//! to record, the machine goes on one instruction at a time and shows it each instruction before it
//! runs. A finished trace has a number, which replaces the counter at the head: from then on the head
//! enters the trace. A trace leaves the fiber as the interpreter would have left it, in front of some
//! instruction, so nothing else in the machine knows that it ran.

use crate::code::{Code, Quick, Target};
use crate::fiber::{Frame, Handler, NATIVE};
use crate::interp::Exit;
use crate::native::{Method, Raise};
use crate::value::Value;
use crate::vm::Vm;

/// What a tracer makes of the instruction it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// It is recorded; go on.
    Continue,
    /// The loop is closed and compiled: the number of its trace.
    Compiled(u32),
    /// What was recorded is compiled, and belongs to a trace that is entered elsewhere.
    Grown,
    /// It cannot be recorded; try again later.
    Postponed,
    /// It can never be recorded.
    Refused,
}

/// How a trace was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// In front of an instruction.
    Before,
    /// In front of an instruction from which on the tracer wants to record.
    Hot,
    /// Behind a loop head, because the machine must look up.
    Safepoint,
    /// With the value of the activation that it ran.
    Returned(Value),
    /// In an instruction whose native function raised.
    Raised,
}

/// A tracing compiler. In every call the fiber is synced.
pub trait Tracer: Send {
    /// How often a loop head must be reached before it is shown.
    fn threshold(&self) -> u32;

    /// Starts to record in front of the loop head, or where a trace was left for which it answered
    /// [`Left::Hot`].
    fn begin(&mut self, vm: &mut Vm);

    /// Looks at the instruction that runs next, the loop head first.
    fn record(&mut self, vm: &mut Vm) -> Recording;

    /// The fiber stopped while it was recorded.
    fn cancel(&mut self);

    /// Runs a trace from its loop head until it leaves, and rebuilds the interpreter's frames. The fiber
    /// then stands behind the head, or in front of any other instruction.
    fn enter(&mut self, vm: &mut Vm, trace: u32) -> Left;

    /// What it has made of hot code, as text.
    fn report(&self) -> String;
}

/// What a native function raised while machine code ran, with the activation that it may have suspended in.
#[derive(Clone, Copy, Debug)]
pub struct Raised {
    raise: Raise,
    /// The activation that is to go on top of those that the exit rebuilds.
    suspended: Option<Frame>,
    /// Handlers that the function installed.
    handlers: usize,
}

/// A call from machine code that the machine makes as the instruction would.
#[derive(Clone, Copy)]
pub enum NativeCall {
    /// A method of native rows.
    Rows(&'static [&'static Method], u32),
    /// Sameness.
    Same,
    /// A comparison, by its row.
    Compare(u8),
    /// A map of so many cells.
    Map,
    /// A range whose ends are not both small integers, without its end or with it.
    Range(bool),
    /// What an iteration walks.
    Iterate,
}

impl Vm {
    /// Lets a tracer watch loops: those of loaded code, and those of code loaded from now on.
    pub fn attach_tracer(&mut self, tracer: Box<dyn Tracer>) {
        let threshold = tracer.threshold();
        self.tracer = Some(tracer);
        self.watched = Some(threshold);
        for code in &mut self.codes {
            code.count_loops(threshold);
        }
    }

    /// The tracer, to be asked for what it has done.
    pub fn detach_tracer(&mut self) -> Option<Box<dyn Tracer>> {
        for code in &mut self.codes {
            code.forget_loops();
        }
        self.watched = None;
        self.tracer.take()
    }

    /// Makes each loop head count anew: there are no traces any more.
    pub fn forget_traces(&mut self, threshold: u32) {
        for code in &mut self.codes {
            code.forget_traces(threshold);
        }
    }

    /// Lets the head at a code and an instruction enter its trace no more.
    pub fn drop_head(&mut self, (code, pc): (u32, u32)) {
        self.codes[code as usize].drop_head(pc);
    }

    /// A code instance by its number.
    pub fn code(&self, id: u32) -> &Code {
        &self.codes[id as usize]
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

    /// What an iteration over the topmost value walks.
    fn iterated(&mut self) -> crate::native::Answer {
        let value = self.fiber.stack[self.fiber.top - 1];
        match crate::builtin::iterator::iteration_source(self, value) {
            Ok(source) => Ok(source.unwrap_or(value)),
            Err(undone) => {
                // The instruction spends one unit before it stops for this.
                self.heap.fuse -= crate::heap::UNIT;
                Err(undone.into())
            }
        }
    }

    /// Tells machine code where local 0 is.
    pub fn set_trace_base(&mut self, base: usize) {
        self.trace_base = self.fiber.stack[base..].as_ptr() as usize;
    }

    /// Tells machine code how many cells, and how many bytes for exits from an address on, its calls may use.
    pub fn set_trace_limits(&mut self, cells: usize, area_end: usize) {
        let stack = self.fiber.stack.as_ptr() as usize;
        let base = (self.trace_base - stack) / size_of::<Value>();
        // Behind each activation a native function may push what it likes.
        let room = self.fiber.stack.len().saturating_sub(crate::fiber::HEADROOM);
        self.trace_limit = stack + (base + cells).min(room) * size_of::<Value>();
        self.trace_area_end = area_end;
    }

    /// Begins the activation of a body that machine code has called, whose receiver and arguments are in the cells up to
    /// `base + argc`; the one that called stands behind its call. Its other locals are what machine code has made of them.
    pub fn begin_called(&mut self, code: u32, base: usize) {
        self.fiber.frames.push(self.fiber.current);
        self.fiber.current = Frame { code, pc: 1, base: base as u32, resume: 0 };
    }

    /// Puts the current activation in front of the call behind which it stands, because nothing of the body has
    /// run: the call is made, and paid for, again.
    pub fn take_back_call(&mut self, code: u32, base: usize) {
        self.fiber.top = base + self.codes[code as usize].arity as usize;
        self.fiber.current.pc -= 1;
        self.heap.fuse += crate::heap::UNIT;
    }

    /// Makes a native call for machine code. The receiver and `argc` arguments are in the cells below `top`, counted
    /// from local 0 of the current activation. `None` if it raised: the exit that follows handles it.
    pub fn call_from_trace(&mut self, call: NativeCall, argc: usize, top: usize) -> Option<Value> {
        let (depth, handlers) = (self.fiber.frames.len(), self.fiber.handlers.len());
        let height = self.fiber.top;
        let base = (self.trace_base - self.fiber.stack.as_ptr() as usize) / size_of::<Value>();
        self.fiber.top = base + top;
        self.heap.begin();
        self.native_base = self.fiber.top - argc;
        let (x, y) = match argc {
            1 => (self.fiber.stack[self.fiber.top - 2], self.fiber.stack[self.fiber.top - 1]),
            _ => (Value::NULL, Value::NULL),
        };
        let answer = match call {
            NativeCall::Rows(rows, atom) => self.call_rows(rows, atom, argc),
            NativeCall::Same => self.same_slow(x, y),
            NativeCall::Compare(row) => self.compare_slow(row, x, y),
            NativeCall::Map => self.make_map(argc + 1),
            NativeCall::Range(till) => self.range_slow(till, x, y),
            NativeCall::Iterate => self.iterated(),
        };
        match answer {
            Ok(value) => {
                self.fiber.top = height;
                self.set_trace_base(base);
                Some(value)
            }
            Err(raise) => {
                let mut suspended = None;
                if self.fiber.current.code == NATIVE
                    && self.fiber.frames.len() > depth
                    && let Some(below) = self.fiber.frames.pop()
                {
                    suspended = Some(self.fiber.current);
                    self.fiber.current = below;
                }
                let handlers = self.fiber.handlers.len() - handlers;
                self.raised = Some(Raised { raise, suspended, handlers });
                None
            }
        }
    }

    /// Where the state of a suspended native function begins on the stack, which an exit must leave as it is.
    pub fn suspended_at(&self) -> usize {
        let suspended = self.raised.as_ref().and_then(|raised| raised.suspended);
        suspended.map_or(usize::MAX, |frame| frame.base as usize)
    }

    /// Rebuilds activations where a trace is left: that of the tree is replaced by `activations`, the first of them its own.
    pub fn rebuild_activations(&mut self, activations: impl Iterator<Item = Frame>) {
        let mut activations = activations.peekable();
        while let Some(frame) = activations.next() {
            if activations.peek().is_some() {
                self.fiber.frames.push(frame);
            } else {
                self.fiber.current = frame;
            }
        }
    }

    /// Rebuilds handlers where a trace is left, behind the activations: `kept` stay of those that there are.
    pub fn rebuild_handlers(&mut self, kept: usize, handlers: impl Iterator<Item = Handler>) {
        self.fiber.handlers.truncate(kept);
        self.fiber.handlers.extend(handlers);
    }

    /// Goes on where the activations and handlers that were rebuilt are the fiber's. What a native function that
    /// raised has installed goes on top of them; `added` activations lie below it now that did not.
    pub fn resume_at(&mut self, top: usize, native: Vec<Handler>, added: u32) {
        self.fiber.handlers.extend(
            native.into_iter().map(|handler| Handler { depth: handler.depth + added, ..handler }),
        );
        match self.raised.as_ref().and_then(|raised| raised.suspended) {
            Some(suspended) => {
                self.fiber.frames.push(self.fiber.current);
                self.fiber.current = suspended;
            }
            None => self.fiber.top = top,
        }
    }

    /// The handlers that a native function has installed which raised: they are taken off.
    pub fn take_raised_handlers(&mut self) -> Vec<Handler> {
        match &self.raised {
            Some(raised) if raised.handlers > 0 => {
                self.fiber.handlers.split_off(self.fiber.handlers.len() - raised.handlers)
            }
            _ => Vec::new(),
        }
    }

    /// Fills the slice up at a loop head of machine code, if there is nothing else to look at: answers whether it
    /// covers `units` now.
    pub fn refill(&mut self, units: i64) -> bool {
        if self.interrupt.is_raised() || !self.heap.is_at_ease() {
            return false;
        }
        self.heap.begin();
        self.fuel += self.heap.fuse;
        let slice = crate::interp::SLICE.min(self.fuel);
        self.fuel -= slice;
        self.heap.fuse = slice;
        slice >= units
    }

    /// Units of fuel that the run has left.
    pub fn fuel_left(&self) -> i64 {
        self.fuel + self.heap.slice_left()
    }

    /// Lets a trace begin with a slice that covers `units`, if the fuel does and nobody wants the machine to look up.
    pub fn grant(&mut self, units: i64) -> bool {
        if self.heap.is_tripped() || self.interrupt.is_raised() {
            return false;
        }
        if self.heap.fuse < units {
            let more = (units - self.heap.fuse).min(self.fuel);
            self.fuel -= more;
            self.heap.fuse += more;
        }
        self.heap.fuse >= units
    }

    /// Makes room on the fiber's stack for `cells` above its top, and for what a native function pushes; answers whether
    /// the memory limit allows it.
    pub fn make_room(&mut self, cells: usize) -> bool {
        let cells = cells + crate::fiber::HEADROOM;
        self.fiber.growth(cells) == 0 && {
            self.fiber.make_room(cells);
            true
        } || self.grow_stack(cells).is_ok()
    }

    /// Records from where the fiber stands, one instruction at a time. An exit is one that the program made
    /// meanwhile.
    pub(crate) fn record_trace(&mut self) -> Option<Exit> {
        let Some(mut tracer) = self.tracer.take() else {
            // A file of the prelude runs while an instruction is recorded: the loop goes on behind its head.
            self.fiber.current.pc += 1;
            return None;
        };
        let head = self.fiber.current;
        let threshold = tracer.threshold();
        self.steps = 0;
        tracer.begin(self);
        let exit = loop {
            let recording = tracer.record(self);
            match recording {
                Recording::Continue => {}
                Recording::Grown => break None,
                Recording::Compiled(trace) => {
                    self.codes[head.code as usize].set_head(head.pc, Quick::EnterTrace, trace);
                    break None;
                }
                Recording::Postponed => {
                    self.codes[head.code as usize].reheat(head.pc, threshold);
                    break None;
                }
                Recording::Refused => {
                    self.codes[head.code as usize].refuse(head.pc);
                    break None;
                }
            }
            match self.run_loop::<true, false>() {
                Exit::Stepped => {}
                exit => {
                    tracer.cancel();
                    self.codes[head.code as usize].reheat(head.pc, threshold);
                    break Some(exit);
                }
            }
        };
        self.tracer = Some(tracer);
        exit
    }

    /// Runs the trace of the loop head that the fiber stands in front of.
    #[inline(never)]
    pub(crate) fn enter_trace(&mut self, trace: u32) -> Result<(), Exit> {
        let Some(mut tracer) = self.tracer.take() else {
            self.fiber.current.pc += 1;
            return Ok(());
        };
        let left = tracer.enter(self, trace);
        self.tracer = Some(tracer);
        match left {
            Left::Before => Ok(()),
            Left::Hot => Err(Exit::Hot),
            Left::Safepoint => match self.look_up() {
                // Fuel runs out where it is spent.
                Ok(()) | Err(Exit::OutOfFuel) => Ok(()),
                Err(exit) => Err(exit),
            },
            Left::Returned(value) => {
                let flow = self.return_value(value);
                self.drive(flow)
            }
            Left::Raised => match self.raised.take() {
                Some(raised) => {
                    let flow = self.raise(raised.raise);
                    self.drive(flow)
                }
                None => Ok(()),
            },
        }
    }
}

/// A body is hot when it was called so many times as often as a loop head must be reached.
const CALLS_PER_TURN: u32 = 3;

impl Code {
    /// Makes each loop head that enters a trace one that counts.
    fn forget_traces(&mut self, threshold: u32) {
        for word in &mut self.words {
            if word.op == Quick::EnterTrace {
                word.op = Quick::CountLoop;
                word.b = self.heats.len() as u32;
                self.heats.push(std::cell::Cell::new(threshold));
            }
        }
    }

    /// Gives each loop head a counter, which the jumps back go through from now on.
    pub(crate) fn count_loops(&mut self, threshold: u32) {
        self.entry = 0;
        for (place, word) in self.words.iter_mut().enumerate() {
            if word.op == Quick::Back {
                word.b = word.b.wrapping_sub(1);
            }
            if word.op == Quick::Loop {
                word.op = Quick::CountLoop;
                word.b = self.heats.len() as u32;
                let calls = if place == 0 { CALLS_PER_TURN } else { 1 };
                self.heats.push(std::cell::Cell::new(threshold * calls));
            }
        }
    }

    /// Makes each loop head plain again.
    fn forget_loops(&mut self) {
        self.heats.clear();
        self.entry = 1;
        for word in &mut self.words {
            if word.op == Quick::Back {
                word.b = word.b.wrapping_add(1);
            }
            if matches!(word.op, Quick::CountLoop | Quick::EnterTrace) {
                word.op = Quick::Loop;
            }
        }
    }

    /// A loop head that is hot and cannot be recorded counts no more.
    fn refuse(&mut self, pc: u32) {
        if self.words[pc as usize].op == Quick::CountLoop {
            self.drop_head(pc);
        }
    }

    /// A head is passed over, or does nothing, from now on.
    fn drop_head(&mut self, pc: u32) {
        self.set_head(pc, Quick::Loop, 0);
        if pc == 0 {
            self.entry = 1;
        }
    }

    fn set_head(&mut self, pc: u32, op: Quick, operand: u32) {
        let word = &mut self.words[pc as usize];
        word.op = op;
        word.b = operand;
    }

    fn reheat(&self, pc: u32, threshold: u32) {
        let word = self.words[pc as usize];
        if word.op == Quick::CountLoop {
            self.heats[word.b as usize].set(threshold);
        }
    }
}

/// What machine code must know of the machine, values and objects.
pub mod layout {
    use crate::heap::{Heap, Type, header_word};
    use crate::value::POINTER_PATTERN;
    use crate::vm::Vm;
    use std::mem::offset_of;

    /// The distance from a pointer value to the header of its object; the type is its low half word.
    pub const HEADER: i32 = -(POINTER_PATTERN as i32);
    /// The flags of the header that say whether a store must be remembered.
    pub const OLD_AND_REMEMBERED: u32 = (crate::heap::OLD | crate::heap::REMEMBERED) as u32;
    /// What they are where it must.
    pub const OLD: u32 = crate::heap::OLD as u32;
    /// The distance from the machine to what is left of the slice.
    pub const FUSE: i32 = (offset_of!(Vm, heap) + Heap::FUSE) as i32;
    /// The distance to the first free byte of the nursery, and to its end.
    pub const BUMP: i32 = (offset_of!(Vm, heap) + Heap::BUMP) as i32;
    /// The distance to the end of the nursery's room.
    pub const BUMP_END: i32 = (offset_of!(Vm, heap) + Heap::BUMP_END) as i32;
    /// The distances to where calls must stop.
    pub const LIMIT: i32 = offset_of!(Vm, trace_limit) as i32;
    /// See [`LIMIT`].
    pub const AREA_END: i32 = offset_of!(Vm, trace_area_end) as i32;
    /// The distance to the address of local 0.
    pub const BASE: i32 = offset_of!(Vm, trace_base) as i32;

    /// The distance from a pointer value to a field of its object.
    pub const fn field(index: u32) -> i32 {
        HEADER + 8 * (index as i32 + 1)
    }

    /// The header of a new object of values.
    pub fn header(ty: u16, words: usize) -> u64 {
        header_word(crate::heap::TYPES[ty as usize], words)
    }

    const _: () = assert!(Type::Null as u16 == 0);
}
