//! Kernel-Monte with resolved names: what the expander makes, the optimizer rewrites and the compiler
//! reads.
//!
//! A [`Kernel`] is an arena. Nodes are `Copy` and refer to each other by index, so that trees of any
//! depth are built and dropped without recursion. The nodes of the language (specification 3 §1) come
//! first in [`Expr`]; the forms after [`Expr::Block`] exist only after optimization.
//!
//! Names are resolved while the tree is built: a pattern that binds a name holds a [`VarId`], a use
//! holds a [`NameRef`]. Two variables of the same spelling are different ids, and temporaries are
//! variables without a spelling of their own, so hygiene needs no renaming. Only the printer
//! (`print.rs`) gives temporaries names.
//!
//! # Frames and scope boxes
//!
//! The top level, each method and each matcher is a *frame* ([`FrameId`]): its variables become locals
//! of one code body. [`Var::frame`] tells where a variable lives after optimization; a use in another
//! frame is a capture, listed in [`Object::captures`] of every object in between. Scope boxes have no
//! representation: the ids say everything, and locals of closed boxes may share an index.
//!
//! # Evaluation
//!
//! As in specification 4 §3 and §4. Worth repeating: the exit of a definition is evaluated before its
//! right side; the value of a definition or assignment is the right side's value, not the coerced one;
//! guards are evaluated when their pattern is matched; `def _ := e` is `e` without its exit, and
//! `def _ :G exit x := e` is the call `G.coerce(e, x)`, in that order, with that value.

pub use monte_frontend::names::{Names, Symbol as Name};
pub use monte_frontend::span::Span;

macro_rules! ids {
    ($($(#[doc = $doc:literal])+ $name:ident;)*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            /// The position in its table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// An expression of [`Kernel::exprs`].
    ExprId;
    /// A pattern of [`Kernel::patterns`].
    PatternId;
    /// A variable of [`Kernel::vars`].
    VarId;
    /// A name of the environment, of [`Kernel::outers`].
    OuterId;
    /// An object expression of [`Kernel::objects`].
    ObjectId;
    /// A literal of [`Kernel::literals`].
    LiteralId;
    /// A frame of [`Kernel::frames`].
    FrameId;
    /// The target of [`Expr::Exit`]: each belongs to one [`Expr::Block`] or [`Expr::Accumulate`].
    LabelId;
}

/// A run of elements in one of the pools of the arena.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// The first element.
    pub start: u32,
    /// The number of elements.
    pub len: u32,
}

impl Run {
    /// No elements.
    pub const EMPTY: Run = Run { start: 0, len: 0 };

    /// The positions of the elements in their pool.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }
}

/// What a use of a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NameRef {
    /// A variable that the source text (or the expansion) binds.
    Var(VarId),
    /// A name that the environment supplies.
    Outer(OuterId),
}

/// An expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expr {
    /// A datum.
    Literal(LiteralId),
    /// The value of a name.
    Noun(NameRef),
    /// `&&x`: the binding of a name.
    Binding(NameRef),
    /// `x := value`. The value is that of the right side. A guarded variable coerces with `throw`.
    Assign {
        /// The name assigned.
        name: NameRef,
        /// The right side.
        value: ExprId,
    },
    /// Expressions in order ([`Kernel::exprs_of`]); the value of the last; an empty one is null.
    Seq(Run),
    /// `receiver.verb(args, named)`.
    Call {
        /// The receiver, evaluated first.
        receiver: ExprId,
        /// The verb.
        verb: Name,
        /// Positional arguments ([`Kernel::exprs_of`]).
        args: Run,
        /// Named arguments ([`Kernel::named_args_of`]): each key, then its value.
        named: Run,
    },
    /// `def pattern exit exit := value`.
    Def {
        /// The pattern.
        pattern: PatternId,
        /// The ejector of the match; absent is `null`, which throws.
        exit: Option<ExprId>,
        /// The right side.
        value: ExprId,
    },
    /// `{ body }`: a scope box. No code of its own.
    Hide(ExprId),
    /// `if (test) {then} else {otherwise}`; a missing arm is null. The test must be a Bool.
    If {
        /// The condition; names it binds are visible in `then`.
        test: ExprId,
        /// The arm for `true`.
        then: ExprId,
        /// The arm for `false`.
        otherwise: Option<ExprId>,
    },
    /// `escape ejector {body} catch pattern {catcher}` with a true ejector object.
    Escape {
        /// Binds the ejector.
        ejector: PatternId,
        /// What the ejector leaves.
        body: ExprId,
        /// Matches the fired value, and what follows. Without it the fired value is the value.
        catch: Option<(PatternId, ExprId)>,
    },
    /// `try {body} catch pattern {catcher}`.
    Try {
        /// The protected expression.
        body: ExprId,
        /// Matches the sealed problem.
        pattern: PatternId,
        /// What follows.
        catcher: ExprId,
    },
    /// `try {body} finally {unwinder}`.
    Finally {
        /// The protected expression; its value is the value.
        body: ExprId,
        /// What always follows.
        unwinder: ExprId,
    },
    /// An object expression.
    Object(ObjectId),
    /// `meta.context()`.
    MetaContext,
    /// `meta.getState()`.
    MetaState,

    // The forms below are made by the optimizer only.
    /// `body`, which may be left early by [`Expr::Exit`] (or a failing [`Expr::DefExit`]) with this
    /// label: an escape whose ejector is never an object.
    ///
    /// An exit always stands in the same frame as its block. On its way it may leave `Try` bodies and
    /// `Escape` bodies (drop their handlers), loops and other blocks, but never a `Finally`, on either side.
    ///
    /// Without `catch` the exit's value is the block's value. With it, the exit's value is matched
    /// against the pattern (throwing on failure) and the catcher's value is the block's; the body's own
    /// value when nothing exits.
    Block {
        /// The target of exits.
        label: LabelId,
        /// What exits leave.
        body: ExprId,
        /// Matches the value of an exit, and what follows.
        catch: Option<(PatternId, ExprId)>,
    },
    /// Leaves the block of the label with a value (null if absent). Has no value itself.
    Exit {
        /// The block to leave.
        label: LabelId,
        /// The value, evaluated first.
        value: Option<ExprId>,
    },
    /// `def pattern := value`, but a failing match leaves the block of the label with the problem.
    /// Where the pattern has only list shapes and static guards ([`Kernel::safe_noun`]) this is a
    /// test and a jump; for other guards and views the compiler installs an ejector for the match.
    DefExit {
        /// The pattern.
        pattern: PatternId,
        /// The block to leave on failure.
        label: LabelId,
        /// The right side.
        value: ExprId,
    },
    /// Tests whether the specimen matches: `true` or `false`, binding the pattern's names on success
    /// only (they are not used otherwise). Failing matches work as in `DefExit`; the problem is dropped.
    Match {
        /// The specimen.
        specimen: ExprId,
        /// The pattern.
        pattern: PatternId,
    },
    /// `left && right`, as a test: both must be Bools, else it throws as `If` does.
    And {
        /// The left side; names it binds are visible on the right, and after success.
        left: ExprId,
        /// The right side.
        right: ExprId,
    },
    /// `left || right`, as a test.
    Or {
        /// The left side.
        left: ExprId,
        /// The right side.
        right: ExprId,
    },
    /// `!test`, where the operand is known to give a Bool (a comparison or one of the tests above).
    Not(ExprId),
    /// Runs the body again and again, dropping its value; ends only by an exit. Has no value itself.
    Loop {
        /// The body.
        body: ExprId,
    },
    /// Iterates: per step the patterns are matched against key and value (throwing on failure) and the
    /// body runs, its value dropped. The value is null. An absent key pattern takes any key.
    ForEach {
        /// What is iterated, evaluated once.
        iterable: ExprId,
        /// Matches the key; `None` when the key is ignored.
        key: Option<PatternId>,
        /// Matches the value.
        value: PatternId,
        /// The body.
        body: ExprId,
    },
    /// A comprehension: as `ForEach`, but each body's value is collected. An exit to `skip` ends a step
    /// without a value. The result is a list, or a map of the pairs (two-element lists) in order, a later
    /// value for the same key replacing the value only. The comprehension's index is
    /// [`Kernel::accumulations`].
    Accumulate(u32),
}

/// The parts of an [`Expr::Accumulate`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accumulation {
    /// Collects a map from pairs; else a list.
    pub map: bool,
    /// What is iterated, evaluated once.
    pub iterable: ExprId,
    /// Matches the key; `None` when the key is ignored.
    pub key: Option<PatternId>,
    /// Matches the value.
    pub value: PatternId,
    /// The element. For a map it is usually a [`Call`](Expr::Call) of `_makeList.run` with the key and the
    /// value, which the compiler may take apart instead of building it.
    pub body: ExprId,
    /// The target of exits that skip an element.
    pub skip: LabelId,
}

/// A pattern. The ejector of a match is decided by what holds the pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// `_` or `_ :guard`: coerce and drop.
    Ignore(Option<ExprId>),
    /// `x` or `x :guard`; the guard is also in [`Var::guard`].
    Final(VarId, Option<ExprId>),
    /// `var x` or `var x :guard`.
    Var(VarId, Option<ExprId>),
    /// `&&x`: the specimen becomes the binding, unchecked. The variable has binding storage.
    Binding(VarId),
    /// A list of exactly this many elements ([`Kernel::patterns_of`]).
    List(Run),
    /// `via (view) pattern`: matches `view.run(specimen, ejector)`.
    Via(ExprId, PatternId),
}

/// A literal.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// Null: made by folding only; the source's `null` is a noun.
    Null,
    /// `true` or `false`: made by folding only.
    Bool(bool),
    /// An integer that fits 64 bits.
    Int(i64),
    /// Any other integer: its magnitude, least significant byte first (literals have no sign).
    BigInt(Vec<u8>),
    /// A double.
    Double(f64),
    /// A code point, surrogates included.
    Char(u32),
    /// A string.
    Str(Box<str>),
}

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

/// A top-level name that outlives the unit: for the REPL and `eval`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// The spelling.
    pub name: Name,
    /// The variable, of the top level's frame.
    pub var: VarId,
}

/// A unit of Kernel-Monte.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Expressions.
    pub exprs: Vec<Expr>,
    /// The source of each expression.
    pub expr_spans: Vec<Span>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    /// The source of each pattern.
    pub pattern_spans: Vec<Span>,
    /// Literals.
    pub literals: Vec<Literal>,
    /// Variables.
    pub vars: Vec<Var>,
    /// Names of the environment, in the order of first use.
    pub outers: Vec<Outer>,
    /// Object expressions.
    pub objects: Vec<Object>,
    /// Code bodies; the first is the top level.
    pub frames: Vec<Frame>,
    /// Parts of comprehensions.
    pub accumulations: Vec<Accumulation>,
    /// The number of labels.
    pub labels: u32,
    /// Elements of sequences, arguments and auditors.
    pub expr_pool: Vec<ExprId>,
    /// Elements of list patterns and parameters.
    pub pattern_pool: Vec<PatternId>,
    /// Named arguments.
    pub named_args: Vec<NamedArg>,
    /// Named parameters.
    pub named_params: Vec<NamedParam>,
    /// Spellings.
    pub names: Names,
    /// The whole, optimized.
    pub root: ExprId,
    /// The whole, before optimization.
    pub plain_root: ExprId,
    /// Names of the top level that outlive the unit, the latest of each spelling.
    pub exports: Vec<Export>,
    /// Where the text came from: the first part of qualified names.
    pub origin: Box<str>,
}

impl Kernel {
    /// An empty unit: the root is an empty sequence, the one frame is the top level.
    pub fn new(origin: &str) -> Kernel {
        let mut kernel = Kernel {
            exprs: Vec::new(),
            expr_spans: Vec::new(),
            patterns: Vec::new(),
            pattern_spans: Vec::new(),
            literals: Vec::new(),
            vars: Vec::new(),
            outers: Vec::new(),
            objects: Vec::new(),
            frames: vec![Frame { parent: None, object: None }],
            accumulations: Vec::new(),
            labels: 0,
            expr_pool: Vec::new(),
            pattern_pool: Vec::new(),
            named_args: Vec::new(),
            named_params: Vec::new(),
            names: Names::default(),
            root: ExprId(0),
            plain_root: ExprId(0),
            exports: Vec::new(),
            origin: origin.into(),
        };
        kernel.add_expr(Expr::Seq(Run::EMPTY), Span::default());
        kernel
    }

    /// The expression of an id.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.index()]
    }

    /// The source of an expression.
    pub fn span(&self, id: ExprId) -> Span {
        self.expr_spans[id.index()]
    }

    /// The pattern of an id.
    pub fn pattern(&self, id: PatternId) -> Pattern {
        self.patterns[id.index()]
    }

    /// The source of a pattern.
    pub fn pattern_span(&self, id: PatternId) -> Span {
        self.pattern_spans[id.index()]
    }

    /// The literal of an id.
    pub fn literal(&self, id: LiteralId) -> &Literal {
        &self.literals[id.index()]
    }

    /// The variable of an id.
    pub fn var(&self, id: VarId) -> &Var {
        &self.vars[id.index()]
    }

    /// The environment's name of an id.
    pub fn outer(&self, id: OuterId) -> &Outer {
        &self.outers[id.index()]
    }

    /// The object expression of an id.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.index()]
    }

    /// The qualified name of an object expression: the origin, then `$name` for each object expression
    /// around it and for itself; of the top level (`None`): the origin. Made on demand, since all of them
    /// together are longer than linear in deeply nested text.
    pub fn qualified_name(&self, object: Option<ObjectId>) -> String {
        let mut path = Vec::new();
        let mut at = object;
        while let Some(id) = at {
            path.push(self.text(self.object(id).name));
            at = self.object(id).parent;
        }
        let mut name = self.origin.to_string();
        for part in path.iter().rev() {
            name.push('$');
            name.push_str(part);
        }
        name
    }

    /// A spelling.
    pub fn text(&self, name: Name) -> &str {
        self.names.get(name)
    }

    /// The spelling of a used name; for a temporary the prefix.
    pub fn ref_text(&self, name: NameRef) -> &str {
        match name {
            NameRef::Var(var) => self.text(self.var(var).name),
            NameRef::Outer(outer) => self.text(self.outer(outer).name),
        }
    }

    /// The elements of a sequence, arguments or auditors.
    pub fn exprs_of(&self, run: Run) -> &[ExprId] {
        &self.expr_pool[run.range()]
    }

    /// The elements of a list pattern or of parameters.
    pub fn patterns_of(&self, run: Run) -> &[PatternId] {
        &self.pattern_pool[run.range()]
    }

    /// The named arguments of a call.
    pub fn named_args_of(&self, run: Run) -> &[NamedArg] {
        &self.named_args[run.range()]
    }

    /// The named parameters of a method.
    pub fn named_params_of(&self, run: Run) -> &[NamedParam] {
        &self.named_params[run.range()]
    }

    /// The outer name that an expression reads, if it is just that.
    pub fn outer_noun(&self, id: ExprId) -> Option<OuterId> {
        match self.expr(id) {
            Expr::Noun(NameRef::Outer(outer)) => Some(outer),
            _ => None,
        }
    }

    /// The spelling of the safe scope's name that an expression reads, if it is just that: a guard like
    /// this (`Int`, `Str` …) is static, and a receiver like this (`_makeList` …) may be an intrinsic.
    pub fn safe_noun(&self, id: ExprId) -> Option<&str> {
        let outer = self.outer(self.outer_noun(id)?);
        (outer.safe && !outer.assigned).then(|| self.text(outer.name))
    }

    /// Adds an expression.
    pub fn add_expr(&mut self, expr: Expr, span: Span) -> ExprId {
        self.exprs.push(expr);
        self.expr_spans.push(span);
        ExprId(self.exprs.len() as u32 - 1)
    }

    /// Adds a pattern.
    pub fn add_pattern(&mut self, pattern: Pattern, span: Span) -> PatternId {
        self.patterns.push(pattern);
        self.pattern_spans.push(span);
        PatternId(self.patterns.len() as u32 - 1)
    }

    /// Adds a literal.
    pub fn add_literal(&mut self, literal: Literal) -> LiteralId {
        self.literals.push(literal);
        LiteralId(self.literals.len() as u32 - 1)
    }

    /// Adds a run of expressions.
    pub fn add_exprs(&mut self, items: &[ExprId]) -> Run {
        let start = self.expr_pool.len() as u32;
        self.expr_pool.extend_from_slice(items);
        Run { start, len: items.len() as u32 }
    }

    /// Adds a run of patterns.
    pub fn add_patterns(&mut self, items: &[PatternId]) -> Run {
        let start = self.pattern_pool.len() as u32;
        self.pattern_pool.extend_from_slice(items);
        Run { start, len: items.len() as u32 }
    }

    /// Adds named arguments.
    pub fn add_named_args(&mut self, items: &[NamedArg]) -> Run {
        let start = self.named_args.len() as u32;
        self.named_args.extend_from_slice(items);
        Run { start, len: items.len() as u32 }
    }

    /// Adds named parameters.
    pub fn add_named_params(&mut self, items: &[NamedParam]) -> Run {
        let start = self.named_params.len() as u32;
        self.named_params.extend_from_slice(items);
        Run { start, len: items.len() as u32 }
    }

    /// Adds a label.
    pub fn add_label(&mut self) -> LabelId {
        self.labels += 1;
        LabelId(self.labels - 1)
    }

    /// Adds a frame.
    pub fn add_frame(&mut self, parent: FrameId, object: ObjectId) -> FrameId {
        self.frames.push(Frame { parent: Some(parent), object: Some(object) });
        FrameId(self.frames.len() as u32 - 1)
    }
}
