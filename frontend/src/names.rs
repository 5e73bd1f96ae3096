//! The interner: text in, a small [`Symbol`] out, the same symbol for the same text.
//!
//! Names, verbs, string literals and the digits of big integers are all kept here, so the nodes of
//! the tree stay small and `Copy`, and comparing names is comparing integers. A few names that the
//! stages mention themselves are interned first, in the order of one table, and so are constants.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;
use std::num::NonZeroU32;
use std::sync::LazyLock;

/// An interned text. Only meaningful together with the [`Names`] that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Symbol(NonZeroU32);

impl Symbol {
    const fn from_index(index: u32) -> Symbol {
        match NonZeroU32::new(index + 1) {
            Some(number) => Symbol(number),
            None => panic!("symbol table overflow"),
        }
    }

    /// A dense number from 0, for tables indexed by symbol.
    pub const fn index(self) -> usize {
        (self.0.get() - 1) as usize
    }
}

macro_rules! well_known {
    ($($constant:ident = $text:literal,)*) => {
        /// The texts of the constants of [`Symbol`], in order.
        const WELL_KNOWN: &[&str] = &[$($text),*];
        #[allow(clippy::upper_case_acronyms, non_camel_case_types, reason = "names of constants")]
        enum Order { $($constant),* }
        impl Symbol {
            $(#[doc = concat!("The name `", $text, "`.")]
            pub const $constant: Symbol = Symbol::from_index(Order::$constant as u32);)*
        }
    };
}

well_known! {
    EMPTY = "",
    RUN = "run",
    UNDERSCORE = "_",
    CONTEXT = "context",
    GET_STATE = "getState",
    ARROW = "->",
    TRUE = "true",
    FALSE = "false",
    NULL = "null",
    SUPER = "super",
    RETURN_EJECTOR = "__return",
    BREAK_EJECTOR = "__break",
    CONTINUE_EJECTOR = "__continue",
}

/// The table of interned texts.
#[derive(Clone, Debug)]
pub struct Names {
    text: String,
    /// End of each text in `text`; it begins where the one before ends.
    ends: Vec<u32>,
    table: HashTable<Symbol>,
    hasher: DefaultHashBuilder,
}

impl Default for Names {
    fn default() -> Names {
        Names::new()
    }
}

impl Names {
    /// A table that holds only the well-known names.
    pub fn new() -> Names {
        static NEW: LazyLock<Names> = LazyLock::new(|| {
            let mut names = Names {
                text: String::new(),
                ends: Vec::new(),
                table: HashTable::new(),
                hasher: DefaultHashBuilder::default(),
            };
            for text in WELL_KNOWN {
                names.intern(text);
            }
            names
        });
        // Copying a table is much cheaper than filling it, and each short text needs one.
        NEW.clone()
    }

    /// The symbol of `text`, made if it is new.
    pub fn intern(&mut self, text: &str) -> Symbol {
        let hash = self.hasher.hash_one(text);
        if let Some(&found) = self.table.find(hash, |&symbol| self.get(symbol) == text) {
            return found;
        }
        let symbol = Symbol::from_index(self.ends.len() as u32);
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        let Names { table, hasher, text: all, ends } = self;
        table.insert_unique(hash, symbol, |&other| hasher.hash_one(slice(all, ends, other)));
        symbol
    }

    /// The symbol of `text`, if it has one.
    pub fn lookup(&self, text: &str) -> Option<Symbol> {
        let hash = self.hasher.hash_one(text);
        self.table.find(hash, |&symbol| self.get(symbol) == text).copied()
    }

    /// The text of `symbol`.
    pub fn get(&self, symbol: Symbol) -> &str {
        slice(&self.text, &self.ends, symbol)
    }

    /// How many symbols there are; their indices are `0..len`.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are no symbols (never, since the well-known ones are always there).
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Every symbol with its text, in the order of interning.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, &str)> {
        (0..self.ends.len() as u32).map(|index| {
            let symbol = Symbol::from_index(index);
            (symbol, self.get(symbol))
        })
    }
}

fn slice<'a>(text: &'a str, ends: &[u32], symbol: Symbol) -> &'a str {
    let index = symbol.index();
    let start = if index == 0 { 0 } else { ends[index - 1] };
    &text[start as usize..ends[index] as usize]
}
