//! The embedding interface: what a Rust program sees of the machine.
//!
//! In: units from the compiler, budgets, functions and objects of the host. Out: outcomes, values by handle,
//! and the insides of stopped fibers. `docs/embedding.md` is the page to read first; its examples run as
//! tests.
//!
//! - `machine`, `program` and `fiber`: making a machine, loading, running, stopping, resuming, dropping;
//! - `outcome` and `error`: budgets, how runs end, what is refused;
//! - `handle`, `values` and `convert`: values of the machine and data of Rust;
//! - `host`: functions and objects of the host that programs call;
//! - `inspect` and `debug`: activations and variables of a stopped fiber; steps and breakpoints.
#![forbid(unsafe_code)]

mod convert;
mod debug;
mod error;
mod fiber;
mod handle;
mod host;
mod inspect;
mod machine;
mod outcome;
mod program;
mod values;

pub use convert::{Bytes, FromMonte, IntoMonte};
pub use debug::{Breakpoint, BreakpointId, CodeBody, Debugger, Step};
pub use error::{LoadError, MapError, NoCode, WrongType};
pub use fiber::Fiber;
pub use handle::Handle;
pub use host::{Call, HostObject, Reply, Stop};
pub use inspect::{Frame, Origin, Variable, VariableKind};
pub use machine::Machine;
pub use outcome::{Budget, Outcome, Problem};
pub use program::Program;
pub use values::{Values, View};

pub(crate) use debug::Watch;
pub(crate) use handle::Kept;
pub(crate) use host::HostTable;

/// A machine goes to another thread as a whole, and handles to its values may be dropped anywhere.
const _: () = {
    const fn is_send<T: Send>() {}
    const fn is_shared<T: Send + Sync>() {}
    is_send::<Machine>();
    is_send::<Outcome>();
    is_shared::<Handle>();
    is_shared::<crate::Engine>();
    is_shared::<crate::Interrupt>();
};
