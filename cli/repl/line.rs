//! The line editor: prompt, history, and the parser as the judge of whether an input is complete.

use crate::color::Color;
use reedline::{
    FileBackedHistory, Prompt, PromptEditMode, PromptHistorySearch, Reedline, ValidationResult,
    Validator,
};
use std::borrow::Cow;
use std::path::PathBuf;

/// Inputs that the history keeps.
const HISTORY: usize = 10_000;

/// What stands before an input.
pub(crate) const PROMPT: &str = "monte> ";

/// What stands before the further lines of an input.
pub(crate) const CONTINUATION: &str = "    .. ";

/// [`PROMPT`] and [`CONTINUATION`], for the editor.
pub(crate) struct MontePrompt;

impl Prompt for MontePrompt {
    fn render_prompt_left(&self) -> Cow<'_, str> {
        Cow::Borrowed(PROMPT)
    }

    fn render_prompt_right(&self) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
        Cow::Borrowed("")
    }

    fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
        Cow::Borrowed(CONTINUATION)
    }

    fn render_prompt_history_search_indicator(&self, search: PromptHistorySearch) -> Cow<'_, str> {
        Cow::Owned(format!("(history: {}) ", search.term))
    }
}

struct ByParser;

impl Validator for ByParser {
    fn validate(&self, text: &str) -> ValidationResult {
        if is_complete(text) { ValidationResult::Complete } else { ValidationResult::Incomplete }
    }
}

/// Whether an input can be evaluated, or more lines could make it right. An indented block ends with an
/// empty line.
pub(crate) fn is_complete(text: &str) -> bool {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.starts_with(':') {
        return true;
    }
    let parse = monte_frontend::parse_module(text, "<input>");
    if parse.incomplete {
        return false;
    }
    !parse.ends_in_block || text.ends_with('\n')
}

/// The editor.
pub(crate) fn editor(color: Color) -> Reedline {
    let editor = Reedline::create()
        .with_validator(Box::new(ByParser))
        .with_ansi_colors(color.0)
        // What is pasted is one input, whichever of its lines would be complete.
        .use_bracketed_paste(true);
    let Some(path) = history_file() else { return editor };
    if let Some(folder) = path.parent() {
        // Without the folder the history lives as long as the session.
        let _ = std::fs::create_dir_all(folder);
    }
    match FileBackedHistory::with_file(HISTORY, path) {
        Ok(history) => editor.with_history(Box::new(history)),
        Err(_) => editor,
    }
}

/// `MONTE_HISTORY`, else a file in the user's state folder; an empty `MONTE_HISTORY` means none.
fn history_file() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("MONTE_HISTORY") {
        return (!path.is_empty()).then(|| PathBuf::from(path));
    }
    let state = std::env::var_os("XDG_STATE_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".local/state")))?;
    Some(state.join("monte").join("history"))
}

#[cfg(test)]
mod tests {
    use super::is_complete;

    #[test]
    fn the_parser_judges() {
        for text in ["1 + 1", "def x := 3", ":help", "", "def f(x) { return x }", "1 +* 2"] {
            assert!(is_complete(text), "{text}");
        }
        for text in ["def f(x) {", "[1,", "f(", "def f(x):\n    return x"] {
            assert!(!is_complete(text), "{text}");
        }
        assert!(is_complete("def f(x):\n    return x\n"));
    }
}
