//! An interpreter of the intermediate form, the oracle of its tests: a [`Tree`] and an abstract machine go in, what an observer
//! could tell comes out.
//!
//! It runs parts on data, not on words: there is an abstract heap (`heap`), and calls are functions that nobody knows
//! (`execute`). What comes out says where the trace was left, what cells and handlers hold then (objects that were not made are made),
//! everything that calls could look at, and what is left of the fuel. It checks what machine code relies on: fields are those of their
//! type, indexes are in range, nothing overflows where nobody looks.

mod execute;
mod heap;

pub(crate) use execute::{Done, Fault, Machine};
pub(crate) use heap::{Change, Datum, Told, change};

use super::{Cell, End, Graph, NONE, Ref, Snapshot, Tree, Ty};
use crate::optimize::handler_cell;
use hashbrown::HashMap;
use monte_vm::heap::TYPES;

/// Parts that are entered before a run is stopped.
pub(crate) const ENTRIES: u32 = 12;

/// What an observer could tell of a run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    /// How it ended, and where.
    pub(crate) ending: String,
    /// What cells hold, and what that leads to.
    pub(crate) state: String,
    /// What was called with what.
    pub(crate) log: Vec<String>,
}

impl Machine {
    /// Whether a cell holds what a parameter wants.
    pub(crate) fn admits(&self, cell: Cell, ty: Ty) -> Result<bool, Fault> {
        let datum = self.cell(cell)?;
        Ok(match ty {
            Ty::Int => datum.as_int().is_some(),
            Ty::Double => matches!(datum, Datum::Double(_)),
            _ => true,
        })
    }

    /// Writes what a snapshot says to the stack, and makes its objects.
    pub(crate) fn leave(
        &mut self,
        graph: &Graph,
        snapshot: &Snapshot,
        values: &[Option<Datum>],
    ) -> Result<(), Fault> {
        let mut made = HashMap::new();
        for (r, fields) in &snapshot.virtuals {
            let ty = TYPES[graph.at(*r).imm as usize];
            made.insert(*r, self.heap.make(ty, vec![Datum::NULL; fields.len()]));
        }
        let value = |machine: &Machine, r: Ref| match made.get(&r) {
            Some(&object) => Ok(object),
            None => machine.result(graph, values, r).map(Datum::value),
        };
        for (r, fields) in &snapshot.virtuals {
            for (i, &field) in fields.iter().enumerate() {
                let datum = value(self, field)?;
                if let Datum::Object(number) = made[r] {
                    self.heap.objects[number].fields[i] = datum;
                }
            }
        }
        let handlers = snapshot.handlers.iter().enumerate();
        let ejectors = handlers.filter(|(_, handler)| handler.ejector != NONE);
        let ejectors =
            ejectors.map(|(i, handler)| (handler_cell(snapshot.kept + i as u32), handler.ejector));
        let cells: Vec<(Cell, Ref)> = snapshot.cells.iter().copied().chain(ejectors).collect();
        let cells: Result<Vec<(Cell, Datum)>, Fault> =
            cells.into_iter().map(|(cell, r)| Ok((cell, value(self, r)?))).collect();
        self.stack.extend(cells?);
        Ok(())
    }

    /// What an observer sees at a snapshot that was left by.
    pub(crate) fn seen_at(mut self, snapshot: &Snapshot) -> Outcome {
        self.fuse -= snapshot.spent as i64;
        let mut ending = format!("{:?} {:?}", snapshot.resume, snapshot.activations);
        let mut told = Told::default();
        for (&cell, &datum) in self.stack.range(..snapshot.top) {
            told.word(&format!("[{cell}]="));
            told.datum(datum);
        }
        for (i, handler) in snapshot.handlers.iter().enumerate() {
            ending.push_str(&format!(" {:?} {}", handler.kind, handler.target));
            if handler.ejector != NONE {
                let ejector = self.stack.get(&handler_cell(snapshot.kept + i as u32));
                told.datum(ejector.copied().unwrap_or(Datum::Nothing));
            }
        }
        self.seen(format!("{ending} kept {} top {}", snapshot.kept, snapshot.top), told)
    }

    /// What an observer sees whatever the end is.
    pub(crate) fn seen(self, ending: String, mut told: Told) -> Outcome {
        told.word("; ");
        for &datum in &self.anchors {
            told.datum(datum);
        }
        told.word(&format!("fuse {} {} ", self.fuse, self.test_failed));
        told.objects(&self.heap);
        Outcome { ending, state: told.text, log: self.log }
    }
}

/// Runs a tree.
pub(crate) fn run(tree: &Tree, mut machine: Machine) -> Result<Outcome, Fault> {
    let graph = &tree.graph;
    let mut values: Vec<Option<Datum>> = vec![None; graph.instrs.len()];
    let first = tree.parts.first().ok_or("there is no part")?;
    let params = first.params.iter().map(|&r| (graph.at(r).imm as u32 as Cell, graph.ty(r)));
    for (cell, ty) in params.chain(tree.checks_of(0)) {
        if !machine.admits(cell, ty)? {
            return Ok(machine.seen("refused".into(), Told::default()));
        }
    }
    for &param in &first.params {
        values[param as usize] = Some(machine.cell(graph.at(param).imm as u32 as Cell)?);
    }
    let mut part = 0;
    for _ in 0..ENTRIES {
        let row = &tree.parts[part];
        let mut left = None;
        for &r in &row.body {
            match machine.execute(graph, r, &values)? {
                Done::Result(datum) => values[r as usize] = Some(datum),
                Done::Leaves => {
                    left = Some(graph.at(r).snapshot);
                    break;
                }
            }
        }
        let snapshot = match (left, &row.end) {
            (Some(snapshot), _) | (None, &End::Leave(snapshot)) => snapshot,
            (None, End::Jump { to, args }) => {
                let args: Result<Vec<Datum>, Fault> =
                    args.iter().map(|&r| machine.result(graph, &values, r)).collect();
                part = *to as usize;
                for (&param, datum) in tree.parts[part].params.iter().zip(args?) {
                    let fits = match graph.ty(param) {
                        Ty::Int => datum.as_int().is_some(),
                        Ty::Double => matches!(datum, Datum::Double(_)),
                        Ty::Bool => matches!(datum, Datum::Bool(_)),
                        _ => true,
                    };
                    if !fits {
                        return Err(format!("%{param} gets {datum:?}"));
                    }
                    values[param as usize] = Some(datum);
                }
                continue;
            }
            (None, &End::Return(value)) => {
                let mut told = Told::default();
                told.datum(machine.result(graph, &values, value)?);
                return Ok(machine.seen("returned".into(), told));
            }
        };
        match tree.side(snapshot) {
            Some(side) => part = side as usize,
            None => {
                let snapshot = &graph.snapshots[snapshot as usize];
                machine.leave(graph, snapshot, &values)?;
                return Ok(machine.seen_at(snapshot));
            }
        }
    }
    Ok(machine.seen("stopped".into(), Told::default()))
}
