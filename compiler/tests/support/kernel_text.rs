//! Kernel-Monte from text, for tests of the code generator alone: parenthesised forms named like the
//! nodes. Names resolve as in the language; `x:cell` and `x:binding` in patterns choose the storage.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::HashMap;

use monte_expander::kernel::*;

struct Reader<'t> {
    words: Vec<&'t str>,
    at: usize,
    kernel: Kernel,
    scope: HashMap<String, VarId>,
    labels: HashMap<String, LabelId>,
    frame: FrameId,
    object: Option<ObjectId>,
}

/// Reads a unit.
pub(crate) fn read(text: &str) -> Kernel {
    let mut reader = Reader {
        words: split(text),
        at: 0,
        kernel: Kernel { inline_guards: true, ..Kernel::new("test", Default::default()) },
        scope: HashMap::new(),
        labels: HashMap::new(),
        frame: FrameId(0),
        object: None,
    };
    let mut items = Vec::new();
    while reader.at < reader.words.len() {
        items.push(reader.expr());
    }
    let run = reader.kernel.add_exprs(&items);
    reader.kernel.root = reader.kernel.add_expr(Expr::Seq(run), Span::default());
    reader.kernel
}

fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => 1,
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            ';' => {
                rest = rest.split_once('\n').map_or("", |split| split.1).trim_start();
                continue;
            }
            _ => rest
                .find(|char: char| char.is_whitespace() || "()".contains(char))
                .unwrap_or(rest.len()),
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    words
}

impl<'t> Reader<'t> {
    fn peek(&self) -> &'t str {
        self.words.get(self.at).copied().unwrap_or(")")
    }

    fn next(&mut self) -> &'t str {
        let word = self.peek();
        self.at += 1;
        word
    }

    fn take(&mut self, word: &str) -> bool {
        let taken = self.peek() == word;
        self.at += usize::from(taken);
        taken
    }

    fn add(&mut self, expr: Expr) -> ExprId {
        self.kernel.add_expr(expr, Span::default())
    }

    fn exprs(&mut self) -> Run {
        let mut items = Vec::new();
        while self.peek() != ")" && !self.peek().starts_with('#') {
            items.push(self.expr());
        }
        self.kernel.add_exprs(&items)
    }

    fn name(&mut self, text: &str) -> NameRef {
        if let Some(&var) = self.scope.get(text) {
            self.kernel.vars[var.index()].used = true;
            let home = self.kernel.var(var).frame;
            let mut frame = self.frame;
            while frame != home {
                let row = self.kernel.frames[frame.index()];
                let object = row.object.expect("an inner frame");
                let own = self.kernel.var(var).kind == VarKind::Object(object);
                let free = own && self.kernel.object(object).as_expr.is_none();
                let captures = &mut self.kernel.objects[object.index()].captures;
                if !free && captures.iter().all(|capture| capture.var != var) {
                    captures.push(Capture { var, guard: CaptureGuard::Any });
                }
                frame = row.parent.expect("an outer frame");
            }
            return NameRef::Var(var);
        }
        let name = self.kernel.names.intern(text);
        let known = self.kernel.outers.iter().position(|outer| outer.name == name);
        let outer = known.unwrap_or_else(|| {
            let safe = !text.starts_with('?');
            self.kernel.outers.push(Outer { name, assigned: !safe, safe, assumed: false });
            self.kernel.outers.len() - 1
        });
        NameRef::Outer(OuterId(outer as u32))
    }

    fn label(&mut self) -> LabelId {
        let name = self.next().to_string();
        if let Some(&label) = self.labels.get(&name) {
            return label;
        }
        let label = self.kernel.add_label();
        self.labels.insert(name, label);
        label
    }

    fn expr(&mut self) -> ExprId {
        let word = self.next();
        if word != "(" {
            return self.atom(word);
        }
        let form = self.next();
        let expr = self.form(form);
        assert!(self.take(")"), "`)` is missing after {form}, found {}", self.peek());
        self.add(expr)
    }

    fn atom(&mut self, word: &str) -> ExprId {
        let literal = if let Some(text) = word.strip_prefix('"') {
            Literal::Str(text.trim_end_matches('"').into())
        } else if let Ok(value) = word.parse::<i64>() {
            Literal::Int(value)
        } else if let Ok(value) = word.parse::<f64>() {
            Literal::Double(value)
        } else {
            let name = self.name(word);
            return self.add(Expr::Noun(name));
        };
        let literal = self.kernel.add_literal(literal);
        self.add(Expr::Literal(literal))
    }

    fn catch(&mut self) -> Option<(PatternId, ExprId)> {
        (self.peek() != ")").then(|| (self.pattern(), self.expr()))
    }

    fn form(&mut self, form: &str) -> Expr {
        match form {
            "seq" => Expr::Seq(self.exprs()),
            "&&" => {
                let name = self.next();
                Expr::Binding(self.name(name))
            }
            "set" => {
                let name = self.next();
                Expr::Assign { name: self.name(name), value: self.expr() }
            }
            "call" => {
                let receiver = self.expr();
                let verb = self.kernel.names.intern(self.words[self.at]);
                self.at += 1;
                let args = self.exprs();
                let mut named = Vec::new();
                if self.take("#named") {
                    while self.peek() != ")" {
                        named.push(NamedArg { key: self.expr(), value: self.expr() });
                    }
                }
                Expr::Call { receiver, verb, args, named: self.kernel.add_named_args(&named) }
            }
            "def" => {
                let early = self.at;
                self.skip();
                let exit = self.take("#exit").then(|| self.expr());
                let value = self.expr();
                let end = std::mem::replace(&mut self.at, early);
                let pattern = self.pattern();
                self.at = end;
                Expr::Def { pattern, exit, value }
            }
            "defexit" => {
                let label = self.label();
                let early = self.at;
                self.skip();
                let value = self.expr();
                let end = std::mem::replace(&mut self.at, early);
                let pattern = self.pattern();
                self.at = end;
                Expr::DefExit { pattern, label, value }
            }
            "hide" => Expr::Hide(self.expr()),
            "if" => Expr::If {
                test: self.expr(),
                then: self.expr(),
                otherwise: (self.peek() != ")").then(|| self.expr()),
            },
            "escape" => {
                Expr::Escape { ejector: self.pattern(), body: self.expr(), catch: self.catch() }
            }
            "try" => Expr::Try { body: self.expr(), pattern: self.pattern(), catcher: self.expr() },
            "finally" => Expr::Finally { body: self.expr(), unwinder: self.expr() },
            "object" => self.object(),
            "context" => Expr::MetaContext,
            "state" => Expr::MetaState,
            "block" => Expr::Block { label: self.label(), body: self.expr(), catch: self.catch() },
            "exit" => {
                Expr::Exit { label: self.label(), value: (self.peek() != ")").then(|| self.expr()) }
            }
            "match" => Expr::Match { specimen: self.expr(), pattern: self.pattern() },
            "and" => Expr::And { left: self.expr(), right: self.expr() },
            "or" => Expr::Or { left: self.expr(), right: self.expr() },
            "not" => Expr::Not(self.expr()),
            "loop" => Expr::Loop { body: self.expr() },
            "for" => {
                let iterable = self.expr();
                let key = if self.take("#none") { None } else { Some(self.pattern()) };
                Expr::ForEach { iterable, key, value: self.pattern(), body: self.expr() }
            }
            "accumulate" => {
                let map = self.next() == "map";
                let skip = self.label();
                let iterable = self.expr();
                let key = if self.take("#none") { None } else { Some(self.pattern()) };
                let value = self.pattern();
                let body = self.expr();
                self.kernel.accumulations.push(Accumulation {
                    map,
                    iterable,
                    key,
                    value,
                    body,
                    skip,
                });
                Expr::Accumulate(self.kernel.accumulations.len() as u32 - 1)
            }
            _ => panic!("no form {form}"),
        }
    }

    /// Steps over one form.
    fn skip(&mut self) {
        let mut depth = 0;
        loop {
            match self.next() {
                "(" => depth += 1,
                ")" => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    fn variable(&mut self, word: &str, kind: VarKind, guard: Option<ExprId>) -> VarId {
        let (text, storage) = word.split_once(':').unwrap_or((word, ""));
        let storage = match storage {
            "cell" => Storage::Cell,
            "binding" => Storage::Binding,
            _ => Storage::Value,
        };
        let name = self.kernel.names.intern(text);
        self.kernel.vars.push(Var {
            name,
            temporary: false,
            kind,
            guard,
            span: Span::default(),
            frame: self.frame,
            captured: false,
            assigned: false,
            reified: false,
            used: false,
            storage,
        });
        let var = VarId(self.kernel.vars.len() as u32 - 1);
        self.scope.insert(text.to_string(), var);
        var
    }

    fn guard(&mut self) -> Option<ExprId> {
        (self.peek() != ")").then(|| self.expr())
    }

    fn pattern(&mut self) -> PatternId {
        let word = self.next();
        let pattern = if word == "_" {
            Pattern::Ignore(None)
        } else if word != "(" {
            Pattern::Final(self.variable(word, VarKind::Final, None), None)
        } else {
            let form = self.next();
            let pattern = match form {
                "_" => Pattern::Ignore(self.guard()),
                "var" => {
                    let word = self.next();
                    let guard = self.guard();
                    Pattern::Var(self.variable(word, VarKind::Var, guard), guard)
                }
                "&&" => {
                    let word = format!("{}:binding", self.next());
                    Pattern::Binding(self.variable(&word, VarKind::Binding, None))
                }
                "list" => {
                    let mut items = Vec::new();
                    while self.peek() != ")" {
                        items.push(self.pattern());
                    }
                    Pattern::List(self.kernel.add_patterns(&items))
                }
                "via" => Pattern::Via(self.expr(), self.pattern()),
                word => {
                    let guard = self.guard();
                    Pattern::Final(self.variable(word, VarKind::Final, guard), guard)
                }
            };
            assert!(self.take(")"), "`)` is missing in a pattern");
            pattern
        };
        self.kernel.add_pattern(pattern, Span::default())
    }

    /// `(object name #as e #implements e… (method verb (params) body) (matcher pattern body))`
    fn object(&mut self) -> Expr {
        let word = self.next();
        let as_expr = self.take("#as").then(|| self.expr());
        let auditors = if self.take("#implements") { self.auditors() } else { Run::EMPTY };
        let id = ObjectId(self.kernel.objects.len() as u32);
        let pattern = if word == "_" {
            Pattern::Ignore(None)
        } else {
            Pattern::Final(self.variable(word, VarKind::Object(id), as_expr), None)
        };
        let pattern = self.kernel.add_pattern(pattern, Span::default());
        let name = self.kernel.names.intern(word.split(':').next().unwrap_or("_"));
        let parent = self.object;
        self.kernel.objects.push(Object {
            doc: None,
            name,
            parent,
            pattern,
            as_expr,
            auditors,
            methods: Vec::new(),
            matchers: Vec::new(),
            captures: Vec::new(),
            outers: Vec::new(),
            meta_state: false,
            meta_context: false,
            plain: None,
            span: Span::default(),
        });
        let outside = self.frame;
        self.object = Some(id);
        while self.take("(") {
            self.frame = self.kernel.add_frame(outside, id);
            let scope = self.scope.clone();
            if self.next() == "method" {
                let method = self.method();
                self.kernel.objects[id.index()].methods.push(method);
            } else {
                let (pattern, body) = (self.pattern(), self.expr());
                let matcher = Matcher { pattern, body, frame: self.frame, span: Span::default() };
                self.kernel.objects[id.index()].matchers.push(matcher);
            }
            assert!(self.take(")"), "`)` is missing after a method");
            self.scope = scope;
        }
        (self.object, self.frame) = (parent, outside);
        Expr::Object(id)
    }

    fn auditors(&mut self) -> Run {
        assert!(self.take("("));
        let run = self.exprs();
        assert!(self.take(")"));
        run
    }

    /// `verb (params… #named key pattern default-or-#none …) #guard e body`
    fn method(&mut self) -> Method {
        let verb = self.kernel.names.intern(self.words[self.at]);
        self.at += 1;
        assert!(self.take("("));
        let mut params = Vec::new();
        let mut named = Vec::new();
        while self.peek() != ")" && self.peek() != "#named" {
            params.push(self.pattern());
        }
        if self.take("#named") {
            while self.peek() != ")" {
                let key = self.expr();
                let default = if self.take("#none") { None } else { Some(self.expr()) };
                named.push(NamedParam { key, pattern: self.pattern(), default });
            }
        }
        assert!(self.take(")"));
        Method {
            doc: None,
            verb,
            params: self.kernel.add_patterns(&params),
            named: self.kernel.add_named_params(&named),
            guard: self.take("#guard").then(|| self.expr()),
            body: self.expr(),
            frame: self.frame,
            span: Span::default(),
        }
    }
}
