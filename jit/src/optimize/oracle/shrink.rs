//! Makes a case smaller that has a fault: fewer recordings, machines, instructions, and cells of snapshots.

use super::super::Ended;
use super::case::{Case, Start, rename};
use crate::ir::{Effect, Graph, NONE, Op, Ref, Ty};
use monte_vm::value::Value;

/// The smallest case found that is still `wrong`.
pub(super) fn shrink(case: &Case, wrong: impl Fn(&Case) -> bool) -> Case {
    let mut best = case.clone();
    loop {
        let mut smaller = false;
        let mut attempt = |best: &mut Case, change: &dyn Fn(&mut Case) -> bool| {
            let mut other = best.clone();
            if change(&mut other) && wrong(&other) {
                *best = other;
                smaller = true;
            }
        };
        for number in (1..best.sections.len()).rev() {
            attempt(&mut best, &|case| drop_section(case, number));
        }
        for number in (0..best.machines.len()).rev() {
            attempt(&mut best, &|case| {
                case.machines.remove(number);
                !case.machines.is_empty()
            });
        }
        for number in 0..best.sections.len() {
            for r in (0..best.sections[number].recording.graph.next()).rev() {
                attempt(&mut best, &|case| remove(case, number, r));
                attempt(&mut best, &|case| forward(case, number, r));
                attempt(&mut best, &|case| simplify(case, number, r));
            }
            attempt(&mut best, &|case| remove_unused(case, number));
            let snapshots = best.sections[number].recording.graph.snapshots.len();
            for snapshot in 0..snapshots {
                attempt(&mut best, &|case| {
                    let row = &mut case.sections[number].recording.graph.snapshots[snapshot];
                    let long = !row.handlers.is_empty();
                    row.handlers.clear();
                    long
                });
                let cells = best.sections[number].recording.graph.snapshots[snapshot].cells.len();
                for cell in (0..cells).rev() {
                    attempt(&mut best, &|case| {
                        let graph = &mut case.sections[number].recording.graph;
                        graph.snapshots[snapshot].cells.remove(cell);
                        true
                    });
                }
            }
            let cells: Vec<_> = best.sections[number].recording.cells.keys().copied().collect();
            for cell in cells {
                attempt(&mut best, &|case| {
                    case.sections[number].recording.cells.remove(&cell).is_some()
                });
            }
        }
        if !smaller {
            return best;
        }
    }
}

/// Drops a recording that nothing refers to.
fn drop_section(case: &mut Case, number: usize) -> bool {
    let refers = |case: &Case| {
        case.sections.iter().any(|section| {
            let ends = matches!(section.recording.ended, Ended::Head { part: Some(part), .. } if part as usize == number);
            ends || match section.start {
                Start::Head => false,
                Start::Behind(exit) => exit.section == number,
                Start::Follows(from) => from == number,
            }
        })
    };
    if refers(case) {
        return false;
    }
    case.sections.remove(number);
    for section in &mut case.sections {
        let down = |n: &mut usize| *n -= (*n > number) as usize;
        match &mut section.start {
            Start::Head => {}
            Start::Behind(exit) => down(&mut exit.section),
            Start::Follows(from) => down(from),
        }
        if let Ended::Head { part: Some(part), .. } = &mut section.recording.ended {
            *part -= (*part as usize > number) as u32;
        }
    }
    case.number_snapshots();
    true
}

/// Whether something uses a result.
fn is_used(case: &Case, number: usize, r: Ref) -> bool {
    let mut used = false;
    rename(&mut case.sections[number].recording.clone(), |arg| {
        used |= arg == r;
        arg
    });
    used
}

/// Removes an instruction whose result nobody uses.
fn remove(case: &mut Case, number: usize, r: Ref) -> bool {
    if r >= case.sections[number].recording.graph.next() || is_used(case, number, r) {
        return false;
    }
    let recording = &mut case.sections[number].recording;
    let old = recording.graph.clone();
    let mut graph = Graph::default();
    graph.snapshots.clone_from(&old.snapshots);
    for other in (0..old.next()).filter(|&other| other != r) {
        let instr = old.at(other);
        graph.push(instr.op, old.args(other), instr.imm, instr.snapshot);
    }
    recording.graph = graph;
    rename(recording, |arg| if arg > r && arg != NONE { arg - 1 } else { arg });
    let literals = recording.literals.iter().map(|(&key, &row)| (key - (key > r) as u32, row));
    recording.literals = literals.collect();
    true
}

/// Removes all instructions at once that nobody uses and that do nothing else.
fn remove_unused(case: &mut Case, number: usize) -> bool {
    let before = case.sections[number].recording.graph.next();
    for r in (0..before).rev() {
        let op = case.sections[number].recording.graph.op(r);
        if op.row().effect == Effect::Pure {
            remove(case, number, r);
        }
    }
    case.sections[number].recording.graph.next() < before
}

/// Makes who uses a result use its first operand instead.
fn forward(case: &mut Case, number: usize, r: Ref) -> bool {
    let recording = &mut case.sections[number].recording;
    let graph = &recording.graph;
    if r >= graph.next() {
        return false;
    }
    let fits = |&&arg: &&Ref| graph.ty(arg).fits(graph.ty(r));
    let Some(&to) = graph.args(r).iter().find(fits) else { return false };
    rename(recording, |arg| if arg == r { to } else { arg });
    remove(case, number, r)
}

/// Makes a result a constant.
fn simplify(case: &mut Case, number: usize, r: Ref) -> bool {
    let recording = &mut case.sections[number].recording;
    if r >= recording.graph.next() {
        return false;
    }
    let (op, imm) = match recording.graph.ty(r) {
        Ty::Int => (Op::Int, 0),
        Ty::Double => (Op::Double, 0),
        Ty::Bool => (Op::Bool, 1),
        Ty::Value => (Op::Word, Value::NULL.bits()),
        Ty::Unit => return false,
    };
    if recording.graph.op(r) == op {
        return false;
    }
    let instr = &mut recording.graph.instrs[r as usize];
    (instr.op, instr.imm, instr.count, instr.snapshot) = (op, imm, 0, NONE);
    recording.literals.remove(&r);
    true
}
