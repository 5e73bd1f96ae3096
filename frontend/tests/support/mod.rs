//! What the harnesses share: golden files, and finding the Monte programs of the repository.
//!
//! A golden file is a source text, a line of dashes, and the output that belongs to it. To renew the outputs after a change, run the
//! tests with `MONTE_BLESS=1` in the environment and read the difference.
#![allow(dead_code, reason = "each harness uses a part of it")]
#![allow(clippy::disallowed_methods, reason = "tests read their data files")]

use std::fs;
use std::path::{Path, PathBuf};

const RULE: &str = "----------------------------------------\n";

/// Compares each golden file of `tests/FOLDER` with what `produce` makes of its source.
pub(crate) fn golden(folder: &str, produce: impl Fn(&str) -> String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let bless = std::env::var("MONTE_BLESS").is_ok();
    let mut failures = Vec::new();
    let files = files_below(&folder, ".txt");
    assert!(!files.is_empty(), "no golden files in {}", folder.display());
    for path in files {
        let text = fs::read_to_string(&path).expect("a golden file");
        let (source, expected) = text.split_once(RULE).unwrap_or((&text, ""));
        let actual = produce(source);
        if actual == expected {
            continue;
        }
        if bless {
            fs::write(&path, format!("{source}{RULE}{actual}")).expect("write the golden file");
        } else {
            failures.push(format!(
                "{}\n--- expected\n{expected}\n--- actual\n{actual}",
                path.display()
            ));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The files below `folder` whose names end in `suffix`, in order.
pub(crate) fn files_below(folder: &Path, suffix: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "target" && !name.starts_with('.') {
                    folders.push(path);
                }
            } else if name.ends_with(suffix) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Every Monte program of the repository, and of the folders that `MONTE_PROGRAMS` names, with its path.
pub(crate) fn programs() -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("..")];
    let elsewhere = std::env::var_os("MONTE_PROGRAMS").unwrap_or_default();
    folders
        .extend(std::env::split_paths(&elsewhere).filter(|folder| !folder.as_os_str().is_empty()));
    let mut all = Vec::new();
    for folder in folders {
        for suffix in [".mt", ".mt.md"] {
            let files = files_below(&folder, suffix);
            assert!(suffix != ".mt" || !files.is_empty(), "no programs in {}", folder.display());
            for path in files {
                if let Ok(text) = fs::read_to_string(&path) {
                    all.push((path, text));
                }
            }
        }
    }
    all
}

/// The sources of the golden files of one folder.
pub(crate) fn golden_sources(folder: &str) -> Vec<(PathBuf, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    files_below(&folder, ".txt")
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a golden file");
            let source = text.split_once(RULE).map_or(text.as_str(), |(source, _)| source);
            (path.clone(), source.to_string())
        })
        .collect()
}
