//! Building Kernel nodes: the small vocabulary in which the rules of the expansion are written.

use crate::environment::EnvironmentName;
use crate::errors;
use crate::expand::Expander;
use crate::kernel::{
    Expr, ExprId, Literal, Name, NameRef, NamedArg, Outer, OuterId, Pattern, PatternId, Run, Span,
    Var, VarId, VarKind,
};
use crate::scope::UseKind;

/// The variable of a use whose meaning is still open.
pub(crate) const UNRESOLVED: NameRef = NameRef::Var(VarId(u32::MAX));

impl Expander<'_> {
    /// Adds a node.
    pub(crate) fn add(&mut self, expr: Expr, span: Span) -> ExprId {
        self.kernel.add_expr(expr, span)
    }

    /// Adds a pattern.
    pub(crate) fn add_pattern(&mut self, pattern: Pattern, span: Span) -> PatternId {
        self.kernel.add_pattern(pattern, span)
    }

    /// A literal.
    pub(crate) fn literal(&mut self, literal: Literal, span: Span) -> ExprId {
        let id = self.kernel.add_literal(literal);
        self.add(Expr::Literal(id), span)
    }

    /// A string literal.
    pub(crate) fn string(&mut self, text: &str, span: Span) -> ExprId {
        self.literal(Literal::Str(text.into()), span)
    }

    /// The integer literal of a count.
    pub(crate) fn count(&mut self, count: usize, span: Span) -> ExprId {
        self.literal(Literal::Int(count as i64), span)
    }

    /// What the environment says of a name.
    pub(crate) fn given(&self, name: Name) -> Option<EnvironmentName> {
        self.environment.get(self.kernel.text(name))
    }

    /// The id of a name of the environment.
    pub(crate) fn outer(&mut self, name: Name, properties: EnvironmentName) -> OuterId {
        if let Some(outer) = self.scope.outer(name) {
            return outer;
        }
        let outer = OuterId(self.kernel.outers.len() as u32);
        let safe = properties.safe;
        self.kernel.outers.push(Outer { name, assigned: false, safe, assumed: false });
        self.scope.set_outer(name, outer);
        outer
    }

    /// A noun that the expansion itself needs: always the environment's.
    pub(crate) fn helper(&mut self, text: &str, span: Span) -> ExprId {
        let name = self.kernel.names.intern(text);
        match self.given(name) {
            Some(properties) => {
                let outer = self.outer(name, properties);
                self.add(Expr::Noun(NameRef::Outer(outer)), span)
            }
            None => {
                self.report(errors::undefined(text, span, None));
                self.add(Expr::Noun(UNRESOLVED), span)
            }
        }
    }

    /// The use of a variable that the expansion made.
    pub(crate) fn var_noun(&mut self, var: VarId, span: Span) -> ExprId {
        self.kernel.vars[var.index()].used = true;
        self.add(Expr::Noun(NameRef::Var(var)), span)
    }

    /// `&&x` of a variable that the expansion knows.
    pub(crate) fn var_binding(&mut self, var: VarId, span: Span) -> ExprId {
        self.kernel.vars[var.index()].used = true;
        self.add(Expr::Binding(NameRef::Var(var)), span)
    }

    /// What a spelling means here.
    fn resolve(&mut self, name: Name) -> Option<NameRef> {
        if let Some(var) = self.scope.visible(name) {
            self.kernel.vars[var.index()].used = true;
            return Some(NameRef::Var(var));
        }
        let properties = self.given(name)?;
        Some(NameRef::Outer(self.outer(name, properties)))
    }

    /// A use of a name of the source text.
    pub(crate) fn noun(&mut self, name: Name, span: Span) -> ExprId {
        let target = self.resolve(name);
        let expr = self.add(Expr::Noun(target.unwrap_or(UNRESOLVED)), span);
        self.scope.note(name, expr, UseKind::Read, target, span);
        expr
    }

    /// `&&x` of the source text.
    pub(crate) fn binding(&mut self, name: Name, span: Span) -> ExprId {
        let target = self.resolve(name);
        let expr = self.add(Expr::Binding(target.unwrap_or(UNRESOLVED)), span);
        self.scope.note(name, expr, UseKind::Reify, target, span);
        expr
    }

    /// `x := value` of the source text; `place` is where the name stands.
    pub(crate) fn assign(&mut self, name: Name, place: Span, value: ExprId, span: Span) -> ExprId {
        let target = self.resolve(name);
        let expr = self.add(Expr::Assign { name: target.unwrap_or(UNRESOLVED), value }, span);
        self.scope.note(name, expr, UseKind::Assign, target, place);
        expr
    }

    fn new_var(&mut self, name: Name, temporary: bool, kind: VarKind, span: Span) -> VarId {
        let var = VarId(self.kernel.vars.len() as u32);
        self.kernel.vars.push(Var {
            name,
            temporary,
            kind,
            guard: None,
            span,
            frame: self.frame,
            captured: false,
            assigned: false,
            reified: false,
            used: false,
            storage: Default::default(),
        });
        var
    }

    /// A temporary.
    pub(crate) fn temporary(&mut self, prefix: &str, span: Span) -> VarId {
        let name = self.kernel.names.intern(prefix);
        self.new_var(name, true, VarKind::Final, span)
    }

    /// Defines a name of the source text in the current box.
    pub(crate) fn define(&mut self, name: Name, kind: VarKind, span: Span) -> VarId {
        if let Some(first) = self.scope.bound_here(name) {
            let first = self.kernel.var(first).span;
            let error = errors::redefined(self.kernel.text(name), span, first);
            self.report(error);
        } else if let Some(properties) = self.given(name) {
            let again = self.environment.interactive && self.scope.at_top();
            if !again && !properties.shadowable {
                let error = errors::redefined_environment(self.kernel.text(name), span);
                self.report(error);
            }
        }
        let var = self.new_var(name, false, kind, span);
        self.scope.bind(name, var);
        var
    }

    /// An unguarded final pattern.
    pub(crate) fn final_pattern(&mut self, var: VarId, span: Span) -> PatternId {
        self.add_pattern(Pattern::Final(var, None), span)
    }

    /// `_`
    pub(crate) fn ignore(&mut self, span: Span) -> PatternId {
        self.add_pattern(Pattern::Ignore(None), span)
    }

    /// A list pattern.
    pub(crate) fn list_pattern(&mut self, items: &[PatternId], span: Span) -> PatternId {
        let run = self.kernel.add_patterns(items);
        self.add_pattern(Pattern::List(run), span)
    }

    /// `receiver.verb(args)`; `x.pow(e).mod(m)` becomes `x.modPow(e, m)`.
    pub(crate) fn call(
        &mut self,
        receiver: ExprId,
        verb: &str,
        args: &[ExprId],
        span: Span,
    ) -> ExprId {
        let verb = self.kernel.names.intern(verb);
        self.call_named(receiver, verb, args, &[], span)
    }

    /// The same with named arguments.
    pub(crate) fn call_named(
        &mut self,
        receiver: ExprId,
        verb: Name,
        args: &[ExprId],
        named: &[NamedArg],
        span: Span,
    ) -> ExprId {
        if let ([modulus], []) = (args, named)
            && verb == self.words.modulo
            && let Expr::Call {
                receiver: base,
                verb: inner,
                args: inner_args,
                named: Run { len: 0, .. },
            } = self.kernel.expr(receiver)
            && inner == self.words.pow
            && let &[exponent] = self.kernel.exprs_of(inner_args)
        {
            return self.call(base, "modPow", &[exponent, *modulus], span);
        }
        let args = self.kernel.add_exprs(args);
        let named = self.kernel.add_named_args(named);
        self.add(Expr::Call { receiver, verb, args, named }, span)
    }

    /// `helper.verb(args)`
    pub(crate) fn helper_call(
        &mut self,
        helper: &str,
        verb: &str,
        args: &[ExprId],
        span: Span,
    ) -> ExprId {
        let receiver = self.helper(helper, span);
        self.call(receiver, verb, args, span)
    }

    /// `_makeList.run(items)`
    pub(crate) fn make_list(&mut self, items: &[ExprId], span: Span) -> ExprId {
        self.helper_call("_makeList", "run", items, span)
    }

    /// `_makeMap.fromPairs(…)`
    pub(crate) fn make_map(&mut self, pairs: &[(ExprId, ExprId)], span: Span) -> ExprId {
        let items: Vec<ExprId> =
            pairs.iter().map(|&(key, value)| self.make_list(&[key, value], span)).collect();
        let list = self.make_list(&items, span);
        self.helper_call("_makeMap", "fromPairs", &[list], span)
    }

    /// A sequence as the language's node builder makes it: nested ones are spliced, one of one is its element.
    pub(crate) fn seq(&mut self, items: &[ExprId], span: Span) -> ExprId {
        let nested = items.iter().any(|&item| matches!(self.kernel.expr(item), Expr::Seq(_)));
        let run = if nested {
            let mut flat = Vec::with_capacity(items.len());
            for &item in items {
                match self.kernel.expr(item) {
                    Expr::Seq(run) => flat.extend_from_slice(self.kernel.exprs_of(run)),
                    _ => flat.push(item),
                }
            }
            if let [only] = flat[..] {
                return only;
            }
            self.kernel.add_exprs(&flat)
        } else {
            if let &[only] = items {
                return only;
            }
            self.kernel.add_exprs(items)
        };
        self.add(Expr::Seq(run), span)
    }

    /// `def pattern exit exit := value`
    pub(crate) fn def(
        &mut self,
        pattern: PatternId,
        exit: Option<ExprId>,
        value: ExprId,
        span: Span,
    ) -> ExprId {
        self.add(Expr::Def { pattern, exit, value }, span)
    }

    /// `def var := value`
    pub(crate) fn def_var(&mut self, var: VarId, value: ExprId, span: Span) -> ExprId {
        let pattern = self.final_pattern(var, span);
        self.def(pattern, None, value, span)
    }

    /// Whether an expression is this noun of the environment.
    pub(crate) fn is_helper(&self, expr: ExprId, text: &str) -> bool {
        match self.kernel.expr(expr) {
            Expr::Noun(NameRef::Outer(outer)) => {
                self.kernel.text(self.kernel.outer(outer).name) == text
            }
            _ => false,
        }
    }

    /// `if`, with constant tests folded: for generated conditions only. The arms are made on demand.
    pub(crate) fn branch(
        &mut self,
        test: ExprId,
        then: ExprId,
        otherwise: ExprId,
        span: Span,
    ) -> ExprId {
        if self.is_helper(test, "true") {
            then
        } else if self.is_helper(test, "false") {
            otherwise
        } else {
            self.add(Expr::If { test, then, otherwise: Some(otherwise) }, span)
        }
    }
}
