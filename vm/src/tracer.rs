//! The seam to a tracing compiler: what the machine tells it, and what it may answer.
//!
//! The machine counts how often each loop head is reached. A hot head is shown to the tracer; if that wants
//! to record, the machine goes on one instruction at a time and shows it each instruction before it
//! runs. A finished trace has a number, which replaces the counter at the head: from then on the head
//! enters the trace. A trace leaves the fiber as the interpreter would have left it, in front of some
//! instruction, so nothing else in the machine knows that it ran.

use crate::code::{Code, Quick};
use crate::interp::Exit;
use crate::value::Value;
use crate::vm::Vm;

/// What a tracer makes of the instruction it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recording {
    /// It is recorded; go on.
    Continue,
    /// The loop is closed and compiled: the number of its trace.
    Compiled(u32),
    /// It cannot be recorded; try again later.
    Postponed,
    /// It can never be recorded.
    Refused,
}

/// A tracing compiler. In every call the fiber is synced.
pub trait Tracer: Send {
    /// How often a loop head must be reached before it is shown.
    fn threshold(&self) -> u32;

    /// Starts to record at the loop head that the fiber stands in front of.
    fn begin(&mut self, vm: &Vm);

    /// Looks at the instruction that runs next, the loop head first.
    fn record(&mut self, vm: &Vm) -> Recording;

    /// The fiber stopped while it was recorded.
    fn cancel(&mut self);

    /// Runs a trace from its loop head until it leaves, and rebuilds the interpreter's frames. The fiber
    /// then stands behind the head, or in front of any other instruction.
    fn enter(&mut self, vm: &mut Vm, trace: u32);
}

impl Vm {
    /// Lets a tracer watch loops: those of loaded code, and those of code loaded from now on.
    pub fn attach_tracer(&mut self, tracer: Box<dyn Tracer>) {
        let threshold = tracer.threshold();
        self.tracer = Some(tracer);
        for code in &mut self.codes {
            code.count_loops(threshold);
        }
    }

    /// The tracer, to be asked for what it has done.
    pub fn detach_tracer(&mut self) -> Option<Box<dyn Tracer>> {
        for code in &mut self.codes {
            code.forget_loops();
        }
        self.tracer.take()
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

    /// Makes room on the fiber's stack for `cells` above its top, and for what a native function pushes.
    pub fn make_room(&mut self, cells: usize) {
        self.fiber.make_room(cells + crate::fiber::HEADROOM);
    }

    /// Records at the hot loop head that the fiber stands in front of, one instruction at a time. An exit
    /// is one that the program made meanwhile.
    pub(crate) fn record_trace(&mut self) -> Option<Exit> {
        let mut tracer = self.tracer.take()?;
        let head = self.fiber.current;
        let threshold = tracer.threshold();
        self.steps = 0;
        tracer.begin(self);
        let exit = loop {
            let recording = tracer.record(self);
            let code = &mut self.codes[head.code as usize];
            match recording {
                Recording::Continue => {}
                Recording::Compiled(trace) => {
                    code.set_head(head.pc, Quick::EnterTrace, trace);
                    break None;
                }
                Recording::Postponed => {
                    code.reheat(head.pc, threshold);
                    break None;
                }
                Recording::Refused => {
                    code.set_head(head.pc, Quick::Loop, 0);
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
    pub(crate) fn enter_trace(&mut self, trace: u32) {
        match self.tracer.take() {
            Some(mut tracer) => {
                tracer.enter(self, trace);
                self.tracer = Some(tracer);
            }
            None => self.fiber.current.pc += 1,
        }
    }
}

impl Code {
    /// Gives each loop head a counter, which the jumps back go through from now on.
    pub(crate) fn count_loops(&mut self, threshold: u32) {
        for word in &mut self.words {
            if word.op == Quick::Back {
                word.b = word.b.wrapping_sub(1);
            }
            if word.op == Quick::Loop {
                word.op = Quick::CountLoop;
                word.b = self.heats.len() as u32;
                self.heats.push(std::cell::Cell::new(threshold));
            }
        }
    }

    /// Makes each loop head plain again.
    fn forget_loops(&mut self) {
        self.heats.clear();
        for word in &mut self.words {
            if word.op == Quick::Back {
                word.b = word.b.wrapping_add(1);
            }
            if matches!(word.op, Quick::CountLoop | Quick::EnterTrace) {
                word.op = Quick::Loop;
            }
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

/// What machine code must know of values and objects.
pub mod layout {
    use super::Value;
    pub use crate::value::{POINTER_MASK, POINTER_PATTERN};

    /// The distance from a pointer value to the header of its object; the type is its low half word.
    pub const HEADER: i32 = -(POINTER_PATTERN as i32);
    /// The distance from a pointer value to a field of its object.
    pub const fn field(index: u32) -> i32 {
        HEADER + 8 * (index as i32 + 1)
    }
    /// The distance from a pointer to a user-made object to one of its captures.
    pub const fn capture(index: u32) -> i32 {
        field(index + 2)
    }
    /// Field 0 of the objects of a script.
    pub fn script_word(script: u32) -> u64 {
        Value::int(script as i64).bits()
    }
}
