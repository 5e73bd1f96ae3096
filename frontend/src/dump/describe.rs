//! The name and the fields of every node.

use crate::ast::{
    Ast, Expr, ExprId, Id, Interface, KeyedExpr, KeyedPattern, List, Listed, Literal, Matcher,
    MessageDesc, Method, Node, ParamDesc, Pattern, PatternId, QuasiPart, Script, Verb,
};
use crate::names::Symbol;
use crate::quote;
use crate::span::Span;

/// A node or a piece, taken apart.
pub(super) struct Description {
    pub(super) name: &'static str,
    pub(super) span: Option<Span>,
    pub(super) fields: Vec<(&'static str, Value)>,
}

/// What a field holds.
pub(super) enum Value {
    /// Nothing, where there could be something.
    Nothing,
    /// An operator, a keyword, a yes or no.
    Word(String),
    /// A name or a text.
    Text(String),
    /// A literal, quoted as in source text.
    Literal(String),
    Node(Node),
    Piece(Description),
    Many(Vec<Value>),
}

impl From<ExprId> for Value {
    fn from(expr: ExprId) -> Value {
        Value::Node(Node::Expr(expr))
    }
}

impl From<PatternId> for Value {
    fn from(pattern: PatternId) -> Value {
        Value::Node(Node::Pattern(pattern))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Nothing, T::into)
    }
}

fn word(text: impl ToString) -> Value {
    Value::Word(text.to_string())
}

/// Takes a node apart.
pub(super) fn describe(ast: &Ast, node: Node) -> Description {
    let describer = Describer { ast };
    match node {
        Node::Expr(expr) => {
            let (name, fields) = describer.expr(ast[expr]);
            Description { name, span: Some(ast.span(expr)), fields }
        }
        Node::Pattern(pattern) => {
            let (name, fields) = describer.pattern(ast[pattern]);
            Description { name, span: Some(ast.pattern_span(pattern)), fields }
        }
    }
}

/// Takes a method apart, for templates that are one.
pub(super) fn describe_method(ast: &Ast, method: Id<Method>) -> Description {
    Describer { ast }.method(&ast[method])
}

/// Takes a matcher apart.
pub(super) fn describe_matcher(ast: &Ast, matcher: Id<Matcher>) -> Description {
    Describer { ast }.matcher("Matcher", &ast[matcher])
}

type Fields = Vec<(&'static str, Value)>;

struct Describer<'a> {
    ast: &'a Ast,
}

impl Describer<'_> {
    fn text(&self, symbol: Symbol) -> Value {
        Value::Text(self.ast.name(symbol).into())
    }

    fn maybe_text(&self, symbol: Option<Symbol>) -> Value {
        symbol.map_or(Value::Nothing, |symbol| self.text(symbol))
    }

    fn verb(&self, verb: Verb) -> Value {
        match verb {
            Verb::Name(name) => self.text(name),
            Verb::Hole(index) => word(format!("${{{index}}}")),
        }
    }

    fn list<T: Listed + Into<Value>>(&self, items: List<T>) -> Value {
        Value::Many(self.ast[items].iter().map(|&item| item.into()).collect())
    }

    fn pieces<T: Listed>(&self, items: List<T>, piece: impl Fn(&T) -> Description) -> Value {
        Value::Many(self.ast[items].iter().map(|item| Value::Piece(piece(item))).collect())
    }

    fn keyed(
        &self,
        items: List<KeyedExpr>,
        with_key: &'static str,
        without: &'static str,
    ) -> Value {
        self.pieces(items, |item| match item.key {
            Some(key) => Description {
                name: with_key,
                span: Some(item.span),
                fields: vec![("key", key.into()), ("value", item.value.into())],
            },
            None => Description {
                name: without,
                span: Some(item.span),
                fields: vec![("value", item.value.into())],
            },
        })
    }

    fn keyed_patterns(
        &self,
        items: List<KeyedPattern>,
        with_key: &'static str,
        without: &'static str,
    ) -> Value {
        self.pieces(items, |item| {
            let mut fields: Fields = Vec::new();
            if let Some(key) = item.key {
                fields.push(("key", key.into()));
            }
            fields.push(("value", item.pattern.into()));
            fields.push(("default", item.default.into()));
            let name = if item.key.is_some() { with_key } else { without };
            Description { name, span: Some(item.span), fields }
        })
    }

    fn named_args(&self, items: List<KeyedExpr>) -> Value {
        self.keyed(items, "NamedArg", "NamedArgExport")
    }

    fn named_params(&self, items: List<KeyedPattern>) -> Value {
        self.keyed_patterns(items, "NamedParam", "NamedParamImport")
    }

    fn parts(&self, parts: List<QuasiPart>) -> Value {
        self.pieces(parts, |part| match *part {
            QuasiPart::Text(span, text) => Description {
                name: "QuasiText",
                span: Some(span),
                fields: vec![("text", self.text(text))],
            },
            QuasiPart::Expr(expr) => Description {
                name: "QuasiExprHole",
                span: None,
                fields: vec![("expr", expr.into())],
            },
            QuasiPart::Pattern(pattern) => Description {
                name: "QuasiPatternHole",
                span: None,
                fields: vec![("pattern", pattern.into())],
            },
        })
    }

    fn matcher(&self, name: &'static str, matcher: &Matcher) -> Description {
        Description {
            name,
            span: Some(matcher.span),
            fields: vec![("pattern", matcher.pattern.into()), ("body", matcher.body.into())],
        }
    }

    fn catcher(&self, catcher: Option<Id<Matcher>>) -> Value {
        catcher.map_or(Value::Nothing, |catcher| {
            Value::Piece(self.matcher("Catcher", &self.ast[catcher]))
        })
    }

    fn matchers(&self, name: &'static str, matchers: List<Matcher>) -> Value {
        self.pieces(matchers, |matcher| self.matcher(name, matcher))
    }

    fn method(&self, method: &Method) -> Description {
        let mut fields = vec![("docstring", self.maybe_text(method.doc))];
        fields.extend(self.signature(method));
        Description {
            name: if method.is_to { "To" } else { "Method" },
            span: Some(method.span),
            fields,
        }
    }

    fn signature(&self, method: &Method) -> Fields {
        vec![
            ("verb", self.verb(method.verb)),
            ("params", self.list(method.params)),
            ("namedParams", self.named_params(method.named_params)),
            ("resultGuard", method.guard.into()),
            ("body", method.body.into()),
        ]
    }

    fn script(&self, script: Script) -> Value {
        Value::Piece(match script {
            Script::Script { extends, methods, matchers } => Description {
                name: "Script",
                span: None,
                fields: vec![
                    ("extends", extends.into()),
                    ("methods", self.pieces(methods, |method| self.method(method))),
                    ("matchers", self.matchers("Matcher", matchers)),
                ],
            },
            Script::Function(method) => {
                let method = self.ast[method];
                Description {
                    name: "FunctionScript",
                    span: Some(method.span),
                    fields: self.signature(&method),
                }
            }
        })
    }

    fn param_descs(&self, params: List<ParamDesc>) -> Value {
        self.pieces(params, |param| Description {
            name: "ParamDesc",
            span: Some(param.span),
            fields: vec![("name", self.text(param.name)), ("guard", param.guard.into())],
        })
    }

    fn message(&self, message: &MessageDesc) -> Description {
        Description {
            name: "MessageDesc",
            span: Some(message.span),
            fields: vec![
                ("docstring", self.maybe_text(message.doc)),
                ("verb", self.verb(message.verb)),
                ("params", self.param_descs(message.params)),
                ("namedParams", self.param_descs(message.named_params)),
                ("resultGuard", message.guard.into()),
            ],
        }
    }

    fn interface(&self, interface: Interface) -> Fields {
        vec![
            ("docstring", self.maybe_text(interface.doc)),
            ("name", interface.name.into()),
            ("stamp", interface.stamp.into()),
            ("parents", self.list(interface.parents)),
            ("auditors", self.list(interface.auditors)),
            ("messages", self.pieces(interface.messages, |message| self.message(message))),
        ]
    }

    fn literal(&self, literal: Literal) -> Value {
        Value::Literal(match literal {
            Literal::Int(value) => value.to_string(),
            Literal::BigInt(digits) => self.ast.name(digits).into(),
            Literal::Double(value) => quote::quote_double(value),
            Literal::Char(value) => format!("'{}'", quote::quote_char(value)),
            Literal::Str(text) => quote::quote_string(self.ast.name(text)),
        })
    }

    fn head(
        &self,
        iterable: ExprId,
        key: Option<PatternId>,
        value: PatternId,
    ) -> [(&'static str, Value); 3] {
        [("iterable", iterable.into()), ("key", key.into()), ("value", value.into())]
    }

    #[rustfmt::skip]
    fn expr(&self, expr: Expr) -> (&'static str, Fields) {
        let binary = |op: &'static str, left: ExprId, right: ExprId| {
            vec![("left", left.into()), ("op", word(op)), ("right", right.into())]
        };
        match expr {
            Expr::Error => ("Error", vec![]),
            Expr::Literal(literal) => ("LiteralExpr", vec![("value", self.literal(literal))]),
            Expr::Noun(name) => ("NounExpr", vec![("name", self.text(name))]),
            Expr::Slot(noun) => ("SlotExpr", vec![("noun", noun.into())]),
            Expr::Binding(noun) => ("BindingExpr", vec![("noun", noun.into())]),
            Expr::MetaContext => ("MetaContextExpr", vec![]),
            Expr::MetaState => ("MetaStateExpr", vec![]),
            Expr::ValueHole(index) => ("ValueHoleExpr", vec![("index", word(index))]),
            Expr::PatternHole(index) => ("PatternHoleExpr", vec![("index", word(index))]),
            Expr::MethodCall { receiver, verb, args, named_args } => ("MethodCallExpr", vec![
                ("receiver", receiver.into()), ("verb", self.verb(verb)), ("args", self.list(args)),
                ("namedArgs", self.named_args(named_args)),
            ]),
            Expr::FunCall { receiver, args, named_args } => ("FunCallExpr", vec![
                ("receiver", receiver.into()), ("args", self.list(args)),
                ("namedArgs", self.named_args(named_args)),
            ]),
            Expr::Send { receiver, verb, args, named_args } => ("SendExpr", vec![
                ("receiver", receiver.into()), ("verb", self.verb(verb)), ("args", self.list(args)),
                ("namedArgs", self.named_args(named_args)),
            ]),
            Expr::FunSend { receiver, args, named_args } => ("FunSendExpr", vec![
                ("receiver", receiver.into()), ("args", self.list(args)),
                ("namedArgs", self.named_args(named_args)),
            ]),
            Expr::Get { receiver, indices } => ("GetExpr", vec![
                ("receiver", receiver.into()), ("indices", self.list(indices)),
            ]),
            Expr::Curry { receiver, verb, is_send } => ("CurryExpr", vec![
                ("receiver", receiver.into()), ("verb", self.verb(verb)), ("isSend", word(is_send)),
            ]),
            Expr::Control(control) => {
                let control = self.ast[control];
                ("ControlExpr", vec![
                    ("target", control.target.into()), ("operator", self.text(control.operator)),
                    ("args", self.list(control.args)), ("params", self.list(control.params)),
                    ("body", control.body.into()), ("isTop", word(control.is_top)),
                ])
            }
            Expr::And { left, right } => {
                ("AndExpr", vec![("left", left.into()), ("right", right.into())])
            }
            Expr::Or { left, right } => {
                ("OrExpr", vec![("left", left.into()), ("right", right.into())])
            }
            Expr::Binary { op, left, right } => ("BinaryExpr", binary(op.spelling(), left, right)),
            Expr::Compare { op, left, right } => ("CompareExpr", binary(op.spelling(), left, right)),
            Expr::Range { op, left, right } => ("RangeExpr", binary(op.spelling(), left, right)),
            Expr::Same { left, right, equal } => ("SameExpr", vec![
                ("left", left.into()), ("right", right.into()), ("direction", word(equal)),
            ]),
            Expr::MatchBind { specimen, pattern } => ("MatchBindExpr", vec![
                ("specimen", specimen.into()), ("pattern", pattern.into()),
            ]),
            Expr::Mismatch { specimen, pattern } => ("MismatchExpr", vec![
                ("specimen", specimen.into()), ("pattern", pattern.into()),
            ]),
            Expr::Prefix { op, receiver } => ("PrefixExpr", vec![
                ("op", word(op.spelling())), ("receiver", receiver.into()),
            ]),
            Expr::Coerce { specimen, guard } => ("CoerceExpr", vec![
                ("specimen", specimen.into()), ("guard", guard.into()),
            ]),
            Expr::Forward(noun) => ("ForwardExpr", vec![("noun", noun.into())]),
            Expr::Def { pattern, exit, value } => ("DefExpr", vec![
                ("pattern", pattern.into()), ("exit", exit.into()), ("expr", value.into()),
            ]),
            Expr::Assign { target, value } => ("AssignExpr", vec![
                ("lvalue", target.into()), ("rvalue", value.into()),
            ]),
            Expr::VerbAssign { verb, target, args } => ("VerbAssignExpr", vec![
                ("verb", self.text(verb)), ("lvalue", target.into()), ("rvalues", self.list(args)),
            ]),
            Expr::AugAssign { op, target, value } => ("AugAssignExpr", vec![
                ("op", word(op.spelling())), ("lvalue", target.into()), ("rvalue", value.into()),
            ]),
            Expr::List(items) => ("ListExpr", vec![("items", self.list(items))]),
            Expr::Map(items) => {
                ("MapExpr", vec![("pairs", self.keyed(items, "MapExprAssoc", "MapExprExport"))])
            }
            Expr::ListComprehension { iterable, filter, key, value, body } => {
                let [iterable, key, value] = self.head(iterable, key, value);
                ("ListComprehensionExpr", vec![
                    iterable, ("filter", filter.into()), key, value, ("body", body.into()),
                ])
            }
            Expr::MapComprehension { iterable, filter, key, value, body_key, body_value } => {
                let [iterable, key, value] = self.head(iterable, key, value);
                ("MapComprehensionExpr", vec![
                    iterable, ("filter", filter.into()), key, value, ("bodyKey", body_key.into()),
                    ("bodyValue", body_value.into()),
                ])
            }
            Expr::Quasi { tag, parts } => ("QuasiParserExpr", vec![
                ("name", self.maybe_text(tag)), ("quasis", self.parts(parts)),
            ]),
            Expr::Seq(items) => ("SeqExpr", vec![("exprs", self.list(items))]),
            Expr::Hide(body) => ("HideExpr", vec![("body", body.into())]),
            Expr::If { test, consequent, alternative } => ("IfExpr", vec![
                ("test", test.into()), ("then", consequent.into()), ("else", alternative.into()),
            ]),
            Expr::For { iterable, key, value, body, catcher } => {
                let [iterable, key, value] = self.head(iterable, key, value);
                ("ForExpr", vec![
                    iterable, key, value, ("body", body.into()), ("catcher", self.catcher(catcher)),
                ])
            }
            Expr::While { test, body, catcher } => ("WhileExpr", vec![
                ("test", test.into()), ("body", body.into()), ("catcher", self.catcher(catcher)),
            ]),
            Expr::Switch { specimen, matchers } => ("SwitchExpr", vec![
                ("specimen", specimen.into()), ("matchers", self.matchers("Matcher", matchers)),
            ]),
            Expr::Escape { pattern, body, catcher } => ("EscapeExpr", vec![
                ("ejectorPattern", pattern.into()), ("body", body.into()),
                ("catcher", self.catcher(catcher)),
            ]),
            Expr::Catch { body, pattern, handler } => ("CatchExpr", vec![
                ("body", body.into()), ("pattern", pattern.into()), ("catcher", handler.into()),
            ]),
            Expr::Finally { body, unwinder } => ("FinallyExpr", vec![
                ("body", body.into()), ("unwinder", unwinder.into()),
            ]),
            Expr::When { args, body, catchers, finally } => ("WhenExpr", vec![
                ("args", self.list(args)), ("body", body.into()),
                ("catchers", self.matchers("Catcher", catchers)), ("finally", finally.into()),
            ]),
            Expr::Exit { kind, value } => ("ExitExpr", vec![
                ("name", word(kind.keyword())), ("value", value.into()),
            ]),
            Expr::Function { params, named_params, body } => ("FunctionExpr", vec![
                ("params", self.list(params)), ("namedParams", self.named_params(named_params)),
                ("body", body.into()),
            ]),
            Expr::Object(object) => {
                let object = self.ast[object];
                ("ObjectExpr", vec![
                    ("docstring", self.maybe_text(object.doc)), ("name", object.name.into()),
                    ("asExpr", object.as_expr.into()), ("auditors", self.list(object.auditors)),
                    ("script", self.script(object.script)),
                ])
            }
            Expr::Interface(interface) => ("InterfaceExpr", self.interface(self.ast[interface])),
            Expr::FunctionInterface(interface) => {
                ("FunctionInterfaceExpr", self.interface(self.ast[interface]))
            }
            Expr::Module(module) => {
                let module = self.ast[module];
                ("Module", vec![
                    ("imports", self.pieces(module.imports, |import| Description {
                        name: "Import",
                        span: Some(import.span),
                        fields: vec![
                            ("name", self.text(import.name)), ("pattern", import.pattern.into()),
                        ],
                    })),
                    ("parameters", self.list(module.parameters)),
                    ("exports", self.list(module.exports)),
                    ("body", module.body.into()),
                ])
            }
        }
    }

    #[rustfmt::skip]
    fn pattern(&self, pattern: Pattern) -> (&'static str, Fields) {
        let named = |noun: ExprId, guard: Option<ExprId>| {
            vec![("noun", noun.into()), ("guard", guard.into())]
        };
        match pattern {
            Pattern::Error => ("ErrorPattern", vec![]),
            Pattern::Ignore { guard } => ("IgnorePattern", vec![("guard", guard.into())]),
            Pattern::Final { noun, guard } => ("FinalPattern", named(noun, guard)),
            Pattern::Var { noun, guard } => ("VarPattern", named(noun, guard)),
            Pattern::Slot { noun, guard } => ("SlotPattern", named(noun, guard)),
            Pattern::Bind { noun, guard } => ("BindPattern", named(noun, guard)),
            Pattern::Binding { noun } => ("BindingPattern", vec![("noun", noun.into())]),
            Pattern::List { patterns, tail } => ("ListPattern", vec![
                ("patterns", self.list(patterns)), ("tail", tail.into()),
            ]),
            Pattern::Map { items, tail } => ("MapPattern", vec![
                ("patterns", self.keyed_patterns(items, "MapPatternAssoc", "MapPatternImport")),
                ("tail", tail.into()),
            ]),
            Pattern::Via { transform, pattern } => ("ViaPattern", vec![
                ("expr", transform.into()), ("pattern", pattern.into()),
            ]),
            Pattern::SuchThat { pattern, condition } => ("SuchThatPattern", vec![
                ("pattern", pattern.into()), ("expr", condition.into()),
            ]),
            Pattern::Same { value, equal } => ("SamePattern", vec![
                ("value", value.into()), ("direction", word(equal)),
            ]),
            Pattern::Quasi { tag, parts } => ("QuasiParserPattern", vec![
                ("name", self.maybe_text(tag)), ("quasis", self.parts(parts)),
            ]),
            Pattern::ValueHole(index) => ("ValueHolePattern", vec![("index", word(index))]),
            Pattern::PatternHole(index) => ("PatternHolePattern", vec![("index", word(index))]),
        }
    }
}
