//! Printing and parsing again gives the same tree, for every program of the repository and every golden source,
//! and for the programs in the folders that `MONTE_PROGRAMS` names (a list like `PATH`).

mod support;

use monte_frontend::{dump, parse_module, print, render_all};

fn check(name: &str, source: &str) {
    let first = parse_module(source, name);
    if !first.diagnostics.is_empty() {
        return;
    }
    let printed = print::print(&first.ast, first.root);
    let second = parse_module(&printed, "printed.mt");
    assert!(
        second.diagnostics.is_empty(),
        "{name}\n{}",
        render_all(&second.diagnostics, &printed, "printed.mt", false)
    );
    assert!(
        dump::same_tree(&first.ast, first.root, &second.ast, second.root),
        "{name} prints as a different tree:\n{printed}"
    );
    let again = print::print(&second.ast, second.root);
    assert_eq!(printed, again, "{name} prints differently the second time");
}

#[test]
fn programs() {
    for (path, source) in support::programs() {
        check(&path.to_string_lossy(), &source);
    }
}

#[test]
fn golden_sources() {
    for folder in ["ast", "tokens"] {
        for (path, source) in support::golden_sources(folder) {
            check(&path.to_string_lossy(), &source);
        }
    }
}
