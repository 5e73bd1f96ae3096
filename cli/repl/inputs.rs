//! Where the inputs of a session come from: the line editor; or plain lines when a part of the session is
//! not shown on the terminal (`monte > results`), since the editor could neither paint nor ask for the
//! cursor there.

use super::line::{self, MontePrompt};
use crate::color::Color;
use reedline::{Reedline, Signal};
use std::io::{IsTerminal, Result, Write};

/// The source of the inputs.
pub(crate) enum Inputs {
    /// The line editor.
    Editor(Box<Reedline>),
    /// Lines as the terminal gives them.
    Lines,
}

/// What the user has given.
pub(crate) enum Input {
    /// An input.
    Text(String),
    /// An input that was dropped, or none.
    Nothing,
    /// The end of the session.
    End,
}

impl Inputs {
    /// The editor if it can work.
    pub(crate) fn new(color: Color) -> Inputs {
        if std::io::stdout().is_terminal() && std::io::stderr().is_terminal() {
            Inputs::Editor(Box::new(line::editor(color)))
        } else {
            Inputs::Lines
        }
    }

    /// Waits for the next input.
    pub(crate) fn next(&mut self) -> Result<Input> {
        match self {
            Inputs::Editor(editor) => Ok(match editor.read_line(&MontePrompt)? {
                Signal::Success(text) => Input::Text(text),
                Signal::CtrlD => Input::End,
                _ => Input::Nothing,
            }),
            Inputs::Lines => read_lines(),
        }
    }
}

/// Reads lines until they are complete. The end of the stream (Ctrl-D) ends an input that is not.
fn read_lines() -> Result<Input> {
    let mut text = String::new();
    let mut prompt = line::PROMPT;
    loop {
        // The results go elsewhere; the prompt, like all that is no result, to standard error.
        let mut err = std::io::stderr().lock();
        let _ = write!(err, "{prompt}").and_then(|()| err.flush());
        drop(err);
        let start = text.len();
        if std::io::stdin().read_line(&mut text)? == 0 {
            say!();
            return Ok(if start == 0 { Input::End } else { Input::Text(text) });
        }
        let line_end = text.strip_suffix('\n').map_or(text.len(), str::len);
        if line::is_complete(&text[..line_end]) {
            return Ok(Input::Text(text));
        }
        prompt = line::CONTINUATION;
    }
}
