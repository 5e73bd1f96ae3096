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
mod loops;
mod rewrite;

use crate::expand::Idiom;
use crate::kernel::{ExprId, Kernel};
use hashbrown::HashMap;

/// Which passes run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passes {
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
    pub const ALL: Passes =
        Passes { conditions: true, loops: true, ejectors: true, folding: true, slots: true };

    /// No pass: the plain expansion.
    pub const NONE: Passes =
        Passes { conditions: false, loops: false, ejectors: false, folding: false, slots: false };

    /// The names of the passes, with access to each.
    pub(crate) const TABLE: &[(&str, Switch)] = &[
        ("conditions", |passes| &mut passes.conditions),
        ("loops", |passes| &mut passes.loops),
        ("ejectors", |passes| &mut passes.ejectors),
        ("folding", |passes| &mut passes.folding),
        ("slots", |passes| &mut passes.slots),
    ];

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

/// Runs the passes over a unit.
pub(crate) fn optimize(kernel: &mut Kernel, idioms: &HashMap<ExprId, Idiom>, passes: Passes) {
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
}
