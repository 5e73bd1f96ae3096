//! Indentation while an input of several lines is typed: a new line begins below the one before, deeper
//! behind an opened bracket or a colon; a closing bracket goes to the line that opened it; Backspace in
//! front of a line's text takes a whole step back.
//!
//! The editor offers one place where the text may be changed by code of ours in the order of the keys: a menu
//! that opens. So each rule is a menu that is never shown.

use monte_frontend::lexer::lex;
use monte_frontend::names::Names;
use monte_frontend::token::{Spanned, Token};
use reedline::{
    Completer, Editor, LineBuffer, Menu, MenuEvent, MenuSettings, Painter, ReedlineMenu,
    Suggestion, UndoBehavior,
};

/// Columns of a step.
const STEP: usize = 4;

/// What is done to the text before the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Indent a line that has just begun.
    Indent,
    /// Move a bracket that has just been closed below its opener.
    Close,
    /// Delete to the left.
    Backspace,
}

impl Rule {
    /// The name of its menu.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Rule::Indent => "indent",
            Rule::Close => "close",
            Rule::Backspace => "backspace",
        }
    }

    fn apply(self, buffer: &mut LineBuffer) {
        let before = &buffer.get_buffer()[..buffer.insertion_point()];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = &before[line_start..];
        match self {
            Rule::Indent if line.is_empty() && line_start > 0 => {
                let columns = below(&before[..line_start]);
                buffer.insert_str(&" ".repeat(columns));
            }
            Rule::Close if line_start > 0 && is_closer_alone(line) => {
                if let Some(columns) = of_opener(before) {
                    let text = line.trim_start().to_owned();
                    let end = before.len();
                    buffer.replace_range(line_start..end, &(" ".repeat(columns) + &text));
                    buffer.set_insertion_point(line_start + columns + text.len());
                }
            }
            Rule::Backspace if !line.is_empty() && line.bytes().all(|byte| byte == b' ') => {
                let (columns, end) = ((line.len() - 1) / STEP * STEP, before.len());
                buffer.replace_range(line_start + columns..end, "");
                buffer.set_insertion_point(line_start + columns);
            }
            Rule::Backspace => buffer.delete_left_grapheme(),
            Rule::Indent | Rule::Close => {}
        }
    }
}

fn is_closer_alone(line: &str) -> bool {
    matches!(line.trim_start(), "}" | ")" | "]")
}

fn tokens(text: &str) -> Option<Vec<Spanned>> {
    let lexed = lex(text, &mut Names::new(), &[]);
    (!lexed.unfinished).then_some(lexed.tokens)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The columns of a line below a text, which ends with a line end: as the line above, or as the line that
/// opened what the line above has closed; and a step more behind a bracket that the line above leaves open, or behind
/// its colon or arrow.
fn below(text: &str) -> usize {
    // In the middle of a literal every blank counts.
    let Some(tokens) = tokens(text) else { return 0 };
    let is_code = |token: &&Spanned| !matches!(token.token, Token::Newline | Token::Comment);
    let Some(last) = tokens.iter().rev().find(is_code) else { return 0 };
    let line_of = |token: &Spanned| {
        let start = token.span.start as usize;
        text[..start].rfind('\n').map_or(0, |at| at + 1)
    };
    let above = text.trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
    let mut columns = indentation(&text[above..]);
    let mut open = Vec::new();
    for token in &tokens {
        match token.token {
            token if is_opener(token) => {}
            Token::RBrace | Token::RParen | Token::RBracket => {
                let opener = open.pop();
                if let Some(line) = opener.filter(|&line| line < above && line_of(token) == above) {
                    columns = indentation(&text[line..]);
                }
                continue;
            }
            _ => continue,
        }
        open.push(line_of(token));
    }
    let deeper = open.last() == Some(&above) || matches!(last.token, Token::Colon | Token::Arrow);
    columns + if deeper { STEP } else { 0 }
}

fn is_opener(token: Token) -> bool {
    matches!(
        token,
        Token::LBrace | Token::LParen | Token::LBracket | Token::DollarBrace | Token::AtBrace
    )
}

/// The indentation of the line with the bracket that the last one of a text closes.
fn of_opener(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    let tokens = tokens(text)?;
    let (last, before) = tokens.split_last()?;
    for token in before {
        match token.token {
            opener if is_opener(opener) => open.push(token.span.start as usize),
            Token::RBrace | Token::RParen | Token::RBracket => drop(open.pop()),
            _ => {}
        }
    }
    if last.span.end as usize != text.len() {
        return None;
    }
    let opener = open.pop()?;
    let line_start = text[..opener].rfind('\n').map_or(0, |at| at + 1);
    Some(indentation(&text[line_start..]))
}

/// The menu that carries out a rule.
pub(crate) fn menu(rule: Rule) -> ReedlineMenu {
    let settings = MenuSettings::default().with_name(rule.name());
    ReedlineMenu::HistoryMenu(Box::new(Unseen { settings, rule }))
}

/// A menu that changes the text when it opens, and stays closed.
struct Unseen {
    settings: MenuSettings,
    rule: Rule,
}

impl Menu for Unseen {
    fn settings(&self) -> &MenuSettings {
        &self.settings
    }

    fn is_active(&self) -> bool {
        false
    }

    fn set_active(&mut self, _: bool) {}

    fn clear_input(&mut self) {}

    fn menu_event(&mut self, _: MenuEvent) {}

    fn can_quick_complete(&self) -> bool {
        false
    }

    fn can_partially_complete(
        &mut self,
        _: bool,
        editor: &mut Editor,
        _: &mut dyn Completer,
    ) -> bool {
        let rule = self.rule;
        let undo = match rule {
            Rule::Backspace => UndoBehavior::Backspace(None),
            _ => UndoBehavior::CreateUndoPoint,
        };
        editor.edit_buffer(|buffer| rule.apply(buffer), undo);
        true
    }

    fn update_values(&mut self, _: &mut Editor, _: &mut dyn Completer) {}

    fn reset_position(&mut self) {}

    fn update_working_details(&mut self, _: &mut Editor, _: &mut dyn Completer, _: &Painter) {}

    fn replace_in_buffer(&self, _: &mut Editor) {}

    fn menu_required_lines(&self, _: u16) -> u16 {
        0
    }

    fn menu_string(&self, _: u16, _: bool) -> String {
        String::new()
    }

    fn min_rows(&self) -> u16 {
        0
    }

    fn get_values(&self) -> &[Suggestion] {
        &[]
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, below};
    use reedline::LineBuffer;

    fn applied(rule: Rule, text: &str) -> String {
        let mut buffer = LineBuffer::new();
        buffer.set_buffer(text.to_owned());
        buffer.move_to_end();
        rule.apply(&mut buffer);
        buffer.get_buffer().to_owned()
    }

    #[test]
    fn lines_stand_below_each_other() {
        assert_eq!(below("def f(x) {\n"), 4);
        assert_eq!(below("def f(x) { # why\n"), 4);
        assert_eq!(below("def f(x):\n    if (x):\n"), 8);
        assert_eq!(below("def f(x) {\n    g(x)\n"), 4);
        assert_eq!(below("  f(1,\n"), 6);
        assert_eq!(below("  f(1,\n      2)\n"), 2);
        assert_eq!(below("f(1,\n    2) {\n"), 4);
        assert_eq!(below("} else {\n"), 4);
        assert_eq!(below("def s := \"{\n"), 0);
    }

    #[test]
    fn a_closing_bracket_goes_to_its_line() {
        assert_eq!(applied(Rule::Close, "def f(x) {\n    g()\n    }"), "def f(x) {\n    g()\n}");
        assert_eq!(applied(Rule::Close, "def f(x) {\n    [1]"), "def f(x) {\n    [1]");
    }

    #[test]
    fn backspace_takes_a_step_back() {
        assert_eq!(applied(Rule::Backspace, "f(\n        "), "f(\n    ");
        assert_eq!(applied(Rule::Backspace, "f(\n      "), "f(\n    ");
        assert_eq!(applied(Rule::Backspace, "f(\n    x"), "f(\n    ");
        assert_eq!(applied(Rule::Backspace, "ä"), "");
    }
}
