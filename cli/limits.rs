//! What a program may use: the default memory limit, the deadline, and Ctrl-C.

use crate::arguments::{MemoryLimit, RunOptions};
use monte_vm::interp::{Interrupt, Why};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// The memory limit in bytes.
pub(crate) fn memory(options: &RunOptions) -> usize {
    match options.memory_limit {
        Some(MemoryLimit::Bytes(bytes)) => bytes,
        Some(MemoryLimit::Unlimited) => usize::MAX,
        None => machine_memory().map_or(usize::MAX, |bytes| bytes / 4 * 3),
    }
}

/// The memory of the machine, or of the control group that the process is in, whichever is less.
fn machine_memory() -> Option<usize> {
    let group = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        .iter()
        .find_map(|path| std::fs::read_to_string(path).ok()?.trim().parse::<usize>().ok());
    let total = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
        line.split_whitespace().nth(1)?.parse::<usize>().ok().map(|kib| kib * 1024)
    });
    match (group, total) {
        (Some(group), Some(total)) => Some(group.min(total)),
        (group, total) => group.or(total),
    }
}

/// A time after which the machine is stopped, unless this is dropped before.
pub(crate) struct Deadline {
    /// The watcher waits for this end to go away.
    _cancel: Sender<()>,
}

impl Deadline {
    /// Stops the machine after a time.
    pub(crate) fn new(interrupt: Interrupt, after: Duration) -> Deadline {
        let (cancel, cancelled) = channel();
        std::thread::spawn(move || {
            if cancelled.recv_timeout(after) == Err(RecvTimeoutError::Timeout) {
                interrupt.raise(Why::Deadline);
            }
        });
        Deadline { _cancel: cancel }
    }
}

/// Stops the machine on Ctrl-C. A failure to install the handler leaves the system's own in place.
pub(crate) fn on_ctrl_c(interrupt: Interrupt) {
    let Ok(mut signals) = signal_hook::iterator::Signals::new([signal_hook::consts::SIGINT]) else {
        return;
    };
    std::thread::spawn(move || {
        for _ in signals.forever() {
            interrupt.raise(Why::User);
        }
    });
}
