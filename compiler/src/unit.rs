//! Code units: what the compiler emits, the verifier checks, the binary form stores and the VM loads.
//!
//! A unit is a value without pointers into anything else; the VM gives it a heap and an environment.

use crate::isa::Instr;

/// A compiled source text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unit {
    /// Where the text came from: the first part of every qualified name.
    pub origin: String,
    /// Constants, without duplicates (compared by type and bits).
    pub literals: Vec<Literal>,
    /// Verb and arity of every call.
    pub atoms: Vec<(String, u32)>,
    /// Names that the environment supplies, in the order of first use.
    pub outers: Vec<Outer>,
    /// Outer names that were compiled as instructions: the unit may be instantiated only where
    /// each of them is the object that the safe scope gives that name.
    pub assumptions: Vec<String>,
    /// The object expressions around scripts, for qualified names: each row stands behind its parent.
    pub names: Vec<QualifiedName>,
    /// Every object expression of the unit; an object expression stands behind the one it is in.
    pub scripts: Vec<Script>,
    /// The top level.
    pub body: Body,
    /// Names that the top level leaves behind (for the REPL and `eval`), with the local that holds each.
    pub exports: Vec<Export>,
    /// The source text's line starts, in bytes; empty if stripped. Spans are byte offsets.
    pub line_starts: Vec<u32>,
    /// The Kernel trees of the object expressions; see [`crate::kernel_tree`].
    pub kernel: Vec<u8>,
}

/// The last part of a qualified name, and the row of the parts in front. Written out, the names of deeply
/// nested objects would take quadratic space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QualifiedName {
    /// The name of the object expression around; `None` for the origin of the unit.
    pub parent: Option<u32>,
    /// The object's name.
    pub name: String,
}

impl Unit {
    /// The qualified name of a row of [`Unit::names`]: the origin, then `$name` for each object.
    pub fn qualified_name(&self, row: Option<u32>) -> String {
        let mut parts = Vec::new();
        let mut next = row.and_then(|row| self.names.get(row as usize));
        while let Some(row) = next {
            parts.push(row.name.as_str());
            next = row.parent.and_then(|row| self.names.get(row as usize));
        }
        let mut name = self.origin.clone();
        for part in parts.iter().rev() {
            name.push('$');
            name.push_str(part);
        }
        name
    }
}

/// A constant.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Literal {
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other integer: its sign and its magnitude, least significant byte first.
    BigInt(bool, Vec<u8>),
    /// A double, by its bits.
    Double(u64),
    /// A code point, surrogates included.
    Char(u32),
    /// Code points; surrogates cannot occur in source text.
    Str(String),
    /// What makes the strings of a quasi-literal, or takes them apart.
    Template {
        /// It takes strings apart.
        matches: bool,
        /// Its pieces, in order.
        pieces: Vec<Piece>,
    },
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// A `$` hole, by its number.
    ValueHole(u32),
    /// An `@` hole, by its number.
    PatternHole(u32),
}

/// A name that the environment supplies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outer {
    /// The name.
    pub name: String,
    /// The source text assigns it.
    pub assigned: bool,
}

/// A top-level name that outlives the unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// The name.
    pub name: String,
    /// The local that holds it.
    pub local: u32,
    /// How it is stored there.
    pub storage: Storage,
}

/// What a cell of a frame, of an object's captures, or of the environment holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Storage {
    /// The value.
    Value,
    /// A native var slot.
    Cell,
    /// A binding: any object may stand here, since `&&x` patterns take what they get.
    Binding,
    /// The first of the two cells with the state of an iteration (locals only).
    Iteration,
    /// The second of the two cells with the state of an iteration (locals only).
    IterationRest,
}

/// What is known about a captured name's guard before the program runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CaptureGuard {
    /// The cell is a binding or a slot that knows its guard itself.
    Dynamic,
    /// Unguarded.
    Any,
    /// A final name guarded by this outer name, as written.
    Outer(u32),
    /// The name of an object expression, whose own stamps answer for it: the `as` auditor is the guard.
    Object,
}

/// A captured name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The name (temporaries too).
    pub name: String,
    /// How it is stored.
    pub storage: Storage,
    /// The guard that auditors are told.
    pub guard: CaptureGuard,
}

/// The code of one object expression.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Script {
    /// The object's name; `_` for an anonymous one.
    pub name: String,
    /// The qualified name: a row of [`Unit::names`]; see [`Unit::qualified_name`].
    pub qualified: u32,
    /// The docstring.
    pub doc: Option<String>,
    /// Captured names, in the order of the object's cells.
    pub captures: Vec<Capture>,
    /// Outer names that the script uses (indices into the unit's), for auditors.
    pub outers: Vec<u32>,
    /// Methods in source order.
    pub methods: Vec<Method>,
    /// Matchers in source order.
    pub matchers: Vec<Body>,
    /// The source of the object expression.
    pub span: Span,
    /// Where the Kernel tree of the object expression starts in [`Unit::kernel`].
    pub kernel: u32,
}

/// A method.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Method {
    /// The verb.
    pub verb: String,
    /// The number of positional parameters.
    pub arity: u32,
    /// The docstring.
    pub doc: Option<String>,
    /// The method declares named parameters: its frame starts with the positional arguments and
    /// the map of named ones.
    pub named: bool,
    /// Its code.
    pub body: Body,
}

/// The code of a method, a matcher or the top level.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Instructions.
    pub code: Vec<Instr>,
    /// The source of each instruction.
    pub spans: Vec<Span>,
    /// The name of each local (for listings, tracebacks and debuggers); arguments first.
    pub locals: Vec<Local>,
    /// The deepest operand stack, as the verifier computes it.
    pub max_depth: u32,
    /// The deepest handler stack, as the verifier computes it.
    pub max_handlers: u32,
}

/// A local.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// Its name; empty for hidden ones.
    pub name: String,
    /// How it is stored.
    pub storage: Storage,
}

/// A range of the source text, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}
