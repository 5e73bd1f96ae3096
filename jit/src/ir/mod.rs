//! The intermediate form: instructions in single assignment, in parts that follow each other.
//!
//! A *recording* is one straight line of instructions. The optimizer makes it a *part* of a *tree*: the first part of
//! a tree is entered from the interpreter; a part that comes back to a loop head is followed by the *turn* of that
//! loop, whose phis carry what changes; a guard that fails often gets a part of its own, which begins where the
//! guard left. All parts of a tree are one function.
//!
//! Each guard names a *snapshot*: where every value of the interpreter's stacks is in front of an instruction, which
//! activations and handlers are open, and what objects would have to be made.

#[cfg(test)]
pub(crate) mod interpret;
mod op;
#[cfg(test)]
pub(crate) mod parse;
mod text;
mod verify;

#[cfg(test)]
pub(crate) use op::OPS;
pub(crate) use op::{Effect, Imm, Op, Ty};
pub(crate) use text::Shown;
pub(crate) use verify::verify;

use monte_vm::fiber::HandlerKind;

/// An instruction's number, and its result.
pub(crate) type Ref = u32;

/// No instruction, or no snapshot.
pub(crate) const NONE: u32 = u32::MAX;

/// An instruction of the machine that others come from: its code, and its word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// The code instance.
    pub code: u32,
    /// The word in it.
    pub pc: u32,
}

/// A cell of the fiber's stack, counted from local 0 of the activation in which the tree begins. The receiver
/// is cell -1.
pub(crate) type Cell = i32;

/// An instruction. Its operands are in the pool of its graph.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Instr {
    /// The operation.
    pub(crate) op: Op,
    /// Operands.
    pub(crate) count: u16,
    /// The place of the first in the pool.
    pub(crate) first: u32,
    /// Where a guard leaves to, or `NONE`.
    pub(crate) snapshot: u32,
    /// The immediate operand.
    pub(crate) imm: u64,
}

/// An activation that an exit rebuilds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Activation {
    /// Its code.
    pub(crate) code: u32,
    /// The word to go on at.
    pub(crate) pc: u32,
    /// Its local 0, as a cell of the tree.
    pub(crate) base: Cell,
}

/// A handler that an exit installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct HandlerAt {
    /// What it waits for.
    pub(crate) kind: HandlerKind,
    /// Suspended activations above those in which the tree began.
    pub(crate) depth: u32,
    /// Where to go on.
    pub(crate) target: u32,
    /// The height of the value stack, as a cell of the tree.
    pub(crate) height: Cell,
    /// The ejector, or `NONE`.
    pub(crate) ejector: Ref,
}

/// What the machine does where a trace is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Resume {
    /// It goes on with the instruction.
    Again,
    /// It handles what a helper raised.
    Raised,
    /// It looks up.
    Safepoint,
    /// It rebuilds the activation of a compiled body that was called, and left.
    Called {
        /// The code of the body.
        code: u32,
        /// Its local 0.
        base: Cell,
    },
}

/// Where everything is in front of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// What follows.
    pub(crate) resume: Resume,
    /// Open activations, the one in which the tree began first.
    pub(crate) activations: Vec<Activation>,
    /// Cells that are not what memory says, in order.
    pub(crate) cells: Vec<(Cell, Ref)>,
    /// Objects that are made only here, and the fields that they have now.
    pub(crate) virtuals: Vec<(Ref, Vec<Ref>)>,
    /// Handlers that were installed when the tree was entered and still are, counted from `record::KEPT`.
    pub(crate) kept: u32,
    /// Handlers above them.
    pub(crate) handlers: Vec<HandlerAt>,
    /// The first free cell.
    pub(crate) top: Cell,
    /// Units of fuel that were spent and not yet taken from the counter.
    pub(crate) spent: u32,
}

impl Snapshot {
    /// The instruction that the machine goes on with, or that called.
    pub(crate) fn place(&self) -> Place {
        let behind = matches!(self.resume, Resume::Raised | Resume::Called { .. });
        self.activations.last().map_or(Place::default(), |last| Place {
            code: last.code,
            pc: last.pc.saturating_sub(behind as u32),
        })
    }
}

/// Instructions with their operands and snapshots.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// The instructions.
    pub(crate) instrs: Vec<Instr>,
    pool: Vec<Ref>,
    /// Where each comes from.
    origins: Vec<Place>,
    /// Where those come from that are added now.
    pub(crate) here: Place,
    /// The snapshots.
    pub(crate) snapshots: Vec<Snapshot>,
}

impl Graph {
    /// One whose first instructions come from a place.
    pub(crate) fn at_place(here: Place) -> Graph {
        Graph { here, ..Graph::default() }
    }

    /// Gives back the room for more.
    pub(crate) fn shrink(&mut self) {
        self.instrs.shrink_to_fit();
        self.pool.shrink_to_fit();
        self.origins.shrink_to_fit();
        self.snapshots.shrink_to_fit();
    }

    /// Adds an instruction.
    pub(crate) fn push(&mut self, op: Op, args: &[Ref], imm: u64, snapshot: u32) -> Ref {
        let first = self.pool.len() as u32;
        self.pool.extend_from_slice(args);
        let r = self.instrs.len() as Ref;
        self.instrs.push(Instr { op, count: args.len() as u16, first, snapshot, imm });
        self.origins.push(self.here);
        r
    }

    /// Where an instruction comes from.
    pub(crate) fn origin(&self, r: Ref) -> Place {
        self.origins[r as usize]
    }

    /// The codes that instructions and activations are of.
    pub(crate) fn codes(&self) -> impl Iterator<Item = u32> {
        let activations = self.snapshots.iter().flat_map(|snapshot| &snapshot.activations);
        let origins = self.origins.iter().map(|origin| origin.code);
        origins.chain(activations.map(|activation| activation.code))
    }

    /// An instruction.
    pub(crate) fn at(&self, r: Ref) -> Instr {
        self.instrs[r as usize]
    }

    /// Its operation.
    pub(crate) fn op(&self, r: Ref) -> Op {
        self.instrs[r as usize].op
    }

    /// Its type.
    pub(crate) fn ty(&self, r: Ref) -> Ty {
        self.op(r).row().result
    }

    /// Its operands.
    pub(crate) fn args(&self, r: Ref) -> &[Ref] {
        let instr = self.instrs[r as usize];
        &self.pool[instr.first as usize..instr.first as usize + instr.count as usize]
    }

    /// Its operands, to be changed.
    pub(crate) fn args_mut(&mut self, r: Ref) -> &mut [Ref] {
        let instr = self.instrs[r as usize];
        &mut self.pool[instr.first as usize..instr.first as usize + instr.count as usize]
    }

    /// Operand `i`.
    pub(crate) fn arg(&self, r: Ref, i: usize) -> Ref {
        self.args(r)[i]
    }

    /// The number of instructions, which is that of the next.
    pub(crate) fn next(&self) -> Ref {
        self.instrs.len() as Ref
    }

    /// Takes back everything from an instruction and a snapshot on.
    pub(crate) fn truncate(&mut self, next: Ref, snapshots: usize) {
        if let Some(instr) = self.instrs.get(next as usize) {
            self.pool.truncate(instr.first as usize);
        }
        self.instrs.truncate(next as usize);
        self.origins.truncate(next as usize);
        self.snapshots.truncate(snapshots);
    }

    /// The integer that an instruction is, if it is a constant.
    pub(crate) fn int(&self, r: Ref) -> Option<i64> {
        let instr = self.at(r);
        (instr.op == Op::Int).then_some(instr.imm as i64 >> 3)
    }
}

/// How a part ends.
#[derive(Clone, Debug)]
pub(crate) enum End {
    /// It goes on at the head of a part, with a value for each of its phis or cells.
    Jump {
        /// The part.
        to: u32,
        /// The values.
        args: Vec<Ref>,
    },
    /// It leaves.
    Leave(u32),
    /// It returns a value from the activation in which the tree began.
    Return(Ref),
}

/// Where a part begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    /// At a loop head, with its cells as parameters.
    Head,
    /// Behind another part, as the turn of its loop, with phis as parameters.
    Turn,
    /// Where a guard left.
    Exit(u32),
}

/// Instructions that run one after the other.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Where it begins.
    pub(crate) begin: Begin,
    /// Its parameters: cells or phis.
    pub(crate) params: Vec<Ref>,
    /// Its instructions.
    pub(crate) body: Vec<Ref>,
    /// How it ends.
    pub(crate) end: End,
}

/// A tree of parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tree {
    /// All instructions and snapshots.
    pub(crate) graph: Graph,
    /// The parts; the first is entered from the interpreter.
    pub(crate) parts: Vec<Part>,
    /// The part that begins where a snapshot is left, by snapshot.
    pub(crate) sides: Vec<Option<u32>>,
    /// What is known of literals: the type, and the first word, of the object.
    pub(crate) literals: hashbrown::HashMap<Ref, (u16, u64)>,
    /// It is that of a body: it is called, and returns.
    pub(crate) is_body: bool,
    /// Arguments of that body.
    pub(crate) arity: u32,
    /// Cells above local 0 that the fiber's stack must have.
    pub(crate) extent: u32,
    /// Cells that must hold a number of this type where the part of a head is entered, though nothing needs it.
    pub(crate) checks: Vec<(u32, Cell, Ty)>,
}

impl Tree {
    /// The types of the cells that must be looked at where the part of a head is entered, and that are none of its parameters.
    pub(crate) fn checks_of(&self, part: u32) -> impl Iterator<Item = (Cell, Ty)> {
        let own = self.checks.iter().filter(move |check| check.0 == part);
        own.map(|&(_, cell, ty)| (cell, ty))
    }

    /// The part that goes on at a snapshot.
    pub(crate) fn side(&self, snapshot: u32) -> Option<u32> {
        self.sides.get(snapshot as usize).copied().flatten()
    }

    /// For each part, the snapshots that it may leave by, in the order of its instructions.
    pub(crate) fn leaving(&self) -> Vec<Vec<u32>> {
        let of_part = |part: &Part| {
            let mut seen = hashbrown::HashSet::new();
            let end = match part.end {
                End::Leave(snapshot) => Some(snapshot),
                _ => None,
            };
            let guards = part.body.iter().map(|&r| self.graph.at(r).snapshot);
            guards.chain(end).filter(|&number| number != NONE && seen.insert(number)).collect()
        };
        self.parts.iter().map(of_part).collect()
    }

    /// The part that leaves by a snapshot, and how many of its instructions stand in front of the first that does.
    pub(crate) fn leaving_by(&self, snapshot: u32) -> Option<(usize, usize)> {
        self.parts.iter().enumerate().find_map(|(number, part)| {
            let leaves = |&r: &Ref| self.graph.at(r).snapshot == snapshot;
            let ends = matches!(part.end, End::Leave(end) if end == snapshot);
            let at = part.body.iter().position(leaves).or(ends.then_some(part.body.len()));
            at.map(|at| (number, at))
        })
    }

    /// The head or turn that an exit lies behind, and the exit that leaves that part itself.
    pub(crate) fn loop_of(&self, snapshot: u32) -> Option<(usize, u32)> {
        let mut exit = snapshot;
        loop {
            let (number, _) = self.leaving_by(exit)?;
            match self.parts[number].begin {
                Begin::Exit(parent) => exit = parent,
                Begin::Head | Begin::Turn => return Some((number, exit)),
            }
        }
    }

    /// What leaves by each snapshot: the name of an operation, `end` for the end of a part, or nothing.
    pub(crate) fn causes(&self) -> Vec<Option<&'static str>> {
        let mut causes = vec![None; self.graph.snapshots.len()];
        for part in &self.parts {
            for instr in part.body.iter().map(|&r| self.graph.at(r)) {
                if instr.snapshot != NONE {
                    causes[instr.snapshot as usize] = Some(instr.op.row().text);
                }
            }
            if let End::Leave(snapshot) = part.end {
                causes[snapshot as usize] = Some("end");
            }
        }
        causes
    }

    /// Makes a part go on at a snapshot.
    pub(crate) fn set_side(&mut self, snapshot: u32, part: u32) {
        if self.sides.len() <= snapshot as usize {
            self.sides.resize(snapshot as usize + 1, None);
        }
        self.sides[snapshot as usize] = Some(part);
    }
}
