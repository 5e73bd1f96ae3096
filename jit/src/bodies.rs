//! Compiled bodies: the functions that machine code calls, by code. Machine code reads their addresses from here, so each row
//! stays where it is as long as the compiler lives.

use crate::machine_code::MachineCode;
use hashbrown::HashMap;

/// A compiled body.
pub(crate) struct Body {
    /// Where it is entered; machine code reads this.
    pub(crate) entry: Box<MachineCode>,
    /// It calls compiled bodies, or has loops: it is called, not followed.
    is_large: bool,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Bodies {
    rows: HashMap<u32, Body>,
}

impl Bodies {
    /// Whether a body is called by machine code, when it is open `again` times in what is recorded.
    pub(crate) fn is_called(&self, code: u32, again: usize) -> bool {
        self.rows.get(&code).is_some_and(|body| body.is_large || again > 0)
    }

    /// The codes of bodies, with the addresses where machine code reads their entries.
    pub(crate) fn entries(&self) -> impl Iterator<Item = (u32, u64)> {
        self.rows.iter().map(|(&code, body)| (code, std::ptr::from_ref(&*body.entry) as u64))
    }

    /// The row of a body.
    pub(crate) fn get(&self, code: u32) -> Option<&Body> {
        self.rows.get(&code)
    }

    /// Notes what a body is compiled to.
    pub(crate) fn set(&mut self, code: u32, entry: MachineCode, is_large: bool) {
        match self.rows.get_mut(&code) {
            Some(body) => {
                *body.entry = entry;
                body.is_large = is_large;
            }
            None => {
                self.rows.insert(code, Body { entry: Box::new(entry), is_large });
            }
        }
    }

    /// Forgets a body that came to nothing.
    pub(crate) fn remove(&mut self, code: u32) {
        self.rows.remove(&code);
    }

    /// Forgets all bodies: their machine code goes.
    pub(crate) fn clear(&mut self) {
        self.rows.clear();
    }
}
