//! Native calls of machine code: what each calls, and where its operands are. Machine code holds their addresses, so each
//! stays where it is until the tree that it belongs to goes.

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

/// Why a row is there.
const THERE: &str = "it belongs to a tree that there is";

/// All of them.
#[derive(Default)]
pub(crate) struct NativeSites {
    rows: Vec<Option<Box<NativeSite>>>,
    /// Rows that were freed.
    vacant: Vec<u32>,
    /// Rows that were added since they were taken last.
    fresh: Vec<u32>,
}

impl NativeSites {
    /// Adds one, and answers its number.
    pub(crate) fn add(&mut self, site: NativeSite) -> u32 {
        let site = Some(Box::new(site));
        let number = match self.vacant.pop() {
            Some(number) => {
                self.rows[number as usize] = site;
                number
            }
            None => {
                self.rows.push(site);
                self.rows.len() as u32 - 1
            }
        };
        self.fresh.push(number);
        number
    }

    /// Those that were added since this was called last.
    pub(crate) fn take_fresh(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.fresh)
    }

    /// Frees some that no machine code refers to any more.
    pub(crate) fn free(&mut self, numbers: Vec<u32>) {
        for &number in &numbers {
            self.rows[number as usize] = None;
        }
        self.vacant.extend(numbers);
    }

    /// Says which row one may call at once.
    pub(crate) fn call_directly(&mut self, number: u32, row: Option<&'static Method>) {
        self.row(number).direct = row;
    }

    /// Says how one ends.
    pub(crate) fn expect(&mut self, number: u32, expected: Expected) {
        self.row(number).expected = expected;
    }

    fn row(&mut self, number: u32) -> &mut NativeSite {
        self.rows[number as usize].as_deref_mut().expect(THERE)
    }

    /// All of them, with their numbers.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (usize, &NativeSite)> {
        self.rows.iter().enumerate().filter_map(|(number, row)| Some((number, row.as_deref()?)))
    }

    /// One of them.
    pub(crate) fn at(&self, number: u32) -> &NativeSite {
        self.rows[number as usize].as_deref().expect(THERE)
    }
}
