//! Object types: one table of every kind of heap object (and of the immediate ones), and the header
//! word that begins each object.
//!
//! ```text
//!   63             32 31    24 23    16 15           0
//!   +----------------+--------+--------+--------------+
//!   | payload, words | extra  | flags  | type         |
//!   +----------------+--------+--------+--------------+
//! ```
//!
//! There are two layouts: *values* (every payload word is a `Value`) and *raw* (no word is). So the
//! collector needs to know nothing else about a type.

/// The layout of a type's payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Never on the heap.
    Immediate,
    /// Values only.
    Values,
    /// No values.
    Raw,
}

macro_rules! types {
    ($($(#[doc = $doc:literal])+ $name:ident $layout:ident $kind:literal;)*) => {
        /// The type of a value: what the machine dispatches on.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        pub enum Type { $($(#[doc = $doc])+ $name,)* }

        /// All types, in order.
        pub const TYPES: &[Type] = &[$(Type::$name,)*];

        impl Type {
            /// Fields that each object of the type has at least.
            #[inline(always)]
            pub(crate) const fn least_words(self) -> usize {
                match self {
                    Type::List | Type::FlexList => 3,
                    _ => 1,
                }
            }

            /// The layout of its objects.
            pub const fn layout(self) -> Layout {
                const LAYOUTS: &[Layout] = &[$(Layout::$layout,)*];
                LAYOUTS[self as usize]
            }

            /// The name that messages use for values of this type.
            pub const fn kind(self) -> &'static str {
                const KINDS: &[&str] = &[$($kind,)*];
                KINDS[self as usize]
            }
        }
    };
}

types! {
    // Immediate values.
    /// `null`.
    Null Immediate "Void";
    /// `true` and `false`.
    Bool Immediate "Bool";
    /// A code point.
    Char Immediate "Char";
    /// An integer of 61 bits.
    Int Immediate "Int";

    // Raw data.
    /// A double that is not immediate: word 0 holds its bits.
    Double Raw "Double";
    /// An integer beyond 61 bits: `extra` is 1 when negative; the words are its magnitude, least
    /// significant first, without leading zeros.
    BigInt Raw "Int";
    /// The buffer of strings whose code points are all below 256: word 0 counts the used bytes.
    Narrow Raw "narrow buffer";
    /// The buffer of other strings: word 0 counts the used code points of 32 bits.
    Wide Raw "wide buffer";
    /// The buffer of bytes: word 0 counts the used ones.
    Octets Raw "octet buffer";
    /// The hash index of a table: 32-bit slots, entry number plus one, 0 when free.
    Index Raw "hash index";

    // Data.
    /// `[buffer, start, length]`.
    Str Values "Str";
    /// `[buffer, start, length]`.
    Bytes Values "Bytes";
    /// The buffer of lists: word 0 counts the used elements, which follow.
    Elements Values "element buffer";
    /// `[buffer, start, length]`; for the buffer, a version may stand.
    List Values "List";
    /// What a list is whose elements were replaced: `[buffer or next version, …]`; see `data::versions`.
    Version Values "list version";
    /// `[buffer, length, guard or null]`; the buffer is its own.
    FlexList Values "FlexList";
    /// The buffer of maps and sets: `[used, index or null, key, value, hash, …]`.
    Table Values "table";
    /// `[table, length, records]`: what the first records of a table say; see `data::table`.
    Map Values "Map";
    /// `[table, length, guard of keys or null, guard of values or null]`; the table is its own, and
    /// removed entries have the key `HOLE`.
    FlexMap Values "FlexMap";
    /// `[table, length, records]`, with nulls for values.
    Set Values "Set";
    /// `[table, length, guard or null]`; the table is its own, as that of a `FlexMap`.
    FlexSet Values "FlexSet";
    /// A range of integers or characters: `[first, end (excluded), region or null, last as written,
    /// whether it was written without its end]`.
    Range Values "Range";

    // Storage and control.
    /// `[value, guard]`.
    FinalSlot Values "FinalSlot";
    /// `[value, guard or null]`.
    VarSlot Values "VarSlot";
    /// `[slot, guard of the slot]`.
    Binding Values "Binding";
    /// `[active, null, site]`; the site is code and instruction.
    Ejector Values "Ejector";
    /// A sealed exception: `[payload, trail, activations left out of it]`.
    Problem Values "sealed exception";
    /// A reference: `[state, target or problem, waiting]`; see `builtin::reference`.
    Promise Values "promise";
    /// `[promise or null]`.
    Resolver Values "resolver";
    /// A broken reference: `[problem]`.
    Broken Values "broken reference";
    /// The iterator of a native collection: `[collection, cursor]`.
    Iterator Values "iterator";
    /// A printer: `[output, newline string, printing or null, its height]`; see `print`.
    Printer Values "printer";
    /// What printers write to: `[buffer, length]`; see `print::output`.
    Output Values "output";
    /// A run of the printing machine; see `print::machine`.
    Printing Values "printing";
    /// A parked exception or ejection: `[problem or value, ejector or null]`.
    Event Values "event";
    /// A problem of a pattern that is not told yet: `[kind, its subjects …]`; see `interp::problem`.
    Deferred Values "problem";
    /// `[script, stamps asked …]`: what an auditor is shown.
    Audition Values "Audition";
    /// A traversal key: `[target, hash, fringe]`; see `sameness::traversal`.
    TraversalKey Values "TraversalKey";
    /// An object of the embedding program: `[its number]`.
    Host Values "host object";
    // Types whose first field says which of many: keep them last (see `Value::dispatch_key`).
    /// A user-made object: `[script, stamps or null, captures …]`.
    Object Values "object";
    /// An object that exists once: `[row of the table of singletons]`.
    Singleton Values "singleton";
    /// A native object with fields of its own: `[row of the table of natives, …]`.
    Native Values "native";
}

/// Object lives in the old generation.
pub(crate) const OLD: u64 = 1 << 16;
/// Old object is in the remembered set.
pub(crate) const REMEMBERED: u64 = 1 << 17;
/// The mark of the last full collection, by parity.
pub(crate) const MARK: u64 = 1 << 18;
/// Nursery object has moved: payload word 0 is the new address.
pub(crate) const FORWARDED: u64 = 1 << 19;
/// Object has an allocation of its own.
pub(crate) const LARGE: u64 = 1 << 20;
/// No payload word is a value.
pub(crate) const RAW: u64 = 1 << 21;
/// A free cell of a block: payload word 0 is the address of the next.
pub(crate) const FREE: u64 = 1 << 22;
/// Object has a number in the table of identities.
pub(crate) const IDENTIFIED: u64 = 1 << 23;

/// The first word of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(transparent)]
pub struct Header(pub(crate) u64);

impl Header {
    /// The header of a young object.
    #[inline(always)]
    pub(crate) const fn new(ty: Type, words: usize) -> Header {
        let raw = if matches!(ty.layout(), Layout::Raw) { RAW } else { 0 };
        Header(ty as u64 | raw | (words as u64) << 32)
    }

    /// The type.
    #[inline(always)]
    pub fn ty(self) -> Type {
        // Only `Header::new` makes type fields, from a `Type`. A byte needs no check of bounds.
        const BY_BYTE: [Type; 256] = {
            assert!(TYPES.len() <= 256);
            let mut table = [Type::Null; 256];
            let mut i = 0;
            while i < TYPES.len() {
                table[i] = TYPES[i];
                i += 1;
            }
            table
        };
        BY_BYTE[self.0 as u8 as usize]
    }

    /// Payload words.
    #[inline(always)]
    pub const fn words(self) -> usize {
        (self.0 >> 32) as usize
    }

    /// The byte for the type's own use.
    #[inline(always)]
    pub const fn extra(self) -> u8 {
        (self.0 >> 24) as u8
    }

    #[inline(always)]
    pub(crate) const fn has(self, flag: u64) -> bool {
        self.0 & flag != 0
    }

    /// The type and the raw flag in one word, to compare types without a look-up.
    #[inline(always)]
    pub const fn type_bits(self) -> u16 {
        self.0 as u16
    }
}
