//! Handlers: ejectors, exceptions and finally blocks. The recording keeps those that it installs; an exit installs them
//! in the machine. What is raised to one of them goes on within the trace.

use super::{At, Pending, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, HandlerAt, NONE, Op, Ref};
use crate::native_site::NativeSites;
use monte_vm::code::Quick;
use monte_vm::fiber::{Frame, HandlerKind};
use monte_vm::heap::Type;
use monte_vm::tracer::Expected;
use monte_vm::value::Value;
use monte_vm::vm::Vm;

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

    /// Raises again what was parked while the finally block ran.
    pub(super) fn end_finally(&mut self, at: &mut At) -> Recorded {
        let cell = at.top - 1;
        let (event, seen) = (self.get(cell), at.value(cell));
        if seen.is_null() {
            self.guard(at, Op::GuardIs, &[event], Value::NULL.bits());
            return Ok(());
        }
        self.guard_type(at, event, Type::Event);
        let payload = self.load(event, Type::Event, 0);
        let ejector = self.load(event, Type::Event, 1);
        if seen.field(1).is_null() {
            self.guard(at, Op::GuardIs, &[ejector], Value::NULL.bits());
            return self.throw(payload);
        }
        let target = self.handler_of(at, seen.field(1));
        if let Some(target) = target {
            self.guard(at, Op::GuardSame, &[ejector, self.handlers[target].ejector], 0);
        }
        self.eject(at, ejector, target, payload)
    }

    // ---- Raising ---------------------------------------------------------------------------------

    /// An ejector is called.
    pub(super) fn fire(&mut self, at: &mut At, receiver: Ref, seen: Value, argc: Cell) -> Recorded {
        if argc > 1 || seen.field(0) != Value::TRUE {
            return Err(Abort::Ejector);
        }
        self.guard_type(at, receiver, Type::Ejector);
        let target = self.handler_of(at, seen);
        let mut ejector = receiver;
        if let Some(target) = target {
            ejector = self.handlers[target].ejector;
            self.guard(at, Op::GuardSame, &[receiver, ejector], 0);
        }
        let active = self.load(ejector, Type::Ejector, 0);
        self.guard(at, Op::GuardIs, &[active], Value::TRUE.bits());
        self.spend();
        let value = if argc == 1 { self.get(at.top - 1) } else { self.word(Value::NULL) };
        self.disable(ejector);
        self.eject(at, ejector, target, value)
    }

    /// The handler of an ejector, if the recording has installed it.
    pub(super) fn handler_of(&self, at: &At, seen: Value) -> Option<usize> {
        if !seen.is_heap(Type::Ejector) {
            return None;
        }
        let kept = self.root.kept(self.kept);
        at.vm.fiber.handlers[kept.min(at.vm.fiber.handlers.len())..]
            .iter()
            .rposition(|handler| handler.kind == HandlerKind::Eject && handler.ejector == seen)
            .filter(|&i| i < self.handlers.len())
    }

    fn disable(&mut self, ejector: Ref) {
        let no = self.word(Value::FALSE);
        self.store(ejector, Type::Ejector, 0, no);
    }

    /// An ejection goes to its handler, or to the finally block on the way.
    fn eject(&mut self, _: &At, ejector: Ref, target: Option<usize>, value: Ref) -> Recorded {
        let on_the_way = self.handlers.iter().rposition(|h| h.kind == HandlerKind::Unwind);
        match (target, on_the_way) {
            (Some(target), way) if way.is_none_or(|way| way < target) => self.land(target, value),
            (_, Some(way)) => self.park(way, value, ejector),
            _ => return Err(Abort::Ejector),
        }
        Ok(())
    }

    /// A sealed problem goes to the next handler that catches it, or to a finally block.
    fn throw(&mut self, problem: Ref) -> Recorded {
        let catches = |h: &HandlerAt| matches!(h.kind, HandlerKind::Catch | HandlerKind::Unwind);
        match self.handlers.iter().rposition(catches) {
            Some(target) if self.handlers[target].kind == HandlerKind::Unwind => {
                let null = self.word(Value::NULL);
                self.park(target, problem, null);
            }
            Some(target) => self.land(target, problem),
            None => return Err(Abort::Raised),
        }
        Ok(())
    }

    /// Takes handlers off, down to one, which goes too; answers with its height. Their ejectors end.
    fn take_off(&mut self, target: usize) -> Cell {
        let passed: Vec<Ref> =
            self.handlers[target..].iter().map(|h| h.ejector).filter(|&r| r != NONE).collect();
        passed.into_iter().for_each(|ejector| self.disable(ejector));
        let height = self.handlers[target].height;
        self.handlers.truncate(target);
        height
    }

    fn land(&mut self, target: usize, value: Ref) {
        let height = self.take_off(target);
        self.set(height, value);
    }

    fn park(&mut self, target: usize, payload: Ref, ejector: Ref) {
        let height = self.take_off(target);
        let event = self.emit(Op::New, &[payload, ejector], Type::Event as u64);
        let null = self.word(Value::NULL);
        self.set(height, null);
        self.set(height + 1, event);
    }

    /// A native call that was recorded last did not return: if it has landed at a handler of the recording, that
    /// is what it is expected to do.
    pub(super) fn landed(
        &mut self,
        vm: &Vm,
        sites: &mut NativeSites,
        pending: Pending,
    ) -> Recorded {
        let left = vm.fiber.handlers.len().checked_sub(self.root.kept(self.kept));
        let target = left.filter(|&target| target < self.handlers.len()).ok_or(Abort::Raised)?;
        let (handler, current) = (self.handlers[target], vm.fiber.current);
        let is_there = vm.fiber.frames.len() - self.root.depth == handler.depth as usize
            && current.pc == handler.target;
        if !is_there || pending.operands.is_empty() {
            return Err(Abort::Raised);
        }
        let operand = |ejector: Value| {
            let place = pending.operands.iter().position(|&operand| operand == ejector);
            place.ok_or(Abort::Raised)
        };
        let call = self.graph.at(pending.result);
        let thrown = || {
            let open = self.graph.snapshots[call.snapshot as usize].activations.iter();
            Expected::Throw(
                open.map(|a| Frame { code: a.code, pc: a.pc, base: 0, resume: 0 }).collect(),
            )
        };
        let event = vm.fiber.stack[vm.fiber.top - 1];
        let (expected, ejector) = match handler.kind {
            HandlerKind::Catch => (thrown(), None),
            HandlerKind::Unwind if event.field(1).is_null() => (thrown(), None),
            HandlerKind::Unwind => {
                let place = operand(event.field(1))?;
                (Expected::Eject(place), Some(self.graph.args(pending.result)[place]))
            }
            _ => {
                let ejector = self.graph.args(pending.result);
                let place = ejector.iter().position(|&r| r == handler.ejector);
                (Expected::Eject(place.ok_or(Abort::Raised)?), None)
            }
        };
        sites.expect(call.imm as u32, expected);
        if handler.kind == HandlerKind::Unwind {
            let ejector = ejector.unwrap_or_else(|| self.word(Value::NULL));
            self.park(target, pending.result, ejector);
        } else {
            self.land(target, pending.result);
        }
        Ok(())
    }
}
