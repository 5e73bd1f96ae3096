//! The operations of the intermediate form: one table, from which the enum, the text form, the verifier's types
//! and the optimizer's knowledge of effects are derived.

/// The type of a result.
///
/// An `Int` is an immediate integer as its value word, shifted by three, so it is a `Value` too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Ty {
    /// No result.
    Unit,
    /// Any value, as its word.
    Value,
    /// An immediate integer, as its word.
    Int,
    /// A double, as itself.
    Double,
    /// The outcome of a test.
    Bool,
}

impl Ty {
    /// Whether a result of this type may stand where the other is wanted.
    pub(crate) fn fits(self, wanted: Ty) -> bool {
        self == wanted || self == Ty::Int && wanted == Ty::Value
    }

    /// The letter in texts.
    pub(crate) fn letter(self) -> char {
        match self {
            Ty::Unit => '-',
            Ty::Value => 'v',
            Ty::Int => 'i',
            Ty::Double => 'd',
            Ty::Bool => 'b',
        }
    }
}

/// What an operation does besides its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing: its result depends on its operands only.
    Pure,
    /// Leaves the trace if something does not hold; if it has a result, that depends on its operands only.
    Guard,
    /// Reads what stores may change.
    Load,
    /// Changes an object.
    Store,
    /// Makes an object.
    New,
    /// Anything: it calls.
    Call,
    /// Counts, or marks a place.
    Control,
}

/// The meaning of an immediate operand, for texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Imm {
    /// There is none.
    None,
    /// A number.
    Number,
    /// A cell of the fiber's stack.
    Cell,
    /// A value word.
    Word,
    /// The bits of a double.
    Double,
    /// A type of objects.
    Type,
    /// A type in the high half, and an index of a field.
    Field,
    /// A code in the high half, and a cell.
    Site,
    /// An address in hexadecimal digits.
    Address,
}

macro_rules! operations {
    ($($(#[doc = $doc:literal])+ $name:ident $text:literal ($($arg:ident),*) $imm:ident -> $result:ident $effect:ident;)*) => {
        /// An operation.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(crate) enum Op { $($(#[doc = $doc])+ $name,)* }

        /// All of them.
        #[cfg(test)]
        pub(crate) const OPS: &[Op] = &[$(Op::$name),*];

        /// The rows, in the order of the enum.
        const ROWS: &[Row] = &[$(Row {
            text: $text,
            args: &[$(Ty::$arg),*],
            imm: Imm::$imm,
            result: Ty::$result,
            effect: Effect::$effect,
        },)*];
    };
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Row {
    /// Its name in texts.
    pub(crate) text: &'static str,
    /// The types of its operands; an operation with a list of operands has any number of values behind them.
    pub(crate) args: &'static [Ty],
    /// What its immediate is.
    pub(crate) imm: Imm,
    /// The type of its result.
    pub(crate) result: Ty,
    /// What else it does.
    pub(crate) effect: Effect,
}

operations! {
    // What is there at the start.
    /// A cell of the fiber's stack, as it is where a part begins; the immediate is the cell.
    Cell "cell" () Cell -> Value Pure;
    /// As `Cell`, for one that holds an immediate integer.
    CellInt "cell_int" () Cell -> Int Pure;
    /// As `Cell`, for one that holds a double.
    CellDouble "cell_double" () Cell -> Double Pure;
    /// A value that changes from turn to turn.
    Phi "phi" () None -> Value Pure;
    /// As `Phi`, of integers.
    PhiInt "phi_int" () None -> Int Pure;
    /// As `Phi`, of doubles.
    PhiDouble "phi_double" () None -> Double Pure;
    /// As `Phi`, of outcomes.
    PhiBool "phi_bool" () None -> Bool Pure;
    /// An immediate value that is no integer.
    Word "word" () Word -> Value Pure;
    /// An immediate integer.
    Int "int" () Word -> Int Pure;
    /// A double.
    Double "double" () Double -> Double Pure;
    /// `true` or `false`.
    Bool "bool" () Number -> Bool Pure;
    /// A literal or an outer name, read from the table at an address.
    Literal "literal" () Address -> Value Pure;
    /// A value that the machine itself keeps, at a distance from it.
    Machine "machine" () Number -> Value Pure;
    /// A cell of the fiber's stack that has not changed, read now.
    Reload "reload" () Cell -> Value Pure;

    // Guards.
    /// The value is an immediate integer.
    GuardInt "guard_int" (Value) None -> Int Guard;
    /// The value is an immediate double.
    GuardDouble "guard_double" (Value) None -> Double Guard;
    /// The value is an object of a type.
    GuardType "guard_type" (Value) Type -> Unit Guard;
    /// The first word of an object whose type is known: its script, or its row.
    GuardFirst "guard_first" (Value) Word -> Unit Guard;
    /// The value is a character.
    GuardChar "guard_char" (Value) None -> Unit Guard;
    /// The value is this immediate one.
    GuardIs "guard_is" (Value) Word -> Unit Guard;
    /// The value is a boolean: which one.
    GuardBool "guard_bool" (Value) None -> Bool Guard;
    /// The value is no object.
    GuardImmediate "guard_immediate" (Value) None -> Unit Guard;
    /// A list or a map, whose type is known, was found to be settled; it stays so.
    GuardSettled "guard_settled" (Value) None -> Unit Guard;
    /// No list of the machine has been superseded: the buffer of each is its own field. A call may change that.
    GuardNoVersions "guard_no_versions" () None -> Unit Guard;
    /// Two values are the same word.
    GuardSame "guard_same" (Value, Value) None -> Unit Guard;
    /// The test held.
    GuardTrue "guard_true" (Bool) None -> Unit Guard;
    /// The test did not hold.
    GuardFalse "guard_false" (Bool) None -> Unit Guard;

    // Integers.
    /// The sum; leaves if it is not immediate, unless no snapshot says where to.
    Add "add" (Int, Int) None -> Int Guard;
    /// The difference, as `Add`.
    Sub "sub" (Int, Int) None -> Int Guard;
    /// The product, as `Add`.
    Mul "mul" (Int, Int) None -> Int Guard;
    /// The quotient, rounded down, by a divisor that is known to be positive.
    Div "div" (Int, Int) None -> Int Pure;
    /// The rest of that division.
    Mod "mod" (Int, Int) None -> Int Pure;
    /// Bits of both.
    And "and" (Int, Int) None -> Int Pure;
    /// Bits of one of them.
    Or "or" (Int, Int) None -> Int Pure;
    /// Bits of exactly one.
    Xor "xor" (Int, Int) None -> Int Pure;
    /// The integer shifted to the right by a number of bits from 0 to 60.
    Shr "shr" (Int, Int) None -> Int Pure;
    /// Whether the first is less.
    Lt "lt" (Int, Int) None -> Bool Pure;
    /// Whether the first is less or equal.
    Le "le" (Int, Int) None -> Bool Pure;
    /// Whether they are equal.
    Eq "eq" (Int, Int) None -> Bool Pure;
    /// Whether the first is not negative, and less than the second, which is not negative.
    Below "below" (Int, Int) None -> Bool Pure;
    /// The double next to an integer.
    ToDouble "to_double" (Int) None -> Double Pure;

    // Doubles.
    /// The sum.
    AddD "add_d" (Double, Double) None -> Double Pure;
    /// The difference.
    SubD "sub_d" (Double, Double) None -> Double Pure;
    /// The product.
    MulD "mul_d" (Double, Double) None -> Double Pure;
    /// The quotient.
    DivD "div_d" (Double, Double) None -> Double Pure;
    /// The square root.
    Sqrt "sqrt" (Double) None -> Double Pure;
    /// The magnitude.
    AbsD "abs_d" (Double) None -> Double Pure;
    /// The opposite.
    NegD "neg_d" (Double) None -> Double Pure;
    /// Whether the first is less.
    LtD "lt_d" (Double, Double) None -> Bool Pure;
    /// Whether the first is less or equal.
    LeD "le_d" (Double, Double) None -> Bool Pure;
    /// Whether they are equal.
    EqD "eq_d" (Double, Double) None -> Bool Pure;
    /// The greatest integer that is not above a double whose magnitude is below 2^60; leaves if it is not.
    Floor "floor" (Double) None -> Int Guard;
    /// The value of a double: immediate, or a new object.
    Box "box" (Double) None -> Value Pure;

    /// What an object of the type of doubles holds.
    Unbox "unbox" (Value) None -> Double Pure;

    // Tests.
    /// Whether two values are the same word.
    Same "same" (Value, Value) None -> Bool Pure;
    /// Whether two strings are the same; the first is so short that comparing costs no fuel.
    SameText "same_text" (Value, Value) None -> Bool Pure;
    /// The opposite.
    Not "not" (Bool) None -> Bool Pure;
    /// `true` or `false` as a value.
    BoolValue "bool_value" (Bool) None -> Value Pure;
    /// The code point of a character.
    CodePoint "code_point" (Value) None -> Int Pure;
    /// The character of a code point.
    Char "char" (Int) None -> Value Pure;

    // Memory.
    /// A field of an object.
    Load "load" (Value) Field -> Value Load;
    /// A field that holds an integer, always.
    LoadInt "load_int" (Value) Field -> Int Load;
    /// Changes a field.
    Store "store" (Value, Value) Field -> Unit Store;
    /// An element of a buffer.
    Element "element" (Value, Int) None -> Value Load;
    /// Changes an element of a buffer.
    SetElement "set_element" (Value, Int, Value) None -> Unit Store;
    /// A byte of the buffer of a string.
    Byte "byte" (Value, Int) None -> Int Load;
    /// A unit of 32 bits of the buffer of a string.
    Wide "wide" (Value, Int) None -> Int Load;
    /// The words of an object's payload.
    Words "words" (Value) None -> Int Pure;
    /// Makes an object of these fields.
    New "new" () Type -> Value New;
    /// An object of these fields that is made only where the trace is left.
    Virtual "virtual" () Type -> Value New;

    // The rest.
    /// Makes the native call of a site; leaves by its snapshot if that raises.
    Call "call" () Number -> Value Call;
    /// Calls the compiled body of code in the high half, whose first free cell behind its arguments is the low half; leaves by its
    /// snapshot if the body was left.
    Invoke "invoke" () Site -> Value Call;
    /// Spends units of fuel.
    Spend "spend" () Number -> Unit Control;
    /// Leaves unless the slice covers what is spent before the next such place.
    Fuel "fuel" () None -> Unit Control;
    /// Whether the slow test of a pattern that was called last has failed.
    TestFailed "test_failed" () None -> Bool Control;
    /// Forgets that.
    ForgetTest "forget_test" () None -> Unit Control;
    /// Writes a cell of the fiber's stack.
    Flush "flush" (Value) Cell -> Unit Control;
}

impl Op {
    /// The row of the table.
    pub(crate) fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Whether any number of values follow the operands of the table.
    pub(crate) fn takes_list(self) -> bool {
        matches!(self, Op::New | Op::Virtual | Op::Call | Op::Invoke)
    }

    /// Whether it may be left out when nobody needs its result.
    pub(crate) fn is_removable(self) -> bool {
        matches!(self.row().effect, Effect::Pure | Effect::Load | Effect::New)
    }

    /// Whether it is a guard on what a value is, not on how a test comes out.
    pub(crate) fn is_of_kinds(self) -> bool {
        self.row().effect == Effect::Guard
            && !matches!(self, Op::GuardTrue | Op::GuardFalse | Op::Add | Op::Sub | Op::Mul)
    }

    /// Whether the same operation on the same operands has the same result at any time.
    pub(crate) fn is_repeatable(self) -> bool {
        matches!(self.row().effect, Effect::Pure | Effect::Guard)
            && !matches!(
                self,
                Op::Phi | Op::PhiInt | Op::PhiDouble | Op::PhiBool | Op::Box | Op::GuardNoVersions
            )
    }
}
