//! Looks for a fault in a program: it does not compile, breaks a machine, or differs under some regime.
//!
//! With `MONTE_ISOLATED` each program is looked at by a process of its own, so that one which crashes or does not
//! come back is a program with a fault like others, and can be shrunk.

use crate::random::regimes::{Bench, FUEL, Regime, chosen};
use crate::random::seen::{Ending, Seen, difference};
use crate::setting;
use monte_expander::Passes;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How many seconds a process of its own may take; `MONTE_PATIENCE` is another number.
const PATIENCE: u64 = 3;
/// What a process says in front of the fault that it has found.
const MARK: &str = "fault: ";

/// What is wrong with a program.
pub(crate) struct Fault {
    /// What stays the same while the program is shrunk.
    pub(crate) class: String,
    /// What was seen, for people.
    pub(crate) told: String,
}

/// Looks at programs, one after the other.
pub(crate) struct Examiner {
    bench: Bench,
    regimes: Vec<Regime>,
    isolated: bool,
}

impl Examiner {
    pub(crate) fn new() -> Examiner {
        let isolated = setting("MONTE_ISOLATED").is_some();
        Examiner { bench: Bench::new(FUEL), regimes: chosen(None), isolated }
    }

    /// What a program does in the usual regime, if that is known, and its first fault.
    pub(crate) fn examine(&self, source: &str, seed: u64) -> (Option<Seen>, Option<Fault>) {
        if self.isolated {
            (None, elsewhere(source, seed))
        } else {
            self.examine_here(source, seed)
        }
    }

    fn examine_here(&self, source: &str, seed: u64) -> (Option<Seen>, Option<Fault>) {
        let fault = |class: String, told: String| Some(Fault { class, told });
        let refused = |text: String| {
            let first = text.lines().next().unwrap_or_default();
            fault(format!("it does not compile: {first}"), text)
        };
        let (first, others) = self.regimes.split_first().expect("the usual regime");
        let unit = match self.bench.compile(source, first.passes) {
            Ok(unit) => unit,
            Err(text) => return (None, refused(text)),
        };
        let usual = self.bench.run(&unit, first, seed);
        if usual.ending == Ending::Broke {
            let told = usual.told(first.name);
            return (Some(usual), fault("it breaks the machine".to_owned(), told));
        }
        for regime in others {
            let plain = if regime.passes != Passes::ALL {
                self.bench.compile(source, regime.passes)
            } else {
                Ok(unit.clone())
            };
            let unit = match plain {
                Ok(unit) => unit,
                Err(text) => return (Some(usual), refused(text)),
            };
            let seen = self.bench.run(&unit, regime, seed);
            if let Some(difference) = difference(&usual, &seen, regime) {
                let told = usual.told(first.name) + &seen.told(regime.name);
                let class = format!("under the regime {:?}: {difference:?}", regime.name);
                return (Some(usual), fault(class, told));
            }
        }
        (Some(usual), None)
    }
}

/// Asks a process of its own.
fn elsewhere(source: &str, seed: u64) -> Option<Fault> {
    let name = format!("monte-random-{}-{seed}", std::process::id());
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let (program, output) = (base.with_extension("mt"), base.with_extension("txt"));
    std::fs::write(&program, source).expect("a file for a program");
    let file = std::fs::File::create(&output).expect("a file for what is said of it");
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--nocapture", "--test-threads=1"])
        .env_remove("MONTE_ISOLATED")
        .env("MONTE_PROGRAM", &program)
        .env("MONTE_SEEDS", format!("{seed}..{}", seed + 1))
        .stdout(file)
        .stderr(Stdio::null())
        .spawn()
        .expect("a process for a program");
    let patience = setting("MONTE_PATIENCE").and_then(|text| text.parse().ok());
    let patience = Duration::from_secs(patience.unwrap_or(PATIENCE));
    let began = Instant::now();
    let status = loop {
        match child.try_wait().expect("a process that was started") {
            Some(status) => break Some(status),
            None if began.elapsed() > patience => break None,
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    };
    let said = std::fs::read_to_string(&output).unwrap_or_default();
    let fault = |class: String, told: String| Some(Fault { class, told });
    let found = match status {
        None => {
            child.kill().expect("a process that runs");
            child.wait().expect("a process that was stopped");
            fault("it does not come back".to_owned(), String::new())
        }
        Some(status) if !status.success() => fault(format!("it crashes: {status}"), said),
        Some(_) => said.split_once(MARK).and_then(|(_, text)| {
            let (class, told) = text.split_once('\n')?;
            fault(class.to_owned(), told.to_owned())
        }),
    };
    let _ = (std::fs::remove_file(program), std::fs::remove_file(output));
    found
}

/// What such a process does with its program.
pub(crate) fn answer(program: &str, seed: u64) {
    let source = std::fs::read_to_string(program).expect("a program to look at");
    if let (_, Some(fault)) = Examiner::new().examine(&source, seed) {
        println!("{MARK}{}\n{}", fault.class, fault.told);
    }
}
