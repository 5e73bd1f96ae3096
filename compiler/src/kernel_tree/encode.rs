//! The plain Kernel tree of a unit to bytes.

use std::collections::{HashMap, HashSet};

use monte_expander::kernel::{
    Expr, ExprId, Kernel, Literal, Method, NameRef, ObjectId, Pattern, PatternId, Run, VarId,
};

use super::{Kind, Mark};
use crate::binary::writer::Writer;

/// The encoded trees, and where each object expression starts.
#[derive(Default)]
pub(crate) struct Encoded {
    pub(crate) bytes: Vec<u8>,
    pub(crate) starts: HashMap<ObjectId, u32>,
}

/// Encodes the plain tree of the unit, and those of the given objects (inner ones first) that are not in it. Without objects
/// there is nothing that an auditor could ask for.
pub(crate) fn encode(kernel: &Kernel, objects: &[ObjectId]) -> Encoded {
    if objects.is_empty() {
        return Encoded::default();
    }
    let mut encoder = Encoder {
        kernel,
        nodes: Writer::default(),
        names: Vec::new(),
        name_index: HashMap::new(),
        temporaries: HashMap::new(),
        taken: kernel
            .vars
            .iter()
            .filter(|var| !var.temporary)
            .map(|var| kernel.text(var.name))
            .collect(),
        starts: HashMap::new(),
    };
    encoder.expr(kernel.plain_root);
    for object in objects.iter().rev() {
        if !encoder.starts.contains_key(object) {
            encoder.object(*object);
        }
    }
    let mut table = Writer::default();
    table.list(&encoder.names, |out, name| out.text(name));
    let offset = table.bytes.len() as u32;
    let starts =
        encoder.starts.into_iter().map(|(object, start)| (object, start + offset)).collect();
    table.bytes.extend_from_slice(&encoder.nodes.bytes);
    Encoded { bytes: table.bytes, starts }
}

struct Encoder<'k> {
    kernel: &'k Kernel,
    nodes: Writer,
    names: Vec<String>,
    name_index: HashMap<String, u32>,
    temporaries: HashMap<VarId, String>,
    taken: HashSet<&'k str>,
    starts: HashMap<ObjectId, u32>,
}

impl Encoder<'_> {
    fn node(&mut self, kind: Kind, children: usize) {
        self.nodes.byte(kind as u8);
        self.nodes.byte(Mark::None as u8);
        self.nodes.number(children as u64);
    }

    fn text_node(&mut self, kind: Kind, mark: Mark, text: &str, children: usize) {
        self.nodes.byte(kind as u8);
        self.nodes.byte(mark as u8);
        let index = self.index(text);
        self.nodes.number(u64::from(index));
        self.nodes.number(children as u64);
    }

    fn doc_node(
        &mut self,
        kind: Kind,
        doc: Option<monte_expander::kernel::LiteralId>,
        children: usize,
    ) {
        match doc.map(|doc| self.kernel.literal(doc)) {
            Some(Literal::Str(text)) => self.text_node(kind, Mark::Name, text, children),
            _ => self.node(kind, children),
        }
    }

    fn index(&mut self, text: &str) -> u32 {
        if let Some(index) = self.name_index.get(text) {
            return *index;
        }
        let index = self.names.len() as u32;
        self.names.push(text.to_string());
        self.name_index.insert(text.to_string(), index);
        index
    }

    /// The name of a variable; temporaries get one that the program does not use.
    fn variable(&mut self, var: VarId) -> String {
        let kernel = self.kernel;
        let row = kernel.var(var);
        let name = kernel.text(row.name);
        if !row.temporary {
            return name.to_string();
        }
        if let Some(name) = self.temporaries.get(&var) {
            return name.clone();
        }
        let mut number = self.temporaries.len() + 1;
        let mut fresh = format!("{name}__{number}");
        while self.taken.contains(fresh.as_str()) {
            number += kernel.vars.len();
            fresh = format!("{name}__{number}");
        }
        self.temporaries.insert(var, fresh.clone());
        fresh
    }

    fn name(&mut self, name: NameRef) -> String {
        match name {
            NameRef::Var(var) => self.variable(var),
            NameRef::Outer(_) => self.kernel.ref_text(name).to_string(),
        }
    }

    fn exprs(&mut self, run: Run) {
        let kernel = self.kernel;
        for item in kernel.exprs_of(run) {
            self.expr(*item);
        }
    }

    fn patterns(&mut self, run: Run) {
        let kernel = self.kernel;
        for item in kernel.patterns_of(run) {
            self.pattern(*item);
        }
    }

    fn optional(&mut self, expr: Option<ExprId>) {
        match expr {
            Some(expr) => self.expr(expr),
            None => self.node(Kind::Absent, 0),
        }
    }

    fn expr(&mut self, id: ExprId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.expr_here(id));
    }

    fn expr_here(&mut self, id: ExprId) {
        let kernel = self.kernel;
        match kernel.expr(id) {
            Expr::Literal(literal) => self.literal(kernel.literal(literal)),
            Expr::Noun(name) => {
                let text = self.name(name);
                self.text_node(Kind::NounExpr, Mark::Name, &text, 0);
            }
            Expr::Binding(name) => {
                let text = self.name(name);
                self.text_node(Kind::BindingExpr, Mark::Name, &text, 0);
            }
            Expr::Assign { name, value } => {
                let text = self.name(name);
                self.text_node(Kind::AssignExpr, Mark::Name, &text, 1);
                self.expr(value);
            }
            Expr::Seq(run) => {
                self.node(Kind::SeqExpr, run.len as usize);
                self.exprs(run);
            }
            Expr::Call { receiver, verb, args, named } => {
                let children = 1 + args.len + named.len;
                self.text_node(
                    Kind::MethodCallExpr,
                    Mark::Name,
                    kernel.text(verb),
                    children as usize,
                );
                self.expr(receiver);
                self.exprs(args);
                for arg in kernel.named_args_of(named) {
                    self.node(Kind::NamedArg, 2);
                    self.expr(arg.key);
                    self.expr(arg.value);
                }
            }
            Expr::Def { pattern, exit, value } => {
                self.node(Kind::DefExpr, 3);
                self.pattern(pattern);
                self.optional(exit);
                self.expr(value);
            }
            Expr::Hide(body) => {
                self.node(Kind::HideExpr, 1);
                self.expr(body);
            }
            Expr::If { test, then, otherwise } => {
                self.node(Kind::IfExpr, 3);
                self.expr(test);
                self.expr(then);
                self.optional(otherwise);
            }
            Expr::Escape { ejector, body, catch } => {
                self.node(Kind::EscapeExpr, if catch.is_some() { 4 } else { 2 });
                self.pattern(ejector);
                self.expr(body);
                if let Some((pattern, catcher)) = catch {
                    self.pattern(pattern);
                    self.expr(catcher);
                }
            }
            Expr::Try { body, pattern, catcher } => {
                self.node(Kind::CatchExpr, 3);
                self.expr(body);
                self.pattern(pattern);
                self.expr(catcher);
            }
            Expr::Finally { body, unwinder } => {
                self.node(Kind::FinallyExpr, 2);
                self.expr(body);
                self.expr(unwinder);
            }
            Expr::Object(object) => self.object(object),
            Expr::MetaContext => self.node(Kind::MetaContextExpr, 0),
            Expr::MetaState => self.node(Kind::MetaStateExpr, 0),
            Expr::Block { .. }
            | Expr::Exit { .. }
            | Expr::DefExit { .. }
            | Expr::Match { .. }
            | Expr::And { .. }
            | Expr::Or { .. }
            | Expr::Not(_)
            | Expr::Loop { .. }
            | Expr::ForEach { .. }
            | Expr::Accumulate(_) => {
                // The plain tree has no such form; an object that lost its plain tree shows a hole.
                self.node(Kind::Absent, 0);
            }
        }
    }

    fn literal(&mut self, literal: &Literal) {
        let mark = match literal {
            Literal::Str(text) => return self.text_node(Kind::LiteralExpr, Mark::Str, text, 0),
            Literal::Null => Mark::Null,
            Literal::Bool(true) => Mark::True,
            Literal::Bool(false) => Mark::False,
            Literal::Int(_) => Mark::Int,
            Literal::BigInt(_) => Mark::BigInt,
            Literal::Double(_) => Mark::Double,
            Literal::Char(_) => Mark::Char,
        };
        self.nodes.byte(Kind::LiteralExpr as u8);
        self.nodes.byte(mark as u8);
        match literal {
            Literal::Int(value) => self.nodes.signed(*value),
            Literal::BigInt(magnitude) => self.nodes.blob(magnitude),
            Literal::Double(value) => self.nodes.number(value.to_bits()),
            Literal::Char(code) => self.nodes.number(u64::from(*code)),
            Literal::Null | Literal::Bool(_) | Literal::Str(_) => {}
        }
        self.nodes.number(0);
    }

    fn pattern(&mut self, id: PatternId) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || match self.kernel.pattern(id) {
            Pattern::Ignore(guard) => {
                self.node(Kind::IgnorePattern, 1);
                self.optional(guard);
            }
            Pattern::Final(var, guard) => {
                let text = self.variable(var);
                self.text_node(Kind::FinalPattern, Mark::Name, &text, 1);
                self.optional(guard);
            }
            Pattern::Var(var, guard) => {
                let text = self.variable(var);
                self.text_node(Kind::VarPattern, Mark::Name, &text, 1);
                self.optional(guard);
            }
            Pattern::Binding(var) => {
                let text = self.variable(var);
                self.text_node(Kind::BindingPattern, Mark::Name, &text, 0);
            }
            Pattern::List(run) => {
                self.node(Kind::ListPattern, run.len as usize);
                self.patterns(run);
            }
            Pattern::Via(view, inner) => {
                self.node(Kind::ViaPattern, 2);
                self.expr(view);
                self.pattern(inner);
            }
        });
    }

    fn object(&mut self, id: ObjectId) {
        let kernel = self.kernel;
        let id = kernel.object(id).plain.unwrap_or(id);
        let row = kernel.object(id);
        self.starts.insert(id, self.nodes.bytes.len() as u32);
        self.doc_node(Kind::ObjectExpr, row.doc, 3 + row.auditors.len as usize);
        self.pattern(row.pattern);
        self.optional(row.as_expr);
        self.node(Kind::Script, row.methods.len() + row.matchers.len());
        for method in &row.methods {
            self.method(method);
        }
        for matcher in &row.matchers {
            self.node(Kind::Matcher, 2);
            self.pattern(matcher.pattern);
            self.expr(matcher.body);
        }
        self.exprs(row.auditors);
    }

    fn method(&mut self, method: &Method) {
        let kernel = self.kernel;
        let named = kernel.named_params_of(method.named);
        self.doc_node(Kind::Method, method.doc, 3 + method.params.len as usize + named.len());
        self.text_node(Kind::LiteralExpr, Mark::Str, kernel.text(method.verb), 0);
        self.optional(method.guard);
        self.expr(method.body);
        self.patterns(method.params);
        for param in named {
            self.node(Kind::NamedParam, 3);
            self.expr(param.key);
            self.pattern(param.pattern);
            self.optional(param.default);
        }
    }
}
