//! Dead code: what nobody needs is removed, parameters of heads and turns included.
//!
//! Everything that leaves, stores or calls is needed, and what it needs; the value that a jump passes is needed if the
//! parameter is. What a head has relied on of a cell that nobody needs is looked at where it is entered all the same.

use crate::ir::{Cell, End, NONE, Op, Ref, Tree};

/// Removes what nobody needs from a tree.
pub(crate) fn remove_dead(tree: &mut Tree) {
    let mut needed = vec![false; tree.graph.instrs.len()];
    let mut work: Vec<Ref> = Vec::new();
    let mut snapshots = vec![false; tree.graph.snapshots.len()];
    for part in &tree.parts {
        for &r in &part.body {
            if !tree.graph.op(r).is_removable() {
                work.push(r);
            }
        }
        match part.end {
            End::Leave(snapshot) => need_snapshot(tree, snapshot, &mut snapshots, &mut work),
            End::Return(value) => work.push(value),
            End::Jump { .. } => {}
        }
    }
    while let Some(r) = work.pop() {
        if std::mem::replace(&mut needed[r as usize], true) {
            continue;
        }
        work.extend_from_slice(tree.graph.args(r));
        let snapshot = tree.graph.at(r).snapshot;
        if snapshot != NONE {
            need_snapshot(tree, snapshot, &mut snapshots, &mut work);
        }
        if matches!(
            tree.graph.op(r),
            Op::Phi
                | Op::PhiInt
                | Op::PhiDouble
                | Op::PhiBool
                | Op::Cell
                | Op::CellInt
                | Op::CellDouble
        ) {
            need_passed(tree, r, &mut work);
        }
    }
    check_unneeded(tree, &needed);
    for number in 0..tree.parts.len() {
        tree.parts[number].body.retain(|&r| needed[r as usize]);
        let kept: Vec<bool> =
            tree.parts[number].params.iter().map(|&r| needed[r as usize]).collect();
        let mut keep = kept.iter();
        tree.parts[number].params.retain(|_| keep.next().copied().unwrap_or(true));
        for part in &mut tree.parts {
            if let End::Jump { to, args } = &mut part.end
                && *to == number as u32
            {
                let mut keep = kept.iter();
                args.retain(|_| keep.next().copied().unwrap_or(true));
            }
        }
    }
}

/// Notes the types that heads have given to cells which nobody needs: `x // 1` is `x` if that is an integer only.
fn check_unneeded(tree: &mut Tree, needed: &[bool]) {
    for (number, part) in tree.parts.iter().enumerate() {
        for &param in part.params.iter().filter(|&&param| !needed[param as usize]) {
            let (instr, ty) = (tree.graph.at(param), tree.graph.ty(param));
            let row = (number as u32, instr.imm as u32 as Cell, ty);
            if matches!(instr.op, Op::CellInt | Op::CellDouble) && !tree.checks.contains(&row) {
                tree.checks.push(row);
            }
        }
    }
}

fn need_snapshot(tree: &Tree, number: u32, seen: &mut [bool], work: &mut Vec<Ref>) {
    if std::mem::replace(&mut seen[number as usize], true) {
        return;
    }
    let snapshot = &tree.graph.snapshots[number as usize];
    work.extend(snapshot.cells.iter().map(|cell| cell.1));
    work.extend(snapshot.virtuals.iter().flat_map(|(_, fields)| fields.iter().copied()));
    work.extend(snapshot.handlers.iter().map(|handler| handler.ejector).filter(|&r| r != NONE));
}

/// What jumps pass for a parameter.
fn need_passed(tree: &Tree, param: Ref, work: &mut Vec<Ref>) {
    for (number, part) in tree.parts.iter().enumerate() {
        let Some(at) = part.params.iter().position(|&r| r == param) else { continue };
        for from in &tree.parts {
            if let End::Jump { to, args } = &from.end
                && *to as usize == number
            {
                work.push(args[at]);
            }
        }
    }
}
