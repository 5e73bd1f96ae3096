//! `monte dump`: what a stage makes of a program, as text a person can read, or as JSON.

mod json;
mod page;
pub(crate) mod places;
pub(crate) mod summary;
mod text;
pub(crate) mod traces;

use crate::arguments::{CompileOptions, RunOptions, Stage};
use crate::color::Color;
use crate::output;
use crate::pipeline;
use crate::source::Source;
use crate::status::Status;
use monte_expander::Environment;
use monte_frontend::diagnostic::Diagnostic;
use std::io::Write;
use std::path::Path;
use traces::Form;

/// Prints the output of a stage.
pub(crate) fn dump(
    stage: Stage,
    file: &Path,
    form: Form,
    options: &RunOptions,
    color: Color,
) -> Status {
    let source = match Source::read(file) {
        Ok(source) => source,
        Err(status) => return status,
    };
    if stage.runs() {
        return traces::dump(stage, &source, form, options, color);
    }
    let json = form == Form::Json;
    match render(stage, &source, json, &pipeline::safe_scope(), &options.compile) {
        Ok(text) => {
            let mut out = std::io::stdout().lock();
            let end = if text.ends_with('\n') { "" } else { "\n" };
            let written = write!(out, "{text}{end}").and_then(|()| out.flush());
            output::finish(written, Status::Success)
        }
        Err(diagnostics) => {
            pipeline::print_diagnostics(&diagnostics, &source, color);
            Status::Usage
        }
    }
}

/// The output of a stage, for a text in an environment.
pub(crate) fn render(
    stage: Stage,
    source: &Source,
    json: bool,
    environment: &Environment,
    options: &CompileOptions,
) -> Result<String, Vec<Diagnostic>> {
    if stage == Stage::Tokens {
        return Ok(if json {
            monte_frontend::dump::tokens_json(&source.text)
        } else {
            monte_frontend::dump::tokens_text(&source.text)
        });
    }
    let mut parse = monte_pipeline::parse_in(source.into(), environment);
    if !parse.diagnostics.is_empty() {
        return Err(parse.diagnostics);
    }
    if stage == Stage::Ast {
        return Ok(if json {
            monte_frontend::dump::ast_json(&parse.ast, parse.root)
        } else {
            monte_frontend::dump::ast_text(&parse.ast, parse.root, &source.text)
        });
    }
    let kernel =
        monte_pipeline::expand(&mut parse, source.into(), environment, pipeline::passes(options))?;
    if stage == Stage::Kernel {
        return Ok(if json {
            monte_expander::json::to_json(&kernel)
        } else {
            monte_expander::print::print_kernel(&kernel)
        });
    }
    let unit = monte_pipeline::generate(&kernel, source.into())?;
    Ok(if json {
        monte_compiler::disassemble_json(&unit).to_string()
    } else {
        monte_compiler::disassemble(&unit, Some(&source.text))
    })
}
