//! The interactive session: a line editor on a terminal, and the inputs that it gives.
//!
//! An input is complete when the parser says so. Ctrl-C clears the line or stops the evaluation, and
//! everything that was defined stays; Ctrl-D ends the session.

mod line;
mod session;

use crate::arguments::RunOptions;
use crate::color::Color;
use crate::output;
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
        Err(status) => return status,
    };
    let mut editor: Reedline = line::editor(color);
    let mut written = output::line(&format!(
        "Monte {}. :help tells more, Ctrl-D ends.",
        env!("CARGO_PKG_VERSION")
    ));
    while written.is_ok() {
        written = match editor.read_line(&line::MontePrompt) {
            Ok(Signal::Success(text)) => match text.trim() {
                "" => Ok(()),
                ":help" => output::line(HELP),
                ":quit" | ":q" => return Status::Success,
                ":names" => session.print_names(),
                command if command.starts_with(':') && !command.starts_with("::") => {
                    say!("There is no command {command}; :help lists them.");
                    Ok(())
                }
                _ => session.evaluate(&text),
            },
            Ok(Signal::CtrlD) => return Status::Success,
            Ok(_) => Ok(()),
            Err(error) => {
                say!("monte: the terminal failed: {}", crate::source::plain(&error));
                return Status::Failure;
            }
        }
    }
    output::finish(written, Status::Success)
}
