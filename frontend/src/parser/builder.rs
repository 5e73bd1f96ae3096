//! The builder: what the grammar's actions call to make nodes.
//!
//! It adds nodes to the arena, applies the normal forms of the language's node constructors, and reports the few faults that the
//! grammar cannot express. Those are kept aside until the statement around them is known to parse.

mod objects;

use crate::ast::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::names::Symbol;
use crate::span::Span;

/// What the parser is asked for, when it is found.
#[derive(Debug)]
pub(crate) enum Parsed {
    Stmt(ExprId),
    Import(Import),
    Parameter(PatternId),
    Exports(Vec<ExprId>, Span),
    Method(Method),
    Matcher(Matcher),
    Pattern(PatternId),
    ScriptItem,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Args {
    pub(crate) args: List<ExprId>,
    pub(crate) named_args: List<KeyedExpr>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Params {
    params: List<PatternId>,
    named_params: List<KeyedPattern>,
}

/// The body of a function or a method, with its documentation.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) doc: Option<Symbol>,
    pub(crate) items: Vec<ExprId>,
}

#[derive(Debug)]
pub(crate) struct Catchers {
    pub(crate) catchers: Vec<Matcher>,
    pub(crate) finally: Option<ExprId>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ForHead {
    pub(crate) key: Option<PatternId>,
    pub(crate) value: PatternId,
    pub(crate) iterable: ExprId,
}

/// What stands between an object's name and its body.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    extends: Option<ExprId>,
    as_expr: Option<ExprId>,
    auditors: List<ExprId>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct InterfaceHead {
    pub(crate) name: PatternId,
    pub(crate) stamp: Option<PatternId>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Signature {
    params: List<ParamDesc>,
    named_params: List<ParamDesc>,
    guard: Option<ExprId>,
}

/// The inside of an object expression.
#[derive(Debug, Default)]
pub(crate) struct ScriptParts {
    pub(crate) doc: Option<Symbol>,
    pub(crate) methods: Vec<Method>,
    pub(crate) matchers: Vec<Matcher>,
}

/// The maker of nodes for one text.
pub(crate) struct Builder<'a> {
    pub(crate) source: &'a str,
    pub(crate) ast: Ast,
    pub(crate) numbers: &'a [Literal],
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Faults of statements that are none if the statement turns out to stand in brackets.
    pub(crate) tails: Vec<Diagnostic>,
}

impl Builder<'_> {
    pub(crate) fn expr(&mut self, expr: Expr, start: u32, end: u32) -> ExprId {
        self.ast.add_expr(expr, Span::new(start, end))
    }

    pub(crate) fn pattern(&mut self, pattern: Pattern, start: u32, end: u32) -> PatternId {
        self.ast.add_pattern(pattern, Span::new(start, end))
    }

    pub(crate) fn name(&mut self, text: &str) -> Symbol {
        self.ast.names.intern(text)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    // ---- Sequences ----

    pub(crate) fn block(&mut self, items: Vec<ExprId>, start: u32, end: u32) -> ExprId {
        self.ast.add_seq(&items, Span::new(start, end))
    }

    pub(crate) fn brace_block(&mut self, items: Vec<ExprId>, start: u32, end: u32) -> ExprId {
        self.forgive_tails(start);
        self.block(items, start, end)
    }

    pub(crate) fn brace_body(
        &mut self,
        body: Body,
        start: u32,
        end: u32,
    ) -> (Option<Symbol>, ExprId) {
        self.forgive_tails(start);
        self.body(body, start, end)
    }

    /// The bracket opened at `start` is closed: its statements are bound by no rule of their own.
    fn forgive_tails(&mut self, start: u32) {
        self.tails.retain(|fault| fault.span().start < start);
    }

    /// A body that is nothing but a string, which is documentation and value.
    pub(crate) fn doc_only(&mut self, doc: Symbol, start: u32, end: u32) -> Body {
        let value = self.expr(Expr::Literal(Literal::Str(doc)), start, end);
        Body { doc: Some(doc), items: vec![value] }
    }

    pub(crate) fn body(&mut self, body: Body, start: u32, end: u32) -> (Option<Symbol>, ExprId) {
        let seq = self.block(body.items, start, end);
        (body.doc, seq)
    }

    pub(crate) fn group(&mut self, items: Vec<ExprId>, start: u32, end: u32) -> ExprId {
        self.forgive_tails(start);
        if let Some(&last) = items.last()
            && let Expr::Exit { kind, .. } = self.ast[last]
        {
            self.check_bare_exit(last, kind);
        }
        self.ast.add_seq(&items, Span::new(start, end))
    }

    /// In parentheses an exit without value must say so.
    fn check_bare_exit(&mut self, exit: ExprId, kind: ExitKind) {
        let mut innermost = exit;
        while let Expr::Exit { value: Some(value), .. } = self.ast[innermost] {
            innermost = value;
        }
        let span = self.ast.span(innermost);
        let is_bare = matches!(self.ast[innermost], Expr::Exit { .. })
            && !span.text(self.source).ends_with(')');
        if is_bare {
            let keyword = kind.keyword();
            self.report(
                Diagnostic::error(
                    Code::Syntax,
                    format!("expected a value or `()` after `{keyword}`, found `)`"),
                )
                .primary(span, "")
                .patch(Span::at(span.end), "()", "write the parentheses"),
            );
        }
    }

    pub(crate) fn hide(&mut self, items: Option<Vec<ExprId>>, start: u32, end: u32) -> ExprId {
        let body = self.brace_block(items.unwrap_or_default(), start, end);
        self.expr(Expr::Hide(body), start, end)
    }

    /// A function literal or a meta expression that begins a statement outside of brackets is all of it.
    pub(crate) fn statement(&mut self, expr: ExprId, start: u32) -> ExprId {
        if let Some(fault) = self.tail(expr, start) {
            self.tails.push(fault);
        }
        expr
    }

    /// So is one that begins the value of `return`, wherever it stands.
    pub(crate) fn check_exit_value(&mut self, value: ExprId, start: u32) {
        if let Some(fault) = self.tail(value, start) {
            self.report(fault);
        }
    }

    fn tail(&self, expr: ExprId, start: u32) -> Option<Diagnostic> {
        let rest = &self.source[start as usize..];
        let is_fn = starts_with_word(rest, "fn");
        if !is_fn && !starts_with_word(rest, "meta") {
            return None;
        }
        let is_whole = match self.ast[expr] {
            Expr::Function { .. } => is_fn,
            Expr::MetaContext | Expr::MetaState => !is_fn,
            Expr::Error => true,
            _ => false,
        };
        let what = if is_fn { "a function literal" } else { "a meta expression" };
        (!is_whole).then(|| {
            Diagnostic::error(
                Code::StatementTail,
                format!("expected the end of the statement after {what}"),
            )
            .primary(self.ast.span(expr), "")
            .help(format!("put {what} in parentheses to call it or to combine it"))
        })
    }

    // ---- Assignments ----

    fn check_target(&mut self, target: ExprId) {
        let kind = match self.ast[target] {
            Expr::Noun(_)
            | Expr::Get { .. }
            | Expr::ValueHole(_)
            | Expr::PatternHole(_)
            | Expr::Error => {
                return;
            }
            Expr::Literal(_) => "a literal",
            Expr::MethodCall { .. } | Expr::FunCall { .. } => "a call",
            Expr::Curry { .. } => "a verb of an object",
            Expr::Coerce { .. } => "a coercion",
            Expr::List(_) | Expr::Map(_) => "a collection",
            Expr::Slot(_) | Expr::Binding(_) => "a slot",
            _ => "this expression",
        };
        let mut diagnostic = Diagnostic::error(
            Code::InvalidTarget,
            format!("invalid assignment target: {kind} cannot be assigned to"),
        )
        .primary(self.ast.span(target), "");
        diagnostic = match self.ast[target] {
            Expr::Curry { .. } => {
                diagnostic.help("objects have no fields; call a verb to change one")
            }
            Expr::List(_) | Expr::Coerce { .. } => {
                diagnostic.help("to define new names, begin with `def`")
            }
            _ => diagnostic.help("only a name or an element can be assigned to"),
        };
        self.report(diagnostic);
    }

    pub(crate) fn assign(&mut self, target: ExprId, value: ExprId, start: u32, end: u32) -> ExprId {
        self.check_target(target);
        self.expr(Expr::Assign { target, value }, start, end)
    }

    pub(crate) fn aug_assign(
        &mut self,
        op: BinaryOp,
        target: ExprId,
        value: ExprId,
        start: u32,
        end: u32,
    ) -> ExprId {
        self.check_target(target);
        self.expr(Expr::AugAssign { op, target, value }, start, end)
    }

    pub(crate) fn verb_assign(
        &mut self,
        verb: Symbol,
        target: ExprId,
        args: Vec<ExprId>,
        start: u32,
        end: u32,
    ) -> ExprId {
        self.check_target(target);
        let args = self.ast.add_list(&args);
        self.expr(Expr::VerbAssign { verb, target, args }, start, end)
    }

    // ---- Calls ----

    pub(crate) fn args(&mut self, args: Vec<ExprId>, named: Vec<KeyedExpr>) -> Args {
        Args { args: self.ast.add_list(&args), named_args: self.ast.add_list(&named) }
    }

    pub(crate) fn get(
        &mut self,
        receiver: ExprId,
        indices: Vec<ExprId>,
        start: u32,
        end: u32,
    ) -> ExprId {
        let indices = self.ast.add_list(&indices);
        self.expr(Expr::Get { receiver, indices }, start, end)
    }

    pub(crate) fn first_clause(
        &mut self,
        call: ExprId,
        operator: Symbol,
        params: Vec<PatternId>,
        body: ExprId,
        start: u32,
        end: u32,
    ) -> ExprId {
        let (target, args) = match self.ast[call] {
            Expr::FunCall { receiver, args, named_args } => {
                if let Some(first) = self.ast[named_args].first() {
                    let span = first.span;
                    self.report(
                        Diagnostic::error(
                            Code::NamedArgsInControl,
                            "control blocks don't take named arguments",
                        )
                        .primary(span, ""),
                    );
                }
                (receiver, args)
            }
            _ => (call, List::empty()),
        };
        self.clause(target, args, operator, params, body, start, end)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one grammar rule")]
    pub(crate) fn next_clause(
        &mut self,
        target: ExprId,
        args: Option<Vec<ExprId>>,
        operator: Symbol,
        params: Vec<PatternId>,
        body: ExprId,
        start: u32,
        end: u32,
    ) -> ExprId {
        let args = self.ast.add_list(&args.unwrap_or_default());
        self.clause(target, args, operator, params, body, start, end)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one grammar rule")]
    fn clause(
        &mut self,
        target: ExprId,
        args: List<ExprId>,
        operator: Symbol,
        params: Vec<PatternId>,
        body: ExprId,
        start: u32,
        end: u32,
    ) -> ExprId {
        let params = self.ast.add_list(&params);
        let control = Control { target, operator, args, params, body, is_top: false };
        let control = self.ast.add(control);
        self.expr(Expr::Control(control), start, end)
    }

    pub(crate) fn last_clause(&mut self, clause: ExprId) -> ExprId {
        if let Expr::Control(control) = self.ast[clause] {
            self.ast.controls_mut(control).is_top = true;
        }
        clause
    }

    // ---- Primary expressions ----

    pub(crate) fn number(&mut self, number: u32, start: u32, end: u32) -> ExprId {
        let literal = self.numbers[number as usize];
        self.expr(Expr::Literal(literal), start, end)
    }

    pub(crate) fn list_expr(&mut self, items: Vec<ExprId>, start: u32, end: u32) -> ExprId {
        let items = self.ast.add_list(&items);
        self.expr(Expr::List(items), start, end)
    }

    pub(crate) fn map_expr(&mut self, items: Vec<KeyedExpr>, start: u32, end: u32) -> ExprId {
        let items = self.ast.add_list(&items);
        self.expr(Expr::Map(items), start, end)
    }

    pub(crate) fn quasi(&mut self, mut parts: Vec<QuasiPart>, last: QuasiPart) -> List<QuasiPart> {
        parts.push(last);
        self.ast.add_list(&parts)
    }

    /// Adds a text, unless it is empty, and a hole.
    pub(crate) fn quasi_parts(
        &mut self,
        mut parts: Vec<QuasiPart>,
        text: QuasiPart,
        hole: QuasiPart,
    ) -> Vec<QuasiPart> {
        if !matches!(text, QuasiPart::Text(_, Symbol::EMPTY)) {
            parts.push(text);
        }
        parts.push(hole);
        parts
    }

    /// The pattern of `@name`.
    pub(crate) fn at_pattern(&mut self, name: Symbol, start: u32, end: u32) -> PatternId {
        if name == Symbol::UNDERSCORE {
            return self.pattern(Pattern::Ignore { guard: None }, start, end);
        }
        let noun = self.expr(Expr::Noun(name), start + 1, end);
        self.pattern(Pattern::Final { noun, guard: None }, start, end)
    }

    pub(crate) fn meta(&mut self, verb: Symbol, place: Span, start: u32, end: u32) -> ExprId {
        let expr = match verb {
            Symbol::CONTEXT => Expr::MetaContext,
            Symbol::GET_STATE => Expr::MetaState,
            _ => {
                let name = self.ast.name(verb);
                let diagnostic =
                    Diagnostic::error(Code::MetaVerb, "meta verbs are \"context\" or \"getState\"")
                        .primary(place, "")
                        .did_you_mean(place, name, ["context", "getState"]);
                self.report(diagnostic);
                Expr::Error
            }
        };
        self.expr(expr, start, end)
    }

    // ---- Control ----

    pub(crate) fn catcher(
        &mut self,
        pattern: PatternId,
        body: ExprId,
        start: u32,
        end: u32,
    ) -> Id<Matcher> {
        self.ast.add(Matcher { span: Span::new(start, end), pattern, body })
    }

    pub(crate) fn try_expr(
        &mut self,
        body: ExprId,
        handlers: Catchers,
        start: u32,
        end: u32,
    ) -> ExprId {
        let mut expr = body;
        for Matcher { span, pattern, body: handler } in handlers.catchers {
            expr = self.expr(Expr::Catch { body: expr, pattern, handler }, start, span.end);
        }
        match handlers.finally {
            Some(unwinder) => self.expr(Expr::Finally { body: expr, unwinder }, start, end),
            None => expr,
        }
    }

    pub(crate) fn switch(
        &mut self,
        specimen: ExprId,
        matchers: Vec<Matcher>,
        start: u32,
        end: u32,
    ) -> ExprId {
        let matchers = self.ast.add_list(&matchers);
        self.expr(Expr::Switch { specimen, matchers }, start, end)
    }

    pub(crate) fn when(
        &mut self,
        args: Vec<ExprId>,
        body: ExprId,
        handlers: Catchers,
        start: u32,
        end: u32,
    ) -> ExprId {
        let args = self.ast.add_list(&args);
        let catchers = self.ast.add_list(&handlers.catchers);
        self.expr(Expr::When { args, body, catchers, finally: handlers.finally }, start, end)
    }

    // ---- Interfaces ----

    pub(crate) fn signature(
        &mut self,
        (params, named): (Vec<ParamDesc>, Vec<ParamDesc>),
        guard: Option<ExprId>,
    ) -> Signature {
        let params = self.ast.add_list(&params);
        Signature { params, named_params: self.ast.add_list(&named), guard }
    }

    pub(crate) fn message(
        &mut self,
        verb: Verb,
        signature: Signature,
        doc: Option<Symbol>,
        start: u32,
        end: u32,
    ) -> MessageDesc {
        let Signature { params, named_params, guard } = signature;
        MessageDesc { span: Span::new(start, end), doc, verb, params, named_params, guard }
    }

    pub(crate) fn interface(
        &mut self,
        head: InterfaceHead,
        parents: Option<Vec<ExprId>>,
        auditors: Option<Vec<ExprId>>,
        (doc, messages): (Option<Symbol>, Vec<MessageDesc>),
        start: u32,
        end: u32,
    ) -> ExprId {
        let interface = Interface {
            doc,
            name: head.name,
            stamp: head.stamp,
            parents: self.ast.add_list(&parents.unwrap_or_default()),
            auditors: self.ast.add_list(&auditors.unwrap_or_default()),
            messages: self.ast.add_list(&messages),
        };
        let interface = self.ast.add(interface);
        self.expr(Expr::Interface(interface), start, end)
    }

    pub(crate) fn function_interface(
        &mut self,
        head: InterfaceHead,
        signature: Signature,
        doc: Option<Symbol>,
        start: u32,
        end: u32,
    ) -> ExprId {
        let message = self.message(Verb::Name(Symbol::RUN), signature, doc, start, end);
        let interface = Interface {
            doc,
            name: head.name,
            stamp: head.stamp,
            parents: List::empty(),
            auditors: List::empty(),
            messages: self.ast.add_list(&[message]),
        };
        let interface = self.ast.add(interface);
        self.expr(Expr::FunctionInterface(interface), start, end)
    }

    // ---- Patterns ----

    pub(crate) fn list_pattern(
        &mut self,
        patterns: Vec<PatternId>,
        tail: Option<PatternId>,
        start: u32,
        end: u32,
    ) -> PatternId {
        let patterns = self.ast.add_list(&patterns);
        self.pattern(Pattern::List { patterns, tail }, start, end)
    }

    pub(crate) fn map_pattern(
        &mut self,
        items: Vec<KeyedPattern>,
        tail: Option<PatternId>,
        start: u32,
        end: u32,
    ) -> PatternId {
        let items = self.ast.add_list(&items);
        self.pattern(Pattern::Map { items, tail }, start, end)
    }

    pub(crate) fn guard_get(
        &mut self,
        name: Symbol,
        name_end: u32,
        indices: Vec<ExprId>,
        start: u32,
        end: u32,
    ) -> ExprId {
        let receiver = self.expr(Expr::Noun(name), start, name_end);
        self.get(receiver, indices, start, end)
    }
}

fn starts_with_word(text: &str, word: &str) -> bool {
    text.len() > word.len()
        && text.is_char_boundary(word.len())
        && text[..word.len()].eq_ignore_ascii_case(word)
        && !text[word.len()..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_')
}
