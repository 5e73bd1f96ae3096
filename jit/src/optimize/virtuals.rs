//! Allocation removal: an object is not made before something outside of the trace could see it.
//!
//! `New` becomes `Virtual`, an object whose fields are known and which is nowhere. Reading its fields is knowing
//! them, storing into it changes what is known, its type is no question. Where it leaves the trace, into an object
//! that is there or into a helper, it is made, with what it holds then (*forced*); a snapshot that needs it tells
//! the exit how to make it. So closures, slots, ejectors, pairs, argument lists and iterators that stay within the trace cost nothing.

use super::{Outcome, Step, Walk};
use crate::ir::{NONE, Op, Ref};
use hashbrown::{HashMap, HashSet};
use monte_vm::heap::Type;

/// Objects that are not made.
#[derive(Default)]
pub(super) struct Virtuals {
    /// Their types and fields.
    rows: HashMap<Ref, (u16, Vec<Ref>)>,
    /// What has become of those that were made.
    forced: HashMap<Ref, Ref>,
    /// The instruction of the recording that each comes from.
    pub(super) origins: HashMap<Ref, Ref>,
}

impl Virtuals {
    /// An object that a side part takes over from its parent.
    pub(super) fn inherit(&mut self, r: Ref, ty: u16, fields: Vec<Ref>) {
        self.rows.insert(r, (ty, fields));
    }

    /// The fields of an object that is not made.
    pub(super) fn fields(&self, r: Ref) -> Option<&[Ref]> {
        self.rows.get(&r).map(|row| &row.1[..])
    }

    /// The objects among some results, and those that their fields lead to.
    pub(super) fn reachable(&self, mut wanted: Vec<Ref>) -> Vec<(Ref, Vec<Ref>)> {
        let mut seen = HashSet::new();
        let mut found = Vec::new();
        while let Some(r) = wanted.pop() {
            let r = self.resolved(r);
            if let Some((_, fields)) = self.rows.get(&r)
                && seen.insert(r)
            {
                let fields: Vec<Ref> = fields.iter().map(|&f| self.resolved(f)).collect();
                wanted.extend(&fields);
                found.push((r, fields));
            }
        }
        found.sort();
        found
    }

    /// The object itself, if it was made meanwhile.
    pub(super) fn resolved(&self, r: Ref) -> Ref {
        self.forced.get(&r).copied().unwrap_or(r)
    }
}

impl Walk<'_> {
    /// What a result is now.
    pub(super) fn resolved(&self, r: Ref) -> Ref {
        self.virtuals.resolved(r)
    }

    /// The first field of an object that was made here, if it is a constant.
    pub(super) fn first_of(&self, r: Ref) -> Option<u64> {
        let first = match self.virtuals.fields(r) {
            Some(fields) => *fields.first()?,
            None => *self.tree.graph.args(r).first()?,
        };
        let instr = self.tree.graph.at(first);
        matches!(instr.op, Op::Int | Op::Word).then_some(instr.imm)
    }

    pub(super) fn virtualize(&mut self, step: &mut Step, raw: Ref) -> Outcome {
        match step.op {
            Op::New => {
                if self.escaping.contains(&raw) {
                    return Outcome::Next;
                }
                let r = self.tree.graph.push(Op::Virtual, &[], step.imm, NONE);
                self.virtuals.rows.insert(r, (step.imm as u16, step.args.clone()));
                self.virtuals.origins.insert(r, raw);
                Outcome::Is(r)
            }
            Op::Load | Op::LoadInt => match self.virtuals.fields(step.args[0]) {
                Some(fields) => match fields.get(step.imm as u32 as usize) {
                    Some(&field) => Outcome::Is(self.resolved(field)),
                    None => Outcome::Next,
                },
                None => Outcome::Next,
            },
            Op::Element => {
                let index = self.tree.graph.int(step.args[1]);
                match (self.virtuals.fields(step.args[0]), index) {
                    (Some(fields), Some(i)) => match fields.get(1 + i as usize) {
                        Some(&field) => Outcome::Is(self.resolved(field)),
                        None => Outcome::Next,
                    },
                    _ => Outcome::Next,
                }
            }
            Op::Words => match self.virtuals.fields(step.args[0]) {
                Some(fields) => {
                    let count = fields.len() as i64;
                    Outcome::Is(self.int(count))
                }
                None => Outcome::Next,
            },
            Op::Store => {
                let (object, value) = (step.args[0], step.args[1]);
                match self.virtuals.rows.get_mut(&object) {
                    Some((_, fields)) => {
                        fields[step.imm as u32 as usize] = value;
                        Outcome::Gone
                    }
                    None => Outcome::Next,
                }
            }
            Op::SetElement => {
                let (object, value) = (step.args[0], step.args[2]);
                let index = self.tree.graph.int(step.args[1]);
                match (self.virtuals.rows.get_mut(&object), index) {
                    (Some((_, fields)), Some(i)) if (i as usize) + 1 < fields.len() => {
                        fields[1 + i as usize] = value;
                        Outcome::Gone
                    }
                    _ => Outcome::Next,
                }
            }
            Op::Same => {
                let (x, y) = (step.args[0], step.args[1]);
                let fresh = |r: Ref| self.virtuals.rows.contains_key(&r);
                // A result that was there before an object cannot be that object.
                if x != y && (fresh(x) || fresh(y)) {
                    return Outcome::Is(self.constant(Op::Bool, 0));
                }
                Outcome::Next
            }
            _ => Outcome::Next,
        }
    }

    /// A result as an object that is there: made now, if it was not.
    pub(super) fn forced(&mut self, r: Ref) -> Ref {
        let r = self.resolved(r);
        let Some((ty, _)) = self.virtuals.rows.get(&r) else { return r };
        let ty = *ty;
        // Objects that lead back to themselves get that field later.
        let mut order = Vec::new();
        let mut open = HashSet::new();
        self.order(r, &mut open, &mut order);
        let group: HashSet<Ref> = order.iter().copied().collect();
        let null = self.constant(Op::Word, monte_vm::value::Value::NULL.bits());
        let mut later = Vec::new();
        for &object in &order {
            let (ty, fields) = self.virtuals.rows[&object].clone();
            let mut values = Vec::with_capacity(fields.len());
            for (i, &field) in fields.iter().enumerate() {
                let field = self.resolved(field);
                if group.contains(&field) && self.virtuals.rows.contains_key(&field) {
                    later.push((object, ty, i, field));
                    values.push(null);
                } else {
                    values.push(field);
                }
            }
            self.virtuals.rows.remove(&object);
            let made = self.emit(Op::New, &values, ty as u64, NONE);
            self.note_fields(ty, &values, made);
            self.virtuals.forced.insert(object, made);
        }
        for (object, ty, i, field) in later {
            let (object, value) = (self.resolved(object), self.resolved(field));
            let imm = (ty as u64) << 32 | i as u64;
            self.emit(Op::Store, &[object, value], imm, NONE);
            let step = Step { op: Op::Store, args: vec![object, value], imm, snapshot: NONE };
            self.note_memory(&step, NONE);
        }
        debug_assert!(ty != Type::Null as u16);
        self.resolved(r)
    }

    /// The objects that must be made for one, parts first.
    fn order(&self, r: Ref, open: &mut HashSet<Ref>, order: &mut Vec<Ref>) {
        let mut stack = vec![(r, 0)];
        open.insert(r);
        while let Some((object, next)) = stack.pop() {
            let fields = &self.virtuals.rows[&object].1;
            match fields.get(next) {
                Some(&field) => {
                    stack.push((object, next + 1));
                    let field = self.resolved(field);
                    if self.virtuals.rows.contains_key(&field) && open.insert(field) {
                        stack.push((field, 0));
                    }
                }
                None => order.push(object),
            }
        }
    }
}
