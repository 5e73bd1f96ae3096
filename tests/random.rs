//! Random programs, run under several regimes that must not differ.
//!
//! A program is made from a number, its seed, by the rows of `random/{definitions,statements,expressions}.rs`. It
//! runs under each regime of `random/regimes.rs`; traced lines, how it ends, and fuel must be those of the usual
//! one. A program that differs is made as small as possible and printed.
//!
//! `MONTE_SEEDS=FROM..TO` runs that range, with a line of progress every few seconds. `MONTE_KEEP=FOLDER` writes
//! the programs that differ there, small and whole. `MONTE_SHOWN=1` prints each seed before its program is run, for machines that
//! crash or hang; `MONTE_SHOWN=2` the program, too. `MONTE_REGIMES=one,two` takes these regimes besides the usual one.
#![forbid(unsafe_code)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its settings from the environment"
)]

mod random {
    pub(crate) mod definitions;
    pub(crate) mod expressions;
    pub(crate) mod generate;
    pub(crate) mod grammar;
    pub(crate) mod regimes;
    pub(crate) mod seen;
    pub(crate) mod shrink;
    pub(crate) mod statements;
    pub(crate) mod template;
    pub(crate) mod tree;
}
mod support;

use monte_expander::Passes;
use random::generate::program;
use random::grammar::Grammar;
use random::regimes::{Bench, FUEL, REGIMES, Regime, silence_machines};
use random::seen::{Difference, Ending, Seen, difference};
use random::shrink::shrink;
use random::tree::Node;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// The seeds of a usual run.
const USUALLY: Range<u64> = 0..300;
/// Programs tried to make one smaller.
const QUESTIONS: usize = 4000;
/// So many differences end a run.
const ENOUGH: usize = 20;

/// What became of the programs.
#[derive(Default)]
struct Tally {
    programs: AtomicU64,
    whole: AtomicU64,
    threw: AtomicU64,
    out_of_fuel: AtomicU64,
    out_of_memory: AtomicU64,
    lines: AtomicU64,
    fuel: AtomicU64,
}

impl Tally {
    fn count(&self, usual: &Seen) {
        let add = |counter: &AtomicU64, number: u64| counter.fetch_add(number, Ordering::Relaxed);
        add(&self.programs, 1);
        add(&self.lines, usual.lines.lines().count() as u64);
        add(&self.fuel, usual.fuel);
        if usual.reached_end() {
            add(&self.whole, 1);
        }
        match usual.ending {
            Ending::Threw => add(&self.threw, 1),
            Ending::OutOfFuel => add(&self.out_of_fuel, 1),
            Ending::OutOfMemory => add(&self.out_of_memory, 1),
            _ => 0,
        };
    }

    fn report(&self) -> String {
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let programs = get(&self.programs).max(1);
        let percent = |counter: &AtomicU64| get(counter) as f64 * 100.0 / programs as f64;
        format!(
            "{programs} programs: {:.1} % reached their end, {:.1} % threw, {:.1} % out of fuel, \
             {:.1} % out of memory; on average {} lines and {} units of fuel",
            percent(&self.whole),
            percent(&self.threw),
            percent(&self.out_of_fuel),
            percent(&self.out_of_memory),
            get(&self.lines) / programs,
            get(&self.fuel) / programs,
        )
    }
}

/// Something wrong with a program.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// It does not compile; the first line of what the compiler says.
    Refused(String),
    /// It breaks the usual regime.
    Broke,
    /// It differs under the regime of this number.
    Differs(usize, Difference),
}

/// The first fault of a program, told; and what was seen in the usual regime.
fn examine(
    bench: &Bench,
    regimes: &[Regime],
    source: &str,
    seed: u64,
) -> (Option<Seen>, Option<(Fault, String)>) {
    let unit = match bench.compile(source, Passes::ALL) {
        Ok(unit) => unit,
        Err(text) => {
            let fault = Fault::Refused(text.lines().next().unwrap_or_default().to_owned());
            return (None, Some((fault, text)));
        }
    };
    let usual = bench.run(&unit, &regimes[0], seed);
    if usual.ending == Ending::Broke {
        let fault = (Fault::Broke, usual.texts.concat());
        return (Some(usual), Some(fault));
    }
    for (number, regime) in regimes.iter().enumerate().skip(1) {
        let other;
        let unit = if regime.passes == Passes::ALL {
            &unit
        } else {
            match bench.compile(source, regime.passes) {
                Ok(unit) => other = unit,
                Err(text) => return (Some(usual), Some((Fault::Refused(text.clone()), text))),
            }
            &other
        };
        let seen = bench.run(unit, regime, seed);
        if let Some(kind) = difference(&usual, &seen, regime) {
            let text = usual.told(regimes[0].name) + &seen.told(regime.name);
            return (Some(usual), Some((Fault::Differs(number, kind), text)));
        }
    }
    (Some(usual), None)
}

/// The program of a seed, and if it has a fault, the small program that has the same one.
fn check(
    bench: &Bench,
    grammar: &Grammar,
    regimes: &[Regime],
    seed: u64,
    tally: &Tally,
) -> Option<String> {
    let tree = program(grammar, seed);
    let source = tree.to_string();
    if setting("MONTE_SHOWN").is_some_and(|text| text == "2") {
        eprintln!("{source}");
    }
    let (usual, fault) = examine(bench, regimes, &source, seed);
    if let Some(usual) = &usual {
        tally.count(usual);
    }
    let (fault, _) = fault?;
    let same = |tree: &Node| {
        let (_, found) = examine(bench, regimes, &tree.to_string(), seed);
        found.is_some_and(|(found, _)| found == fault)
    };
    let bare = shrink(&tree, QUESTIONS, same).to_string();
    let told = |source: String| {
        let (_, found) = examine(bench, regimes, &source, seed);
        found.filter(|(found, _)| *found == fault).map(|(_, text)| (source, text))
    };
    let (small, told) = told(laid_out(&bare)).or_else(|| told(bare)).expect("it was found before");
    if let Some(folder) = setting("MONTE_KEEP") {
        let folder = Path::new(&folder);
        let write = |name: String, text: &str| std::fs::write(folder.join(name), text);
        std::fs::create_dir_all(folder).expect("a folder to keep programs in");
        write(format!("{seed}.mt"), &small).expect("a program is kept");
        write(format!("{seed}-whole.mt"), &source).expect("a program is kept");
        write(format!("{seed}.txt"), &format!("{fault:?}\n{told}")).expect("a program is kept");
    }
    Some(format!("seed {seed}: {fault:?}\n{small}{told}"))
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
    let (grammar, tally) = (Grammar::new(), Tally::default());
    let wanted = setting("MONTE_REGIMES");
    let wanted = |regime: &&Regime| {
        let named = |names: &String| names.split(',').any(|name| name == regime.name);
        regime.name == REGIMES[0].name || wanted.as_ref().is_none_or(named)
    };
    let regimes: Vec<Regime> = REGIMES.iter().filter(wanted).copied().collect();
    let seeds = seeds();
    let next = AtomicU64::new(seeds.start);
    let faults = Mutex::new(Vec::new());
    let began = Instant::now();
    let shown = Mutex::new(began);
    let told = setting("MONTE_SEEDS").is_some();
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let bench = Bench::new();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= seeds.end || faults.lock().expect("no panic").len() >= ENOUGH {
                        return;
                    }
                    if setting("MONTE_SHOWN").is_some() {
                        eprintln!("seed {seed}");
                    }
                    if let Some(fault) = check(&bench, &grammar, &regimes, seed, &tally) {
                        if told {
                            eprintln!("{fault}");
                        }
                        faults.lock().expect("no panic").push(fault);
                    }
                    let mut shown = shown.lock().expect("no panic");
                    if told && shown.elapsed() > Duration::from_secs(5) {
                        *shown = Instant::now();
                        eprintln!("{:.0?}, at seed {seed}, {}", began.elapsed(), tally.report());
                    }
                }
            });
        }
    });
    println!("{:.0?}, fuel at most {FUEL}, {}", began.elapsed(), tally.report());
    let faults = faults.into_inner().expect("no panic");
    assert!(faults.is_empty(), "{} with a fault:\n{}", faults.len(), faults.join("\n\n"));
}
