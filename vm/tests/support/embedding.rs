// What the examples of `docs/embedding.md` begin with; the page shows the most of it.
// Each test and each example uses its part.

use monte_expander::{Environment, Passes};
use monte_vm::*;

#[allow(dead_code, unreachable_pub)]
pub fn machine() -> Machine {
    Machine::new(&Default::default(), Config::default(), monte_prelude::units())
        .expect("the prelude runs")
}

#[allow(dead_code, unreachable_pub)]
pub fn environment(machine: &Machine) -> Environment {
    Environment::safe(monte_prelude::names::of_programs()).with_session(machine.names())
}

#[allow(dead_code, unreachable_pub)]
pub fn load(machine: &mut Machine, name: &str, source: &str) -> Program {
    let environment = environment(machine);
    load_in(machine, &environment, name, source)
}

#[allow(dead_code, unreachable_pub)]
pub fn load_in(
    machine: &mut Machine,
    environment: &Environment,
    name: &str,
    source: &str,
) -> Program {
    let text = monte_pipeline::Text { name, source };
    let unit = monte_pipeline::compile(text, environment, Passes::ALL).unwrap_or_else(|faults| {
        panic!("{}", monte_frontend::render_all(&faults, source, name, false))
    });
    machine.load(unit).expect("its names are there")
}
