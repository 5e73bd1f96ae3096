//! Completion: names in scope, methods of live values behind a dot, commands, files.
//!
//! What a name stands for is asked of the machine, so `x.` offers what the value of `x` answers to, and a
//! literal what its kind does. Nothing is evaluated.

use super::commands::{self, COMMANDS, Takes};
use super::limit;
use super::manual;
use super::session::{Session, is_result};
use monte_frontend::lexer::lex;
use monte_frontend::names::Names;
use monte_frontend::token::{KEYWORDS, Spanned, Token};
use monte_vm::heap::Type;
use monte_vm::manual::Verb;
use reedline::{Completer, CompletionResult, Span, Suggestion};
use std::sync::{Arc, Mutex};

/// What Tab inserts at the beginning of a line.
const INDENTATION: &str = "    ";

/// Completes in a session. While the session is busy there is nothing to offer.
pub(crate) struct Completion(pub Arc<Mutex<Session>>);

/// What can stand for a word.
struct Choice {
    text: String,
    about: String,
}

impl Completer for Completion {
    fn complete(&mut self, text: &str, place: usize) -> CompletionResult {
        let Ok(mut session) = self.0.try_lock() else { return CompletionResult::fresh(vec![]) };
        let before = text.get(..place).unwrap_or(text);
        let (start, mut choices) = complete(&mut session, before);
        choices.sort_by(|a, b| a.text.cmp(&b.text));
        choices.dedup_by(|a, b| a.text == b.text);
        let suggestions: Vec<Suggestion> = choices
            .into_iter()
            .map(|choice| Suggestion {
                value: choice.text,
                description: (!choice.about.is_empty()).then_some(choice.about),
                span: Span::new(start, place),
                ..Suggestion::default()
            })
            .collect();
        if suggestions.is_empty() {
            // A menu that waits for its values is not shown.
            return CompletionResult::Pending;
        }
        CompletionResult::fresh(suggestions)
    }
}

/// Where the word before the cursor begins, and what can stand for it.
fn complete(session: &mut Session, before: &str) -> (usize, Vec<Choice>) {
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.trim().is_empty() {
        let about = String::new();
        return (before.len(), vec![Choice { text: INDENTATION.to_owned(), about }]);
    }
    let Some((name, argument)) = commands::split(before) else {
        return code(session, before, 0);
    };
    let is_named = before.trim_start().len() > 1 + name.len();
    if !is_named {
        let fitting = COMMANDS.iter().filter(|command| command.name.starts_with(name));
        let choice = |command: &commands::Command| {
            let space = if command.takes == Takes::Nothing { "" } else { " " };
            let text = format!(":{}{space}", command.name);
            Choice { text, about: command.help.to_owned() }
        };
        return (before.len() - 1 - name.len(), fitting.map(choice).collect());
    }
    let start = before.len() - before.trim_start()[1 + name.len()..].trim_start().len();
    match commands::find(name).map(|command| command.takes) {
        Ok(Takes::Code) => code(session, before, start),
        Ok(Takes::File) => files(before, start),
        Ok(Takes::Limit) if !argument.contains(' ') => {
            let kinds = limit::KINDS.iter().filter(|kind| kind.name.starts_with(argument));
            let choice = |kind: &limit::Kind| {
                let about = format!("such as {}", kind.example);
                Choice { text: format!("{} ", kind.name), about }
            };
            (start, kinds.map(choice).collect())
        }
        _ => (before.len(), Vec::new()),
    }
}

/// Completes code, which begins at `from`.
fn code(session: &mut Session, before: &str, from: usize) -> (usize, Vec<Choice>) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = before.trim_end_matches(is_part).len().max(from);
    let word = &before[start..];
    let nothing = (before.len(), Vec::new());
    let mut names = Names::new();
    let lexed = lex(&before[from..start], &mut names, &[]);
    let in_comment = lexed
        .tokens
        .last()
        .is_some_and(|last| last.token == Token::Comment && from + last.span.end as usize == start);
    if lexed.unfinished || in_comment {
        return nothing;
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return nothing;
    }
    if let Some((last, target)) = lexed.tokens.split_last()
        && matches!(last.token, Token::Dot | Token::Send)
    {
        let source = &before[from..start];
        let verbs = verbs_of(session, source, target, &names);
        return (start, methods(&verbs, word));
    }
    let mut choices: Vec<Choice> = Vec::new();
    let hidden = |name: &str| name.starts_with('_') && !word.starts_with('_');
    let mut add = |name: &str, about: &str| {
        if name.starts_with(word) && !hidden(name) {
            choices.push(Choice { text: name.to_owned(), about: about.to_owned() });
        }
    };
    for (name, properties) in session.environment().iter() {
        if is_result(name) || !name.starts_with("__") {
            add(name, if properties.safe { "" } else { "of this session" });
        }
    }
    // Names that the input itself mentions, such as its parameters.
    for token in &lexed.tokens {
        if let Token::Ident(symbol) = token.token {
            add(names.get(symbol), "");
        }
    }
    KEYWORDS.iter().filter(|_| !word.is_empty()).for_each(|keyword| add(keyword, ""));
    (start, choices)
}

/// The methods that begin with a word; those of one verb together.
fn methods(verbs: &[Verb], word: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (i, verb) in verbs.iter().enumerate() {
        let hidden = (verb.common || verb.name.starts_with('_')) && !word.starts_with('_');
        let is_name = verb.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        let is_known = verbs[..i].iter().any(|other| other.name == verb.name);
        if hidden || !is_name || is_known || !verb.name.starts_with(word) {
            continue;
        }
        let same = verbs[i..].iter().filter(|other| other.name == verb.name);
        let calls: Vec<String> = same.map(manual::call).collect();
        let first = verb.doc.lines().next().unwrap_or_default();
        let about = format!("{}  {first}", calls.join(", "));
        choices.push(Choice { text: verb.name.clone(), about: about.trim_end().to_owned() });
    }
    choices
}

/// The verbs of what stands in front of a dot: a name, or a literal.
fn verbs_of(session: &mut Session, source: &str, tokens: &[Spanned], names: &Names) -> Vec<Verb> {
    let Some((last, before)) = tokens.split_last() else { return Vec::new() };
    let of_type = match last.token {
        Token::Ident(symbol) => {
            if matches!(before.last().map(|token| token.token), Some(Token::Dot | Token::Send)) {
                return Vec::new();
            }
            return of_name(session, names.get(symbol));
        }
        Token::Number(_) => {
            // `_1`, which the lexer takes for two tokens.
            if let Some(mark) = before.last()
                && mark.token == Token::Underscore
                && mark.span.end == last.span.start
            {
                return of_name(session, &source[mark.span.start as usize..last.span.end as usize]);
            }
            let digits = last.span.text(source);
            let is_int = digits.starts_with("0x") || !digits.contains(['.', 'e', 'E']);
            if is_int { Type::Int } else { Type::Double }
        }
        Token::Str(_) | Token::Doc(_) => Type::Str,
        Token::QuasiClose(_) if !is_behind_value(before) => Type::Str,
        Token::Char(_) => Type::Char,
        Token::RBracket => match literal_in_brackets(before) {
            Some(ty) => ty,
            None => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    session.machine.vm.verbs_of_type(of_type)
}

fn of_name(session: &mut Session, name: &str) -> Vec<Verb> {
    let vm = &mut session.machine.vm;
    match vm.value_in_session(name) {
        Some(value) => vm.verbs_of(value),
        None => Vec::new(),
    }
}

/// Whether a bracket or template that begins behind these tokens belongs to what stands before it.
fn is_behind_value(before: &[Spanned]) -> bool {
    matches!(
        before.last().map(|token| token.token),
        Some(
            Token::Ident(_)
                | Token::RParen
                | Token::RBracket
                | Token::RBrace
                | Token::Number(_)
                | Token::Str(_)
        )
    )
}

/// A list or a map that ends behind these tokens.
fn literal_in_brackets(tokens: &[Spanned]) -> Option<Type> {
    let mut depth = 0;
    let mut ty = Type::List;
    for (i, token) in tokens.iter().enumerate().rev() {
        match token.token {
            Token::RParen | Token::RBracket | Token::RBrace => depth += 1,
            Token::LBracket if depth == 0 => {
                return (!is_behind_value(&tokens[..i])).then_some(ty);
            }
            Token::LParen | Token::LBracket | Token::LBrace => depth -= 1,
            Token::FatArrow if depth == 0 => ty = Type::Map,
            _ => {}
        }
    }
    None
}

/// Completes the name of a file.
fn files(before: &str, from: usize) -> (usize, Vec<Choice>) {
    let path = &before[from..];
    let start = from + path.rfind('/').map_or(0, |at| at + 1);
    let (folder, word) = (&before[from..start], &before[start..]);
    let folder = match (folder.strip_prefix("~/"), std::env::var("HOME")) {
        (Some(rest), Ok(home)) => format!("{home}/{rest}"),
        _ => folder.to_owned(),
    };
    let folder = if folder.is_empty() { "." } else { &folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return (start, Vec::new()) };
    let choices = entries.flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        if !name.starts_with(word) || (name.starts_with('.') && word.is_empty()) {
            return None;
        }
        let is_folder = entry.file_type().is_ok_and(|file| file.is_dir());
        let text = if is_folder { name + "/" } else { name };
        Some(Choice { text, about: String::new() })
    });
    (start, choices.collect())
}
