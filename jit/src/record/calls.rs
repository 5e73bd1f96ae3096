//! Calls: methods of user-made objects are followed into their bodies, native ones are calls of helpers.

use super::{At, Progress, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op, Ref, Resume};
use crate::limits;
use crate::native_site::NativeSite;
use monte_vm::code::Target;
use monte_vm::fiber::BOTTOM;
use monte_vm::heap::Type;
use monte_vm::tracer::{Expected, NativeCall, layout, row_for};
use monte_vm::value::Value;

impl Recorder {
    /// One unit of fuel.
    pub(super) fn spend(&mut self) {
        self.spent += layout::UNIT;
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
            target @ (Target::Method(_) | Target::NamedMethod(_) | Target::Slow) => {
                self.guard_key(at, receiver, seen)?;
                self.spend();
                self.follow_target(at, target, atom, argc)
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

    /// A message of the machine's own that is paid for, whose receiver and arguments are in cells: goes on in the method that
    /// it selects.
    pub(super) fn send(&mut self, at: &mut At, atom: u32, seen: Value, argc: Cell) -> Recorded {
        let receiver = self.get(at.top - argc - 1);
        match at.vm.selected(seen, atom) {
            target @ (Target::Method(_) | Target::NamedMethod(_)) => {
                self.guard_key(at, receiver, seen)?;
                self.follow_target(at, target, atom, argc)
            }
            _ => Err(Abort::UnknownCallee),
        }
    }

    /// Goes on in what a message to a user-made object selects.
    fn follow_target(&mut self, at: &mut At, target: Target, atom: u32, argc: Cell) -> Recorded {
        let fail_map = |r: &mut Recorder| r.emit(Op::Machine, &[], layout::FAIL_MAP as u64);
        match target {
            Target::Method(callee) => self.follow(at, callee.id, argc),
            Target::NamedMethod(callee) => {
                let map = fail_map(self);
                self.set(at.top, map);
                at.top += 1;
                self.follow(at, callee.id, argc + 1)
            }
            _ => {
                let seen = at.value(at.top - argc - 1);
                let matcher = at.vm.matcher_of(seen).ok_or(Abort::UnknownCallee)?;
                let args: Vec<Ref> = (at.top - argc..at.top).map(|cell| self.get(cell)).collect();
                let args = self.list_of(&args);
                let (address, seen) = at.vm.verb_literal(atom);
                let verb = self.emit(Op::Literal, &[], address);
                self.assume(verb, seen);
                let map = fail_map(self);
                let message = self.list_of(&[verb, args, map]);
                at.top -= argc;
                self.set(at.top, message);
                at.top += 1;
                self.follow(at, matcher, 1)
            }
        }
    }

    /// A matcher's pattern did not fit: the next one takes its place.
    pub(super) fn next_matcher(&mut self, at: &mut At) -> Recorded {
        let next = at.vm.code(at.code()).next_matcher.ok_or(Abort::UnknownCallee)?;
        let callee = at.vm.code(next);
        let (locals, depth) = (callee.locals, callee.depth);
        for i in 1..locals as Cell {
            let unbound = self.word(Value::UNBOUND);
            self.set(at.base + i, unbound);
        }
        self.extent = self.extent.max(at.base as u32 + locals + depth);
        Ok(())
    }

    // ---- Named arguments -------------------------------------------------------------------------

    pub(super) fn named_argument(&mut self, at: &mut At) -> Recorded {
        let (map, key) = (self.get(at.top - 2), self.get(at.top - 1));
        let seen = at.vm.named_value(at.value(at.top - 2), at.value(at.top - 1));
        if self.graph.op(map) == Op::Machine {
            // What a call passes that has no named arguments.
            let value = match seen {
                Some(_) => self.emit(Op::Machine, &[], layout::THROW as u64),
                None => key,
            };
            self.set(at.top - 2, value);
            return Ok(());
        }
        let value = self.ask(at, NativeCall::NamedArgument, &[map, key]);
        let hole = self.word(Value::HOLE);
        let none = self.emit(Op::Same, &[value, hole], 0);
        self.guard_test(at, none, seen.is_none());
        self.set(at.top - 2, if seen.is_none() { key } else { value });
        Ok(())
    }

    pub(super) fn call_named(&mut self, at: &mut At) -> Recorded {
        let atom = at.vm.code(at.code()).sites[at.word.b as usize].atom;
        let argc = at.vm.arity(atom) as Cell;
        let seen = at.value(at.top - argc - 2);
        let receiver = self.get(at.top - argc - 2);
        let target = at.vm.selected(seen, atom);
        match target {
            Target::NamedMethod(callee) => {
                self.guard_key(at, receiver, seen)?;
                self.spend();
                let map = self.get(at.top - 1);
                let map = self.ask(at, NativeCall::WithFail, &[map]);
                self.set(at.top - 1, map);
                self.follow(at, callee.id, argc + 1)
            }
            Target::Method(callee) => {
                self.guard_key(at, receiver, seen)?;
                self.spend();
                at.top -= 1;
                self.follow(at, callee.id, argc)
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
        let seen = (at.top - argc as Cell - 1..at.top).map(|cell| at.value(cell)).collect();
        self.native_to(at, call, seen, next)
    }

    /// As `native`, of operands that the instruction has moved: these are their values.
    pub(super) fn native_on(
        &mut self,
        at: &mut At,
        call: NativeCall,
        seen: Vec<Value>,
    ) -> Recorded {
        self.native_to(at, call, seen, at.pc + 1)
    }

    fn native_to(
        &mut self,
        at: &mut At,
        call: NativeCall,
        seen: Vec<Value>,
        next: u32,
    ) -> Recorded {
        let first = at.top - seen.len() as Cell;
        for (i, &operand) in seen.iter().enumerate() {
            // What fires is the ejector of a handler, whichever way it came here.
            if let Some(handler) = self.handler_of(at, operand) {
                let (r, ejector) = (self.get(first + i as Cell), self.handlers[handler].ejector);
                self.guard(at, Op::GuardSame, &[r, ejector], 0);
                self.set(first + i as Cell, ejector);
            }
        }
        let operands: Vec<Ref> = (first..at.top).map(|cell| self.get(cell)).collect();
        let result = self.native_at(at, call, &operands, at.top);
        if let NativeCall::Rows(rows, _) = call {
            at.sites.call_directly(self.graph.at(result).imm as u32, row_for(rows, &seen));
        }
        self.expect(at, result, first, first + 1, next);
        if let Some(pending) = &mut self.pending {
            pending.operands = seen;
        }
        Ok(())
    }

    /// A native function on operands that are pushed for it, within an instruction.
    pub(super) fn ask(&mut self, at: &mut At, call: NativeCall, operands: &[Ref]) -> Ref {
        let result = self.native_at(at, call, operands, at.top + operands.len() as Cell);
        self.fuel_due = true;
        result
    }

    /// As `ask`, of a call that leaves in front of the instruction if it is to do anything else than in the recording.
    pub(super) fn ask_again(&mut self, at: &mut At, call: NativeCall, operands: &[Ref]) {
        self.pay();
        let snapshot = self.hold(at);
        self.fuel_due = true;
        let top = at.top + operands.len() as Cell;
        self.native_by(at, call, operands, top, snapshot);
    }

    pub(super) fn native_at(
        &mut self,
        at: &mut At,
        call: NativeCall,
        operands: &[Ref],
        top: Cell,
    ) -> Ref {
        self.pay();
        let snapshot = self.raised_snapshot(at);
        self.native_by(at, call, operands, top, snapshot)
    }

    fn native_by(
        &mut self,
        at: &mut At,
        call: NativeCall,
        operands: &[Ref],
        top: Cell,
        snapshot: u32,
    ) -> Ref {
        let cells = (operands.len() as Cell - (top - at.top)) as usize;
        let (argc, expected) = (operands.len() - 1, Expected::Answer);
        let site = NativeSite { call, argc, top: top as usize, expected, direct: None, cells };
        let imm = at.sites.add(site) as u64;
        self.graph.push(Op::Call, operands, imm, snapshot)
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
}
