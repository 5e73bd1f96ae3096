//! Where the inputs of a session come from: the line editor; or plain lines when a part of the session is
//! not shown on the terminal (`monte > results`), since the editor could neither paint nor ask for the
//! cursor there, or when the terminal is a plain one (`TERM=dumb`); or a pipe, where nobody sees a prompt and nobody can be asked.
//!
//! A thread of its own reads lines, so that Ctrl-C is noticed while the session waits for one.

use super::completion::Completion;
use super::editor::{self, MontePrompt, QuestionPrompt};
use super::question::Asker;
use crate::color::Color;
use monte_vm::interp::Interrupt;
use reedline::{Reedline, Signal};
use std::io::{IsTerminal, Result, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How long Ctrl-C may go unnoticed while a line is awaited.
const POLL: Duration = Duration::from_millis(20);

/// An input that is longer than this ends with a line that is not indented: to parse it anew at each of its
/// lines would take too long.
const LONG: usize = 16 * 1024;

/// The source of the inputs.
pub(crate) enum Inputs {
    /// The line editor.
    Editor(Box<Reedline>, Color),
    /// Lines as the terminal gives them.
    Lines(Lines),
    /// Lines from somewhere else.
    Pipe(Lines),
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

/// Where the streams of this process lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// All of them to the terminal.
    Terminal,
    /// Inputs come from the terminal, but not all that is said goes there, or it can do no more than print.
    Redirected,
    /// Inputs come from somewhere else.
    Pipe,
}

impl Place {
    /// Looks.
    pub(crate) fn of_process() -> Place {
        if !std::io::stdin().is_terminal() {
            Place::Pipe
        } else if std::io::stdout().is_terminal()
            && std::io::stderr().is_terminal()
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        {
            Place::Terminal
        } else {
            Place::Redirected
        }
    }
}

impl Inputs {
    /// The source of the inputs at a place.
    pub(crate) fn new(
        place: Place,
        color: Color,
        completion: Completion,
        interrupt: Interrupt,
    ) -> Inputs {
        match place {
            Place::Terminal => Inputs::Editor(Box::new(editor::editor(color, completion)), color),
            Place::Redirected => Inputs::Lines(Lines::new(interrupt)),
            Place::Pipe => Inputs::Pipe(Lines::new(interrupt)),
        }
    }

    /// Waits for the next input.
    pub(crate) fn next(&mut self) -> Result<Input> {
        match self {
            Inputs::Editor(editor, _) => Ok(match editor.read_line(&MontePrompt)? {
                Signal::Success(text) => {
                    // A history that cannot be written is no reason to stop.
                    let _ = editor.sync_history();
                    Input::Text(text)
                }
                Signal::CtrlD => Input::End,
                _ => Input::Nothing,
            }),
            Inputs::Lines(lines) => lines.input([editor::PROMPT, editor::CONTINUATION]),
            Inputs::Pipe(lines) => lines.input(["", ""]),
        }
    }
}

impl Asker for Inputs {
    fn answer(&mut self, question: &str) -> Option<String> {
        match self {
            Inputs::Editor(_, color) => {
                match editor::of_questions(*color).read_line(&QuestionPrompt(question)) {
                    Ok(Signal::Success(text)) => Some(text),
                    _ => None,
                }
            }
            Inputs::Lines(lines) => match lines.line(question) {
                Line::Text(text) => Some(text),
                _ => {
                    say!();
                    None
                }
            },
            Inputs::Pipe(_) => None,
        }
    }
}

/// Lines from standard input.
pub(crate) struct Lines {
    interrupt: Interrupt,
    requests: Sender<()>,
    lines: Receiver<Result<String>>,
    /// A line was asked for and has not come.
    requested: bool,
}

enum Line {
    Text(String),
    Interrupted,
    End,
    Failed(std::io::Error),
}

impl Lines {
    fn new(interrupt: Interrupt) -> Lines {
        let (requests, requested) = channel::<()>();
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for () in requested {
                let mut line = String::new();
                let read = std::io::stdin().read_line(&mut line);
                if sender.send(read.map(|_| line)).is_err() {
                    return;
                }
            }
        });
        Lines { interrupt, requests, lines, requested: false }
    }

    /// Waits for a line, or Ctrl-C.
    fn line(&mut self, question: &str) -> Line {
        // What comes once the question is there is meant for it.
        self.interrupt.clear();
        prompt(question);
        if !self.requested && self.requests.send(()).is_err() {
            return Line::End;
        }
        self.requested = true;
        loop {
            let read = match self.lines.recv_timeout(POLL) {
                Ok(read) => read,
                Err(RecvTimeoutError::Timeout) if self.interrupt.is_pending() => {
                    self.interrupt.clear();
                    return Line::Interrupted;
                }
                Err(RecvTimeoutError::Timeout) => continue,
                Err(RecvTimeoutError::Disconnected) => return Line::End,
            };
            self.requested = false;
            return match read {
                Ok(line) if line.is_empty() => Line::End,
                Ok(line) => Line::Text(line),
                Err(error) => Line::Failed(error),
            };
        }
    }

    /// Reads lines until they are complete. The end of the stream (Ctrl-D) ends an input that is not.
    fn input(&mut self, prompts: [&str; 2]) -> Result<Input> {
        let mut text = String::new();
        loop {
            match self.line(prompts[usize::from(!text.is_empty())]) {
                Line::Text(line) => text.push_str(&line),
                Line::Failed(error) => return Err(error),
                Line::Interrupted if prompts[0].is_empty() => return Ok(Input::End),
                Line::Interrupted => {
                    say!();
                    return Ok(Input::Nothing);
                }
                Line::End => {
                    if !prompts[0].is_empty() {
                        say!();
                    }
                    return Ok(if text.is_empty() { Input::End } else { Input::Text(text) });
                }
            }
            let end = text.strip_suffix('\n').map_or(text.len(), str::len);
            let start = text[..end].rfind('\n').map_or(0, |at| at + 1);
            if end > LONG && text[start..end].starts_with(' ') {
                continue;
            }
            if editor::is_complete(&text[..end]) {
                return Ok(Input::Text(text));
            }
        }
    }
}

/// Writes a prompt. The results go elsewhere; the prompt, like all that is no result, to standard error.
fn prompt(text: &str) {
    let mut err = std::io::stderr().lock();
    let _ = write!(err, "{text}").and_then(|()| err.flush());
}
