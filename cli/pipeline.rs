//! From source text to a code unit, or to diagnostics: front end, expander, compiler.

use crate::arguments::{CompileOptions, KernelOpt};
use crate::color::Color;
use crate::source::Source;
use monte_compiler::unit::Unit;
use monte_expander::kernel::Kernel;
use monte_expander::{Environment, Expansion, Options};
use monte_frontend::Parse;
use monte_frontend::diagnostic::{Code, Diagnostic, render_all};
use monte_frontend::span::Span;
use std::io::Write;

/// The environment of a program: the safe scope, with both spellings of the helpers.
pub(crate) fn safe_scope() -> Environment {
    let mut environment = Environment::safe(monte_prelude::names::SAFE_SCOPE.iter().copied());
    for name in monte_prelude::names::ALIASES {
        environment.insert(name, monte_expander::EnvironmentName::SAFE);
    }
    environment
}

/// Parses a source text.
pub(crate) fn parse(source: &Source) -> Parse {
    monte_frontend::parse_module(&source.text, &source.name)
}

/// Expands a tree that has no syntax errors.
pub(crate) fn expand(
    parse: &mut Parse,
    source: &Source,
    environment: &Environment,
    options: &CompileOptions,
) -> Result<Kernel, Vec<Diagnostic>> {
    let passes = match options.kernel_opt {
        KernelOpt::All => monte_expander::Passes::ALL,
        KernelOpt::None => monte_expander::Passes::NONE,
    };
    let options = Options { origin: source.name.clone(), passes, ..Options::default() };
    let root = parse.root_expr();
    let Expansion { kernel, diagnostics } =
        monte_expander::expand(&parse.ast, root, &source.text, environment, &options);
    kernel.ok_or(diagnostics)
}

/// Compiles a program for the safe scope.
pub(crate) fn compile(source: &Source, options: &CompileOptions) -> Result<Unit, Vec<Diagnostic>> {
    compile_in(source, &safe_scope(), options)
}

/// Looks for mistakes in a program for the safe scope. All of them are found by the front end and by
/// expansion, without the Kernel optimizer; code is not generated.
pub(crate) fn check(source: &Source) -> Result<(), Vec<Diagnostic>> {
    let mut parse = parse(source);
    if !parse.diagnostics.is_empty() {
        return Err(with_static_errors(&mut parse, source, &safe_scope()));
    }
    let options = Options { origin: source.name.clone(), ..Options::default() };
    let root = parse.root_expr();
    let found = monte_expander::check(&parse.ast, root, &source.text, &safe_scope(), &options);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// The diagnostics of the parser, and what else is wrong in the parts that it has understood, in the
/// order of the text. What encloses a fault of syntax is not judged.
fn with_static_errors(
    parse: &mut Parse,
    source: &Source,
    environment: &Environment,
) -> Vec<Diagnostic> {
    let suspects = parse.names_in_errors.clone();
    let options = Options {
        origin: source.name.clone(),
        suspects: Some(suspects),
        passes: monte_expander::Passes::NONE,
        ..Options::default()
    };
    let root = parse.root_expr();
    let expansion = monte_expander::expand(&parse.ast, root, &source.text, environment, &options);
    let mut diagnostics = std::mem::take(&mut parse.diagnostics);
    let encloses_fault = |span: Span| {
        let first = diagnostics.partition_point(|fault| fault.span().start < span.start);
        let rest = diagnostics[first..].iter().map(Diagnostic::span);
        rest.take_while(|fault| fault.start <= span.end).any(|fault| fault.end <= span.end)
    };
    let judged: Vec<Diagnostic> = expansion
        .diagnostics
        .into_iter()
        .filter(|diagnostic| !encloses_fault(diagnostic.span()))
        .collect();
    diagnostics.extend(judged);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span().start);
    diagnostics
}

/// Compiles a program for an environment.
pub(crate) fn compile_in(
    source: &Source,
    environment: &Environment,
    options: &CompileOptions,
) -> Result<Unit, Vec<Diagnostic>> {
    let mut parse = parse(source);
    if !parse.diagnostics.is_empty() {
        return Err(with_static_errors(&mut parse, source, environment));
    }
    let kernel = expand(&mut parse, source, environment, options)?;
    generate(&kernel, source)
}

/// Generates code.
pub(crate) fn generate(kernel: &Kernel, source: &Source) -> Result<Unit, Vec<Diagnostic>> {
    let options = monte_compiler::CompileOptions { source: &source.text };
    monte_compiler::compile(kernel, &options).map_err(|error| {
        let span = Span::new(error.span.start, error.span.end);
        vec![Diagnostic::error(Code::TooDeep, error.message).primary(span, "here")]
    })
}

/// Prints diagnostics to standard error, with excerpts.
pub(crate) fn print_diagnostics(diagnostics: &[Diagnostic], source: &Source, color: Color) {
    let text = render_all(diagnostics, &source.text, &source.name, color.0);
    // Nobody reads any more: then nothing can be said.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
