//! Mutated programs: each gets diagnostics, all of which can be shown, or a tree that survives printing. Nothing panics.
//!
//! `MONTE_MUTATIONS=100000` in the environment asks for more of them than a usual run makes, `MONTE_SEED` for others.
#![allow(clippy::disallowed_methods, reason = "tests may be told more by the environment")]

#[path = "support/mutate.rs"]
mod mutate;
mod support;

use monte_frontend::{dump, parse_module, print, render_all};
use mutate::{Random, mutate};

fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn mutants_are_survived() {
    let count = from_environment("MONTE_MUTATIONS", 3_000);
    let seed = from_environment("MONTE_SEED", 1);
    let mut programs = support::programs();
    programs.extend(support::golden_sources("ast"));
    programs.extend(support::golden_sources("tokens"));
    // Long programs would only make the same few faults slower to reach.
    programs.retain(|(_, source)| !source.is_empty() && source.len() < 20_000);
    for number in 0..count {
        let mut random = Random::new(seed.wrapping_add(number));
        let (_, source) = &programs[random.below(programs.len())];
        let mutant = mutate(source, &mut random);
        let outcome = std::panic::catch_unwind(|| examine(&mutant));
        assert!(outcome.is_ok(), "mutant {number} of seed {seed}:\n{mutant}");
    }
}

fn examine(source: &str) {
    let parse = parse_module(source, "mutant.mt");
    if !parse.diagnostics.is_empty() {
        let shown = render_all(&parse.diagnostics, source, "mutant.mt", false);
        assert!(!shown.is_empty());
        for diagnostic in &parse.diagnostics {
            diagnostic.to_json(source, "mutant.mt");
        }
        return;
    }
    let printed = print::print(&parse.ast, parse.root);
    let again = parse_module(&printed, "printed.mt");
    assert!(
        again.diagnostics.is_empty()
            && dump::same_tree(&parse.ast, parse.root, &again.ast, again.root),
        "prints as another tree:\n{printed}"
    );
}
