//! Patterns: guards, lists, sameness. What does not fit leaves a problem, which is made only where somebody wants it.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op, Ref, Ty};
use monte_vm::code::{Fate, Quick, Target};
use monte_vm::heap::Type;
use monte_vm::tracer::{Admission, NativeCall, ProblemKind};
use monte_vm::value::Value;

impl Recorder {
    /// A value that a guard of the safe scope admits as it is: the proof of that.
    fn admitted(&mut self, at: &At, guard: u16, cell: Cell) -> Recorded {
        let seen = at.value(cell);
        if !at.vm.admits_statically(guard, seen) {
            return Err(Abort::Pattern);
        }
        // Any, the first of them, looks at nothing.
        if guard != 0 {
            self.of_kind(at, cell);
        }
        Ok(())
    }

    pub(super) fn coerce(&mut self, at: &mut At) -> Recorded {
        let (specimen, ejector, cell) = (at.top - 3, at.top - 2, at.top - 1);
        let (guard, seen) = (self.get(cell), at.value(cell));
        if seen.is_null() {
            self.guard(at, Op::GuardIs, &[guard], Value::NULL.bits());
            return Ok(());
        }
        if self.admitted_by(at, guard, seen, specimen)? {
            self.spend();
            return Ok(());
        }
        let atom = at.vm.coerce_atom();
        let rows = match at.vm.selected(seen, atom) {
            Target::Native(rows) => {
                self.guard_key(at, guard, seen)?;
                Some(rows)
            }
            _ => {
                self.plain_guard(at, guard, seen)?;
                None
            }
        };
        self.hold(at);
        self.spend();
        // specimen ejector guard -> guard specimen ejector
        let coerced = vec![seen, at.value(specimen), at.value(ejector)];
        let (x, y) = (self.get(specimen), self.get(ejector));
        self.set(specimen, guard);
        self.set(ejector, x);
        self.set(cell, y);
        match rows {
            Some(rows) => self.native_on(at, NativeCall::Coerce(rows, atom), coerced),
            None => self.send(at, atom, seen, 2),
        }
    }

    /// Makes sure that a guard gives what a cell holds back as it is; answers whether it does.
    pub(super) fn admitted_by(
        &mut self,
        at: &mut At,
        guard: Ref,
        seen: Value,
        cell: Cell,
    ) -> Result<bool, Abort> {
        let specimen = at.value(cell);
        let r = self.get(cell);
        match at.vm.admission(seen, specimen) {
            Admission::ByType => {
                self.guard_key(at, guard, seen)?;
                self.of_kind(at, cell);
            }
            Admission::ByLook if seen.is_heap(Type::Range) && specimen.is_small() => {
                self.guard_type(at, guard, Type::Range);
                let [first, end] = [0, 1].map(|field| self.load(guard, Type::Range, field));
                let (first, end) = (self.as_int(at, first), self.as_int(at, end));
                let x = self.int(at, cell).ok_or(Abort::Unexpected)?;
                let test = self.emit(Op::Le, &[first, x], 0);
                self.guard_test(at, test, true);
                let test = self.emit(Op::Lt, &[x, end], 0);
                self.guard_test(at, test, true);
            }
            Admission::ByLook => {
                self.guard_key(at, guard, seen)?;
                self.ask_again(at, NativeCall::Admits, &[guard, r]);
            }
            Admission::Unknown => return Ok(false),
        }
        Ok(true)
    }

    /// Makes sure that a guard has to be asked, whatever the specimen is: it is the program's own.
    fn plain_guard(&mut self, at: &At, guard: Ref, seen: Value) -> Recorded {
        if !seen.is_heap(Type::Object) || !seen.field(1).is_null() {
            return Err(Abort::Pattern);
        }
        self.guard_key(at, guard, seen)?;
        let stamps = self.load(guard, Type::Object, 1);
        self.guard(at, Op::GuardIs, &[stamps], Value::NULL.bits());
        Ok(())
    }

    pub(super) fn coerce_static(&mut self, at: &mut At) -> Recorded {
        let (row, specimen, ejector) = (at.word.a, at.top - 2, at.top - 1);
        if at.vm.admits_statically(row, at.value(specimen)) {
            return self.admitted(at, row, specimen);
        }
        let atom = at.vm.coerce_atom();
        let (address, seen) = at.vm.static_guard(row);
        let Target::Native(rows) = at.vm.selected(seen, atom) else { return Err(Abort::Pattern) };
        let r = self.get(specimen);
        self.hold(at);
        self.guard_key(at, r, at.value(specimen))?;
        self.spend();
        // specimen ejector -> guard specimen ejector
        let coerced = vec![seen, at.value(specimen), at.value(ejector)];
        let (x, y) = (self.get(specimen), self.get(ejector));
        let guard = self.emit(Op::Literal, &[], address);
        self.assume(guard, seen);
        self.set(specimen, guard);
        self.set(ejector, x);
        self.set(at.top, y);
        at.top += 1;
        self.native_on(at, NativeCall::Rows(rows, atom), coerced)
    }

    pub(super) fn test_static(&mut self, at: &mut At) -> Recorded {
        let (guard, cell) = (at.word.a, at.top - 1);
        let seen = at.value(cell);
        if at.vm.admits_statically(guard, seen) {
            return self.admitted(at, guard, cell);
        }
        if Fate::of(at.word.x) == Fate::Needed || !is_plain(seen) {
            if seen.is_heap(Type::Promise) {
                return Err(Abort::Reference);
            }
            self.of_kind(at, cell);
            return self.native(at, NativeCall::Test(guard, at.word.x), 0, at.pc + 1);
        }
        // Plain data has no other form that the guard could be offered.
        self.of_kind(at, cell);
        let (row, null) = (self.int_constant(guard as i64), self.word(Value::NULL));
        let specimen = self.get(cell);
        let problem = self.problem(at, ProblemKind::Guard, [specimen, row, null], true);
        self.set(cell, problem);
        self.test_failed = true;
        Ok(())
    }

    /// Takes the answer of a test: the prize, or the problem.
    pub(super) fn test_take(&mut self, at: &mut At) {
        if std::mem::take(&mut self.test_failed) {
            return;
        }
        let failed = at.vm.has_test_failed();
        let test = self.emit(Op::TestFailed, &[], 0);
        self.guard_test(at, test, failed);
        if failed {
            self.emit(Op::ForgetTest, &[], 0);
        }
    }

    /// Makes sure that a cell holds a value of the type that it holds now.
    fn of_kind(&mut self, at: &At, cell: Cell) {
        let (r, seen) = (self.get(cell), at.value(cell));
        if matches!(self.ty(r), Ty::Int | Ty::Double | Ty::Bool) {
            return;
        }
        if seen.is_small() {
            self.int(at, cell);
        } else if seen.is_inline_double() {
            self.double(at, cell);
        } else if seen.is_pointer() {
            self.guard_type(at, r, seen.ty());
        } else if seen.as_char().is_some() {
            self.guard(at, Op::GuardChar, &[r], 0);
        } else if seen.as_bool().is_some() {
            let b = self.guard(at, Op::GuardBool, &[r], 0);
            self.set(cell, b);
        } else {
            self.guard(at, Op::GuardIs, &[r], seen.bits());
        }
    }

    /// The problem that a failed test leaves, whose fate its word names. `plain` says that nothing it is about can
    /// change.
    fn problem(&mut self, at: &mut At, kind: ProblemKind, parts: [Ref; 3], plain: bool) -> Ref {
        let [a, b, c] = parts;
        // The word behind a test of sameness has its operands elsewhere.
        let fate = if at.word.op == Quick::TestSameTake { at.word.a as u8 } else { at.word.x };
        match Fate::of(fate) {
            Fate::Dropped => self.word(Value::NULL),
            Fate::Kept if plain => {
                let kind = self.int_constant(kind as i64);
                self.emit(Op::New, &[kind, a, b, c], Type::Deferred as u64)
            }
            _ => self.ask(at, NativeCall::Problem(fate, kind), &parts),
        }
    }

    /// Pushes a local, where a deferred problem is told.
    pub(super) fn local_problem(&mut self, at: &mut At) -> Recorded {
        let (local, seen) = (at.local(), at.value(at.local()));
        let r = self.get(local);
        if seen.is_heap(Type::Deferred) {
            self.guard_type(at, r, Type::Deferred);
            let told = self.native_at(at, NativeCall::Told, &[r], at.top + 1);
            self.expect(at, told, at.top, at.top + 1, at.pc + 1);
            return Ok(());
        }
        self.guard_key(at, r, seen)?;
        self.set(at.top, r);
        Ok(())
    }

    pub(super) fn list_pattern(&mut self, at: &mut At) -> Recorded {
        let cell = at.top - 2;
        match list_field(at.value(cell), at.word.a) {
            Fit::Fits => self.unpack(at, cell),
            fit => {
                self.misfit(at, cell, fit)?;
                let place = self.place(at);
                self.native(at, NativeCall::ListPattern(at.word.a, place), 1, at.pc + 1)
            }
        }
    }

    pub(super) fn test_list(&mut self, at: &mut At) -> Recorded {
        let cell = at.top - 1;
        let (seen, object) = (at.value(cell), self.get(cell));
        let problem = match list_field(seen, at.word.a) {
            Fit::Fits => return self.unpack(at, cell),
            fit => match self.misfit(at, cell, fit)? {
                Some(length) => {
                    let place = self.place(at);
                    let (place, wanted) = (self.word(place), self.int_constant(at.word.a as i64));
                    self.problem(at, ProblemKind::Length, [place, length, wanted], true)
                }
                None => {
                    let null = self.word(Value::NULL);
                    self.problem(at, ProblemKind::NotList, [object, null, null], is_plain(seen))
                }
            },
        };
        self.set(cell, problem);
        Ok(())
    }

    /// The place behind the running instruction, which messages tell.
    fn place(&self, at: &At) -> Value {
        Value::int((at.code() as i64) << 32 | (at.pc + 1) as i64)
    }

    /// Makes sure that a value is no list of the wanted length; answers with the length of one that has another.
    fn misfit(&mut self, at: &mut At, cell: Cell, fit: Fit) -> Result<Option<Ref>, Abort> {
        let (seen, object) = (at.value(cell), self.get(cell));
        let Fit::Length(field) = fit else {
            if seen.is_heap(Type::Promise) {
                return Err(Abort::Reference);
            }
            self.guard_key(at, object, seen)?;
            return Ok(None);
        };
        self.guard_type(at, object, seen.ty());
        let length = self.load_int(object, seen.ty(), field);
        let wanted = self.int_constant(at.word.a as i64);
        let test = self.emit(Op::Eq, &[length, wanted], 0);
        self.guard_test(at, test, false);
        Ok(Some(length))
    }

    /// Takes a list of the wanted length apart, the first element topmost.
    fn unpack(&mut self, at: &mut At, cell: Cell) -> Recorded {
        let (seen, object) = (at.value(cell), self.get(cell));
        let items = self.items_of(at, object, seen, at.word.a as i64)?;
        for (i, &item) in items.iter().rev().enumerate() {
            self.set(cell + i as Cell, item);
        }
        Ok(())
    }

    /// The elements of a list of so many.
    pub(super) fn items_of(
        &mut self,
        at: &At,
        object: Ref,
        seen: Value,
        count: i64,
    ) -> Result<Vec<Ref>, Abort> {
        let ty = seen.ty();
        let field = if ty == Type::FlexList { 1 } else { 2 };
        self.guard_type(at, object, ty);
        let length = self.load_int(object, ty, field);
        let wanted = self.int_constant(count);
        let test = self.emit(Op::Eq, &[length, wanted], 0);
        self.guard_test(at, test, true);
        let (buffer, start) = match ty {
            Type::List => {
                let buffer = self.buffer(at, object, seen).ok_or(Abort::Pattern)?;
                (buffer, Some(self.load_int(object, ty, 1)))
            }
            _ => (self.load(object, ty, 0), None),
        };
        let mut items: Vec<Ref> = Vec::new();
        for i in 0..count {
            let index = self.int_constant(i);
            let place = match start {
                Some(start) => self.guard(at, Op::Add, &[start, index], 0),
                None => index,
            };
            items.push(self.emit(Op::Element, &[buffer, place], 0));
        }
        Ok(items)
    }

    pub(super) fn test_same(&mut self, at: &mut At) -> Recorded {
        let (x, y) = (at.top - 2, at.top - 1);
        if let Some(test) = self.sameness(at, x, y)? {
            self.set(at.top, test);
            return Ok(());
        }
        let operands = [self.get(x), self.get(y)];
        let result = self.native_at(at, NativeCall::Same, &operands, at.top + 2);
        self.expect(at, result, at.top, at.top + 1, at.pc + 1);
        Ok(())
    }

    pub(super) fn test_same_take(&mut self, at: &mut At) -> Recorded {
        let (specimen, exemplar, cell) = (at.top - 3, at.top - 2, at.top - 1);
        let Some(same) = at.value(cell).as_bool() else { return Err(Abort::Unexpected) };
        let Some(test) = self.bool(at, cell) else { return Err(Abort::Unexpected) };
        self.guard_test(at, test, same);
        if same != (at.word.x == 0) {
            let plain = is_plain(at.value(specimen)) && is_plain(at.value(exemplar));
            let parts = [self.get(specimen), self.get(exemplar), self.word(Value::bool(same))];
            if plain && Fate::of(at.word.a as u8) == Fate::Kept {
                self.of_kind(at, specimen);
                self.of_kind(at, exemplar);
            }
            let problem = self.problem(at, ProblemKind::Sameness, parts, plain);
            self.set(specimen, problem);
        }
        Ok(())
    }
}

/// Whether a value is plain data whatever its parts: it has none.
fn is_plain(value: Value) -> bool {
    !value.is_pointer()
        || matches!(value.ty(), Type::Str | Type::Bytes | Type::Double | Type::BigInt)
}

/// What a value is to a pattern of a list.
enum Fit {
    /// A list of the wanted length.
    Fits,
    /// A list of another length, which is in this field.
    Length(u32),
    /// Something else.
    Kind,
}

fn list_field(value: Value, wanted: u16) -> Fit {
    let field = match value.ty() {
        Type::List => 2,
        Type::FlexList => 1,
        _ => return Fit::Kind,
    };
    match value.field(field).to_index() {
        length if length == wanted as usize => Fit::Fits,
        _ => Fit::Length(field as u32),
    }
}
