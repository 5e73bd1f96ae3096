//! Results on standard output, and what becomes of a result that cannot be written: when nobody reads it
//! any more, it is dropped quietly; any other failure, such as a full disk, is a failure of the command.

use crate::source::plain;
use crate::status::Status;
use std::io::{ErrorKind, Result, Write};

/// Writes a text and a line end to standard output.
pub(crate) fn line(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
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
