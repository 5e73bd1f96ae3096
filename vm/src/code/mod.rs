//! Loaded code: a verified unit becomes a *unit instance* with its literals and outer names as values, and
//! each body a *code instance* of quickened instructions with inline caches.
//!
//! The shapes stand here; `load` makes instances, `quicken` their code, `quick` is the table of
//! quickened operations.

mod fate;
mod live;
mod load;
mod quick;
mod quicken;
mod shortcut;
mod size;
mod unload;

pub use fate::Fate;
pub use live::Live;
pub use quick::{Quick, Word};
pub use quicken::{KnownAtoms, VALUES};
pub(crate) use unload::{Lingering, Vacant};

use crate::heap::Type;
use crate::native::Method;
use crate::value::Value;
use monte_compiler::unit::{Body, Storage, Unit};
use std::sync::Arc;

/// A code instance of a method, by number and by address. It is never freed before its machine.
#[derive(Clone, Copy)]
pub struct CodeRef {
    /// Its number.
    pub id: u32,
    /// Its address, for the interpreter.
    pub(crate) code: *const Code,
}

/// What a call site found last time.
#[derive(Clone, Copy)]
pub enum Target {
    /// Nothing yet.
    Unknown,
    /// A method of a user-made object that takes no named arguments.
    Method(CodeRef),
    /// A user-made object's method that wants the map of named arguments.
    NamedMethod(CodeRef),
    /// Rows of a method table with this verb and arity.
    Native(&'static [&'static Method]),
    /// Anything else: matchers, Mirandas, references.
    Slow,
}

/// A call site.
pub struct Site {
    /// The verb and arity.
    pub atom: u32,
    /// The key of the receiver that was seen last.
    pub key: u64,
    /// What it led to.
    pub target: Target,
}

/// The code of one body.
pub struct Code {
    /// Its number in the machine.
    pub id: u32,
    /// Quickened instructions. The first is a head that calls pass over unless a tracer watches them.
    pub words: Vec<Word>,
    /// The word that calls enter at: 0 or 1.
    pub entry: u32,
    /// For each word, the instruction of the unit it came from.
    pub origins: Vec<u32>,
    /// Call sites.
    pub sites: Vec<Site>,
    /// Counters of loop heads, when a tracer watches them.
    pub heats: Vec<std::cell::Cell<u32>>,
    /// Constants of the unit instance.
    pub constants: *const Value,
    /// Locals, arguments included.
    pub locals: u32,
    /// The deepest operand stack.
    pub depth: u32,
    /// Arguments.
    pub arity: u32,
    /// The map of named arguments is the local behind the arguments.
    pub named: bool,
    /// The unit instance.
    pub unit: u32,
    /// The script, in the machine's numbering; none for a top level.
    pub script: Option<u32>,
    /// For a matcher, the next one.
    pub next_matcher: Option<u32>,
    /// Where the body stands in the unit.
    pub place: Place,
    /// What is live where, once somebody has asked.
    pub(crate) live: std::cell::OnceCell<Live>,
}

/// Which body of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The top level.
    Top,
    /// A method of a script.
    Method {
        /// Index of the script in the unit.
        script: u32,
        /// Index of the method.
        method: u32,
    },
    /// A matcher of a script.
    Matcher {
        /// Index of the script in the unit.
        script: u32,
        /// Index of the matcher.
        matcher: u32,
    },
}

/// A unit with its names bound.
pub struct UnitInstance {
    /// The unit.
    pub unit: Arc<Unit>,
    /// Literals, then outer names (values or bindings).
    pub constants: Box<[Value]>,
    /// How each outer name is stored.
    pub outers: Vec<Storage>,
    /// Its scripts in the machine's numbering.
    pub scripts: Vec<u32>,
    /// The numbers of its codes.
    pub codes: Vec<u32>,
    /// The number of its top level's code.
    pub top: u32,
    /// Whether it belongs to the prelude.
    pub prelude: bool,
    /// Bytes of all that was loaded with it.
    pub(crate) bytes: usize,
}

/// A loaded script.
pub struct ScriptInstance {
    /// The unit instance.
    pub unit: u32,
    /// Its index in the unit.
    pub index: u32,
    /// Methods by atom.
    pub methods: hashbrown::HashMap<u32, u32>,
    /// The first matcher.
    pub first_matcher: Option<u32>,
    /// Captures of an object.
    pub captures: u32,
}

/// A name that an environment supplies.
#[derive(Clone, Copy, Debug)]
pub struct Supplied {
    /// How it is stored: a value, or a binding.
    pub storage: Storage,
    /// The value or the binding.
    pub value: Value,
}

impl Site {
    /// Forgets what it has found.
    fn forget(&mut self) {
        (self.key, self.target) = (u64::MAX, Target::Unknown);
    }
}

impl UnitInstance {
    /// The body at a place.
    pub fn body(&self, place: Place) -> &Body {
        match place {
            Place::Top => &self.unit.body,
            Place::Method { script, method } => {
                &self.unit.scripts[script as usize].methods[method as usize].body
            }
            Place::Matcher { script, matcher } => {
                &self.unit.scripts[script as usize].matchers[matcher as usize]
            }
        }
    }
}

impl Value {
    /// What decides which method a message selects: the type, and for objects of many kinds the kind.
    #[inline(always)]
    pub fn dispatch_key(self) -> u64 {
        if self.is_pointer() {
            let bits = self.header().type_bits() as u64;
            if bits >= Type::Object as u64 {
                return bits << 48 | self.first_word();
            }
            return bits << 48;
        }
        (self.ty() as u64) << 48
    }
}
