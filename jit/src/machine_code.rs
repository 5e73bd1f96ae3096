//! Machine code: made with Cranelift, kept in executable memory, called; and the helpers that it calls. The one
//! unsafe place of the crate.
#![allow(unsafe_code)]

use crate::native_site::NativeSite;
use cranelift_codegen::Context;
use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{AbiParam, Signature};
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{Linkage, Module, default_libcall_names};
use monte_vm::heap::TYPES;
use monte_vm::tracer::layout;
use monte_vm::value::Value;
use monte_vm::vm::Vm;

/// Why there is no machine code, in Cranelift's words.
#[derive(Clone, Debug)]
pub(crate) struct MachineCodeError(pub(crate) String);

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
    /// Whether texts are wanted.
    lists: bool,
    /// Bytes of machine code that were made.
    pub(crate) bytes: usize,
}

/// The entry of a compiled tree. It is valid as long as its [`Shop`].
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct MachineCode {
    entry: *const u8,
}

// SAFETY: the entry is an address of immutable code; it is called by the owner of the shop alone.
unsafe impl Send for MachineCode {}

impl Shop {
    /// For the processor that this runs on; `lists` says whether texts are wanted.
    pub(crate) fn new(lists: bool) -> Result<Shop, MachineCodeError> {
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
            lists,
            bytes: 0,
        })
    }

    /// A function of a trace's type, with Cranelift's text of it if texts are wanted: `fill` writes its body.
    pub(crate) fn function(
        &mut self,
        fill: impl FnOnce(&mut FunctionBuilder),
    ) -> Result<(MachineCode, Option<String>), MachineCodeError> {
        let module = self.module.as_mut().expect("taken when dropped only");
        self.context.clear();
        self.context.func.signature = signature(module);
        let mut builder = FunctionBuilder::new(&mut self.context.func, &mut self.builders);
        fill(&mut builder);
        builder.finalize(module.isa().frontend_config());
        let listing = self.lists.then(|| self.context.func.display().to_string());
        let name = format!("trace{}", self.made);
        self.made += 1;
        let id = module
            .declare_function(&name, Linkage::Local, &self.context.func.signature)
            .map_err(MachineCodeError::from)?;
        if let Err(error) = module.define_function(id, &mut self.context) {
            if std::cfg!(debug_assertions) {
                panic!("{error:?}\n{}", self.context.func.display());
            }
            return Err(MachineCodeError::from(error));
        }
        let size = self.context.compiled_code().map_or(0, |code| code.code_buffer().len());
        self.bytes += size;
        module.finalize_definitions().map_err(MachineCodeError::from)?;
        Ok((MachineCode { entry: module.get_finalized_function(id) }, listing))
    }
}

/// `(machine, where an exit stores values) -> (status, value)`
fn signature(module: &JITModule) -> Signature {
    let mut signature = module.make_signature();
    signature.params.extend([AbiParam::new(I64); 2]);
    signature.returns.extend([AbiParam::new(I64); 2]);
    signature
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
        type Entry = extern "C" fn(*mut Vm, *mut Value) -> Status;
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

impl Drop for Shop {
    fn drop(&mut self) {
        if let Some(module) = self.module.take() {
            // SAFETY: entries are kept by the owner of the shop, which is dropped with it, and no code
            // is on the native stack then: `MachineCode::run` returns before its owner can be dropped.
            unsafe { module.free_memory() };
        }
    }
}

// ---- Helpers -----------------------------------------------------------------------------------------

/// Addresses of the helpers.
pub(crate) mod address {
    /// A slice is filled up: `(machine, units) -> whether it covers them`.
    pub(crate) const REFILL: fn() -> usize = || super::refill as *const () as usize;
    /// A native call: `(machine, site) -> value`, or `UNBOUND` if it raised.
    pub(crate) const NATIVE: fn() -> usize = || super::native as *const () as usize;
    /// An object without its fields: `(machine, type, words) -> value`.
    pub(crate) const ALLOCATE: fn() -> usize = || super::allocate as *const () as usize;
    /// A store with its barrier: `(machine, object, field, value) -> 0`.
    pub(crate) const STORE: fn() -> usize = || super::store as *const () as usize;
    /// Sameness of two strings: `(string, string) -> whether they are`.
    pub(crate) const SAME_TEXT: fn() -> usize = || super::same_text as *const () as usize;
    /// A double that is not immediate: `(machine, bits) -> value`.
    pub(crate) const BOX_DOUBLE: fn() -> usize = || super::box_double as *const () as usize;
}

extern "C" fn refill(vm: *mut Vm, units: i64) -> u64 {
    // SAFETY: machine code passes the pointer that `MachineCode::run` was given, whose owner waits meanwhile.
    let vm = unsafe { &mut *vm };
    vm.refill(units) as u64
}

extern "C" fn native(vm: *mut Vm, site: *const NativeSite) -> u64 {
    // SAFETY: as in `refill`; the site is one of the compiler's, which stay where they are.
    let (vm, site) = unsafe { (&mut *vm, &*site) };
    let answer = vm.call_from_trace(site.call, site.argc, site.top);
    answer.unwrap_or(Value::UNBOUND).bits()
}

extern "C" fn allocate(vm: *mut Vm, ty: u64, words: u64) -> u64 {
    // SAFETY: as in `refill`.
    let vm = unsafe { &mut *vm };
    vm.heap.filled(TYPES[ty as usize], words as usize, Value::NULL).bits()
}

extern "C" fn store(vm: *mut Vm, object: u64, field: u64, value: u64) -> u64 {
    // SAFETY: as in `refill`; the words are values that machine code holds, and there was no collection since it got them.
    let (vm, object, value) =
        unsafe { (&mut *vm, Value::from_bits(object), Value::from_bits(value)) };
    vm.heap.store(object, (field >> 3) as usize, value);
    0
}

extern "C" fn same_text(x: u64, y: u64) -> u64 {
    // SAFETY: machine code passes values that it holds, and there was no collection since it got them.
    let (x, y) = unsafe { (Value::from_bits(x), Value::from_bits(y)) };
    layout::is_same_text(x, y) as u64
}

extern "C" fn box_double(vm: *mut Vm, bits: u64) -> u64 {
    // SAFETY: as in `refill`.
    let vm = unsafe { &mut *vm };
    vm.heap.double(f64::from_bits(bits)).bits()
}
