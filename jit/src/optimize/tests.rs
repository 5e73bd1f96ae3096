//! Tests of the passes: `jit/tests/ir/PASS/NAME.ir` is a recording, a line `----`, and the tree that this pass makes of it. Behind a line
//! `behind @n` stands a recording that began at exit n of the tree so far, behind `follows n` one that began at the head in front of
//! which part n ends.
//!
//! The passes of a walk are on alone in the tests of their folders. `peel` has all of them and `dead`, `dead` none of them; its recordings
//! end by leaving. The tree is verified, and read and written again. `MONTE_BLESS=1` writes the trees anew; lines with `#` are remarks.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

use super::text::{Begins, sections};
use super::{ALL, PASSES, add_head_with, add_side_with, remove_dead};
use crate::ir::{Tree, parse, verify};
use std::path::Path;

/// What a pass makes of a recording.
fn optimized(pass: &str, text: &str) -> Result<String, String> {
    let passes = match PASSES.iter().position(|known| *known == pass) {
        Some(bit) => 1 << bit,
        None if pass == "peel" => ALL,
        None if pass == "dead" => 0,
        None => return Err(format!("there is no pass {pass}")),
    };
    let mut tree = Tree::default();
    for (begins, recording) in sections(text)? {
        let added = match begins {
            Begins::Head => add_head_with(&mut tree, &recording, passes),
            Begins::Behind(exit) => add_side_with(&mut tree, &recording, exit, passes)
                .inspect(|&part| tree.set_side(exit, part)),
            Begins::Follows(from) => {
                add_head_with(&mut tree, &recording, passes).inspect(|&part| tree.link(from, part))
            }
        };
        added.map_err(|abort| abort.to_string())?;
        verify(&tree)?;
    }
    if matches!(pass, "peel" | "dead") {
        remove_dead(&mut tree);
        verify(&tree)?;
    }
    let text = tree.to_string();
    let again = parse::tree(&text)?.to_string();
    if again != text {
        return Err(format!("it is read as something else:\n{text}----\n{again}"));
    }
    Ok(text)
}

fn check(pass: &str, path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let (input, wanted) = text.split_once("----\n").unwrap_or((&text, ""));
    let lines = input.lines().filter(|line| !line.starts_with('#'));
    let got = optimized(pass, &lines.collect::<Vec<_>>().join("\n"))?;
    if std::env::var_os("MONTE_BLESS").is_some() {
        let text = format!("{}\n----\n{got}", input.trim_end());
        return std::fs::write(path, text).map_err(|error| error.to_string());
    }
    if got == wanted { Ok(()) } else { Err(format!("should be\n{wanted}is\n{got}")) }
}

#[test]
fn the_passes_do_what_the_files_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ir");
    let mut wrong = String::new();
    let mut count = 0;
    let entries = |folder: &Path| {
        let entries = std::fs::read_dir(folder).expect("the folder can be read");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("it is there").path()).collect();
        paths.sort();
        paths
    };
    for pass in entries(&folder) {
        let name = pass.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for path in entries(&pass) {
            count += 1;
            if let Err(error) = check(&name, &path) {
                wrong.push_str(&format!("{}: {error}\n", path.display()));
            }
        }
    }
    assert!(count > 0, "there are no tests");
    assert!(wrong.is_empty(), "{wrong}");
}
