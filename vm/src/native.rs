//! Built-in methods: what a native function looks like, how it answers, and the tables that say which
//! verb maps to which function.
//!
//! A native function takes the machine, the receiver and the arguments, and answers with a value or a
//! [`Raise`]. It never starts an interpreter loop. One that must call Monte code *suspends*: it leaves
//! its state on the fiber's stack with [`Vm::call_then`] and returns; the machine makes the call and hands
//! the result to the function named there, which goes on, suspends again, or answers.
//!
//! Methods are selected by verb, number of arguments and the kinds of the arguments; several rows may
//! share a verb. If no row fits, the message is refused (spec 5 §0.2).

use crate::heap::{OverLimit, TYPES, Type, Undone};
use crate::value::Value;
use crate::vm::Vm;

/// What a native function answers.
pub type Answer = Result<Value, Raise>;

/// Why a native function does not answer with a value.
#[derive(Clone, Copy, Debug)]
pub enum Raise {
    /// An exception with this payload (or a sealed problem, which is thrown again as it is).
    Throw(Value),
    /// An ejector fires with a value.
    Eject {
        /// The native ejector.
        ejector: Value,
        /// What it delivers.
        value: Value,
    },
    /// The function has suspended: receiver and arguments of a call are on top of the stack.
    Call {
        /// The verb and arity.
        atom: u32,
        /// A map of named arguments is on top of the arguments.
        named: bool,
    },
    /// Sameness or hashing needs the portrayal of this object, which only Monte code can tell. It
    /// stays inside the native layer: `sameness::keyed` obtains it and starts the operation anew.
    Portrayal(Value),
    /// Somebody asked the machine to stop while a long operation ran: it is given up, and the
    /// instruction is not executed. An operation may answer this as long as it has changed nothing.
    Interrupted,
    /// The result would not fit the memory limit: the instruction is not executed.
    OverLimit {
        /// The bytes that were asked for.
        wanted: usize,
    },
}

impl From<OverLimit> for Raise {
    fn from(over: OverLimit) -> Raise {
        Raise::OverLimit { wanted: over.wanted }
    }
}

impl From<Undone> for Raise {
    fn from(undone: Undone) -> Raise {
        match undone {
            Undone::OverLimit(over) => over.into(),
            Undone::Interrupted => Raise::Interrupted,
        }
    }
}

/// The kind a parameter declares. Arguments are resolved references when they are tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything.
    Any,
    /// A boolean.
    Bool,
    /// Bytes.
    Bytes,
    /// A character.
    Char,
    /// A double.
    Double,
    /// An integer of any size.
    Int,
    /// An integer of 64 bits.
    Word,
    /// A list, immutable or flexible.
    List,
    /// A map, immutable or flexible.
    Map,
    /// A set, immutable or flexible.
    Set,
    /// A string.
    Str,
    /// As the only parameter: any number of arguments of any kind.
    Rest,
}

/// What runs when a row is selected.
#[derive(Clone, Copy)]
pub enum Code {
    /// No arguments.
    F0(fn(&mut Vm, Value) -> Answer),
    /// One argument.
    F1(fn(&mut Vm, Value, Value) -> Answer),
    /// Two arguments.
    F2(fn(&mut Vm, Value, Value, Value) -> Answer),
    /// Three arguments.
    F3(fn(&mut Vm, Value, Value, Value, Value) -> Answer),
    /// Any number of arguments, as a slice.
    Many(fn(&mut Vm, Value, &[Value]) -> Answer),
    /// A function of the prelude, which gets the receiver and the arguments.
    Prelude(&'static str),
}

/// A row of a method table.
pub struct Method {
    /// The verb.
    pub verb: &'static str,
    /// The parameters.
    pub params: &'static [Kind],
    /// The function.
    pub code: Code,
    /// Its manual entry: the doc comment of the row.
    pub doc: &'static str,
    /// For each of the first parameters, the set of types whose values it takes as they are.
    pub fitting: [u64; 3],
}

/// Whether a value is of one of a set of types.
#[inline(always)]
pub(crate) fn is_among(types: u64, value: Value) -> bool {
    let ty = if value.is_pointer() {
        value.header().type_bits() as u8
    } else if value.is_small() {
        Type::Int as u8
    } else {
        value.ty() as u8
    };
    types >> (ty & 63) & 1 != 0
}

/// A set of types.
pub(crate) const fn set(types: &[Type]) -> u64 {
    assert!(TYPES.len() <= 64);
    let (mut set, mut i) = (0, 0);
    while i < types.len() {
        set |= 1 << types[i] as u64;
        i += 1;
    }
    set
}

impl Kind {
    /// The types whose values are of this kind, whatever they hold. A reference is of the kind of what it stands for, and
    /// some long integers have 64 bits: those must be looked into.
    pub(crate) const fn types(self) -> u64 {
        match self {
            Kind::Any => !set(&[Type::Promise]),
            Kind::Bool => set(&[Type::Bool]),
            Kind::Bytes => set(&[Type::Bytes]),
            Kind::Char => set(&[Type::Char]),
            Kind::Double => set(&[Type::Double]),
            Kind::Int => set(&[Type::Int, Type::BigInt]),
            Kind::Word => set(&[Type::Int]),
            Kind::List => set(&[Type::List, Type::FlexList]),
            Kind::Map => set(&[Type::Map, Type::FlexMap]),
            Kind::Set => set(&[Type::Set, Type::FlexSet]),
            Kind::Str => set(&[Type::Str]),
            Kind::Rest => 0,
        }
    }
}

/// The types of the kinds of the first parameters.
pub const fn fitting(params: &[Kind]) -> [u64; 3] {
    let mut fitting = [0; 3];
    let mut i = 0;
    while i < params.len() && i < 3 {
        fitting[i] = params[i].types();
        i += 1;
    }
    fitting
}

/// Declares a method table.
///
/// ```text
/// methods! { pub static BOOL:
///     /// True when both are.
///     "and" (Bool) => F1(and);
/// }
/// ```
///
/// The function may be followed by nothing else; a row whose function may call Monte code uses a
/// function that suspends, or `Prelude("name")`. A row `"run" (Rest) => Many(f)` takes any number.
#[macro_export]
macro_rules! methods {
    ($(#[doc = $about:literal])* $vis:vis static $name:ident:
        $($(#[doc = $doc:literal])+ $verb:literal ($($kind:ident),*) => $code:ident($f:expr);)*
    ) => {
        $(#[doc = $about])*
        #[doc = "The rows of this table, in order of precedence."]
        $vis static $name: &[$crate::native::Method] = &[$($crate::native::Method {
            verb: $verb,
            params: &[$($crate::native::Kind::$kind),*],
            code: $crate::native::Code::$code($f),
            doc: concat!($($doc, "\n"),+),
            fitting: $crate::native::fitting(&[$($crate::native::Kind::$kind),*]),
        },)*];
    };
}

/// An object that exists once per heap: most helpers and makers of the safe scope.
pub struct Singleton {
    /// Its name in the safe scope, or a private name beginning with `_vm_`.
    pub name: &'static str,
    /// How it prints.
    pub printed: &'static str,
    /// Its methods.
    pub methods: &'static [Method],
    /// Its manual entry.
    pub doc: &'static str,
}

/// A native object with fields (`Type::Native`): its kind.
pub struct NativeKind {
    /// How it prints, when its methods do not include `_printOn`.
    pub printed: &'static str,
    /// Its methods.
    pub methods: &'static [Method],
}

/// A function that goes on when the call it suspended for has come to an end.
pub type Resume = fn(&mut Vm, Resumed) -> Answer;

/// How a suspended native function is resumed.
#[derive(Clone, Copy, Debug)]
pub enum Resumed {
    /// The call returned this.
    Value(Value),
    /// The call threw; only a function suspended with [`Vm::call_catching`] sees it. The sealed problem.
    Problem(Value),
    /// The ejector of [`Vm::call_with_ejector`] fired with this.
    Ejected(Value),
}
