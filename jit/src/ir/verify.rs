//! The verifier of the intermediate form: run after each pass in test builds. It proves that operands come before
//! their uses, have the types of the table, and that what leaves says where to.

use super::{Begin, Effect, End, NONE, Op, Ref, Snapshot, Tree, Ty};

/// What is wrong with a tree, if anything is.
pub(crate) fn verify(tree: &Tree) -> Result<(), String> {
    let mut scopes: Vec<Option<Vec<bool>>> = vec![None; tree.parts.len()];
    for (number, part) in tree.parts.iter().enumerate() {
        // What dominates the part: everything in front of the guard that it goes on from.
        let mut known = match part.begin {
            Begin::Head => vec![false; tree.graph.instrs.len()],
            Begin::Turn => scopes[number - 1].clone().ok_or("a turn without its head")?,
            Begin::Exit(snapshot) => before_exit(tree, &scopes, number, snapshot)?,
        };
        for &r in &part.params {
            known[r as usize] = true;
        }
        for &r in &part.body {
            check(tree, r, &known).map_err(|error| format!("part {number}, %{r}: {error}"))?;
            known[r as usize] = true;
        }
        match &part.end {
            End::Jump { to, args } => {
                let target = &tree.parts[*to as usize];
                if target.params.len() != args.len() {
                    return Err(format!("part {number} jumps with {} values", args.len()));
                }
                for (&param, &arg) in target.params.iter().zip(args) {
                    if !known[arg as usize] && !is_constant(tree, arg) {
                        return Err(format!("part {number} jumps with unknown %{arg}"));
                    }
                    if !tree.graph.ty(arg).fits(tree.graph.ty(param)) {
                        return Err(format!("part {number} jumps with %{arg} for %{param}"));
                    }
                }
            }
            End::Leave(snapshot) => check_snapshot(tree, *snapshot, &known)?,
            End::Return(value) => {
                if !known[*value as usize] && !is_constant(tree, *value) {
                    return Err(format!("part {number} returns unknown %{value}"));
                }
            }
        }
        scopes[number] = Some(known);
    }
    Ok(())
}

fn before_exit(
    tree: &Tree,
    scopes: &[Option<Vec<bool>>],
    part: usize,
    snapshot: u32,
) -> Result<Vec<bool>, String> {
    let (number, at) =
        tree.leaving_by(snapshot).ok_or(format!("nothing leaves by snapshot {snapshot}"))?;
    let parent = scopes[number].clone().filter(|_| number < part);
    let mut known = parent.ok_or("a part without its parent")?;
    for &r in &tree.parts[number].body[at..] {
        known[r as usize] = false;
    }
    Ok(known)
}

fn is_constant(tree: &Tree, r: Ref) -> bool {
    matches!(tree.graph.op(r), Op::Int | Op::Word | Op::Double | Op::Bool | Op::Literal)
}

fn check(tree: &Tree, r: Ref, known: &[bool]) -> Result<(), String> {
    let graph = &tree.graph;
    let (instr, args) = (graph.at(r), graph.args(r));
    let row = instr.op.row();
    if args.len() < row.args.len() || args.len() > row.args.len() && !instr.op.takes_list() {
        return Err(format!("{} has {} operands", row.text, args.len()));
    }
    for (i, &arg) in args.iter().enumerate() {
        if arg as usize >= graph.instrs.len() {
            return Err(format!("operand {i} is no instruction"));
        }
        if !known[arg as usize] && !is_constant(tree, arg) && graph.op(arg) != Op::Virtual {
            return Err(format!("operand %{arg} comes from nowhere"));
        }
        let wanted = row.args.get(i).copied();
        if wanted.is_some_and(|wanted| !graph.ty(arg).fits(wanted)) {
            return Err(format!("operand %{arg} is {:?}, not {wanted:?}", graph.ty(arg)));
        }
    }
    let arithmetic = matches!(instr.op, Op::Add | Op::Sub | Op::Mul);
    if row.effect == Effect::Guard && instr.snapshot == NONE && !arithmetic {
        return Err(format!("{} does not say where it leaves to", row.text));
    }
    if instr.snapshot != NONE { check_snapshot(tree, instr.snapshot, known) } else { Ok(()) }
}

fn check_snapshot(tree: &Tree, number: u32, known: &[bool]) -> Result<(), String> {
    let snapshot: &Snapshot =
        tree.graph.snapshots.get(number as usize).ok_or("no such snapshot")?;
    let is_virtual = |r: Ref| snapshot.virtuals.iter().any(|(v, _)| *v == r);
    let fields = snapshot.virtuals.iter().flat_map(|(_, fields)| fields.iter().copied());
    let ejectors = snapshot.handlers.iter().map(|h| h.ejector).filter(|&r| r != NONE);
    for r in snapshot.cells.iter().map(|cell| cell.1).chain(fields).chain(ejectors) {
        let there = r != NONE && (known[r as usize] || is_constant(tree, r) || is_virtual(r));
        if !there {
            return Err(format!("snapshot {number} wants unknown %{r}"));
        }
        if tree.graph.ty(r) == Ty::Unit {
            return Err(format!("snapshot {number} wants %{r}, which is nothing"));
        }
    }
    Ok(())
}
