//! `:doc`, `:type` and `:stamp`: what is known of a value.

use super::commands::Did;
use super::question::Questions;
use super::session::Session;
use monte_vm::manual::Verb;
use monte_vm::value::Value;

/// Columns of a terminal that lists are wrapped at.
const WIDTH: usize = 90;

/// The name by which the guards are asked about a value.
const SPECIMEN: &str = "_0";

/// What is known of a value: its docstring, and the verbs it answers to; or of one verb.
pub(crate) fn doc(session: &mut Session, text: &str, ask: &mut Questions<'_>) -> Did {
    let (target, wanted) = match text.rsplit_once('.') {
        Some((target, verb)) if is_word(verb) => (target.trim(), Some(verb)),
        _ => (text, None),
    };
    let named = if is_word(target) { session.machine.vm.value_in_session(target) } else { None };
    let value = match named {
        Some(value) => value,
        None => match session.run(None, target, ask) {
            Some((value, _)) => value,
            None => return Did::Nothing,
        },
    };
    let vm = &session.machine.vm;
    let verbs = vm.verbs_of(value);
    if let Some(wanted) = wanted {
        let rows: Vec<&Verb> = verbs.iter().filter(|verb| verb.name == wanted).collect();
        if rows.is_empty() {
            return Did::Fail(format!("{target} has no method {wanted}."));
        }
        let texts: Vec<String> = rows.iter().map(|verb| whole(verb)).collect();
        return Did::Print(texts.join("\n"));
    }
    let mut lines = vec![vm.kind_of(value)];
    let doc = vm.doc_of(value);
    if !doc.is_empty() {
        lines.push(doc);
    }
    let own: Vec<&Verb> = verbs.iter().filter(|verb| !verb.common).collect();
    let width = own.iter().map(|verb| call(verb).chars().count()).max().unwrap_or(0).min(24);
    lines.extend(own.iter().map(|verb| {
        let first = verb.doc.lines().next().unwrap_or_default();
        format!("  {:<width$}  {first}", call(verb)).trim_end().to_owned()
    }));
    Did::Print(lines.join("\n"))
}

/// A verb with its whole manual entry.
fn whole(verb: &Verb) -> String {
    let lines = verb.doc.lines().map(|line| format!("  {line}").trim_end().to_owned());
    std::iter::once(call(verb)).chain(lines).collect::<Vec<_>>().join("\n")
}

/// A verb as it is called.
pub(crate) fn call(verb: &Verb) -> String {
    match verb.arity {
        Some(arity) => format!("{}({})", verb.name, vec!["_"; arity].join(", ")),
        None => format!("{}(...)", verb.name),
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !text.starts_with(|c: char| c.is_ascii_digit())
}

/// What kind of value it is, and the guards that let it pass.
pub(crate) fn type_of(session: &mut Session, text: &str, ask: &mut Questions<'_>) -> Did {
    let Some((value, _)) = session.run(None, text, ask) else { return Did::Nothing };
    let kind = session.machine.vm.kind_of(value);
    let passed = guards_of(session, value, ask);
    Did::Print(match passed {
        Some(names) if !names.is_empty() => wrapped(&format!("{kind}\npasses "), &names),
        _ => kind,
    })
}

/// The names of the guards that let a value pass. They are asked by a program, since a guard may be written in
/// Monte, and a value may have a say too.
fn guards_of(session: &mut Session, value: Value, ask: &mut Questions<'_>) -> Option<Vec<String>> {
    session.machine.vm.name_in_session(SPECIMEN, value);
    let guards = guards(session);
    let rows = guards.iter().map(|name| format!("[\"{name}\", {name}]"));
    let program = format!(
        "\",\".join([for [name, guard] in ([{}]) ? (try {{ escape no {{ guard.coerce({SPECIMEN}, no); true }} \
         catch _ {{ false }} }} catch _ {{ false }}) name])",
        rows.collect::<Vec<_>>().join(", ")
    );
    let names =
        session.run(None, &program, ask).and_then(|(text, _)| session.machine.vm.text(text));
    session.machine.vm.forget_in_session(SPECIMEN);
    Some(names?.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

/// The names in scope that stand for guards.
fn guards(session: &mut Session) -> Vec<String> {
    let names = session.environment();
    let mut names: Vec<String> = names
        .iter()
        .map(|(name, _)| name.to_owned())
        .filter(|name| !name.starts_with('_'))
        .collect();
    names.sort_unstable();
    let vm = &mut session.machine.vm;
    names.retain(|name| {
        vm.value_in_session(name).is_some_and(|value| {
            let verbs = vm.verbs_of(value);
            verbs.iter().any(|verb| verb.name == "coerce" && verb.arity == Some(2))
        })
    });
    names
}

/// The auditors whose stamps a value carries.
pub(crate) fn stamp(session: &mut Session, text: &str, ask: &mut Questions<'_>) -> Did {
    let Some((value, _)) = session.run(None, text, ask) else { return Did::Nothing };
    let stamps = session.machine.vm.stamps_of(value);
    Did::Print(match stamps.is_empty() {
        true => "no stamps".to_owned(),
        false => wrapped("stamped by ", &stamps),
    })
}

/// Words behind a head, in lines.
fn wrapped(head: &str, words: &[String]) -> String {
    let mut text = head.to_owned();
    let indent = head.lines().last().unwrap_or_default().chars().count();
    let mut column = indent;
    for (i, word) in words.iter().enumerate() {
        let separator = if i == 0 { "" } else { ", " };
        if column > indent && column + separator.len() + word.chars().count() > WIDTH {
            text.push_str(",\n");
            text.push_str(&" ".repeat(indent));
            column = indent;
        } else {
            text.push_str(separator);
            column += separator.len();
        }
        text.push_str(word);
        column += word.chars().count();
    }
    text
}
