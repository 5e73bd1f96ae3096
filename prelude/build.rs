//! Compiles the prelude when the crate is built.
//!
//! In: `*.mt` beside this file, in the order of their names. Out: in `OUT_DIR`, a binary unit for each, and
//! `units.rs`, a table of them. The environment of a file is the safe scope, the private natives, and what
//! the files before it define. A file that does not compile stops the build with
//! its diagnostics.

// A build script reads the source tree and writes to the target directory; that is its purpose.
#![allow(clippy::disallowed_methods)]

#[path = "src/names.rs"]
#[allow(dead_code, unreachable_pub, reason = "the library has the same file, and uses more of it")]
mod names;

use monte_expander::{Environment, EnvironmentName, Passes};
use monte_pipeline::Text;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it"));
    println!("cargo::rerun-if-changed=.");
    let mut files: Vec<PathBuf> = fs::read_dir(&here)
        .expect("the crate's folder can be read")
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "mt"))
        .collect();
    files.sort();

    let mut table =
        String::from("/// The compiled files, in the order in which they are loaded.\n");
    table.push_str("pub static UNITS: &[PreludeUnit] = &[\n");
    let mut earlier: Vec<String> = Vec::new();
    for path in &files {
        let name = path.file_stem().expect("it has an extension").to_string_lossy().into_owned();
        let source = fs::read_to_string(path).expect("the file is UTF-8");
        let own = defined_names(&source);
        let unit = compile(&name, &source, &environment(&earlier, &own));
        let compiled = out.join(format!("{name}.unit"));
        fs::write(&compiled, monte_compiler::encode(&unit))
            .expect("the target directory can be written");
        let (path, compiled) = (quoted(path), quoted(&compiled));
        let defines: Vec<&str> = unit.exports.iter().map(|export| export.name.as_str()).collect();
        let _ = writeln!(
            table,
            "    PreludeUnit {{ name: \"{name}\", source: include_str!({path}), code: include_bytes!({compiled}), defines: &{defines:?} }},"
        );
        earlier.extend(own);
    }
    table.push_str("];\n");
    fs::write(out.join("units.rs"), table).expect("the target directory can be written");
}

fn quoted(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

/// The names that a file of the prelude defines: its definitions begin lines.
fn defined_names(source: &str) -> Vec<String> {
    source
        .lines()
        .filter_map(|line| {
            ["def ", "var ", "object "].iter().find_map(|keyword| line.strip_prefix(keyword))
        })
        .map(|rest| match rest.strip_prefix("::\"") {
            Some(quoted) => quoted.split('"').next().unwrap_or_default().to_string(),
            None => rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect(),
        })
        .collect()
}

/// The names of the safe scope are all there from the start, for the expansion compiles most of its helpers
/// as instructions; those that the file defines are shadowed by its own.
fn environment(earlier: &[String], own: &[String]) -> Environment {
    let mut environment = Environment::new();
    let given = names::SAFE_SCOPE.iter().chain(names::PRIVATE).copied();
    for name in given.chain(earlier.iter().map(String::as_str)) {
        let shadowable = own.iter().any(|defined| defined == name);
        environment.insert(name, EnvironmentName { shadowable, ..EnvironmentName::SAFE });
    }
    environment
}

/// The unit of a file.
fn compile(name: &str, source: &str, environment: &Environment) -> monte_compiler::unit::Unit {
    let file = format!("prelude/{name}.mt");
    let text = Text { name: &file, source };
    match monte_pipeline::compile(text, environment, Passes::ALL) {
        Ok(unit) => unit,
        Err(faults) => panic!("\n{}", monte_frontend::render_all(&faults, source, &file, false)),
    }
}
