//! A body while it is made: instructions with symbolic labels, and what is known at the end of them.
//!
//! The builder follows the depth of the operand stack and the number of handlers, so that exits know
//! what to undo, and it follows reachability: after a jump nothing is emitted until a label that is
//! used. [`Assembly::finish`] resolves the labels, threads jumps to jumps and to returns, and drops
//! what became unreachable.

use crate::isa::{Effect, Instr, Op, Operand};
use crate::unit::{Body, Local, Span, Storage};

/// A place in the code, known or to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Label(u32);

const UNBOUND: u32 = u32::MAX;

struct LabelRow {
    position: u32,
    used: bool,
    depth: u32,
}

/// A body in the making.
#[derive(Default)]
pub(super) struct Assembly {
    code: Vec<Instr>,
    spans: Vec<Span>,
    labels: Vec<LabelRow>,
    locals: Vec<Local>,
    free_temporaries: Vec<u32>,
    free_iterations: Vec<u32>,
    /// The depth of the operand stack here.
    pub(super) depth: u32,
    /// The number of installed handlers here.
    pub(super) handlers: u32,
    /// Control does not come here.
    pub(super) unreachable: bool,
    /// The source of the instructions that follow.
    pub(super) span: Span,
}

impl Assembly {
    /// Emits an instruction whose effect on the stack is fixed by its row.
    pub(super) fn emit(&mut self, op: Op, a: u32) {
        match op.row().effect {
            Effect::Fixed(pops, pushes) => self.raw(op, a, 0, u32::from(pops), u32::from(pushes)),
            Effect::Build(factor, more) => {
                self.raw(op, a, 0, a * u32::from(factor) + u32::from(more), 1)
            }
            Effect::Spread(pops) => self.raw(op, a, 0, u32::from(pops), a),
            Effect::Call(_) | Effect::Object | Effect::Control => {
                debug_assert!(false, "{op:?} has its own function")
            }
        }
    }

    /// Emits an instruction that pops and pushes this many.
    pub(super) fn raw(&mut self, op: Op, a: u32, b: u32, pops: u32, pushes: u32) {
        debug_assert!(self.unreachable || self.depth >= pops, "{op:?} underflows");
        self.depth = self.depth.saturating_sub(pops) + pushes;
        if !self.unreachable {
            self.code.push(Instr { op, a, b });
            self.spans.push(self.span);
        }
    }

    /// A new label.
    pub(super) fn label(&mut self) -> Label {
        self.labels.push(LabelRow { position: UNBOUND, used: false, depth: 0 });
        Label(self.labels.len() as u32 - 1)
    }

    /// Emits an instruction with a target in operand `a`; control arrives there at this depth.
    pub(super) fn branch(
        &mut self,
        op: Op,
        target: Label,
        pops: u32,
        pushes: u32,
        depth_there: u32,
    ) {
        self.refer(target, depth_there);
        self.raw(op, target.0, 0, pops, pushes);
    }

    /// Emits an instruction with a target in operand `b`.
    pub(super) fn test(
        &mut self,
        op: Op,
        a: u32,
        target: Label,
        pops: u32,
        pushes: u32,
        depth_there: u32,
    ) {
        self.refer(target, depth_there);
        self.raw(op, a, target.0, pops, pushes);
    }

    fn refer(&mut self, target: Label, depth: u32) {
        if self.unreachable {
            return;
        }
        let row = &mut self.labels[target.0 as usize];
        debug_assert!(!row.used || row.depth == depth, "a label at two depths");
        row.used = true;
        row.depth = depth;
    }

    /// Goes on at a label.
    pub(super) fn jump(&mut self, target: Label) {
        let depth = self.depth;
        self.branch(Op::Jump, target, 0, 0, depth);
        self.unreachable = true;
    }

    /// Ends control here.
    pub(super) fn end(&mut self, op: Op, pops: u32) {
        self.raw(op, 0, 0, pops, 0);
        self.unreachable = true;
    }

    /// Whether something jumps to the label.
    pub(super) fn is_used(&self, label: Label) -> bool {
        self.labels[label.0 as usize].used
    }

    /// Puts the label here.
    pub(super) fn bind(&mut self, label: Label) {
        let position = self.code.len() as u32;
        let row = &mut self.labels[label.0 as usize];
        row.position = position;
        if row.used {
            debug_assert!(self.unreachable || self.depth == row.depth, "a label at two depths");
            self.depth = row.depth;
            self.unreachable = false;
        }
    }

    /// Emits a loop head and puts a label on it.
    pub(super) fn loop_head(&mut self) -> Label {
        let head = self.label();
        self.labels[head.0 as usize].position = self.code.len() as u32;
        self.emit(Op::Loop, 0);
        head
    }

    /// Goes back to a loop head.
    pub(super) fn back(&mut self, head: Label) {
        self.raw(Op::Back, head.0, 0, 0, 0);
        self.unreachable = true;
    }

    /// Installs a handler; a fired one goes on at the label, with this many pushed.
    pub(super) fn install(&mut self, op: Op, target: Label, pushes_there: u32) {
        let depth = self.depth + pushes_there;
        self.branch(op, target, 0, u32::from(op == Op::Ejector), depth);
        self.handlers += 1;
    }

    /// Installs the ejector of an iteration; when it fires, control goes on at the label.
    pub(super) fn install_end(&mut self, iteration: u32, target: Label) {
        let depth = self.depth + 1;
        self.test(Op::EndEjector, iteration, target, 0, 0, depth);
        self.handlers += 1;
    }

    /// Removes the topmost handler.
    pub(super) fn drop_handler(&mut self) {
        self.raw(Op::DropHandler, 0, 0, 0, 0);
        self.handlers -= 1;
    }

    // Locals.

    /// A new local.
    pub(super) fn local(&mut self, name: &str, storage: Storage) -> u32 {
        self.locals.push(Local { name: name.to_string(), storage });
        self.locals.len() as u32 - 1
    }

    /// The number of locals.
    pub(super) fn local_count(&self) -> usize {
        self.locals.len()
    }

    /// Gives a local the name of the variable that lives there.
    pub(super) fn rename_local(&mut self, local: u32, name: &str) {
        self.locals[local as usize].name = name.to_string();
    }

    /// A hidden local, until it is released.
    pub(super) fn temporary(&mut self) -> u32 {
        match self.free_temporaries.pop() {
            Some(local) => local,
            None => self.local("", Storage::Value),
        }
    }

    /// Gives a hidden local back.
    pub(super) fn release(&mut self, temporary: u32) {
        self.free_temporaries.push(temporary);
    }

    /// Two hidden locals for an iteration, until they are released.
    pub(super) fn iteration(&mut self) -> u32 {
        match self.free_iterations.pop() {
            Some(local) => local,
            None => {
                let first = self.local("", Storage::Iteration);
                self.local("", Storage::IterationRest);
                first
            }
        }
    }

    /// Gives the locals of an iteration back.
    pub(super) fn release_iteration(&mut self, iteration: u32) {
        self.free_iterations.push(iteration);
    }

    // The end.

    /// The finished body.
    pub(super) fn finish(mut self) -> Body {
        let targets = self.threaded_targets();
        for pc in 0..self.code.len() {
            let instr = self.code[pc];
            let row = instr.op.row();
            if matches!(row.a, Operand::Target | Operand::LoopHead) {
                self.code[pc].a = targets[instr.a as usize];
            }
            if row.b == Operand::Target {
                self.code[pc].b = targets[instr.b as usize];
            }
            if instr.op == Op::Jump && self.code[self.code[pc].a as usize].op == Op::Return {
                self.code[pc] = Instr { op: Op::Return, a: 0, b: 0 };
            }
        }
        self.invert_branches();
        self.compact();
        Body {
            code: self.code,
            spans: self.spans,
            locals: self.locals,
            max_depth: 0,
            max_handlers: 0,
        }
    }

    /// The final position of each label: past all jumps that stand there.
    fn threaded_targets(&self) -> Vec<u32> {
        // What stands at each jump is known from the end backwards, since all jumps go ahead.
        let mut finals: Vec<u32> = (0..self.code.len() as u32).collect();
        for pc in (0..self.code.len()).rev() {
            if self.code[pc].op == Op::Jump {
                finals[pc] = finals[self.labels[self.code[pc].a as usize].position as usize];
            }
        }
        let resolve =
            |row: &LabelRow| finals.get(row.position as usize).copied().unwrap_or(row.position);
        self.labels.iter().map(resolve).collect()
    }

    /// A branch over a jump becomes the opposite branch. Nothing else leads to that jump: whoever went
    /// there was threaded past it.
    fn invert_branches(&mut self) {
        for pc in 0..self.code.len().saturating_sub(2) {
            let (branch, jump) = (self.code[pc], self.code[pc + 1]);
            let opposite = match branch.op {
                Op::Branch => Op::BranchTrue,
                Op::BranchTrue => Op::Branch,
                _ => continue,
            };
            if jump.op == Op::Jump && branch.a as usize == pc + 2 {
                self.code[pc] = Instr { op: opposite, a: jump.a, b: 0 };
                self.code[pc + 1].a = branch.a;
            }
        }
    }

    /// Removes instructions that control does not reach, and jumps to the next one.
    fn compact(&mut self) {
        let length = self.code.len();
        let mut reached = vec![false; length + 1];
        reached[0] = true;
        for pc in 0..length {
            if !reached[pc] {
                continue;
            }
            let instr = self.code[pc];
            let row = instr.op.row();
            if row.a == Operand::Target {
                reached[instr.a as usize] = true;
            }
            if row.b == Operand::Target {
                reached[instr.b as usize] = true;
            }
            let ends = matches!(
                instr.op,
                Op::Jump | Op::Back | Op::Return | Op::NextMatcher | Op::MissingNamed
            );
            if !ends {
                reached[pc + 1] = true;
            }
        }
        // A jump is idle if all between it and its target is unreachable.
        let mut next_reached = length as u32;
        for pc in (0..length).rev() {
            if !reached[pc] {
                continue;
            }
            let instr = self.code[pc];
            if instr.op == Op::Jump && instr.a == next_reached {
                reached[pc] = false;
            } else {
                next_reached = pc as u32;
            }
        }
        // A removed place stands for the next kept one.
        let mut moved = vec![0u32; length + 1];
        let mut kept = 0;
        for (place, reached) in moved.iter_mut().zip(&reached) {
            *place = kept;
            kept += u32::from(*reached);
        }
        let mut write = 0;
        for pc in (0..length).filter(|pc| reached[*pc]) {
            let mut instr = self.code[pc];
            let row = instr.op.row();
            if matches!(row.a, Operand::Target | Operand::LoopHead) {
                instr.a = moved[instr.a as usize];
            }
            if row.b == Operand::Target {
                instr.b = moved[instr.b as usize];
            }
            self.code[write] = instr;
            self.spans[write] = self.spans[pc];
            write += 1;
        }
        self.code.truncate(write);
        self.spans.truncate(write);
    }
}
