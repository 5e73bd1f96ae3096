//! Calls: methods of user-made objects are followed into their bodies, native ones are calls of helpers.

use super::{At, Progress, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, HandlerAt, NONE, Op, Ref, Resume};
use crate::limits;
use crate::native_site::NativeSite;
use monte_vm::code::Target;
use monte_vm::fiber::{BOTTOM, HandlerKind};
use monte_vm::heap::Type;
use monte_vm::tracer::NativeCall;
use monte_vm::value::Value;

impl Recorder {
    /// One unit of fuel.
    pub(super) fn spend(&mut self) {
        self.spent += 1;
    }

    /// The object that runs.
    pub(super) fn receiver(&mut self, at: &At) -> Ref {
        let cell = at.base - 1;
        let known = self.cells.contains_key(&cell);
        let r = self.get(cell);
        if !known {
            // The code that runs is one of its methods.
            self.assume(r, at.value(cell));
        }
        r
    }

    /// A capture of the object that runs.
    pub(super) fn capture(&mut self, at: &At, index: u32) -> Ref {
        let receiver = self.receiver(at);
        self.load(receiver, Type::Object, index + 2)
    }

    pub(super) fn call(&mut self, at: &mut At) -> Recorded {
        let argc = at.word.a as Cell;
        let cell = at.top - argc - 1;
        let seen = at.value(cell);
        if seen.is_heap(Type::Promise) {
            return Err(Abort::Reference);
        }
        let atom = at.vm.code(at.code()).sites[at.word.b as usize].atom;
        let receiver = self.get(cell);
        match at.vm.selected(seen, atom) {
            Target::Method(callee) => {
                self.guard_key(at, receiver, seen)?;
                self.spend();
                self.follow(at, callee.id, argc)
            }
            Target::Native(rows) => {
                if seen.is_heap(Type::Ejector) {
                    return self.fire(at, receiver, seen, argc);
                }
                if self.intrinsic(at, atom, cell, argc)? {
                    return Ok(());
                }
                self.guard_key(at, receiver, seen)?;
                self.spend();
                self.native(at, NativeCall::Rows(rows, atom), argc as usize, at.pc + 1)
            }
            _ => Err(Abort::UnknownCallee),
        }
    }

    /// Goes on in the body of a method.
    fn follow(&mut self, at: &mut At, code: u32, argc: Cell) -> Recorded {
        let open = &at.vm.fiber.frames[self.root.depth.min(at.vm.fiber.frames.len())..];
        let again =
            open.iter().filter(|frame| frame.code == code).count() + (at.code() == code) as usize;
        if at.bodies.is_called(code, again) {
            self.invoke(at, code, argc);
            return Ok(());
        }
        if again >= limits::RECURSION {
            return Err(Abort::Recursion);
        }
        let callee = at.vm.code(code);
        let base = at.top - argc;
        let unbound = Value::UNBOUND;
        let (locals, depth) = (callee.locals, callee.depth);
        for i in argc..locals as Cell {
            let r = self.word(unbound);
            self.set(base + i, r);
        }
        self.extent = self.extent.max(base as u32 + locals + depth);
        Ok(())
    }

    /// Calls a compiled body. The recording ends behind the call, which goes on as a part of its own when it is hot.
    fn invoke(&mut self, at: &mut At, code: u32, argc: Cell) {
        self.pay();
        let first = at.top - argc - 1;
        let operands: Vec<Ref> = (first..at.top).map(|cell| self.get(cell)).collect();
        let resume = Resume::Called { code, base: first + 1 };
        let called = self.snapshot_of(at.vm, at.pc + 1, first, resume);
        let imm = (code as u64) << 32 | at.top as u32 as u64;
        let result = self.graph.push(Op::Invoke, &operands, imm, called);
        self.set(first, result);
        let short = self.snapshot_of(at.vm, at.pc + 1, first + 1, Resume::Safepoint);
        self.graph.push(Op::Fuel, &[], 0, short);
        let behind = self.snapshot_of(at.vm, at.pc + 1, first + 1, Resume::Again);
        self.over = Some(Progress::Left(behind));
    }

    /// A native function with its operands on the stack, `argc` of them above the receiver.
    pub(super) fn native(
        &mut self,
        at: &mut At,
        call: NativeCall,
        argc: usize,
        next: u32,
    ) -> Recorded {
        self.pay();
        let first = at.top - argc as Cell - 1;
        let operands: Vec<Ref> = (first..at.top).map(|cell| self.get(cell)).collect();
        let site = at.sites.add(NativeSite { call, argc, top: at.top as usize });
        let snapshot = self.raised_snapshot(at);
        let imm = site as u64;
        let result = self.graph.push(Op::Call, &operands, imm, snapshot);
        self.expect(at, result, first, first + 1, next);
        Ok(())
    }

    pub(super) fn leave(&mut self, at: &mut At) -> Recorded {
        let frames = &at.vm.fiber.frames;
        if frames.len() == self.root.depth && self.returns {
            let value = self.get(at.top - 1);
            self.over = Some(Progress::Returned(value));
            return Ok(());
        }
        if frames.len() <= self.root.depth || frames.last().is_none_or(|f| f.code >= BOTTOM) {
            return Err(Abort::Left);
        }
        self.copy(at.top - 1, at.base - 1);
        Ok(())
    }

    // ---- Ejectors --------------------------------------------------------------------------------

    /// An ejector fires whose handler the recording has installed.
    fn fire(&mut self, at: &mut At, receiver: Ref, seen: Value, argc: Cell) -> Recorded {
        let kept = self.root.kept(self.kept);
        let found = at.vm.fiber.handlers[kept.min(at.vm.fiber.handlers.len())..]
            .iter()
            .rposition(|handler| handler.kind == HandlerKind::Eject && handler.ejector == seen);
        let Some(target) = found.filter(|&i| i < self.handlers.len()) else {
            return Err(Abort::Ejector);
        };
        if argc > 1 || seen.field(0) != Value::TRUE {
            return Err(Abort::Ejector);
        }
        let above: Vec<HandlerAt> = self.handlers[target + 1..].to_vec();
        let passes = |handler: &HandlerAt| {
            matches!(handler.kind, HandlerKind::Eject | HandlerKind::Idle | HandlerKind::Catch)
        };
        if !above.iter().all(passes) {
            return Err(Abort::Ejector);
        }
        let handler = self.handlers[target];
        self.guard_type(at, receiver, Type::Ejector);
        self.guard(at, Op::GuardSame, &[receiver, handler.ejector], 0);
        let active = self.load(handler.ejector, Type::Ejector, 0);
        self.guard(at, Op::GuardIs, &[active], Value::TRUE.bits());
        self.spend();
        let value = if argc == 1 { self.get(at.top - 1) } else { self.word(Value::NULL) };
        let no = self.word(Value::FALSE);
        self.store(handler.ejector, Type::Ejector, 0, no);
        for passed in above.iter().filter(|handler| handler.ejector != NONE) {
            self.store(passed.ejector, Type::Ejector, 0, no);
        }
        self.handlers.truncate(target);
        self.set(handler.height, value);
        Ok(())
    }
}
