//! The ways into the parser: files, statements, patterns, templates, literate files.

use monte_frontend::ast::{Expr, Pattern, Verb};
use monte_frontend::{
    Code, Root, TemplatePiece, dump, parse_expression, parse_module, parse_pattern, parse_template,
    print,
};

#[test]
fn a_file_may_have_a_header_and_statements_may_not() {
    let source = "import \"a\" =~ [=> b]\nexports (b)\nb\n";
    let file = parse_module(source, "a.mt");
    assert!(file.diagnostics.is_empty());
    assert!(matches!(file.root, Root::Expr(root) if matches!(file.ast[root], Expr::Module(_))));
    let statements = parse_expression(source);
    assert_eq!(statements.diagnostics[0].code, Code::HeaderOrder);
}

#[test]
fn patterns_stand_alone() {
    let parse = parse_pattern("[a :Int, _] + rest");
    assert!(parse.diagnostics.is_empty());
    let Root::Pattern(root) = parse.root else { panic!("no pattern") };
    assert!(matches!(parse.ast[root], Pattern::List { tail: Some(_), .. }));
    assert!(!parse_pattern("a b").diagnostics.is_empty());
}

#[test]
fn templates_have_holes() {
    use TemplatePiece::{PatternHole, Text, ValueHole};
    let pieces =
        [Text("def "), PatternHole, Text(" := "), ValueHole, Text("."), ValueHole, Text("(x)")];
    let parse = parse_template(&pieces, false);
    assert!(parse.diagnostics.is_empty(), "{:?}", parse.diagnostics);
    let Root::Expr(root) = parse.root else { panic!("no expression") };
    let Expr::Def { pattern, value, .. } = parse.ast[root] else { panic!("no definition") };
    assert_eq!(parse.ast[pattern], Pattern::PatternHole(0));
    let Expr::MethodCall { receiver, verb, .. } = parse.ast[value] else { panic!("no call") };
    assert_eq!(parse.ast[receiver], Expr::ValueHole(0));
    assert_eq!(verb, Verb::Hole(1));
    let method = parse_template(&[Text("to a() { "), ValueHole, Text(" }")], false);
    assert!(matches!(method.root, Root::Method(_)));
}

#[test]
fn unfinished_input_is_told_from_wrong_input() {
    for source in ["f(", "1 +", "if (a):", "def s := \"a", "`a", "[1,", "object o {", "`${"] {
        assert!(parse_expression(source).incomplete, "{source}");
        assert!(parse_expression(&format!("{source}\n")).incomplete, "{source} and a line end");
    }
    for source in ["f)", "1 2", "def x", "a", "", "if (a) {b}", "x :=", "( 1 2"] {
        let parse = parse_expression(source);
        assert!(!parse.incomplete || source == "( 1 2", "{source}");
    }
    assert!(parse_expression("if (a):\n    b\n").ends_in_block);
    assert!(!parse_expression("a\n").ends_in_block);
}

#[test]
fn source_text_is_forgiving() {
    let plain = parse_module("if (a):\n    b\nc\n", "a.mt");
    for source in ["\u{FEFF}if (a):\n    b\nc", "#!/usr/bin/env monte\nif (a):\r\n    b\r\nc\r\n"] {
        let parse = parse_module(source, "a.mt");
        assert!(parse.diagnostics.is_empty(), "{source:?}");
        assert!(dump::same_tree(&plain.ast, plain.root, &parse.ast, parse.root), "{source:?}");
    }
    assert!(parse_module("", "a.mt").diagnostics.is_empty());
}

#[test]
fn literate_files_keep_their_offsets() {
    let source = "# Prose é\n\n```monte\ntraceln(1)\n```\nmore ( prose\n```\ntraceln(2\n```\n";
    let parse = parse_module(source, "a.mt.md");
    assert_eq!(parse.diagnostics.len(), 1);
    let place = source.find("(2").expect("the second call") as u32;
    assert_eq!(parse.diagnostics[0].span().start, place);
    let good = parse_module(&source.replace("(2", "(2)"), "a.mt.md");
    assert!(good.diagnostics.is_empty());
    assert_eq!(print::print(&good.ast, good.root), "traceln(1)\ntraceln(2)");
}
