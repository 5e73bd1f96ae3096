//! The SmallCaps instruction set: one table, from which the enum, its encoding, the verifier's simple
//! stack effects, the disassembler and the reference page in `docs/` are derived.
//!
//! An instruction is an opcode and two operands, `a` and `b`; unused operands are 0. A stack picture
//! reads bottom to top, left to right.
//!
//! The frame. A call site pushes the receiver and the arguments; they become the callee's window:
//!
//! ```text
//!   ... receiver | arg0 .. argN-1 [named map] | other locals | operand stack ...
//!                ^ base = local 0
//! ```
//!
//! so the positional arguments *are* the first locals, without a copy. A method that declares named
//! parameters gets the map of named arguments in the local just after its positional ones. A matcher
//! gets the message `[verb, args, named]` in local 0 and ends in `RETURN` or `NEXT_MATCHER`; where its
//! pattern needs a real ejector, the body makes one with `EJECTOR`. The top level of a unit has no arguments. The
//! receiver stands below local 0: `FRAME i` reads capture i of it, `SELF` pushes it. `RETURN` hands
//! the top of the stack to the caller, in place of the receiver.
//!
//! Storage of a name (decided by the Kernel optimizer; per local, capture and outer):
//!
//! - *value*: the cell holds the value itself;
//! - *cell*: the cell holds a native var slot, shared by all who capture it;
//! - *binding*: the cell holds a binding object, native or user-made.
//!
//! Static outers (names of the safe scope) are values; those of other environments are bindings.
//!
//! A guard operand of `MAKE_*_BINDING`, `MAKE_GUARDED_CELL` and `DEFER_BINDING` that is `null` means
//! unguarded (`Any`).
//!
//! What the verifier proves, so that the interpreter need not look: every operand is in range; the
//! operand stack never underflows nor exceeds `max_depth`, and inside a protected region (between
//! `TRY`, `UNWIND`, `EJECTOR` or `END_EJECTOR` and its `DROP_HANDLER`) nothing below the region's base is
//! touched; a local is read only after it was bound; a local or capture stored as a *cell* holds a native var
//! slot; the hidden locals of an iteration are written by `ITERATE` only; the operand of
//! `END_FINALLY` is `null` or a parked event, which no other instruction but the shuffles sees.
//!
//! What must be checked at run time: a *binding* cell may hold any object whatever (`def &&x := 5`);
//! the operand of `BRANCH` may be no boolean; an ejector may be any object or `null`.

/// What an operand means, for the verifier and the disassembler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// Not used: must be 0.
    None,
    /// Index into the unit's literals.
    Literal,
    /// A small signed integer, stored in the operand as `i32`.
    Int,
    /// Index of a local of this body.
    Local,
    /// Index of a local; this one and the next are the hidden state of an iteration.
    Iteration,
    /// Index of a capture of the script this body belongs to.
    Capture,
    /// Index of an outer name of the unit.
    Outer,
    /// Index into the unit's atoms (verb and arity).
    Atom,
    /// Index into the unit's scripts.
    Script,
    /// An instruction index in the same body, ahead of this one.
    Target,
    /// An instruction index of a `LOOP` behind this one.
    LoopHead,
    /// A count of stack elements.
    Count,
    /// A row of [`crate::isa::Comparison`].
    Comparison,
    /// A row of [`crate::isa::StaticGuard`].
    Guard,
}

/// How an instruction changes the depth of the operand stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Pops this many, pushes this many.
    Fixed(u8, u8),
    /// Pops the arity of the atom in `a` plus this many, pushes one.
    Call(u8),
    /// Pops `a` elements times the first number, plus the second; pushes one.
    Build(u8, u8),
    /// Pops the captures of the script in `a`; pushes one.
    Object,
    /// Pops the first number; pushes `a` elements.
    Spread(u8),
    /// Described in the verifier: jumps, handlers, returns.
    Control,
}

macro_rules! instructions {
    ($($(#[doc = $doc:literal])+ $name:ident $mnemonic:literal ($a:ident, $b:ident) $effect:expr;)*) => {
        /// An operation. The discriminant is the opcode of the binary form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Op { $($(#[doc = $doc])+ $name,)* }

        /// All rows, in the order of the opcodes.
        pub const INSTRUCTIONS: &[Instruction] = &[$(Instruction {
            op: Op::$name,
            mnemonic: $mnemonic,
            a: Operand::$a,
            b: Operand::$b,
            effect: $effect,
            doc: concat!($($doc, "\n"),+),
        },)*];
    };
}

/// A row of the instruction table.
#[derive(Clone, Copy, Debug)]
pub struct Instruction {
    /// The operation.
    pub op: Op,
    /// Its name in listings.
    pub mnemonic: &'static str,
    /// What operand `a` means.
    pub a: Operand,
    /// What operand `b` means.
    pub b: Operand,
    /// Its effect on the operand stack.
    pub effect: Effect,
    /// One sentence (the first line), and details.
    pub doc: &'static str,
}

use Effect::{Build, Call, Control, Fixed, Object, Spread};

instructions! {
    // Constants and shuffling.
    /// Pushes a literal of the unit.
    Literal "LITERAL" (Literal, None) Fixed(0, 1);
    /// Pushes a small integer, the operand itself.
    Int "INT" (Int, None) Fixed(0, 1);
    /// Pushes `null`.
    Null "NULL" (None, None) Fixed(0, 1);
    /// Pushes `true`.
    True "TRUE" (None, None) Fixed(0, 1);
    /// Pushes `false`.
    False "FALSE" (None, None) Fixed(0, 1);
    /// Discards the top.
    Pop "POP" (None, None) Fixed(1, 0);
    /// Copies the top.
    Dup "DUP" (None, None) Fixed(1, 2);
    /// Exchanges the two topmost: `x y -- y x`.
    Swap "SWAP" (None, None) Fixed(2, 2);
    /// Brings the third to the top: `x y z -- y z x`.
    Rot "ROT" (None, None) Fixed(3, 3);

    // Names.
    /// Pushes local `a` as it is stored.
    Local "LOCAL" (Local, None) Fixed(0, 1);
    /// Pushes capture `a` of the receiver as it is stored.
    Frame "FRAME" (Capture, None) Fixed(0, 1);
    /// Pushes the value of outer name `a`.
    Outer "OUTER" (Outer, None) Fixed(0, 1);
    /// Pushes the receiver.
    Myself "SELF" (None, None) Fixed(0, 1);
    /// Initialises local `a` with the top, as it is to be stored.
    Bind "BIND" (Local, None) Fixed(1, 0);
    /// Replaces the value of local `a`, an unguarded variable stored by value.
    Set "SET" (Local, None) Fixed(1, 0);
    /// Reads the slot in local `a`.
    CellLocal "CELL_LOCAL" (Local, None) Fixed(0, 1);
    /// Reads the slot in capture `a`.
    CellFrame "CELL_FRAME" (Capture, None) Fixed(0, 1);
    /// Puts the top into the slot in local `a`; a guarded slot coerces.
    PutLocal "PUT_LOCAL" (Local, None) Fixed(1, 0);
    /// Puts the top into the slot in capture `a`; a guarded slot coerces.
    PutFrame "PUT_FRAME" (Capture, None) Fixed(1, 0);
    /// Reads through the binding in local `a`: `b.get().get()`.
    NounLocal "NOUN_LOCAL" (Local, None) Fixed(0, 1);
    /// Reads through the binding in capture `a`.
    NounFrame "NOUN_FRAME" (Capture, None) Fixed(0, 1);
    /// Assigns through the binding in local `a`: `b.get().put(v)`.
    AssignLocal "ASSIGN_LOCAL" (Local, None) Fixed(1, 0);
    /// Assigns through the binding in capture `a`.
    AssignFrame "ASSIGN_FRAME" (Capture, None) Fixed(1, 0);
    /// Assigns through the binding of outer name `a`.
    AssignOuter "ASSIGN_OUTER" (Outer, None) Fixed(1, 0);
    /// Pushes the binding of outer name `a`.
    BindingOuter "BINDING_OUTER" (Outer, None) Fixed(0, 1);
    /// Makes an unguarded var slot around the top: `v -- slot`.
    MakeCell "MAKE_CELL" (None, None) Fixed(1, 1);
    /// Makes a guarded var slot: `v guard -- slot`. The value has been coerced already.
    MakeGuardedCell "MAKE_GUARDED_CELL" (None, None) Fixed(2, 1);
    /// Makes the binding of a final slot: `v guard -- binding`. The value has been coerced already.
    MakeFinalBinding "MAKE_FINAL_BINDING" (None, None) Fixed(2, 1);
    /// Makes the binding of a var slot: `v guard -- binding`. The value has been coerced already.
    MakeVarBinding "MAKE_VAR_BINDING" (None, None) Fixed(2, 1);

    // Calls and data.
    /// Calls the receiver below the arguments with atom `a`: `t x1..xn -- r`.
    Call "CALL" (Atom, None) Call(1);
    /// As `CALL`, with a map of named arguments on top: `t x1..xn map -- r`.
    CallNamed "CALL_NAMED" (Atom, None) Call(2);
    /// Makes a list of the `a` topmost: `x1..xn -- list`. (`_makeList.run`)
    MakeList "MAKE_LIST" (Count, None) Build(1, 0);
    /// Makes a map of the `a` topmost pairs; a later duplicate key replaces the value only:
    /// `k1 v1..kn vn -- map`. (`_makeMap.fromPairs`, named arguments)
    MakeMap "MAKE_MAP" (Count, None) Build(2, 0);
    /// Compares the two topmost for sameness: `x y -- bool`. (`_equalizer.sameEver`)
    Same "SAME" (None, None) Fixed(2, 1);
    /// Compares the two topmost by order: `x y -- bool`; `op__cmp` in general. (`_comparer`)
    Compare "COMPARE" (Comparison, None) Fixed(2, 1);
    /// Makes the inclusive range of the two topmost: `x y -- range`. (`_makeOrderedSpace.op__thru`)
    RangeThru "RANGE_THRU" (None, None) Fixed(2, 1);
    /// Makes the range of the two topmost without its end: `x y -- range`. (`op__till`)
    RangeTill "RANGE_TILL" (None, None) Fixed(2, 1);
    /// Looks up a named argument: `map key -- value`, jumping to `a`, when present; when absent falls
    /// through: `map key -- key`, into `POP` and the default, or into `MISSING_NAMED`.
    NamedArg "NAMED_ARG" (Target, None) Control;
    /// Throws "Named arg ... missing in call": `key --`; does not go on.
    MissingNamed "MISSING_NAMED" (None, None) Control;

    // Patterns.
    /// Coerces: `specimen ejector guard -- prize`; the call `guard.coerce(specimen, ejector)`.
    Coerce "COERCE" (None, None) Fixed(3, 1);
    /// Coerces with a guard of the safe scope that is checked inline: `specimen ejector -- prize`.
    CoerceStatic "COERCE_STATIC" (Guard, None) Fixed(2, 1);
    /// Tests with a guard of the safe scope; goes to `b` with the specimen dropped and the problem
    /// pushed when it does not conform: `specimen -- prize`, or at `b`: `specimen -- problem`.
    TestStatic "TEST_STATIC" (Guard, Target) Control;
    /// Takes a list of exactly `a` elements apart: `specimen ejector -- xa..x2 x1`.
    ListPattern "LIST_PATTERN" (Count, None) Spread(2);
    /// As `LIST_PATTERN`, but goes to `b` when the specimen does not fit: `specimen -- xa..x1`, or
    /// at `b`: `specimen -- problem`.
    TestList "TEST_LIST" (Count, Target) Control;
    /// Tests for sameness, `exemplar` being evaluated last: `specimen exemplar -- specimen`, or at `a`:
    /// `specimen exemplar -- problem`, "Specimen ... is not the same as the exemplar ...". (`==x`)
    TestSame "TEST_SAME" (Target, None) Control;
    /// As `TEST_SAME`, but fails when they are the same: "Specimen ... is the same as ...". (`!=x`)
    TestDifferent "TEST_DIFFERENT" (Target, None) Control;

    // Objects.
    /// Makes an object of script `a` from its captures: `c1..cm -- object`.
    Object "OBJECT" (Script, None) Object;
    /// Submits an object to the `a` auditors above it: `object b1..bn -- object`. The audition looks
    /// at the script of the object.
    Audit "AUDIT" (Count, None) Build(1, 1);

    // Control.
    /// Goes on at `a`.
    Jump "JUMP" (Target, None) Control;
    /// Goes on at `a` when the top is `false`, falls through when `true`, else throws.
    Branch "BRANCH" (Target, None) Control;
    /// Goes on at `a` when the top is `true`, falls through when `false`, else throws.
    BranchTrue "BRANCH_TRUE" (Target, None) Control;
    /// The head of a loop: the one target of backward jumps.
    Loop "LOOP" (None, None) Fixed(0, 0);
    /// Goes back to the loop head `a`, and spends one unit of fuel.
    Back "BACK" (LoopHead, None) Control;
    /// Leaves the body with the top as its value.
    Return "RETURN" (None, None) Control;
    /// Makes an ejector and installs it: `-- ejector`. When it fires, goes on at `a` with the depth of
    /// before and the fired value pushed.
    Ejector "EJECTOR" (Target, None) Control;
    /// Installs a catch handler. A problem goes on at `a` with the depth of before and the sealed
    /// problem pushed.
    Try "TRY" (Target, None) Control;
    /// Installs a finally handler. An exception or ejection goes on at `a` with the depth of before,
    /// `null` and the parked event pushed.
    Unwind "UNWIND" (Target, None) Control;
    /// Removes the topmost handler, in front of any jump or return that leaves its region; an ejector
    /// is disabled.
    DropHandler "DROP_HANDLER" (None, None) Control;
    /// Ends a finally block: `value event -- value`; a parked event is raised again, `null` goes on.
    EndFinally "END_FINALLY" (None, None) Control;

    // Iteration.
    /// Prepares an iterable: `iterable --`; the hidden state goes to locals `a` and `a + 1`. Calls
    /// `_makeIterator/0` unless the iterable is one that the machine walks itself.
    Iterate "ITERATE" (Iteration, None) Fixed(1, 0);
    /// Installs the ejector that ends an iteration, which `NEXT` passes to an iterator of the program's
    /// own: behind `ITERATE`, in front of the loop head. When it fires, goes on at `b` with the depth of
    /// before and the fired value pushed.
    EndEjector "END_EJECTOR" (Iteration, Target) Control;
    /// The next pair: `-- key value`, or jumps to `b` with nothing pushed at the end of what the machine
    /// walks itself.
    Next "NEXT" (Iteration, Target) Control;
    /// The next value: `-- value`, or jumps to `b` with nothing pushed at the end of what the machine
    /// walks itself.
    NextValue "NEXT_VALUE" (Iteration, Target) Control;

    // Rare forms.
    /// Leaves a matcher's body: the message was not for it, and dispatch goes on with the next
    /// matcher, or refuses. The message is still in local 0, which a matcher cannot overwrite.
    NextMatcher "NEXT_MATCHER" (None, None) Control;
    /// Pushes `throw`, the ejector that throws, whatever the environment calls by that name.
    Thrower "THROWER" (None, None) Fixed(0, 1);
    /// Pushes the object of `meta.context()`; the literal is its prefix, a string.
    Context "CONTEXT" (Literal, None) Fixed(0, 1);
    /// Pushes the binding of a final slot that `FILL_BINDING` will fill: `guard -- binding`. Reading
    /// it before throws.
    DeferBinding "DEFER_BINDING" (None, None) Fixed(1, 1);
    /// Makes the binding of a native var slot that is there: `slot -- binding`.
    SlotBinding "SLOT_BINDING" (None, None) Fixed(1, 1);
    /// Fills the binding in local `a`, made by `DEFER_BINDING`: `v --`. Any other binding there, or
    /// one that is filled, must be detected at run time and throws.
    FillBinding "FILL_BINDING" (Local, None) Fixed(1, 0);
}

/// The comparisons of `COMPARE`, in the order of its operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Comparison {
    /// `_comparer.lessThan`
    Less,
    /// `_comparer.leq`
    LessEqual,
    /// `_comparer.greaterThan`
    Greater,
    /// `_comparer.geq`
    GreaterEqual,
    /// `_comparer.asBigAs`
    AsBig,
}

/// The guards of the safe scope that are checked inline, in the order of the operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum StaticGuard {
    /// Admits everything.
    Any,
    /// Admits `true` and `false`.
    Bool,
    /// Admits bytes.
    Bytes,
    /// Admits characters.
    Char,
    /// Admits doubles.
    Double,
    /// Admits integers of any size.
    Int,
    /// Admits strings.
    Str,
    /// Admits immutable lists.
    List,
    /// Admits immutable maps.
    Map,
    /// Admits immutable sets.
    Set,
    /// Admits `null`.
    Void,
}

/// The names of the static guards in the safe scope, in the order of the enum.
pub const STATIC_GUARDS: &[(StaticGuard, &str)] = &[
    (StaticGuard::Any, "Any"),
    (StaticGuard::Bool, "Bool"),
    (StaticGuard::Bytes, "Bytes"),
    (StaticGuard::Char, "Char"),
    (StaticGuard::Double, "Double"),
    (StaticGuard::Int, "Int"),
    (StaticGuard::Str, "Str"),
    (StaticGuard::List, "List"),
    (StaticGuard::Map, "Map"),
    (StaticGuard::Set, "Set"),
    (StaticGuard::Void, "Void"),
];

/// An instruction of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instr {
    /// The operation.
    pub op: Op,
    /// The first operand.
    pub a: u32,
    /// The second operand.
    pub b: u32,
}

impl Op {
    /// The row of the table that describes this operation.
    pub fn row(self) -> &'static Instruction {
        &INSTRUCTIONS[self as usize]
    }

    /// The operation with this opcode.
    pub fn from_code(code: u8) -> Option<Op> {
        INSTRUCTIONS.get(code as usize).map(|row| row.op)
    }
}
