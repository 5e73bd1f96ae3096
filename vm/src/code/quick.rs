//! The table of quickened operations, and the word that holds one with its operands.
//!
//! They are the instructions of `isa`, those which quickening adds, and the words that consume the
//! result of a slow path; `quicken` makes them, `interp` executes them.

/// A quickened instruction.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Word {
    /// The operation.
    pub op: Quick,
    /// A small operand.
    pub x: u8,
    /// A local, or a count.
    pub a: u16,
    /// Anything else.
    pub b: u32,
}

macro_rules! quick {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// Quickened operations. Those without a comment do what the instruction of that name does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Quick { $($(#[doc = $doc])* $name,)* }
    };
}

quick! {
    /// Pushes constant `b` of the unit instance.
    Constant,
    Int, Null, True, False, Pop, Dup, Swap, Rot,
    Local, Frame, Myself, Bind, Set,
    /// As `Local`; a deferred problem is told.
    LocalProblem,
    CellLocal, CellFrame, PutLocal, PutFrame,
    NounLocal, NounFrame, AssignLocal, AssignFrame,
    /// Reads through the binding in constant `b`.
    NounOuter,
    /// Assigns through the binding in constant `b`.
    AssignOuter,
    /// Pushes the binding of the outer name in constant `b`.
    BindingOuter,
    MakeCell, MakeGuardedCell, MakeFinalBinding, MakeVarBinding, DeferBinding, SlotBinding,
    FillBinding,
    /// Calls site `b` with `a` arguments.
    Call, CallNamed,
    /// Arithmetic on the two topmost; otherwise as `Call`.
    Add, Subtract, Multiply, FloorDivide, Modulo, Divide, BitAnd, BitOr, BitXor,
    /// The element of a list; otherwise as `Call`.
    Get,
    /// Replaces an element of a flexible list; otherwise as `Call`.
    Put,
    /// Arithmetic on the top; otherwise as `Call`.
    Next1, Previous1, Not,
    MakeList, MakeMap, Same, Compare, RangeThru, RangeTill, NamedArg, MissingNamed,
    Coerce, CoerceStatic, TestStatic,
    /// Consumes the result of a slow `TestStatic`: falls through with the prize, or goes to `b`.
    TestTake,
    ListPattern, TestList,
    /// Tests sameness of the two topmost, `x` being 1 if they must differ; the result is for the next
    /// word.
    TestSame,
    /// Consumes the result of `TestSame`.
    TestSameTake,
    Object, Audit, Context,
    Jump, Branch, BranchTrue, Loop, Back, Return, Ejector, Try, Unwind, DropHandler, EndFinally,
    Iterate,
    /// Consumes the iterator of a slow `Iterate`.
    IterateTake,
    EndEjector, Next, NextValue,
    /// Consumes the pair of a slow `Next`.
    NextTake,
    /// Consumes the pair of a slow `NextValue`.
    NextValueTake,
    NextMatcher, Thrower,
    /// Pushes locals `a` and `b`.
    LocalLocal,
    /// Pushes local `a` and the integer `b`.
    LocalInt,
    /// `LOCAL a`, `INT b`, then `x`: 0 add, 1 subtract, 2 multiply, 3 floor-divide, 4 modulo, 5 and; the site is in the next word, which is skipped.
    LocalIntArith,
    /// `LOCAL a`, `LOCAL b`, then `x`: 0 add, 1 subtract, 2 multiply; the site is in the next word.
    LocalLocalArith,
    /// `COMPARE x` then `BRANCH b`.
    CompareBranch,
    /// `LOCAL a`, `LOCAL b`, `COMPARE x`; the branch is in the next word.
    LocalLocalCompare,
    /// `LOCAL a`, `INT b`, `COMPARE x`; the branch is in the next word.
    LocalIntCompare,
    /// `SAME` then `BRANCH b`.
    SameBranch,
    /// `SAME` then `BRANCH_TRUE b`.
    DifferentBranch,
    // Shortcuts: each stands in front of the words that it is short for. Where its case is the usual one,
    // it does all of them and goes on behind them; otherwise it does nothing.
    /// Local `x` becomes local `a` plus `b`: before 3 words.
    AddIntTo,
    /// Local `x` becomes local `a` and the local in the low half of `b`, added, subtracted or multiplied
    /// (0, 1, 2 in the high half): before 3 words.
    ArithTo,
    /// Pushes the element of local `a` at local `b`: before 2 words.
    LocalLocalGet,
    /// Pushes the element of local `a` at `b`: before 2 words.
    LocalIntGet,
    /// Pushes the element of capture `a` at local `b`: before 3 words.
    FrameLocalGet,
    /// Replaces element top - 1 of the list at top - 2 by the top, which becomes local `a` too: before 4 words.
    PutTo,
    /// Pushes local `a` plus `b`: before 2 words.
    LocalIntAdd,
    /// Adds `b` to the top: before 2 words.
    IntAdd,
    /// The top and `b`, then `x`: 2 multiply, 3 floor-divide, 4 modulo, 5 and: before 2 words.
    IntArith,
    /// Compares locals `a` and `b`, and branches as the last of the words: before 3 words.
    LocalLocalLess, LocalLocalAtMost,
    /// Compares local `a` with `b`, and branches as the last of the words: before 3 words.
    LocalIntLess, LocalIntMore,
    /// Compares the top with `b`, and branches as the last of the words: before 3 words.
    IntLess, IntMore,
    /// Whether the top is `b`, or is not if `x` is 1; branches as the last of the words: before 3 words.
    IntSame,
    /// Whether local `a` is `b`, or is not if `x` is 1; branches as the last of the words: before 3 words.
    LocalIntSame,
    /// Branches as the second word does when the boolean on top is negated; `x` is 1 if it wants `true`: before 2 words.
    NotBranch,
    /// The next element of a range, list or string becomes local `x`, or the loop ends at `b`: before 3 words.
    NextTo,
    /// The next element of a list or string becomes local `x`, its index the local of the fourth word: before 4 words.
    NextPairTo,
    /// Captured variable `a` becomes itself plus local `b`, or minus it if `x` is 1: before 5 words.
    CellAddLocal,
    /// Captured variable `a` becomes itself plus `b`: before 6 words.
    CellAddInt,
    /// Returns local `a`: before 2 words.
    ReturnLocal,
    /// A loop head that counts in cell `b` how often it is still to be reached before it is hot.
    CountLoop,
    /// A loop head that enters trace `b`.
    EnterTrace,
}

impl Quick {
    /// Whether the instruction has spent a unit before it can find that memory is short. The others
    /// spend nothing, or do so on paths that want no memory.
    pub(crate) fn is_paid_for(self) -> bool {
        use Quick::*;
        !matches!(
            self,
            MakeMap
                | NounLocal
                | NounFrame
                | NounOuter
                | AssignLocal
                | AssignFrame
                | AssignOuter
                | PutLocal
                | PutFrame
                | FillBinding
                | NamedArg
                | NextMatcher
                | NextTake
                | NextValueTake
                | MissingNamed
                | Same
                | SameBranch
                | DifferentBranch
                | TestStatic
                | TestSame
                | ListPattern
                | Audit
                | Branch
                | BranchTrue
        )
    }

    /// Whether the operation does what the words behind it do, or nothing.
    pub fn is_shortcut(self) -> bool {
        use Quick::*;
        matches!(
            self,
            AddIntTo
                | ArithTo
                | LocalLocalGet
                | LocalIntGet
                | FrameLocalGet
                | PutTo
                | LocalIntAdd
                | IntAdd
                | IntArith
                | LocalLocalLess
                | LocalLocalAtMost
                | LocalIntLess
                | LocalIntMore
                | IntLess
                | IntMore
                | IntSame
                | LocalIntSame
                | NotBranch
                | NextTo
                | NextPairTo
                | CellAddLocal
                | CellAddInt
                | ReturnLocal
        )
    }

    /// Whether the target is counted from the word behind; that of a handler is counted from the first.
    pub(super) fn jumps(self) -> bool {
        self.has_target()
            && !matches!(self, Quick::Ejector | Quick::EndEjector | Quick::Try | Quick::Unwind)
    }

    /// Whether operand `b` is a place in the code.
    pub(super) fn has_target(self) -> bool {
        use Quick::*;
        matches!(
            self,
            NamedArg
                | TestStatic
                | TestTake
                | TestList
                | TestSame
                | TestSameTake
                | Jump
                | Branch
                | BranchTrue
                | Back
                | Ejector
                | EndEjector
                | Try
                | Unwind
                | Next
                | NextValue
                | CompareBranch
                | NextTo
                | SameBranch
                | DifferentBranch
        )
    }
}
