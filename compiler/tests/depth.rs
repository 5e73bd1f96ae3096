//! Nesting costs no native stack, and time stays linear: each shape is compiled, verified, encoded and
//! listed on a thread with a small stack. (A quadratic step would take minutes here.)

use monte_compiler::{CompileOptions, compile, disassemble, encode, load};
use monte_expander::kernel::{
    Expr, ExprId, FrameId, Kernel, Literal, Method, NameRef, Object, ObjectId, Outer, OuterId,
    Pattern, PatternId, Run, Span, Storage, Var, VarId, VarKind,
};

const LEVELS: usize = 20_000;

struct Tree {
    kernel: Kernel,
}

impl Tree {
    fn new() -> Tree {
        let mut kernel = Kernel::new("deep", Default::default());
        let name = kernel.names.intern("f");
        kernel.outers.push(Outer { name, assigned: false, safe: true, assumed: false });
        Tree { kernel }
    }

    fn add(&mut self, expr: Expr) -> ExprId {
        self.kernel.add_expr(expr, Span::default())
    }

    fn leaf(&mut self) -> ExprId {
        self.add(Expr::Noun(NameRef::Outer(OuterId(0))))
    }

    fn int(&mut self, value: i64) -> ExprId {
        let literal = self.kernel.add_literal(Literal::Int(value));
        self.add(Expr::Literal(literal))
    }

    fn call(&mut self, args: &[ExprId]) -> ExprId {
        let (receiver, args) = (self.leaf(), self.kernel.add_exprs(args));
        let verb = self.kernel.names.intern("run");
        self.add(Expr::Call { receiver, verb, args, named: Run::EMPTY })
    }

    fn final_pattern(&mut self, frame: FrameId) -> (PatternId, VarId) {
        let name = self.kernel.names.intern("x");
        let span = Span::default();
        self.kernel.vars.push(Var {
            name,
            temporary: false,
            kind: VarKind::Final,
            guard: None,
            span,
            frame,
            captured: false,
            assigned: false,
            reified: false,
            used: true,
            storage: Storage::Value,
        });
        let var = VarId(self.kernel.vars.len() as u32 - 1);
        (self.kernel.add_pattern(Pattern::Final(var, None), span), var)
    }

    fn object(&mut self, parent: Option<ObjectId>) -> ObjectId {
        let pattern = self.kernel.add_pattern(Pattern::Ignore(None), Span::default());
        let name = self.kernel.names.intern("_");
        self.kernel.objects.push(Object {
            doc: None,
            name,
            parent,
            pattern,
            as_expr: None,
            auditors: Run::EMPTY,
            methods: Vec::new(),
            matchers: Vec::new(),
            captures: Vec::new(),
            outers: Vec::new(),
            meta_state: false,
            meta_context: false,
            plain: None,
            span: Span::default(),
        });
        ObjectId(self.kernel.objects.len() as u32 - 1)
    }
}

fn check(build: impl FnOnce(&mut Tree) -> ExprId + Send + 'static) {
    let work = move || {
        let mut tree = Tree::new();
        tree.kernel.root = build(&mut tree);
        let unit = compile(&tree.kernel, &CompileOptions::default()).expect("compiles");
        assert_eq!(load(&encode(&unit)).as_ref(), Ok(&unit));
        assert!(!disassemble(&unit, None).is_empty());
    };
    let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(work).expect("a thread");
    thread.join().expect("no panic");
}

#[test]
fn calls_nest() {
    check(|tree| (0..LEVELS).fold(tree.int(0), |inner, _| tree.call(&[inner])));
}

#[test]
fn conditions_nest() {
    check(|tree| {
        (0..LEVELS).fold(tree.int(0), |inner, _| {
            let (left, right, other) = (tree.leaf(), tree.leaf(), tree.leaf());
            let test = tree.add(Expr::And { left, right });
            tree.add(Expr::If { test, then: inner, otherwise: Some(other) })
        })
    });
}

#[test]
fn conditions_nest_in_conditions() {
    check(|tree| {
        (0..LEVELS).fold(tree.leaf(), |test, _| {
            let (then, other) = (tree.leaf(), tree.leaf());
            tree.add(Expr::If { test, then, otherwise: Some(other) })
        })
    });
}

#[test]
fn else_if_chains_are_long() {
    check(|tree| {
        (0..LEVELS).fold(tree.int(0), |other, _| {
            let (left, right) = (tree.leaf(), tree.leaf());
            let (test, (pattern, var)) =
                (tree.add(Expr::And { left, right }), tree.final_pattern(FrameId(0)));
            let value = tree.int(1);
            let define = tree.add(Expr::Def { pattern, exit: None, value });
            let value = tree.add(Expr::Noun(NameRef::Var(var)));
            let run = tree.kernel.add_exprs(&[define, value]);
            let then = tree.add(Expr::Seq(run));
            tree.add(Expr::If { test, then, otherwise: Some(other) })
        })
    });
}

#[test]
fn handlers_nest() {
    check(|tree| {
        (0..LEVELS).fold(tree.int(0), |body, level| {
            let other = tree.leaf();
            let pattern = tree.kernel.add_pattern(Pattern::Ignore(None), Span::default());
            match level % 3 {
                0 => tree.add(Expr::Try { body, pattern, catcher: other }),
                1 => tree.add(Expr::Escape { ejector: pattern, body, catch: None }),
                _ => tree.add(Expr::Finally { body, unwinder: other }),
            }
        })
    });
}

#[test]
fn patterns_nest() {
    check(|tree| {
        let (mut pattern, _) = tree.final_pattern(FrameId(0));
        for _ in 0..LEVELS {
            let run = tree.kernel.add_patterns(&[pattern]);
            pattern = tree.kernel.add_pattern(Pattern::List(run), Span::default());
        }
        let specimen = tree.int(0);
        tree.add(Expr::Match { specimen, pattern })
    });
}

#[test]
fn objects_nest() {
    check(|tree| {
        let objects: Vec<ObjectId> = (0..LEVELS)
            .map(|level| tree.object(level.checked_sub(1).map(|level| ObjectId(level as u32))))
            .collect();
        let mut frames = vec![FrameId(0)];
        for (level, object) in objects.iter().enumerate() {
            frames.push(tree.kernel.add_frame(frames[level], *object));
        }
        let mut body = tree.int(0);
        for (level, object) in objects.iter().enumerate().rev() {
            let verb = tree.kernel.names.intern("run");
            tree.kernel.objects[object.index()].methods.push(Method {
                doc: None,
                verb,
                params: Run::EMPTY,
                named: Run::EMPTY,
                guard: None,
                body,
                frame: frames[level + 1],
                span: Span::default(),
            });
            body = tree.add(Expr::Object(*object));
        }
        body
    });
}

#[test]
fn many_definitions_in_a_row() {
    check(|tree| {
        let mut items = Vec::new();
        for _ in 0..60_000 {
            let (pattern, var) = tree.final_pattern(FrameId(0));
            let value = tree.int(7);
            items.push(tree.add(Expr::Def { pattern, exit: None, value }));
            let (test, then) = (tree.leaf(), tree.add(Expr::Noun(NameRef::Var(var))));
            items.push(tree.add(Expr::If { test, then, otherwise: None }));
        }
        let run = tree.kernel.add_exprs(&items);
        tree.add(Expr::Seq(run))
    });
}

#[test]
fn limits_are_reported() {
    let mut tree = Tree::new();
    let mut items = Vec::new();
    for _ in 0..70_000 {
        let (pattern, _) = tree.final_pattern(FrameId(0));
        let value = tree.int(7);
        items.push(tree.add(Expr::Def { pattern, exit: None, value }));
    }
    let run = tree.kernel.add_exprs(&items);
    tree.kernel.root = tree.add(Expr::Seq(run));
    let error = compile(&tree.kernel, &CompileOptions::default()).expect_err("too many variables");
    assert!(error.message.contains("too many variables"), "{error}");
}
