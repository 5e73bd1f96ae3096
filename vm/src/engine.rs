//! What the machines of a process share: atoms, and verified units that come in binary form.
//!
//! A unit never changes, and no value of any heap is in it; a machine makes literals, caches and
//! quickened code of its own when it loads one. So the prelude is decoded and verified once, however many
//! machines there are.

use crate::atoms::Atoms;
use hashbrown::HashMap;
use monte_compiler::binary::{self, LoadError};
use monte_compiler::unit::Unit;
use std::sync::{Arc, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What many machines share.
#[derive(Default)]
pub struct Engine {
    atoms: RwLock<Atoms>,
    /// Units by their binary form.
    units: RwLock<HashMap<Box<[u8]>, Arc<Unit>>>,
}

impl Engine {
    /// The unit of a binary form, decoded and verified when it is asked for first.
    pub fn unit(&self, bytes: &[u8]) -> Result<Arc<Unit>, LoadError> {
        let known = self.units.read().expect("no thread panics with the table").get(bytes).cloned();
        if let Some(unit) = known {
            return Ok(unit);
        }
        let unit = Arc::new(binary::load(bytes)?);
        let mut units = self.units.write().expect("no thread panics with the table");
        // Another machine may have been faster.
        Ok(units.entry(bytes.into()).or_insert(unit).clone())
    }

    /// The atoms, to look up.
    pub fn atoms(&self) -> RwLockReadGuard<'_, Atoms> {
        self.atoms.read().expect("no thread panics with the table")
    }

    /// The atoms, to add to them.
    pub(crate) fn atoms_mut(&self) -> RwLockWriteGuard<'_, Atoms> {
        self.atoms.write().expect("no thread panics with the table")
    }
}
