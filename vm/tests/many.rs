//! Two hundred machines in one process, on two threads, each under its own limits, one of them hostile: the
//! others finish with the right results, and nothing is left.
//!
//! The threads take machines from one queue, run each for a slice, and put it back; so every machine goes to and
//! fro between them.

#[path = "support/embedding.rs"]
mod support;

use monte_vm::*;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use support::load;

const MACHINES: usize = 200;
const THREADS: usize = 2;
const HOSTILE: usize = 77;
/// Slices that the hostile one gets.
const PATIENCE: usize = 300;

/// What peaceful machines do, and what comes out.
const PROGRAMS: &[(&str, &str)] = &[
    ("def fib(n) { return if (n < 2) { n } else { fib(n - 1) + fib(n - 2) } }\nfib(18)", "2584"),
    (
        "var m := [].asMap()\nfor i in (0..!2000) { m with= (i % 97, m.fetch(i % 97, fn { 0 }) + i) }\nm[5]",
        "20475",
    ),
    ("var s := ``\nfor i in (0..!3000) { s += `$i,` }\ns.size()", "13890"),
    (
        "var all := []\nfor i in (0..!20_000) { all with= ([i, `$i`]) }\n[all.size(), all[19_999]]",
        "[20000, [19999, \"19999\"]]",
    ),
    ("var n := 1\nfor i in (1..300) { n *= i }\n`$n`.size()", "615"),
    (
        "def flex := [].diverge()\nfor i in (0..!5000) { flex.push((i * 7919) % 5003) }\nflex.snapshot().sort()[17]",
        "17",
    ),
    ("def f(n) { return if (n == 0) { 0 } else { 1 + f(n - 1) } }\nf(20_000)", "20000"),
];

/// Takes all it can get, and does not want to end.
const GREEDY: &str = "\
def hoard := [].diverge()
def never() { while (true) {
    try { try { throw(`x`) } finally { hoard.push(`text` * 1000) } } catch _ {}
    hoard.push([hoard.size()] * 100)
} }
while (true) { try { never() } finally { never() } }
";

/// Says when it is dropped.
struct Witness(Arc<AtomicUsize>);

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl HostObject for Witness {
    fn name(&self) -> &str {
        "witness"
    }

    fn call(&mut self, call: &mut Call<'_>) -> Reply {
        call.refuse()
    }
}

struct Job {
    number: usize,
    machine: Machine,
    slices: usize,
    memory_stops: usize,
    /// Bytes reserved before the program ran.
    before: usize,
}

fn job(number: usize, engine: &Arc<Engine>, witnesses: &Arc<AtomicUsize>) -> Job {
    let limit = if number == HOSTILE { 8 << 20 } else { (24 + number % 8) << 20 };
    let config = Config { memory_limit: limit, hash_seed: number as u64, ..Config::default() };
    let mut machine = Machine::new(engine, config, monte_prelude::units()).expect("it starts");
    witnesses.fetch_add(1, Ordering::SeqCst);
    let witness = machine.values().host(Witness(witnesses.clone()));
    machine.define("witness", &witness);
    let source = if number == HOSTILE { GREEDY } else { PROGRAMS[number % PROGRAMS.len()].0 };
    let program = load(&mut machine, "job", source);
    machine.collect();
    let before = machine.memory();
    machine.start(&program).park();
    Job { number, machine, slices: 0, memory_stops: 0, before }
}

impl Job {
    /// Runs a slice; whether the machine is done with.
    fn slice(&mut self) -> bool {
        self.slices += 1;
        let fuel = 500 + (self.number * 37 + self.slices * 11) as u64 % 3000;
        let mut fiber = self.machine.parked().expect("it has not ended");
        match fiber.run(Budget::fuel(fuel)) {
            Outcome::OutOfFuel => {}
            Outcome::OutOfMemory { .. } => self.memory_stops += 1,
            Outcome::Done(value) => {
                assert_ne!(self.number, HOSTILE);
                let wanted = PROGRAMS[self.number % PROGRAMS.len()].1;
                assert_eq!(fiber.values().describe(&value), wanted, "machine {}", self.number);
                return true;
            }
            other => panic!("machine {}: {other:?}", self.number),
        }
        if self.number == HOSTILE && self.slices >= PATIENCE {
            drop(fiber);
            return true;
        }
        fiber.park();
        false
    }

    /// Everything that the program had is freed; the account says so.
    fn end(mut self) -> usize {
        if self.number != HOSTILE {
            self.machine.collect();
        }
        // The hostile one was stopped: ending its fiber has freed everything.
        let after = self.machine.memory();
        assert!(after <= self.before + (1 << 20), "{}: {after}, {}", self.number, self.before);
        assert_eq!(self.machine.close(), 0, "machine {}", self.number);
        self.memory_stops
    }
}

#[test]
fn two_hundred_machines_on_two_threads() {
    let engine = Arc::new(Engine::default());
    let witnesses = Arc::new(AtomicUsize::new(0));
    let queue: VecDeque<Job> = (0..MACHINES).map(|n| job(n, &engine, &witnesses)).collect();
    assert_eq!(witnesses.load(Ordering::SeqCst), MACHINES);
    let queue = Mutex::new(queue);
    let stops = Mutex::new(vec![0; MACHINES]);
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap().pop_front();
                    let Some(mut job) = next else { return };
                    if job.slice() {
                        let number = job.number;
                        let memory_stops = job.end();
                        stops.lock().unwrap()[number] = memory_stops;
                    } else {
                        queue.lock().unwrap().push_back(job);
                    }
                }
            });
        }
    });
    let stops = stops.into_inner().unwrap();
    assert!(stops[HOSTILE] > 0, "the hostile one has met its limit");
    assert!(stops.iter().enumerate().all(|(number, &n)| n == 0 || number == HOSTILE));
    assert!(queue.into_inner().unwrap().is_empty());
    assert_eq!(witnesses.load(Ordering::SeqCst), 0, "all machines are gone");
    assert_eq!(Arc::strong_count(&engine), 1);
}
