//! The full syntax tree of Monte: what the parser makes and the expander takes.
//!
//! An [`Ast`] owns flat tables; nodes refer to each other by [`Id`] and to sequences of others by
//! [`List`]. Reading is indexing:
//!
//! ```
//! # use monte_frontend::ast::{Ast, Expr, ExprId};
//! fn arity(ast: &Ast, call: ExprId) -> Option<usize> {
//!     match ast[call] {
//!         Expr::MethodCall { args, .. } => Some(ast[args].len()),
//!         _ => None,
//!     }
//! }
//! ```
//!
//! Each expression and pattern has a span ([`Ast::span`], [`Ast::pattern_span`]); the smaller pieces carry theirs as a
//! field. Fields stand in evaluation order, which is source order. The node builder has already
//! done two things: a sequence of one expression is that expression, and a sequence directly inside a
//! sequence is spliced into it; an empty [`Expr::Seq`] stands for an empty body. Parentheses leave no trace.
//!
//! A tree made from a faulty text holds [`Expr::Error`] and [`Pattern::Error`] nodes; then there is at
//! least one diagnostic, so stages behind the parser that run only on clean trees never meet them.

mod arena;
mod children;

pub use arena::{Id, List};
pub use children::Node;

use crate::names::{Names, Symbol};
use crate::span::Span;
use std::ops::Index;

/// The index of an expression.
pub type ExprId = Id<Expr>;
/// The index of a pattern.
pub type PatternId = Id<Pattern>;

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

/// Operators that are messages to their left operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `**`
    Pow,
    /// `*`
    Multiply,
    /// `/`
    ApproxDivide,
    /// `//`
    FloorDivide,
    /// `%`
    Mod,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
    /// `&!`
    ButNot,
    /// `^`
    Xor,
    /// `&`
    And,
    /// `|`
    Or,
}

impl BinaryOp {
    /// Every operator with its spelling and its verb.
    pub const TABLE: &[(BinaryOp, &str, &str)] = &[
        (BinaryOp::Pow, "**", "pow"),
        (BinaryOp::Multiply, "*", "multiply"),
        (BinaryOp::ApproxDivide, "/", "approxDivide"),
        (BinaryOp::FloorDivide, "//", "floorDivide"),
        (BinaryOp::Mod, "%", "mod"),
        (BinaryOp::Add, "+", "add"),
        (BinaryOp::Subtract, "-", "subtract"),
        (BinaryOp::ShiftLeft, "<<", "shiftLeft"),
        (BinaryOp::ShiftRight, ">>", "shiftRight"),
        (BinaryOp::ButNot, "&!", "butNot"),
        (BinaryOp::Xor, "^", "xor"),
        (BinaryOp::And, "&", "and"),
        (BinaryOp::Or, "|", "or"),
    ];

    /// How it is written.
    pub fn spelling(self) -> &'static str {
        BinaryOp::TABLE[self as usize].1
    }

    /// The verb of the message it sends.
    pub fn verb(self) -> &'static str {
        BinaryOp::TABLE[self as usize].2
    }
}

/// The ordering operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// `<`
    LessThan,
    /// `<=`
    Leq,
    /// `>`
    GreaterThan,
    /// `>=`
    Geq,
    /// `<=>`
    AsBigAs,
}

impl CompareOp {
    /// Every operator with its spelling and its verb on `_comparer`.
    pub const TABLE: &[(CompareOp, &str, &str)] = &[
        (CompareOp::LessThan, "<", "lessThan"),
        (CompareOp::Leq, "<=", "leq"),
        (CompareOp::GreaterThan, ">", "greaterThan"),
        (CompareOp::Geq, ">=", "geq"),
        (CompareOp::AsBigAs, "<=>", "asBigAs"),
    ];

    /// How it is written.
    pub fn spelling(self) -> &'static str {
        CompareOp::TABLE[self as usize].1
    }

    /// The verb of `_comparer`.
    pub fn verb(self) -> &'static str {
        CompareOp::TABLE[self as usize].2
    }
}

/// The range operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RangeOp {
    /// `..`, with its end.
    Thru,
    /// `..!`, without its end.
    Till,
}

impl RangeOp {
    /// How it is written.
    pub fn spelling(self) -> &'static str {
        match self {
            RangeOp::Thru => "..",
            RangeOp::Till => "..!",
        }
    }

    /// The verb of `_makeOrderedSpace`, without the leading `op__`.
    pub fn name(self) -> &'static str {
        match self {
            RangeOp::Thru => "thru",
            RangeOp::Till => "till",
        }
    }
}

/// The prefix operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrefixOp {
    /// `-`
    Negate,
    /// `!`
    Not,
    /// `~`
    Complement,
}

impl PrefixOp {
    /// How it is written.
    pub fn spelling(self) -> &'static str {
        match self {
            PrefixOp::Negate => "-",
            PrefixOp::Not => "!",
            PrefixOp::Complement => "~",
        }
    }

    /// The verb of the message it sends.
    pub fn verb(self) -> &'static str {
        match self {
            PrefixOp::Negate => "negate",
            PrefixOp::Not => "not",
            PrefixOp::Complement => "complement",
        }
    }
}

/// The keywords that leave a body early.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExitKind {
    /// `return`
    Return,
    /// `break`
    Break,
    /// `continue`
    Continue,
}

impl ExitKind {
    /// How it is written.
    pub fn keyword(self) -> &'static str {
        match self {
            ExitKind::Return => "return",
            ExitKind::Break => "break",
            ExitKind::Continue => "continue",
        }
    }

    /// The name of the ejector that it fires.
    pub fn ejector(self) -> Symbol {
        match self {
            ExitKind::Return => Symbol::RETURN_EJECTOR,
            ExitKind::Break => Symbol::BREAK_EJECTOR,
            ExitKind::Continue => Symbol::CONTINUE_EJECTOR,
        }
    }
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

/// A tree: the tables of its nodes and the interner of its names.
#[derive(Clone, Debug, Default)]
pub struct Ast {
    /// The names that occur.
    pub names: Names,
    exprs: Vec<Expr>,
    expr_spans: Vec<Span>,
    patterns: Vec<Pattern>,
    pattern_spans: Vec<Span>,
    /// For each pattern the number of expressions that were there before it.
    pattern_births: Vec<u32>,
    expr_ids: Vec<ExprId>,
    pattern_ids: Vec<PatternId>,
    pieces: Pieces,
}

impl Ast {
    /// An empty tree.
    pub fn new() -> Ast {
        Ast::default()
    }

    /// An empty tree with some names, and room for the nodes of a text of `length` bytes.
    pub(crate) fn with_names(names: Names, length: usize) -> Ast {
        let nodes = length / 8;
        Ast {
            names,
            exprs: Vec::with_capacity(nodes),
            expr_spans: Vec::with_capacity(nodes),
            ..Ast::default()
        }
    }

    /// Every node, children before their parents.
    pub fn in_order_of_making(&self) -> impl Iterator<Item = Node> {
        let mut next_pattern = 0;
        let mut next_expr = 0;
        std::iter::from_fn(move || {
            let birth = self.pattern_births.get(next_pattern);
            if birth.is_some_and(|&birth| birth as usize <= next_expr) {
                next_pattern += 1;
                return Some(Node::Pattern(PatternId::from_index(next_pattern - 1)));
            }
            (next_expr < self.exprs.len()).then(|| {
                next_expr += 1;
                Node::Expr(ExprId::from_index(next_expr - 1))
            })
        })
    }

    /// The place of an expression.
    pub fn span(&self, expr: ExprId) -> Span {
        self.expr_spans[expr.index()]
    }

    /// The place of a pattern.
    pub fn pattern_span(&self, pattern: PatternId) -> Span {
        self.pattern_spans[pattern.index()]
    }

    /// The text of a symbol.
    pub fn name(&self, symbol: Symbol) -> &str {
        self.names.get(symbol)
    }

    /// The name of a noun expression, `None` for a hole (or any other expression).
    pub fn noun_name(&self, noun: ExprId) -> Option<Symbol> {
        match self[noun] {
            Expr::Noun(name) => Some(name),
            _ => None,
        }
    }

    /// The noun and the guard of a name pattern (final, var, slot, bind, binding).
    pub fn name_pattern(&self, pattern: PatternId) -> Option<(ExprId, Option<ExprId>)> {
        match self[pattern] {
            Pattern::Final { noun, guard }
            | Pattern::Var { noun, guard }
            | Pattern::Slot { noun, guard }
            | Pattern::Bind { noun, guard } => Some((noun, guard)),
            Pattern::Binding { noun } => Some((noun, None)),
            _ => None,
        }
    }

    /// The expressions of a body in order: the elements of a sequence, else the expression itself.
    pub fn statements<'a>(&'a self, body: &'a ExprId) -> &'a [ExprId] {
        match self[*body] {
            Expr::Seq(items) => &self[items],
            _ => std::slice::from_ref(body),
        }
    }

    /// How many expressions there are; their indices are `0..expr_count`.
    pub fn expr_count(&self) -> usize {
        self.exprs.len()
    }

    /// How many patterns there are; their indices are `0..pattern_count`.
    pub fn pattern_count(&self) -> usize {
        self.patterns.len()
    }

    /// Adds an expression.
    pub fn add_expr(&mut self, expr: Expr, span: Span) -> ExprId {
        self.exprs.push(expr);
        self.expr_spans.push(span);
        ExprId::from_index(self.exprs.len() - 1)
    }

    /// Adds a pattern.
    pub fn add_pattern(&mut self, pattern: Pattern, span: Span) -> PatternId {
        self.patterns.push(pattern);
        self.pattern_spans.push(span);
        self.pattern_births.push(self.exprs.len() as u32);
        PatternId::from_index(self.patterns.len() - 1)
    }

    /// Adds a list of pieces or of ids.
    pub fn add_list<T: Listed>(&mut self, items: &[T]) -> List<T> {
        if items.is_empty() {
            return List::empty();
        }
        let table = T::table_mut(self);
        let start = table.len();
        table.extend_from_slice(items);
        List::from_range(start, table.len())
    }

    /// Adds one piece.
    pub fn add<T: Listed>(&mut self, item: T) -> Id<T> {
        let table = T::table_mut(self);
        table.push(item);
        Id::from_index(table.len() - 1)
    }

    /// Adds a sequence as the language's node builder does: one expression is itself, and sequences
    /// directly inside are spliced.
    pub fn add_seq(&mut self, items: &[ExprId], span: Span) -> ExprId {
        if let [only] = items {
            return *only;
        }
        let nested = items.iter().any(|&item| matches!(self[item], Expr::Seq(_)));
        let list = if nested {
            let mut flat = Vec::with_capacity(items.len());
            for item in items {
                flat.extend_from_slice(self.statements(item));
            }
            self.add_list(&flat)
        } else {
            self.add_list(items)
        };
        self.add_expr(Expr::Seq(list), span)
    }

    pub(crate) fn controls_mut(&mut self, control: Id<Control>) -> &mut Control {
        &mut self.pieces.controls[control.index()]
    }

    /// Replaces an expression in place; its id and span stay.
    pub fn replace_expr(&mut self, id: ExprId, expr: Expr) {
        self.exprs[id.index()] = expr;
    }
}

impl Index<ExprId> for Ast {
    type Output = Expr;
    fn index(&self, id: ExprId) -> &Expr {
        &self.exprs[id.index()]
    }
}

impl Index<PatternId> for Ast {
    type Output = Pattern;
    fn index(&self, id: PatternId) -> &Pattern {
        &self.patterns[id.index()]
    }
}

impl<T: Listed> Index<List<T>> for Ast {
    type Output = [T];
    fn index(&self, list: List<T>) -> &[T] {
        &T::table(self)[list.range()]
    }
}

/// What can stand in a [`List`]: ids of nodes, and pieces.
pub trait Listed: Copy {
    /// The table that holds them.
    fn table(ast: &Ast) -> &Vec<Self>;
    /// The same, to add to it.
    fn table_mut(ast: &mut Ast) -> &mut Vec<Self>;
}

impl Listed for ExprId {
    fn table(ast: &Ast) -> &Vec<ExprId> {
        &ast.expr_ids
    }
    fn table_mut(ast: &mut Ast) -> &mut Vec<ExprId> {
        &mut ast.expr_ids
    }
}

impl Listed for PatternId {
    fn table(ast: &Ast) -> &Vec<PatternId> {
        &ast.pattern_ids
    }
    fn table_mut(ast: &mut Ast) -> &mut Vec<PatternId> {
        &mut ast.pattern_ids
    }
}

/// One table for each kind of piece; each is both listed and indexed by its id.
macro_rules! pieces {
    ($($table:ident: $kind:ident,)*) => {
        #[derive(Clone, Debug, Default)]
        struct Pieces { $($table: Vec<$kind>,)* }
        $(
            impl Listed for $kind {
                fn table(ast: &Ast) -> &Vec<$kind> {
                    &ast.pieces.$table
                }
                fn table_mut(ast: &mut Ast) -> &mut Vec<$kind> {
                    &mut ast.pieces.$table
                }
            }
            impl Index<Id<$kind>> for Ast {
                type Output = $kind;
                fn index(&self, id: Id<$kind>) -> &$kind {
                    &self.pieces.$table[id.index()]
                }
            }
        )*
    };
}

pieces! {
    keyed_exprs: KeyedExpr,
    keyed_patterns: KeyedPattern,
    quasi_parts: QuasiPart,
    controls: Control,
    methods: Method,
    matchers: Matcher,
    objects: Object,
    interfaces: Interface,
    messages: MessageDesc,
    param_descs: ParamDesc,
    modules: Module,
    imports: Import,
}
