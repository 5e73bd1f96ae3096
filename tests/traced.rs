//! Programs whose hot code must become machine code.
//!
//! `tests/run.rs` shows that machine code does what the interpreter does, which would hold, too, if there were none. So
//! the first line of each program in `tests/programs/traced/` says what must have happened: `# traces 1` is at least one tree
//! that was entered, `exits` that one was left by an exit of its own, `whole` that no recording was given up.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

mod support;

use monte_expander::{Environment, Passes};
use monte_jit::{Report, Thresholds, TracingCompiler};
use monte_pipeline::Text;
use monte_vm::interp::{Limits, Outcome};
use monte_vm::vm::{Config, Engine, Vm};
use std::any::Any;
use std::path::Path;
use std::sync::Arc;

/// What the tracer reports when the program is done.
fn report(name: &str, source: &str) -> Result<Report, String> {
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let unit = monte_pipeline::compile(Text { name, source }, &environment, Passes::ALL)
        .map_err(|faults| monte_frontend::render_all(&faults, source, name, false))?;
    let mut vm = Vm::new(Arc::new(Engine::default()), Config::default());
    vm.boot(monte_prelude::units()).map_err(|error| error.to_string())?;
    vm.attach_tracer(Box::new(TracingCompiler::new(Thresholds { hot: 8, hot_exit: 3 })));
    let unit = vm.load_in_safe_scope(Arc::new(unit))?;
    vm.start(unit);
    match vm.run(Limits { fuel: None, step: false }) {
        Outcome::Done(_) => {}
        other => return Err(format!("it ended with {other:?}")),
    }
    let tracer: Box<dyn Any> = vm.detach_tracer().ok_or("the tracer is gone")?;
    let tracer = tracer.downcast::<TracingCompiler>().map_err(|_| "it is another tracer")?;
    Ok(tracer.report(&vm))
}

fn check(path: &Path) -> Result<(), String> {
    let source = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let told = || source.lines().next()?.strip_prefix("# traces ");
    let wanted = told().ok_or("its first line does not say what must happen")?;
    let mut words = wanted.split(", ");
    let count = words.next().unwrap_or_default();
    let (mut exits, mut whole) = (false, false);
    for word in words {
        match word {
            "exits" => exits = true,
            "whole" => whole = true,
            other => return Err(format!("`{other}` means nothing")),
        }
    }
    let count: usize = count.parse().map_err(|error| format!("`{count}`: {error}"))?;
    let report = report(&path.to_string_lossy(), &source)?;
    let entered = report.trees.iter().filter(|tree| tree.entered > 0).count();
    if entered < count {
        return Err(format!("{entered} trees were entered, not {count}:\n{report:#?}"));
    }
    let mut all = report.trees.iter().flat_map(|tree| &tree.exits);
    if exits && !all.any(|exit| exit.taken > 0) {
        return Err(format!("no tree was left by an exit:\n{report:#?}"));
    }
    if whole && !report.given_up.is_empty() {
        return Err(format!("recordings were given up:\n{:#?}", report.given_up));
    }
    Ok(())
}

#[test]
fn hot_programs_become_machine_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/traced");
    support::check_all(&support::files(&folder, "mt"), 2, check);
}
