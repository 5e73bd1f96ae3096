//! The line editor: prompts, keys, history, and the parser as the judge of whether an input is complete.

use super::completion::Completion;
use super::highlighting::ByLexer;
use super::indentation::{self, Rule};
use crate::color::Color;
use nu_ansi_term::Style;
use reedline::{
    ColumnarMenu, DefaultHinter, EditCommand, Emacs, FileBackedHistory, KeyCode, KeyModifiers,
    MenuBuilder, Prompt, PromptEditMode, PromptHistorySearch, Reedline, ReedlineEvent,
    ReedlineMenu, ValidationResult, Validator, default_emacs_keybindings,
};
use std::borrow::Cow;
use std::path::PathBuf;

/// Inputs that the history keeps.
const HISTORY: usize = 10_000;

/// What stands before an input.
pub(crate) const PROMPT: &str = "monte> ";

/// The end of [`PROMPT`].
const INDICATOR: &str = "> ";

/// What stands before the further lines of an input.
pub(crate) const CONTINUATION: &str = "    .. ";

/// [`PROMPT`] and [`CONTINUATION`], for the editor.
pub(crate) struct MontePrompt;

/// A question, for the editor.
pub(crate) struct QuestionPrompt<'a>(pub &'a str);

/// The last characters of a prompt stand apart: the editor miscounts the lines of one without an indicator when it
/// does not fit the terminal.
macro_rules! prompt {
    ($me:ident: $text:expr, $indicator:expr, $continuation:expr) => {
        fn render_prompt_left(&self) -> Cow<'_, str> {
            let $me = self;
            Cow::Borrowed($text.trim_end_matches($indicator))
        }

        fn render_prompt_right(&self) -> Cow<'_, str> {
            Cow::Borrowed("")
        }

        fn render_prompt_indicator(&self, _: PromptEditMode) -> Cow<'_, str> {
            Cow::Borrowed($indicator)
        }

        fn render_prompt_multiline_indicator(&self) -> Cow<'_, str> {
            Cow::Borrowed($continuation)
        }

        fn render_prompt_history_search_indicator(
            &self,
            search: PromptHistorySearch,
        ) -> Cow<'_, str> {
            Cow::Owned(format!("{}(history: {}) ", $indicator, search.term))
        }

        fn get_indicator_color(&self) -> reedline::Color {
            self.get_prompt_color()
        }
    };
}

impl Prompt for MontePrompt {
    prompt! { _me: PROMPT, INDICATOR, CONTINUATION }
}

impl Prompt for QuestionPrompt<'_> {
    prompt! { me: me.0, " ", "" }
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
    let parse = monte_frontend::parse_input(text);
    if parse.incomplete {
        return false;
    }
    let last = text.rsplit_once('\n').map(|(_, line)| line);
    !parse.ends_in_block || last.is_some_and(|line| line.trim().is_empty())
}

/// The name of the menu with completions.
const COMPLETIONS: &str = "completions";

/// The editor.
pub(crate) fn editor(color: Color, completion: Completion) -> Reedline {
    let menu = ColumnarMenu::default().with_name(COMPLETIONS).with_marker(INDICATOR);
    let mut editor = Reedline::create()
        .with_validator(Box::new(ByParser))
        .with_completer(Box::new(completion))
        .with_menu(ReedlineMenu::EngineCompleter(Box::new(menu.with_word_chars("_:"))))
        .with_quick_completions(true)
        .with_partial_completions(true)
        .with_edit_mode(Box::new(keys()))
        .with_ansi_colors(color.0)
        // What is pasted is one input, whichever of its lines would be complete.
        .use_bracketed_paste(true);
    for rule in [Rule::Indent, Rule::Close, Rule::Backspace] {
        editor = editor.with_menu(indentation::menu(rule));
    }
    if color.0 {
        let hinter = DefaultHinter::default().with_style(Style::new().dimmed());
        editor = editor.with_highlighter(Box::new(ByLexer)).with_hinter(Box::new(hinter));
    }
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

/// An editor for answers to questions.
pub(crate) fn of_questions(color: Color) -> Reedline {
    Reedline::create().with_ansi_colors(color.0)
}

/// What keys mean beyond the usual.
fn keys() -> Emacs {
    use KeyModifiers as With;
    let mut keys = default_emacs_keybindings();
    let apply = |rule: Rule| ReedlineEvent::Menu(rule.name().to_owned());
    let edit = |command| ReedlineEvent::Edit(vec![command]);
    // Where a search of the history is open, only the last event of each list means something.
    let first_of = ReedlineEvent::UntilFound;
    let both = |first, second| ReedlineEvent::Multiple(vec![first, second]);
    keys.add_binding(
        With::NONE,
        KeyCode::Enter,
        first_of(vec![both(ReedlineEvent::Enter, apply(Rule::Indent)), ReedlineEvent::Enter]),
    );
    for with in [With::ALT, With::SHIFT] {
        let new_line = edit(EditCommand::InsertNewline);
        keys.add_binding(with, KeyCode::Enter, both(new_line, apply(Rule::Indent)));
    }
    for closer in ['}', ')', ']'] {
        let insert = edit(EditCommand::InsertChar(closer));
        keys.add_binding(
            With::NONE,
            KeyCode::Char(closer),
            first_of(vec![both(insert.clone(), apply(Rule::Close)), insert]),
        );
    }
    keys.add_binding(
        With::NONE,
        KeyCode::Backspace,
        first_of(vec![apply(Rule::Backspace), edit(EditCommand::Backspace)]),
    );
    keys.add_binding(
        With::NONE,
        KeyCode::Tab,
        first_of(vec![ReedlineEvent::Menu(COMPLETIONS.to_owned()), ReedlineEvent::MenuNext]),
    );
    keys.add_binding(With::SHIFT, KeyCode::BackTab, ReedlineEvent::MenuPrevious);
    Emacs::new(keys)
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
        assert!(is_complete("def f(x):\n    return x\n    "));
    }
}
