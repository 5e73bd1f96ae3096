//! What the tests share: traced lines, texts of sections, and patterns for what a program prints.
//!
//! A file is a text of sections, each opened by a line `--- NAME`; lines before the first are remarks. In
//! an expected text `...` stands for any text within a line, and alone on a line for any number of lines.
#![allow(dead_code, reason = "each test uses its part")]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// The lines that a program has traced.
#[derive(Clone, Default)]
pub(crate) struct Lines(Arc<Mutex<String>>);

impl Lines {
    /// What a machine is to trace with.
    pub(crate) fn sink(&self) -> impl FnMut(&str) + Send + 'static {
        let Lines(lines) = self.clone();
        move |line| {
            let mut lines = lines.lock().expect("no writer panics");
            lines.push_str(line);
            lines.push('\n');
        }
    }

    /// The lines so far.
    pub(crate) fn text(&self) -> String {
        self.0.lock().expect("no writer panics").clone()
    }
}

/// The remarks at the head of a text, and its sections: name and body.
pub(crate) fn sections(text: &str) -> (String, Vec<(String, String)>) {
    let mut remarks = String::new();
    let mut sections: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match (line.strip_prefix("--- "), sections.last_mut()) {
            (Some(name), _) => sections.push((name.trim().to_owned(), String::new())),
            (None, Some((_, body))) => body.push_str(line),
            (None, None) => remarks.push_str(line),
        }
    }
    (remarks, sections)
}

/// Whether a text is what a pattern with `...` says.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    if !pattern.contains("...") {
        return pattern == text;
    }
    let patterns: Vec<&str> = pattern.lines().collect();
    let lines: Vec<&str> = text.lines().collect();
    wild(
        &patterns,
        &lines,
        |pattern| *pattern == "...",
        |pattern, line| {
            let pieces: Vec<char> = pattern.replace("...", "\u{0}").chars().collect();
            let chars: Vec<char> = line.chars().collect();
            wild(&pieces, &chars, |piece| *piece == '\u{0}', |piece, char| piece == char)
        },
    )
}

/// Glob matching over any kind of items: on a mismatch the last wildcard takes one item more.
fn wild<P, T>(
    pattern: &[P],
    items: &[T],
    is_wildcard: impl Fn(&P) -> bool,
    fits: impl Fn(&P, &T) -> bool,
) -> bool {
    let (mut p, mut i) = (0, 0);
    let mut retry = None;
    while i < items.len() {
        if p < pattern.len() && is_wildcard(&pattern[p]) {
            retry = Some((p, i));
            p += 1;
        } else if p < pattern.len() && fits(&pattern[p], &items[i]) {
            p += 1;
            i += 1;
        } else if let Some((at, taken)) = retry {
            retry = Some((at, taken + 1));
            p = at + 1;
            i = taken + 1;
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(is_wildcard)
}

/// The files of a folder with an extension, in order.
pub(crate) fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder of the data is there");
    let mut paths: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    paths
}

/// Adds the Monte programs of a folder and the folders in it, in order.
pub(crate) fn programs(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            programs(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "mt") {
            found.push(path);
        }
    }
}

/// Tests every file, `threads` at a time, and fails with all that is wrong.
pub(crate) fn check_all(
    paths: &[PathBuf],
    threads: usize,
    check: impl Fn(&Path) -> Result<(), String> + Sync,
) {
    assert!(!paths.is_empty(), "no cases");
    let work = Mutex::new(paths.iter());
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = work.lock().expect("no worker panics").next();
                    let Some(path) = next else { return };
                    if let Err(message) = check(path) {
                        let text = format!("{}: {message}", path.display());
                        failures.lock().expect("no worker panics").push(text);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("no worker panics");
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n\n"));
}
