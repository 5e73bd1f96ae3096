//! The arena of a unit: its tables, reading them, and adding to them.

use super::{
    Accumulation, Expr, ExprId, Frame, FrameId, LabelId, Literal, LiteralId, Name, NameRef,
    NamedArg, NamedParam, Names, Object, ObjectId, Outer, OuterId, Pattern, PatternId, Run, Span,
    Var, VarId,
};

/// A top-level name that outlives the unit: for the REPL and `eval`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Export {
    /// The spelling.
    pub name: Name,
    /// The variable, of the top level's frame.
    pub var: VarId,
}

/// A unit of Kernel-Monte.
#[derive(Clone, Debug)]
pub struct Kernel {
    /// Expressions.
    pub exprs: Vec<Expr>,
    /// The source of each expression.
    pub expr_spans: Vec<Span>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    /// The source of each pattern.
    pub pattern_spans: Vec<Span>,
    /// Literals.
    pub literals: Vec<Literal>,
    /// Variables.
    pub vars: Vec<Var>,
    /// Names of the environment, in the order of first use.
    pub outers: Vec<Outer>,
    /// Object expressions.
    pub objects: Vec<Object>,
    /// Code bodies; the first is the top level.
    pub frames: Vec<Frame>,
    /// Parts of comprehensions.
    pub accumulations: Vec<Accumulation>,
    /// The number of labels.
    pub labels: u32,
    /// Elements of sequences, arguments and auditors.
    pub expr_pool: Vec<ExprId>,
    /// Elements of list patterns and parameters.
    pub pattern_pool: Vec<PatternId>,
    /// Named arguments.
    pub named_args: Vec<NamedArg>,
    /// Named parameters.
    pub named_params: Vec<NamedParam>,
    /// Guards of the safe scope are checked inline, where that is possible.
    pub inline_guards: bool,
    /// Spellings.
    pub names: Names,
    /// The whole, optimized.
    pub root: ExprId,
    /// The whole, before optimization.
    pub plain_root: ExprId,
    /// Names of the top level that outlive the unit, the latest of each spelling.
    pub exports: Vec<Export>,
    /// Where the text came from: the first part of qualified names.
    pub origin: Box<str>,
}

impl Kernel {
    /// An empty unit: the root is an empty sequence, the one frame is the top level.
    pub fn new(origin: &str, names: Names) -> Kernel {
        let mut kernel = Kernel {
            exprs: Vec::new(),
            expr_spans: Vec::new(),
            patterns: Vec::new(),
            pattern_spans: Vec::new(),
            literals: Vec::new(),
            vars: Vec::new(),
            outers: Vec::new(),
            objects: Vec::new(),
            frames: vec![Frame { parent: None, object: None }],
            accumulations: Vec::new(),
            labels: 0,
            expr_pool: Vec::new(),
            pattern_pool: Vec::new(),
            named_args: Vec::new(),
            named_params: Vec::new(),
            inline_guards: false,
            names,
            root: ExprId(0),
            plain_root: ExprId(0),
            exports: Vec::new(),
            origin: origin.into(),
        };
        kernel.add_expr(Expr::Seq(Run::EMPTY), Span::default());
        kernel
    }

    /// The expression of an id.
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.index()]
    }

    /// The source of an expression.
    pub fn span(&self, id: ExprId) -> Span {
        self.expr_spans[id.index()]
    }

    /// The pattern of an id.
    pub fn pattern(&self, id: PatternId) -> Pattern {
        self.patterns[id.index()]
    }

    /// The source of a pattern.
    pub fn pattern_span(&self, id: PatternId) -> Span {
        self.pattern_spans[id.index()]
    }

    /// The literal of an id.
    pub fn literal(&self, id: LiteralId) -> &Literal {
        &self.literals[id.index()]
    }

    /// The variable of an id.
    pub fn var(&self, id: VarId) -> &Var {
        &self.vars[id.index()]
    }

    /// The environment's name of an id.
    pub fn outer(&self, id: OuterId) -> &Outer {
        &self.outers[id.index()]
    }

    /// The object expression of an id.
    pub fn object(&self, id: ObjectId) -> &Object {
        &self.objects[id.index()]
    }

    /// The qualified name of an object expression: the origin, then `$name` for each object expression
    /// around it and for itself; of the top level (`None`): the origin. Made on demand, since all of them
    /// together are longer than linear in deeply nested text.
    pub fn qualified_name(&self, object: Option<ObjectId>) -> String {
        let mut path = Vec::new();
        let mut at = object;
        while let Some(id) = at {
            path.push(self.text(self.object(id).name));
            at = self.object(id).parent;
        }
        let mut name = self.origin.to_string();
        for part in path.iter().rev() {
            name.push('$');
            name.push_str(part);
        }
        name
    }

    /// A spelling.
    pub fn text(&self, name: Name) -> &str {
        self.names.get(name)
    }

    /// The spelling of a used name; for a temporary the prefix.
    pub fn ref_text(&self, name: NameRef) -> &str {
        match name {
            NameRef::Var(var) => self.text(self.var(var).name),
            NameRef::Outer(outer) => self.text(self.outer(outer).name),
        }
    }

    /// The elements of a sequence, arguments or auditors.
    pub fn exprs_of(&self, run: Run) -> &[ExprId] {
        &self.expr_pool[run.range()]
    }

    /// The elements of a list pattern or of parameters.
    pub fn patterns_of(&self, run: Run) -> &[PatternId] {
        &self.pattern_pool[run.range()]
    }

    /// The named arguments of a call.
    pub fn named_args_of(&self, run: Run) -> &[NamedArg] {
        &self.named_args[run.range()]
    }

    /// The named parameters of a method.
    pub fn named_params_of(&self, run: Run) -> &[NamedParam] {
        &self.named_params[run.range()]
    }

    /// The outer name that an expression reads, if it is just that.
    pub fn outer_noun(&self, id: ExprId) -> Option<OuterId> {
        match self.expr(id) {
            Expr::Noun(NameRef::Outer(outer)) => Some(outer),
            _ => None,
        }
    }

    /// The spelling of the safe scope's name that an expression reads, if it is just that: a guard like
    /// this (`Int`, `Str` …) is static, and a receiver like this (`_makeList` …) may be an intrinsic.
    pub fn safe_noun(&self, id: ExprId) -> Option<&str> {
        let outer = self.outer(self.outer_noun(id)?);
        (outer.safe && !outer.assigned).then(|| self.text(outer.name))
    }

    /// Adds an expression.
    pub fn add_expr(&mut self, expr: Expr, span: Span) -> ExprId {
        self.exprs.push(expr);
        self.expr_spans.push(span);
        ExprId(self.exprs.len() as u32 - 1)
    }

    /// Adds a pattern.
    pub fn add_pattern(&mut self, pattern: Pattern, span: Span) -> PatternId {
        self.patterns.push(pattern);
        self.pattern_spans.push(span);
        PatternId(self.patterns.len() as u32 - 1)
    }

    /// Adds a literal.
    pub fn add_literal(&mut self, literal: Literal) -> LiteralId {
        self.literals.push(literal);
        LiteralId(self.literals.len() as u32 - 1)
    }

    /// Adds a run of expressions.
    pub fn add_exprs(&mut self, items: &[ExprId]) -> Run {
        let start = self.expr_pool.len() as u32;
        self.expr_pool.extend_from_slice(items);
        Run { start, len: items.len() as u32 }
    }

    /// Adds a run of patterns.
    pub fn add_patterns(&mut self, items: &[PatternId]) -> Run {
        let start = self.pattern_pool.len() as u32;
        self.pattern_pool.extend_from_slice(items);
        Run { start, len: items.len() as u32 }
    }

    /// Adds named arguments.
    pub fn add_named_args(&mut self, items: &[NamedArg]) -> Run {
        let start = self.named_args.len() as u32;
        self.named_args.extend_from_slice(items);
        Run { start, len: items.len() as u32 }
    }

    /// Adds named parameters.
    pub fn add_named_params(&mut self, items: &[NamedParam]) -> Run {
        let start = self.named_params.len() as u32;
        self.named_params.extend_from_slice(items);
        Run { start, len: items.len() as u32 }
    }

    /// Adds a label.
    pub fn add_label(&mut self) -> LabelId {
        self.labels += 1;
        LabelId(self.labels - 1)
    }

    /// Adds a frame.
    pub fn add_frame(&mut self, parent: FrameId, object: ObjectId) -> FrameId {
        self.frames.push(Frame { parent: Some(parent), object: Some(object) });
        FrameId(self.frames.len() as u32 - 1)
    }
}
