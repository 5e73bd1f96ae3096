//! Why a recording was given up: one table.

use monte_vm::code::Quick;
use std::fmt::{self, Display, Formatter};

macro_rules! aborts {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal $lasting:literal;)*) => {
        /// Why a recording was given up.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Abort {
            /// An instruction that the recorder does not know.
            Instruction(Quick),
            $($(#[doc = $doc])+ $name,)*
        }

        impl Abort {
            /// Whether another attempt would meet it again.
            pub(crate) fn is_lasting(self) -> bool {
                match self {
                    Abort::Instruction(_) => true,
                    $(Abort::$name => $lasting,)*
                }
            }
        }

        impl Display for Abort {
            fn fmt(&self, f: &mut Formatter) -> fmt::Result {
                match self {
                    Abort::Instruction(op) => write!(f, "the instruction {op:?} is not recorded"),
                    $(Abort::$name => f.write_str($text),)*
                }
            }
        }
    };
}

aborts! {
    /// Something was not as the instruction promises.
    Unexpected "an operand was not what its instruction works on" false;
    /// A result that is no immediate integer any more.
    Overflow "a sum or product left 61 bits" false;
    /// A receiver that selects nothing which could be followed.
    UnknownCallee "a call of something else than a method" false;
    /// A reference that stands for something else.
    Reference "a call of a reference" false;
    /// A native function did not answer with a value.
    Raised "a native function threw, ejected or called back" false;
    /// An ejector from outside of the trace, or one on the way to it.
    Ejector "an ejector leads out of the trace" false;
    /// A function is entered while it is being recorded.
    Recursion "a recursive call" false;
    /// A slot whose guard does not take the value as it is.
    GuardedSlot "an assignment that the variable's guard had to be asked about" false;
    /// A binding that is no native slot's.
    Binding "a binding of the program's own" true;
    /// An iteration whose source or pairs are not what it works on.
    Iteration "an iteration over a reference, a replaced list, or something without pairs" false;
    /// A guard that is neither looked at nor followed, or a list that is not at hand.
    Pattern "a guard that had to be asked, or a list that was replaced" false;
    /// The activation returned.
    Left "the activation was left" false;
    /// More instructions than [`crate::limits::LENGTH`].
    TooLong "it got too long" true;
    /// More activations than [`crate::limits::DEPTH`].
    TooDeep "the calls are nested too deeply" true;
    /// What changes from turn to turn has no form that stays.
    Unstable "what the loop carries changes its form" false;
    /// The fiber stopped.
    Stopped "the fiber stopped" false;
}
