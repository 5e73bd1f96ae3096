//! Depth and length: nesting up to its limit works in every walk, deeper nesting is one diagnostic, and time grows with the length of the
//! text alone.

use monte_frontend::parser::NESTING_LIMIT;
use monte_frontend::{Code, dump, parse_module, print};

/// Texts that are nested `depth` deep, each in another way.
fn nested(depth: usize) -> Vec<(&'static str, String)> {
    let wrap = |open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}\n", open.repeat(depth), close.repeat(depth))
    };
    vec![
        ("lists", wrap("[", "", "]")),
        ("hides", wrap("{", "1", "}")),
        ("calls", wrap("f(", "", ")")),
        ("blocks", wrap("if (a) {", "1", "}")),
        ("sums", format!("1{}\n", " + 1".repeat(depth))),
        ("powers", format!("1{}\n", " ** 1".repeat(depth))),
        ("chains", format!("a{}\n", ".b()".repeat(depth))),
        ("arms", format!("if (a) {{1}}{}\n", " else if (a) {1}".repeat(depth))),
        ("patterns", format!("def {}{} := 1\n", "[".repeat(depth), "]".repeat(depth))),
        ("quasis", format!("`{}{}`\n", "${`".repeat(depth), "`}".repeat(depth))),
    ]
}

#[test]
fn deep_nesting_works_everywhere() {
    for (name, source) in nested(10_000) {
        let parse = parse_module(&source, name);
        assert!(parse.diagnostics.is_empty(), "{name}: {:?}", parse.diagnostics[0].message);
        let printed = print::print(&parse.ast, parse.root);
        let again = parse_module(&printed, name);
        assert!(again.diagnostics.is_empty(), "{name}: {:?}", again.diagnostics[0].message);
        assert!(dump::same_tree(&parse.ast, parse.root, &again.ast, again.root), "{name}");
        assert!(dump::ast_json(&parse.ast, parse.root).len() > 10_000);
        assert!(dump::ast_text(&parse.ast, parse.root, &source).len() > 10_000);
    }
}

#[test]
fn the_limit_is_exact() {
    let lists =
        |depth: u32| format!("{}{}\n", "[".repeat(depth as usize), "]".repeat(depth as usize));
    let source = lists(NESTING_LIMIT);
    assert!(parse_module(&source, "below").diagnostics.is_empty());
    let source = lists(NESTING_LIMIT + 1);
    let parse = parse_module(&source, "above");
    let codes: Vec<Code> = parse.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [Code::TooDeep]);
}

#[test]
fn too_deep_is_one_diagnostic() {
    for (name, source) in nested(100_000) {
        let parse = parse_module(&source, name);
        let codes: Vec<Code> = parse.diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
        assert_eq!(codes, [Code::TooDeep], "{name}");
    }
}

#[test]
fn unclosed_depth_is_one_diagnostic() {
    for opener in ["(", "[", "{", "f(", "if (a) {", "`${"] {
        let source = opener.repeat(50_000);
        let parse = parse_module(&source, opener);
        assert!(!parse.diagnostics.is_empty());
        assert!(parse.diagnostics.len() <= 3, "{opener}: {}", parse.diagnostics.len());
        assert!(parse.incomplete, "{opener}");
    }
}

#[test]
fn sizes_of_nodes() {
    use monte_frontend::ast::{Expr, ExprId, Pattern};
    use monte_frontend::token::Token;
    assert_eq!(size_of::<Expr>(), 32);
    assert_eq!(size_of::<Pattern>(), 16);
    assert_eq!(size_of::<Option<ExprId>>(), 4);
    assert_eq!(size_of::<Token>(), 8);
}
