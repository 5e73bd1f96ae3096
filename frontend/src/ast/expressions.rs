//! Expressions, and the pieces that only they have.

use super::{
    BinaryOp, CompareOp, ExitKind, ExprId, Id, Interface, KeyedPattern, List, Matcher, Module,
    Object, PatternId, PrefixOp, RangeOp,
};
use crate::names::Symbol;
use crate::span::Span;

/// A literal datum.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// An integer that fits 64 bits.
    Int(i64),
    /// A larger integer: its decimal digits, or `0x` and its hex digits, without underscores and leading zeros.
    BigInt(Symbol),
    /// A double.
    Double(f64),
    /// A character.
    Char(char),
    /// A string.
    Str(Symbol),
}

/// The verb of a call: a name, or a value hole in a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// An ordinary verb.
    Name(Symbol),
    /// The value hole of that number.
    Hole(u32),
}

/// An expression. Fields named `noun` hold a [`Expr::Noun`] or, in a template, a hole.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the fields are named as the language names them")]
pub enum Expr {
    /// Stands where the text could not be understood.
    Error,
    /// `5`, `"text"`.
    Literal(Literal),
    /// `x`, `::"any text"`.
    Noun(Symbol),
    /// `&x`
    Slot(ExprId),
    /// `&&x`
    Binding(ExprId),
    /// `meta.context()`
    MetaContext,
    /// `meta.getState()`
    MetaState,
    /// A value hole of a template, by number.
    ValueHole(u32),
    /// A pattern hole of a template, by number.
    PatternHole(u32),

    /// `receiver.verb(args, named)`
    MethodCall { receiver: ExprId, verb: Verb, args: List<ExprId>, named_args: List<KeyedExpr> },
    /// `receiver(args, named)`
    FunCall { receiver: ExprId, args: List<ExprId>, named_args: List<KeyedExpr> },
    /// `receiver <- verb(args, named)`
    Send { receiver: ExprId, verb: Verb, args: List<ExprId>, named_args: List<KeyedExpr> },
    /// `receiver <- (args, named)`
    FunSend { receiver: ExprId, args: List<ExprId>, named_args: List<KeyedExpr> },
    /// `receiver[indices]`
    Get { receiver: ExprId, indices: List<ExprId> },
    /// `receiver.verb`, `receiver <- verb`
    Curry { receiver: ExprId, verb: Verb, is_send: bool },
    /// A controller call, clause by clause.
    Control(Id<Control>),

    /// `left && right`
    And { left: ExprId, right: ExprId },
    /// `left || right`
    Or { left: ExprId, right: ExprId },
    /// `left + right` and the like
    Binary { op: BinaryOp, left: ExprId, right: ExprId },
    /// `left < right` and the like
    Compare { op: CompareOp, left: ExprId, right: ExprId },
    /// `left..right`, `left..!right`
    Range { op: RangeOp, left: ExprId, right: ExprId },
    /// `left == right` (`equal`), `left != right`
    Same { left: ExprId, right: ExprId, equal: bool },
    /// `specimen =~ pattern`
    MatchBind { specimen: ExprId, pattern: PatternId },
    /// `specimen !~ pattern`
    Mismatch { specimen: ExprId, pattern: PatternId },
    /// `-receiver`, `!receiver`, `~receiver`
    Prefix { op: PrefixOp, receiver: ExprId },
    /// `specimen :guard`
    Coerce { specimen: ExprId, guard: ExprId },

    /// `def x`: the noun of a name to be bound later.
    Forward(ExprId),
    /// `def pattern exit exit := value`
    Def { pattern: PatternId, exit: Option<ExprId>, value: ExprId },
    /// `target := value`; the target is a noun, a [`Expr::Get`] or a hole.
    Assign { target: ExprId, value: ExprId },
    /// `target verb= (args)`
    VerbAssign { verb: Symbol, target: ExprId, args: List<ExprId> },
    /// `target += value` and the like
    AugAssign { op: BinaryOp, target: ExprId, value: ExprId },

    /// `[items]`
    List(List<ExprId>),
    /// `[key => value, => name]`
    Map(List<KeyedExpr>),
    /// `[for key => value in (iterable) ? (filter) body]`
    ListComprehension {
        iterable: ExprId,
        filter: Option<ExprId>,
        key: Option<PatternId>,
        value: PatternId,
        body: ExprId,
    },
    /// `[for key => value in (iterable) ? (filter) body_key => body_value]`
    MapComprehension {
        iterable: ExprId,
        filter: Option<ExprId>,
        key: Option<PatternId>,
        value: PatternId,
        body_key: ExprId,
        body_value: ExprId,
    },
    /// A quasi-literal with its optional tag. The last part is always a text.
    Quasi { tag: Option<Symbol>, parts: List<QuasiPart> },

    /// Expressions in order; empty for an empty body, never of one element.
    Seq(List<ExprId>),
    /// `{body}` in expression position: a scope of its own.
    Hide(ExprId),
    /// `if (test) {consequent} else {alternative}`
    If { test: ExprId, consequent: ExprId, alternative: Option<ExprId> },
    /// `for key => value in (iterable) {body} catch …`
    For {
        iterable: ExprId,
        key: Option<PatternId>,
        value: PatternId,
        body: ExprId,
        catcher: Option<Id<Matcher>>,
    },
    /// `while (test) {body} catch …`
    While { test: ExprId, body: ExprId, catcher: Option<Id<Matcher>> },
    /// `switch (specimen) {match …}`
    Switch { specimen: ExprId, matchers: List<Matcher> },
    /// `escape pattern {body} catch …`
    Escape { pattern: PatternId, body: ExprId, catcher: Option<Id<Matcher>> },
    /// `try {body} catch pattern {handler}`
    Catch { body: ExprId, pattern: PatternId, handler: ExprId },
    /// `try {body} finally {unwinder}`
    Finally { body: ExprId, unwinder: ExprId },
    /// `when (args) -> {body} catch … finally {finally}`
    When { args: List<ExprId>, body: ExprId, catchers: List<Matcher>, finally: Option<ExprId> },
    /// `return value`, `break value`, `continue value`
    Exit { kind: ExitKind, value: Option<ExprId> },

    /// `fn params {body}`
    Function { params: List<PatternId>, named_params: List<KeyedPattern>, body: ExprId },
    /// `object …`, `def f(…) …`, `bind o …`
    Object(Id<Object>),
    /// `interface …` with any number of messages.
    Interface(Id<Interface>),
    /// `interface name(…)`: exactly one message.
    FunctionInterface(Id<Interface>),
    /// A file with a header. Only ever the root.
    Module(Id<Module>),
}

/// `key => value` in a map or in arguments; without a key the export `=> value`, where the value is a
/// noun, [`Expr::Slot`] or [`Expr::Binding`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeyedExpr {
    /// The whole item.
    pub span: Span,
    /// The key; `None` for an export.
    pub key: Option<ExprId>,
    /// The value.
    pub value: ExprId,
}

/// A piece of a quasi-literal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum QuasiPart {
    /// Literal text, escapes resolved.
    Text(Span, Symbol),
    /// `$name`, `${expr}`
    Expr(ExprId),
    /// `@name`, `@{pattern}`
    Pattern(PatternId),
}

/// One clause of a controller call: `target (args) operator params {body}`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Control {
    /// The controller, or the [`Expr::Control`] of the clause before.
    pub target: ExprId,
    /// The control word.
    pub operator: Symbol,
    /// Arguments in parentheses.
    pub args: List<ExprId>,
    /// Parameters of the block.
    pub params: List<PatternId>,
    /// The block.
    pub body: ExprId,
    /// Whether this is the last clause.
    pub is_top: bool,
}
