//! The checks that need no flow: tables of the unit, and operands of each instruction.
//!
//! They cover unreachable instructions too, so whoever walks a body (quickening, recorder,
//! disassembler) may follow every index in it.

use super::{BodyKind, Fault, MAX_CODE, MAX_LOCALS, VerifyError};
use crate::isa::{Comparison, Instr, Op, Operand, STATIC_GUARDS};
use crate::unit::{Capture, CaptureGuard, Literal, Local, Script, Span, Storage, Unit};

/// Checks everything of a unit but its code.
pub(super) fn check_tables(unit: &Unit, errors: &mut Vec<VerifyError>) {
    let mut fail =
        |body: String, message: String| errors.push(VerifyError { body, pc: None, message });
    for (index, literal) in unit.literals.iter().enumerate() {
        if let Err(message) = check_literal(literal) {
            fail(format!("literal {index}"), message.to_string());
        }
    }
    for (verb, arity) in &unit.atoms {
        if *arity > MAX_LOCALS {
            fail(format!("atom {verb}/{arity}"), "too many arguments".to_string());
        }
    }
    if !unit.line_starts.is_sorted() {
        fail("line starts".to_string(), "not ascending".to_string());
    }
    for (index, row) in unit.names.iter().enumerate() {
        if row.parent.is_some_and(|parent| parent as usize >= index) {
            fail(format!("qualified name {index}"), "stands in front of its parent".to_string());
        }
    }
    for (index, script) in unit.scripts.iter().enumerate() {
        if let Err(message) = check_script(unit, script) {
            fail(format!("script {index} ({})", script.name), message);
        }
    }
    for export in &unit.exports {
        let storage = unit.body.locals.get(export.local as usize).map(|local| local.storage);
        if storage != Some(export.storage) || !storable(export.storage) {
            fail(
                format!("export {}", export.name),
                "no such local, or one stored in another way".to_string(),
            );
        }
    }
}

fn check_literal(literal: &Literal) -> Result<(), &'static str> {
    match literal {
        Literal::BigInt(negative, magnitude) => {
            if magnitude.last() == Some(&0) || magnitude.len() < 8 {
                return Err("big integer is not in canonical form");
            }
            let top = magnitude[7];
            let fits = magnitude.len() == 8
                && (top < 0x80
                    || (*negative && top == 0x80 && magnitude[..7].iter().all(|byte| *byte == 0)));
            if fits { Err("big integer fits 64 bits") } else { Ok(()) }
        }
        Literal::Char(code) if *code > 0x10_FFFF => Err("no such code point"),
        Literal::Int(_)
        | Literal::Double(_)
        | Literal::Char(_)
        | Literal::Str(_)
        | Literal::Template { .. } => Ok(()),
    }
}

fn check_script(unit: &Unit, script: &Script) -> Result<(), String> {
    if script.captures.len() > MAX_LOCALS as usize {
        return Err("too many captures".to_string());
    }
    for Capture { name, storage, guard } in &script.captures {
        if !storable(*storage) {
            return Err(format!("capture {name} cannot be stored like that"));
        }
        if let CaptureGuard::Outer(outer) = guard
            && *outer as usize >= unit.outers.len()
        {
            return Err(format!("guard of capture {name} is no outer name of the unit"));
        }
    }
    if script.outers.iter().any(|outer| *outer as usize >= unit.outers.len()) {
        return Err("an outer name is not in the unit".to_string());
    }
    if script.qualified as usize >= unit.names.len() {
        return Err("its qualified name is not in the unit".to_string());
    }
    if !ordered(script.span) {
        return Err("span ends before it starts".to_string());
    }
    Ok(())
}

/// Captures and exports outlive the frame: they cannot be states of iterations.
fn storable(storage: Storage) -> bool {
    matches!(storage, Storage::Value | Storage::Cell | Storage::Binding)
}

fn ordered(span: Span) -> bool {
    span.start <= span.end
}

/// Checks the operands of every instruction of a body.
pub(super) fn check_code(unit: &Unit, kind: BodyKind) -> Result<(), Fault> {
    let body = kind.body(unit);
    let whole = |message: &str| Err((None, message.to_string()));
    if body.code.is_empty() || body.code.len() > MAX_CODE {
        return whole("no instructions, or too many");
    }
    if body.spans.len() != body.code.len() {
        return whole("as many spans as instructions are needed");
    }
    if !body.spans.iter().all(|span| ordered(*span)) {
        return whole("a span ends before it starts");
    }
    if body.locals.len() > MAX_LOCALS as usize {
        return whole("too many locals");
    }
    let arguments = kind.arguments(unit) as usize;
    if body.locals.len() < arguments {
        return whole("fewer locals than arguments");
    }
    if body.locals[..arguments].iter().any(|local| local.storage != Storage::Value) {
        return whole("an argument must be stored as a value");
    }
    for (index, local) in body.locals.iter().enumerate() {
        let follows = index > 0 && body.locals[index - 1].storage == Storage::Iteration;
        let precedes =
            body.locals.get(index + 1).is_some_and(|next| next.storage == Storage::IterationRest);
        if (local.storage == Storage::IterationRest) != follows
            || (local.storage == Storage::Iteration && !precedes)
        {
            return whole("the two locals of an iteration must stand side by side");
        }
    }
    for (pc, instr) in body.code.iter().enumerate() {
        check_instr(unit, kind, pc as u32, *instr).map_err(|message| (Some(pc as u32), message))?;
    }
    Ok(())
}

fn check_instr(unit: &Unit, kind: BodyKind, pc: u32, instr: Instr) -> Result<(), String> {
    let row = instr.op.row();
    check_operand(unit, kind, pc, row.a, instr.a)?;
    check_operand(unit, kind, pc, row.b, instr.b)?;
    let local = |index: u32| &kind.body(unit).locals[index as usize];
    let capture = |index: u32| {
        let script = kind.script().expect("captures were checked");
        &unit.scripts[script].captures[index as usize]
    };
    match instr.op {
        Op::Local => {
            check_storage(local(instr.a), &[Storage::Value, Storage::Cell, Storage::Binding])
        }
        Op::Bind | Op::Set if matches!(kind, BodyKind::Matcher(..)) && instr.a == 0 => {
            Err("a matcher cannot overwrite its message".to_string())
        }
        Op::Bind => {
            check_storage(local(instr.a), &[Storage::Value, Storage::Cell, Storage::Binding])
        }
        Op::Set => check_storage(local(instr.a), &[Storage::Value]),
        Op::CellLocal | Op::PutLocal => check_storage(local(instr.a), &[Storage::Cell]),
        Op::NounLocal | Op::AssignLocal | Op::FillBinding => {
            check_storage(local(instr.a), &[Storage::Binding])
        }
        Op::CellFrame | Op::PutFrame if capture(instr.a).storage != Storage::Cell => {
            Err(format!("capture {} is no cell", capture(instr.a).name))
        }
        Op::NounFrame | Op::AssignFrame if capture(instr.a).storage != Storage::Binding => {
            Err(format!("capture {} is no binding", capture(instr.a).name))
        }
        Op::AssignOuter if !unit.outers[instr.a as usize].assigned => {
            Err("an outer name is assigned that is not marked so".to_string())
        }
        Op::Myself if kind == BodyKind::Top => Err("the top level has no receiver".to_string()),
        Op::NextMatcher if !matches!(kind, BodyKind::Matcher(..)) => {
            Err("only a matcher can decline".to_string())
        }
        Op::Context if !matches!(unit.literals[instr.a as usize], Literal::Str(_)) => {
            Err("the prefix must be a string".to_string())
        }
        Op::Object if kind.script().is_some_and(|script| instr.a as usize <= script) => {
            Err("a script stands behind the one it is used in".to_string())
        }
        _ => Ok(()),
    }
}

fn check_storage(local: &Local, allowed: &[Storage]) -> Result<(), String> {
    if allowed.contains(&local.storage) {
        return Ok(());
    }
    Err(format!("local `{}` is stored as {:?}, not as {:?}", local.name, local.storage, allowed[0]))
}

fn check_operand(
    unit: &Unit,
    kind: BodyKind,
    pc: u32,
    operand: Operand,
    value: u32,
) -> Result<(), String> {
    let body = kind.body(unit);
    let index = value as usize;
    let captures = kind.script().map_or(0, |script| unit.scripts[script].captures.len());
    let (what, length) = match operand {
        Operand::None => {
            return if value == 0 { Ok(()) } else { Err("unused operand is not 0".to_string()) };
        }
        Operand::Int => return Ok(()),
        Operand::Count => ("count", MAX_LOCALS as usize + 1),
        Operand::Literal => ("literal", unit.literals.len()),
        Operand::Local => ("local", body.locals.len()),
        Operand::Capture => ("capture", captures),
        Operand::Outer => ("outer name", unit.outers.len()),
        Operand::Atom => ("atom", unit.atoms.len()),
        Operand::Script => ("script", unit.scripts.len()),
        Operand::Comparison => ("comparison", Comparison::AsBig as usize + 1),
        Operand::Guard => ("guard", STATIC_GUARDS.len()),
        Operand::Iteration => {
            let first = body.locals.get(index).map(|local| local.storage);
            return if first == Some(Storage::Iteration) {
                Ok(())
            } else {
                Err(format!("local {value} does not hold an iteration"))
            };
        }
        Operand::Target => {
            return if value > pc && index < body.code.len() {
                Ok(())
            } else {
                Err(format!("target {value} is not ahead in the body"))
            };
        }
        Operand::LoopHead => {
            return if value < pc && body.code[index].op == Op::Loop {
                Ok(())
            } else {
                Err(format!("{value} is no loop head behind"))
            };
        }
    };
    if index < length { Ok(()) } else { Err(format!("{what} {value} is out of range")) }
}
