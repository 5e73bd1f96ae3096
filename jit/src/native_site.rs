//! Native calls of machine code: what each calls, and where its operands are. Machine code holds their addresses, so each
//! stays where it is as long as the compiler lives.

use monte_vm::tracer::{Expected, NativeCall};

/// One native call.
#[derive(Clone)]
pub(crate) struct NativeSite {
    /// What is called.
    pub(crate) call: NativeCall,
    /// Operands above the receiver.
    pub(crate) argc: usize,
    /// The first free cell above them.
    pub(crate) top: usize,
    /// How it ends.
    pub(crate) expected: Expected,
    /// Operands that its answer replaces on the stack.
    pub(crate) cells: usize,
}

/// All of them.
#[derive(Default)]
pub(crate) struct NativeSites {
    #[allow(clippy::vec_box, reason = "machine code holds their addresses")]
    rows: Vec<Box<NativeSite>>,
}

impl NativeSites {
    /// Adds one, and answers its number.
    pub(crate) fn add(&mut self, site: NativeSite) -> u32 {
        self.rows.push(Box::new(site));
        self.rows.len() as u32 - 1
    }

    /// Says how one ends.
    pub(crate) fn expect(&mut self, number: u32, expected: Expected) {
        self.rows[number as usize].expected = expected;
    }

    /// All of them, with their numbers.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, &NativeSite)> {
        self.rows.iter().map(|row| &**row).enumerate()
    }

    /// One of them.
    pub(crate) fn at(&self, number: u32) -> &NativeSite {
        &self.rows[number as usize]
    }
}
