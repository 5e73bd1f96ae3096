//! The stages of the front end over golden files: tokens, trees, diagnostics.

mod support;

use monte_frontend::{dump, parse_module, render_all};

#[test]
fn tokens() {
    support::golden("tokens", dump::tokens_text);
}

#[test]
fn ast() {
    support::golden("ast", |source| {
        let parse = parse_module(source, "test.mt");
        let faults = render_all(&parse.diagnostics, source, "test.mt", false);
        faults + &dump::ast_text(&parse.ast, parse.root, source)
    });
}

#[test]
fn diagnostics() {
    support::golden("diagnostics", |source| {
        let parse = parse_module(source, "test.mt");
        let mut text = render_all(&parse.diagnostics, source, "test.mt", false);
        if parse.incomplete {
            text.push_str("(incomplete)\n");
        }
        text
    });
}
