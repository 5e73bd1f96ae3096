//! Names: slots and bindings.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Op, Ref};
use monte_vm::code::Quick;
use monte_vm::heap::Type;
use monte_vm::value::Value;

impl Recorder {
    /// The slot or binding that a word names in a local, a capture or a constant, and what it is now.
    fn holder(&mut self, at: &At) -> (Ref, Value) {
        match at.word.op {
            Quick::CellFrame | Quick::PutFrame | Quick::NounFrame => {
                let object = at.value(at.base - 1);
                let seen = object.field(at.word.a as usize + 2);
                (self.capture(at, at.word.a as u32), seen)
            }
            Quick::NounOuter => {
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
        if !seen.field(1).is_null() {
            return Err(Abort::GuardedSlot);
        }
        let guard = self.load(slot, Type::VarSlot, 1);
        self.guard(at, Op::GuardIs, &[guard], Value::NULL.bits());
        let value = self.get(at.top - 1);
        self.store(slot, Type::VarSlot, 0, value);
        Ok(())
    }

    pub(super) fn noun(&mut self, at: &mut At) -> Recorded {
        let (binding, seen) = self.holder(at);
        if !seen.is_heap(Type::Binding) {
            return Err(Abort::Binding);
        }
        let kind = seen.field(0).ty();
        if !matches!(kind, Type::FinalSlot | Type::VarSlot) || seen.field(0).field(0) == Value::HOLE
        {
            return Err(Abort::Binding);
        }
        self.guard_type(at, binding, Type::Binding);
        let slot = self.load(binding, Type::Binding, 0);
        self.guard_type(at, slot, kind);
        let value = self.load(slot, kind, 0);
        if kind == Type::FinalSlot {
            let hole = self.word(Value::HOLE);
            let same = self.emit(Op::Same, &[value, hole], 0);
            self.guard(at, Op::GuardFalse, &[same], 0);
        }
        self.set(at.top, value);
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
