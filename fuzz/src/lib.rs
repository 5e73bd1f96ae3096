//! What the fuzz targets demand of the stages: any bytes in; a broken promise panics.
//!
//! The targets themselves only hand their bytes over, so that a find can be replayed under a debugger or in a test without the
//! fuzzer.

use monte_compiler::binary::{HEADER, encode, load};
use monte_compiler::unit::Unit;
use monte_compiler::verifier;
use monte_expander::{Environment, Passes};
use monte_frontend::{dump, parse_module, print, render_all};
use monte_pipeline::Text;
use monte_vm::interp::Limits;
use monte_vm::vm::{Config, Engine, Vm};
use std::cell::RefCell;
use std::sync::Arc;

/// Machines are replaced after so many units, which may have broken the program's world.
const RUNS_PER_MACHINE: usize = 64;

/// Fuel for one unit: enough to get into trouble.
const FUEL: u64 = 5_000;

/// Memory for the machine, prelude included.
const MEMORY: usize = 128 << 20;

/// A text, whatever it is, yields diagnostics that can be shown; or a tree that survives printing and a unit
/// that the verifier accepts, with and without the Kernel optimizer.
pub fn text(bytes: &[u8]) {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    let text = Text { name: "fuzz.mt", source };
    let parse = monte_pipeline::parse(text);
    if parse.diagnostics.is_empty() {
        survives_printing(&parse);
    }
    let environment = Environment::safe(monte_prelude::names::of_programs());
    for passes in [Passes::ALL, Passes::NONE] {
        match monte_pipeline::compile(text, &environment, passes) {
            Ok(unit) => is_sound(&unit, source),
            Err(faults) => {
                assert!(!render_all(&faults, source, text.name, false).is_empty());
                for fault in &faults {
                    fault.to_json(source, text.name);
                }
            }
        }
    }
}

fn survives_printing(parse: &monte_frontend::Parse) {
    let printed = print::print(&parse.ast, parse.root);
    let again = parse_module(&printed, "printed.mt");
    assert!(
        again.diagnostics.is_empty()
            && dump::same_tree(&parse.ast, parse.root, &again.ast, again.root),
        "prints as another tree:\n{printed}"
    );
}

fn is_sound(unit: &Unit, source: &str) {
    verifier::verify(&mut unit.clone())
        .expect("the compiler makes units that the verifier accepts");
    assert!(!monte_compiler::disassemble(unit, Some(source)).is_empty());
    let again = load(&encode(unit)).expect("a unit survives its binary form");
    assert_eq!(encode(&again), encode(unit), "the binary form is stable");
}

/// A binary unit, its checksum made right, is refused, or it runs harmlessly under limits.
pub fn unit(bytes: &[u8]) {
    if bytes.len() < HEADER {
        return;
    }
    let mut bytes = bytes.to_vec();
    let checksum = crc32fast::hash(&bytes[HEADER..]).to_le_bytes();
    bytes[HEADER - 4..HEADER].copy_from_slice(&checksum);
    let Ok(unit) = load(&bytes) else { return };
    monte_compiler::disassemble(&unit, None);
    MACHINE.with_borrow_mut(|machine| {
        let (vm, runs) = machine.get_or_insert_with(|| (boot(), 0));
        if let Ok(loaded) = vm.load_in_safe_scope(Arc::new(unit)) {
            vm.start(loaded);
            vm.run(Limits { fuel: Some(FUEL), step: false });
        }
        *runs += 1;
        if *runs == RUNS_PER_MACHINE {
            *machine = None;
        }
    });
}

thread_local! {
    static MACHINE: RefCell<Option<(Vm, usize)>> = const { RefCell::new(None) };
}

fn boot() -> Vm {
    let config = Config { memory_limit: MEMORY, ..Config::default() };
    let mut vm = Vm::new(Arc::new(Engine::default()), config);
    vm.trace = Box::new(|_| ());
    vm.boot(monte_prelude::units()).expect("it boots");
    vm
}
