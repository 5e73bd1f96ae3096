//! The children of a node, in source order: the one place that knows the shape of every node for walks over the whole tree.

use super::{
    Ast, Expr, ExprId, Id, Interface, KeyedExpr, KeyedPattern, List, Matcher, Method, ParamDesc,
    Pattern, PatternId, QuasiPart, Script,
};

/// An expression or a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// An expression.
    Expr(ExprId),
    /// A pattern.
    Pattern(PatternId),
}

impl Ast {
    /// Calls `visit` for each expression and pattern directly below `node`; pieces are looked through.
    pub fn for_each_child(&self, node: Node, visit: &mut impl FnMut(Node)) {
        let mut children = Children { ast: self, visit };
        match node {
            Node::Expr(expr) => children.of_expr(self[expr]),
            Node::Pattern(pattern) => children.of_pattern(self[pattern]),
        }
    }
}

struct Children<'a, F> {
    ast: &'a Ast,
    visit: &'a mut F,
}

impl<F: FnMut(Node)> Children<'_, F> {
    fn expr(&mut self, expr: ExprId) {
        (self.visit)(Node::Expr(expr));
    }

    fn pattern(&mut self, pattern: PatternId) {
        (self.visit)(Node::Pattern(pattern));
    }

    fn maybe(&mut self, expr: Option<ExprId>) {
        expr.into_iter().for_each(|expr| self.expr(expr));
    }

    fn maybe_pattern(&mut self, pattern: Option<PatternId>) {
        pattern.into_iter().for_each(|pattern| self.pattern(pattern));
    }

    fn exprs(&mut self, exprs: List<ExprId>) {
        self.ast[exprs].iter().for_each(|&expr| self.expr(expr));
    }

    fn patterns(&mut self, patterns: List<PatternId>) {
        self.ast[patterns].iter().for_each(|&pattern| self.pattern(pattern));
    }

    fn keyed(&mut self, items: List<KeyedExpr>) {
        for item in &self.ast[items] {
            self.maybe(item.key);
            self.expr(item.value);
        }
    }

    fn keyed_patterns(&mut self, items: List<KeyedPattern>) {
        for item in &self.ast[items] {
            self.maybe(item.key);
            self.pattern(item.pattern);
            self.maybe(item.default);
        }
    }

    fn parts(&mut self, parts: List<QuasiPart>) {
        for part in &self.ast[parts] {
            match *part {
                QuasiPart::Text(..) => {}
                QuasiPart::Expr(expr) => self.expr(expr),
                QuasiPart::Pattern(pattern) => self.pattern(pattern),
            }
        }
    }

    fn matcher(&mut self, matcher: &Matcher) {
        self.pattern(matcher.pattern);
        self.expr(matcher.body);
    }

    fn matchers(&mut self, matchers: List<Matcher>) {
        self.ast[matchers].iter().for_each(|matcher| self.matcher(matcher));
    }

    fn catcher(&mut self, catcher: Option<Id<Matcher>>) {
        if let Some(catcher) = catcher {
            self.matcher(&self.ast[catcher]);
        }
    }

    fn method(&mut self, method: &Method) {
        self.patterns(method.params);
        self.keyed_patterns(method.named_params);
        self.maybe(method.guard);
        self.expr(method.body);
    }

    fn script(&mut self, script: Script) {
        match script {
            Script::Script { extends, methods, matchers } => {
                self.maybe(extends);
                self.ast[methods].iter().for_each(|method| self.method(method));
                self.matchers(matchers);
            }
            Script::Function(method) => self.method(&self.ast[method]),
        }
    }

    fn param_descs(&mut self, params: List<ParamDesc>) {
        self.ast[params].iter().for_each(|param| self.maybe(param.guard));
    }

    fn interface(&mut self, interface: Id<Interface>) {
        let interface = self.ast[interface];
        self.pattern(interface.name);
        self.maybe_pattern(interface.stamp);
        self.exprs(interface.parents);
        self.exprs(interface.auditors);
        for message in &self.ast[interface.messages] {
            self.param_descs(message.params);
            self.param_descs(message.named_params);
            self.maybe(message.guard);
        }
    }

    fn of_expr(&mut self, expr: Expr) {
        match expr {
            Expr::Error
            | Expr::Literal(_)
            | Expr::Noun(_)
            | Expr::MetaContext
            | Expr::MetaState
            | Expr::ValueHole(_)
            | Expr::PatternHole(_) => {}
            Expr::Slot(only)
            | Expr::Binding(only)
            | Expr::Forward(only)
            | Expr::Hide(only)
            | Expr::Prefix { receiver: only, .. }
            | Expr::Curry { receiver: only, .. } => self.expr(only),
            Expr::MethodCall { receiver, args, named_args, .. }
            | Expr::FunCall { receiver, args, named_args }
            | Expr::Send { receiver, args, named_args, .. }
            | Expr::FunSend { receiver, args, named_args } => {
                self.expr(receiver);
                self.exprs(args);
                self.keyed(named_args);
            }
            Expr::Get { receiver, indices } => {
                self.expr(receiver);
                self.exprs(indices);
            }
            Expr::Control(control) => {
                let control = self.ast[control];
                self.expr(control.target);
                self.exprs(control.args);
                self.patterns(control.params);
                self.expr(control.body);
            }
            Expr::And { left, right }
            | Expr::Or { left, right }
            | Expr::Binary { left, right, .. }
            | Expr::Compare { left, right, .. }
            | Expr::Range { left, right, .. }
            | Expr::Same { left, right, .. } => {
                self.expr(left);
                self.expr(right);
            }
            Expr::MatchBind { specimen, pattern } | Expr::Mismatch { specimen, pattern } => {
                self.expr(specimen);
                self.pattern(pattern);
            }
            Expr::Coerce { specimen, guard } => {
                self.expr(specimen);
                self.expr(guard);
            }
            Expr::Def { pattern, exit, value } => {
                self.pattern(pattern);
                self.maybe(exit);
                self.expr(value);
            }
            Expr::Assign { target, value } | Expr::AugAssign { target, value, .. } => {
                self.expr(target);
                self.expr(value);
            }
            Expr::VerbAssign { target, args, .. } => {
                self.expr(target);
                self.exprs(args);
            }
            Expr::List(items) | Expr::Seq(items) => self.exprs(items),
            Expr::Map(items) => self.keyed(items),
            Expr::ListComprehension { iterable, filter, key, value, body } => {
                self.head(iterable, filter, key, value);
                self.expr(body);
            }
            Expr::MapComprehension { iterable, filter, key, value, body_key, body_value } => {
                self.head(iterable, filter, key, value);
                self.expr(body_key);
                self.expr(body_value);
            }
            Expr::Quasi { parts, .. } => self.parts(parts),
            Expr::If { test, consequent, alternative } => {
                self.expr(test);
                self.expr(consequent);
                self.maybe(alternative);
            }
            Expr::For { iterable, key, value, body, catcher } => {
                self.head(iterable, None, key, value);
                self.expr(body);
                self.catcher(catcher);
            }
            Expr::While { test, body, catcher } => {
                self.expr(test);
                self.expr(body);
                self.catcher(catcher);
            }
            Expr::Switch { specimen, matchers } => {
                self.expr(specimen);
                self.matchers(matchers);
            }
            Expr::Escape { pattern, body, catcher } => {
                self.pattern(pattern);
                self.expr(body);
                self.catcher(catcher);
            }
            Expr::Catch { body, pattern, handler } => {
                self.expr(body);
                self.pattern(pattern);
                self.expr(handler);
            }
            Expr::Finally { body, unwinder } => {
                self.expr(body);
                self.expr(unwinder);
            }
            Expr::When { args, body, catchers, finally } => {
                self.exprs(args);
                self.expr(body);
                self.matchers(catchers);
                self.maybe(finally);
            }
            Expr::Exit { value, .. } => self.maybe(value),
            Expr::Function { params, named_params, body } => {
                self.patterns(params);
                self.keyed_patterns(named_params);
                self.expr(body);
            }
            Expr::Object(object) => {
                let object = self.ast[object];
                self.pattern(object.name);
                self.maybe(object.as_expr);
                self.exprs(object.auditors);
                self.script(object.script);
            }
            Expr::Interface(interface) | Expr::FunctionInterface(interface) => {
                self.interface(interface);
            }
            Expr::Module(module) => {
                let module = self.ast[module];
                for import in &self.ast[module.imports] {
                    self.pattern(import.pattern);
                }
                self.patterns(module.parameters);
                self.exprs(module.exports);
                self.expr(module.body);
            }
        }
    }

    /// The head of a loop or a comprehension.
    fn head(
        &mut self,
        iterable: ExprId,
        filter: Option<ExprId>,
        key: Option<PatternId>,
        value: PatternId,
    ) {
        self.maybe_pattern(key);
        self.pattern(value);
        self.expr(iterable);
        self.maybe(filter);
    }

    fn of_pattern(&mut self, pattern: Pattern) {
        match pattern {
            Pattern::Error | Pattern::ValueHole(_) | Pattern::PatternHole(_) => {}
            Pattern::Ignore { guard } => self.maybe(guard),
            Pattern::Final { noun, guard }
            | Pattern::Var { noun, guard }
            | Pattern::Slot { noun, guard }
            | Pattern::Bind { noun, guard } => {
                self.expr(noun);
                self.maybe(guard);
            }
            Pattern::Binding { noun } => self.expr(noun),
            Pattern::List { patterns, tail } => {
                self.patterns(patterns);
                self.maybe_pattern(tail);
            }
            Pattern::Map { items, tail } => {
                self.keyed_patterns(items);
                self.maybe_pattern(tail);
            }
            Pattern::Via { transform, pattern } => {
                self.expr(transform);
                self.pattern(pattern);
            }
            Pattern::SuchThat { pattern, condition } => {
                self.pattern(pattern);
                self.expr(condition);
            }
            Pattern::Same { value, .. } => self.expr(value),
            Pattern::Quasi { parts, .. } => self.parts(parts),
        }
    }
}
