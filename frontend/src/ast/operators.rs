//! The operators that are nodes of their own kinds, each kind with a table of spellings and verbs.

use crate::names::Symbol;

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
