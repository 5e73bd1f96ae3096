//! Why a recording was given up: one table.

macro_rules! aborts {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal $lasting:literal;)*) => {
        /// Why a recording was given up.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Abort { $($(#[doc = $doc])+ $name,)* }

        impl Abort {
            /// The reason in words.
            pub fn text(self) -> &'static str {
                match self { $(Abort::$name => $text,)* }
            }

            /// Whether another attempt would meet it again.
            pub fn is_lasting(self) -> bool {
                match self { $(Abort::$name => $lasting,)* }
            }
        }
    };
}

aborts! {
    /// An instruction that the recorder does not know.
    Instruction "an instruction that is not recorded" true;
    /// An operation on values other than immediate integers.
    NotInteger "an operation on something else than small integers" false;
    /// A call whose target the call site does not know.
    UnknownCallee "a call of something else than a method of a user-made object" false;
    /// Another loop inside of the loop.
    InnerLoop "a loop inside of the loop" true;
    /// The activation of the loop returned.
    Left "the loop was left" false;
    /// More instructions than [`crate::limits::LENGTH`].
    TooLong "the iteration is too long" true;
    /// More activations than [`crate::limits::DEPTH`].
    TooDeep "the calls are nested too deeply" true;
    /// The fiber stopped.
    Stopped "the fiber stopped" false;
    /// Cranelift refused.
    BackEnd "the back end failed" true;
}
