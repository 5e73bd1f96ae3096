//! Where a trace is left: the fiber gets the activations and handlers that the interpreter would have.

use crate::fiber::{Frame, Handler};
use crate::vm::Vm;

impl Vm {
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

    /// Where the state of a suspended native function begins on the stack, which an exit must leave as it is.
    pub fn suspended_at(&self) -> usize {
        let suspended = self.raised.as_ref().and_then(|raised| raised.suspended);
        suspended.map_or(usize::MAX, |frame| frame.base as usize)
    }

    /// Rebuilds activations where a trace is left: that of the tree is replaced by `activations`, the first of them its own.
    pub fn rebuild_activations(&mut self, mut activations: impl DoubleEndedIterator<Item = Frame>) {
        if let Some(last) = activations.next_back() {
            self.fiber.frames.extend(activations);
            self.fiber.current = last;
        }
    }

    /// Rebuilds handlers where a trace is left, behind the activations: `kept` stay of those that there are.
    pub fn rebuild_handlers(&mut self, kept: usize, handlers: &[Handler]) {
        self.fiber.handlers.truncate(kept);
        self.fiber.handlers.extend_from_slice(handlers);
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
}
