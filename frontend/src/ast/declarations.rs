//! What declares behaviour: objects with their methods and matchers, interfaces with their messages, and
//! files with a header.

use super::{ExprId, Id, KeyedPattern, List, PatternId, Verb};
use crate::names::Symbol;
use crate::span::Span;

/// `to verb(params) :guard {body}`, `method …`, or the one method of a function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Method {
    /// The whole method (of a function: from its parameters on).
    pub span: Span,
    /// `to` (and functions): the body's value is dropped and `return` works. Else `method`.
    pub is_to: bool,
    /// The documentation; always `None` for functions, whose object has it.
    pub doc: Option<Symbol>,
    /// The verb.
    pub verb: Verb,
    /// Positional parameters.
    pub params: List<PatternId>,
    /// Named parameters.
    pub named_params: List<KeyedPattern>,
    /// Guard of the result.
    pub guard: Option<ExprId>,
    /// The body.
    pub body: ExprId,
}

/// `match pattern {body}` or `catch pattern {body}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Matcher {
    /// From the keyword to the end of the block.
    pub span: Span,
    /// What must match.
    pub pattern: PatternId,
    /// What is then evaluated.
    pub body: ExprId,
}

/// An object expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Object {
    /// The documentation.
    pub doc: Option<Symbol>,
    /// [`Pattern::Final`], [`Pattern::Bind`] or [`Pattern::Ignore`].
    pub name: PatternId,
    /// After `as`.
    pub as_expr: Option<ExprId>,
    /// After `implements`.
    pub auditors: List<ExprId>,
    /// What it does.
    pub script: Script,
}

/// The behaviour of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are named as the language names them")]
pub enum Script {
    /// `{methods matchers}`
    Script { extends: Option<ExprId>, methods: List<Method>, matchers: List<Matcher> },
    /// `def f(…) {…}`: one method, `run` unless named.
    Function(Id<Method>),
}

/// An interface expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interface {
    /// The documentation.
    pub doc: Option<Symbol>,
    /// [`Pattern::Final`] or [`Pattern::Var`].
    pub name: PatternId,
    /// After `guards`.
    pub stamp: Option<PatternId>,
    /// After `extends`.
    pub parents: List<ExprId>,
    /// After `implements`.
    pub auditors: List<ExprId>,
    /// The messages; exactly one, `run`, for [`Expr::FunctionInterface`].
    pub messages: List<MessageDesc>,
}

/// `to verb(params) :guard` in an interface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MessageDesc {
    /// The whole description.
    pub span: Span,
    /// The documentation.
    pub doc: Option<Symbol>,
    /// The verb.
    pub verb: Verb,
    /// Positional parameters.
    pub params: List<ParamDesc>,
    /// Named parameters.
    pub named_params: List<ParamDesc>,
    /// Guard of the result.
    pub guard: Option<ExprId>,
}

/// `name :guard` in an interface.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParamDesc {
    /// The whole parameter.
    pub span: Span,
    /// The name.
    pub name: Symbol,
    /// The guard.
    pub guard: Option<ExprId>,
}

/// A file with a header.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Module {
    /// `import "name" =~ pattern`
    pub imports: List<Import>,
    /// `parameter pattern`
    pub parameters: List<PatternId>,
    /// `exports (nouns)`
    pub exports: List<ExprId>,
    /// The rest of the file.
    pub body: ExprId,
}

/// `import "name" =~ pattern`
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Import {
    /// The whole line.
    pub span: Span,
    /// The module's name.
    pub name: Symbol,
    /// What it is matched with.
    pub pattern: PatternId,
}
