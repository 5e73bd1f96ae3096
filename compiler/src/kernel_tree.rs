//! The Kernel trees of a unit's object expressions, as auditors and `meta` see them: encoded once per
//! unit, decoded on demand.
//!
//! The whole unit as it was before optimization is written in pre-order, so that each object expression
//! is a contiguous part of it, and a script only holds where its part starts. Trees are uniform: a node
//! is a [`Kind`], a datum and children, in the order that the kind tells.
//!
//! In bytes: first the table of names (a count, then each with its length), then the nodes: the kind, the
//! datum if the kind has one, the number of children, the children. Numbers are LEB128 varints.

mod decode;
mod encode;

pub use decode::decode;
pub(crate) use encode::encode;

use crate::unit::Literal;

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident;)*) => {
        /// What a node is, and its children.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Kind { $($(#[doc = $doc])+ $name,)* }

        impl Kind {
            const ALL: &[Kind] = &[$(Kind::$name,)*];
        }
    };
}

kinds! {
    /// Something optional that is not there.
    Absent;
    /// A datum. No children.
    LiteralExpr;
    /// A name. No children.
    NounExpr;
    /// A name. No children.
    BindingExpr;
    /// A name; the value.
    AssignExpr;
    /// The verb; the receiver, the arguments, and a `NamedArg` for each named one.
    MethodCallExpr;
    /// Key and value.
    NamedArg;
    /// Pattern, exit or absent, value.
    DefExpr;
    /// Pattern and body; with a catch also its pattern and body.
    EscapeExpr;
    /// Body and unwinder.
    FinallyExpr;
    /// The body.
    HideExpr;
    /// Test, consequent, alternative or absent.
    IfExpr;
    /// Body, pattern, catcher.
    CatchExpr;
    /// The expressions.
    SeqExpr;
    /// No children.
    MetaContextExpr;
    /// No children.
    MetaStateExpr;
    /// The docstring, if any; pattern, `as` expression or absent, script, auditors.
    ObjectExpr;
    /// Methods and matchers.
    Script;
    /// The docstring, if any; a literal with the verb, result guard or absent, body, positional
    /// patterns, and a `NamedParam` for each named one.
    Method;
    /// Pattern and body.
    Matcher;
    /// Key, pattern, default or absent.
    NamedParam;
    /// A name; guard or absent.
    FinalPattern;
    /// A name; guard or absent.
    VarPattern;
    /// A name. No children.
    BindingPattern;
    /// Guard or absent.
    IgnorePattern;
    /// The patterns.
    ListPattern;
    /// Expression and pattern.
    ViaPattern;
}

/// What a node holds besides its children.
#[derive(Clone, Debug, PartialEq)]
pub enum Datum {
    /// Nothing.
    None,
    /// The null literal.
    Null,
    /// A boolean literal.
    Bool(bool),
    /// Any other literal.
    Literal(Literal),
    /// A name, a verb or a docstring.
    Text(String),
}

/// A node of a decoded tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: Kind,
    /// What it holds.
    pub datum: Datum,
    /// Positions of the children in the tree.
    pub children: Vec<u32>,
}

/// A decoded tree: the root is the first node, children stand behind their parents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tree {
    /// The nodes.
    pub nodes: Vec<Node>,
}

/// How a datum is marked in the bytes.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Mark {
    None,
    Null,
    True,
    False,
    Int,
    BigInt,
    Double,
    Char,
    /// A string literal, or a name: an index into the table of names.
    Str,
    Name,
}

impl Mark {
    const ALL: &[Mark] = &[
        Mark::None,
        Mark::Null,
        Mark::True,
        Mark::False,
        Mark::Int,
        Mark::BigInt,
        Mark::Double,
        Mark::Char,
        Mark::Str,
        Mark::Name,
    ];
}
