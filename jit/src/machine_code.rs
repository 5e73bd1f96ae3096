//! Machine code: made with Cranelift, kept in executable memory, called. The one unsafe place of the
//! crate.
#![allow(unsafe_code)]

use cranelift_codegen::Context;
use cranelift_codegen::ir::types::{I32, I64};
use cranelift_codegen::ir::{AbiParam, Signature};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{Linkage, Module, default_libcall_names};
use monte_vm::value::Value;

/// Why there is no machine code, in Cranelift's words.
#[derive(Clone, Debug)]
pub struct MachineCodeError(pub String);

impl MachineCodeError {
    fn from(error: impl std::fmt::Display) -> MachineCodeError {
        MachineCodeError(error.to_string())
    }
}

/// Makes machine code for this machine. What it has made lives as long as it does.
pub(crate) struct Shop {
    module: Option<JITModule>,
    context: Context,
    builders: FunctionBuilderContext,
    made: u32,
}

/// The entry of a compiled trace. It is valid as long as its [`Shop`].
#[derive(Clone, Copy)]
pub(crate) struct MachineCode {
    entry: *const u8,
}

// SAFETY: the entry is an address of immutable code; it is called by the owner of the shop alone.
unsafe impl Send for MachineCode {}

impl Shop {
    /// For the processor that this runs on.
    pub(crate) fn new() -> Result<Shop, MachineCodeError> {
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
        let isa = cranelift_native::builder()
            .map_err(MachineCodeError::from)?
            .finish(settings::Flags::new(flags))
            .map_err(MachineCodeError::from)?;
        let module = JITModule::new(JITBuilder::with_isa(isa, default_libcall_names()));
        Ok(Shop {
            context: module.make_context(),
            module: Some(module),
            builders: FunctionBuilderContext::new(),
            made: 0,
        })
    }

    /// A function of a trace's type, with Cranelift's text of it: `fill` writes its body.
    pub(crate) fn function(
        &mut self,
        fill: impl FnOnce(&mut FunctionBuilder),
    ) -> Result<(MachineCode, String), MachineCodeError> {
        let module = self.module.as_mut().expect("taken when dropped only");
        self.context.clear();
        self.context.func.signature = signature(module);
        let mut builder = FunctionBuilder::new(&mut self.context.func, &mut self.builders);
        fill(&mut builder);
        builder.finalize(module.isa().frontend_config());
        let listing = self.context.func.display().to_string();
        let name = format!("trace{}", self.made);
        self.made += 1;
        let id = module
            .declare_function(&name, Linkage::Local, &self.context.func.signature)
            .map_err(MachineCodeError::from)?;
        module.define_function(id, &mut self.context).map_err(MachineCodeError::from)?;
        module.finalize_definitions().map_err(MachineCodeError::from)?;
        Ok((MachineCode { entry: module.get_finalized_function(id) }, listing))
    }
}

/// `(local 0, what is left of the slice, where an exit stores values) -> number of the exit`
fn signature(module: &JITModule) -> Signature {
    let mut signature = module.make_signature();
    signature.params.extend([AbiParam::new(I64); 3]);
    signature.returns.push(AbiParam::new(I32));
    signature
}

impl MachineCode {
    /// Runs the code until it leaves; answers the number of its exit.
    ///
    /// The activation's cells are `stack[base - 1 ..]`; the recorder made no trace that reads one behind
    /// the top.
    pub(crate) fn run(
        &self,
        stack: &mut [Value],
        base: usize,
        fuel: &mut i64,
        exits: &mut [Value],
    ) -> u32 {
        assert!(base >= 1 && base <= stack.len());
        type Entry = extern "C" fn(*mut Value, *mut i64, *mut Value) -> u32;
        // SAFETY: `entry` was made by `Shop::function` with this signature, in memory that the shop
        // keeps. The code reads cells of the activation, which are in `stack`, and the objects they
        // hold, whose types it checks first; no collection happens meanwhile. It writes the fuel and,
        // at an exit, as many words as a snapshot has cells, for which `exits` has room.
        unsafe {
            let entry = std::mem::transmute::<*const u8, Entry>(self.entry);
            entry(stack.as_mut_ptr().add(base), fuel, exits.as_mut_ptr())
        }
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(module) = self.module.take() {
            // SAFETY: entries are kept by the owner of the shop, which is dropped with it, and no code
            // is on the native stack then: `MachineCode::run` returns before its owner can be dropped.
            unsafe { module.free_memory() };
        }
    }
}
