//! The code generator: Kernel-Monte to SmallCaps.
//!
//! In: a [`Kernel`] with resolved names, storage classes and the optimizer's forms. Out: a [`Unit`] that
//! the verifier accepts. The work is one walk over the tree, linear in its size, in three modes
//! ([`Mode`] and `test`): an expression is compiled for its value (one element is pushed), for its
//! effect (nothing is), or for the way control takes (conditions never become booleans on the stack).
//!
//! - `assembly` builds one body: labels, depth, reachability;
//! - `tables` collects what the bodies of a unit share;
//! - `names` places variables in locals and captures, and reads and writes them;
//! - `expressions`, `control`, `loops`, `patterns`, `tests`, `objects` and `intrinsics` each compile what their
//!   name says.

mod assembly;
mod control;
mod expressions;
mod intrinsics;
mod loops;
mod names;
mod objects;
mod patterns;
mod tables;
mod templates;
mod tests;

use std::collections::HashMap;

use monte_expander::kernel::{self, ExprId, FrameId, Kernel, LabelId, ObjectId, OuterId, VarId};

use crate::isa::Op;
use crate::kernel_tree;
use crate::unit::{Export, Span, Unit};
use crate::verifier::{MAX_LOCALS, verify};
use assembly::{Assembly, Label};
use tables::Tables;

/// What the compiler is told besides the tree.
#[derive(Clone, Copy, Debug, Default)]
pub struct CompileOptions<'s> {
    /// The source text, for the line table; empty if there is none.
    pub source: &'s str,
}

/// Why a tree has no code: it exceeds a limit of the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// The place, if one can be named.
    pub span: Span,
    /// The limit.
    pub message: String,
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.message)
    }
}

impl std::error::Error for CompileError {}

/// Compiles a unit of Kernel-Monte. The unit is verified.
pub fn compile(kernel: &Kernel, options: &CompileOptions<'_>) -> Result<Unit, CompileError> {
    let mut generator = Generator::new(kernel);
    generator.expr(kernel.root, Mode::Value);
    generator.asm.end(Op::Return, 1);
    let exports = generator.exports();
    let Generator { asm, tables, compiled, error, .. } = generator;
    if let Some(error) = error {
        return Err(error);
    }
    let plain = |object: ObjectId| kernel.object(object).plain.unwrap_or(object);
    let objects: Vec<ObjectId> = compiled.iter().map(|(object, _)| plain(*object)).collect();
    let trees = kernel_tree::encode(kernel, &objects);
    let mut scripts = tables.scripts;
    for (object, script) in compiled {
        scripts[script].kernel = trees.starts.get(&plain(object)).copied().unwrap_or(0);
    }
    let mut unit = Unit {
        origin: kernel.origin.to_string(),
        literals: tables.literals,
        atoms: tables.atoms,
        outers: tables.outers,
        assumptions: tables.assumptions,
        names: tables.names,
        scripts,
        body: asm.finish(),
        exports,
        line_starts: line_starts(options.source),
        kernel: trees.bytes,
    };
    verify(&mut unit).map_err(|errors| {
        let texts: Vec<String> = errors.iter().take(3).map(ToString::to_string).collect();
        CompileError {
            span: Span::default(),
            message: format!("cannot be compiled: {}", texts.join("; ")),
        }
    })?;
    Ok(unit)
}

/// The offset of each line of a source text.
fn line_starts(source: &str) -> Vec<u32> {
    if source.is_empty() {
        return Vec::new();
    }
    let breaks = source.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect()
}

/// What is wanted of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Its value, pushed.
    Value,
    /// Its effects only.
    Effect,
}

/// Where control goes when a test turns out one way: to `plain`, or to `problem` with one element more
/// (the problem of a failed match), which is dropped on the way to `plain`.
#[derive(Clone, Copy)]
struct Target {
    plain: Label,
    problem: Label,
    depth: u32,
}

/// A block that exits can leave.
#[derive(Clone, Copy)]
struct Block {
    end: Label,
    /// The depth at the end without the value.
    depth: u32,
    handlers: u32,
    mode: Mode,
}

/// The state of the code generator. The frame at work is `asm`, `frame`, `object`, `places`.
struct Generator<'k> {
    kernel: &'k Kernel,
    tables: Tables,
    asm: Assembly,
    frame: FrameId,
    object: Option<ObjectId>,
    /// Where the variables of the frame at work are: their locals.
    locals: HashMap<VarId, u32>,
    /// Where the captured variables of the object at work are.
    captures: HashMap<VarId, u32>,
    blocks: HashMap<LabelId, Block>,
    outers: HashMap<OuterId, u32>,
    /// The rows of the objects' qualified names.
    qualified: HashMap<ObjectId, u32>,
    /// The object expressions that have code, and their scripts.
    compiled: Vec<(ObjectId, usize)>,
    error: Option<CompileError>,
}

impl<'k> Generator<'k> {
    fn new(kernel: &'k Kernel) -> Generator<'k> {
        Generator {
            kernel,
            tables: Tables::default(),
            asm: Assembly::default(),
            frame: FrameId(0),
            object: None,
            locals: HashMap::new(),
            captures: HashMap::new(),
            blocks: HashMap::new(),
            outers: HashMap::new(),
            qualified: HashMap::new(),
            compiled: Vec::new(),
            error: None,
        }
    }

    fn at(&mut self, span: kernel::Span) {
        self.asm.span = convert(span);
    }

    fn at_expr(&mut self, expr: ExprId) {
        self.at(self.kernel.span(expr));
    }

    /// The top level's names that outlive the unit.
    fn exports(&mut self) -> Vec<Export> {
        let kernel = self.kernel;
        let mut exports = Vec::new();
        for export in &kernel.exports {
            // A name whose definition control never reaches has no local.
            if let Some(&local) = self.locals.get(&export.var) {
                let storage = names::storage(kernel.var(export.var).storage);
                exports.push(Export { name: kernel.text(export.name).to_string(), local, storage });
            }
        }
        exports
    }

    /// Notes that a limit is exceeded here.
    fn limit(&mut self, message: &str) {
        if self.error.is_none() {
            self.error = Some(CompileError { span: self.asm.span, message: message.to_string() });
        }
    }

    fn check_locals(&mut self) {
        if self.asm.local_count() >= MAX_LOCALS as usize - 2 {
            self.limit("too many variables in one body");
        }
    }
}

fn convert(span: kernel::Span) -> Span {
    Span { start: span.start, end: span.end.max(span.start) }
}

/// Continues on a new piece of native stack when the present one runs short.
fn deeper<R>(work: impl FnOnce() -> R) -> R {
    stacker::maybe_grow(64 * 1024, 1024 * 1024, work)
}
