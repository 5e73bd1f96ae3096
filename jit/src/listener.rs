//! Who is told of new machine code: profilers, which want symbols for addresses.

use monte_vm::vm::Vm;

/// A function that was just compiled.
pub struct NewCode<'a> {
    /// What it is compiled from: `monte:FILE:LINE` of the loop head or body that it is entered at.
    pub name: &'a str,
    /// Its bytes, where they are run. Others may be there when it is compiled again.
    pub bytes: &'a [u8],
}

/// Is told of each function that is compiled.
pub type Listener = Box<dyn FnMut(NewCode<'_>) + Send>;

/// The name of what is entered at an instruction.
pub(crate) fn name_of(vm: &Vm, (code, pc): (u32, u32)) -> String {
    match vm.trace_frame(code, pc as usize) {
        Some(frame) => format!("monte:{}:{}", frame.unit, frame.line),
        None => format!("monte:{code}:{pc}"),
    }
}
