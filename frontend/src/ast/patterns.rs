//! Patterns: what definitions, parameters and matches take values apart with.

use super::{ExprId, List, PatternId, QuasiPart};
use crate::names::Symbol;
use crate::span::Span;

/// A pattern. Fields named `noun` hold a [`Expr::Noun`] or, in a template, a hole.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are named as the language names them")]
pub enum Pattern {
    /// Stands where the text could not be understood.
    Error,
    /// `_ :guard`
    Ignore { guard: Option<ExprId> },
    /// `x :guard`
    Final { noun: ExprId, guard: Option<ExprId> },
    /// `var x :guard`
    Var { noun: ExprId, guard: Option<ExprId> },
    /// `&x :guard`
    Slot { noun: ExprId, guard: Option<ExprId> },
    /// `bind x :guard`
    Bind { noun: ExprId, guard: Option<ExprId> },
    /// `&&x`
    Binding { noun: ExprId },
    /// `[patterns] + tail`
    List { patterns: List<PatternId>, tail: Option<PatternId> },
    /// `[key => pattern := (default), => name] | tail`
    Map { items: List<KeyedPattern>, tail: Option<PatternId> },
    /// `via (transform) pattern`
    Via { transform: ExprId, pattern: PatternId },
    /// `pattern ? (condition)`
    SuchThat { pattern: PatternId, condition: ExprId },
    /// `==value` (`equal`), `!=value`
    Same { value: ExprId, equal: bool },
    /// A quasi-literal pattern with its optional tag. The last part is always a text.
    Quasi { tag: Option<Symbol>, parts: List<QuasiPart> },
    /// A value hole of a template, by number.
    ValueHole(u32),
    /// A pattern hole of a template, by number.
    PatternHole(u32),
}

/// `key => pattern := default` in a map pattern or in parameters; without a key the import `=> name := default`,
/// where the pattern is a name pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyedPattern {
    /// The whole item.
    pub span: Span,
    /// The key; `None` for an import.
    pub key: Option<ExprId>,
    /// The pattern for the value.
    pub pattern: PatternId,
    /// What to match when the key is missing.
    pub default: Option<ExprId>,
}
