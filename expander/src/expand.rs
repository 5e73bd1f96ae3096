//! The expansion: the full syntax tree in, Kernel-Monte with resolved names and a list of static errors out.
//!
//! One walk does both the rewriting of specification 3 §6 and the resolution of names. Its order is the
//! order of scopes, not of printing: the right side of a definition is walked before its pattern, since
//! there the pattern's names are not yet bound. See [`crate::scope`] for how rules ask about subtrees.
//!
//! Each family of forms has a file of its own below `expand/`; this one holds the walk's state and the
//! dispatch.

mod calls;
mod control;
mod definitions;
mod functions;
mod interfaces;
mod logic;
mod loops;
mod modules;
mod objects;
mod patterns;
mod quasi;
mod reports;
mod switch;

use crate::environment::Environment;
use crate::errors::StaticError;
use crate::kernel::{Expr, ExprId, FrameId, Kernel, Literal, Name, ObjectId, Span, VarId};
use crate::scope::Scope;
use hashbrown::{HashMap, HashSet};
use monte_frontend::ast::{self, Ast};
use monte_frontend::diagnostic::Code;
use monte_frontend::span::LineIndex;

/// What a rule of the expansion meant by the node it made, for the optimizer: the general code for a match
/// or a logical operator passes bindings through lists, which need not happen when it is only a test.
#[derive(Clone, Debug)]
pub(crate) enum Idiom {
    /// `specimen =~ pattern`. Each name with the variable that the pattern binds, and the one it is copied to.
    Match { specimen: ExprId, pattern: crate::kernel::PatternId, names: Vec<(VarId, VarId)> },
    /// `left && right` or `left || right` where an operand binds names.
    Logic { and: bool, left: ExprId, right: ExprId, names: Vec<LogicName> },
}

/// A name bound by an operand of `&&` or `||`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LogicName {
    /// The variable seen outside.
    pub(crate) outer: VarId,
    /// The variable of the left operand.
    pub(crate) left: Option<VarId>,
    /// The variable of the right operand.
    pub(crate) right: Option<VarId>,
}

/// Verbs that rules compare with.
pub(crate) struct Words {
    pub(crate) pow: Name,
    pub(crate) modulo: Name,
}

/// The state of the walk.
pub(crate) struct Expander<'a> {
    pub(crate) ast: &'a Ast,
    pub(crate) source: &'a str,
    pub(crate) lines: LineIndex,
    pub(crate) kernel: Kernel,
    /// Asked only for names that the text uses or defines: there may be many more of them.
    pub(crate) environment: &'a Environment,
    pub(crate) scope: Scope,
    /// The frame that new variables belong to.
    pub(crate) frame: FrameId,
    /// The object expression that the walk is in.
    pub(crate) object: Option<ObjectId>,
    /// Files with a header become module objects; else those without imports run like scripts.
    pub(crate) modules_as_objects: bool,
    pub(crate) words: Words,
    pub(crate) idioms: HashMap<ExprId, Idiom>,
    pub(crate) errors: Vec<StaticError>,
    reported: HashSet<(Code, Span)>,
}

impl<'a> Expander<'a> {
    /// A walk over a tree in an environment.
    pub(crate) fn new(
        ast: &'a Ast,
        source: &'a str,
        origin: &str,
        environment: &'a Environment,
    ) -> Expander<'a> {
        let mut kernel = Kernel::new(origin, ast.names.clone());
        let words = Words { pow: kernel.names.intern("pow"), modulo: kernel.names.intern("mod") };
        Expander {
            ast,
            source,
            lines: LineIndex::new(source),
            kernel,
            environment,
            scope: Scope::default(),
            frame: FrameId(0),
            object: None,
            modules_as_objects: false,
            words,
            idioms: HashMap::new(),
            errors: Vec::new(),
            reported: HashSet::new(),
        }
    }

    /// Notes an error, once for each place.
    pub(crate) fn report(&mut self, error: StaticError) {
        if self.reported.insert((error.code, error.span)) {
            self.errors.push(error);
        }
    }

    /// The present moment of the walk.
    pub(crate) fn mark(&self) -> crate::scope::Mark {
        self.scope.mark(self.kernel.vars.len())
    }

    /// Walks a subtree in a box of its own.
    pub(crate) fn boxed<T>(&mut self, walk: impl FnOnce(&mut Self) -> T) -> T {
        let opened = self.scope.open();
        let result = walk(self);
        self.scope.close(opened);
        result
    }

    /// Expands expressions in order.
    pub(crate) fn exprs(&mut self, list: ast::List<ast::ExprId>) -> Vec<ExprId> {
        let ast = self.ast;
        ast[list].iter().map(|&item| self.expr(item)).collect()
    }

    /// Expands an optional expression.
    pub(crate) fn optional(&mut self, expr: Option<ast::ExprId>) -> Option<ExprId> {
        expr.map(|expr| self.expr(expr))
    }

    /// Expands an expression in a box of its own.
    pub(crate) fn boxed_expr(&mut self, expr: ast::ExprId) -> ExprId {
        self.boxed(|this| this.expr(expr))
    }

    /// Expands an expression.
    pub(crate) fn expr(&mut self, id: ast::ExprId) -> ExprId {
        stacker::maybe_grow(128 * 1024, 2 * 1024 * 1024, || self.expr_here(id))
    }

    fn expr_here(&mut self, id: ast::ExprId) -> ExprId {
        let span = self.ast.span(id);
        match self.ast[id] {
            ast::Expr::Error => self.add(Expr::Seq(Default::default()), span),
            ast::Expr::Literal(literal) => self.source_literal(literal, span),
            ast::Expr::Noun(name) => self.noun(name, span),
            ast::Expr::Slot(noun) => self.slot(noun, span),
            ast::Expr::Binding(noun) => match self.noun_name(noun) {
                Some(name) => self.binding(name, span),
                None => self.hole(span),
            },
            ast::Expr::MetaContext => {
                if let Some(object) = self.object {
                    self.kernel.objects[object.index()].meta_context = true;
                }
                self.add(Expr::MetaContext, span)
            }
            ast::Expr::MetaState => {
                if let Some(object) = self.object {
                    self.kernel.objects[object.index()].meta_state = true;
                }
                self.add(Expr::MetaState, span)
            }
            ast::Expr::ValueHole(_) | ast::Expr::PatternHole(_) => self.hole(span),

            ast::Expr::MethodCall { receiver, verb, args, named_args } => {
                self.method_call(receiver, verb, args, named_args, span)
            }
            ast::Expr::FunCall { receiver, args, named_args } => {
                let run = ast::Verb::Name(Name::RUN);
                self.method_call(receiver, run, args, named_args, span)
            }
            ast::Expr::Send { receiver, verb, args, named_args } => {
                self.send(receiver, verb, args, named_args, "send", span)
            }
            ast::Expr::FunSend { receiver, args, named_args } => {
                let run = ast::Verb::Name(Name::RUN);
                self.send(receiver, run, args, named_args, "send", span)
            }
            ast::Expr::Get { receiver, indices } => {
                let receiver = self.expr(receiver);
                let indices = self.exprs(indices);
                self.call(receiver, "get", &indices, span)
            }
            ast::Expr::Curry { receiver, verb, is_send } => {
                self.curry(receiver, verb, is_send, span)
            }
            ast::Expr::Control(control) => self.control(control, span),

            ast::Expr::And { left, right } => self.logic(true, left, right, span),
            ast::Expr::Or { left, right } => self.logic(false, left, right, span),
            ast::Expr::Binary { op, left, right } => {
                let left = self.expr(left);
                let right = self.expr(right);
                self.call(left, op.verb(), &[right], span)
            }
            ast::Expr::Compare { op, left, right } => {
                let left = self.expr(left);
                let right = self.expr(right);
                self.helper_call("_comparer", op.verb(), &[left, right], span)
            }
            ast::Expr::Range { op, left, right } => {
                let left = self.expr(left);
                let right = self.expr(right);
                let verb = match op {
                    ast::RangeOp::Thru => "op__thru",
                    ast::RangeOp::Till => "op__till",
                };
                self.helper_call("_makeOrderedSpace", verb, &[left, right], span)
            }
            ast::Expr::Same { left, right, equal } => {
                let left = self.expr(left);
                let right = self.expr(right);
                self.same(left, right, equal, span)
            }
            ast::Expr::MatchBind { specimen, pattern } => self.match_bind(specimen, pattern, span),
            ast::Expr::Mismatch { specimen, pattern } => {
                let matched = self.match_bind(specimen, pattern, span);
                self.call(matched, "not", &[], span)
            }
            ast::Expr::Prefix { op, receiver } => {
                let receiver = self.expr(receiver);
                self.call(receiver, op.verb(), &[], span)
            }
            ast::Expr::Coerce { specimen, guard } => {
                let guard = self.expr(guard);
                let specimen = self.expr(specimen);
                let throw = self.helper("throw", span);
                self.call(guard, "coerce", &[specimen, throw], span)
            }

            ast::Expr::Forward(noun) => self.forward(noun, span),
            ast::Expr::Def { pattern, exit, value } => self.definition(pattern, exit, value, span),
            ast::Expr::Assign { target, value } => self.assignment(target, value, span),
            ast::Expr::VerbAssign { verb, target, args } => {
                self.update(target, verb, args, None, span)
            }
            ast::Expr::AugAssign { op, target, value } => {
                let verb = self.kernel.names.intern(op.verb());
                self.update(target, verb, ast::List::empty(), Some(value), span)
            }

            ast::Expr::List(items) => {
                let items = self.exprs(items);
                self.make_list(&items, span)
            }
            ast::Expr::Map(items) => {
                let pairs = self.keyed_exprs(items);
                self.make_map(&pairs, span)
            }
            ast::Expr::ListComprehension { iterable, filter, key, value, body } => {
                self.comprehension(iterable, filter, key, value, &[body], span)
            }
            ast::Expr::MapComprehension { iterable, filter, key, value, body_key, body_value } => {
                self.comprehension(iterable, filter, key, value, &[body_key, body_value], span)
            }
            ast::Expr::Quasi { tag, parts } => self.quasi_expr(tag, parts, span),

            ast::Expr::Seq(items) => self.sequence(items, span),
            ast::Expr::Hide(body) => {
                let body = self.boxed_expr(body);
                self.add(Expr::Hide(body), span)
            }
            ast::Expr::If { test, consequent, alternative } => {
                self.if_expr(test, consequent, alternative, span)
            }
            ast::Expr::For { iterable, key, value, body, catcher } => {
                self.for_loop(iterable, key, value, body, catcher, span)
            }
            ast::Expr::While { test, body, catcher } => self.while_loop(test, body, catcher, span),
            ast::Expr::Switch { specimen, matchers } => self.switch(specimen, matchers, span),
            ast::Expr::Escape { pattern, body, catcher } => {
                let (ejector, body) = self.boxed(|this| (this.pattern(pattern), this.expr(body)));
                let catch = self.catcher(catcher);
                self.add(Expr::Escape { ejector, body, catch }, span)
            }
            ast::Expr::Catch { body, pattern, handler } => {
                let body = self.boxed_expr(body);
                let (pattern, catcher) =
                    self.boxed(|this| (this.pattern(pattern), this.expr(handler)));
                self.add(Expr::Try { body, pattern, catcher }, span)
            }
            ast::Expr::Finally { body, unwinder } => {
                let body = self.boxed_expr(body);
                let unwinder = self.boxed_expr(unwinder);
                self.add(Expr::Finally { body, unwinder }, span)
            }
            ast::Expr::When { args, body, catchers, finally } => {
                self.when(args, body, catchers, finally, span)
            }
            ast::Expr::Exit { kind, value } => {
                let ejector = self.noun(kind.ejector(), span);
                let value = self.optional(value);
                self.call(ejector, "run", value.as_slice(), span)
            }

            ast::Expr::Function { params, named_params, body } => {
                self.function(params, named_params, body, span)
            }
            ast::Expr::Object(object) => self.object(object, span),
            ast::Expr::Interface(interface) | ast::Expr::FunctionInterface(interface) => {
                self.interface(interface, span)
            }
            ast::Expr::Module(module) => self.module(module, span),
        }
    }

    /// The spelling of a noun, which may be a hole.
    pub(crate) fn noun_name(&self, noun: ast::ExprId) -> Option<Name> {
        self.ast.noun_name(noun)
    }

    /// A hole outside a template.
    pub(crate) fn hole(&mut self, span: Span) -> ExprId {
        let message = "A hole of a template cannot be expanded before it is filled";
        self.report(StaticError::new(Code::NotExpressible, span, message, "not filled"));
        self.add(Expr::Seq(Default::default()), span)
    }

    /// `&x` is `(&&x).get()`.
    fn slot(&mut self, noun: ast::ExprId, span: Span) -> ExprId {
        match self.noun_name(noun) {
            Some(name) => {
                let binding = self.binding(name, span);
                self.call(binding, "get", &[], span)
            }
            None => self.hole(span),
        }
    }

    fn source_literal(&mut self, literal: ast::Literal, span: Span) -> ExprId {
        let ast = self.ast;
        let literal = match literal {
            ast::Literal::Int(value) => Literal::Int(value),
            ast::Literal::BigInt(digits) => big_int(ast.name(digits)),
            ast::Literal::Double(value) => Literal::Double(value),
            ast::Literal::Char(value) => Literal::Char(value as u32),
            ast::Literal::Str(text) => Literal::Str(ast.name(text).into()),
        };
        self.literal(literal, span)
    }

    /// Expands a sequence: sends whose result is dropped are sent without one.
    fn sequence(&mut self, items: ast::List<ast::ExprId>, span: Span) -> ExprId {
        let ast = self.ast;
        let last = items.len().saturating_sub(1);
        let mut expanded = Vec::with_capacity(items.len());
        for (index, &item) in ast[items].iter().enumerate() {
            let place = ast.span(item);
            expanded.push(match ast[item] {
                ast::Expr::Send { receiver, verb, args, named_args } if index < last => {
                    self.send(receiver, verb, args, named_args, "sendOnly", place)
                }
                ast::Expr::FunSend { receiver, args, named_args } if index < last => {
                    let run = ast::Verb::Name(Name::RUN);
                    self.send(receiver, run, args, named_args, "sendOnly", place)
                }
                _ => self.expr(item),
            });
        }
        self.seq(&expanded, span)
    }

    /// `_equalizer.sameEver(left, right)`, negated for `!=`.
    pub(crate) fn same(&mut self, left: ExprId, right: ExprId, equal: bool, span: Span) -> ExprId {
        let same = self.helper_call("_equalizer", "sameEver", &[left, right], span);
        if equal { same } else { self.call(same, "not", &[], span) }
    }

    /// A catch clause in its box.
    pub(crate) fn catcher(
        &mut self,
        catcher: Option<ast::Id<ast::Matcher>>,
    ) -> Option<(crate::kernel::PatternId, ExprId)> {
        let matcher = self.ast[catcher?];
        Some(self.boxed(|this| (this.pattern(matcher.pattern), this.expr(matcher.body))))
    }
}

/// The magnitude of an integer that is too large for 64 bits.
fn big_int(digits: &str) -> Literal {
    use dashu_int::UBig;
    let value = match digits.strip_prefix("0x") {
        Some(hex) => UBig::from_str_radix(hex, 16),
        None => UBig::from_str_radix(digits, 10),
    };
    Literal::BigInt(value.unwrap_or_default().to_le_bytes().to_vec())
}
