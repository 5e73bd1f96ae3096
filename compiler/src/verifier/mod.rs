//! The verifier: what a code unit must satisfy before it may run.
//!
//! In: a [`Unit`] from anywhere (the code generator, a file, an attacker). Out: the unit with
//! `max_depth` and `max_handlers` of each body filled in, or a list of errors naming body and pc.
//!
//! The idea: code only jumps ahead, except from `BACK` to a `LOOP` that was passed already, so a single
//! forward pass over a body knows the exact abstract state in front of every instruction
//! ([`flow`]). The state ([`state`]) is the depth of the operand stack, the installed handlers, the
//! locals that are certainly bound, and the few stack elements of which more than "a value" is known.
//! What is the same whatever the path (operand ranges, storage kinds, shapes of tables) is checked
//! beforehand, for unreachable code too ([`shape`]). What it all proves for the interpreter is said at
//! the head of [`crate::isa`].
//!
//! A body is abandoned at its first error: what follows it would be noise.

mod flow;
mod shape;
mod state;

use crate::unit::{Body, Unit};

/// Deepest operand stack of a body.
pub const MAX_DEPTH: u32 = 65_535;
/// Deepest handler stack of a body: `try` nests as deep as anything else.
pub const MAX_HANDLERS: u32 = 65_535;
/// Most locals of a body, arguments of a message, captures of an object.
pub const MAX_LOCALS: u32 = 65_535;
/// Most instructions of a body.
pub const MAX_CODE: usize = 1 << 28;

/// Why a unit was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyError {
    /// Which body, or which table of the unit.
    pub body: String,
    /// The instruction, if the error is at one.
    pub pc: Option<u32>,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for VerifyError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.pc {
            Some(pc) => write!(out, "{}, pc {}: {}", self.body, pc, self.message),
            None => write!(out, "{}: {}", self.body, self.message),
        }
    }
}

impl std::error::Error for VerifyError {}

/// What kind of body is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// The top level of the unit.
    Top,
    /// A method of this script.
    Method(usize, usize),
    /// A matcher of this script.
    Matcher(usize, usize),
}

impl BodyKind {
    /// The body itself, in its unit.
    pub fn body(self, unit: &Unit) -> &Body {
        match self {
            BodyKind::Top => &unit.body,
            BodyKind::Method(script, method) => &unit.scripts[script].methods[method].body,
            BodyKind::Matcher(script, matcher) => &unit.scripts[script].matchers[matcher],
        }
    }

    fn body_mut(self, unit: &mut Unit) -> &mut Body {
        match self {
            BodyKind::Top => &mut unit.body,
            BodyKind::Method(script, method) => &mut unit.scripts[script].methods[method].body,
            BodyKind::Matcher(script, matcher) => &mut unit.scripts[script].matchers[matcher],
        }
    }

    /// The script this body belongs to.
    pub fn script(self) -> Option<usize> {
        match self {
            BodyKind::Top => None,
            BodyKind::Method(script, _) | BodyKind::Matcher(script, _) => Some(script),
        }
    }

    /// How many locals are filled at entry.
    pub fn arguments(self, unit: &Unit) -> u32 {
        match self {
            BodyKind::Top => 0,
            BodyKind::Method(script, method) => {
                let method = &unit.scripts[script].methods[method];
                method.arity.saturating_add(u32::from(method.named))
            }
            BodyKind::Matcher(..) => 1,
        }
    }

    /// How errors and listings name it.
    pub fn describe(self, unit: &Unit) -> String {
        match self {
            BodyKind::Top => "top level".to_string(),
            BodyKind::Method(script, index) => {
                let method = &unit.scripts[script].methods[index];
                format!(
                    "script {script} ({}), method {}/{}",
                    unit.scripts[script].name, method.verb, method.arity
                )
            }
            BodyKind::Matcher(script, index) => {
                format!("script {script} ({}), matcher {index}", unit.scripts[script].name)
            }
        }
    }
}

/// All bodies of a unit, the top level first, then by script.
pub fn bodies(unit: &Unit) -> Vec<BodyKind> {
    let mut all = vec![BodyKind::Top];
    for (index, script) in unit.scripts.iter().enumerate() {
        all.extend((0..script.methods.len()).map(|method| BodyKind::Method(index, method)));
        all.extend((0..script.matchers.len()).map(|matcher| BodyKind::Matcher(index, matcher)));
    }
    all
}

/// What the forward pass finds out about a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The depth of the operand stack in front of each instruction; `None` where control never comes.
    pub depths: Vec<Option<u32>>,
    /// The number of installed handlers in front of each instruction.
    pub handlers: Vec<u32>,
    /// The deepest operand stack.
    pub max_depth: u32,
    /// The deepest handler stack.
    pub max_handlers: u32,
}

/// Checks a unit; fills in `max_depth` and `max_handlers` of its bodies.
pub fn verify(unit: &mut Unit) -> Result<(), Vec<VerifyError>> {
    let mut errors = Vec::new();
    shape::check_tables(unit, &mut errors);
    if !errors.is_empty() {
        return Err(errors);
    }
    for kind in bodies(unit) {
        match body_facts(unit, kind) {
            Ok(facts) => {
                let body = kind.body_mut(unit);
                body.max_depth = facts.max_depth;
                body.max_handlers = facts.max_handlers;
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(errors) }
}

/// Checks one body of a unit whose tables are in order, and tells the depth at each instruction.
pub fn body_facts(unit: &Unit, kind: BodyKind) -> Result<Facts, VerifyError> {
    shape::check_code(unit, kind)
        .and_then(|()| flow::check_flow(unit, kind))
        .map_err(|(pc, message)| VerifyError { body: kind.describe(unit), pc, message })
}

/// A fault inside a body: the instruction, if it is at one, and the message.
type Fault = (Option<u32>, String);
