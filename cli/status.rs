//! Exit statuses: one table, which the help text and the README repeat.

use std::process::ExitCode;

/// How the process ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The program ran to its end.
    Success,
    /// The program failed: an uncaught problem, or a result that cannot be written.
    Failure,
    /// It could not start: usage, a syntax or static error, a file that cannot be read.
    Usage,
    /// The memory limit was reached.
    OutOfMemory,
    /// The fuel was used up.
    OutOfFuel,
    /// The deadline has passed.
    Timeout,
    /// Ctrl-C.
    Interrupted,
    /// What the program itself asked for.
    Program(u8),
}

impl Status {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            Status::Success => 0,
            Status::Failure => 1,
            Status::Usage => 2,
            Status::OutOfFuel => 4,
            Status::OutOfMemory => 5,
            Status::Timeout => 6,
            Status::Interrupted => 130,
            Status::Program(code) => code,
        }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(status.code())
    }
}

/// The table, for the help text.
pub(crate) const HELP: &str = "Exit status: 0 the program ran to its end; 1 it failed (uncaught problem, \
unwritable result); 2 it could not start (usage, syntax or static error, missing file); 4 out of fuel; 5 out of memory; \
6 out of time; 130 interrupted.";
