//! Calls: finding what a message selects, entering user methods, running native ones, returning.

use super::Exit;
use super::slow::Flow;
use crate::builtin::miranda::refuse;
use crate::code::{Code, CodeRef, Target};
use crate::fiber::{BOTTOM, Frame, HEADROOM, HandlerKind, NATIVE};
use crate::heap::{OverLimit, Type, UNIT, Undone};
use crate::native::{Answer, Code as NativeCode, Kind, Method, Raise, Resumed, is_among};
use crate::value::Value;
use crate::vm::Vm;

/// So many selections are found without hashing.
pub(crate) const SELECTED: usize = 128;

impl Vm {
    /// A call whose site did not know the receiver: selects, remembers, calls.
    #[inline(never)]
    pub(super) fn call_at_site(&mut self, code: u32, site: u32, argc: usize) -> Flow {
        self.heap.begin();
        let top = self.fiber.top;
        let receiver = self.fiber.stack[top - argc - 1];
        let resolved = self.resolve(receiver);
        if resolved != receiver {
            self.fiber.stack[top - argc - 1] = resolved;
        }
        let atom = self.codes[code as usize].sites[site as usize].atom;
        let target = self.select(resolved, atom);
        let row = &mut self.codes[code as usize].sites[site as usize];
        row.key = resolved.dispatch_key();
        row.target = target;
        self.call_target(target, atom, argc, false)
    }

    /// Calls with an atom: receiver and arguments (and, if `named`, their map) are on top of the stack.
    pub(super) fn send(&mut self, atom: u32, named: bool) -> Flow {
        self.heap.begin();
        let argc = self.arity_of(atom);
        let receiver_at = self.fiber.top - argc - 1 - named as usize;
        let receiver = self.resolve(self.fiber.stack[receiver_at]);
        self.fiber.stack[receiver_at] = receiver;
        let target = self.select(receiver, atom);
        self.call_target(target, atom, argc, named)
    }

    /// What a message selects at a receiver.
    pub(crate) fn select(&mut self, receiver: Value, atom: u32) -> Target {
        let key = receiver.dispatch_key();
        let at = (key >> 48 ^ key ^ (atom as u64 * 7)) as usize % SELECTED;
        let recent = &self.selected[at];
        if recent.0 == key && recent.1 == atom {
            return recent.2;
        }
        let target = self.select_known(receiver, key, atom);
        self.selected[at] = (key, atom, target);
        target
    }

    #[inline(never)]
    fn select_known(&mut self, receiver: Value, key: u64, atom: u32) -> Target {
        if let Some(&target) = self.dispatch.get(&(key, atom)) {
            return target;
        }
        let target = self.select_slow(receiver, atom);
        self.dispatch.insert((key, atom), target);
        target
    }

    fn select_slow(&mut self, receiver: Value, atom: u32) -> Target {
        if receiver.is_heap(Type::Object) {
            let script = &self.scripts[receiver.field(0).to_index()];
            if let Some(&id) = script.methods.get(&atom) {
                let code: &Code = &self.codes[id as usize];
                let found = CodeRef { id, code };
                return if code.named { Target::NamedMethod(found) } else { Target::Method(found) };
            }
            return match self.miranda_rows(atom) {
                Some(rows) => Target::Native(rows),
                None => Target::Slow,
            };
        }
        if let Some(rows) = self.native_rows(receiver, atom) {
            return Target::Native(rows);
        }
        match self.miranda_rows(atom) {
            Some(rows) if !matches!(receiver.ty(), Type::Promise | Type::Broken) => {
                Target::Native(rows)
            }
            _ => Target::Slow,
        }
    }

    fn call_target(&mut self, target: Target, atom: u32, argc: usize, named: bool) -> Flow {
        match target {
            Target::Method(code) => {
                if let Err(over) = self.room_for(code.id) {
                    return self.not_now(over.into(), atom, named);
                }
                if named {
                    self.fiber.top -= 1;
                }
                self.enter(code.id, argc)
            }
            Target::NamedMethod(code) => {
                if let Err(over) = self.room_for(code.id) {
                    return self.not_now(over.into(), atom, named);
                }
                match self.complete_named(named) {
                    Ok(map) => self.push(map),
                    Err(raise) => return self.call_raised(raise, atom, named),
                }
                self.enter(code.id, argc + 1)
            }
            Target::Native(rows) => {
                if named {
                    self.fiber.top -= 1;
                    self.named = self.fiber.stack[self.fiber.top];
                }
                let result = self.call_rows(rows, atom, argc);
                self.named = Value::NULL;
                match result {
                    Ok(value) => {
                        self.fiber.top -= argc + 1;
                        self.deliver(value)
                    }
                    Err(raise) => self.call_raised(raise, atom, named),
                }
            }
            Target::Unknown | Target::Slow => self.call_unusual(atom, argc, named),
        }
    }

    /// Handles what a call raised that has taken nothing but its named arguments off the stack.
    fn call_raised(&mut self, raise: Raise, atom: u32, named: bool) -> Flow {
        if let Raise::OverLimit { .. } | Raise::Interrupted = raise {
            self.fiber.top += named as usize;
            return self.not_now(raise, atom, named);
        }
        self.raise(raise)
    }

    /// Stops in front of a call that cannot be executed now: it is on top of the stack.
    fn not_now(&mut self, stop: Raise, atom: u32, named: bool) -> Flow {
        self.pending_send = Some((atom, named));
        self.heap.take_back_all();
        // It will be paid for again.
        self.heap.fuse += UNIT;
        Flow::Exit(self.exit_of(stop))
    }

    /// Makes room for an activation of a body.
    fn room_for(&mut self, id: u32) -> Result<(), OverLimit> {
        let code = &self.codes[id as usize];
        let cells = (code.locals + code.depth) as usize + HEADROOM;
        if self.fiber.growth(cells) == 0 { Ok(()) } else { self.grow_stack(cells) }
    }

    /// Takes the map of named arguments off the stack, if there is one, and adds `FAIL` where missing.
    fn complete_named(&mut self, named: bool) -> Answer {
        if !named {
            return Ok(self.fail_map);
        }
        self.fiber.top -= 1;
        let map = self.fiber.stack[self.fiber.top];
        self.with_fail(map)
    }

    /// Matchers of a user-made object, references, refusals.
    fn call_unusual(&mut self, atom: u32, argc: usize, named: bool) -> Flow {
        let receiver = self.fiber.stack[self.fiber.top - argc - 1 - named as usize];
        if receiver.is_heap(Type::Host) {
            return self.call_host_object(receiver, atom, argc, named);
        }
        if receiver.is_heap(Type::Object)
            && let Some(matcher) = self.scripts[receiver.field(0).to_index()].first_matcher
        {
            if let Err(over) = self.room_for(matcher) {
                return self.not_now(over.into(), atom, named);
            }
            let map = match self.complete_named(named) {
                Ok(map) => map,
                Err(raise) => return self.call_raised(raise, atom, named),
            };
            let top = self.fiber.top;
            let args = self.fiber.stack[top - argc..top].to_vec();
            let args = self.heap.list(&args);
            let verb = self.verb_value(atom);
            let message = self.heap.list(&[verb, args, map]);
            self.fiber.top -= argc;
            self.push(message);
            return self.enter(matcher, 1);
        }
        if named {
            self.fiber.top -= 1;
        }
        let top = self.fiber.top;
        let args = self.fiber.stack[top - argc..top].to_vec();
        self.native_base = top - argc;
        let result = match receiver.ty() {
            Type::Promise | Type::Broken => {
                crate::builtin::reference::call_on_reference(self, receiver, atom, &args)
            }
            _ => {
                let verb = self.verb_of(atom);
                refuse(self, receiver, &verb, &args)
            }
        };
        match result {
            Ok(value) => {
                self.fiber.top -= argc + 1;
                self.deliver(value)
            }
            Err(raise) => self.call_raised(raise, atom, named),
        }
    }

    /// A message to an object of the embedding program.
    fn call_host_object(&mut self, receiver: Value, atom: u32, argc: usize, named: bool) -> Flow {
        let first = self.fiber.top - argc - named as usize;
        let map = if named { self.fiber.stack[self.fiber.top - 1] } else { Value::NULL };
        self.native_base = first;
        let verb = self.verb_of(atom);
        match self.call_host(receiver, &verb, first, argc, map) {
            Ok(value) => {
                self.fiber.top = first - 1;
                self.deliver(value)
            }
            // Nothing was pushed: the call is still on top of the stack.
            Err(stop @ (Raise::OverLimit { .. } | Raise::Interrupted)) => {
                self.not_now(stop, atom, named)
            }
            Err(raise) => self.raise(raise),
        }
    }

    /// A matcher's pattern did not fit: the next one, or a refusal.
    pub(super) fn next_matcher(&mut self) -> Flow {
        let current = self.fiber.current;
        let base = current.base as usize;
        let message = self.fiber.stack[base];
        if let Some(next) = self.codes[current.code as usize].next_matcher {
            // The activation is replaced: its caller stays on the stack of frames.
            let code = &self.codes[next as usize];
            let cells = (code.locals + code.depth) as usize + HEADROOM;
            let locals = code.locals as usize;
            self.fiber.top = base;
            self.fiber.make_room(cells);
            self.fiber.stack[base + 1..base + locals.max(1)].fill(Value::UNBOUND);
            self.fiber.top = base + locals;
            let pc = code.entry;
            self.fiber.current = Frame { code: next, pc, base: current.base, resume: 0 };
            return Flow::Continue;
        }
        let receiver = self.fiber.stack[base - 1];
        let parts = crate::data::list::items(message).unwrap_or(&[]).to_vec();
        let args = crate::data::list::items(parts[1]).unwrap_or(&[]).to_vec();
        let verb = crate::data::text::text(parts[0]).unwrap_or_default();
        // The refusal belongs to the caller's call: the matcher's activation is gone.
        let height = self.fiber.top;
        self.fiber.top = base;
        for &arg in &args {
            self.push(arg);
        }
        self.native_base = base;
        self.pop_activation();
        match refuse(self, receiver, &verb, &args) {
            Ok(value) => {
                self.fiber.top = base - 1;
                self.deliver(value)
            }
            Err(stop @ (Raise::OverLimit { .. } | Raise::Interrupted)) => {
                // The activation is back: it will ask for the next matcher again.
                self.fiber.frames.push(self.fiber.current);
                self.fiber.current = current;
                self.fiber.stack[base] = message;
                self.fiber.top = height;
                self.raise(stop)
            }
            Err(raise) => self.raise(raise),
        }
    }

    fn pop_activation(&mut self) {
        if let Some(frame) = self.fiber.frames.pop() {
            self.fiber.clean = self.fiber.clean.min(frame.base as usize);
            self.fiber.current = frame;
        }
    }

    /// Enters a body with `argc` arguments on top of the stack.
    pub(crate) fn enter(&mut self, id: u32, argc: usize) -> Flow {
        let code = &self.codes[id as usize];
        let locals = code.locals as usize;
        self.fiber.make_room(locals + code.depth as usize + HEADROOM);
        let base = self.fiber.top - argc;
        self.fiber.stack[base + argc..base + locals.max(argc)].fill(Value::UNBOUND);
        self.fiber.frames.push(self.fiber.current);
        let pc = self.codes[id as usize].entry;
        self.fiber.current = Frame { code: id, pc, base: base as u32, resume: 0 };
        self.fiber.top = base + locals;
        Flow::Continue
    }

    /// Runs the first row that accepts the arguments on top of the stack; else refuses.
    #[inline]
    pub(crate) fn call_rows(
        &mut self,
        rows: &'static [&'static Method],
        atom: u32,
        argc: usize,
    ) -> Answer {
        let top = self.fiber.top;
        let first = top - argc;
        self.native_base = first;
        if self.heap.has_versions() {
            self.settle_operands(first - 1, top)?;
        }
        // The usual case: the first row, with arguments that fit as they are.
        if let (Some(row), Some(cells)) = (rows.first(), self.fiber.stack.get(first - 1..top)) {
            let [a, b, c] = row.fitting;
            match (row.code, cells) {
                (NativeCode::F0(f), &[me]) => return f(self, me),
                (NativeCode::F1(f), &[me, x]) if is_among(a, x) => return f(self, me, x),
                (NativeCode::F2(f), &[me, x, y]) if is_among(a, x) && is_among(b, y) => {
                    return f(self, me, x, y);
                }
                (NativeCode::F3(f), &[me, x, y, z])
                    if is_among(a, x) && is_among(b, y) && is_among(c, z) =>
                {
                    return f(self, me, x, y, z);
                }
                _ => {}
            }
        }
        self.call_fitting_row(rows, atom, argc)
    }

    /// Resolves the arguments on top of the stack and runs the first row that accepts them; else refuses.
    #[inline(never)]
    fn call_fitting_row(
        &mut self,
        rows: &'static [&'static Method],
        atom: u32,
        argc: usize,
    ) -> Answer {
        let top = self.fiber.top;
        let first = top - argc;
        if let Some(&[me, x]) = self.fiber.stack.get(first - 1..top)
            && !is_among(NO_TYPE_TELLS, x)
        {
            // A row further down, whose one argument fits or does not by its type.
            for row in rows {
                match row.code {
                    NativeCode::F1(f) if is_among(row.fitting[0], x) => return f(self, me, x),
                    NativeCode::F1(_) => {}
                    _ => break,
                }
            }
        }
        for i in first..top {
            let arg = self.fiber.stack[i];
            if arg.is_heap(Type::Promise) && !matches!(rows[0].params, [Kind::Rest]) {
                self.fiber.stack[i] = self.resolve(arg);
            }
        }
        for row in rows {
            if accepts(row, &self.fiber.stack[first..top]) {
                let me = self.fiber.stack[first - 1];
                let at = |i: usize| self.fiber.stack[first + i];
                return match row.code {
                    NativeCode::F0(f) => f(self, me),
                    NativeCode::F1(f) => f(self, me, at(0)),
                    NativeCode::F2(f) => f(self, me, at(0), at(1)),
                    NativeCode::F3(f) => f(self, me, at(0), at(1), at(2)),
                    NativeCode::Many(f) => {
                        let args = self.fiber.stack[first..top].to_vec();
                        f(self, me, &args)
                    }
                    NativeCode::Prelude(name) => self.call_prelude(name, argc),
                };
            }
        }
        let receiver = self.fiber.stack[first - 1];
        let args = self.fiber.stack[first..top].to_vec();
        let verb = self.verb_of(atom);
        refuse(self, receiver, &verb, &args)
    }

    /// Settles the lists among the receiver and the arguments of a native function.
    #[cold]
    #[inline(never)]
    fn settle_operands(&mut self, from: usize, to: usize) -> Result<(), Undone> {
        for i in from..to {
            let operand = self.resolve(self.fiber.stack[i]);
            self.heap.settle(operand)?;
        }
        Ok(())
    }

    /// Turns the call on top of the stack into one of a prelude function with the receiver as its first
    /// argument.
    fn call_prelude(&mut self, name: &str, argc: usize) -> Answer {
        let function = match self.of_prelude(name) {
            Some(supplied) => supplied.value,
            None => return self.throw_text(&format!("the prelude lacks {name}")),
        };
        let first = self.fiber.top - argc - 1;
        let args = self.fiber.stack[first..first + argc + 1].to_vec();
        fn pass(_: &mut Vm, resumed: Resumed) -> Answer {
            match resumed {
                Resumed::Value(value) => Ok(value),
                Resumed::Problem(value) | Resumed::Ejected(value) => Err(Raise::Throw(value)),
            }
        }
        self.call_then(function, self.run_atom(args.len()), &args, &[], pass)
    }

    /// Hands the value of a native call to the activation that made it.
    pub(super) fn deliver(&mut self, value: Value) -> Flow {
        if self.fiber.current.code == NATIVE {
            Flow::Resume(Resumed::Value(value))
        } else if self.fiber.current.code == BOTTOM {
            Flow::Exit(Exit::Done(value))
        } else {
            self.push(value);
            Flow::Continue
        }
    }

    /// The running activation returns.
    pub(crate) fn return_value(&mut self, value: Value) -> Flow {
        self.fiber.top = (self.fiber.current.base as usize).saturating_sub(1);
        self.pop_activation();
        self.deliver(value)
    }

    /// Goes on with the native activation that is current.
    pub(super) fn resume_native(&mut self, resumed: Resumed) -> Flow {
        while let Some(handler) = self.fiber.handlers.last().copied()
            && handler.depth as usize == self.fiber.frames.len()
            && matches!(handler.kind, HandlerKind::NativeCatch | HandlerKind::NativeEject)
        {
            self.fiber.handlers.pop();
            if handler.kind == HandlerKind::NativeEject {
                self.heap.store(handler.ejector, 0, Value::FALSE);
            }
        }
        let current = self.fiber.current;
        self.native_base = current.base as usize;
        self.fiber.clean = self.fiber.clean.min(self.native_base);
        let resume = self.fiber.resumes[current.resume as usize];
        self.heap.begin();
        match resume(self, resumed) {
            Ok(value) => {
                self.fiber.resumes.truncate(current.resume as usize);
                self.return_value(value)
            }
            Err(stop @ (Raise::OverLimit { .. } | Raise::Interrupted)) => {
                // The function has not done anything yet: it is resumed the same way later.
                self.pending = match resumed {
                    Resumed::Value(v) | Resumed::Problem(v) | Resumed::Ejected(v) => Some(v),
                };
                self.pending_kind = resumed.kind();
                self.raise(stop)
            }
            Err(raise) => self.raise(raise),
        }
    }
}

/// The types whose values must be looked into: references, and integers that may have 64 bits.
const NO_TYPE_TELLS: u64 = Kind::Int.types() & !Kind::Word.types() | !Kind::Any.types();

/// Whether a row accepts these arguments.
#[inline]
fn accepts(row: &Method, args: &[Value]) -> bool {
    if let [Kind::Rest] = row.params {
        return true;
    }
    row.params.iter().zip(args).all(|(&kind, &arg)| is_of_kind(arg, kind))
}

/// Whether a value is of the kind that a parameter declares.
#[inline]
pub(crate) fn is_of_kind(value: Value, kind: Kind) -> bool {
    match kind {
        Kind::Any | Kind::Rest => true,
        kind if is_among(kind.types(), value) => true,
        Kind::Word => value.is_heap(Type::BigInt) && crate::data::integer::word(value).is_some(),
        _ => false,
    }
}
