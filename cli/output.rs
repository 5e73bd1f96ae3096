//! Results on standard output, and what becomes of a result that cannot be written: when nobody reads it
//! any more, it is dropped quietly; any other failure, such as a full disk, is a failure of the command.

use crate::source::plain;
use crate::status::Status;
use monte_vm::value::Value;
use monte_vm::vm::Vm;
use std::io::{ErrorKind, Result, Write};

/// Writes a text and a line end to standard output.
pub(crate) fn line(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Writes the text of a string value and a line end to standard output, piece by piece: it may be as long as memory allows,
/// and the reader slow, so a request to stop ends it: then there is no status.
pub(crate) fn value(vm: &Vm, value: Value) -> Option<Status> {
    let mut out = std::io::stdout().lock();
    let written = vm.text_in_pieces(value, |piece| {
        if vm.interrupt.is_pending() {
            return Err(ErrorKind::Interrupted.into());
        }
        out.write_all(piece.as_bytes())
    });
    let Some(written) = written else { return Some(Status::Success) };
    match written.and_then(|()| writeln!(out)).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::Interrupted => None,
        written => Some(finish(written, Status::Success)),
    }
}

/// The status of a command that has done its work with `status`, and has written its results.
pub(crate) fn finish(written: Result<()>, status: Status) -> Status {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            say!("monte: cannot write to standard output: {}", plain(&error));
            if status == Status::Success { Status::Failure } else { status }
        }
        _ => status,
    }
}
