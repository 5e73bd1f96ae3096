//! `docs/instructions.md` says what the instruction table says.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

use std::path::Path;

#[test]
fn the_reference_page_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/instructions.md");
    let page = monte_compiler::disassembler::reference_page();
    if std::env::var("MONTE_BLESS").is_ok() {
        std::fs::write(&path, &page).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == page, "docs/instructions.md is stale: run with MONTE_BLESS=1");
}

#[test]
fn opcodes_are_the_positions_in_the_table() {
    for (code, row) in monte_compiler::isa::INSTRUCTIONS.iter().enumerate() {
        assert_eq!(row.op as usize, code);
        assert_eq!(monte_compiler::isa::Op::from_code(code as u8), Some(row.op));
    }
}
