//! Every file of `tests/verifier` is assembled and verified. A line that ends in `# ! text` must be
//! refused with a message that has this text, at the instruction of that line; a file without such a
//! line must be accepted. The first line may be `# ! text` for a refusal without an instruction.
//!
//! Accepted units also make the round trip through the binary form, and every change of one byte with
//! the checksum computed anew must be refused or verify.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::path::{Path, PathBuf};

use monte_compiler::assembler::assemble;
use monte_compiler::binary::{HEADER, LoadError};
use monte_compiler::unit::Unit;
use monte_compiler::verifier::{VerifyError, bodies};
use monte_compiler::{decode, encode, load, verify};

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/verifier");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("tests/verifier is there")
        .map(|entry| entry.expect("the entry can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "asm"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// The line (from 0) and text of what a file expects.
fn expectation(text: &str) -> Option<(usize, &str)> {
    text.lines()
        .enumerate()
        .find_map(|(line, text)| Some((line, text.split_once("# ! ")?.1.trim())))
}

/// The line of the assembly text that an error is at.
fn line_of(unit: &Unit, error: &VerifyError) -> Option<usize> {
    let kind = bodies(unit).into_iter().find(|kind| kind.describe(unit) == error.body)?;
    let span = kind.body(unit).spans.get(error.pc? as usize)?;
    unit.line_starts.iter().position(|start| *start == span.start)
}

#[test]
fn each_file_is_refused_where_it_says() {
    let mut failures = Vec::new();
    for path in files() {
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_string();
        let mut unit = match assemble(&text) {
            Ok(unit) => unit,
            Err(error) => {
                failures.push(format!("{name}: {error}"));
                continue;
            }
        };
        let found = verify(&mut unit);
        match (expectation(&text), found) {
            (None, Ok(())) => {}
            (None, Err(errors)) => failures.push(format!("{name}: refused: {}", errors[0])),
            (Some((_, wanted)), Ok(())) => {
                failures.push(format!("{name}: accepted, but expected: {wanted}"))
            }
            (Some((line, wanted)), Err(errors)) => {
                let error = &errors[0];
                let place = line_of(&unit, error).unwrap_or(0);
                if !error.message.contains(wanted) || place != line {
                    failures.push(format!("{name}: found at line {}: {error}", place + 1));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[test]
fn units_survive_the_binary_form() {
    for path in files() {
        let mut unit = assemble(&std::fs::read_to_string(&path).expect("the file can be read"))
            .expect("assembles");
        if verify(&mut unit).is_ok() {
            assert_eq!(load(&encode(&unit)), Ok(unit), "{}", path.display());
        }
    }
}

#[test]
fn changed_bytes_are_refused_or_verify() {
    for path in files() {
        let unit = assemble(&std::fs::read_to_string(&path).expect("the file can be read"))
            .expect("assembles");
        let bytes = encode(&unit);
        for at in 0..bytes.len() {
            for change in [1, 2, 0x40, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                let plain = load(&changed);
                assert!(plain.is_err(), "damage at byte {at} was not noticed");
                if at >= HEADER {
                    let checksum = crc32fast::hash(&changed[HEADER..]);
                    changed[HEADER - 4..HEADER].copy_from_slice(&checksum.to_le_bytes());
                    // Whatever it is now, it is refused or sound; it never panics.
                    let _ = load(&changed);
                }
            }
        }
        for length in 0..bytes.len() {
            assert!(decode(&bytes[..length]).is_err());
        }
    }
}

#[test]
fn foreign_files_are_refused_with_a_message() {
    let unit = assemble("top\n  NULL\n  RETURN").expect("assembles");
    let mut bytes = encode(&unit);
    assert_eq!(load(b"#!/bin/sh"), Err(LoadError::Foreign));
    bytes[8] = 99;
    let message = load(&bytes).expect_err("refused").to_string();
    assert!(message.contains("version 99"), "{message}");
}
