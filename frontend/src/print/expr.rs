//! Expressions.

use super::{Level, Printer, Style};
use crate::ast::{
    BinaryOp, Control, Expr, ExprId, KeyedExpr, List, Literal, Matcher, Pattern, PatternId,
    PrefixOp, QuasiPart, Script, Verb,
};
use crate::names::Symbol;
use crate::quote;

impl Printer<'_> {
    /// An expression where at least `least` is asked for.
    pub(super) fn expr(&mut self, expr: ExprId, least: Level) {
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || {
            if self.level(expr) < least {
                self.push("(");
                self.bare(expr);
                self.push(")");
            } else {
                self.bare(expr);
            }
        });
    }

    fn level(&self, expr: ExprId) -> Level {
        match self.ast[expr] {
            Expr::Exit { .. } | Expr::Module(_) => Level::Whole,
            Expr::Forward(_)
            | Expr::Def { .. }
            | Expr::Assign { .. }
            | Expr::VerbAssign { .. }
            | Expr::AugAssign { .. }
            | Expr::FunctionInterface(_) => Level::Assign,
            Expr::Object(object) => {
                let object = self.ast[object];
                let is_bound =
                    matches!(self.ast[object.name], Pattern::Bind { guard: Some(_), .. });
                match object.script {
                    Script::Script { .. } if !is_bound => Level::Prim,
                    _ => Level::Assign,
                }
            }
            Expr::Or { .. } => Level::Or,
            Expr::And { .. } => Level::And,
            Expr::Binary { op, .. } => binary_level(op),
            Expr::Same { .. } => Level::Comp,
            Expr::MatchBind { pattern, .. } | Expr::Mismatch { pattern, .. } => {
                // An operator `|` would be taken for the tail of a map pattern.
                if self.ends_in_map(pattern) { Level::And } else { Level::Comp }
            }
            Expr::Compare { .. } => Level::Order,
            Expr::Range { .. } => Level::Range,
            Expr::Prefix { .. } | Expr::Coerce { .. } => Level::Operand,
            Expr::Literal(Literal::Int(value)) if value < 0 => Level::Operand,
            Expr::Literal(Literal::Double(value)) if value.is_sign_negative() => Level::Operand,
            Expr::Curry { .. } | Expr::Control(_) => Level::Call,
            Expr::MethodCall { .. }
            | Expr::FunCall { .. }
            | Expr::Send { .. }
            | Expr::FunSend { .. }
            | Expr::Get { .. } => Level::Chainable,
            _ => Level::Prim,
        }
    }

    fn ends_in_map(&self, pattern: PatternId) -> bool {
        match self.ast[pattern] {
            Pattern::Map { tail: None, .. } => true,
            Pattern::Map { tail: Some(tail), .. } | Pattern::List { tail: Some(tail), .. } => {
                self.ends_in_map(tail)
            }
            Pattern::Via { pattern, .. } => self.ends_in_map(pattern),
            _ => false,
        }
    }

    /// An expression without parentheses around it, blocks in braces.
    fn bare(&mut self, expr: ExprId) {
        match self.ast[expr] {
            Expr::Error => self.push("<error>"),
            Expr::Literal(literal) => self.literal(literal),
            Expr::Noun(name) => self.noun(name),
            Expr::Slot(noun) => {
                self.push("&");
                self.expr(noun, Level::Prim);
            }
            Expr::Binding(noun) => {
                self.push("&&");
                self.expr(noun, Level::Prim);
            }
            Expr::MetaContext => self.push("meta.context()"),
            Expr::MetaState => self.push("meta.getState()"),
            Expr::ValueHole(index) => self.push(&format!("${{{index}}}")),
            Expr::PatternHole(index) => self.push(&format!("@{{{index}}}")),
            Expr::MethodCall { receiver, verb, args, named_args } => {
                self.expr(receiver, Level::Chainable);
                self.push(".");
                self.verb(verb);
                self.args(args, named_args);
            }
            Expr::FunCall { receiver, args, named_args } => {
                self.expr(receiver, Level::Chainable);
                self.args(args, named_args);
            }
            Expr::Send { receiver, verb, args, named_args } => {
                self.expr(receiver, Level::Chainable);
                self.push(" <- ");
                self.verb(verb);
                self.args(args, named_args);
            }
            Expr::FunSend { receiver, args, named_args } => {
                self.expr(receiver, Level::Chainable);
                self.push(" <- ");
                self.args(args, named_args);
            }
            Expr::Get { receiver, indices } => {
                self.expr(receiver, Level::Chainable);
                self.brackets(indices);
            }
            Expr::Curry { receiver, verb, is_send } => {
                self.expr(receiver, Level::Chainable);
                self.push(if is_send { " <- " } else { "." });
                self.verb(verb);
            }
            Expr::Control(control) => self.control(self.ast[control]),
            Expr::And { left, right } => self.right_grouped(left, "&&", right, Level::And),
            Expr::Or { left, right } => self.right_grouped(left, "||", right, Level::Or),
            Expr::Same { left, right, equal } => {
                self.right_grouped(left, if equal { "==" } else { "!=" }, right, Level::Comp);
            }
            Expr::Compare { op, left, right } => {
                self.right_grouped(left, op.spelling(), right, Level::Order);
            }
            Expr::Binary { op, left, right } => self.binary(op, left, right),
            Expr::Range { op, left, right } => {
                self.expr(left, Level::Shift);
                self.push(op.spelling());
                self.expr(right, Level::Range);
            }
            Expr::MatchBind { specimen, pattern } => self.match_bind(specimen, " =~ ", pattern),
            Expr::Mismatch { specimen, pattern } => self.match_bind(specimen, " !~ ", pattern),
            Expr::Prefix { op, receiver } => {
                self.push(op.spelling());
                let least = if op == PrefixOp::Negate { Level::Prim } else { Level::Call };
                self.expr(receiver, least);
            }
            Expr::Coerce { specimen, guard } => {
                self.expr(specimen, Level::Call);
                self.guard(Some(guard));
            }
            Expr::Forward(noun) => {
                self.push("def ");
                self.expr(noun, Level::Prim);
            }
            Expr::Def { pattern, exit, value } => self.definition(pattern, exit, value),
            Expr::Assign { target, value } => {
                self.expr(target, Level::Chainable);
                self.push(" := ");
                self.expr(value, Level::Assign);
            }
            Expr::AugAssign { op, target, value } => {
                self.expr(target, Level::Chainable);
                self.push(" ");
                self.push(op.spelling());
                self.push("= ");
                self.expr(value, Level::Assign);
            }
            Expr::VerbAssign { verb, target, args } => {
                self.expr(target, Level::Chainable);
                self.push(" ");
                self.push(self.ast.name(verb));
                self.push("= ");
                self.args(args, List::empty());
            }
            Expr::List(items) => self.brackets(items),
            Expr::Map(items) => {
                self.push("[");
                self.commas(&self.ast[items], Printer::keyed);
                self.push("]");
            }
            Expr::ListComprehension { iterable, filter, key, value, body } => {
                self.comprehension(iterable, filter, key, value);
                self.expr(body, Level::Whole);
                self.push("]");
            }
            Expr::MapComprehension { iterable, filter, key, value, body_key, body_value } => {
                self.comprehension(iterable, filter, key, value);
                self.expr(body_key, Level::Whole);
                self.push(" => ");
                self.expr(body_value, Level::Whole);
                self.push("]");
            }
            Expr::Quasi { tag, parts } => self.quasi(tag, parts),
            Expr::Seq(items) if items.is_empty() => self.push("try {}"),
            Expr::Seq(items) => {
                self.push("(");
                for (index, &item) in self.ast[items].iter().enumerate() {
                    if index > 0 {
                        self.newline();
                    }
                    self.expr(item, Level::Whole);
                }
                self.push(")");
            }
            Expr::Hide(body) => {
                self.push("{");
                self.lines(Style::Braced, |printer, style| {
                    if matches!(printer.ast[body], Expr::Seq(items) if items.is_empty()) {
                        return;
                    }
                    printer.statements(body, style);
                });
            }
            Expr::Exit { kind, value } => {
                self.push(kind.keyword());
                match value {
                    None => self.push("()"),
                    Some(value) => {
                        self.push(" ");
                        self.exit_value(value);
                    }
                }
            }
            Expr::Function { params, named_params, body } => {
                self.push("fn");
                if !params.is_empty() || !named_params.is_empty() {
                    self.push(" ");
                    self.params(params, named_params);
                }
                self.block(body, Style::Braced);
            }
            Expr::Module(_) => self.root(expr),
            _ => self.form(expr, Style::Braced),
        }
    }

    fn exit_value(&mut self, value: ExprId) {
        let first = self.leftmost(value);
        let is_form =
            matches!(self.ast[first], Expr::Function { .. } | Expr::MetaContext | Expr::MetaState);
        if is_form && first != value {
            self.parenthesised(value);
        } else {
            self.expr(value, Level::Whole);
        }
    }

    fn literal(&mut self, literal: Literal) {
        match literal {
            Literal::Int(value) => self.push(&value.to_string()),
            Literal::BigInt(digits) => self.push(self.ast.name(digits)),
            Literal::Double(value) => self.push(&quote::quote_double(value)),
            Literal::Char(value) => {
                self.push("'");
                self.push(&quote::quote_char(value));
                self.push("'");
            }
            Literal::Str(text) => self.string(text),
        }
    }

    pub(super) fn string(&mut self, text: Symbol) {
        self.push(&quote::quote_string(self.ast.name(text)));
    }

    pub(super) fn noun(&mut self, name: Symbol) {
        self.push(&quote::quote_noun(self.ast.name(name)));
    }

    pub(super) fn verb(&mut self, verb: Verb) {
        match verb {
            Verb::Name(name) => self.push(&quote::quote_verb(self.ast.name(name))),
            Verb::Hole(index) => self.push(&format!("${{{index}}}")),
        }
    }

    fn args(&mut self, args: List<ExprId>, named: List<KeyedExpr>) {
        self.push("(");
        self.exprs(args);
        if !args.is_empty() && !named.is_empty() {
            self.push(", ");
        }
        self.commas(&self.ast[named], Printer::keyed);
        self.push(")");
    }

    pub(super) fn exprs(&mut self, items: List<ExprId>) {
        self.commas(&self.ast[items], |printer, &item| printer.expr(item, Level::Whole));
    }

    fn brackets(&mut self, items: List<ExprId>) {
        self.push("[");
        self.commas(&self.ast[items], |printer, &item| printer.element(item));
        self.push("]");
    }

    /// An element of a bracket. Directly after `[`, `for` would begin a comprehension.
    fn element(&mut self, item: ExprId) {
        let is_loop = matches!(self.ast[self.leftmost(item)], Expr::For { .. });
        if is_loop { self.parenthesised(item) } else { self.expr(item, Level::Whole) }
    }

    fn keyed(&mut self, item: &KeyedExpr) {
        if let Some(key) = item.key {
            self.element(key);
            self.push(" ");
        }
        self.push("=> ");
        self.expr(item.value, Level::Whole);
    }

    fn right_grouped(&mut self, left: ExprId, op: &str, right: ExprId, level: Level) {
        self.expr(left, tighter(level));
        self.push(" ");
        self.push(op);
        self.push(" ");
        self.expr(right, level);
    }

    fn binary(&mut self, op: BinaryOp, left: ExprId, right: ExprId) {
        let level = binary_level(op);
        if matches!(op, BinaryOp::Pow | BinaryOp::ButNot | BinaryOp::Xor) {
            return self.right_grouped(left, op.spelling(), right, level);
        }
        let is_run = matches!(self.ast[left], Expr::Binary { op: left_op, .. } if left_op == op);
        let groups = level != Level::Bits || is_run;
        self.expr(left, if groups { level } else { tighter(level) });
        self.push(" ");
        self.push(op.spelling());
        self.push(" ");
        self.expr(right, tighter(level));
    }

    fn match_bind(&mut self, specimen: ExprId, op: &str, pattern: PatternId) {
        self.expr(specimen, Level::Order);
        self.push(op);
        self.pattern(pattern);
    }

    fn definition(&mut self, pattern: PatternId, exit: Option<ExprId>, value: ExprId) {
        let named = match self.ast[pattern] {
            Pattern::SuchThat { pattern, .. } => pattern,
            _ => pattern,
        };
        let says_so = matches!(self.ast[named], Pattern::Var { .. } | Pattern::Bind { .. });
        if !says_so || exit.is_some() {
            self.push("def ");
        }
        self.pattern(pattern);
        if let Some(exit) = exit {
            self.push(" exit ");
            self.expr(exit, Level::Order);
        }
        self.push(" := ");
        self.expr(value, Level::Assign);
    }

    fn control(&mut self, control: Control) {
        match self.ast[control.target] {
            Expr::Control(before) if !self.ast[before].is_top => {
                self.expr(control.target, Level::Call);
                if !control.args.is_empty() {
                    self.push(" ");
                    self.args(control.args, List::empty());
                }
            }
            _ => {
                self.expr(control.target, Level::Chainable);
                self.push(" ");
                self.args(control.args, List::empty());
            }
        }
        self.push(" ");
        self.push(self.ast.name(control.operator));
        if !control.params.is_empty() {
            self.push(" ");
            self.commas(&self.ast[control.params], |printer, &param| printer.pattern(param));
        }
        self.block(control.body, Style::Braced);
    }

    pub(super) fn quasi(&mut self, tag: Option<Symbol>, parts: List<QuasiPart>) {
        if let Some(tag) = tag {
            self.push(self.ast.name(tag));
        }
        self.push("`");
        let parts = &self.ast[parts];
        for (index, part) in parts.iter().enumerate() {
            match *part {
                QuasiPart::Text(_, text) => {
                    for character in self.ast.name(text).chars() {
                        if matches!(character, '$' | '@' | '`') {
                            self.out.push(character);
                        }
                        self.out.push(character);
                    }
                }
                QuasiPart::Expr(expr) => self.quasi_hole('$', expr, parts.get(index + 1)),
                QuasiPart::Pattern(pattern) => {
                    self.quasi_pattern_hole(pattern, parts.get(index + 1))
                }
            }
        }
        self.push("`");
    }

    fn quasi_hole(&mut self, sigil: char, expr: ExprId, next: Option<&QuasiPart>) {
        self.out.push(sigil);
        let name = match self.ast[expr] {
            Expr::Noun(name) => self.ast.name(name),
            _ => "",
        };
        if quote::is_identifier(name) && !self.continues_name(next) {
            return self.push(name);
        }
        self.push("{");
        self.expr(expr, Level::Whole);
        self.push("}");
    }

    fn quasi_pattern_hole(&mut self, pattern: PatternId, next: Option<&QuasiPart>) {
        match self.ast[pattern] {
            Pattern::Final { noun, guard: None } => self.quasi_hole('@', noun, next),
            Pattern::Ignore { guard: None } if !self.continues_name(next) => self.push("@_"),
            _ => {
                self.push("@{");
                self.pattern(pattern);
                self.push("}");
            }
        }
    }

    /// Whether a text would be read as part of a name before it.
    fn continues_name(&self, next: Option<&QuasiPart>) -> bool {
        match next {
            Some(QuasiPart::Text(_, text)) => {
                let text = self.ast.name(*text);
                text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '_')
            }
            _ => false,
        }
    }

    fn comprehension(
        &mut self,
        iterable: ExprId,
        filter: Option<ExprId>,
        key: Option<PatternId>,
        value: PatternId,
    ) {
        self.push("[");
        self.for_head(iterable, key, value);
        if let Some(filter) = filter {
            self.push(" ? ");
            self.parenthesised(filter);
        }
        self.push(" ");
    }

    fn for_head(&mut self, iterable: ExprId, key: Option<PatternId>, value: PatternId) {
        self.push("for ");
        if let Some(key) = key {
            self.pattern(key);
            self.push(" => ");
        }
        self.pattern(value);
        self.push(" in (");
        self.expr(iterable, Level::Bits);
        self.push(")");
    }

    /// Prints a form that has blocks, if it is one, in the indented style.
    pub(super) fn indented_form(&mut self, expr: ExprId) -> bool {
        let has_block = match self.ast[expr] {
            Expr::If { .. }
            | Expr::For { .. }
            | Expr::While { .. }
            | Expr::Escape { .. }
            | Expr::Catch { .. }
            | Expr::Finally { .. }
            | Expr::When { .. } => true,
            Expr::Switch { matchers, .. } => !matchers.is_empty(),
            Expr::Object(object) => {
                let object = self.ast[object];
                match object.script {
                    Script::Script { methods, matchers, .. } => {
                        object.doc.is_some() || !methods.is_empty() || !matchers.is_empty()
                    }
                    Script::Function(_) => true,
                }
            }
            Expr::Interface(interface) => {
                let interface = self.ast[interface];
                interface.doc.is_some() || !interface.messages.is_empty()
            }
            _ => false,
        };
        if has_block {
            stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.form(expr, Style::Indented));
        }
        has_block
    }

    /// A form that has blocks.
    fn form(&mut self, expr: ExprId, style: Style) {
        match self.ast[expr] {
            Expr::If { test, consequent, alternative } => {
                self.push("if ");
                self.parenthesised(test);
                self.block(consequent, style);
                let Some(alternative) = alternative else { return };
                self.continuation("else", style);
                if matches!(self.ast[alternative], Expr::If { .. }) {
                    self.push(" ");
                    stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.form(alternative, style));
                } else {
                    self.block(alternative, style);
                }
            }
            Expr::For { iterable, key, value, body, catcher } => {
                self.for_head(iterable, key, value);
                self.block(body, style);
                self.catcher(catcher.map(|catcher| self.ast[catcher]), style);
            }
            Expr::While { test, body, catcher } => {
                self.push("while ");
                self.parenthesised(test);
                self.block(body, style);
                self.catcher(catcher.map(|catcher| self.ast[catcher]), style);
            }
            Expr::Escape { pattern, body, catcher } => {
                self.push("escape ");
                self.pattern(pattern);
                self.block(body, style);
                self.catcher(catcher.map(|catcher| self.ast[catcher]), style);
            }
            Expr::Catch { .. } => self.catches(expr, style),
            Expr::Finally { body, unwinder } => {
                self.catches(body, style);
                self.continuation("finally", style);
                self.block(unwinder, style);
            }
            Expr::Switch { specimen, matchers } => {
                self.push("switch ");
                self.parenthesised(specimen);
                if matchers.is_empty() {
                    return self.push(" {}");
                }
                self.suite(style, |printer, style| {
                    for (index, &matcher) in printer.ast[matchers].iter().enumerate() {
                        if index > 0 {
                            printer.newline();
                        }
                        printer.matcher("match", matcher, style);
                    }
                });
            }
            Expr::When { args, body, catchers, finally } => {
                self.push("when (");
                self.exprs(args);
                self.push(if style == Style::Indented { ") ->" } else { ") -> {" });
                self.lines(style, |printer, style| printer.statements(body, style));
                for &catcher in &self.ast[catchers] {
                    self.catcher(Some(catcher), style);
                }
                if let Some(finally) = finally {
                    self.continuation("finally", style);
                    self.block(finally, style);
                }
            }
            Expr::Object(object) => self.object(self.ast[object], style),
            Expr::Interface(interface) => self.interface(self.ast[interface], style),
            Expr::FunctionInterface(interface) => self.function_interface(self.ast[interface]),
            _ => {}
        }
    }

    /// `try` and all the handlers directly around its body.
    fn catches(&mut self, expr: ExprId, style: Style) {
        let mut handlers = Vec::new();
        let mut body = expr;
        while let Expr::Catch { body: inner, pattern, handler } = self.ast[body] {
            handlers.push((pattern, handler));
            body = inner;
        }
        self.push("try");
        self.block(body, style);
        for &(pattern, handler) in handlers.iter().rev() {
            self.continuation("catch ", style);
            self.pattern(pattern);
            self.block(handler, style);
        }
    }

    fn catcher(&mut self, catcher: Option<Matcher>, style: Style) {
        let Some(catcher) = catcher else { return };
        self.continuation("catch ", style);
        self.pattern(catcher.pattern);
        self.block(catcher.body, style);
    }

    pub(super) fn matcher(&mut self, word: &str, matcher: Matcher, style: Style) {
        self.push(word);
        self.push(" ");
        self.pattern(matcher.pattern);
        self.block(matcher.body, style);
    }
}

fn binary_level(op: BinaryOp) -> Level {
    match op {
        BinaryOp::Pow => Level::Pow,
        BinaryOp::Multiply | BinaryOp::ApproxDivide | BinaryOp::FloorDivide | BinaryOp::Mod => {
            Level::Multiply
        }
        BinaryOp::Add | BinaryOp::Subtract => Level::Add,
        BinaryOp::ShiftLeft | BinaryOp::ShiftRight => Level::Shift,
        BinaryOp::ButNot | BinaryOp::Xor => Level::Comp,
        BinaryOp::And | BinaryOp::Or => Level::Bits,
    }
}

/// The next level up.
fn tighter(level: Level) -> Level {
    match level {
        Level::Or => Level::And,
        Level::And => Level::Bits,
        Level::Bits => Level::Comp,
        Level::Comp => Level::Order,
        Level::Order => Level::Range,
        Level::Range => Level::Shift,
        Level::Shift => Level::Add,
        Level::Add => Level::Multiply,
        Level::Multiply => Level::Pow,
        Level::Pow => Level::Operand,
        _ => Level::Prim,
    }
}
