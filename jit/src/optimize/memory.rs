//! Memory: what was read or written is not read again.
//!
//! Fields are told apart by the type of their object and their index: a store into one kind of field changes nothing that is
//! known of others. Two objects that were made here are never the same. A call may change anything that changes at all.

use super::{Outcome, Step, Walk};
use crate::ir::{Op, Ref};
use hashbrown::HashMap;
use monte_vm::heap::Type;

/// What memory is known to hold.
#[derive(Default)]
pub(super) struct Memory {
    /// Fields: by kind of field and object.
    fields: HashMap<(u64, Ref), Ref>,
    /// Elements: by buffer and index.
    elements: HashMap<(Ref, Ref), Ref>,
}

/// Fields that never change once their object is there.
fn is_fixed(field: u64) -> bool {
    let (ty, index) = ((field >> 32) as u16, field as u32);
    ty == Type::Object as u16 && index != 1
        || ty == Type::Range as u16
        || ty == Type::Singleton as u16
        || ty == Type::Str as u16
        || ty == Type::Iterator as u16 && index == 0
        || ty == Type::List as u16 && index != 0
}

impl Walk<'_> {
    pub(super) fn remember(&mut self, step: &mut Step, _: Ref) -> Outcome {
        let known = match step.op {
            Op::Load | Op::LoadInt => self.memory.fields.get(&(step.imm, step.args[0])).copied(),
            Op::Element => self.memory.elements.get(&(step.args[0], step.args[1])).copied(),
            Op::Store => {
                // What is there already need not be written.
                return match self.memory.fields.get(&(step.imm, step.args[0])) {
                    Some(&value) if value == step.args[1] => Outcome::Gone,
                    _ => Outcome::Next,
                };
            }
            _ => None,
        };
        match known {
            Some(value)
                if step.op != Op::LoadInt || self.tree.graph.ty(value) == crate::ir::Ty::Int =>
            {
                Outcome::Is(value)
            }
            _ => Outcome::Next,
        }
    }

    /// Notes what an instruction has read, written, or may have changed.
    pub(super) fn note_memory(&mut self, step: &Step, r: Ref) {
        match step.op {
            Op::Load | Op::LoadInt => {
                self.memory.fields.insert((step.imm, step.args[0]), r);
            }
            Op::Element => {
                self.memory.elements.insert((step.args[0], step.args[1]), r);
            }
            Op::Store => {
                let (object, value) = (step.args[0], step.args[1]);
                let made = self.is_made(object);
                let graph = &self.tree.graph;
                self.memory.fields.retain(|&(field, other), _| {
                    field != step.imm || made && graph.op(other) == Op::New && other != object
                });
                self.memory.fields.insert((step.imm, object), value);
            }
            Op::SetElement => {
                let (buffer, index, value) = (step.args[0], step.args[1], step.args[2]);
                let graph = &self.tree.graph;
                let made = graph.op(buffer) == Op::New;
                self.memory.elements.retain(|&(other, at), _| {
                    let distinct = made && graph.op(other) == Op::New && other != buffer;
                    let apart = match (graph.int(index), graph.int(at)) {
                        (Some(a), Some(b)) => a != b,
                        _ => false,
                    };
                    distinct || apart
                });
                self.memory.elements.insert((buffer, index), value);
            }
            Op::New => self.note_fields(step.imm as u16, &step.args, r),
            Op::Call | Op::Invoke => {
                // Whatever it does, fields that never change stay.
                self.memory.fields.retain(|&(field, _), _| is_fixed(field));
                self.memory.elements.clear();
            }
            _ => {}
        }
    }

    fn is_made(&self, r: Ref) -> bool {
        self.tree.graph.op(r) == Op::New
    }

    /// Notes the fields of a new object.
    pub(super) fn note_fields(&mut self, ty: u16, fields: &[Ref], r: Ref) {
        if ty == Type::Elements as u16 {
            for (i, &value) in fields.iter().enumerate().skip(1) {
                let index = self.int(i as i64 - 1);
                self.memory.elements.insert((r, index), value);
            }
        }
        for (i, &value) in fields.iter().enumerate() {
            self.memory.fields.insert(((ty as u64) << 32 | i as u64, r), value);
        }
    }
}
