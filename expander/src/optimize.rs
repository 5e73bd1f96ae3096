//! The Kernel optimizer: Kernel-Monte in, equivalent Kernel-Monte with the forms below [`Expr::Block`] out.
//!
//! Each pass is one file with its idea at the head. All of them rebuild what they change and leave the
//! rest shared, so the tree before optimization stays whole beside the result: it is what auditors see.
//! Every pass can be switched off; no program's output depends on them.
//!
//! [`Expr::Block`]: crate::kernel::Expr::Block

mod census;
mod conditions;
mod ejectors;
mod folding;
pub mod guards;
mod loops;
mod rewrite;
mod slots;

use crate::expand::Idiom;
use crate::kernel::{ExprId, Kernel};
use crate::storage;
use hashbrown::HashMap;

/// Which passes run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passes {
    /// Guards of the safe scope are checked by the machine.
    pub guards: bool,
    /// Conditions that bind names become tests.
    pub conditions: bool,
    /// Loops run in the frame around them.
    pub loops: bool,
    /// Ejectors that never escape become jumps.
    pub ejectors: bool,
    /// Constant expressions are computed.
    pub folding: bool,
    /// Variables without observers have no slots.
    pub slots: bool,
}

/// Access to the switch of one pass.
type Switch = fn(&mut Passes) -> &mut bool;

impl Passes {
    /// Every pass.
    pub const ALL: Passes = Passes {
        guards: true,
        conditions: true,
        loops: true,
        ejectors: true,
        folding: true,
        slots: true,
    };

    /// No pass: the plain expansion.
    pub const NONE: Passes = Passes {
        guards: false,
        conditions: false,
        loops: false,
        ejectors: false,
        folding: false,
        slots: false,
    };

    /// The names of the passes, with access to each.
    pub(crate) const TABLE: &[(&str, Switch)] = &[
        ("guards", |passes| &mut passes.guards),
        ("conditions", |passes| &mut passes.conditions),
        ("loops", |passes| &mut passes.loops),
        ("ejectors", |passes| &mut passes.ejectors),
        ("folding", |passes| &mut passes.folding),
        ("slots", |passes| &mut passes.slots),
    ];

    /// Every pass but one, for each of them, with its name.
    pub fn all_but_one() -> impl Iterator<Item = (&'static str, Passes)> {
        Passes::TABLE.iter().map(|(name, switch)| {
            let mut passes = Passes::ALL;
            *switch(&mut passes) = false;
            (*name, passes)
        })
    }

    /// Reads `all`, `none`, or the names of the passes to run with commas between. An unknown name is the
    /// error.
    pub fn parse(text: &str) -> Result<Passes, String> {
        match text {
            "all" => return Ok(Passes::ALL),
            "none" => return Ok(Passes::NONE),
            _ => {}
        }
        let mut passes = Passes::NONE;
        for name in text.split(',') {
            match Passes::TABLE.iter().find(|row| row.0 == name) {
                Some(row) => *row.1(&mut passes) = true,
                None => return Err(name.to_string()),
            }
        }
        Ok(passes)
    }
}

impl Default for Passes {
    fn default() -> Passes {
        Passes::ALL
    }
}

/// Runs the passes over a unit, and decides the storage of its variables. `interactive`: names of the top
/// level live on.
pub(crate) fn optimize(
    kernel: &mut Kernel,
    idioms: &HashMap<ExprId, Idiom>,
    passes: Passes,
    interactive: bool,
) {
    if passes.guards {
        guards::run(kernel);
    }
    if passes.conditions {
        conditions::run(kernel, idioms);
    }
    if passes.loops {
        loops::run(kernel);
    }
    if passes.ejectors {
        ejectors::run(kernel);
    }
    if passes.folding {
        folding::run(kernel);
    }
    let uses = storage::analyse(kernel, interactive);
    if passes.slots {
        slots::run(kernel, &uses);
    }
    storage::list_captures(kernel, uses);
}
