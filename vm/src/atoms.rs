//! Atoms: interned pairs of verb and arity, so that comparing messages is comparing numbers.

use crate::vm::Vm;
use hashbrown::HashMap;
use std::sync::Arc;

/// The atoms of an engine.
#[derive(Default)]
pub struct Atoms {
    rows: Vec<(Arc<str>, u32)>,
    verbs: HashMap<Arc<str>, Vec<(u32, u32)>>,
    bytes: usize,
}

/// What an atom takes besides the text of its verb: its row, its entry by verb, its list of arities.
const ROW_BYTES: usize = 128;

impl Atoms {
    /// The atom of a verb and an arity.
    pub fn intern(&mut self, verb: &str, arity: u32) -> u32 {
        let name = match self.verbs.get_key_value(verb) {
            Some((name, arities)) => {
                if let Some(&(_, atom)) = arities.iter().find(|&&(n, _)| n == arity) {
                    return atom;
                }
                name.clone()
            }
            None => Arc::from(verb),
        };
        self.bytes += verb.len() + ROW_BYTES;
        let atom = self.rows.len() as u32;
        self.rows.push((name.clone(), arity));
        self.verbs.entry(name).or_default().push((arity, atom));
        atom
    }

    /// Bytes that the table has reserved, about.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The verb and arity of an atom.
    pub fn get(&self, atom: u32) -> (Arc<str>, u32) {
        let (verb, arity) = &self.rows[atom as usize];
        (verb.clone(), *arity)
    }

    /// The arity of an atom.
    pub fn arity(&self, atom: u32) -> u32 {
        self.rows[atom as usize].1
    }

    /// The number of atoms.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// Arguments of the calls of functions that have an atom ready.
const RUN_ARITIES: usize = 8;

macro_rules! sent {
    ($($name:ident $verb:literal $arity:literal,)*) => {
        /// What the interpreter and the built-ins send.
        pub(crate) struct SentAtoms {
            $(#[doc = concat!("`", $verb, "/", stringify!($arity), "`.")] pub(crate) $name: u32,)*
            /// `run` by the number of arguments.
            run: [u32; RUN_ARITIES],
        }

        impl SentAtoms {
            /// Interns them.
            pub(crate) fn new(atoms: &mut Atoms) -> SentAtoms {
                SentAtoms {
                    $($name: atoms.intern($verb, $arity),)*
                    run: std::array::from_fn(|arity| atoms.intern("run", arity as u32)),
                }
            }
        }
    };
}

sent! {
    above_zero "aboveZero" 0,
    at_least_zero "atLeastZero" 0,
    at_most_zero "atMostZero" 0,
    audit "audit" 1,
    below_zero "belowZero" 0,
    coerce "coerce" 2,
    conform_to "_conformTo" 1,
    get "get" 0,
    get_guard "getGuard" 0,
    is_zero "isZero" 0,
    make_iterator "_makeIterator" 0,
    next "next" 1,
    op_cmp "op__cmp" 1,
    print "print" 1,
    print_on "_printOn" 1,
    put "put" 1,
    same_yet "sameYet" 2,
    to_quote "toQuote" 1,
    uncall "_uncall" 0,
}

impl Vm {
    /// The atom of `run` with that many arguments.
    pub(crate) fn run_atom(&self, arity: usize) -> u32 {
        self.atoms
            .run
            .get(arity)
            .copied()
            .unwrap_or_else(|| self.engine.atoms_mut().intern("run", arity as u32))
    }
}
