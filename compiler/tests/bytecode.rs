//! From source text to listings.
//!
//! Each file of `tests/bytecode` is a source text, a line `---`, and the listing of its code, source lines
//! beside it; `MONTE_BLESS=1` writes the listings anew. Besides, every program of the repository must
//! compile, with the Kernel optimizer and without, and survive the binary form.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::path::{Path, PathBuf};

use monte_compiler::unit::Unit;
use monte_compiler::{CompileOptions, compile, disassemble, encode, load};
use monte_expander::{Environment, Options, Passes, expand};
use monte_frontend::parse_module;

/// The names of the safe scope, from the crate that lists them.
const NAMES: &str = include_str!("../../prelude/src/names.rs");

fn environment() -> Environment {
    let list = NAMES
        .split_once("SAFE_SCOPE: &[&str] = &[")
        .expect("the list")
        .1
        .split_once("];")
        .expect("its end")
        .0;
    let mut environment = Environment::safe(list.split('"').skip(1).step_by(2));
    environment.insert("unsealException", monte_expander::EnvironmentName::SAFE);
    environment
}

/// The code of a text; `None` if the front end or the expander refuses it.
fn unit(source: &str, environment: &Environment, passes: Passes) -> Option<Result<Unit, String>> {
    let mut parse = parse_module(source, "test");
    if !parse.diagnostics.is_empty() {
        return None;
    }
    let root = parse.root_expr();
    let options = Options { origin: "test".to_string(), passes, ..Options::default() };
    let kernel = expand(&parse.ast, root, source, environment, &options).kernel?;
    let unit = compile(&kernel, &CompileOptions { source });
    Some(unit.map_err(|error| error.to_string()))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("the entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn listings_are_as_before() {
    let bless = std::env::var("MONTE_BLESS").is_ok();
    let environment = environment();
    let mut failures = Vec::new();
    for path in files(&root().join("tests/bytecode"), "listing") {
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        let (source, wanted) = text.split_once("\n---\n").unwrap_or((text.trim_end(), ""));
        let listing = match unit(source, &environment, Passes::ALL) {
            Some(Ok(unit)) => disassemble(&unit, Some(source)),
            Some(Err(error)) => error,
            None => "refused by the front end".to_string(),
        };
        if bless {
            std::fs::write(&path, format!("{source}\n---\n{listing}"))
                .expect("the file can be written");
        } else if listing != wanted {
            failures.push(format!("{}: the listing differs:\n{listing}", path.display()));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn every_program_compiles() {
    let environment = environment();
    let mut folders: Vec<PathBuf> =
        ["tests", "examples", "benches", "prelude"].map(|name| root().join(name)).into();
    // Programs from elsewhere: a list like `PATH`.
    folders.extend(std::env::split_paths(&std::env::var_os("MONTE_PROGRAMS").unwrap_or_default()));
    let mut failures = Vec::new();
    let mut compiled = 0;
    for path in folders.iter().flat_map(|folder| files(folder, "mt")) {
        // One test file is no UTF-8 on purpose.
        let Ok(source) = std::fs::read_to_string(&path) else { continue };
        for passes in [Passes::ALL, Passes::NONE] {
            match unit(&source, &environment, passes) {
                None => {}
                Some(Err(error)) => failures.push(format!("{}: {error}", path.display())),
                Some(Ok(unit)) => {
                    compiled += 1;
                    if load(&encode(&unit)).as_ref() != Ok(&unit) {
                        failures.push(format!("{}: the binary form differs", path.display()));
                    }
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
    assert!(compiled > 0);
    println!("{compiled} units");
}
