//! The command line: commands, and what they print to whom. Results go to standard output, everything
//! else to standard error; the exit status is a row of [`status::Status`].
#![forbid(unsafe_code)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this crate is where the program meets the operating system"
)]

/// Writes a line to standard error. When nobody reads it any more the line is lost, quietly.
macro_rules! say {
    ($($arguments:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr().lock(), $($arguments)*);
    }};
}

mod arguments;
mod check;
mod color;
mod compiling;
mod dump;
mod limits;
mod machine;
mod output;
mod perf;
mod pipeline;
mod repl;
mod report;
mod run;
mod source;
mod status;

use arguments::{Arguments, Command};
use dump::traces::Form;
use status::Status;
use std::io::IsTerminal;
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = match Arguments::of_process() {
        Ok(arguments) => arguments,
        Err(error) if error.use_stderr() => {
            let _ = error.print();
            return Status::Usage.into();
        }
        Err(help) => return output::finish(help.print(), Status::Success).into(),
    };
    dispatch(&arguments).into()
}

fn dispatch(arguments: &Arguments) -> Status {
    let color = color::Color::new(arguments.color);
    match &arguments.command {
        Some(Command::Check { files, format }) => check::check(files, *format, color),
        Some(Command::Dump { stage, file, json, html, run }) => {
            let form = match (html, json) {
                (true, _) => Form::Page,
                (_, true) => Form::Json,
                _ => Form::Text,
            };
            dump::dump(*stage, file, form, run, color)
        }
        Some(Command::Repl { run }) => repl::interact(run, color),
        Some(Command::Completions { shell }) => arguments::print_completions(*shell),
        None => match (&arguments.evaluate, arguments.file()) {
            (Some(text), _) => run::evaluate(text, &arguments.run, color),
            (None, Some(file)) => run::run_file(file, &arguments.run, color),
            (None, None) if std::io::stdin().is_terminal() => repl::interact(&arguments.run, color),
            (None, None) => run::run_standard_input(&arguments.run, color),
        },
    }
}
