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

mod arena;
mod objects;
mod variables;

pub use arena::{Export, Kernel};
pub use objects::{Matcher, Method, NamedArg, NamedParam, Object};
pub use variables::{Capture, CaptureGuard, Frame, Outer, Storage, Var, VarKind};

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
