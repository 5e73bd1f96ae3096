//! Values: between words and machine registers, tests, arithmetic.

use super::{Lowering, memory};
use crate::helpers::{self, Seldom};
use crate::ir::{NONE, Op, Ref};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{F64, I8, I64};
use cranelift_codegen::ir::{BlockArg, InstBuilder, MemFlagsData, Value as Clif};
use cranelift_frontend::FunctionBuilder;
use monte_vm::tracer::layout;
use monte_vm::value::DOUBLE_BIAS;

impl Lowering<'_, '_> {
    pub(super) fn unboxed(&mut self, word: Clif) -> Clif {
        // The bias is a one when it is turned, and what holds a double has a tag that a one can be taken from.
        const { assert!(DOUBLE_BIAS.rotate_left(3) == 1) };
        let biased = self.builder.ins().iadd_imm_s(word, -1);
        let bits = self.builder.ins().rotr_imm_u(biased, 3);
        self.builder.ins().bitcast(F64, MemFlagsData::new(), bits)
    }

    pub(super) fn boxed(&mut self, r: Ref) -> Clif {
        let x = self.arg(r, 0);
        let bits = self.builder.ins().bitcast(I64, MemFlagsData::new(), x);
        let turned = self.builder.ins().rotl_imm_u(bits, 3);
        // Where the one is carried out of the tag, no tag of a double is left.
        let word = self.builder.ins().iadd_imm_s(turned, 1);
        let tag = self.builder.ins().band_imm_s(word, 3);
        let (slow, join) = (self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(slow);
        let result = self.builder.append_block_param(join, I64);
        let fast = [BlockArg::Value(word), BlockArg::Value(self.fuse)];
        let none = self.builder.ins().icmp_imm_s(IntCC::Equal, tag, 0);
        self.builder.ins().brif(none, slow, &[], join, &fast);
        self.builder.switch_to_block(slow);
        let made = self.call_seldom(Seldom::BoxDouble, &[self.vm, bits]);
        self.builder.ins().jump(join, &[BlockArg::Value(made), BlockArg::Value(self.fuse)]);
        self.meet(join);
        result
    }

    pub(super) fn same_text(&mut self, r: Ref) -> Clif {
        let (x, y) = (self.arg(r, 0), self.arg(r, 1));
        let join = self.builder.create_block();
        let result = self.builder.append_block_param(join, I8);
        let (far, long) = (self.builder.create_block(), self.builder.create_block());
        let yes = self.builder.ins().iconst(I8, 1);
        let same = self.builder.ins().icmp(IntCC::Equal, x, y);
        self.builder.ins().brif(same, join, &[BlockArg::Value(yes)], far, &[]);
        self.builder.switch_to_block(far);
        let [a, b] =
            [x, y].map(|text| self.builder.ins().load(I64, memory(), text, layout::field(2)));
        let no = self.builder.ins().iconst(I8, 0);
        let fits = self.builder.ins().icmp(IntCC::Equal, a, b);
        self.builder.ins().brif(fits, long, &[], join, &[BlockArg::Value(no)]);
        self.builder.switch_to_block(long);
        let answer = self.call(helpers::SAME_TEXT, &[x, y]);
        let answer = self.builder.ins().ireduce(I8, answer);
        self.builder.ins().jump(join, &[BlockArg::Value(answer)]);
        self.builder.switch_to_block(join);
        result
    }

    pub(super) fn is_pointer(&mut self, x: Clif) -> Clif {
        let turned = self.builder.ins().rotl_imm_u(x, 1);
        let tag = self.builder.ins().band_imm_s(turned, 15);
        self.builder.ins().icmp_imm_s(IntCC::Equal, tag, 8)
    }

    pub(super) fn binary(
        &mut self,
        r: Ref,
        operation: impl Fn(&mut FunctionBuilder, Clif, Clif) -> Clif,
    ) -> Clif {
        let (x, y) = (self.arg(r, 0), self.arg(r, 1));
        operation(self.builder, x, y)
    }

    pub(super) fn compare(&mut self, r: Ref, condition: IntCC) -> Clif {
        let x = self.arg(r, 0);
        if let Some(word) = self.word_of(r, 1).filter(|word| i32::try_from(*word).is_ok()) {
            return self.builder.ins().icmp_imm_s(condition, x, word);
        }
        let y = self.arg(r, 1);
        self.builder.ins().icmp(condition, x, y)
    }

    pub(super) fn arithmetic(&mut self, r: Ref, op: Op, snapshot: u32) -> Clif {
        let (x, mut y) = (self.arg(r, 0), self.arg(r, 1));
        if op == Op::Mul {
            y = match self.word_of(r, 1) {
                Some(word) => self.builder.ins().iconst(I64, word >> 3),
                None => self.builder.ins().sshr_imm_u(y, 3),
            };
        }
        if snapshot == NONE {
            return match op {
                Op::Add => self.builder.ins().iadd(x, y),
                Op::Sub => self.builder.ins().isub(x, y),
                _ => self.builder.ins().imul(x, y),
            };
        }
        // A constant tells which way the result must lie, which is one comparison.
        let added = match (op, self.word_of(r, 1)) {
            (Op::Add, Some(word)) => Some(word),
            (Op::Sub, Some(word)) => word.checked_neg(),
            _ => None,
        };
        if let Some(word) = added.filter(|&word| i32::try_from(word).is_ok()) {
            let result = self.builder.ins().iadd_imm_s(x, word);
            let wrong = if word < 0 { IntCC::SignedGreaterThan } else { IntCC::SignedLessThan };
            let overflow = self.builder.ins().icmp(wrong, result, x);
            self.leave_if(overflow, snapshot);
            return result;
        }
        let (result, overflow) = match op {
            Op::Add => self.builder.ins().sadd_overflow(x, y),
            Op::Sub => self.builder.ins().ssub_overflow(x, y),
            _ => self.builder.ins().smul_overflow(x, y),
        };
        self.leave_if(overflow, snapshot);
        result
    }

    pub(super) fn floor_divide(&mut self, r: Ref) -> Clif {
        let (x, y) = (self.arg(r, 0), self.arg(r, 1));
        let quotient = self.builder.ins().sdiv(x, y);
        let product = self.builder.ins().imul(quotient, y);
        let rest = self.builder.ins().isub(x, product);
        // All ones where the rest is negative: one less.
        let less = self.builder.ins().sshr_imm_u(rest, 63);
        let floor = self.builder.ins().iadd(quotient, less);
        self.builder.ins().ishl_imm_u(floor, 3)
    }

    pub(super) fn modulo(&mut self, r: Ref) -> Clif {
        let (x, y) = (self.arg(r, 0), self.arg(r, 1));
        let rest = self.builder.ins().srem(x, y);
        let negative = self.builder.ins().sshr_imm_u(rest, 63);
        let more = self.builder.ins().band(negative, y);
        self.builder.ins().iadd(rest, more)
    }
}
