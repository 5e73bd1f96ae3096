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
mod declarations;
mod expressions;
mod operators;
mod patterns;

pub use arena::{Id, List};
pub use children::Node;
pub use declarations::{
    Import, Interface, Matcher, MessageDesc, Method, Module, Object, ParamDesc, Script,
};
pub use expressions::{Control, Expr, KeyedExpr, Literal, QuasiPart, Verb};
pub use operators::{BinaryOp, CompareOp, ExitKind, PrefixOp, RangeOp};
pub use patterns::{KeyedPattern, Pattern};

use crate::names::{Names, Symbol};
use crate::span::Span;
use std::ops::Index;

/// The index of an expression.
pub type ExprId = Id<Expr>;
/// The index of a pattern.
pub type PatternId = Id<Pattern>;

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
            if let [only] = flat[..] {
                return only;
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
