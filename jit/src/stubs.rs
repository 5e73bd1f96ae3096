//! Stubs: from a [`Seldom`] helper to a function that calls it and changes no register.
//!
//! A helper of this process may change half of the integer registers and all of those for doubles. Were it called directly, what
//! lives across the call would have to be in memory, and the register allocator keeps it there in the whole loop though the call is
//! on a way that is hardly ever taken. A stub saves and restores what the helper may change, which is dear where it is called
//! and costs nothing where it is not. The convention knows no results: the stub leaves the answer in the machine.

use crate::helpers::Seldom;
use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{AbiParam, InstBuilder, MemFlagsData, Signature};
use cranelift_codegen::isa::CallConv;
use cranelift_frontend::FunctionBuilder;
use monte_vm::tracer::layout;

/// The addresses of all stubs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Stubs([usize; Seldom::ALL.len()]);

impl Stubs {
    /// Makes them: `make` compiles a function of a signature.
    pub(crate) fn new<E>(
        host: CallConv,
        mut make: impl FnMut(Signature, &dyn Fn(&mut FunctionBuilder)) -> Result<usize, E>,
    ) -> Result<Stubs, E> {
        let mut stubs = Stubs::default();
        for &helper in Seldom::ALL {
            let body = |builder: &mut FunctionBuilder| write(builder, helper, host);
            stubs.0[helper as usize] = make(signature(helper), &body)?;
        }
        Ok(stubs)
    }

    /// That of a helper.
    pub(crate) fn address(&self, helper: Seldom) -> usize {
        self.0[helper as usize]
    }

    /// The addresses, with the names of the helpers.
    pub(crate) fn names(self) -> impl Iterator<Item = (usize, &'static str)> {
        Seldom::ALL.iter().map(move |&helper| (self.address(helper), helper.row().2))
    }
}

/// The signature of a helper's stub: its words, the machine first.
pub(crate) fn signature(helper: Seldom) -> Signature {
    let mut signature = Signature::new(CallConv::PreserveAll);
    signature.params.extend(vec![AbiParam::new(I64); helper.row().1]);
    signature
}

fn write(builder: &mut FunctionBuilder, helper: Seldom, host: CallConv) {
    let entry = builder.create_block();
    builder.append_block_params_for_function_params(entry);
    builder.switch_to_block(entry);
    builder.seal_all_blocks();
    let words = builder.block_params(entry).to_vec();
    let mut signature = signature(helper);
    signature.call_conv = host;
    signature.returns.push(AbiParam::new(I64));
    let signature = builder.import_signature(signature);
    let address = builder.ins().iconst(I64, helper.row().0 as i64);
    let call = builder.ins().call_indirect(signature, address, &words);
    let answer = builder.inst_results(call)[0];
    builder.ins().store(MemFlagsData::trusted(), answer, words[0], layout::ANSWER);
    builder.ins().return_(&[]);
}
