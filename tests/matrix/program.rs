//! The text of a program that runs some loops.

use crate::matrix::cells::NAMES;
use crate::matrix::values::Values;
use monte_vm::heap::Type;
use std::fmt::Write;

/// A loop with those of its tuples that are to run.
#[derive(Clone)]
pub(crate) struct Part<'a> {
    pub(crate) number: usize,
    pub(crate) body: &'a str,
    pub(crate) tuples: Vec<&'a [usize]>,
    /// It should become machine code.
    pub(crate) is_counted: bool,
}

/// Types whose expressions make objects of a script: each is evaluated once, or each would be of a script of its own.
const SHARED: [Type; 3] = [Type::Audition, Type::Object, Type::Printer];

/// The program. It ends with a list of everything that the loops have got, operands last.
pub(crate) fn program(values: &Values, parts: &[Part<'_>]) -> String {
    let mut text = String::new();
    let mut shared: Vec<usize> = parts
        .iter()
        .flat_map(|part| part.tuples.iter().copied().flatten().copied())
        .filter(|&value| SHARED.contains(&values.types[value]))
        .collect();
    shared.sort_unstable();
    shared.dedup();
    for value in shared {
        line(&mut text, format_args!("def v{value} := {}", values.sources[value]));
    }
    line(&mut text, format_args!("def out := [].diverge()"));
    for Part { number, body, tuples, .. } in parts {
        let names = NAMES[..tuples[0].len()].join(", ");
        line(&mut text, format_args!("def loop{number}(tuples) {{"));
        line(&mut text, format_args!("    for [{names}] in (tuples) {{"));
        line(&mut text, format_args!("        out.push(try {{ {body} }} catch p {{ p }})"));
        line(&mut text, format_args!("    }}"));
        line(&mut text, format_args!("    out.push(tuples)"));
        line(&mut text, format_args!("}}"));
    }
    // A second time, with other operands, they enter what the first time has left.
    for Part { number, tuples, .. } in parts.iter().chain(parts) {
        line(&mut text, format_args!("loop{number}(["));
        for tuple in tuples {
            let operands: Vec<String> = tuple.iter().map(|&value| operand(values, value)).collect();
            line(&mut text, format_args!("    [{}],", operands.join(", ")));
        }
        line(&mut text, format_args!("])"));
    }
    line(&mut text, format_args!("out.snapshot()"));
    text
}

fn operand(values: &Values, value: usize) -> String {
    if SHARED.contains(&values.types[value]) {
        format!("v{value}")
    } else {
        values.sources[value].clone()
    }
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    writeln!(text, "{line}").expect("a string takes all");
}
