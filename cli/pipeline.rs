//! The pipeline as the commands use it: for the safe scope, with the options of the command line, and with
//! diagnostics shown on the terminal.

use crate::arguments::{CompileOptions, KernelOpt};
use crate::color::Color;
use crate::source::Source;
use monte_expander::{Environment, Passes};
use monte_frontend::diagnostic::{Diagnostic, render_all};
use std::io::Write;

/// The environment of a program: the safe scope, with both spellings of the helpers.
pub(crate) fn safe_scope() -> Environment {
    Environment::safe(monte_prelude::names::of_programs())
}

/// The passes of the optimizer that the command line asks for.
pub(crate) fn passes(options: &CompileOptions) -> Passes {
    match options.kernel_opt {
        KernelOpt::All => Passes::ALL,
        KernelOpt::None => Passes::NONE,
    }
}

/// Prints diagnostics to standard error, with excerpts.
pub(crate) fn print_diagnostics(diagnostics: &[Diagnostic], source: &Source, color: Color) {
    let text = render_all(diagnostics, &source.text, &source.name, color.0);
    // Nobody reads any more: then nothing can be said.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
