//! Fills `corpus/` from the programs of the repository: as texts for `parse`, compiled for `unit`.

use monte_expander::{Environment, Passes};
use monte_pipeline::Text;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (texts, units) = (here.join("corpus/parse"), here.join("corpus/unit"));
    fs::create_dir_all(&texts)?;
    fs::create_dir_all(&units)?;
    let mut programs = Vec::new();
    for folder in ["../tests", "../examples", "../frontend/tests"] {
        find(&here.join(folder), &mut programs)?;
    }
    programs.sort();
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let mut compiled = 0;
    for (number, path) in programs.iter().enumerate() {
        let Ok(text) = fs::read_to_string(path) else { continue };
        // Golden files have their output behind a line of dashes.
        let source =
            text.split("\n----------------------------------------\n").next().unwrap_or(&text);
        let name = format!("{number:04}");
        fs::write(texts.join(&name), source)?;
        let text = Text { name: "seed.mt", source };
        if let Ok(unit) = monte_pipeline::compile(text, &environment, Passes::ALL) {
            fs::write(units.join(&name), monte_compiler::encode(&unit))?;
            compiled += 1;
        }
    }
    println!("{} texts, {compiled} units", programs.len());
    Ok(())
}

fn find(folder: &Path, found: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_source = path.extension().is_some_and(|suffix| suffix == "mt" || suffix == "txt");
        if path.is_dir() {
            find(&path, found)?;
        } else if is_source {
            found.push(path);
        }
    }
    Ok(())
}
