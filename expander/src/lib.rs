//! Full Monte to Kernel-Monte: expansion, scope analysis, static errors and the Kernel optimizer.
//!
//! [`expand`] takes the syntax tree of a text and a description of its environment, and answers the
//! [`Kernel`](kernel::Kernel) that the compiler takes, or the static errors.
#![forbid(unsafe_code)]

mod build;
pub mod environment;
mod errors;
mod expand;
pub mod json;
pub mod kernel;
pub mod optimize;
pub mod print;
mod scope;
mod storage;

pub use environment::{Environment, EnvironmentName};
pub use optimize::Passes;

use kernel::{Kernel, Name};
use monte_frontend::ast::{Ast, ExprId};
use monte_frontend::diagnostic::Diagnostic;

/// How to expand.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where the text comes from: the first part of qualified names, and shown in printed spans.
    pub origin: String,
    /// A file with a header becomes a module object. Otherwise one without imports runs like a script.
    pub modules_as_objects: bool,
    /// Which passes of the optimizer run.
    pub passes: Passes,
    /// The text has parts that the parser could not understand, in which these names occur: the tree is
    /// searched for further mistakes, but that one of these names is undefined is no news, and no unit is
    /// made. `None` for a sound tree.
    pub suspects: Option<Vec<Name>>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            origin: "<eval>".to_string(),
            modules_as_objects: false,
            passes: Passes::ALL,
            suspects: None,
        }
    }
}

/// What came of a text.
#[derive(Clone, Debug)]
pub struct Expansion {
    /// The unit; `None` if there are errors.
    pub kernel: Option<Kernel>,
    /// Static errors, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Expands a tree that the front end made from `source`.
pub fn expand(
    ast: &Ast,
    root: ExprId,
    source: &str,
    environment: &Environment,
    options: &Options,
) -> Expansion {
    let (expander, diagnostics) = walk(ast, root, source, environment, options);
    if !diagnostics.is_empty() || options.suspects.is_some() {
        return Expansion { kernel: None, diagnostics };
    }
    let mut kernel = expander.kernel;
    let interactive = environment.interactive;
    optimize::optimize(&mut kernel, &expander.idioms, options.passes, interactive);
    Expansion { kernel: Some(kernel), diagnostics }
}

/// The static errors of a tree, without making anything of it.
pub fn check(
    ast: &Ast,
    root: ExprId,
    source: &str,
    environment: &Environment,
    options: &Options,
) -> Vec<Diagnostic> {
    walk(ast, root, source, environment, options).1
}

fn walk<'a>(
    ast: &'a Ast,
    root: ExprId,
    source: &'a str,
    environment: &'a Environment,
    options: &Options,
) -> (expand::Expander<'a>, Vec<Diagnostic>) {
    let mut expander = expand::Expander::new(ast, source, &options.origin, environment);
    expander.modules_as_objects = options.modules_as_objects;
    let root = expander.expr(root);
    expander.kernel.root = root;
    expander.kernel.plain_root = root;
    expander.kernel.exports = expander.exports();
    expander.check_uses(options.suspects.as_deref().unwrap_or_default());
    let errors = std::mem::take(&mut expander.errors).into_iter();
    let diagnostics = errors.map(errors::StaticError::into_diagnostic).collect();
    (expander, diagnostics)
}
