//! Listings of code units: text that a person can read, and JSON.
//!
//! ```text
//! top level: 0 locals, depth 3
//!   1 | traceln(6 * 7)
//!    0:  0 | OUTER 0 (traceln)
//!    1:  1 | INT 6
//! ```
//!
//! A line of source stands in front of the first instruction that comes from it. Each instruction is
//! `pc: depth | MNEMONIC operands (decoded operands)`; `-` for the depth means that control never comes
//! there. The number of handlers is shown, as `+n`, where there are any. The depth is the verifier's; a
//! body that it refuses is listed without depths, and with the error.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::isa::{Comparison, Instr, Op, Operand, STATIC_GUARDS};
use crate::unit::{CaptureGuard, Literal, Piece, Span, Storage, Unit};
use crate::verifier::{BodyKind, Facts, bodies, body_facts};

/// The listing of a unit; source lines are shown if the source is given.
pub fn disassemble(unit: &Unit, source: Option<&str>) -> String {
    let mut out = String::new();
    if !unit.assumptions.is_empty() {
        let _ = writeln!(out, "assumes {}", unit.assumptions.join(" "));
    }
    for kind in bodies(unit) {
        if let BodyKind::Method(script, 0) | BodyKind::Matcher(script, 0) = kind
            && (matches!(kind, BodyKind::Method(..)) || unit.scripts[script].methods.is_empty())
        {
            list_script(&mut out, unit, script);
        }
        list_body(&mut out, unit, kind, source);
    }
    // Scripts without any body.
    for (index, script) in unit.scripts.iter().enumerate() {
        if script.methods.is_empty() && script.matchers.is_empty() {
            list_script(&mut out, unit, index);
        }
    }
    for export in &unit.exports {
        let _ = writeln!(
            out,
            "\nexport {} from local {}{}",
            export.name,
            export.local,
            suffix(export.storage)
        );
    }
    out
}

fn list_script(out: &mut String, unit: &Unit, index: usize) {
    let script = &unit.scripts[index];
    let _ = writeln!(out, "\nscript {index}: {}", qualified_text(unit, script.qualified));
    for (position, capture) in script.captures.iter().enumerate() {
        let guard = match capture.guard {
            CaptureGuard::Dynamic => String::new(),
            CaptureGuard::Any => " :Any".to_string(),
            CaptureGuard::Object => " :itself".to_string(),
            CaptureGuard::Outer(outer) => format!(" :{}", outer_name(unit, outer)),
        };
        let _ = writeln!(
            out,
            "  capture {position} {}{}{guard}",
            shown(&capture.name),
            suffix(capture.storage)
        );
    }
}

fn list_body(out: &mut String, unit: &Unit, kind: BodyKind, source: Option<&str>) {
    let body = kind.body(unit);
    let facts = body_facts(unit, kind);
    let title = match kind {
        BodyKind::Top => "top level".to_string(),
        BodyKind::Method(script, index) => {
            let method = &unit.scripts[script].methods[index];
            let named = if method.named { " with named parameters" } else { "" };
            format!("\nmethod {}/{}{named} of script {script}", method.verb, method.arity)
        }
        BodyKind::Matcher(script, index) => format!("\nmatcher {index} of script {script}"),
    };
    let _ = write!(out, "{title}:");
    for (index, local) in body.locals.iter().enumerate() {
        let _ = write!(out, " {index}={}{}", shown(&local.name), suffix(local.storage));
    }
    match &facts {
        Ok(facts) => {
            let _ = writeln!(out, " [depth {}, handlers {}]", facts.max_depth, facts.max_handlers);
        }
        Err(error) => {
            let _ = writeln!(out, " [refused: {error}]");
        }
    }
    let facts = facts.unwrap_or_default();
    let mut line_shown = None;
    for (pc, instr) in body.code.iter().enumerate() {
        let line = body.spans.get(pc).and_then(|span| line_of(unit, *span));
        if let (Some(line), Some(source)) = (line, source)
            && line_shown != Some(line)
        {
            line_shown = Some(line);
            let _ = writeln!(out, "{:>5} | {}", line + 1, source_line(unit, source, line));
        }
        let _ = writeln!(out, "{}", instruction_line(unit, kind, &facts, pc, *instr));
    }
}

fn instruction_line(unit: &Unit, kind: BodyKind, facts: &Facts, pc: usize, instr: Instr) -> String {
    let depth = match facts.depths.get(pc) {
        Some(Some(depth)) => depth.to_string(),
        _ => "-".to_string(),
    };
    let handlers = match facts.handlers.get(pc) {
        Some(0) | None => String::new(),
        Some(count) => format!("+{count}"),
    };
    let text = text_of(unit, kind, instr);
    format!("{pc:>6}: {:>5} | {text}", format!("{depth}{handlers}"))
}

/// An instruction of a body: mnemonic and operands. Nothing, if there is none at that place.
pub fn instruction_text(unit: &Unit, kind: BodyKind, pc: usize) -> String {
    kind.body(unit).code.get(pc).map_or_else(String::new, |instr| text_of(unit, kind, *instr))
}

fn text_of(unit: &Unit, kind: BodyKind, instr: Instr) -> String {
    let row = instr.op.row();
    let mut text = row.mnemonic.to_owned();
    for (operand, value) in [(row.a, instr.a), (row.b, instr.b)] {
        text.push_str(&operand_text(unit, kind, operand, value));
    }
    text
}

fn operand_text(unit: &Unit, kind: BodyKind, operand: Operand, value: u32) -> String {
    let index = value as usize;
    let decoded = match operand {
        Operand::None => return String::new(),
        Operand::Int => return format!(" {}", value as i32),
        Operand::Count => return format!(" {value}"),
        Operand::Target | Operand::LoopHead => return format!(" @{value}"),
        Operand::Literal => unit.literals.get(index).map(literal_text),
        Operand::Local => {
            kind.body(unit).locals.get(index).map(|local| shown(&local.name).to_string())
        }
        Operand::Iteration => Some("iteration".to_string()),
        Operand::Capture => kind
            .script()
            .and_then(|script| unit.scripts[script].captures.get(index))
            .map(|capture| shown(&capture.name).to_string()),
        Operand::Outer => Some(outer_name(unit, value).to_string()),
        Operand::Atom => unit.atoms.get(index).map(|(verb, arity)| format!("{verb}/{arity}")),
        Operand::Script => unit.scripts.get(index).map(|script| script.name.clone()),
        Operand::Comparison => comparison(value).map(str::to_string),
        Operand::Guard => STATIC_GUARDS.get(index).map(|row| row.1.to_string()),
    };
    format!(" {value} ({})", decoded.unwrap_or_else(|| "?".to_string()))
}

/// The sign of a comparison, by the operand of `COMPARE`.
pub fn comparison(value: u32) -> Option<&'static str> {
    const SIGNS: [(Comparison, &str); 5] = [
        (Comparison::Less, "<"),
        (Comparison::LessEqual, "<="),
        (Comparison::Greater, ">"),
        (Comparison::GreaterEqual, ">="),
        (Comparison::AsBig, "<=>"),
    ];
    SIGNS.iter().find(|row| row.0 as u32 == value).map(|row| row.1)
}

/// The qualified name of a row, cut in front if the object is nested absurdly deep.
fn qualified_text(unit: &Unit, row: u32) -> String {
    let mut above = Some(row);
    for _ in 0..32 {
        above = above.and_then(|row| unit.names.get(row as usize)).and_then(|row| row.parent);
    }
    if above.is_none() {
        return unit.qualified_name(Some(row));
    }
    format!("…${}", unit.names[row as usize].name)
}

fn outer_name(unit: &Unit, outer: u32) -> &str {
    unit.outers.get(outer as usize).map_or("?", |outer| outer.name.as_str())
}

fn shown(name: &str) -> &str {
    if name.is_empty() { "·" } else { name }
}

fn suffix(storage: Storage) -> &'static str {
    match storage {
        Storage::Value => "",
        Storage::Cell => " (cell)",
        Storage::Binding => " (binding)",
        Storage::Iteration => " (iteration)",
        Storage::IterationRest => " (its rest)",
    }
}

/// A literal, short and on one line.
pub fn literal_text(literal: &Literal) -> String {
    match literal {
        Literal::Int(value) => value.to_string(),
        Literal::BigInt(negative, magnitude) => {
            let digits: String =
                magnitude.iter().rev().take(20).map(|byte| format!("{byte:02x}")).collect();
            let rest = if magnitude.len() > 20 { "…" } else { "" };
            format!("{}0x{digits}{rest}", if *negative { "-" } else { "" })
        }
        Literal::Double(bits) => format!("{:?}", f64::from_bits(*bits)),
        Literal::Char(code) => match char::from_u32(*code) {
            Some(char) => format!("{char:?}"),
            None => format!("'\\u{code:04x}'"),
        },
        Literal::Str(text) => {
            let short = shortened(text);
            let rest = if short.len() < text.len() { "…" } else { "" };
            format!("{short:?}{rest}")
        }
        Literal::Template { matches, pieces } => {
            let kind = if *matches { "matches" } else { "makes" };
            let text: String = pieces.iter().map(piece_text).collect();
            format!("{kind} `{}`", shortened(&text))
        }
    }
}

fn piece_text(piece: &Piece) -> String {
    match piece {
        Piece::Text(text) => text.escape_debug().to_string(),
        Piece::ValueHole(number) => format!("${{{number}}}"),
        Piece::PatternHole(number) => format!("@{{{number}}}"),
    }
}

/// The beginning of a text, if it is long.
fn shortened(text: &str) -> &str {
    match text.char_indices().nth(40) {
        Some(_) => &text[..text.char_indices().nth(39).map_or(0, |(end, _)| end)],
        None => text,
    }
}

/// The line of the source, from 0, that a span starts in.
fn line_of(unit: &Unit, span: Span) -> Option<usize> {
    unit.line_starts.partition_point(|start| *start <= span.start).checked_sub(1)
}

fn source_line<'s>(unit: &Unit, source: &'s str, line: usize) -> &'s str {
    let start = unit.line_starts[line] as usize;
    let rest = source.get(start..).unwrap_or("");
    rest.lines().next().unwrap_or("").trim_end()
}

/// The listing as JSON: the bodies with their instructions, and the tables of the unit.
pub fn disassemble_json(unit: &Unit) -> Value {
    json!({
        "origin": unit.origin,
        "assumptions": unit.assumptions,
        "outers": unit.outers.iter().map(|outer| json!({"name": outer.name, "assigned": outer.assigned})).collect::<Vec<_>>(),
        "scripts": (0..unit.scripts.len()).map(|index| script_json(unit, index)).collect::<Vec<_>>(),
        "bodies": bodies(unit).into_iter().map(|kind| body_json(unit, kind)).collect::<Vec<_>>(),
        "exports": unit.exports.iter().map(|export| json!({
            "name": export.name, "local": export.local, "storage": storage_name(export.storage),
        })).collect::<Vec<_>>(),
    })
}

fn script_json(unit: &Unit, index: usize) -> Value {
    let script = &unit.scripts[index];
    json!({
        "name": script.name,
        "qualified": qualified_text(unit, script.qualified),
        "doc": script.doc,
        "captures": script.captures.iter().map(|capture| json!({
            "name": capture.name, "storage": storage_name(capture.storage),
        })).collect::<Vec<_>>(),
        "span": [script.span.start, script.span.end],
    })
}

fn body_json(unit: &Unit, kind: BodyKind) -> Value {
    let body = kind.body(unit);
    let facts = body_facts(unit, kind).unwrap_or_default();
    let code: Vec<Value> = body
        .code
        .iter()
        .enumerate()
        .map(|(pc, instr)| {
            let row = instr.op.row();
            let operands: Vec<String> = [(row.a, instr.a), (row.b, instr.b)]
                .into_iter()
                .map(|(operand, value)| {
                    operand_text(unit, kind, operand, value).trim_start().to_string()
                })
                .filter(|text| !text.is_empty())
                .collect();
            let span = body.spans.get(pc).copied().unwrap_or_default();
            json!({
                "pc": pc,
                "depth": facts.depths.get(pc).copied().flatten(),
                "op": row.mnemonic,
                "operands": operands,
                "span": [span.start, span.end],
            })
        })
        .collect();
    json!({
        "body": kind.describe(unit),
        "script": kind.script(),
        "locals": body.locals.iter().map(|local| json!({
            "name": local.name, "storage": storage_name(local.storage),
        })).collect::<Vec<_>>(),
        "max_depth": facts.max_depth,
        "max_handlers": facts.max_handlers,
        "code": code,
    })
}

fn storage_name(storage: Storage) -> &'static str {
    match storage {
        Storage::Value => "value",
        Storage::Cell => "cell",
        Storage::Binding => "binding",
        Storage::Iteration => "iteration",
        Storage::IterationRest => "iteration-rest",
    }
}

/// The reference page of the instruction set, from the table.
pub fn reference_page() -> String {
    let mut out = String::from(
        "# The instruction set\n\nGenerated from the table in `compiler/src/isa.rs`; \
         `cargo test -p monte-compiler --test reference` checks that it is current, and with\n\
         `MONTE_BLESS=1` writes it anew. Stack pictures read bottom to top, left to right.\n\n\
         | opcode | instruction | operands | meaning |\n|---|---|---|---|\n",
    );
    for row in crate::isa::INSTRUCTIONS {
        let operands =
            [row.a, row.b].into_iter().filter_map(operand_name).collect::<Vec<_>>().join(", ");
        let doc = row.doc.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
        let _ = writeln!(out, "| {} | `{}` | {operands} | {doc} |", row.op as u8, row.mnemonic);
    }
    out.push_str("\nComparisons (`COMPARE`): ");
    let signs: Vec<String> = (0..=Op::Compare as u32)
        .map_while(comparison)
        .enumerate()
        .map(|(row, sign)| format!("{row} `{sign}`"))
        .collect();
    out.push_str(&signs.join(", "));
    out.push_str(".\n\nStatic guards (`COERCE_STATIC`, `TEST_STATIC`): ");
    let guards: Vec<String> = STATIC_GUARDS
        .iter()
        .enumerate()
        .map(|(row, guard)| format!("{row} `{}`", guard.1))
        .collect();
    out.push_str(&guards.join(", "));
    out.push_str(".\n");
    out
}

fn operand_name(operand: Operand) -> Option<&'static str> {
    Some(match operand {
        Operand::None => return None,
        Operand::Literal => "literal",
        Operand::Int => "integer",
        Operand::Local => "local",
        Operand::Iteration => "iteration",
        Operand::Capture => "capture",
        Operand::Outer => "outer name",
        Operand::Atom => "verb/arity",
        Operand::Script => "script",
        Operand::Target => "target ahead",
        Operand::LoopHead => "loop head behind",
        Operand::Count => "count",
        Operand::Comparison => "comparison",
        Operand::Guard => "static guard",
    })
}
