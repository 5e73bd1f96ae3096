//! Symbols of machine code for `perf`, in files where it looks for them.
//!
//! `/tmp/perf-PID.map` has a line for each function: address, size, name. `/tmp/jit-PID.dump` has the functions themselves, with the
//! times at which they were made, so that `perf inject --jit` can tell those apart that were at the same address.

use crate::arguments::Perf;
use monte_jit::Listener;
use std::fs::File;
use std::io::{self, Write};

/// What is to be told of each function, or why that cannot be.
pub(crate) fn listener(kind: Perf) -> io::Result<Listener> {
    match kind {
        Perf::Map => map(),
        Perf::Dump => dump(),
    }
}

fn map() -> io::Result<Listener> {
    let mut file = File::create(format!("/tmp/perf-{}.map", std::process::id()))?;
    Ok(Box::new(move |code| {
        let (start, size) = (code.bytes.as_ptr() as usize, code.bytes.len());
        let line = format!("{start:x} {size:x} {}\n", code.name);
        // A profile without symbols is no reason to stop the program.
        let _ = file.write_all(line.as_bytes());
    }))
}

#[cfg(target_os = "linux")]
fn dump() -> io::Result<Listener> {
    use wasmtime_internal_jit_debug::perf_jitdump::JitDumpFile;
    /// The number of this processor in the format ELF.
    const PROCESSOR: u32 = if cfg!(target_arch = "aarch64") { 183 } else { 62 };
    let process = std::process::id();
    let path = format!("/tmp/jit-{process}.dump");
    // One of an earlier process of this number would be continued.
    File::create(&path)?;
    let mut file = JitDumpFile::new(&path, PROCESSOR)?;
    Ok(Box::new(move |code| {
        let time = file.get_time_stamp();
        // The program runs on the process's first thread, whose number is that of the process.
        let _ = file.dump_code_load_record(code.name, code.bytes, time, process, process);
    }))
}

#[cfg(not(target_os = "linux"))]
fn dump() -> io::Result<Listener> {
    Err(io::ErrorKind::Unsupported.into())
}
