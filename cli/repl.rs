//! The interactive session: a line editor on a terminal, and the inputs that it gives.
//!
//! An input is complete when the parser says so. Ctrl-C clears the line or stops the evaluation, and
//! everything that was defined stays; Ctrl-D ends the session.

mod line;
mod session;

use crate::arguments::RunOptions;
use crate::color::Color;
use crate::status::Status;
use reedline::{Reedline, Signal};
use session::Session;

const HELP: &str = "\
Type Monte code; an input that is not complete goes on in the next line.
  :help    this text
  :names   the names that this session has defined
  :quit    end the session (so does Ctrl-D)
Ctrl-C clears the line, or stops an evaluation; what was defined stays.";

/// Runs a session on the terminal.
pub(crate) fn interact(options: &RunOptions, color: Color) -> Status {
    let mut session = match Session::new(options, color) {
        Ok(session) => session,
        Err(message) => {
            say!("monte: {message}");
            return Status::Failure;
        }
    };
    let mut editor: Reedline = line::editor(color);
    println!("Monte {}. :help tells more, Ctrl-D ends.", env!("CARGO_PKG_VERSION"));
    loop {
        match editor.read_line(&line::MontePrompt) {
            Ok(Signal::Success(text)) => match text.trim() {
                "" => {}
                ":help" => println!("{HELP}"),
                ":quit" | ":q" => return Status::Success,
                ":names" => session.print_names(),
                command if command.starts_with(':') && !command.starts_with("::") => {
                    say!("There is no command {command}; :help lists them.");
                }
                _ => session.evaluate(&text),
            },
            Ok(Signal::CtrlC) => {}
            Ok(Signal::CtrlD) => return Status::Success,
            Ok(_) => {}
            Err(error) => {
                say!("monte: the terminal failed: {}", crate::source::plain(&error));
                return Status::Failure;
            }
        }
    }
}
