//! Variables: where they are, how they are read, assigned and bound.
//!
//! A variable lives in a local of its own frame. In the frames of objects that capture it, it is a
//! capture. An object's own name inside its script is the receiver, unless the object captures it.

use monte_expander::kernel::{self, ExprId, NameRef, OuterId, VarId, VarKind};

use super::{Generator, Mode};
use crate::isa::Op;
use crate::unit::{Outer, Storage};

/// Where a variable is, seen from the frame at work.
#[derive(Clone, Copy)]
enum Place {
    Local(u32),
    Capture(u32),
    Myself,
}

/// The unit's word for the Kernel's.
pub(super) fn storage(storage: kernel::Storage) -> Storage {
    match storage {
        kernel::Storage::Value => Storage::Value,
        kernel::Storage::Cell => Storage::Cell,
        kernel::Storage::Binding => Storage::Binding,
    }
}

impl Generator<'_> {
    fn place(&mut self, var: VarId) -> Place {
        if let Some(&local) = self.locals.get(&var) {
            return Place::Local(local);
        }
        if let Some(&capture) = self.captures.get(&var) {
            return Place::Capture(capture);
        }
        if let VarKind::Object(object) = self.kernel.var(var).kind
            && self.object == Some(object)
        {
            return Place::Myself;
        }
        // Only a tree that uses a variable before its pattern gets here; the verifier refuses the code.
        Place::Local(self.local_of(var))
    }

    /// The local of a variable of this frame.
    pub(super) fn local_of(&mut self, var: VarId) -> u32 {
        if let Some(&local) = self.locals.get(&var) {
            return local;
        }
        let row = *self.kernel.var(var);
        self.check_locals();
        let name = self.kernel.text(row.name);
        let local = self.asm.local(name, storage(row.storage));
        self.locals.insert(var, local);
        local
    }

    /// The index of an outer name in the unit.
    pub(super) fn outer(&mut self, outer: OuterId) -> u32 {
        if let Some(&index) = self.outers.get(&outer) {
            return index;
        }
        let row = self.kernel.outer(outer);
        let index = self.tables.outers.len() as u32;
        self.tables
            .outers
            .push(Outer { name: self.kernel.text(row.name).to_string(), assigned: row.assigned });
        self.outers.insert(outer, index);
        index
    }

    /// Pushes the value of a name.
    pub(super) fn read(&mut self, name: NameRef) {
        match name {
            NameRef::Outer(outer) => {
                let index = self.outer(outer);
                self.asm.emit(Op::Outer, index);
            }
            NameRef::Var(var) => {
                let storage = self.kernel.var(var).storage;
                match (self.place(var), storage) {
                    (Place::Local(local), kernel::Storage::Value) => {
                        self.asm.emit(Op::Local, local)
                    }
                    (Place::Local(local), kernel::Storage::Cell) => {
                        self.asm.emit(Op::CellLocal, local)
                    }
                    (Place::Local(local), kernel::Storage::Binding) => {
                        self.asm.emit(Op::NounLocal, local)
                    }
                    (Place::Capture(index), kernel::Storage::Value) => {
                        self.asm.emit(Op::Frame, index)
                    }
                    (Place::Capture(index), kernel::Storage::Cell) => {
                        self.asm.emit(Op::CellFrame, index)
                    }
                    (Place::Capture(index), kernel::Storage::Binding) => {
                        self.asm.emit(Op::NounFrame, index)
                    }
                    (Place::Myself, _) => self.asm.emit(Op::Myself, 0),
                }
            }
        }
    }

    /// Whether reading a name can neither throw nor call.
    pub(super) fn is_quiet(&self, name: NameRef) -> bool {
        match name {
            NameRef::Outer(outer) => self.kernel.outer(outer).safe,
            NameRef::Var(var) => self.kernel.var(var).storage != kernel::Storage::Binding,
        }
    }

    /// Pushes a variable as it is stored, for a new object to capture.
    pub(super) fn capture(&mut self, var: VarId) {
        match self.place(var) {
            Place::Local(local) => self.asm.emit(Op::Local, local),
            Place::Capture(index) => self.asm.emit(Op::Frame, index),
            Place::Myself => {
                self.asm.emit(Op::Myself, 0);
                match self.kernel.var(var).storage {
                    kernel::Storage::Value => {}
                    kernel::Storage::Cell => self.asm.emit(Op::MakeCell, 0),
                    kernel::Storage::Binding => self.wrap_final(),
                }
            }
        }
    }

    /// Makes the binding of an unguarded final slot around the top.
    pub(super) fn wrap_final(&mut self) {
        self.asm.emit(Op::Null, 0);
        self.asm.emit(Op::MakeFinalBinding, 0);
    }

    /// Pushes the binding of a name.
    pub(super) fn binding(&mut self, name: NameRef) {
        match name {
            NameRef::Outer(outer) => {
                let index = self.outer(outer);
                self.asm.emit(Op::BindingOuter, index);
            }
            NameRef::Var(var) if self.kernel.var(var).storage == kernel::Storage::Binding => {
                self.capture(var)
            }
            NameRef::Var(var) if self.kernel.var(var).storage == kernel::Storage::Cell => {
                self.capture(var);
                self.asm.emit(Op::SlotBinding, 0);
            }
            NameRef::Var(var) => {
                // A value nobody else asks the binding of: any binding of it is as good.
                self.read(name);
                match self.kernel.var(var).guard {
                    Some(guard) if self.kernel.outer_noun(guard).is_some() => {
                        self.expr(guard, Mode::Value)
                    }
                    _ => self.asm.emit(Op::Null, 0),
                }
                self.asm.emit(Op::MakeFinalBinding, 0);
            }
        }
    }

    /// `name := value`.
    pub(super) fn assign(&mut self, name: NameRef, value: ExprId, mode: Mode) {
        let span = self.asm.span;
        self.expr(value, Mode::Value);
        self.asm.span = span;
        if mode == Mode::Value {
            self.asm.emit(Op::Dup, 0);
        }
        let var = match name {
            NameRef::Outer(outer) => {
                let index = self.outer(outer);
                self.asm.emit(Op::AssignOuter, index);
                return;
            }
            NameRef::Var(var) => var,
        };
        let row = *self.kernel.var(var);
        let op = match (self.place(var), row.storage) {
            (Place::Local(local), kernel::Storage::Value) => {
                if let Some(guard) = row.guard {
                    self.coerce_quietly(guard);
                }
                (Op::Set, local)
            }
            (Place::Local(local), kernel::Storage::Cell) => (Op::PutLocal, local),
            (Place::Local(local), kernel::Storage::Binding) => (Op::AssignLocal, local),
            (Place::Capture(index), kernel::Storage::Cell) => (Op::PutFrame, index),
            (Place::Capture(index), kernel::Storage::Binding) => (Op::AssignFrame, index),
            (Place::Capture(_), kernel::Storage::Value) | (Place::Myself, _) => {
                // The expander refuses assignments to finals; what is left does nothing.
                debug_assert!(false, "assignment to a final name");
                (Op::Pop, 0)
            }
        };
        self.asm.emit(op.0, op.1);
    }

    /// Binds a variable to the top, which has been coerced; `guard` pushes its guard.
    pub(super) fn bind(&mut self, var: VarId, guard: Option<&mut dyn FnMut(&mut Self)>) {
        let row = *self.kernel.var(var);
        let local = self.local_of(var);
        let is_var = row.kind == VarKind::Var;
        match row.storage {
            kernel::Storage::Value => {}
            kernel::Storage::Cell => match guard {
                Some(push) => {
                    push(self);
                    self.asm.emit(Op::MakeGuardedCell, 0);
                }
                None => self.asm.emit(Op::MakeCell, 0),
            },
            kernel::Storage::Binding => {
                match guard {
                    Some(push) => push(self),
                    None => self.asm.emit(Op::Null, 0),
                }
                self.asm.emit(if is_var { Op::MakeVarBinding } else { Op::MakeFinalBinding }, 0);
            }
        }
        self.asm.emit(Op::Bind, local);
    }
}
