//! Programs: loaded units, as their host has them.

use super::handle::Handle;
use monte_compiler::unit::Unit;
use std::sync::{Arc, Mutex, PoisonError};

/// A loaded unit. When the last clone is dropped, what the machine has of it is freed before it loads another one; if objects of it
/// may live, when these have died and much like it has gathered, or everything is collected.
#[derive(Clone, Debug)]
pub struct Program {
    pub(super) instance: u32,
    pub(super) unit: Arc<Unit>,
    /// Tells the machine.
    pub(super) owner: Handle,
    /// Tells the machine that it is not wanted any more.
    _life: Arc<Life>,
}

impl Program {
    pub(super) fn new(
        instance: u32,
        unit: Arc<Unit>,
        owner: Handle,
        ended: &Arc<Ended>,
    ) -> Program {
        let life = Arc::new(Life { instance, ended: ended.clone() });
        Program { instance, unit, owner, _life: life }
    }

    /// The unit, for listings.
    pub fn unit(&self) -> &Arc<Unit> {
        &self.unit
    }
}

/// What all clones of a program share.
#[derive(Debug)]
struct Life {
    instance: u32,
    ended: Arc<Ended>,
}

/// The instances of programs that nobody has any more.
#[derive(Debug, Default)]
pub(super) struct Ended(Mutex<Vec<u32>>);

impl Ended {
    pub(super) fn take(&self) -> Vec<u32> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Life {
    fn drop(&mut self) {
        let mut ended = self.ended.0.lock().unwrap_or_else(PoisonError::into_inner);
        ended.push(self.instance);
    }
}
