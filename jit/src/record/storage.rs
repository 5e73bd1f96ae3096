//! Names: slots and bindings.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op, Ref};
use monte_vm::code::Quick;
use monte_vm::heap::Type;
use monte_vm::value::Value;

impl Recorder {
    /// The slot or binding that a word names in a local, a capture or a constant, and what it is now.
    fn holder(&mut self, at: &At) -> (Ref, Value) {
        match at.word.op {
            Quick::CellFrame | Quick::PutFrame | Quick::NounFrame | Quick::AssignFrame => {
                let object = at.value(at.base - 1);
                let seen = object.field(at.word.a as usize + 2);
                (self.capture(at, at.word.a as u32), seen)
            }
            Quick::NounOuter | Quick::AssignOuter => {
                let seen = at.vm.constant(at.code(), at.word.b);
                (self.constant(at, at.word.b), seen)
            }
            _ => (self.get(at.local()), at.value(at.local())),
        }
    }

    /// Reads a slot, which the verifier has shown to be one.
    pub(super) fn read_cell(&mut self, at: &mut At) -> Recorded {
        let (slot, _) = self.holder(at);
        let value = self.load(slot, Type::VarSlot, 0);
        self.set(at.top, value);
        Ok(())
    }

    pub(super) fn put(&mut self, at: &mut At) -> Recorded {
        let (slot, seen) = self.holder(at);
        let cell = at.top - 1;
        let guard = self.load(slot, Type::VarSlot, 1);
        if seen.field(1).is_null() {
            self.guard(at, Op::GuardIs, &[guard], Value::NULL.bits());
            let value = self.get(cell);
            self.store(slot, Type::VarSlot, 0, value);
            return Ok(());
        }
        if !self.admitted_by(at, guard, seen.field(1), cell)? {
            return Err(Abort::GuardedSlot);
        }
        self.spend();
        self.put_directly(slot, cell);
        Ok(())
    }

    /// Stores what a cell holds in a slot; the word behind takes the answer, null.
    fn put_directly(&mut self, slot: Ref, cell: Cell) {
        let value = self.get(cell);
        self.store(slot, Type::VarSlot, 0, value);
        let null = self.word(Value::NULL);
        self.set(cell, null);
    }

    /// Assigns through a binding: into a slot of the machine, or by a message to one of the program.
    pub(super) fn assign(&mut self, at: &mut At) -> Recorded {
        let (binding, seen) = self.holder(at);
        if !seen.is_heap(Type::Binding) {
            return Err(Abort::Binding);
        }
        self.guard_type(at, binding, Type::Binding);
        let slot = self.load(binding, Type::Binding, 0);
        let seen = seen.field(0);
        let cell = at.top - 1;
        if seen.is_heap(Type::VarSlot) {
            self.guard_type(at, slot, Type::VarSlot);
            let guard = self.load(slot, Type::VarSlot, 1);
            if seen.field(1).is_null() {
                self.guard(at, Op::GuardIs, &[guard], Value::NULL.bits());
            } else {
                if !self.admitted_by(at, guard, seen.field(1), cell)? {
                    return Err(Abort::GuardedSlot);
                }
                // What any value may be assigned to costs nothing.
                if !at.vm.is_any_guard(seen.field(1)) {
                    self.spend();
                    self.spend();
                }
            }
            self.put_directly(slot, cell);
            return Ok(());
        }
        self.hold(at);
        let value = self.get(cell);
        self.set(cell, slot);
        self.set(at.top, value);
        at.top += 1;
        self.ask_slot(at, at.vm.slot_atoms().1, seen, 1)
    }

    /// A message to a slot of the program, whose receiver and arguments are in cells.
    fn ask_slot(&mut self, at: &mut At, atom: u32, seen: Value, argc: Cell) -> Recorded {
        if !seen.is_heap(Type::Object) {
            return Err(Abort::Binding);
        }
        // One for the instruction, one for the message.
        self.spend();
        self.spend();
        self.send(at, atom, seen, argc)
    }

    pub(super) fn noun(&mut self, at: &mut At) -> Recorded {
        let (binding, seen) = self.holder(at);
        if !seen.is_heap(Type::Binding) {
            return Err(Abort::Binding);
        }
        self.guard_type(at, binding, Type::Binding);
        let slot = self.load(binding, Type::Binding, 0);
        let seen = seen.field(0);
        if !matches!(seen.ty(), Type::FinalSlot | Type::VarSlot) {
            self.hold(at);
            self.set(at.top, slot);
            at.top += 1;
            return self.ask_slot(at, at.vm.slot_atoms().0, seen, 0);
        }
        if seen.field(0) == Value::HOLE {
            return Err(Abort::Binding);
        }
        self.guard_type(at, slot, seen.ty());
        let value = self.load(slot, seen.ty(), 0);
        if seen.is_heap(Type::FinalSlot) {
            self.guard_hole(at, value, false);
        }
        self.set(at.top, value);
        Ok(())
    }

    fn guard_hole(&mut self, at: &At, value: Ref, holds: bool) {
        let hole = self.word(Value::HOLE);
        let same = self.emit(Op::Same, &[value, hole], 0);
        self.guard_test(at, same, holds);
    }

    /// A binding to be filled later.
    pub(super) fn defer_binding(&mut self, at: &mut At) {
        let (hole, guard) = (self.word(Value::HOLE), self.get(at.top - 1));
        let slot = self.emit(Op::New, &[hole, guard], Type::FinalSlot as u64);
        self.bind(at.top - 1, slot);
    }

    pub(super) fn fill_binding(&mut self, at: &mut At) -> Recorded {
        let (binding, seen) = (self.get(at.local()), at.value(at.local()));
        let slot_seen = seen.field(0);
        if !seen.is_heap(Type::Binding)
            || !slot_seen.is_heap(Type::FinalSlot)
            || slot_seen.field(0) != Value::HOLE
        {
            return Err(Abort::Binding);
        }
        self.guard_type(at, binding, Type::Binding);
        let slot = self.load(binding, Type::Binding, 0);
        self.guard_type(at, slot, Type::FinalSlot);
        let value = self.load(slot, Type::FinalSlot, 0);
        self.guard_hole(at, value, true);
        let value = self.get(at.top - 1);
        self.store(slot, Type::FinalSlot, 0, value);
        Ok(())
    }

    pub(super) fn make_cell(&mut self, at: &mut At) {
        let guarded = at.word.op == Quick::MakeGuardedCell;
        let cell = at.top - 1 - guarded as i32;
        let guard = if guarded { self.get(at.top - 1) } else { self.word(Value::NULL) };
        let value = self.get(cell);
        let slot = self.emit(Op::New, &[value, guard], Type::VarSlot as u64);
        self.set(cell, slot);
    }

    pub(super) fn make_binding(&mut self, at: &mut At) {
        let final_slot = at.word.op == Quick::MakeFinalBinding;
        let ty = if final_slot { Type::FinalSlot } else { Type::VarSlot };
        let (value, guard) = (self.get(at.top - 2), self.get(at.top - 1));
        let slot = self.emit(Op::New, &[value, guard], ty as u64);
        self.bind(at.top - 2, slot);
    }

    pub(super) fn slot_binding(&mut self, at: &mut At) {
        let slot = self.get(at.top - 1);
        self.bind(at.top - 1, slot);
    }

    fn bind(&mut self, cell: i32, slot: Ref) {
        let null = self.word(Value::NULL);
        let binding = self.emit(Op::New, &[slot, null], Type::Binding as u64);
        self.set(cell, binding);
    }
}
