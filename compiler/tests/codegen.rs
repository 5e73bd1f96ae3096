//! Every file of `tests/codegen` is Kernel-Monte as text (see `support/kernel_text.rs`), a line `---`,
//! and the listing of its code. `MONTE_BLESS=1` writes the listings anew.
#![allow(clippy::disallowed_methods, reason = "tests read files")]

#[path = "support/kernel_text.rs"]
mod kernel_text;

use std::path::Path;

use monte_compiler::kernel_tree::{self, Kind};
use monte_compiler::unit::Unit;
use monte_compiler::{CompileOptions, compile, disassemble, encode, load};

#[test]
fn listings_are_as_before() {
    let bless = std::env::var("MONTE_BLESS").is_ok();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/codegen");
    let mut failures = Vec::new();
    for entry in std::fs::read_dir(&folder).expect("tests/codegen is there") {
        let path = entry.expect("the entry can be read").path();
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        let (source, wanted) = text.split_once("\n---\n").unwrap_or((text.trim_end(), ""));
        let unit = match compile(&kernel_text::read(source), &CompileOptions::default()) {
            Ok(unit) => unit,
            Err(error) => {
                failures.push(format!("{}: {error}", path.display()));
                continue;
            }
        };
        assert_eq!(load(&encode(&unit)).as_ref(), Ok(&unit), "{}", path.display());
        check_trees(&unit);
        let listing = disassemble(&unit, None);
        if bless {
            std::fs::write(&path, format!("{source}\n---\n{listing}"))
                .expect("the file can be written");
        } else if listing != wanted {
            failures.push(format!("{}: the listing differs:\n{listing}", path.display()));
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// Each script has its Kernel tree; damaged trees are no trees, or other ones.
fn check_trees(unit: &Unit) {
    for (index, script) in unit.scripts.iter().enumerate() {
        let tree = kernel_tree::decode(unit, index).expect("a tree");
        assert_eq!(tree.nodes[0].kind, Kind::ObjectExpr);
        let parts = &tree.nodes[tree.nodes[0].children[2] as usize];
        assert_eq!(parts.kind, Kind::Script);
        assert_eq!(parts.children.len(), script.methods.len() + script.matchers.len());
        let mut damaged = unit.clone();
        for at in 0..unit.kernel.len() {
            damaged.kernel[at] ^= 0x85;
            let _ = kernel_tree::decode(&damaged, index);
            damaged.kernel[at] = unit.kernel[at];
        }
    }
}
