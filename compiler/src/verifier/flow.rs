//! The forward pass over a body: the abstract state in front of every instruction.
//!
//! A target ahead waits in `pending` with the join of the states that jump to it; the pass takes it up
//! when it arrives there. A loop head is remembered, and a `BACK` is checked against it: the same depth
//! and handlers, the same special elements, and every local that was bound at the head still bound.

use std::collections::HashMap;

use super::state::{Lists, Special, State};
use super::{BodyKind, Facts, Fault, MAX_DEPTH, MAX_HANDLERS};
use crate::isa::{Effect, Instr, Op};
use crate::unit::{Body, Storage, Unit};

/// Runs over a body whose operands are in range.
pub(super) fn check_flow(unit: &Unit, kind: BodyKind) -> Result<Facts, Fault> {
    let body = kind.body(unit);
    let (lists, bound) = Lists::new(body.locals.len(), kind.arguments(unit));
    let start = State { depth: 0, handlers: 0, specials: 0, bound, null_top: false };
    let mut flow = Flow {
        unit,
        kind,
        body,
        lists,
        pending: HashMap::new(),
        heads: HashMap::new(),
        facts: Facts::default(),
    };
    let mut state = Some(start);
    for (pc, instr) in body.code.iter().enumerate() {
        let pc = pc as u32;
        state = flow.step(pc, *instr, state).map_err(|message| (Some(pc), message))?;
    }
    if state.is_some() {
        return Err((None, "control runs off the end".to_string()));
    }
    Ok(flow.facts)
}

struct Flow<'u> {
    unit: &'u Unit,
    kind: BodyKind,
    body: &'u Body,
    lists: Lists,
    pending: HashMap<u32, State>,
    heads: HashMap<u32, State>,
    facts: Facts,
}

type Step = Result<Option<State>, String>;

impl Flow<'_> {
    /// Takes up what arrives at `pc`, notes it, and applies the instruction.
    fn step(&mut self, pc: u32, instr: Instr, fallen: Option<State>) -> Step {
        let waiting = self.pending.remove(&pc);
        let state = match (fallen, waiting) {
            (Some(fallen), Some(waiting)) => Some(self.lists.join(fallen, waiting)?),
            (one, other) => one.or(other),
        };
        self.facts.depths.push(state.map(|state| state.depth));
        let Some(state) = state else {
            self.facts.handlers.push(0);
            return Ok(None);
        };
        self.facts.handlers.push(self.lists.handler_count(state.handlers));
        let mut next = state;
        next.null_top = false;
        match instr.op.row().effect {
            Effect::Control => return self.control(pc, instr, next, state.null_top),
            Effect::Fixed(pops, pushes) => self.simple(instr, &mut next, pops, pushes)?,
            Effect::Call(more) => {
                let arity = self.unit.atoms[instr.a as usize].1;
                self.pop(&mut next, u64::from(arity) + u64::from(more))?;
                self.push(&mut next, 1)?;
            }
            Effect::Build(factor, more) => {
                self.pop(&mut next, u64::from(instr.a) * u64::from(factor) + u64::from(more))?;
                self.push(&mut next, 1)?;
            }
            Effect::Object => {
                self.pop_captures(&mut next, instr.a)?;
                self.push(&mut next, 1)?;
            }
            Effect::Spread(pops) => {
                self.pop(&mut next, u64::from(pops))?;
                self.push(&mut next, instr.a)?;
            }
        }
        Ok(Some(next))
    }

    fn simple(
        &mut self,
        instr: Instr,
        state: &mut State,
        pops: u8,
        pushes: u8,
    ) -> Result<(), String> {
        match instr.op {
            Op::Pop => {
                self.take(state)?;
            }
            Op::Dup => {
                let top = self.take(state)?;
                self.put(state, top)?;
                self.put(state, top)?;
            }
            Op::Swap => {
                let (y, x) = (self.take(state)?, self.take(state)?);
                self.put(state, y)?;
                self.put(state, x)?;
            }
            Op::Rot => {
                let (z, y, x) = (self.take(state)?, self.take(state)?, self.take(state)?);
                self.put(state, y)?;
                self.put(state, z)?;
                self.put(state, x)?;
            }
            Op::Null => {
                self.push(state, 1)?;
                state.null_top = true;
            }
            Op::Local => {
                self.need_bound(state, instr.a)?;
                let cell = self.body.locals[instr.a as usize].storage == Storage::Cell;
                self.put(state, cell.then_some(Special::Cell))?;
            }
            Op::Frame => {
                let script = self.kind.script().expect("captures were checked");
                let cell =
                    self.unit.scripts[script].captures[instr.a as usize].storage == Storage::Cell;
                self.put(state, cell.then_some(Special::Cell))?;
            }
            Op::MakeCell | Op::MakeGuardedCell => {
                self.pop(state, u64::from(pops))?;
                self.put(state, Some(Special::Cell))?;
            }
            Op::SlotBinding => {
                if self.take(state)? != Some(Special::Cell) {
                    return Err("only a native slot has such a binding".to_string());
                }
                self.push(state, 1)?;
            }
            Op::Bind => {
                let needs_cell = self.body.locals[instr.a as usize].storage == Storage::Cell;
                match self.take(state)? {
                    Some(Special::Event) => return Err(STRAY_EVENT.to_string()),
                    None if needs_cell => {
                        return Err("only a native slot can be stored as a cell".to_string());
                    }
                    Some(Special::Cell) | None => {}
                }
                state.bound = self.lists.bind(state.bound, instr.a);
            }
            Op::Iterate => {
                self.pop(state, 1)?;
                state.bound = self.lists.bind(state.bound, instr.a);
            }
            Op::Set
            | Op::PutLocal
            | Op::AssignLocal
            | Op::FillBinding
            | Op::CellLocal
            | Op::NounLocal => {
                self.need_bound(state, instr.a)?;
                self.pop(state, u64::from(pops))?;
                self.push(state, u32::from(pushes))?;
            }
            _ => {
                self.pop(state, u64::from(pops))?;
                self.push(state, u32::from(pushes))?;
            }
        }
        if instr.op == Op::Loop {
            let pc = (self.facts.depths.len() - 1) as u32;
            self.heads.insert(pc, *state);
        }
        Ok(())
    }

    fn control(&mut self, pc: u32, instr: Instr, mut state: State, null_top: bool) -> Step {
        match instr.op {
            Op::Jump => {
                self.flow_to(instr.a, State { null_top, ..state })?;
                Ok(None)
            }
            Op::Branch | Op::BranchTrue => {
                self.pop(&mut state, 1)?;
                self.flow_to(instr.a, state)?;
                Ok(Some(state))
            }
            Op::NamedArg | Op::TestSame | Op::TestDifferent => {
                self.pop(&mut state, 2)?;
                self.push(&mut state, 1)?;
                self.flow_to(instr.a, state)?;
                Ok(Some(state))
            }
            Op::MissingNamed => {
                self.pop(&mut state, 1)?;
                Ok(None)
            }
            Op::TestStatic => {
                self.pop(&mut state, 1)?;
                self.push(&mut state, 1)?;
                self.flow_to(instr.b, state)?;
                Ok(Some(state))
            }
            Op::TestList => {
                self.pop(&mut state, 1)?;
                let mut failed = state;
                self.push(&mut failed, 1)?;
                self.flow_to(instr.b, failed)?;
                self.push(&mut state, instr.a)?;
                Ok(Some(state))
            }
            Op::Back => {
                let Some(head) = self.heads.get(&instr.a).copied() else {
                    return Err("control never reaches that loop head".to_string());
                };
                if state.depth != head.depth || state.handlers != head.handlers {
                    return Err("depth or handlers differ from the loop head".to_string());
                }
                let joined = self.lists.join(head, state)?;
                if joined.specials != head.specials && !self.same_specials(joined, head) {
                    return Err("a cell of the operand stack was replaced in the loop".to_string());
                }
                if !self.lists.includes(head.bound, state.bound) {
                    return Err(
                        "a local that is bound at the loop head is not bound here".to_string()
                    );
                }
                Ok(None)
            }
            Op::Return => {
                if state.handlers != 0 {
                    return Err("a handler is left at a return".to_string());
                }
                self.pop(&mut state, 1)?;
                if self.kind == BodyKind::Top {
                    for export in &self.unit.exports {
                        if !self.lists.is_bound(state.bound, export.local) {
                            return Err(format!("`{}` leaves the unit unbound", export.name));
                        }
                    }
                }
                Ok(None)
            }
            Op::NextMatcher => {
                if state.handlers != 0 {
                    return Err("a handler is left at the end of a matcher".to_string());
                }
                Ok(None)
            }
            Op::Ejector | Op::EndEjector | Op::Try | Op::Unwind => {
                if instr.op == Op::EndEjector {
                    self.need_bound(&state, instr.a)?;
                }
                let target = if instr.op == Op::EndEjector { instr.b } else { instr.a };
                let mut fired = state;
                self.push(&mut fired, 1)?;
                if instr.op == Op::Unwind {
                    self.put(&mut fired, Some(Special::Event))?;
                }
                self.flow_to(target, fired)?;
                state.handlers = self.lists.install(state.handlers, state.depth);
                let count = self.lists.handler_count(state.handlers);
                if count > MAX_HANDLERS {
                    return Err("too many handlers".to_string());
                }
                self.facts.max_handlers = self.facts.max_handlers.max(count);
                if instr.op == Op::Ejector {
                    self.push(&mut state, 1)?;
                }
                Ok(Some(state))
            }
            Op::DropHandler => match self.lists.uninstall(state.handlers) {
                Some(rest) => {
                    state.handlers = rest;
                    Ok(Some(state))
                }
                None => Err("no handler to drop".to_string()),
            },
            Op::EndFinally => {
                let event = self.take(&mut state)?;
                if event != Some(Special::Event) && !null_top {
                    return Err("the top is no parked event".to_string());
                }
                self.pop(&mut state, 1)?;
                self.push(&mut state, 1)?;
                Ok(Some(state))
            }
            Op::Next | Op::NextValue => {
                self.need_bound(&state, instr.a)?;
                self.flow_to(instr.b, state)?;
                self.push(&mut state, if instr.op == Op::Next { 2 } else { 1 })?;
                Ok(Some(state))
            }
            _ => Err(format!("{} has no rule at pc {pc}", instr.op.row().mnemonic)),
        }
    }

    fn same_specials(&self, left: State, right: State) -> bool {
        let (mut x, mut y) = (left.specials, right.specials);
        while x != y {
            if self.lists.top_special(x) != self.lists.top_special(y) {
                return false;
            }
            (x, y) = (self.lists.pop_special(x), self.lists.pop_special(y));
        }
        true
    }

    fn flow_to(&mut self, target: u32, state: State) -> Result<(), String> {
        let joined = match self.pending.get(&target) {
            Some(waiting) => self.lists.join(*waiting, state)?,
            None => state,
        };
        self.pending.insert(target, joined);
        Ok(())
    }

    fn need_bound(&mut self, state: &State, local: u32) -> Result<(), String> {
        if self.lists.is_bound(state.bound, local) {
            return Ok(());
        }
        Err(format!(
            "local {local} `{}` may be unbound here",
            self.body.locals[local as usize].name
        ))
    }

    // The operand stack.

    fn push(&mut self, state: &mut State, count: u32) -> Result<(), String> {
        state.depth += count;
        if state.depth > MAX_DEPTH {
            return Err("operand stack too deep".to_string());
        }
        self.facts.max_depth = self.facts.max_depth.max(state.depth);
        Ok(())
    }

    /// Pushes an element of which we know more, perhaps.
    fn put(&mut self, state: &mut State, special: Option<Special>) -> Result<(), String> {
        if let Some(special) = special {
            state.specials = self.lists.push_special(state.specials, state.depth, special);
        }
        self.push(state, 1)
    }

    /// Pops one element, whatever it is.
    fn take(&mut self, state: &mut State) -> Result<Option<Special>, String> {
        if state.depth <= self.lists.base(state.handlers) {
            return Err(self.underflow(state));
        }
        state.depth -= 1;
        match self.lists.top_special(state.specials) {
            Some((position, special)) if position == state.depth => {
                state.specials = self.lists.pop_special(state.specials);
                Ok(Some(special))
            }
            _ => Ok(None),
        }
    }

    /// Pops values.
    fn pop(&mut self, state: &mut State, count: u64) -> Result<(), String> {
        let base = self.lists.base(state.handlers);
        if u64::from(state.depth) < u64::from(base) + count {
            return Err(self.underflow(state));
        }
        state.depth -= count as u32;
        while let Some((position, special)) = self.lists.top_special(state.specials) {
            if position < state.depth {
                break;
            }
            if special == Special::Event {
                return Err(STRAY_EVENT.to_string());
            }
            state.specials = self.lists.pop_special(state.specials);
        }
        Ok(())
    }

    fn pop_captures(&mut self, state: &mut State, script: u32) -> Result<(), String> {
        for capture in self.unit.scripts[script as usize].captures.iter().rev() {
            match self.take(state)? {
                Some(Special::Event) => return Err(STRAY_EVENT.to_string()),
                None if capture.storage == Storage::Cell => {
                    return Err(format!("capture `{}` needs a native slot", capture.name));
                }
                Some(Special::Cell) | None => {}
            }
        }
        Ok(())
    }

    fn underflow(&self, state: &State) -> String {
        if self.lists.base(state.handlers) == 0 {
            "stack underflow".to_string()
        } else {
            "touches the stack below the base of a protected region".to_string()
        }
    }
}

const STRAY_EVENT: &str = "a parked event can only be moved, dropped or ended";
