//! Object expressions: their methods, matchers and named parameters.

use super::{Capture, ExprId, FrameId, LiteralId, Name, ObjectId, OuterId, PatternId, Run, Span};

/// An object expression: `object pattern as as_expr implements auditors {methods; matchers}`.
#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    /// The docstring.
    pub doc: Option<LiteralId>,
    /// The name that printing and qualified names use: the spelling of the pattern's noun, or `_`.
    pub name: Name,
    /// The object expression that this one stands in, in the source text; see [`Kernel::qualified_name`].
    pub parent: Option<ObjectId>,
    /// Binds the object: `Ignore`, or `Final` with the variable of the object's own name (guarded only
    /// in hand-built trees).
    pub pattern: PatternId,
    /// The `as` auditor: also the guard of the own name.
    pub as_expr: Option<ExprId>,
    /// Further auditors ([`Kernel::exprs_of`]).
    pub auditors: Run,
    /// Methods in source order.
    pub methods: Vec<Method>,
    /// Matchers in source order.
    pub matchers: Vec<Matcher>,
    /// The variables of enclosing frames that the script (with all inside) uses, in the order of first
    /// use; without its own name unless there is an `as`.
    pub captures: Vec<Capture>,
    /// The outer names that the script uses, in the order of first use.
    pub outers: Vec<OuterId>,
    /// The script, at any depth of nesting short of another object, contains `meta.getState()`.
    pub meta_state: bool,
    /// The same of `meta.context()`.
    pub meta_context: bool,
    /// The object expression as it was before optimization, where that changed anything: what auditors
    /// and `meta` see.
    pub plain: Option<ObjectId>,
    /// The source of the object expression.
    pub span: Span,
}

/// A method of an object expression. Positional patterns are matched first, then named ones, then the
/// guard is evaluated, then the body, which is coerced with `throw`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method {
    /// The docstring.
    pub doc: Option<LiteralId>,
    /// The verb.
    pub verb: Name,
    /// Positional parameters ([`Kernel::patterns_of`]), matched with `throw`.
    pub params: Run,
    /// Named parameters ([`Kernel::named_params_of`]).
    pub named: Run,
    /// The guard of the result.
    pub guard: Option<ExprId>,
    /// The body.
    pub body: ExprId,
    /// The frame of its variables.
    pub frame: FrameId,
    /// Its source.
    pub span: Span,
}

/// A matcher of an object expression: the pattern is matched against the message with a fresh ejector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matcher {
    /// Matches `[verb, args, namedArgs]`.
    pub pattern: PatternId,
    /// What follows.
    pub body: ExprId,
    /// The frame of its variables.
    pub frame: FrameId,
    /// Its source.
    pub span: Span,
}

/// A named argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedArg {
    /// The key.
    pub key: ExprId,
    /// The value.
    pub value: ExprId,
}

/// A named parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedParam {
    /// The key, evaluated at each call.
    pub key: ExprId,
    /// Matches the value.
    pub pattern: PatternId,
    /// Evaluated when the key is missing; without it the parameter is required.
    pub default: Option<ExprId>,
}
