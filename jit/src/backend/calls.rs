//! Calls of helpers, of native functions and of compiled bodies, and the look at the fuel.

use super::{Lowering, memory};
use crate::helpers::{self, Seldom};
use crate::ir::Ref;
use crate::native_site::NativeSite;
use crate::stubs;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{
    AbiParam, Block, BlockArg, InstBuilder, SigRef, Signature, Value as Clif,
};
use monte_vm::tracer::layout;
use monte_vm::value::Value;

impl Lowering<'_, '_> {
    /// Calls a helper: words in, a word out.
    pub(super) fn call(&mut self, address: fn() -> usize, args: &[Clif]) -> Clif {
        let signature = self.signature(args.len());
        let address = self.builder.ins().iconst(I64, address() as i64);
        let call = self.builder.ins().call_indirect(signature, address, args);
        self.builder.inst_results(call)[0]
    }

    /// As `call`, of a helper that may look at the counter, or change it.
    pub(super) fn call_machine(&mut self, address: fn() -> usize, args: &[Clif]) -> Clif {
        self.write_fuse(self.fuse);
        let result = self.call(address, args);
        self.read_fuse();
        result
    }

    /// As `call_machine`, of a helper that is seldom needed: no register loses what it holds.
    pub(super) fn call_seldom(&mut self, helper: Seldom, args: &[Clif]) -> Clif {
        self.write_fuse(self.fuse);
        let signature = self.builder.import_signature(stubs::signature(helper));
        let address = self.builder.ins().iconst(I64, self.stubs.address(helper) as i64);
        self.builder.ins().call_indirect(signature, address, args);
        self.read_fuse();
        self.builder.ins().load(I64, memory(), self.vm, layout::ANSWER)
    }

    pub(super) fn write_fuse(&mut self, fuse: Clif) {
        self.builder.ins().store(memory(), fuse, self.vm, layout::FUSE);
    }

    fn read_fuse(&mut self) {
        self.fuse = self.builder.ins().load(I64, memory(), self.vm, layout::FUSE);
    }

    /// Goes on in a block where ways meet on which the counter may differ.
    pub(super) fn meet(&mut self, join: Block) {
        self.builder.switch_to_block(join);
        self.fuse = self.builder.append_block_param(join, I64);
    }

    pub(super) fn signature(&mut self, words: usize) -> SigRef {
        let convention = self.builder.func.signature.call_conv;
        let mut signature = Signature::new(convention);
        signature.params.extend(vec![AbiParam::new(I64); words]);
        signature.returns.push(AbiParam::new(I64));
        self.builder.import_signature(signature)
    }

    pub(super) fn native(&mut self, r: Ref, site: u32, snapshot: u32) -> Clif {
        let site = self.sites.at(site);
        let place = self.builder.ins().iconst(I64, std::ptr::from_ref(site) as i64);
        let answer = if site.is_direct() {
            let mut words = vec![self.vm, place];
            words.extend((0..=site.argc).map(|i| self.arg(r, i)));
            let last = words[words.len() - 1];
            words.resize(2 + NativeSite::DIRECT, last);
            self.call_machine(helpers::DIRECT, &words)
        } else {
            let first = site.top as i32 - site.argc as i32 - 1;
            let base = self.base();
            for i in 0..=site.argc {
                let operand = self.arg(r, i);
                self.builder.ins().store(memory(), operand, base, (first + i as i32) * 8);
            }
            self.call_machine(helpers::NATIVE, &[self.vm, place])
        };
        let none = Value::UNBOUND.bits() as i64;
        let raised = self.builder.ins().icmp_imm_s(IntCC::Equal, answer, none);
        // What the call has done is done: it does not leave at random.
        self.leave_to(raised, snapshot);
        answer
    }

    /// Calls a compiled body: its operands are cells, and its exits have the area behind.
    pub(super) fn invoke(&mut self, r: Ref, site: u64, snapshot: u32) -> Clif {
        let (code, top) = ((site >> 32) as u32, site as u32 as i32);
        let operands: Vec<Ref> = self.tree.graph.args(r).to_vec();
        let local = top - operands.len() as i32 + 1;
        let base = self.base();
        for (i, &operand) in operands.iter().enumerate() {
            let value = self.value(operand);
            self.builder.ins().store(memory(), value, base, (local - 1 + i as i32) * 8);
        }
        let callee = self.builder.ins().iadd_imm_s(base, local as i64 * 8);
        self.builder.ins().store(memory(), callee, self.vm, layout::BASE);
        let area = self.builder.ins().iadd_imm_s(self.area, 8 * self.own as i64);
        let slot = self.bodies.get(code).map_or(std::ptr::null(), |body| &raw const *body.entry);
        let slot = self.builder.ins().iconst(I64, slot as i64);
        let entry = self.builder.ins().load(I64, memory(), slot, 0);
        let signature = self.builder.func.signature.clone();
        let signature = self.builder.import_signature(signature);
        self.write_fuse(self.fuse);
        let call = self.builder.ins().call_indirect(signature, entry, &[self.vm, area]);
        let &[status, value] = self.builder.inst_results(call) else {
            unreachable!("a body answers with two words")
        };
        let callee = self.base();
        let base = self.builder.ins().iadd_imm_s(callee, -(local as i64 * 8));
        self.builder.ins().store(memory(), base, self.vm, layout::BASE);
        self.read_fuse();
        let (left, next) = (self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(left);
        self.builder.ins().brif(status, left, &[], next, &[]);
        self.builder.switch_to_block(left);
        self.builder.ins().store(memory(), status, self.area, (self.own as i32 - 1) * 8);
        let (target, fuse) = self.target(snapshot);
        self.builder.ins().jump(target, fuse.as_slice());
        self.builder.switch_to_block(next);
        value
    }

    /// Leaves unless the slice covers what may be spent before the next look; a helper may fill it up.
    pub(super) fn look_at_fuel(&mut self, snapshot: u32) {
        let short = self.builder.ins().icmp_imm_s(IntCC::SignedLessThan, self.fuse, self.need);
        let (refill, next) = (self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(refill);
        let fuse = [BlockArg::Value(self.fuse)];
        self.builder.ins().brif(short, refill, &[], next, &fuse);
        self.builder.switch_to_block(refill);
        let need = self.builder.ins().iconst(I64, self.need);
        let filled = self.call_seldom(Seldom::Refill, &[self.vm, need]);
        let fuse = [BlockArg::Value(self.fuse)];
        let (target, left) = self.target(snapshot);
        self.builder.ins().brif(filled, next, &fuse, target, left.as_slice());
        self.meet(next);
    }
}
