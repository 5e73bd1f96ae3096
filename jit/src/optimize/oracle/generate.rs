//! Random cases. As the recorder does, the scribe walks along with a machine and writes down what it does: each guard is one that held
//! there. What a machine does later is another matter.
//!
//! A case begins with a loop head, or a body. Parts are grown where its runs leave, as the compiler would.

use super::super::{Cells, Ended, Recording, handler_cell};
use super::case::{Case, Section, Start, is_of_stack};
use super::machines::{CELLS, DEPTH, Maker, double, int};
use super::steps::STEPS;
use crate::ir::interpret::{Datum, Done, Fault, Machine};
use crate::ir::{Activation, Cell, Graph, HandlerAt, Imm, NONE, Op, Ref, Resume, Snapshot, Ty};
use crate::record::KEPT;
use fastrand::Rng;
use hashbrown::HashMap;
use monte_vm::heap::Type;

/// A step did not come out; nothing of it was done.
pub(super) struct Stuck;

pub(super) type Wrote<T> = Result<T, Stuck>;

/// Writes a recording.
pub(super) struct Scribe<'a> {
    pub(super) rng: &'a mut Rng,
    pub(super) machine: Machine,
    pub(super) graph: Graph,
    pub(super) values: Vec<Option<Datum>>,
    pub(super) cells: Cells,
    pub(super) snapshot: Option<u32>,
    pub(super) spent: u32,
    pub(super) section: u32,
    pub(super) is_head: bool,
    pub(super) handlers: Vec<HandlerAt>,
    pub(super) literals: HashMap<Ref, (u16, u64)>,
    /// The steps that are taken: a few kinds only are more likely to meet.
    pub(super) likely: Vec<u32>,
}

/// The case of a seed.
pub(super) fn case(seed: u64) -> Case {
    let mut rng = Rng::with_seed(seed);
    let machine = Maker::new(&mut rng).fill();
    let mut machines = vec![machine];
    for _ in 0..3 {
        let like = machines[rng.usize(..machines.len())].clone();
        machines.push(Maker::disturbed(&mut rng, &like));
    }
    let recording = Scribe::at_head(&mut rng, machines[0].clone(), 0).write(&[0], None);
    let first = Section { start: Start::Head, recording };
    let mut case = Case { sections: vec![first], machines };
    for _ in 0..rng.usize(..4) {
        let machine = case.machines[rng.usize(..case.machines.len())].clone();
        let Ok(stopped) = case.run(|_| true, machine) else { continue };
        let Some((exit, machine)) = stopped.left else { continue };
        let number = case.sections.len();
        let heads: Vec<usize> = (0..number)
            .filter(|&number| !matches!(case.sections[number].start, Start::Behind(_)))
            .collect();
        let from = &case.sections[exit.section].recording;
        let snapshot = from.graph.snapshots[exit.snapshot as usize].clone();
        let follows =
            matches!(from.ended, Ended::Head { part: None, snapshot } if snapshot == exit.snapshot);
        let (start, recording) = if follows {
            let scribe = Scribe::at_head(&mut rng, machine, number as u32);
            (Start::Follows(exit.section), scribe.write(&heads, Some(number)))
        } else if snapshot.resume == Resume::Again {
            let scribe = Scribe::at_exit(&mut rng, machine, number as u32, &snapshot);
            (Start::Behind(exit), scribe.write(&heads, None))
        } else {
            continue;
        };
        if case.sections.iter().all(|section| section.start != start) {
            case.sections.push(Section { start, recording });
        }
    }
    case
}

impl Scribe<'_> {
    fn new(rng: &mut Rng, machine: Machine, section: u32) -> Scribe<'_> {
        let kinds = [4, 8, 60][rng.usize(..3)];
        let likely = (0..kinds).map(|_| rng.u32(..STEPS)).collect();
        Scribe {
            rng,
            machine,
            graph: Graph::default(),
            values: Vec::new(),
            cells: Cells::new(),
            snapshot: None,
            spent: 0,
            section,
            is_head: false,
            handlers: Vec::new(),
            literals: HashMap::new(),
            likely,
        }
    }

    pub(super) fn at_head(rng: &mut Rng, machine: Machine, section: u32) -> Scribe<'_> {
        let mut scribe = Scribe::new(rng, machine, section);
        scribe.is_head = true;
        scribe.take_snapshot(Resume::Again);
        let safepoint = scribe.take_snapshot(Resume::Safepoint);
        scribe.machine.fuse = scribe.machine.fuse.max(50);
        scribe.graph.push(Op::Fuel, &[], 0, safepoint);
        scribe.values.push(Some(Datum::Nothing));
        scribe
    }

    pub(super) fn at_exit<'r>(
        rng: &'r mut Rng,
        machine: Machine,
        section: u32,
        snapshot: &Snapshot,
    ) -> Scribe<'r> {
        let mut scribe = Scribe::new(rng, machine, section);
        scribe.machine.fuse = scribe.machine.fuse.max(50);
        scribe.spent = snapshot.spent;
        for (i, &handler) in snapshot.handlers.iter().enumerate() {
            let ejector = match handler.ejector {
                NONE => NONE,
                _ => scribe.initial(Op::Cell, handler_cell(i as u32 + snapshot.kept)),
            };
            scribe.handlers.push(HandlerAt { ejector, ..handler });
        }
        scribe
    }

    /// Writes some steps and an end. Heads are sections that it may go on at; `own` is the one that it is itself.
    pub(super) fn write(mut self, heads: &[usize], own: Option<usize>) -> Recording {
        let is_body = self.section == 0 && self.rng.u32(..12) == 0;
        let most = [8, 24][self.rng.usize(..2)];
        for _ in 0..self.rng.u32(2..most) {
            self.attempt(|scribe| scribe.step());
        }
        let ended = match self.rng.u32(..8) {
            _ if is_body => {
                let value = self.operand();
                Ended::Returned(value, self.spent)
            }
            0..6 if self.is_head => Ended::Closed,
            0..5 if !self.is_head => {
                let to = heads[self.rng.usize(..heads.len())];
                let snapshot = self.take_snapshot(Resume::Again);
                Ended::Head { part: Some(to as u32), snapshot }
            }
            6 => {
                let snapshot = self.take_snapshot(Resume::Again);
                Ended::Head { part: None, snapshot }
            }
            _ => {
                let snapshot = self.take_snapshot(Resume::Again);
                Ended::Left(snapshot)
            }
        };
        debug_assert!(own.is_none_or(|own| own == self.section as usize));
        if matches!(ended, Ended::Closed) {
            // A head has the handlers that it had.
            let _ = self.pay();
            self.handlers.clear();
        }
        self.cells.retain(|&cell, _| is_of_stack(cell) && cell < CELLS.end);
        Recording {
            graph: self.graph,
            literals: self.literals,
            cells: self.cells,
            ended,
            steps: Vec::new(),
        }
    }

    // ---- Writing ---------------------------------------------------------------------------------

    /// Does a step, or nothing of it.
    pub(super) fn attempt(&mut self, step: impl FnOnce(&mut Self) -> Wrote<()>) {
        self.snapshot = None;
        let (next, snapshots) = (self.graph.next(), self.graph.snapshots.len());
        let before = (self.cells.clone(), self.machine.clone(), self.spent, self.handlers.clone());
        if step(self).is_err() {
            self.graph.truncate(next, snapshots);
            self.values.truncate(next as usize);
            self.literals.retain(|&r, _| r < next);
            (self.cells, self.machine, self.spent, self.handlers) = before;
        }
    }

    pub(super) fn push(&mut self, op: Op, args: &[Ref], imm: u64, snapshot: u32) -> Wrote<Ref> {
        let r = self.graph.push(op, args, imm, snapshot);
        let done: Result<Done, Fault> = match op {
            Op::Cell | Op::CellInt | Op::CellDouble => {
                // What it held at the beginning.
                self.machine.cell(imm as u32 as Cell).map(Done::Result)
            }
            _ => self.machine.execute(&self.graph, r, &self.values),
        };
        match done {
            Ok(Done::Result(datum)) => {
                self.values.push(Some(datum));
                Ok(r)
            }
            _ => Err(Stuck),
        }
    }

    pub(super) fn emit(&mut self, op: Op, args: &[Ref], imm: u64) -> Wrote<Ref> {
        debug_assert!(op.row().imm != Imm::None || imm == 0);
        self.push(op, args, imm, NONE)
    }

    pub(super) fn guard(&mut self, op: Op, args: &[Ref], imm: u64) -> Wrote<Ref> {
        let snapshot = match self.snapshot {
            Some(snapshot) => snapshot,
            None => self.take_snapshot(Resume::Again),
        };
        self.snapshot = Some(snapshot);
        self.push(op, args, imm, snapshot)
    }

    pub(super) fn take_snapshot(&mut self, resume: Resume) -> u32 {
        let number = self.graph.snapshots.len() as u32;
        let top = CELLS.end + DEPTH;
        let cells = self.cells.range(..top).map(|(&cell, &r)| (cell, r)).collect();
        let activation = Activation { code: self.section, pc: number, base: 0 };
        self.graph.snapshots.push(Snapshot {
            resume,
            activations: vec![activation],
            cells,
            virtuals: Vec::new(),
            kept: KEPT,
            handlers: self.handlers.clone(),
            top,
            spent: self.spent,
        });
        number
    }

    pub(super) fn initial(&mut self, op: Op, cell: Cell) -> Ref {
        let r = self.graph.push(op, &[], cell as u32 as u64, NONE);
        self.values.push(self.machine.stack.get(&cell).copied());
        r
    }

    pub(super) fn value(&self, r: Ref) -> Datum {
        self.machine.result(&self.graph, &self.values, r).unwrap_or(Datum::Nothing)
    }

    pub(super) fn pay(&mut self) -> Wrote<()> {
        if self.spent > 0 {
            self.emit(Op::Spend, &[], self.spent as u64)?;
            self.spent = 0;
        }
        Ok(())
    }

    // ---- Operands --------------------------------------------------------------------------------

    pub(super) fn get(&mut self, cell: Cell) -> Ref {
        if let Some(&r) = self.cells.get(&cell) {
            return r;
        }
        // What a head relies on is looked at where it is entered.
        let op = match self.machine.stack.get(&cell) {
            Some(datum) if self.is_head && datum.as_int().is_some() => Op::CellInt,
            Some(Datum::Double(_)) if self.is_head => Op::CellDouble,
            _ => Op::Cell,
        };
        let op = if self.rng.u32(..3) == 0 { Op::Cell } else { op };
        let r = self.initial(op, cell);
        self.cells.insert(cell, r);
        r
    }

    /// Some result: of a cell, or of anything that was done.
    pub(super) fn operand(&mut self) -> Ref {
        if self.rng.u32(..3) > 0 || self.graph.next() == 0 {
            let cell = self.rng.i32(CELLS.start..CELLS.end + DEPTH);
            return self.get(cell);
        }
        let r = self.rng.u32(..self.graph.next());
        if self.graph.ty(r) == Ty::Unit { self.get(0) } else { r }
    }

    pub(super) fn matching(&mut self, fits: impl Fn(&Self, Ref) -> bool) -> Wrote<Ref> {
        for _ in 0..12 {
            let r = self.operand();
            if fits(self, r) {
                return Ok(r);
            }
        }
        Err(Stuck)
    }

    pub(super) fn int(&mut self) -> Wrote<Ref> {
        if self.rng.u32(..4) == 0 {
            let n = int(self.rng);
            return self.emit(Op::Int, &[], (n << 3) as u64);
        }
        let r = self.matching(|scribe, r| scribe.value(r).as_int().is_some())?;
        if self.graph.ty(r) == Ty::Int { Ok(r) } else { self.guard(Op::GuardInt, &[r], 0) }
    }

    pub(super) fn positive(&mut self) -> Wrote<Ref> {
        let n = [1, 2, 3, 4, 7, 8, 10, 1 << 20][self.rng.usize(..8)];
        self.emit(Op::Int, &[], n << 3)
    }

    pub(super) fn double(&mut self) -> Wrote<Ref> {
        if self.rng.u32(..4) == 0 {
            let d = double(self.rng);
            return self.emit(Op::Double, &[], d.to_bits());
        }
        let is_double = |scribe: &Self, r| {
            matches!(scribe.value(r), Datum::Double(_))
                || scribe.value(r).as_int().is_some()
                || scribe.machine.heap.ty(scribe.value(r)) == Some(Type::Double)
        };
        let r = self.matching(is_double)?;
        match self.value(r) {
            _ if self.graph.ty(r) == Ty::Double => Ok(r),
            Datum::Double(_) => self.guard(Op::GuardDouble, &[r], 0),
            Datum::Object(_) => {
                self.guard(Op::GuardType, &[r], Type::Double as u64)?;
                self.emit(Op::Unbox, &[r], 0)
            }
            _ if self.graph.ty(r) == Ty::Int => self.emit(Op::ToDouble, &[r], 0),
            _ => {
                let n = self.guard(Op::GuardInt, &[r], 0)?;
                self.emit(Op::ToDouble, &[n], 0)
            }
        }
    }

    pub(super) fn bool(&mut self) -> Wrote<Ref> {
        let r = self.matching(|scribe, r| matches!(scribe.graph.ty(r), Ty::Bool | Ty::Value))?;
        if self.graph.ty(r) == Ty::Bool { Ok(r) } else { self.guard(Op::GuardBool, &[r], 0) }
    }

    /// An object of one of some types, which is proven, and its type.
    pub(super) fn object(&mut self, types: &[Type]) -> Wrote<(Ref, Type)> {
        let ty = |scribe: &Self, r| scribe.machine.heap.ty(scribe.value(r));
        let r = self.matching(|scribe, r| ty(scribe, r).is_some_and(|ty| types.contains(&ty)))?;
        let ty = ty(self, r).ok_or(Stuck)?;
        self.guard(Op::GuardType, &[r], ty as u64)?;
        Ok((r, ty))
    }

    pub(super) fn load(&mut self, op: Op, r: Ref, ty: Type, field: u64) -> Wrote<Ref> {
        self.emit(op, &[r], (ty as u64) << 32 | field)
    }

    /// Guards that a test comes out as it does.
    pub(super) fn test(&mut self, test: Ref) -> Wrote<()> {
        let holds = self.value(test) == Datum::Bool(true);
        self.guard(if holds { Op::GuardTrue } else { Op::GuardFalse }, &[test], 0)?;
        Ok(())
    }

    /// Puts a result into a cell.
    pub(super) fn put(&mut self, r: Ref) {
        // Now and then above the locals.
        let end = if self.rng.u32(..6) == 0 { CELLS.end + DEPTH } else { CELLS.end };
        let cell = self.rng.i32(0..end);
        self.cells.insert(cell, r);
    }
}
