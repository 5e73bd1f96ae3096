//! Names: variables with their storage, names of the environment, and the frames and captures that carry
//! them.

use super::{ExprId, FrameId, Name, ObjectId, OuterId, Span, VarId};

/// How a name was introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VarKind {
    /// By a final pattern.
    Final,
    /// By a var pattern.
    Var,
    /// By a binding pattern.
    Binding,
    /// As the name of an object expression. Inside its own script it means the prize: without `as` that
    /// is the receiver itself (never captured by its own script), with `as` it is captured, and the
    /// variable has cell storage if its own script uses it: the cell is made before the object, empty,
    /// and filled with the prize. `&&name` in its own script without `as` is a binding around the receiver.
    Object(ObjectId),
}

/// What a variable's place holds, chosen by `storage.rs`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// The value itself; captured by copy.
    #[default]
    Value,
    /// A native slot shared by all who capture it (guarded if [`Var::guard`] is present).
    Cell,
    /// A binding object.
    Binding,
}

/// A variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Var {
    /// Its spelling; for a temporary the prefix.
    pub name: Name,
    /// Made by the expansion, not by the source text.
    pub temporary: bool,
    /// How it was introduced.
    pub kind: VarKind,
    /// The guard expression of its pattern, or the `as` expression of its object. It is evaluated where
    /// the pattern is matched; this copy of the id is for looking at it.
    pub guard: Option<ExprId>,
    /// Where it is defined.
    pub span: Span,
    /// The frame it lives in.
    pub frame: FrameId,
    /// Used in another frame than its own.
    pub captured: bool,
    /// Assigned somewhere.
    pub assigned: bool,
    /// `&&x` (or `&x`) is taken somewhere.
    pub reified: bool,
    /// Used at all.
    pub used: bool,
    /// What its place holds.
    pub storage: Storage,
}

/// A name that the environment supplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outer {
    /// The spelling.
    pub name: Name,
    /// The source text assigns it.
    pub assigned: bool,
    /// It is of the safe scope: a constant, known when the unit is instantiated.
    pub safe: bool,
    /// The optimizer relied on it being the object that the safe scope gives this name.
    pub assumed: bool,
}

/// A code body: the top level, a method or a matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The frame that the object expression stands in; `None` for the top level.
    pub parent: Option<FrameId>,
    /// The object expression that the body belongs to; `None` for the top level.
    pub object: Option<ObjectId>,
}

/// What an auditor is told about a captured name's guard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptureGuard {
    /// The cell is a binding or a slot that knows its guard itself.
    Dynamic,
    /// Unguarded.
    Any,
    /// A final name guarded by this outer name; also the name of an object with this `as` auditor.
    Outer(OuterId),
    /// The name of an object expression whose `as` auditor is no outer name: its own stamps answer for it.
    Object,
}

/// A captured variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capture {
    /// The variable of an enclosing frame.
    pub var: VarId,
    /// What is known of its guard.
    pub guard: CaptureGuard,
}
