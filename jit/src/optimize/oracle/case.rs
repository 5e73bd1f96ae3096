//! A case: recordings that belong to one tree, and machines to run them on. It can be run as recorded, which is what is right, and made
//! a tree by some of the passes.
//!
//! As recorded, everything is in cells: a recording reads them where it begins; where it ends, or leaves, its snapshot says what is
//! written to them. What follows begins with that.

use super::super::{ALL, Ended, Recording, add_head_with, add_side_with, remove_dead};
use crate::ir::interpret::{Done, ENTRIES, Fault, Machine, Outcome, Told};
use crate::ir::{Begin, Cell, Op, Ref, Shown, Tree, Ty, verify};
use crate::optimize::handler_cell;
use std::fmt::{self, Display, Formatter};

/// An exit of a recording: which recording, which of its snapshots, and whether that is left in a later turn of its loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exit {
    pub(super) section: usize,
    pub(super) snapshot: u32,
    pub(super) turn: bool,
}

/// Where a recording begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// At the head where the tree is entered.
    Head,
    /// At an exit.
    Behind(Exit),
    /// At a head that another recording has ended in front of.
    Follows(usize),
}

/// A recording of a case. Heads that it ends at are numbers of sections here.
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) start: Start,
    pub(super) recording: Recording,
}

/// Recordings of one tree, and machines to run them on.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) sections: Vec<Section>,
    pub(super) machines: Vec<Machine>,
}

/// What is done to recordings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way {
    pub(super) name: &'static str,
    /// The passes of the walk.
    pub(super) passes: u8,
    /// Dead code is removed whenever the tree has grown, or at the end.
    pub(super) dead_early: bool,
    pub(super) dead_late: bool,
}

/// Each pass alone, none, and all.
pub(super) const WAYS: &[Way] = &[
    Way { name: "none", passes: 0, dead_early: false, dead_late: false },
    Way { name: "dead", passes: 0, dead_early: false, dead_late: true },
    Way { name: "fold", passes: 1, dead_early: false, dead_late: false },
    Way { name: "facts", passes: 2, dead_early: false, dead_late: false },
    Way { name: "virtuals", passes: 4, dead_early: false, dead_late: false },
    Way { name: "memory", passes: 8, dead_early: false, dead_late: false },
    Way { name: "common", passes: 16, dead_early: false, dead_late: false },
    Way { name: "all", passes: ALL, dead_early: false, dead_late: false },
    Way { name: "peel", passes: ALL, dead_early: false, dead_late: true },
    Way { name: "grown", passes: ALL, dead_early: true, dead_late: true },
];

/// A tree, and the part that each section has become, if it is there.
pub(super) struct Built {
    pub(super) tree: Tree,
    pub(super) parts: Vec<Option<u32>>,
}

/// How a run as recorded ended.
pub(super) struct Stopped {
    pub(super) outcome: Outcome,
    /// The exit, and the machine there.
    pub(super) left: Option<(Exit, Machine)>,
}

impl Case {
    /// Makes the place of each snapshot tell which one it is.
    pub(super) fn number_snapshots(&mut self) {
        for (number, section) in self.sections.iter_mut().enumerate() {
            for (i, snapshot) in section.recording.graph.snapshots.iter_mut().enumerate() {
                if let Some(last) = snapshot.activations.last_mut() {
                    (last.code, last.pc) = (number as u32, i as u32);
                }
            }
        }
    }

    /// The snapshot of a tree that an exit has become.
    fn snapshot_of(&self, built: &Built, exit: Exit) -> Option<u32> {
        let part = built.parts[exit.section]? as usize + exit.turn as usize;
        if exit.turn != matches!(built.tree.parts.get(part)?.begin, Begin::Turn) {
            return None;
        }
        let leaving = built.tree.leaving();
        leaving[part].iter().copied().find(|&number| {
            let last = built.tree.graph.snapshots[number as usize].activations.last();
            last.is_some_and(|last| (last.code, last.pc) == (exit.section as u32, exit.snapshot))
        })
    }

    /// What the optimizer makes of the recordings. Some may not come out.
    pub(super) fn build(&self, way: Way) -> Result<Built, Fault> {
        let mut built = Built { tree: Tree::default(), parts: Vec::new() };
        for (number, section) in self.sections.iter().enumerate() {
            let mut recording = section.recording.clone();
            if let Ended::Head { part: Some(to), snapshot } = recording.ended {
                let part = built.parts.get(to as usize).copied().flatten();
                recording.ended = Ended::Head { part, snapshot };
            }
            let tree = &mut built.tree;
            let part = match section.start {
                Start::Head => add_head_with(tree, &recording, way.passes).ok(),
                Start::Follows(from) => match built.parts[from] {
                    Some(from) => {
                        let part = add_head_with(tree, &recording, way.passes).ok();
                        if let Some(part) = part {
                            tree.link(from, part);
                        }
                        part
                    }
                    None => None,
                },
                Start::Behind(exit) => match self.snapshot_of(&built, exit) {
                    Some(snapshot) => {
                        let tree = &mut built.tree;
                        let part = add_side_with(tree, &recording, snapshot, way.passes).ok();
                        if let Some(part) = part {
                            tree.set_side(snapshot, part);
                        }
                        part
                    }
                    None => None,
                },
            };
            built.parts.push(part);
            let wrong = |error| format!("section {number}: {error}\n{}", built.tree);
            verify(&built.tree).map_err(wrong)?;
            let is_last = number + 1 == self.sections.len();
            if way.dead_early || way.dead_late && is_last {
                remove_dead(&mut built.tree);
                let wrong = |error| format!("section {number}: {error}\n{}", built.tree);
                verify(&built.tree).map_err(wrong)?;
            }
        }
        Ok(built)
    }

    /// Runs the recordings that are there as they were recorded.
    pub(super) fn run(
        &self,
        there: impl Fn(usize) -> bool,
        mut machine: Machine,
    ) -> Result<Stopped, Fault> {
        let mut number = 0;
        if refuses(&self.sections[0].recording, &machine)? {
            let outcome = machine.seen("refused".into(), Told::default());
            return Ok(Stopped { outcome, left: None });
        }
        let (mut turn, mut converted) = (false, true);
        for _ in 0..ENTRIES {
            let recording = &self.sections[number].recording;
            let graph = &recording.graph;
            let mut values = vec![None; graph.instrs.len()];
            let mut left = None;
            for r in 0..graph.next() {
                let instr = graph.at(r);
                if is_cell(instr.op) {
                    values[r as usize] = Some(machine.cell(instr.imm as u32 as Cell)?);
                }
            }
            for r in (0..graph.next()).filter(|&r| !is_cell(graph.op(r))) {
                // A turn looks at the counter, and then at what its cells hold.
                let fuel = graph.op(r) == Op::Fuel;
                if !converted && !fuel && refuses(recording, &machine)? {
                    left = Some(0);
                    break;
                }
                converted |= !fuel;
                match machine.execute(graph, r, &values)? {
                    Done::Result(datum) => values[r as usize] = Some(datum),
                    Done::Leaves => {
                        left = Some(graph.at(r).snapshot);
                        break;
                    }
                }
            }
            if left.is_none() && !converted && refuses(recording, &machine)? {
                left = Some(0);
            }
            let snapshot = match (left, &recording.ended) {
                (Some(snapshot), _) | (None, &Ended::Left(snapshot)) => snapshot,
                (None, Ended::Closed) => {
                    let cells = recording.cells.iter();
                    let cells = cells
                        .map(|(&cell, &r)| Ok((cell, machine.result(graph, &values, r)?.value())));
                    let cells: Result<Vec<_>, Fault> = cells.collect();
                    machine.stack.extend(cells?);
                    (turn, converted) = (true, false);
                    continue;
                }
                (None, &Ended::Returned(value, spent)) => {
                    let mut told = Told::default();
                    told.datum(machine.result(graph, &values, value)?.value());
                    machine.fuse -= spent as i64;
                    let outcome = machine.seen("returned".into(), told);
                    return Ok(Stopped { outcome, left: None });
                }
                (None, &Ended::Head { snapshot, .. }) => snapshot,
            };
            let ended = left.is_none();
            let exit = Exit { section: number, snapshot, turn };
            let snapshot = &graph.snapshots[snapshot as usize];
            machine.leave(graph, snapshot, &values)?;
            let goes_on =
                |start: Start| self.sections.iter().position(|section| section.start == start);
            let next = match recording.ended {
                Ended::Head { part, .. } if ended => {
                    let to = part.map(|part| part as usize).or(goes_on(Start::Follows(number)));
                    let to = to.filter(|&to| there(to));
                    match to {
                        Some(to) if !refuses(&self.sections[to].recording, &machine)? => {
                            machine.fuse -= snapshot.spent as i64;
                            Some(to)
                        }
                        _ => None,
                    }
                }
                _ => None,
            };
            let next = next.or(goes_on(Start::Behind(exit)).filter(|&to| there(to)));
            match next {
                Some(next) => (number, turn, converted) = (next, false, true),
                None => {
                    let left = Some((exit, machine.clone()));
                    return Ok(Stopped { outcome: machine.seen_at(snapshot), left });
                }
            }
        }
        let outcome = machine.seen("stopped".into(), Told::default());
        Ok(Stopped { outcome, left: None })
    }
}

fn is_cell(op: Op) -> bool {
    matches!(op, Op::Cell | Op::CellInt | Op::CellDouble)
}

/// Whether a cell does not hold what a recording has relied on without a guard.
fn refuses(recording: &Recording, machine: &Machine) -> Result<bool, Fault> {
    let graph = &recording.graph;
    for r in 0..graph.next() {
        let ty: Ty = graph.ty(r);
        if is_cell(graph.op(r)) && !machine.admits(graph.at(r).imm as u32 as Cell, ty)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The recordings of a case as a text of `jit/tests/ir`, in the numbers of a tree that was built of them.
pub(super) struct Text<'a>(pub(super) &'a Case, pub(super) &'a Built);

impl Display for Text<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let Text(case, built) = *self;
        for (number, section) in case.sections.iter().enumerate() {
            match section.start {
                Start::Head => {}
                Start::Follows(from) => match built.parts[from] {
                    Some(part) => writeln!(f, "follows {part}")?,
                    None => continue,
                },
                Start::Behind(exit) => match case.snapshot_of(built, exit) {
                    Some(snapshot) => writeln!(f, "behind @{snapshot}")?,
                    None => continue,
                },
            }
            let recording = &section.recording;
            let graph = &recording.graph;
            for r in 0..graph.next() {
                writeln!(f, "{}", Shown::Instruction(graph, r))?;
            }
            for (&r, &(ty, first)) in &recording.literals {
                let ty = monte_vm::heap::TYPES[ty as usize];
                writeln!(f, "{} is {ty:?} {first}", Shown::Result(graph, r))?;
            }
            match recording.ended {
                Ended::Closed => write!(f, "ends closed")?,
                Ended::Left(snapshot) => write!(f, "ends left @{snapshot}")?,
                Ended::Returned(value, spent) => {
                    write!(f, "ends returned {} spent {spent}", Shown::Result(graph, value))?;
                }
                Ended::Head { part, snapshot } => {
                    let part = part.and_then(|part| built.parts[part as usize]);
                    let part = part.map(|part| format!(" {part}")).unwrap_or_default();
                    write!(f, "ends head{part} @{snapshot}")?;
                }
            }
            if matches!(recording.ended, Ended::Closed) {
                for (cell, r) in &recording.cells {
                    write!(f, " [{cell}]={}", Shown::Result(graph, *r))?;
                }
            }
            writeln!(f)?;
            for snapshot in 0..graph.snapshots.len() as u32 {
                writeln!(f, "{}", Shown::Snapshot(graph, snapshot))?;
            }
            debug_assert!(number < case.sections.len());
        }
        Ok(())
    }
}

/// The operands of everything in a recording, to be renamed: instructions, snapshots, cells, its end.
pub(super) fn rename(recording: &mut Recording, mut name: impl FnMut(Ref) -> Ref) {
    for r in 0..recording.graph.next() {
        recording.graph.args_mut(r).iter_mut().for_each(|arg| *arg = name(*arg));
    }
    for snapshot in &mut recording.graph.snapshots {
        snapshot.cells.iter_mut().for_each(|cell| cell.1 = name(cell.1));
        for handler in &mut snapshot.handlers {
            if handler.ejector != crate::ir::NONE {
                handler.ejector = name(handler.ejector);
            }
        }
    }
    recording.cells.values_mut().for_each(|r| *r = name(*r));
    if let Ended::Returned(value, _) = &mut recording.ended {
        *value = name(*value);
    }
}

/// The cell of a handler's ejector is none of the stack.
pub(super) fn is_of_stack(cell: Cell) -> bool {
    cell < handler_cell(0)
}
