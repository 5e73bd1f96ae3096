//! Loop peeling: a loop is walked a second time with everything that the first turn has shown.
//!
//! The first turn proves types, reads fields and computes what does not change. The second walk, over the same recording,
//! begins with what the first left in each cell. What it need not do again is invariant: it is done once, in front of the
//! loop. A result of the first turn that the second uses and that comes out differently there becomes a *phi*: in turn n + 1 it is what
//! turn n made of the same instruction.
//!
//! An object that is not made may live across turns, if the same instruction makes its successor; its fields are phis
//! then. If that does not come out, it is made after all, and the walk begins again.

use super::{Cells, Walk};
use crate::abort::Abort;
use crate::ir::{Begin, Effect, End, NONE, Op, Part, Ref, Ty};
use hashbrown::{HashMap, HashSet};

/// A walk must be done again.
pub(super) struct Again {
    /// Objects of the recording that must be made.
    pub(super) escaping: Vec<Ref>,
    /// It would not help.
    pub(super) abort: Option<Abort>,
}

impl Again {
    pub(super) fn abort(abort: Abort) -> Again {
        Again { escaping: Vec::new(), abort: Some(abort) }
    }

    fn with(escaping: Vec<Ref>) -> Again {
        Again { escaping, abort: None }
    }
}

impl Walk<'_> {
    /// Ends a part that came back to its head: with a jump to the turn, which is made here.
    pub(super) fn close(&mut self, head: u32) -> Result<u32, Again> {
        let first_turn = self.tree.graph.next();
        let first_snapshot = self.tree.graph.snapshots.len();
        // What the first turn leaves in the cells.
        let mut left = Cells::new();
        for (&cell, &param) in &self.cells {
            left.insert(cell, self.resolved(param));
        }
        for (&cell, &r) in &self.raw.cells {
            left.insert(cell, self.resolved(self.map[r as usize]));
        }
        let carried = self.virtuals.reachable(left.values().copied().collect());
        let before = std::mem::replace(&mut self.map, vec![NONE; self.raw.graph.instrs.len()]);
        let before: Vec<Ref> = before.into_iter().map(|r| self.resolved(r)).collect();
        self.snapshots.fill(NONE);
        self.cells = left;
        let head_body = std::mem::take(&mut self.body);
        let derived = std::mem::take(&mut self.derived);
        self.walk_turn()?;
        // Objects from before the turn must still not be made, and have a successor of the same form.
        let mut next: HashMap<Ref, Ref> = HashMap::new();
        for (raw, &old) in before.iter().enumerate() {
            let new = self.resolved(self.map[raw]);
            if old == NONE || new == NONE {
                continue;
            }
            if let Some(&other) = next.get(&old)
                && other != new
            {
                return Err(Again::abort(Abort::Unstable));
            }
            next.insert(old, new);
        }
        for (key, &old) in &derived {
            if let Some(&new) = self.derived.get(key) {
                next.entry(old).or_insert(new);
            }
        }
        let mut escaping = Vec::new();
        for (object, fields) in &carried {
            let origin = self.virtuals.origins.get(object).copied();
            let Some(origin) = origin else { return Err(Again::abort(Abort::Unstable)) };
            let successor = next.get(object).copied().unwrap_or(*object);
            let same_form = match self.virtuals.fields(successor) {
                Some(now) if successor != *object && now.len() == fields.len() => {
                    fields.iter().zip(now).all(|(&old, &now)| {
                        let now = self.resolved(now);
                        let deeper = self.virtuals.fields(now).is_some()
                            && self.tree.graph.op(old) != Op::Virtual;
                        !deeper && next.get(&old).copied().unwrap_or(old) == now
                    })
                }
                _ => false,
            };
            if !same_form || self.resolved(*object) != *object {
                escaping.push(origin);
            }
        }
        if !escaping.is_empty() {
            return Err(Again::with(escaping));
        }
        self.make_phis(head, first_turn, first_snapshot, next, head_body)
    }

    /// Walks the recording with what the first turn has left.
    fn walk_turn(&mut self) -> Result<(), Again> {
        let raw = self.raw;
        if (0..raw.graph.next()).any(|r| raw.graph.op(r).row().effect == Effect::Call) {
            self.facts.forget_called();
        }
        // What is in the cells is named first: the snapshots of guards on them have it.
        let of =
            |kind: fn(Op) -> bool| (0..raw.graph.next()).filter(move |&r| kind(raw.graph.op(r)));
        of(|op| op == Op::Cell).for_each(|r| self.step(r));
        let mut others = of(|op| !matches!(op, Op::Cell | Op::CellInt | Op::CellDouble)).peekable();
        // Fuel is looked at next. What a cell is relied on to be is looked at then, before anything has happened: where it is not,
        // the machine goes on behind the head.
        if let Some(r) = others.next_if(|&r| raw.graph.op(r) == Op::Fuel) {
            self.step(r);
        }
        self.convert_cells()?;
        others.for_each(|r| self.step(r));
        Ok(())
    }

    /// Makes numbers of cells that the first turn has found numbers in.
    fn convert_cells(&mut self) -> Result<(), Again> {
        for r in 0..self.raw.graph.next() {
            let instr = self.raw.graph.at(r);
            let wanted = match instr.op {
                Op::CellInt => Ty::Int,
                Op::CellDouble => Ty::Double,
                _ => continue,
            };
            self.tree.graph.here = self.raw.graph.origin(r);
            let value = self.cells.get(&(instr.imm as i32)).copied();
            let Some(value) = value else { return Err(Again::abort(Abort::Unstable)) };
            let ty = self.tree.graph.ty(value);
            self.map[r as usize] = match (ty, wanted) {
                (Ty::Value, Ty::Int) => self.pass(
                    super::Step { op: Op::GuardInt, args: vec![value], imm: 0, snapshot: 0 },
                    r,
                ),
                (Ty::Value, Ty::Double) => self.pass(
                    super::Step { op: Op::GuardDouble, args: vec![value], imm: 0, snapshot: 0 },
                    r,
                ),
                _ if ty == wanted => value,
                _ => return Err(Again::abort(Abort::Unstable)),
            };
        }
        Ok(())
    }

    /// Finds what changes from turn to turn, and writes the turn with phis for it.
    fn make_phis(
        &mut self,
        head: u32,
        first_turn: Ref,
        first_snapshot: usize,
        next: HashMap<Ref, Ref>,
        head_body: Vec<Ref>,
    ) -> Result<u32, Again> {
        let (graph, start) = (&self.tree.graph, self.start);
        let from_head = |r: Ref| r != NONE && r >= start && r < first_turn;
        let mut used: Vec<Ref> = Vec::new();
        for &r in &self.body {
            used.extend(graph.args(r).iter().copied().filter(|&r| from_head(r)));
        }
        for snapshot in &graph.snapshots[first_snapshot..] {
            used.extend(snapshot.cells.iter().map(|cell| cell.1).filter(|&r| from_head(r)));
            let fields = snapshot.virtuals.iter().flat_map(|(_, fields)| fields.iter().copied());
            used.extend(fields.filter(|&r| from_head(r)));
            let ejectors = snapshot.handlers.iter().map(|handler| handler.ejector);
            used.extend(ejectors.filter(|&r| from_head(r)));
        }
        // What follows from what changes, changes; it must be known how.
        let mut changing: HashMap<Ref, Ref> = HashMap::new();
        let mut seen = HashSet::new();
        let mut order = Vec::new();
        while let Some(r) = used.pop() {
            if !seen.insert(r) || graph.op(r) == Op::Virtual {
                continue;
            }
            match next.get(&r) {
                Some(&new) if new == r => {}
                Some(&new) => {
                    if let Some(&origin) = self.virtuals.origins.get(&new) {
                        return Err(Again::with(vec![origin]));
                    }
                    changing.insert(r, new);
                    order.push(r);
                    if from_head(new) {
                        used.push(new);
                    }
                }
                // Made by a pass: an invariant, if its operands are.
                None => {
                    for &arg in graph.args(r) {
                        let changes = next.get(&arg).is_some_and(|&new| new != arg);
                        if changes || graph.at(arg).op == Op::Virtual {
                            return Err(Again::abort(Abort::Unstable));
                        }
                        used.push(arg);
                    }
                }
            }
        }
        order.sort_unstable();
        let mut phis = HashMap::new();
        let (mut params, mut inits) = (Vec::new(), Vec::new());
        for &r in &order {
            let new = changing[&r];
            let (ty, new_ty) = (self.tree.graph.ty(r), self.tree.graph.ty(new));
            if !new_ty.fits(ty) {
                return Err(Again::abort(Abort::Unstable));
            }
            let op = match ty {
                Ty::Int => Op::PhiInt,
                Ty::Double => Op::PhiDouble,
                Ty::Bool => Op::PhiBool,
                _ => Op::Phi,
            };
            self.tree.graph.here = self.tree.graph.origin(r);
            let phi = self.tree.graph.push(op, &[], 0, NONE);
            phis.insert(r, phi);
            params.push(phi);
            inits.push(r);
        }
        let renamed = |r: Ref| phis.get(&r).copied().unwrap_or(r);
        for i in 0..self.body.len() {
            let r = self.body[i];
            for arg in self.tree.graph.args_mut(r) {
                *arg = renamed(*arg);
            }
        }
        for snapshot in &mut self.tree.graph.snapshots[first_snapshot..] {
            snapshot.cells.iter_mut().for_each(|cell| cell.1 = renamed(cell.1));
            for (_, fields) in &mut snapshot.virtuals {
                fields.iter_mut().for_each(|field| *field = renamed(*field));
            }
            for handler in &mut snapshot.handlers {
                handler.ejector = renamed(handler.ejector);
            }
        }
        let nexts: Vec<Ref> = order.iter().map(|r| renamed(changing[r])).collect();
        let turn = head + 1;
        let cells = std::mem::take(&mut self.params);
        let body = std::mem::take(&mut self.body);
        self.tree.parts.push(Part {
            begin: Begin::Head,
            params: cells,
            body: head_body,
            end: End::Jump { to: turn, args: inits },
        });
        self.tree.parts.push(Part {
            begin: Begin::Turn,
            params,
            body,
            end: End::Jump { to: turn, args: nexts },
        });
        Ok(head)
    }
}
