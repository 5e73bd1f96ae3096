//! Damaged units: every byte of three compiled programs is changed, with the checksum computed anew. The
//! loader refuses the result, or it runs harmlessly under limits.
//!
//! `MONTE_UNIT_MUTATIONS=all` tries every value of every byte; otherwise a few that are likely to hurt.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

use monte_compiler::binary::{HEADER, encode, load};
use monte_compiler::unit::Unit;
use monte_expander::{Environment, Passes};
use monte_pipeline::Text;
use monte_vm::interp::Limits;
use monte_vm::vm::{Config, Engine, Vm};
use std::path::Path;
use std::sync::Arc;

/// Machines are replaced after so many damaged units, which may have broken the program's world.
const RUNS_PER_MACHINE: usize = 64;

fn compiled(name: &str) -> Unit {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/units").join(name);
    let source = std::fs::read_to_string(path).expect("the program is there");
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let text = Text { name, source: &source };
    monte_pipeline::compile(text, &environment, Passes::ALL).expect("a correct program")
}

fn machine() -> Vm {
    let config = Config { memory_limit: 256 << 20, ..Config::default() };
    let mut vm = Vm::new(Arc::new(Engine::default()), config);
    vm.boot(monte_prelude::units()).expect("it boots");
    vm
}

fn survive_damage(name: &str) {
    let whole = encode(&compiled(name));
    let all = std::env::var("MONTE_UNIT_MUTATIONS").is_ok_and(|value| value == "all");
    let (mut vm, mut runs) = (machine(), 0);
    let (mut refused, mut ran) = (0, 0);
    for at in HEADER..whole.len() {
        let original = whole[at];
        let values: Vec<u8> = if all {
            (0..=255).collect()
        } else {
            vec![original ^ 1, original ^ 0x80, original.wrapping_add(1), 0, 0xff, 0x20]
        };
        for value in values {
            if value == original {
                continue;
            }
            let mut damaged = whole.clone();
            damaged[at] = value;
            let checksum = crc32fast::hash(&damaged[HEADER..]).to_le_bytes();
            damaged[HEADER - 4..HEADER].copy_from_slice(&checksum);
            let Ok(unit) = load(&damaged) else {
                refused += 1;
                continue;
            };
            if runs == RUNS_PER_MACHINE {
                (vm, runs) = (machine(), 0);
            }
            runs += 1;
            ran += 1;
            if let Ok(loaded) = vm.load_in_safe_scope(Arc::new(unit)) {
                vm.start(loaded);
                vm.run(Limits { fuel: Some(5_000), step: false });
            }
        }
    }
    assert!(refused > 0 && ran > 0, "{refused} refused, {ran} ran");
}

#[test]
fn a_damaged_unit_with_loops_is_refused_or_harmless() {
    survive_damage("loops.mt");
}

#[test]
fn a_damaged_unit_with_control_flow_is_refused_or_harmless() {
    survive_damage("control.mt");
}

#[test]
fn a_damaged_unit_with_objects_is_refused_or_harmless() {
    survive_damage("objects.mt");
}
