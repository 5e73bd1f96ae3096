//! Handlers: ejectors, exceptions and finally blocks. The recording keeps those that it installs; an exit installs them
//! in the machine.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{HandlerAt, NONE, Op, Ref};
use monte_vm::code::Quick;
use monte_vm::fiber::HandlerKind;
use monte_vm::heap::Type;
use monte_vm::value::Value;

impl Recorder {
    fn install(&mut self, at: &At, kind: HandlerKind, ejector: Ref) {
        let depth = (at.vm.fiber.frames.len() - self.root.depth) as u32;
        let handler = HandlerAt { kind, depth, target: at.word.b, height: at.top, ejector };
        self.handlers.push(handler);
    }

    fn new_ejector(&mut self, at: &At) -> Ref {
        let site = (at.code() as i64) << 32 | (at.pc + 1) as i64;
        let (yes, null) = (self.word(Value::TRUE), self.word(Value::NULL));
        let site = self.int_constant(site);
        self.emit(Op::New, &[yes, null, site], Type::Ejector as u64)
    }

    pub(super) fn ejector(&mut self, at: &mut At) {
        let ejector = self.new_ejector(at);
        self.install(at, HandlerKind::Eject, ejector);
        self.set(at.top, ejector);
    }

    pub(super) fn end_ejector(&mut self, at: &mut At) {
        let state = at.local() + 1;
        if at.value(state).is_small() {
            let cursor = self.get(state);
            self.as_int(at, cursor);
            self.install(at, HandlerKind::Idle, NONE);
        } else {
            let ejector = self.new_ejector(at);
            self.set(state, ejector);
            self.install(at, HandlerKind::Eject, ejector);
        }
    }

    pub(super) fn handle(&mut self, at: &mut At) {
        let kind = if at.word.op == Quick::Try { HandlerKind::Catch } else { HandlerKind::Unwind };
        self.install(at, kind, NONE);
    }

    pub(super) fn drop_handler(&mut self, at: &mut At) -> Recorded {
        if let Some(handler) = self.handlers.pop() {
            if handler.kind == HandlerKind::Eject {
                let no = self.word(Value::FALSE);
                self.store(handler.ejector, Type::Ejector, 0, no);
            }
            return Ok(());
        }
        // One that was there when the tree was entered.
        match at.vm.fiber.handlers.last() {
            Some(handler) if handler.kind != HandlerKind::Eject => {
                self.kept -= 1;
                Ok(())
            }
            _ => Err(Abort::Ejector),
        }
    }

    pub(super) fn end_finally(&mut self, at: &mut At) -> Recorded {
        let event = at.top - 1;
        if !at.value(event).is_null() {
            return Err(Abort::Raised);
        }
        let r = self.get(event);
        self.guard(at, Op::GuardIs, &[r], Value::NULL.bits());
        Ok(())
    }
}
