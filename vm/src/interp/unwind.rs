//! Unwinding: exceptions and ejections look for their handler on the side stack, from the top.
//!
//! A problem is sealed, with its trail, at the moment it is thrown. A finally block on the way is entered
//! with the event parked on the stack; its end raises the event again.

use super::slow::Flow;
use super::{Exit, Why};
use crate::fiber::{BOTTOM, HandlerKind, NATIVE};
use crate::heap::Type;
use crate::native::{Raise, Resumed};
use crate::value::Value;
use crate::vm::Vm;

/// The innermost activations that a trail names.
const TRAIL_INNER: usize = 64;
/// The outermost activations that a trail names when there are more.
const TRAIL_OUTER: usize = 16;

impl Vm {
    /// Handles what a native function raised, at the synced place.
    pub(crate) fn raise(&mut self, raise: Raise) -> Flow {
        match raise {
            Raise::Throw(payload) => {
                let problem = self.seal(payload);
                self.throw(problem)
            }
            Raise::Eject { ejector, value } => {
                if ejector.field(0) != Value::TRUE {
                    let text = crate::builtin::ejector::inactive(self, ejector);
                    let payload = self.heap.str(&text);
                    return self.raise(Raise::Throw(payload));
                }
                self.heap.store(ejector, 0, Value::FALSE);
                self.eject_through(ejector, value)
            }
            Raise::Call { atom, named } => Flow::Send { atom, named },
            Raise::OverLimit { .. } | Raise::Interrupted => {
                let exit = self.exit_of(raise);
                Flow::Exit(self.stop_before(exit))
            }
            Raise::Portrayal(_) => {
                // Operations on keys are wrapped in `sameness::keyed`, which keeps this to itself.
                let payload = self.heap.str("Internal error: no portrayal at hand");
                self.raise(Raise::Throw(payload))
            }
        }
    }

    /// Why the loop is left in front of something that a native function could not do now.
    pub(super) fn exit_of(&mut self, stop: Raise) -> Exit {
        match stop {
            Raise::OverLimit { wanted } => Exit::OutOfMemory { wanted },
            _ => Exit::Interrupted(self.interrupt.take().unwrap_or(Why::Host)),
        }
    }

    /// Raises a parked event again, at the end of a finally block.
    pub(super) fn raise_event(&mut self, event: Value) -> Flow {
        let (payload, ejector) = (event.field(0), event.field(1));
        if ejector.is_null() { self.throw(payload) } else { self.eject_through(ejector, payload) }
    }

    /// Throws a sealed problem.
    fn throw(&mut self, problem: Value) -> Flow {
        while let Some(handler) = self.fiber.handlers.pop() {
            match handler.kind {
                HandlerKind::Eject | HandlerKind::NativeEject => {
                    self.heap.store(handler.ejector, 0, Value::FALSE);
                }
                HandlerKind::Idle => {}
                HandlerKind::Catch => {
                    self.rewind(handler.depth, handler.height);
                    self.push(problem);
                    self.fiber.current.pc = handler.target;
                    return Flow::Continue;
                }
                HandlerKind::Unwind => {
                    self.rewind(handler.depth, handler.height);
                    self.park(problem, Value::NULL, handler.target);
                    return Flow::Continue;
                }
                HandlerKind::NativeCatch => {
                    self.rewind(handler.depth, handler.height);
                    return Flow::Resume(Resumed::Problem(problem));
                }
            }
        }
        self.rewind(0, 0);
        Flow::Exit(Exit::Threw(problem))
    }

    /// Goes on with an ejection: the ejector is disabled already, its handler is installed.
    fn eject_through(&mut self, ejector: Value, value: Value) -> Flow {
        while let Some(handler) = self.fiber.handlers.pop() {
            match handler.kind {
                HandlerKind::Eject if handler.ejector == ejector => {
                    self.rewind(handler.depth, handler.height);
                    self.push(value);
                    self.fiber.current.pc = handler.target;
                    return Flow::Continue;
                }
                HandlerKind::NativeEject if handler.ejector == ejector => {
                    self.rewind(handler.depth, handler.height);
                    return Flow::Resume(Resumed::Ejected(value));
                }
                HandlerKind::Eject | HandlerKind::NativeEject => {
                    self.heap.store(handler.ejector, 0, Value::FALSE);
                }
                HandlerKind::Unwind => {
                    self.rewind(handler.depth, handler.height);
                    self.park(value, ejector, handler.target);
                    return Flow::Continue;
                }
                HandlerKind::Idle | HandlerKind::Catch | HandlerKind::NativeCatch => {}
            }
        }
        let payload = self.heap.str("Ejector tried to escape from vat");
        let problem = self.seal(payload);
        self.rewind(0, 0);
        Flow::Exit(Exit::Threw(problem))
    }

    fn park(&mut self, payload: Value, ejector: Value, target: u32) {
        let event = self.heap.object(Type::Event, &[payload, ejector]);
        self.push(Value::NULL);
        self.push(event);
        self.fiber.current.pc = target;
    }

    /// Drops activations down to a depth and values down to a height.
    fn rewind(&mut self, depth: u32, height: u32) {
        while self.fiber.frames.len() > depth as usize {
            if self.fiber.current.code == NATIVE {
                self.fiber.resumes.truncate(self.fiber.current.resume as usize);
            }
            if let Some(frame) = self.fiber.frames.pop() {
                self.fiber.current = frame;
            }
        }
        self.fiber.top = height as usize;
        let base = self.fiber.current.base as usize;
        self.fiber.clean = self.fiber.clean.min(base).min(height as usize);
    }

    /// A sealed problem with the trail of the activations that are suspended now; a problem that is
    /// sealed already stays as it is.
    pub(crate) fn seal(&mut self, payload: Value) -> Value {
        let payload = self.resolve(payload);
        if payload.is_heap(Type::Problem) {
            return payload;
        }
        let mut trail = Vec::new();
        let frames = &self.fiber.frames;
        let count = frames.len();
        let mut note = |code: u32, pc: u32| {
            if code < BOTTOM {
                trail.push(Value::int((code as i64) << 32 | pc as i64));
            }
        };
        note(self.fiber.current.code, self.fiber.current.pc);
        for (i, frame) in frames.iter().rev().enumerate() {
            if i < TRAIL_INNER || count - i <= TRAIL_OUTER {
                note(frame.code, frame.pc);
            }
        }
        let skipped = count.saturating_sub(TRAIL_INNER + TRAIL_OUTER);
        let trail = self.heap.list(&trail);
        self.heap.object(Type::Problem, &[payload, trail, Value::index(skipped)])
    }
}
