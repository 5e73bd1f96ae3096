// What the examples of `docs/embedding.md` begin with; the page shows it.
use monte_vm::*;

pub fn machine() -> Machine {
    Machine::new(&Default::default(), Config::default(), monte_prelude::units()).expect("the prelude runs")
}

pub fn load(machine: &mut Machine, name: &str, source: &str) -> Program {
    let text = monte_pipeline::Text { name, source };
    let environment = monte_expander::Environment::safe(monte_prelude::names::of_programs())
        .with_session(machine.names());
    let unit = monte_pipeline::compile(text, &environment, monte_expander::Passes::ALL)
        .unwrap_or_else(|faults| panic!("{}", monte_frontend::render_all(&faults, source, name, false)));
    machine.load(unit).expect("its names are there")
}
