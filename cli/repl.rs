//! The interactive session: the inputs that are typed at a terminal, and what becomes of them.
//!
//! An input is complete when the parser says so. Ctrl-C clears the line or stops the evaluation, and
//! everything that was defined stays; Ctrl-D ends the session.

mod inputs;
mod line;
mod session;

use crate::arguments::RunOptions;
use crate::color::Color;
use crate::output;
use crate::status::Status;
use inputs::{Input, Inputs};
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
    let mut inputs = Inputs::new(color);
    say!("Monte {}. :help tells more, Ctrl-D ends.", env!("CARGO_PKG_VERSION"));
    let mut written = Ok(());
    while written.is_ok() {
        written = match inputs.next() {
            Ok(Input::Text(text)) => match text.trim() {
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
            Ok(Input::Nothing) => Ok(()),
            Ok(Input::End) => return Status::Success,
            Err(error) => {
                say!("monte: the terminal failed: {}", crate::source::plain(&error));
                return Status::Failure;
            }
        }
    }
    output::finish(written, Status::Success)
}
