//! The intermediate form of a trace: one iteration of a loop as a line of instructions in single assignment.
//!
//! Integers are kept as their value words (shifted by three), so that overflow of the machine's addition
//! is overflow of an immediate integer. Each guard names a *snapshot*: where every value of the
//! interpreter's stack is at that instruction, and which activations are open.

use monte_vm::value::Value;
use std::fmt;

/// An instruction's number, and its result.
pub(crate) type Ref = u32;

/// A cell of the fiber's stack, counted from local 0 of the activation that the loop runs in. The receiver
/// is cell -1.
pub(crate) type Cell = i32;

/// How two values are compared: rows of `monte_compiler::isa::Comparison`, as the interpreter has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ordering {
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `<=>`
    Equal,
}

impl Ordering {
    /// The row of that number.
    pub(crate) fn from_row(row: u8) -> Ordering {
        match row {
            0 => Ordering::Less,
            1 => Ordering::LessOrEqual,
            2 => Ordering::Greater,
            3 => Ordering::GreaterOrEqual,
            _ => Ordering::Equal,
        }
    }
}

/// What an instruction does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    /// What the cell holds when an iteration begins.
    Cell(Cell),
    /// An immediate value.
    Constant(Value),
    /// The constant at this address of a unit instance: read each time, because the collector moves it.
    Literal(usize),
    /// A capture of a user-made object.
    Capture(Ref, u32),
    /// A field of an object.
    Field(Ref, u32),
    /// Leaves unless the value is an immediate integer.
    GuardInt(Ref),
    /// Leaves unless the value is an object of this script.
    GuardScript(Ref, u32),
    /// Leaves unless the value is an object of the type with this number.
    GuardType(Ref, u16),
    /// Leaves unless the value is this immediate one.
    GuardIs(Ref, Value),
    /// The sum of two integers; leaves on overflow.
    Add(Ref, Ref),
    /// The difference of two integers; leaves on overflow.
    Subtract(Ref, Ref),
    /// The product of two integers; leaves on overflow.
    Multiply(Ref, Ref),
    /// Whether two integers stand in that order, as a boolean value.
    Compare(u8, Ref, Ref),
    /// Leaves unless that comparison of two integers has this result.
    GuardCompare(u8, Ref, Ref, bool),
}

impl Op {
    /// Whether the result is known to be an immediate integer.
    pub(crate) fn is_int(self) -> bool {
        match self {
            Op::Constant(value) => value.is_small(),
            Op::Add(..) | Op::Subtract(..) | Op::Multiply(..) => true,
            _ => false,
        }
    }

    /// Whether a snapshot belongs to it.
    pub(crate) fn leaves(self) -> bool {
        matches!(
            self,
            Op::GuardInt(_)
                | Op::GuardScript(..)
                | Op::GuardType(..)
                | Op::GuardIs(..)
                | Op::GuardCompare(..)
                | Op::Add(..)
                | Op::Subtract(..)
                | Op::Multiply(..)
        )
    }
}

/// An instruction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instruction {
    /// What it does.
    pub(crate) op: Op,
    /// For one that may leave: its snapshot.
    pub(crate) snapshot: u32,
}

/// An activation that is open at a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Activation {
    /// Its code.
    pub(crate) code: u32,
    /// Where it goes on.
    pub(crate) pc: u32,
    /// Its local 0.
    pub(crate) base: Cell,
}

/// The interpreter's state in front of an instruction.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    /// Open activations, the loop's own first; the last one runs.
    pub(crate) activations: Vec<Activation>,
    /// Cells that are not as they were when the iteration began.
    pub(crate) cells: Vec<(Cell, Ref)>,
    /// The first free cell.
    pub(crate) top: Cell,
    /// Fuel that the iteration has spent so far.
    pub(crate) spent: u32,
}

/// One iteration of a loop.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trace {
    /// What it does, in order.
    pub(crate) instructions: Vec<Instruction>,
    /// What exits rebuild.
    pub(crate) snapshots: Vec<Snapshot>,
    /// Cells that the loop reads or changes: what they hold at the beginning, and what at the end.
    pub(crate) carried: Vec<(Cell, Ref, Ref)>,
    /// Cells that must hold integers when the loop is entered; its own end sees to it afterwards.
    pub(crate) integers: Vec<Cell>,
    /// Fuel that an iteration spends.
    pub(crate) fuel: u32,
    /// The snapshot of the loop head.
    pub(crate) head: u32,
    /// Cells above local 0 that may be in use.
    pub(crate) extent: u32,
}

impl Trace {
    /// The instruction of that number.
    pub(crate) fn op(&self, r: Ref) -> Op {
        self.instructions[r as usize].op
    }

    /// What an exit must write: the snapshot's cells, and the carried ones that it does not name, where
    /// either differs from what stands in memory.
    pub(crate) fn to_rebuild(&self, snapshot: &Snapshot) -> Vec<(Cell, Ref)> {
        let unchanged = |cell: Cell, r: Ref| {
            self.carried.iter().any(|&(c, first, last)| c == cell && first == last && first == r)
        };
        let mut cells: Vec<(Cell, Ref)> = snapshot.cells.clone();
        for &(cell, first, _) in &self.carried {
            if !cells.iter().any(|&(c, _)| c == cell) {
                cells.push((cell, first));
            }
        }
        cells.retain(|&(cell, r)| cell < snapshot.top && !unchanged(cell, r));
        cells
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "loop, {} units of fuel", self.fuel)?;
        for &(cell, first, last) in &self.carried {
            let kind = if self.integers.contains(&cell) { "integer" } else { "value" };
            writeln!(f, "  cell {cell}: {kind} %{first}, then %{last}")?;
        }
        for (r, instruction) in self.instructions.iter().enumerate() {
            write!(f, "  %{r} = {:?}", instruction.op)?;
            if instruction.op.leaves() {
                write!(f, " else exit {}", instruction.snapshot)?;
            }
            writeln!(f)?;
        }
        for (i, snapshot) in self.snapshots.iter().enumerate() {
            write!(f, "  exit {i}: after {} units", snapshot.spent)?;
            for activation in &snapshot.activations {
                let Activation { code, pc, base } = activation;
                write!(f, ", code {code} at {pc} from cell {base}")?;
            }
            for (cell, r) in self.to_rebuild(snapshot) {
                write!(f, ", cell {cell} = %{r}")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
