//! The interactive session: the inputs that are typed at a terminal, and what becomes of them.
//!
//! An input is complete when the parser says so. Ctrl-C clears the line or stops the evaluation, and
//! everything that was defined stays; Ctrl-D ends the session. `docs/repl.md` tells users more.

mod commands;
mod completion;
mod editor;
mod figures;
mod highlighting;
mod indentation;
mod inputs;
mod limit;
mod manual;
mod question;
mod session;
mod transcript;

use crate::arguments::RunOptions;
use crate::color::Color;
use crate::dump::summary;
use crate::status::Status;
use crate::{output, report};
use completion::Completion;
use inputs::{Input, Inputs, Place};
use question::Questions;
use session::Session;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Runs a session: on the terminal, or with inputs from a pipe.
pub(crate) fn interact(options: &RunOptions, color: Color) -> Status {
    let place = Place::of_process();
    let session = match Session::new(options, color, place == Place::Terminal) {
        Ok(session) => session,
        Err(status) => return status,
    };
    let interrupt = session.interrupt();
    let session = Arc::new(Mutex::new(session));
    let completion = Completion(session.clone());
    let mut inputs = Inputs::new(place, color, completion, interrupt);
    if place != Place::Pipe {
        say!("Monte {}. :help tells more, Ctrl-D ends.", env!("CARGO_PKG_VERSION"));
    }
    let mut goes_on = Ok(true);
    while matches!(goes_on, Ok(true)) {
        goes_on = match inputs.next() {
            Ok(Input::Text(text)) => {
                // While an input runs, nobody completes.
                let mut busy = lock(&session);
                let went = answer(&mut busy, &text, &mut inputs);
                if busy.leaves_much() {
                    clean_up(&session);
                }
                // From a pipe, Ctrl-C means all of it.
                went.map(|on| on && !(place == Place::Pipe && busy.interrupted))
            }
            Ok(Input::Nothing) => Ok(true),
            Ok(Input::End) => Ok(false),
            Err(error) => {
                let source = if place == Place::Pipe { "standard input" } else { "the terminal" };
                say!("monte: {source} failed: {}", crate::source::plain(&error));
                return Status::Failure;
            }
        }
    }
    let session = &mut *lock(&session);
    if options.stats {
        report::print_stats(&session.machine.vm);
    }
    if options.jit_stats {
        summary::print(&mut session.machine, &session.sources, color);
    }
    let status = match place {
        Place::Pipe if session.interrupted => Status::Interrupted,
        Place::Pipe if session.failed => Status::Failure,
        _ => Status::Success,
    };
    output::finish(goes_on.map(|_| ()), status)
}

fn lock(session: &Mutex<Session>) -> MutexGuard<'_, Session> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Frees what an evaluation has left behind, while its user reads and types.
fn clean_up(session: &Arc<Mutex<Session>>) {
    let session = session.clone();
    std::thread::spawn(move || lock(&session).machine.vm.end_fiber());
}

/// Answers an input; whether the session goes on.
fn answer(session: &mut Session, text: &str, inputs: &mut Inputs) -> std::io::Result<bool> {
    let questions = &mut Questions::new(inputs);
    if text.trim().is_empty() {
        return Ok(true);
    }
    match commands::split(text) {
        Some((name, argument)) => {
            commands::report(commands::run(session, name, argument, questions))
        }
        None => {
            let done = session.evaluate(text, questions)?;
            if !done && matches!(text.trim(), "exit" | "quit" | "help") {
                say!(":quit ends the session, :help tells more.");
            }
            Ok(true)
        }
    }
}
