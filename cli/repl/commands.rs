//! The commands of the session, which begin with a colon: one table, from which help, completion and
//! dispatch come.

use super::limit;
use super::manual;
use super::question::Questions;
use super::session::Session;
use super::transcript;
use crate::arguments::Stage;
use crate::{dump, output, pipeline};

/// A command.
pub(crate) struct Command {
    /// The name, without the colon.
    pub name: &'static str,
    /// What follows it, for people.
    argument: &'static str,
    /// What follows it, for completion.
    pub takes: Takes,
    /// What it does.
    pub help: &'static str,
    /// Does it.
    run: fn(&mut Session, &str, &mut Questions<'_>) -> Did,
}

/// What the argument of a command is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Takes {
    /// There is none.
    Nothing,
    /// Code.
    Code,
    /// A file.
    File,
    /// The name of a limit, and its value.
    Limit,
}

/// What a command has done.
pub(crate) enum Did {
    /// It has a text to print.
    Print(String),
    /// It has printed all there is to say.
    Nothing,
    /// It cannot be done.
    Fail(String),
    /// The results could not be written.
    Broken(std::io::Error),
    /// The session ends.
    End,
}

/// The commands.
pub(crate) const COMMANDS: &[Command] = &[
    Command {
        name: "help",
        argument: "",
        takes: Takes::Nothing,
        help: "this text",
        run: |_, _, _| Did::Print(help()),
    },
    Command {
        name: "doc",
        argument: "NAME",
        takes: Takes::Code,
        help: "its docstring, and the methods it answers to; NAME.VERB tells of one method",
        run: manual::doc,
    },
    Command {
        name: "type",
        argument: "EXPR",
        takes: Takes::Code,
        help: "what kind of value it is, and the guards that let it pass",
        run: manual::type_of,
    },
    Command {
        name: "stamp",
        argument: "EXPR",
        takes: Takes::Code,
        help: "the auditors whose stamps it carries",
        run: manual::stamp,
    },
    Command {
        name: "kernel",
        argument: "EXPR",
        takes: Takes::Code,
        help: "its Kernel-Monte",
        run: |session, text, _| show(session, Stage::Kernel, text),
    },
    Command {
        name: "bytecode",
        argument: "EXPR",
        takes: Takes::Code,
        help: "its instructions",
        run: |session, text, _| show(session, Stage::Bytecode, text),
    },
    Command {
        name: "stats",
        argument: "",
        takes: Takes::Nothing,
        help: "fuel, time, memory and collections: of the last input, and of the session",
        run: |session, _, _| Did::Print(session.figures.table(&session.machine.vm)),
    },
    Command {
        name: "limit",
        argument: "[KIND [VALUE]]",
        takes: Takes::Limit,
        help: "show the limits of memory, fuel and time, or set one; `none` lifts it",
        run: |session, text, _| match limit::command(session, text) {
            Ok(text) => Did::Print(text),
            Err(message) => Did::Fail(message),
        },
    },
    Command {
        name: "names",
        argument: "",
        takes: Takes::Nothing,
        help: "the names that this session has defined",
        run: |session, _, _| Did::Print(session.names().join(" ")),
    },
    Command {
        name: "load",
        argument: "FILE",
        takes: Takes::File,
        help: "evaluate a program, or the inputs that `:save` has written",
        run: transcript::load,
    },
    Command {
        name: "save",
        argument: "FILE",
        takes: Takes::File,
        help: "write the inputs that ran to their end, for `:load`",
        run: transcript::save,
    },
    Command {
        name: "reset",
        argument: "",
        takes: Takes::Nothing,
        help: "begin anew: no names, no results; the limits stay",
        run: |session, _, _| match session.reset() {
            Ok(()) => Did::Nothing,
            Err(_) => Did::End,
        },
    },
    Command {
        name: "quit",
        argument: "",
        takes: Takes::Nothing,
        help: "end the session (so does Ctrl-D)",
        run: |_, _, _| Did::End,
    },
];

/// The name and the argument of an input that is a command.
pub(crate) fn split(input: &str) -> Option<(&str, &str)> {
    let command = input.trim().strip_prefix(':')?;
    if command.starts_with(':') {
        return None;
    }
    let end = command.find(char::is_whitespace).unwrap_or(command.len());
    Some((&command[..end], command[end..].trim()))
}

/// The command of this name, or the only one that begins so.
pub(crate) fn find(name: &str) -> Result<&'static Command, String> {
    if let Some(command) = COMMANDS.iter().find(|command| command.name == name) {
        return Ok(command);
    }
    let mut fitting = COMMANDS.iter().filter(|command| command.name.starts_with(name));
    match (fitting.next(), fitting.next()) {
        (Some(command), None) => Ok(command),
        (Some(first), Some(second)) if !name.is_empty() => {
            Err(format!(":{name} may be :{} or :{}.", first.name, second.name))
        }
        _ => Err(format!("There is no command :{name}; :help lists them.")),
    }
}

/// Carries out a command.
pub(crate) fn run(
    session: &mut Session,
    name: &str,
    argument: &str,
    questions: &mut Questions<'_>,
) -> Did {
    let command = match find(name) {
        Ok(command) => command,
        Err(message) => return Did::Fail(message),
    };
    let optional = command.argument.starts_with('[');
    if argument.is_empty() && !command.argument.is_empty() && !optional {
        return Did::Fail(format!("It takes an argument: :{} {}", command.name, command.argument));
    }
    if !argument.is_empty() && command.argument.is_empty() {
        return Did::Fail(format!(":{} takes no argument.", command.name));
    }
    (command.run)(session, argument, questions)
}

fn help() -> String {
    let head = |command: &Command| format!(":{} {}", command.name, command.argument);
    let width = COMMANDS.iter().map(|command| head(command).len()).max().unwrap_or(0);
    let rows =
        COMMANDS.iter().map(|command| format!("  {:<width$}  {}", head(command), command.help));
    format!(
        "Type Monte code; an input that is not complete goes on in the next line. A result without a name \
         gets\none: _1, _2 and so on. A command may be shortened.\n{}\n{}",
        rows.collect::<Vec<_>>().join("\n"),
        KEYS
    )
}

const KEYS: &str = "\
Tab completes names, and methods behind a dot. Up and Down go through the history, Ctrl-R searches it.
Alt-Enter begins a new line. Ctrl-C clears the line, or stops an evaluation; what was defined stays.";

fn show(session: &Session, stage: Stage, text: &str) -> Did {
    let source = session.source(None, text);
    let environment = session.environment();
    match dump::render(stage, &source, false, &environment, &session.options.compile) {
        Ok(text) => Did::Print(text.trim_end().to_owned()),
        Err(diagnostics) => {
            pipeline::print_diagnostics(&diagnostics, &source, session.color);
            Did::Nothing
        }
    }
}

/// Prints what a command has to say; answers whether the session goes on.
pub(crate) fn report(did: Did) -> std::io::Result<bool> {
    match did {
        Did::Print(text) => output::line(&text)?,
        Did::Nothing => {}
        Did::Fail(message) => say!("{message}"),
        Did::Broken(error) => return Err(error),
        Did::End => return Ok(false),
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{COMMANDS, find, split};

    #[test]
    fn commands_may_be_shortened() {
        let name = |text| find(text).map(|command| command.name).unwrap_or_default();
        assert_eq!([name("help"), name("he"), name("q")], ["help", "help", "quit"]);
        assert_eq!([name("s"), name(""), name("helpless")], ["", "", ""]);
    }

    #[test]
    fn an_input_is_a_command_or_code() {
        assert_eq!(split(" :doc  x.y "), Some(("doc", "x.y")));
        assert_eq!(split(":"), Some(("", "")));
        assert_eq!(split("::\"x\""), None);
        assert_eq!(split("x :Int"), None);
    }

    #[test]
    fn the_page_for_users_has_all_commands() {
        let page = include_str!("../../docs/repl.md");
        for command in COMMANDS {
            let head = format!(":{} {}", command.name, command.argument);
            assert!(page.contains(&format!("| `{}`", head.trim())), "{head} is missing");
        }
    }
}
