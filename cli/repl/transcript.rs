//! `:save` and `:load`: inputs in a file.
//!
//! A saved session is a text of inputs, each behind a line of its own that says so, since a later input may
//! define a name again, which one program may not. A file without such lines is one program.

use super::commands::Did;
use super::question::Questions;
use super::session::Session;
use crate::source::{Source, plain};
use std::path::PathBuf;

/// The line in front of each input; a comment, for those who read the file as a program.
const MARK: &str = "# monte input";

/// Writes the inputs that ran to their end.
pub(crate) fn save(session: &mut Session, file: &str, _: &mut Questions<'_>) -> Did {
    let mut text = String::new();
    for input in &session.succeeded {
        text.push_str(MARK);
        text.push('\n');
        text.push_str(input.trim_end());
        text.push('\n');
    }
    match std::fs::write(path(file), text) {
        Ok(()) => Did::Print(format!("{} saved in {file}", count(session.succeeded.len()))),
        Err(error) => Did::Fail(format!("cannot write {file}: {}", plain(&error))),
    }
}

/// Evaluates the inputs of a file, up to the first that fails.
pub(crate) fn load(session: &mut Session, file: &str, ask: &mut Questions<'_>) -> Did {
    let Ok(source) = Source::read(&path(file)) else { return Did::Nothing };
    let inputs = inputs_of(&source.text);
    let Some(inputs) = inputs else {
        let text = if monte_frontend::literate::is_literate(file) {
            monte_frontend::literate::code_of(&source.text)
        } else {
            source.text
        };
        return match session.evaluate_from(Some(file), &text, ask) {
            Ok(_) => Did::Nothing,
            Err(error) => Did::Broken(error),
        };
    };
    for (i, input) in inputs.iter().enumerate() {
        match session.evaluate_from(Some(file), input, ask) {
            Ok(true) => {}
            Ok(false) => {
                let left = inputs.len() - i - 1;
                return if left == 0 { Did::Nothing } else { Did::Fail(not_read(left)) };
            }
            Err(error) => return Did::Broken(error),
        }
    }
    Did::Nothing
}

fn not_read(left: usize) -> String {
    format!("{} behind it not evaluated", count(left))
}

/// The inputs of a saved session.
fn inputs_of(text: &str) -> Option<Vec<String>> {
    if text.lines().next() != Some(MARK) {
        return None;
    }
    let mut inputs: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        match inputs.last_mut() {
            _ if line.trim_end() == MARK => inputs.push(String::new()),
            Some(input) => input.push_str(line),
            None => {}
        }
    }
    Some(inputs)
}

/// The path that a user has written; `~/` is the home.
fn path(file: &str) -> PathBuf {
    match (file.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(file),
    }
}

fn count(number: usize) -> String {
    format!("{number} input{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{MARK, inputs_of};

    #[test]
    fn inputs_stand_behind_marks() {
        let text = format!("{MARK}\ndef x := 1\n{MARK}\ndef f():\n    return x\n");
        let inputs = inputs_of(&text);
        assert_eq!(inputs.unwrap_or_default(), ["def x := 1\n", "def f():\n    return x\n"]);
        assert_eq!(inputs_of("def x := 1\n"), None);
    }
}
