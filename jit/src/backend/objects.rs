//! Objects: types, fields and elements, the barrier of the collector, and making them.

use super::{Lowering, memory};
use crate::helpers::Seldom;
use crate::ir::{Op, Ref, Ty};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I16, I32, I64};
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Value as Clif};
use monte_vm::heap::Type;
use monte_vm::tracer::layout;
use monte_vm::value::Value;

impl Lowering<'_, '_> {
    pub(super) fn field(&mut self, r: Ref, operand: usize, index: u32) -> Clif {
        let object = self.arg(r, operand);
        self.builder.ins().load(I64, memory(), object, layout::field(index))
    }

    pub(super) fn guard_type(&mut self, r: Ref, ty: u16, snapshot: u32) {
        let value = self.arg(r, 0);
        if !self.is_object(self.tree.graph.arg(r, 0)) {
            let pointer = self.is_pointer(value);
            self.leave_unless(pointer, snapshot);
        }
        let header = self.builder.ins().load(I16, memory(), value, layout::HEADER);
        let other = self.builder.ins().icmp_imm_u(IntCC::NotEqual, header, ty as i64);
        self.leave_if(other, snapshot);
    }

    /// Whether a result is an object whatever happens.
    pub(super) fn is_object(&self, r: Ref) -> bool {
        let instr = self.tree.graph.at(r);
        let field = |ty: Type, index: u64| instr.imm == (ty as u64) << 32 | index;
        match instr.op {
            Op::New | Op::Literal => true,
            Op::Load => {
                field(Type::Map, 0)
                    || field(Type::Set, 0)
                    || field(Type::List, 0)
                    || field(Type::FlexList, 0)
                    || field(Type::Str, 0)
                    || field(Type::Version, 0)
            }
            _ => false,
        }
    }

    /// The address of an element, but for the distance of the first from its buffer.
    pub(super) fn element(&mut self, r: Ref) -> Clif {
        let (buffer, index) = (self.arg(r, 0), self.arg(r, 1));
        // An integer is shifted as the offset of a word is.
        self.builder.ins().iadd(buffer, index)
    }

    /// Whether storing a result needs no barrier: it is no object, or the object that it is stored in is new.
    fn needs_no_barrier(&self, object: Ref, value: Ref) -> bool {
        let graph = &self.tree.graph;
        graph.ty(value) == Ty::Int
            || matches!(graph.op(value), Op::Word | Op::BoolValue | Op::Char)
            || graph.op(object) == Op::New
    }

    pub(super) fn store(&mut self, r: Ref, index: u32) {
        let (object_ref, value_ref) = (self.tree.graph.arg(r, 0), self.tree.graph.arg(r, 1));
        let (object, value) = (self.value(object_ref), self.value(value_ref));
        let join = self.barrier((object_ref, object), (value_ref, value), |lowering| {
            lowering.builder.ins().iconst(I64, Value::int(index as i64).bits() as i64)
        });
        self.builder.ins().store(memory(), value, object, layout::field(index));
        self.end_store(join);
    }

    pub(super) fn set_element(&mut self, r: Ref) {
        let (buffer_ref, value_ref) = (self.tree.graph.arg(r, 0), self.tree.graph.arg(r, 2));
        let (buffer, index, value) = (self.arg(r, 0), self.arg(r, 1), self.value(value_ref));
        let join = self.barrier((buffer_ref, buffer), (value_ref, value), |lowering| {
            lowering.builder.ins().iadd_imm_s(index, 8)
        });
        let place = self.builder.ins().iadd(buffer, index);
        self.builder.ins().store(memory(), value, place, layout::field(1));
        self.end_store(join);
    }

    /// Stores by a helper, and goes to the block behind the store that is answered, if the store must be remembered: the object
    /// is old and not remembered yet. The field is an integer, as its word.
    fn barrier(
        &mut self,
        (object_ref, object): (Ref, Clif),
        (value_ref, value): (Ref, Clif),
        field: impl FnOnce(&mut Self) -> Clif,
    ) -> Option<Block> {
        if self.needs_no_barrier(object_ref, value_ref) {
            return None;
        }
        let must = if self.tree.graph.op(value_ref) == Op::Box {
            // Nearly all doubles are no objects.
            let tag = self.builder.ins().band_imm_s(value, 3);
            self.builder.ins().icmp_imm_s(IntCC::Equal, tag, 0)
        } else {
            let header = self.builder.ins().load(I32, memory(), object, layout::HEADER);
            let flags = self.builder.ins().band_imm_s(header, layout::OLD_AND_REMEMBERED as i64);
            self.builder.ins().icmp_imm_s(IntCC::Equal, flags, layout::OLD as i64)
        };
        let [slow, fast, join] = [(); 3].map(|()| self.builder.create_block());
        self.builder.set_cold_block(slow);
        self.builder.ins().brif(must, slow, &[], fast, &[]);
        self.builder.switch_to_block(slow);
        let before = self.fuse;
        let field = field(self);
        self.call_seldom(Seldom::Store, &[self.vm, object, field, value]);
        self.builder.ins().jump(join, &[BlockArg::Value(self.fuse)]);
        self.builder.switch_to_block(fast);
        self.fuse = before;
        Some(join)
    }

    /// Meets the way of a barrier, if there is one.
    fn end_store(&mut self, join: Option<Block>) {
        if let Some(join) = join {
            self.builder.ins().jump(join, &[BlockArg::Value(self.fuse)]);
            self.meet(join);
        }
    }

    pub(super) fn new_object(&mut self, r: Ref, ty: u16) -> Clif {
        let fields: Vec<Ref> = self.tree.graph.args(r).to_vec();
        let size = 8 * (fields.len() as i64 + 1);
        let start = self.builder.ins().load(I64, memory(), self.vm, layout::BUMP);
        let end = self.builder.ins().load(I64, memory(), self.vm, layout::BUMP_END);
        let next = self.builder.ins().iadd_imm_s(start, size);
        let full = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, next, end);
        let (slow, fast, join) =
            (self.builder.create_block(), self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(slow);
        let object = self.builder.append_block_param(join, I64);
        self.builder.ins().brif(full, slow, &[], fast, &[]);
        self.builder.switch_to_block(fast);
        self.builder.ins().store(memory(), next, self.vm, layout::BUMP);
        let header = self.builder.ins().iconst(I64, layout::header(ty, fields.len()) as i64);
        self.builder.ins().store(memory(), header, start, 0);
        let value = self.builder.ins().iadd_imm_s(start, -(layout::HEADER as i64));
        let fuse = BlockArg::Value(self.fuse);
        self.builder.ins().jump(join, &[BlockArg::Value(value), fuse]);
        self.builder.switch_to_block(slow);
        let kind = self.builder.ins().iconst(I64, ty as i64);
        let words = self.builder.ins().iconst(I64, fields.len() as i64);
        let made = self.call_seldom(Seldom::Allocate, &[self.vm, kind, words]);
        let fuse = BlockArg::Value(self.fuse);
        self.builder.ins().jump(join, &[BlockArg::Value(made), fuse]);
        self.meet(join);
        for (i, field) in fields.into_iter().enumerate() {
            let value = self.value(field);
            self.builder.ins().store(memory(), value, object, layout::field(i as u32));
        }
        object
    }
}
