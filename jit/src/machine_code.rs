//! Machine code: made with Cranelift, kept in [`CodeMemory`], called.
#![allow(unsafe_code)]

use crate::code_memory::CodeMemory;
use crate::listing::CodeText;
use crate::stubs::Stubs;
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::control::ControlPlane;
use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{AbiParam, ExternalName, LibCall, Signature};
use cranelift_codegen::isa::{Builder, OwnedTargetIsa};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_codegen::{CompiledCode, Context, FinalizedRelocTarget};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use monte_vm::value::Value;
use monte_vm::vm::Vm;
use std::cell::Cell;

/// Why there is no machine code, in Cranelift's words.
#[derive(Clone, Debug)]
pub(crate) struct MachineCodeError(pub(crate) String);

impl MachineCodeError {
    pub(crate) fn from(error: impl std::fmt::Display) -> MachineCodeError {
        MachineCodeError(error.to_string())
    }
}

/// Makes machine code for this machine. What it has made and not freed lives as long as it does.
pub(crate) struct Shop {
    isa: OwnedTargetIsa,
    context: Context,
    builders: FunctionBuilderContext,
    memory: CodeMemory,
    stubs: Stubs,
    pub(crate) wishes: Wishes,
    /// Where machine code has the state of its random numbers, if it is to leave at random.
    random: Option<Box<Cell<u64>>>,
}

/// What is wanted of machine code besides that it runs.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wishes {
    /// Its text.
    pub(crate) lists: bool,
    /// That it leaves now and then where it need not: the seed of the random numbers that say where.
    pub(crate) random_exits: Option<u64>,
}

/// The entry of a compiled tree. It is valid until it is freed, or its [`Shop`] dropped.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct MachineCode {
    entry: *const u8,
}

/// What a function became.
pub(crate) struct Made {
    pub(crate) code: MachineCode,
    /// Its bytes.
    pub(crate) size: usize,
    /// Its text, if texts are wanted.
    pub(crate) text: Option<CodeText>,
}

// SAFETY: the entry is an address of immutable code; it is called by the owner of the shop alone.
unsafe impl Send for MachineCode {}

impl Shop {
    /// For the processor that this runs on.
    pub(crate) fn new(wishes: Wishes) -> Result<Shop, MachineCodeError> {
        Shop::on(cranelift_native::builder().map_err(MachineCodeError::from)?, wishes)
    }

    fn on(processor: Builder, wishes: Wishes) -> Result<Shop, MachineCodeError> {
        let mut flags = settings::builder();
        let rows = [
            // Traces are optimised before they come here; Cranelift's own passes cost more than they gain.
            ("opt_level", "none"),
            ("is_pic", "false"),
            ("unwind_info", "false"),
            ("enable_probestack", "false"),
            ("enable_verifier", if cfg!(debug_assertions) { "true" } else { "false" }),
        ];
        for (name, value) in rows {
            flags.set(name, value).map_err(MachineCodeError::from)?;
        }
        let mut shop = Shop {
            isa: processor.finish(settings::Flags::new(flags)).map_err(MachineCodeError::from)?,
            context: Context::new(),
            builders: FunctionBuilderContext::new(),
            memory: CodeMemory::default(),
            stubs: Stubs::default(),
            wishes,
            // The state of such random numbers is never 0.
            random: wishes.random_exits.map(|seed| Box::new(Cell::new(seed | 1 << 63))),
        };
        let host = shop.isa.default_call_conv();
        shop.stubs = Stubs::new(host, |signature, fill| {
            Ok(shop.compile(signature, fill, false)?.code.entry as usize)
        })?;
        Ok(shop)
    }

    /// A function of a trace's type, with its text if texts are wanted: `fill` writes its body.
    pub(crate) fn function(
        &mut self,
        fill: impl FnOnce(&mut FunctionBuilder),
    ) -> Result<Made, MachineCodeError> {
        // `(machine, where an exit stores values) -> (status, value)`
        let mut signature = Signature::new(self.isa.default_call_conv());
        signature.params.extend([AbiParam::new(I64); 2]);
        signature.returns.extend([AbiParam::new(I64); 2]);
        let lists = self.wishes.lists;
        self.compile(signature, fill, lists)
    }

    fn compile(
        &mut self,
        signature: Signature,
        fill: impl FnOnce(&mut FunctionBuilder),
        lists: bool,
    ) -> Result<Made, MachineCodeError> {
        let context = &mut self.context;
        context.clear();
        context.func.signature = signature;
        let mut builder = FunctionBuilder::new(&mut context.func, &mut self.builders);
        fill(&mut builder);
        builder.finalize(self.isa.frontend_config());
        let clif = lists.then(|| context.func.display().to_string());
        let compiled = match context.compile(&*self.isa, &mut ControlPlane::default()) {
            Ok(compiled) => compiled,
            Err(error) if cfg!(debug_assertions) => {
                panic!("{:?}\n{}", error.inner, error.func.display())
            }
            Err(error) => return Err(MachineCodeError::from(error.inner)),
        };
        let entry = match relocated(compiled)? {
            Some(code) => self.memory.add(&code)?,
            None => self.memory.add(compiled.code_buffer())?,
        };
        let text = clif.map(|clif| CodeText::new(&clif, &compiled.buffer));
        let size = compiled.code_buffer().len();
        Ok(Made { code: MachineCode { entry }, size, text })
    }

    /// Where machine code finds the helpers that it seldom needs.
    pub(crate) fn stubs(&self) -> Stubs {
        self.stubs
    }

    /// Frees code that is not used any more.
    pub(crate) fn free(&mut self, code: MachineCode) {
        self.memory.free(code.entry);
    }

    /// The bytes of code that there is.
    pub(crate) fn bytes_of(&self, code: MachineCode) -> &[u8] {
        self.memory.bytes_of(code.entry)
    }

    /// The address of the state of random numbers, which does not change, if machine code is to leave at random.
    pub(crate) fn random(&self) -> Option<*const Cell<u64>> {
        self.random.as_deref().map(std::ptr::from_ref)
    }

    /// Bytes of machine code that there are.
    pub(crate) fn bytes(&self) -> usize {
        self.memory.bytes()
    }
}

/// The bytes of a function with the addresses of what it calls by name, if it does: functions of numbers that the processor has
/// no instruction for. All else that machine code refers to are constants of its own.
fn relocated(compiled: &CompiledCode) -> Result<Option<Vec<u8>>, MachineCodeError> {
    let relocations = compiled.buffer.relocs();
    if relocations.is_empty() {
        return Ok(None);
    }
    let mut code = compiled.code_buffer().to_vec();
    for relocation in relocations {
        let target = match &relocation.target {
            FinalizedRelocTarget::ExternalName(ExternalName::LibCall(LibCall::FloorF64)) => {
                Some(floor as *const () as usize)
            }
            _ => None,
        };
        let (Some(target), Reloc::Abs8) = (target, relocation.kind) else {
            let what = format!("a reference that cannot be: {relocation:?}");
            return Err(MachineCodeError(what));
        };
        let address = (target as u64).wrapping_add_signed(relocation.addend);
        let at = relocation.offset as usize;
        code[at..at + 8].copy_from_slice(&address.to_ne_bytes());
    }
    Ok(Some(code))
}

/// How a tree was left.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub(crate) struct Status {
    /// 0, if it returned; else the number of the tree in the high half, and that of the exit plus one.
    pub(crate) status: u64,
    /// What it returned.
    pub(crate) value: u64,
}

type Entry = extern "C" fn(*mut Vm, *mut Value) -> Status;

/// The status of a body that is not compiled: nothing of it has happened.
pub(crate) const NOT_THERE: u64 = u64::MAX;

extern "C" fn not_there(_: *mut Vm, _: *mut Value) -> Status {
    Status { status: NOT_THERE, value: 0 }
}

impl MachineCode {
    /// That of a body which is not compiled.
    pub(crate) fn none() -> MachineCode {
        MachineCode { entry: not_there as *const u8 }
    }

    /// Runs the code until it leaves or returns.
    ///
    /// The activation's cells are those of the fiber from `base - 1` on, `extent` of them above, and as many more for the bodies
    /// that it calls as `cells` says; the recorder made no trace that uses others.
    pub(crate) fn run(
        &self,
        vm: &mut Vm,
        base: usize,
        extent: usize,
        cells: usize,
        exits: &mut [Value],
    ) -> Status {
        assert!(base >= 1 && base + extent <= vm.fiber.stack.len());
        vm.set_trace_base(base);
        vm.set_trace_limits(cells.max(extent), exits.as_ptr_range().end as usize);
        let vm: *mut Vm = vm;
        // SAFETY: `entry` was made by `Shop::function` with this signature, in memory that the shop
        // keeps. The code reads and writes cells of the activation, which are in the fiber's stack as was checked, or as it
        // checks itself with the limits that were set, and the
        // objects they hold, whose types it checks first; no collection happens meanwhile, and the stack is not made
        // larger but by helpers, behind which the code reads its address anew. At an exit it writes as many words as a
        // snapshot has results, for which `exits` has room, or the end of it was checked. The helpers get the machine through the
        // pointer that is passed here.
        unsafe {
            let entry = std::mem::transmute::<*const u8, Entry>(self.entry);
            entry(vm, exits.as_mut_ptr())
        }
    }
}

/// The value that a tree returned.
pub(crate) fn value_of(status: Status) -> Value {
    // SAFETY: machine code returns the word of a value, which the trace had at hand; there was no collection since.
    unsafe { Value::from_bits(status.value) }
}

/// What Cranelift calls where the processor cannot round.
extern "C" fn floor(x: f64) -> f64 {
    x.floor()
}

#[cfg(test)]
mod tests {
    use super::{Shop, Wishes};
    use cranelift_codegen::ir::InstBuilder;
    use cranelift_codegen::ir::types::{F64, I64};
    use cranelift_frontend::FunctionBuilder;

    /// `floor` of a constant, as a trace that answers its bits.
    fn floor_of(x: f64) -> impl FnOnce(&mut FunctionBuilder) {
        move |builder| {
            let entry = builder.create_block();
            builder.append_block_params_for_function_params(entry);
            builder.switch_to_block(entry);
            builder.seal_all_blocks();
            let x = builder.ins().f64const(x);
            let floor = builder.ins().floor(x);
            let bits =
                builder.ins().bitcast(I64, cranelift_codegen::ir::MemFlagsData::new(), floor);
            builder.ins().return_(&[bits, bits]);
            assert_eq!(builder.func.dfg.value_type(floor), F64);
        }
    }

    /// The oldest processor of this family rounds by a call, the others by an instruction.
    #[test]
    fn rounding_works_on_every_processor() {
        let oldest = cranelift_codegen::isa::lookup_by_name(std::env::consts::ARCH);
        let oldest = Shop::on(oldest.expect("this processor is known"), Wishes::default());
        for shop in [oldest, Shop::new(Wishes::default())] {
            let mut shop = shop.expect("there is a code generator");
            let stubs = shop.bytes();
            for x in [2.5, -2.5, 1e300] {
                let code = shop.function(floor_of(x)).expect("it is compiled").code;
                // SAFETY: the function has this type, and looks at none of its arguments.
                let bits = unsafe {
                    std::mem::transmute::<*const u8, super::Entry>(code.entry)(
                        std::ptr::null_mut(),
                        std::ptr::null_mut(),
                    )
                };
                assert_eq!(f64::from_bits(bits.value), x.floor());
                shop.free(code);
            }
            assert_eq!(shop.bytes(), stubs);
        }
    }
}
