//! Helpers: the functions of this process that machine code calls, in one table.
//!
//! They take the machine where they need it, and words; values are passed as their words, a result is a word.
#![allow(unsafe_code)]

use crate::native_site::NativeSite;
use monte_vm::heap::TYPES;
use monte_vm::tracer::{Expected, layout};
use monte_vm::value::Value;
use monte_vm::vm::Vm;

macro_rules! helpers {
    ($($(#[doc = $doc:literal])+ $name:ident $function:ident;)*) => {
        $($(#[doc = $doc])+ pub(crate) const $name: fn() -> usize = || $function as *const () as usize;)*

        /// All of them: addresses and names.
        pub(crate) const ALL: &[(fn() -> usize, &str)] = &[$(($name, stringify!($function)),)*];
    };
}

macro_rules! seldom {
    ($($(#[doc = $doc:literal])+ $name:ident $function:ident $words:literal;)*) => {
        /// Helpers that machine code seldom needs. It calls a stub of each, which keeps all registers: what a loop carries stays
        /// where it is though some way through it calls.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Seldom {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Seldom {
            /// All of them, in order.
            pub(crate) const ALL: &[Seldom] = &[$(Seldom::$name),*];

            /// The function, words that it takes, and its name.
            pub(crate) fn row(self) -> (usize, usize, &'static str) {
                match self {
                    $(Seldom::$name => ($function as *const () as usize, $words, stringify!($function)),)*
                }
            }
        }
    };
}

seldom! {
    /// A slice is filled up: `(machine, units) -> whether it covers them`.
    Refill refill 2;
    /// An object without its fields: `(machine, type, words) -> value`.
    Allocate allocate 3;
    /// A store with its barrier: `(machine, object, field, value) -> 0`.
    Store store 4;
    /// A double that is not immediate: `(machine, bits) -> value`.
    BoxDouble box_double 2;
}

helpers! {
    /// A native call whose operands are in cells: `(machine, site) -> value`, or `UNBOUND` if it raised.
    NATIVE native;
    /// A native call of one row, with up to four operands: `(machine, site, operand, …) -> value`, as `NATIVE`.
    DIRECT direct;
    /// Sameness of two strings: `(string, string) -> whether they are`.
    SAME_TEXT same_text;
}

extern "C" fn refill(vm: *mut Vm, units: i64) -> u64 {
    // SAFETY: machine code passes the pointer that `MachineCode::run` was given, whose owner waits meanwhile.
    let vm = unsafe { &mut *vm };
    vm.refill(units) as u64
}

extern "C" fn native(vm: *mut Vm, site: *const NativeSite) -> u64 {
    // SAFETY: as in `refill`; the site is one of the compiler's, which stay where they are.
    let (vm, site) = unsafe { (&mut *vm, &*site) };
    let answer = match &site.expected {
        Expected::Answer => vm.call_from_trace(site.call, site.argc, site.top),
        raise => vm.raise_from_trace(site.call, site.argc, site.top, raise, site.cells),
    };
    answer.unwrap_or(Value::UNBOUND).bits()
}

extern "C" fn direct(vm: *mut Vm, site: *const NativeSite, a: u64, b: u64, c: u64, d: u64) -> u64 {
    // SAFETY: as in `native`; the words are values that machine code holds, and there was no collection since it got them.
    // Those behind the last operand repeat it.
    let (vm, site, cells) = unsafe {
        let cells =
            [Value::from_bits(a), Value::from_bits(b), Value::from_bits(c), Value::from_bits(d)];
        (&mut *vm, &*site, cells)
    };
    let answer = match site.direct.and_then(|row| vm.call_row_from_trace(row, cells, site.top)) {
        Some(answer) => answer,
        None => {
            vm.put_operands(&cells[..site.argc + 1], site.top);
            vm.call_from_trace(site.call, site.argc, site.top)
        }
    };
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
