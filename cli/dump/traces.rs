//! `monte dump traces|ir|clif|asm`: runs a program, and shows what the tracing compiler has made of it.
//!
//! The program runs as `monte FILE` runs it, with its limits and what it prints on standard error; the dump goes to standard
//! output when the program has ended, however that was, and the exit status is the program's.

use super::places::Places;
use super::{json, page, text};
use crate::arguments::{RunOptions, Stage};
use crate::color::Color;
use crate::source::Source;
use crate::status::Status;
use crate::{output, run};
use std::io::Write;

/// How a dump is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As text.
    Text,
    /// As JSON.
    Json,
    /// As a page for a browser.
    Page,
}

/// Runs a program and prints a stage of what was compiled.
pub(crate) fn dump(
    stage: Stage,
    source: &Source,
    form: Form,
    options: &RunOptions,
    color: Color,
) -> Status {
    let options = RunOptions { listings: true, ..options.clone() };
    let mut shown = String::new();
    let status = run::execute(source, &options, color, false, |machine| {
        let report = machine.traced().unwrap_or_default();
        let places = Places::new(&machine.vm, std::slice::from_ref(source));
        shown = match form {
            Form::Text => text::of_stage(stage, &report, &places),
            Form::Json => json::of_stage(stage, &report, &places).to_string(),
            Form::Page => page::of_report(&report, &places, source),
        };
    });
    let end = if shown.is_empty() || shown.ends_with('\n') { "" } else { "\n" };
    let mut out = std::io::stdout().lock();
    output::finish(write!(out, "{shown}{end}").and_then(|()| out.flush()), status)
}
