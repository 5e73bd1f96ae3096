//! Native calls of machine code: what each calls, and where its operands are. Machine code holds their addresses, so each
//! stays where it is as long as the compiler lives.

use monte_vm::native::Method;
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
    /// The row that the operands of the recording select, if it can be called at once.
    pub(crate) direct: Option<&'static Method>,
    /// Operands that its answer replaces on the stack.
    pub(crate) cells: usize,
}

impl NativeSite {
    /// So many operands are passed to a row that is called at once, at most.
    pub(crate) const DIRECT: usize = 4;

    /// Whether its operands are passed, and not put into cells.
    pub(crate) fn is_direct(&self) -> bool {
        self.direct.is_some() && matches!(self.expected, Expected::Answer)
    }
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

    /// Says which row one may call at once.
    pub(crate) fn call_directly(&mut self, number: u32, row: Option<&'static Method>) {
        self.rows[number as usize].direct = row;
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
