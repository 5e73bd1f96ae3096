//! What inputs have used: fuel, time, collections; for `:stats`.

use crate::report;
use monte_vm::vm::Vm;
use std::time::{Duration, Instant};

/// What an input has used.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Usage {
    fuel: u64,
    time: Duration,
    minor: u64,
    full: u64,
}

/// What the last input has used, and all of them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Figures {
    last: Usage,
    total: Usage,
}

/// The state of the machine before an input.
pub(crate) struct Meter {
    before: Usage,
    began: Instant,
}

fn counters(vm: &Vm) -> Usage {
    let heap = vm.heap.stats();
    let time = Duration::ZERO;
    Usage { fuel: vm.fuel_used, time, minor: heap.minor_collections, full: heap.full_collections }
}

impl Meter {
    /// Begins with an input.
    pub(crate) fn start(vm: &Vm) -> Meter {
        Meter { before: counters(vm), began: Instant::now() }
    }

    /// What the input has used; its user was asked for so long.
    pub(crate) fn stop(self, vm: &Vm, asked: Duration) -> Usage {
        let (now, before) = (counters(vm), self.before);
        Usage {
            fuel: now.fuel - before.fuel,
            time: self.began.elapsed().saturating_sub(asked),
            minor: now.minor - before.minor,
            full: now.full - before.full,
        }
    }
}

impl Figures {
    /// Counts an input.
    pub(crate) fn add(&mut self, usage: Usage) {
        self.last = usage;
        self.total.fuel += usage.fuel;
        self.total.time += usage.time;
        self.total.minor += usage.minor;
        self.total.full += usage.full;
    }

    /// The figures as a table.
    pub(crate) fn table(&self, vm: &Vm) -> String {
        let heap = vm.heap.stats();
        let (last, total) = (&self.last, &self.total);
        let time = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
        let rows: [(&str, String, String); 7] = [
            ("", "last input".to_owned(), "session".to_owned()),
            ("fuel", last.fuel.to_string(), total.fuel.to_string()),
            ("time", time(last.time), time(total.time)),
            ("collections of young objects", last.minor.to_string(), total.minor.to_string()),
            ("collections of all objects", last.full.to_string(), total.full.to_string()),
            ("memory reserved", String::new(), report::size(vm.heap.reserved())),
            ("memory reserved at most", String::new(), report::size(heap.peak_reserved)),
        ];
        let lines = rows.map(|(name, last, total)| {
            format!("{name:<30}{last:>14}{total:>14}").trim_end().to_owned()
        });
        lines.join("\n")
    }
}
