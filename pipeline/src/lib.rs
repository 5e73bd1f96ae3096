//! The stages in a row: source text in, a code unit or diagnostics out.
//!
//! The stages do not know each other: the compiler takes a Kernel tree and has never heard of a syntax tree. Somebody has
//! to put them together, and there are many who need it: the program `monte`, the build script of the
//! prelude, the tests that run programs, the fuzzers. They all come here, so that all of them mean the same
//! by "compile".
//!
//! The build script of the prelude is the reason for a crate of its own: it runs before the machine and the program are
//! built, so it could not borrow from either. The environment is the caller's: this crate knows no name of
//! the safe scope, no file and no value.
#![forbid(unsafe_code)]

use monte_compiler::CompileOptions;
use monte_compiler::unit::Unit;
use monte_expander::kernel::Kernel;
use monte_expander::{Environment, Expansion, Options, Passes};
use monte_frontend::{Code, Diagnostic, Parse, Span};

/// A source text and the name it goes by in messages and in qualified names.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// The name.
    pub name: &'a str,
    /// The text.
    pub source: &'a str,
}

/// Compiles a text for an environment. The diagnostics stand in the order of the text.
pub fn compile(
    text: Text<'_>,
    environment: &Environment,
    passes: Passes,
) -> Result<Unit, Vec<Diagnostic>> {
    let mut parse = parse_in(text, environment);
    if !parse.diagnostics.is_empty() {
        return Err(all_faults(&mut parse, text, environment));
    }
    let kernel = expand(&mut parse, text, environment, passes)?;
    generate(&kernel, text)
}

/// Looks for mistakes in a text. All of them are found by the front end and by expansion, without the
/// Kernel optimizer; code is not generated.
pub fn check(text: Text<'_>, environment: &Environment) -> Result<(), Vec<Diagnostic>> {
    let mut parse = parse_in(text, environment);
    if !parse.diagnostics.is_empty() {
        return Err(all_faults(&mut parse, text, environment));
    }
    let root = parse.root_expr();
    let options = options(text, Passes::NONE);
    let found = monte_expander::check(&parse.ast, root, text.source, environment, &options);
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// Text to tree.
pub fn parse(text: Text<'_>) -> Parse {
    monte_frontend::parse_module(text.source, text.name)
}

/// Text to tree, for an environment: that of a session knows names for earlier results.
pub fn parse_in(text: Text<'_>, environment: &Environment) -> Parse {
    if environment.interactive { monte_frontend::parse_input(text.source) } else { parse(text) }
}

/// Tree to Kernel tree. The tree has no faults of syntax.
pub fn expand(
    parse: &mut Parse,
    text: Text<'_>,
    environment: &Environment,
    passes: Passes,
) -> Result<Kernel, Vec<Diagnostic>> {
    let root = parse.root_expr();
    let options = options(text, passes);
    let Expansion { kernel, diagnostics } =
        monte_expander::expand(&parse.ast, root, text.source, environment, &options);
    kernel.ok_or(diagnostics)
}

/// Kernel tree to unit. A program can only be too large for it.
pub fn generate(kernel: &Kernel, text: Text<'_>) -> Result<Unit, Vec<Diagnostic>> {
    let options = CompileOptions { source: text.source };
    monte_compiler::compile(kernel, &options).map_err(|error| {
        let span = Span::new(error.span.start, error.span.end);
        vec![Diagnostic::error(Code::TooDeep, error.message).primary(span, "here")]
    })
}

fn options(text: Text<'_>, passes: Passes) -> Options {
    Options { origin: text.name.to_owned(), passes, ..Options::default() }
}

/// The diagnostics of the parser, and what else is wrong in the parts that it has understood, in the
/// order of the text. What encloses a fault of syntax is not judged.
fn all_faults(parse: &mut Parse, text: Text<'_>, environment: &Environment) -> Vec<Diagnostic> {
    let suspects = Some(parse.names_in_errors.clone());
    let options = Options { suspects, ..options(text, Passes::NONE) };
    let root = parse.root_expr();
    let judged = monte_expander::check(&parse.ast, root, text.source, environment, &options);
    let mut faults = std::mem::take(&mut parse.diagnostics);
    let encloses_fault = |span: Span| {
        let first = faults.partition_point(|fault| fault.span().start < span.start);
        let spans = faults[first..].iter().map(Diagnostic::span);
        spans.take_while(|fault| fault.start <= span.end).any(|fault| fault.end <= span.end)
    };
    let judged: Vec<Diagnostic> =
        judged.into_iter().filter(|diagnostic| !encloses_fault(diagnostic.span())).collect();
    faults.extend(judged);
    faults.sort_by_key(|diagnostic| diagnostic.span().start);
    faults
}
