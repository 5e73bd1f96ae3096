//! Random programs, run under several regimes that must not differ.
//!
//! A program is made from a number, its seed, by the rows of `random/{definitions,statements,expressions}.rs`. It
//! runs under each regime of `random/regimes.rs`; what is seen of it (`random/seen.rs`) must be what the usual one
//! shows. A program that differs is made as small as possible and printed. `random/README.md` tells how to use it.
#![forbid(unsafe_code)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its settings from the environment"
)]

mod random {
    pub(crate) mod definitions;
    pub(crate) mod examine;
    pub(crate) mod expressions;
    pub(crate) mod generate;
    pub(crate) mod grammar;
    pub(crate) mod regimes;
    pub(crate) mod seen;
    pub(crate) mod shrink;
    pub(crate) mod statements;
    pub(crate) mod tally;
    pub(crate) mod template;
    pub(crate) mod tree;
}
mod support;

use random::examine::{Examiner, answer};
use random::generate::program;
use random::grammar::Grammar;
use random::regimes::{FUEL, silence_machines};
use random::shrink::shrink;
use random::tally::Tally;
use random::tree::Node;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The seeds of a usual run.
const USUALLY: Range<u64> = 0..100;
/// Programs tried to make one smaller.
const QUESTIONS: usize = 4000;
/// So many faults end a run.
const ENOUGH: usize = 20;
/// The time between two lines of progress.
const PAUSE: Duration = Duration::from_secs(5);

/// The program of a seed, and if it has a fault, the small program that has the same one.
fn check(examiner: &Examiner, grammar: &Grammar, seed: u64, tally: &Tally) -> Option<String> {
    let tree = program(grammar, seed);
    let source = tree.to_string();
    if setting("MONTE_SHOWN").is_some_and(|text| text == "2") {
        eprintln!("{source}");
    }
    let (usual, fault) = examiner.examine(&source, seed);
    if let Some(usual) = &usual {
        tally.count(usual);
    }
    let fault = fault?;
    if setting("MONTE_SEEDS").is_some() {
        eprintln!("seed {seed}: {}; it is made smaller", fault.class);
    }
    // The same fault in another program.
    let again = |source: &str| {
        let (_, found) = examiner.examine(source, seed);
        found.filter(|found| found.class == fault.class)
    };
    let bare = shrink(&tree, QUESTIONS, |tree: &Node| again(&tree.to_string()).is_some());
    let (bare, tidy) = (bare.to_string(), laid_out(&bare.to_string()));
    let (small, found) = match again(&tidy) {
        Some(found) => (tidy, found),
        None => (bare, fault),
    };
    let told = format!("{}\n{}", found.class, found.told);
    if let Some(folder) = setting("MONTE_KEEP") {
        let folder = Path::new(&folder);
        let write = |name: String, text: &str| std::fs::write(folder.join(name), text);
        std::fs::create_dir_all(folder).expect("a folder to keep programs in");
        write(format!("{seed}.mt"), &small).expect("a program is kept");
        write(format!("{seed}-whole.mt"), &source).expect("a program is kept");
        write(format!("{seed}.txt"), &told).expect("a program is kept");
    }
    Some(format!("seed {seed}: {told}--- program\n{small}"))
}

/// A program as people would write it.
fn laid_out(source: &str) -> String {
    let mut parse = monte_frontend::parse_module(source, "random.mt");
    if !parse.diagnostics.is_empty() {
        return source.to_owned();
    }
    let root = parse.root_expr();
    monte_frontend::print::print(&parse.ast, monte_frontend::Root::Expr(root))
}

/// A variable of the environment.
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn seeds() -> Range<u64> {
    let Some(text) = setting("MONTE_SEEDS") else { return USUALLY };
    let (from, to) = text.split_once("..").expect("MONTE_SEEDS is FROM..TO");
    from.parse().expect("a number")..to.parse().expect("a number")
}

#[test]
fn random_programs_do_the_same_under_every_regime() {
    silence_machines();
    let seeds = seeds();
    if let Some(program) = setting("MONTE_PROGRAM") {
        return answer(&program, seeds.start);
    }
    let (grammar, tally) = (Grammar::new(), Tally::default());
    let next = AtomicU64::new(seeds.start);
    let faults = Mutex::new(Vec::new());
    let began = Instant::now();
    let told = setting("MONTE_SEEDS").is_some();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    // What each thread is at.
    let current: Vec<AtomicU64> = (0..threads).map(|_| AtomicU64::new(seeds.start)).collect();
    let work = |current: &AtomicU64| {
        let examiner = Examiner::new();
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end || faults.lock().expect("no panic").len() >= ENOUGH {
                return;
            }
            current.store(seed, Ordering::Relaxed);
            if setting("MONTE_SHOWN").is_some() {
                eprintln!("seed {seed}");
            }
            if let Some(fault) = check(&examiner, &grammar, seed, &tally) {
                if told {
                    eprintln!("{fault}");
                }
                faults.lock().expect("no panic").push(fault);
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = current.iter().map(|current| scope.spawn(|| work(current))).collect();
        let mut shown = Instant::now();
        while told && threads.iter().any(|thread| !thread.is_finished()) {
            std::thread::sleep(Duration::from_millis(50));
            if shown.elapsed() > PAUSE {
                shown = Instant::now();
                eprintln!("{:.0?}, at seeds {current:?}, {}", began.elapsed(), tally.report());
            }
        }
    });
    println!("{:.0?}, fuel at most {FUEL}, {}", began.elapsed(), tally.report());
    let faults = faults.into_inner().expect("no panic");
    assert!(faults.is_empty(), "{} with a fault:\n{}", faults.len(), faults.join("\n\n"));
}
