//! `monte check`: the diagnostics of programs, without running them.

use crate::arguments::Format;
use crate::color::Color;
use crate::output;
use crate::pipeline;
use crate::source::Source;
use crate::status::Status;
use monte_frontend::diagnostic::Severity;
use std::io::Write;
use std::path::PathBuf;

/// Checks files; the status tells whether all are without errors. For people, a last line counts.
pub(crate) fn check(files: &[PathBuf], format: Format, color: Color) -> Status {
    let mut status = Status::Success;
    let mut errors = 0;
    let environment = pipeline::safe_scope();
    let mut out = std::io::stdout().lock();
    for path in files {
        let source = match Source::read(path) {
            Ok(source) => source,
            Err(failed) => {
                status = failed;
                errors += 1;
                continue;
            }
        };
        let Err(diagnostics) = monte_pipeline::check((&source).into(), &environment) else {
            continue;
        };
        status = Status::Usage;
        errors += diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        match format {
            Format::Human => pipeline::print_diagnostics(&diagnostics, &source, color),
            Format::Json => {
                for diagnostic in &diagnostics {
                    let line = diagnostic.to_json(&source.text, &source.name);
                    let written = writeln!(out, "{line}");
                    if written.is_err() {
                        return output::finish(written, status);
                    }
                }
            }
        }
    }
    if format == Format::Human {
        say!("{}, {}", count(files.len(), "file"), count(errors, "error"));
    }
    output::finish(out.flush(), status)
}

fn count(number: usize, noun: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{ending}")
}
