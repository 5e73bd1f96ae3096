//! Expansion is linear in the source and bears any nesting. Measured in nodes, so that no clock decides.

use monte_expander::kernel::Kernel;
use monte_expander::{Environment, EnvironmentName, Expansion, Options, Passes, expand, print};
use monte_frontend::parse_module;

const NAMES: &[&str] = &[
    "null",
    "true",
    "false",
    "throw",
    "Bool",
    "Int",
    "_loop",
    "_makeList",
    "_makeMap",
    "_equalizer",
    "_comparer",
    "_booleanFlow",
    "_slotToBinding",
    "Ref",
    "_switchFailed",
    "_iterForever",
    "_accumulateList",
    "_mapExtract",
    "_mapEmpty",
    "_splitList",
    "_suchThat",
    "_matchSame",
];

fn kernel(source: &str, passes: Passes) -> Kernel {
    let mut parse = parse_module(source, "scale.mt");
    let found: Vec<&str> = parse.diagnostics.iter().map(|one| one.message.as_str()).collect();
    assert!(found.is_empty(), "{found:?}");
    let root = parse.root_expr();
    let mut environment = Environment::safe(NAMES.iter().copied());
    for name in ["a", "b", "f", "x"] {
        environment.insert(name, EnvironmentName::session(true));
    }
    let options = Options { passes, ..Options::default() };
    let Expansion { kernel, diagnostics } =
        expand(&parse.ast, root, source, &environment, &options);
    let found: Vec<&str> = diagnostics.iter().map(|one| one.message.as_str()).collect();
    kernel.unwrap_or_else(|| panic!("{found:?}"))
}

/// The nodes of an expansion, and of its text.
fn size(source: &str, passes: Passes) -> usize {
    let kernel = kernel(source, passes);
    kernel.exprs.len()
        + kernel.expr_pool.len()
        + kernel.patterns.len()
        + print::expression(&kernel, kernel.root).len()
}

fn assert_linear(generate: impl Fn(usize) -> String) {
    for passes in [Passes::ALL, Passes::NONE] {
        let half = size(&generate(2500), passes);
        let whole = size(&generate(5000), passes);
        assert!(whole < half * 21 / 10, "{half} nodes grew to {whole} ({passes:?})");
    }
}

#[test]
fn chains_of_conditions_are_linear() {
    assert_linear(|arms| {
        let mut source = String::from("def g(n) {\n");
        for arm in 0..arms {
            let word = if arm == 0 { "if" } else { " else if" };
            source.push_str(&format!("{word} (n == {arm} && b) {{ {arm} }}"));
        }
        source.push_str(" else { n }\n}\n");
        source
    });
}

#[test]
fn chains_of_matches_are_linear() {
    assert_linear(|arms| {
        let mut source = String::from("def g(n) {\n");
        for arm in 0..arms {
            let word = if arm == 0 { "if" } else { " else if" };
            source.push_str(&format!("{word} (n =~ [p, =={arm}] && p == b || x) {{ f(n) }}"));
        }
        source.push_str(" else { n }\n}\n");
        source
    });
}

#[test]
fn switches_are_linear() {
    assert_linear(|arms| {
        let mut source = String::from("def g(n) {\n    switch (n) {\n");
        for arm in 0..arms {
            source.push_str(&format!("match [p, =={arm}] {{ p }}\nmatch =={arm} {{ x }}\n"));
        }
        source.push_str("    }\n}\n");
        source
    });
}

#[test]
fn definitions_are_linear() {
    assert_linear(|count| {
        let mut source = String::new();
        for index in 0..count {
            source.push_str(&format!(
                "def v{index} := fn {{ v{index}(x) }}\nvar w{index} := 1\nw{index} += 1\n"
            ));
        }
        source
    });
}

#[test]
fn any_nesting_is_borne() {
    let forms = [
        ("[", "x", "]"),
        ("f(", "x", ")"),
        ("{", "x", "}"),
        ("(1 + ", "x", ")"),
        ("if (x) {", "x", "}"),
        ("fn {", "x", "}"),
        ("for y in (x) {", "x", "}"),
        ("while (a && b) {", "x", "}"),
        ("try {", "x", "} catch _ {1}"),
        ("escape e {", "x", "}"),
        ("switch (x) {match [p] {", "x", "}}"),
        ("(a && ", "x", ")"),
    ];
    for (open, middle, close) in forms {
        let depth = 10_000;
        let source = format!("{}{middle}{}\n", open.repeat(depth), close.repeat(depth));
        let kernel = kernel(&source, Passes::ALL);
        assert!(print::print_plain(&kernel).len() >= depth, "{open}");
    }
}
