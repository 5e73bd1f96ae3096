//! The optimizer: a recording goes in, a part of a tree comes out, and for a loop its turn.
//!
//! A recording is walked once, forwards. Each instruction goes through the passes in a row; each may say what its
//! result is instead, or that nothing is left to do:
//!
//! ```text
//! fold ── facts ── virtuals ── memory ── common ── part
//! ```
//!
//! - `fold`: constants, and what arithmetic says.
//! - `facts`: what guards have proven, so that nothing is proven twice; ranges of integers.
//! - `virtuals`: objects that do not leave the trace are not made.
//! - `memory`: what was stored or read is not read again.
//! - `common`: the same operation on the same operands is done once.
//!
//! A loop is walked twice (`peel`): the second time everything that the first turn has proven, read or computed is known,
//! so what does not change is done once, in front of the loop. `dead` removes what nobody needs.

mod common;
mod dead;
mod facts;
mod fold;
mod memory;
#[cfg(test)]
mod oracle;
mod peel;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod text;
mod virtuals;

pub(crate) use dead::remove_dead;

use crate::abort::Abort;
use crate::ir::{
    Begin, Cell, End, Graph, HandlerAt, NONE, Op, Part, Place, Ref, Resume, Snapshot, Tree, Ty,
};
use crate::limits;
use facts::Facts;
use hashbrown::{HashMap, HashSet};
use memory::Memory;
use std::collections::BTreeMap;
use virtuals::Virtuals;

/// What cells hold.
pub(crate) type Cells = BTreeMap<Cell, Ref>;

/// How a recording ended.
#[derive(Clone, Debug)]
pub(crate) enum Ended {
    /// At the head where it began.
    Closed,
    /// At a head of the tree, or one that the next recording begins at.
    Head {
        /// The part of that head, if there is one.
        part: Option<u32>,
        /// The snapshot in front of it.
        snapshot: u32,
    },
    /// It leaves by a snapshot.
    Left(u32),
    /// It returns a value, with so much fuel spent.
    Returned(Ref, u32),
}

/// A straight line of instructions, as recorded.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    /// Its instructions and snapshots. `Cell`, `CellInt` and `CellDouble` read what cells held where it began.
    pub(crate) graph: Graph,
    /// What it knows of literals without proof: the type, and the first word, of the object.
    pub(crate) literals: HashMap<Ref, (u16, u64)>,
    /// What cells hold at its end.
    pub(crate) cells: Cells,
    /// How it ended.
    pub(crate) ended: Ended,
    /// The instructions of the machine that were recorded.
    pub(crate) steps: Vec<Place>,
}

/// What the optimizer makes of one instruction.
enum Outcome {
    /// It goes to the next pass.
    Next,
    /// Its result is that of another.
    Is(Ref),
    /// Nothing is left of it.
    Gone,
}

/// A pass.
type Stage<'a> = fn(&mut Walk<'a>, &mut Step, Ref) -> Outcome;

/// An instruction on its way through the passes.
struct Step {
    op: Op,
    args: Vec<Ref>,
    imm: u64,
    /// The snapshot in the recording, or `NONE`.
    snapshot: u32,
}

/// A walk over a recording.
struct Walk<'a> {
    tree: &'a mut Tree,
    raw: &'a Recording,
    /// The first instruction of the tree that is its own.
    start: Ref,
    /// What the instructions of the recording have become.
    map: Vec<Ref>,
    /// What its snapshots have become.
    snapshots: Vec<u32>,
    /// What cells held at the beginning, where the tree knows.
    cells: Cells,
    /// What memory says that they hold: what they held at the head in front.
    entered: Cells,
    /// The parameters that were made.
    params: Vec<Ref>,
    facts: Facts,
    memory: Memory,
    virtuals: Virtuals,
    common: HashMap<(Op, u64, Vec<Ref>), Ref>,
    body: Vec<Ref>,
    /// Operands that had to be converted: by instruction of the recording, and which.
    derived: HashMap<(Ref, usize), Ref>,
    /// Objects of the recording that must be made, because they live across turns.
    escaping: HashSet<Ref>,
    /// The passes that are on, by their bits.
    passes: u8,
}

/// The passes of a walk, in their order; the bit of each in a set is its place.
#[cfg(test)]
const PASSES: [&str; 5] = ["fold", "facts", "virtuals", "memory", "common"];

/// All of them.
const ALL: u8 = u8::MAX;

/// Makes a recording that began at a loop head a part of a tree, and answers its number. A loop that comes back to
/// its head gets a turn behind it.
pub(crate) fn add_head(tree: &mut Tree, raw: &Recording) -> Result<u32, Abort> {
    add_head_with(tree, raw, ALL)
}

/// As [`add_head`], with some passes only.
fn add_head_with(tree: &mut Tree, raw: &Recording, passes: u8) -> Result<u32, Abort> {
    let start = (tree.graph.next(), tree.graph.snapshots.len(), tree.parts.len());
    let mut escaping = HashSet::new();
    for _ in 0..limits::ESCAPE_ROUNDS {
        let mut walk = Walk::new(tree, raw, Cells::new());
        (walk.escaping, walk.passes) = (escaping, passes);
        match walk.head() {
            Ok(part) => return Ok(part),
            Err(peel::Again { escaping: more, abort }) => {
                escaping = walk.escaping;
                tree.graph.truncate(start.0, start.1);
                tree.parts.truncate(start.2);
                if let Some(abort) = abort {
                    return Err(abort);
                }
                escaping.extend(more);
            }
        }
    }
    Err(Abort::Unstable)
}

/// Makes a recording that began at an exit a part of a tree, and answers its number.
pub(crate) fn add_side(tree: &mut Tree, raw: &Recording, snapshot: u32) -> Result<u32, Abort> {
    add_side_with(tree, raw, snapshot, ALL)
}

/// As [`add_side`], with some passes only.
fn add_side_with(
    tree: &mut Tree,
    raw: &Recording,
    snapshot: u32,
    passes: u8,
) -> Result<u32, Abort> {
    let start = (tree.graph.next(), tree.graph.snapshots.len(), tree.parts.len());
    let left = tree.graph.snapshots[snapshot as usize].clone();
    // What no snapshot mentions is what it was at the head in front of the exit.
    let entered = cells_of_head(tree, snapshot);
    let mut cells = entered.clone();
    cells.extend(left.cells.iter().copied());
    for (i, handler) in left.handlers.iter().enumerate() {
        if handler.ejector != NONE {
            cells.insert(handler_cell(left.kept + i as u32), handler.ejector);
        }
    }
    let mut walk = Walk::new(tree, raw, cells);
    (walk.entered, walk.passes) = (entered, passes);
    walk.inherit(snapshot);
    for (r, fields) in &left.virtuals {
        let ty = walk.tree.graph.at(*r).imm as u16;
        walk.virtuals.inherit(*r, ty, fields.clone());
    }
    let made = walk.side(snapshot);
    if made.is_err() {
        tree.graph.truncate(start.0, start.1);
        tree.parts.truncate(start.2);
    }
    made
}

/// The parameters of the head that an exit lies behind, by their cells.
fn cells_of_head(tree: &Tree, snapshot: u32) -> Cells {
    let mut cells = Cells::new();
    let Some((number, _)) = tree.loop_of(snapshot) else { return cells };
    let head = number - (tree.parts[number].begin == Begin::Turn) as usize;
    for &param in &tree.parts[head].params {
        let instr = tree.graph.at(param);
        if (instr.imm as Cell) < handler_cell(0) {
            cells.insert(instr.imm as Cell, param);
        }
    }
    cells
}

/// The cell that stands for the ejector of a handler.
pub(crate) fn handler_cell(handler: u32) -> Cell {
    (1 << 20) + handler as Cell
}

impl<'a> Walk<'a> {
    fn new(tree: &'a mut Tree, raw: &'a Recording, cells: Cells) -> Walk<'a> {
        Walk {
            start: tree.graph.next(),
            tree,
            raw,
            map: vec![NONE; raw.graph.instrs.len()],
            snapshots: vec![NONE; raw.graph.snapshots.len()],
            cells,
            entered: Cells::new(),
            params: Vec::new(),
            facts: Facts::default(),
            memory: Memory::default(),
            virtuals: Virtuals::default(),
            common: HashMap::new(),
            body: Vec::new(),
            derived: HashMap::new(),
            escaping: HashSet::new(),
            passes: ALL,
        }
    }

    /// A part that begins at a head.
    fn head(&mut self) -> Result<u32, peel::Again> {
        let part = self.tree.parts.len() as u32;
        // Its parameters are all cells that it reads, and they are known from the beginning.
        for r in 0..self.raw.graph.next() {
            let instr = self.raw.graph.at(r);
            if matches!(instr.op, Op::Cell | Op::CellInt | Op::CellDouble) {
                self.tree.graph.here = self.raw.graph.origin(r);
                let param = self.tree.graph.push(instr.op, &[], instr.imm, NONE);
                self.params.push(param);
                self.map[r as usize] = param;
                self.cells.insert(instr.imm as Cell, param);
            }
        }
        self.entered = self.cells.clone();
        self.walk_all();
        if matches!(self.raw.ended, Ended::Closed) {
            return self.close(part);
        }
        let end = self.end()?;
        self.finish(Begin::Head, end);
        Ok(part)
    }

    /// A part that begins at an exit.
    fn side(&mut self, snapshot: u32) -> Result<u32, Abort> {
        let part = self.tree.parts.len() as u32;
        self.walk_all();
        let end = self.end().map_err(|again| again.abort.unwrap_or(Abort::Unstable))?;
        self.finish(Begin::Exit(snapshot), end);
        Ok(part)
    }

    fn finish(&mut self, begin: Begin, end: End) {
        let (params, body) = (std::mem::take(&mut self.params), std::mem::take(&mut self.body));
        self.tree.parts.push(Part { begin, params, body, end });
    }

    /// What follows the last instruction. A jump to a head that there is no part of yet goes to the next one.
    fn end(&mut self) -> Result<End, peel::Again> {
        match self.raw.ended {
            Ended::Closed => Err(peel::Again::abort(Abort::Unstable)),
            Ended::Left(snapshot) => Ok(End::Leave(self.snapshot(snapshot))),
            Ended::Returned(value, spent) => {
                let value = self.resolved(self.map[value as usize]);
                let value = self.operand(value, Ty::Value);
                let value = self.forced(value);
                if spent > 0 {
                    self.emit(Op::Spend, &[], spent as u64, NONE);
                }
                Ok(End::Return(value))
            }
            Ended::Head { part, snapshot } => {
                let leave = self.snapshot(snapshot);
                match part {
                    Some(part) => Ok(self.jump(part, leave)),
                    // `Tree::link` makes a jump of it when the part is there.
                    None => Ok(End::Leave(leave)),
                }
            }
        }
    }

    /// The end of a part that goes on at a head: values for its parameters, everything else to memory. Leaves by a
    /// snapshot where a value is not of the type that the head wants.
    fn jump(&mut self, to: u32, leave: u32) -> End {
        let mut cells =
            self.tree.graph.snapshots[leave as usize].cells.iter().copied().collect::<Cells>();
        let handlers = &self.tree.graph.snapshots[leave as usize];
        for (i, handler) in handlers.handlers.iter().enumerate() {
            if handler.ejector != NONE {
                cells.insert(handler_cell(handlers.kept + i as u32), handler.ejector);
            }
        }
        let spent = handlers.spent;
        let params = self.tree.parts[to as usize].params.clone();
        let mut args = Vec::with_capacity(params.len());
        for &param in &params {
            let (cell, ty) = (self.tree.graph.at(param).imm as Cell, self.tree.graph.ty(param));
            let value = match cells.get(&cell) {
                Some(&value) => value,
                None => self.unchanged(cell),
            };
            args.push(self.converted(value, ty, leave));
        }
        let checks: Vec<(Cell, Ty)> = self.tree.checks_of(to).collect();
        for (cell, ty) in checks {
            let value = match cells.get(&cell) {
                Some(&value) => value,
                None => self.unchanged(cell),
            };
            self.converted(value, ty, leave);
        }
        for (cell, value) in cells {
            if cell < handler_cell(0) {
                let value = self.converted(value, Ty::Value, leave);
                self.emit(Op::Flush, &[value], cell as u64, NONE);
            }
        }
        if spent > 0 {
            self.emit(Op::Spend, &[], spent as u64, NONE);
        }
        End::Jump { to, args }
    }

    /// What a cell holds of which memory still says what it holds: nothing has changed it since the tree was entered, or what has is undone.
    fn unchanged(&mut self, cell: Cell) -> Ref {
        match self.entered.get(&cell) {
            Some(&r) => r,
            None => self.emit(Op::Reload, &[], cell as u64, NONE),
        }
    }

    /// A value in the form that is wanted, a guard being allowed to leave by a snapshot. One that never has that form always leaves.
    fn converted(&mut self, value: Ref, wanted: Ty, leave: u32) -> Ref {
        let value = self.forced(value);
        let ty = self.tree.graph.ty(value);
        if ty.fits(wanted) {
            return value;
        }
        let value = match (ty, self.tree.graph.op(value)) {
            (Ty::Double, Op::GuardDouble) => self.tree.graph.arg(value, 0),
            (Ty::Double, _) => self.emit(Op::Box, &[value], 0, NONE),
            (Ty::Bool, _) => self.emit(Op::BoolValue, &[value], 0, NONE),
            _ => value,
        };
        match wanted {
            Ty::Int => self.emit(Op::GuardInt, &[value], 0, leave),
            Ty::Double => self.emit(Op::GuardDouble, &[value], 0, leave),
            _ => value,
        }
    }

    // ---- The walk --------------------------------------------------------------------------------

    fn walk_all(&mut self) {
        for r in 0..self.raw.graph.next() {
            self.step(r);
        }
    }

    /// Takes one instruction of the recording through the passes.
    fn step(&mut self, r: Ref) {
        let instr = self.raw.graph.at(r);
        self.tree.graph.here = self.raw.graph.origin(r);
        match instr.op {
            Op::Cell | Op::CellInt | Op::CellDouble => {
                let cell = instr.imm as Cell;
                self.map[r as usize] = match self.cells.get(&cell) {
                    Some(&known) => known,
                    None => self.emit(Op::Reload, &[], instr.imm, NONE),
                };
                return;
            }
            Op::Virtual => {
                self.map[r as usize] = NONE;
                return;
            }
            _ => {}
        }
        let row = instr.op.row();
        let raw_args = self.raw.graph.args(r);
        let mut args = Vec::with_capacity(raw_args.len());
        for (i, &arg) in raw_args.iter().enumerate() {
            let value = self.resolved(self.map[arg as usize]);
            let wanted = row.args.get(i).copied().unwrap_or(Ty::Value);
            let converted = self.operand(value, wanted);
            if converted != value {
                self.derived.insert((r, i), converted);
            }
            args.push(converted);
        }
        let step = Step { op: instr.op, args, imm: instr.imm, snapshot: instr.snapshot };
        let result = self.pass(step, r);
        self.map[r as usize] = result;
        if let Some(&(ty, first)) = self.raw.literals.get(&r) {
            self.facts.assume(result, ty, first);
            self.tree.literals.insert(result, (ty, first));
        }
    }

    /// An operand in the form that is wanted, if that takes no proof.
    fn operand(&mut self, value: Ref, wanted: Ty) -> Ref {
        match (self.tree.graph.ty(value), wanted) {
            (Ty::Double, Ty::Value) => {
                if self.tree.graph.op(value) == Op::GuardDouble {
                    return self.tree.graph.arg(value, 0);
                }
                self.pass_simple(Op::Box, &[value])
            }
            (Ty::Bool, Ty::Value) => self.pass_simple(Op::BoolValue, &[value]),
            _ => value,
        }
    }

    /// A pure operation that a pass needs.
    fn pass_simple(&mut self, op: Op, args: &[Ref]) -> Ref {
        self.pass(Step { op, args: args.to_vec(), imm: 0, snapshot: NONE }, NONE)
    }

    fn pass(&mut self, mut step: Step, raw: Ref) -> Ref {
        let stages: [Stage<'a>; 5] =
            [Walk::fold, Walk::prove, Walk::virtualize, Walk::remember, Walk::share];
        for (bit, stage) in stages.into_iter().enumerate() {
            if self.passes & 1 << bit == 0 {
                continue;
            }
            match stage(self, &mut step, raw) {
                Outcome::Next => {}
                Outcome::Is(r) => return r,
                Outcome::Gone => return NONE,
            }
        }
        // What gets here is done, so everything that it works on must be there.
        for i in 0..step.args.len() {
            step.args[i] = self.forced(step.args[i]);
        }
        let snapshot = if step.snapshot == NONE { NONE } else { self.snapshot(step.snapshot) };
        let r = self.emit(step.op, &step.args, step.imm, snapshot);
        self.note_memory(&step, r);
        self.note_fact(&step, r);
        self.note_common(&step, r);
        r
    }

    /// Adds an instruction to the part.
    fn emit(&mut self, op: Op, args: &[Ref], imm: u64, snapshot: u32) -> Ref {
        let r = self.tree.graph.push(op, args, imm, snapshot);
        self.body.push(r);
        r
    }

    /// An integer constant.
    fn int(&mut self, n: i64) -> Ref {
        self.constant(Op::Int, (n << 3) as u64)
    }

    /// A constant.
    fn constant(&mut self, op: Op, imm: u64) -> Ref {
        let key = (op, imm, Vec::new());
        if let Some(&r) = self.common.get(&key) {
            return r;
        }
        let r = self.emit(op, &[], imm, NONE);
        self.common.insert(key, r);
        r
    }

    /// The tree's snapshot for one of the recording.
    fn snapshot(&mut self, raw: u32) -> u32 {
        if self.snapshots[raw as usize] != NONE {
            return self.snapshots[raw as usize];
        }
        let old = &self.raw.graph.snapshots[raw as usize];
        let top = old.top;
        let mut cells: Cells =
            self.cells.range(..top).map(|(&cell, &r)| (cell, self.resolved(r))).collect();
        for &(cell, r) in &old.cells {
            cells.insert(cell, self.resolved(self.map[r as usize]));
        }
        // Memory says what a cell of the head holds until it is changed: who jumps to a head writes what differs.
        cells.retain(|&cell, &mut r| {
            let instr = self.tree.graph.at(r);
            let is_own = matches!(instr.op, Op::Cell | Op::CellInt | Op::CellDouble | Op::Reload)
                && instr.imm as Cell == cell;
            !is_own || cell >= handler_cell(0)
        });
        let handlers: Vec<HandlerAt> = old
            .handlers
            .iter()
            .map(|&handler| HandlerAt {
                ejector: if handler.ejector == NONE {
                    NONE
                } else {
                    self.resolved(self.map[handler.ejector as usize])
                },
                ..handler
            })
            .collect();
        let mut wanted: Vec<Ref> = cells.values().copied().collect();
        wanted.extend(handlers.iter().map(|h| h.ejector).filter(|&r| r != NONE));
        let virtuals = self.virtuals.reachable(wanted);
        let snapshot = Snapshot {
            resume: old.resume,
            activations: old.activations.clone(),
            cells: cells.into_iter().collect(),
            virtuals,
            kept: old.kept,
            handlers,
            top,
            spent: old.spent,
        };
        let number = self.tree.graph.snapshots.len() as u32;
        self.tree.graph.snapshots.push(snapshot);
        // What changes without an instruction of the recording in between is the state of objects.
        self.snapshots[raw as usize] = number;
        number
    }
}

/// Whether a snapshot is one that a part may be grown from.
pub(crate) fn can_grow(snapshot: &Snapshot) -> bool {
    snapshot.resume == Resume::Again
}

impl Tree {
    /// Makes the end of a part, which leaves in front of a head, a jump to the part of that head.
    pub(crate) fn link(&mut self, part: u32, to: u32) {
        let End::Leave(leave) = self.parts[part as usize].end else { return };
        let raw = Recording {
            graph: Graph::default(),
            literals: HashMap::new(),
            cells: Cells::new(),
            ended: Ended::Closed,
            steps: Vec::new(),
        };
        let left = self.graph.snapshots[leave as usize].clone();
        let mut walk = Walk::new(self, &raw, Cells::new());
        for (r, fields) in &left.virtuals {
            let ty = walk.tree.graph.at(*r).imm as u16;
            walk.virtuals.inherit(*r, ty, fields.clone());
        }
        let end = walk.jump(to, leave);
        let more = std::mem::take(&mut walk.body);
        let row = &mut self.parts[part as usize];
        row.body.extend(more);
        row.end = end;
    }
}
