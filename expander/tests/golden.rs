//! Expansions and static errors, as data.
//!
//! Each file below `tests/expansion` holds cases: a line `> source` (more lines with `> `), then what comes
//! of it. In files named `vectors-*.txt` and `plain-*.txt` that is the plain Kernel on one line; in
//! `optimized-*.txt` the optimized one; in `errors-*.txt` the code and message of each error, one a line. With
//! `MONTE_BLESS=1` in the environment the files are written anew.
#![allow(clippy::disallowed_methods, reason = "a test harness reads its data from files")]

use monte_expander::{Environment, EnvironmentName, Expansion, Options, Passes, expand, print};
use monte_frontend::parse_module;
use std::fmt::Write;
use std::path::PathBuf;

/// The names that the cases find and may define anew, besides those of the safe scope.
const EXTRA: &[&str] = &[
    "a",
    "b",
    "c",
    "d",
    "e",
    "f",
    "i",
    "m",
    "o",
    "p",
    "q",
    "r",
    "s",
    "t",
    "w",
    "x",
    "y",
    "G",
    "Pole",
    "base",
    "bob",
    "cod",
    "cord",
    "deep",
    "dock",
    "ebb",
    "far",
    "fish",
    "flow",
    "gull",
    "hi",
    "hull",
    "knots",
    "lo",
    "k",
    "v",
    "mast_Resolver",
    "hold_Resolver",
    "mate",
    "mod",
    "net",
    "ports",
    "sail",
    "spray",
    "tide",
    "wave",
    "windy",
];

/// Names of the safe scope that the cases use.
const SAFE: &[&str] = &[
    "null",
    "true",
    "false",
    "throw",
    "Any",
    "Bool",
    "DeepFrozen",
    "Int",
    "List",
    "Map",
    "Str",
    "Void",
    "M",
    "Ref",
    "_accumulateList",
    "_accumulateMap",
    "_bind",
    "_booleanFlow",
    "_comparer",
    "_equalizer",
    "_iterForever",
    "_loop",
    "_makeList",
    "_makeMap",
    "_makeMessageDesc",
    "_makeOrderedSpace",
    "_makeParamDesc",
    "_makeProtocolDesc",
    "_makeVerbFacet",
    "_mapEmpty",
    "_mapExtract",
    "_matchSame",
    "_quasiMatcher",
    "_slotToBinding",
    "_splitList",
    "_suchThat",
    "_switchFailed",
    "promiseAllFulfilled",
    "traceln",
    "Selfless",
    "``",
];

fn run(source: &str, kind: &str) -> String {
    let parse = parse_module(source, "test.mt");
    if !parse.diagnostics.is_empty() {
        let all: Vec<&str> = parse.diagnostics.iter().map(|one| one.message.as_str()).collect();
        return format!("does not parse: {}", all.join("; "));
    }
    let mut parse = parse;
    let root = parse.root_expr();
    let mut environment = Environment::safe(SAFE.iter().copied());
    for name in EXTRA {
        environment.insert(name, EnvironmentName::session(true));
    }
    let passes = if kind == "optimized" { Passes::ALL } else { Passes::NONE };
    let options =
        Options { origin: "test".to_string(), modules_as_objects: true, passes, suspects: None };
    let Expansion { kernel, diagnostics } =
        expand(&parse.ast, root, source, &environment, &options);
    match kernel {
        Some(kernel) => print::expression(&kernel, kernel.root),
        None => {
            let mut text = String::new();
            for (index, one) in diagnostics.iter().enumerate() {
                let line = if index > 0 { "\n" } else { "" };
                let span = one.span();
                let _ = write!(
                    text,
                    "{line}{} {}..{} {}",
                    one.code.id(),
                    span.start,
                    span.end,
                    one.message
                );
            }
            text
        }
    }
}

#[test]
fn expansions() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/expansion");
    let bless = std::env::var_os("MONTE_BLESS").is_some();
    let mut failures = String::new();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the folder of cases")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "no cases");
    for path in paths {
        let text = std::fs::read_to_string(&path).expect("a readable file of cases");
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_string();
        let kind = file.split('-').next().unwrap_or_default();
        let mut written = String::new();
        let mut lines = text.lines().peekable();
        while let Some(line) = lines.next() {
            let Some(first) = line.strip_prefix("> ") else {
                let _ = writeln!(written, "{line}");
                continue;
            };
            let mut source = first.to_string();
            let _ = writeln!(written, "{line}");
            while let Some(more) = lines.peek().and_then(|line| line.strip_prefix('>')) {
                source.push('\n');
                source.push_str(more.strip_prefix(' ').unwrap_or(more));
                let _ = writeln!(written, "{}", lines.next().unwrap_or_default());
            }
            let mut expected = String::new();
            while let Some(line) = lines.next_if(|line| !line.is_empty()) {
                expected.push_str(line);
                expected.push('\n');
            }
            let found = run(&source, kind);
            let _ = writeln!(written, "{found}");
            if expected.trim_end() != found && !bless {
                let _ =
                    writeln!(failures, "{file}\n  {source}\nexpected {expected}found    {found}\n");
            }
        }
        if bless {
            std::fs::write(&path, written).expect("a writable file of cases");
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}
