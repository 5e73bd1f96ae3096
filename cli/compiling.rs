//! Compiling a text so that Ctrl-C and the time limit hold: a long text is compiled by a thread of its own, which
//! is left alone when nobody waits for it any more. It shares nothing with the machine. A text that
//! would need more memory than there is to be used is not compiled.

use crate::source::Source;
use monte_compiler::unit::Unit;
use monte_expander::{Environment, Passes};
use monte_frontend::diagnostic::Diagnostic;
use monte_vm::interp::{Interrupt, Why};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// A text of so many bytes is compiled so soon that no thread is needed.
const SHORT: usize = 8 * 1024;

/// Bytes that the stages reserve at most for a byte of text.
const EXPANSION: usize = 192;

/// How long Ctrl-C may go unnoticed.
const POLL: Duration = Duration::from_millis(5);

/// What has become of a text.
pub(crate) enum Compiled {
    /// It is compiled.
    Unit(Arc<Unit>),
    /// It has mistakes.
    Wrong(Vec<Diagnostic>),
    /// Nobody wants it any more.
    Stopped(Why),
    /// It is too long for the memory limit.
    TooLong,
}

impl From<Result<Unit, Vec<Diagnostic>>> for Compiled {
    fn from(result: Result<Unit, Vec<Diagnostic>>) -> Compiled {
        match result {
            Ok(unit) => Compiled::Unit(Arc::new(unit)),
            Err(diagnostics) => Compiled::Wrong(diagnostics),
        }
    }
}

/// Compiles a text, unless it is interrupted or takes longer than this.
pub(crate) fn compile(
    source: &Source,
    environment: Environment,
    passes: Passes,
    interrupt: &Interrupt,
    time: Option<Duration>,
    memory: usize,
) -> Compiled {
    if source.text.len() <= SHORT {
        return monte_pipeline::compile(source.into(), &environment, passes).into();
    }
    if source.text.len().saturating_mul(EXPANSION) > memory {
        return Compiled::TooLong;
    }
    let began = Instant::now();
    let source = source.clone();
    let (sender, compiled) = channel();
    std::thread::spawn(move || {
        let result = monte_pipeline::compile((&source).into(), &environment, passes);
        // Nobody may be waiting any more.
        let _ = sender.send(result);
    });
    loop {
        match compiled.recv_timeout(POLL) {
            Ok(result) => return result.into(),
            Err(RecvTimeoutError::Disconnected) => return Compiled::Wrong(Vec::new()),
            Err(RecvTimeoutError::Timeout) if let Some(why) = interrupt.take() => {
                return Compiled::Stopped(why);
            }
            Err(RecvTimeoutError::Timeout) if time.is_some_and(|time| began.elapsed() > time) => {
                return Compiled::Stopped(Why::Deadline);
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}
