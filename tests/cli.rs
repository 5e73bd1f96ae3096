//! The command line, as its users see it: `tests/cli/*.case` say what is given to the program and what
//! it must answer.
//!
//! A case is a text of sections (see `support`).
//! Given are `args` and `env` (one per line), `shell` (a command for the shell instead of `args`, where
//! `monte` is the program), `stdin`, `closed` (streams whose other end is closed before the program
//! starts), and `interrupt` (a line of standard error after which the program gets SIGINT).
//! Expected are `stdout`, `stderr` and `status`; a section that is left out stands for nothing, or 0.
//! The program runs in `tests/cli`, without a terminal.
//!
//! `docs/diagnostics.md` shows cases: a line `<!-- NAME.case -->` stands before a fenced block with the
//! command and what it prints.
//!
//! `docs/jit.md` shows commands: a line `<!-- $ COMMAND -->` stands before a fenced block with what the command prints for
//! a shell in `docs/`. Times and sizes are not compared; a block behind `<!-- $? COMMAND -->`, which depends on the processor, not at all.
//!
//! `MONTE_BLESS=1` writes expectations without `...`, and the pages, anew; read the difference before you
//! keep it.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files and starts programs"
)]

mod support;

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, PipeReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// No program of these tests runs as long as this, however busy the machine is.
const DEADLINE: Duration = Duration::from_secs(120);

/// The sections of a case, in their order.
struct Case {
    path: PathBuf,
    remarks: String,
    sections: Vec<(String, String)>,
}

/// What a program has answered.
#[derive(Debug, Default, PartialEq, Eq)]
struct Answer {
    stdout: String,
    stderr: String,
    status: String,
}

impl Answer {
    fn parts(&self) -> [(&'static str, &str); 3] {
        [("stdout", &self.stdout), ("stderr", &self.stderr), ("status", &self.status)]
    }
}

impl Case {
    fn read(path: &Path) -> Case {
        let text = std::fs::read_to_string(path).expect("a case is a readable text");
        let (remarks, sections) = support::sections(&text);
        Case { path: path.to_owned(), remarks, sections }
    }

    fn section(&self, name: &str) -> Option<&str> {
        self.sections.iter().find(|(title, _)| title == name).map(|(_, body)| body.as_str())
    }

    fn lines(&self, name: &str) -> impl Iterator<Item = &str> {
        self.section(name).unwrap_or_default().lines()
    }

    fn expected(&self, name: &str) -> &str {
        self.section(name).unwrap_or(if name == "status" { "0\n" } else { "" })
    }

    /// Starts the program and gathers its answer.
    fn run(&self) -> Result<Answer, String> {
        let program = Path::new(env!("CARGO_BIN_EXE_monte"));
        let mut command = Command::new(program);
        command.args(self.lines("args"));
        if let Some(script) = self.section("shell") {
            let home = program.parent().map(|folder| folder.display().to_string());
            command = Command::new("sh");
            command.args(["-c", script]);
            command.env("PATH", format!("{}:/usr/bin:/bin", home.unwrap_or_default()));
        }
        command.current_dir(folder());
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS"] {
            command.env_remove(name);
        }
        for setting in self.lines("env") {
            let (name, value) = setting.split_once('=').ok_or("an env line has no `=`")?;
            command.env(name, value);
        }
        let closed: Vec<&str> = self.lines("closed").collect();
        let open = |name: &str| -> Result<(Stdio, Option<PipeReader>), String> {
            let (reader, writer) = std::io::pipe().map_err(|error| error.to_string())?;
            Ok((writer.into(), (!closed.contains(&name)).then_some(reader)))
        };
        let (stdout, from_stdout) = open("stdout")?;
        let (stderr, from_stderr) = open("stderr")?;
        command.stdin(Stdio::piped()).stdout(stdout).stderr(stderr);
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        // The command holds the writing ends of the pipes; its readers wait until those are gone.
        drop(command);
        let input = self.section("stdin").unwrap_or_default();
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes()).map_err(|error| error.to_string())?;
        }
        let awaited = self.section("interrupt").map(str::trim_end);
        std::thread::scope(|scope| {
            let pid = child.id();
            let stdout = scope.spawn(move || read_all(from_stdout));
            let stderr = scope.spawn(move || match awaited {
                Some(line) => read_and_interrupt(from_stderr, line, pid),
                None => read_all(from_stderr),
            });
            let status = wait(&mut child);
            let join = |result: std::thread::Result<String>| result.map_err(|_| "a reader failed");
            Ok(Answer {
                stdout: join(stdout.join())?,
                stderr: join(stderr.join())?,
                status: status?,
            })
        })
    }

    /// Compares, or writes the expectations anew.
    fn check(&self) -> Result<(), String> {
        let answer = self.run()?;
        if bless() {
            return self.bless(&answer);
        }
        let mut wrong = String::new();
        for (name, got) in answer.parts() {
            let wanted = self.expected(name);
            if !support::matches(wanted, got) {
                let _ = write!(wrong, "--- {name} should be\n{wanted}--- {name} is\n{got}");
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }

    fn bless(&self, answer: &Answer) -> Result<(), String> {
        let mut text = self.remarks.clone();
        let given = |name: &str| !matches!(name, "stdout" | "stderr" | "status");
        for (name, body) in self.sections.iter().filter(|(name, _)| given(name)) {
            let _ = write!(text, "--- {name}\n{body}");
        }
        for (name, got) in answer.parts() {
            let old = self.expected(name);
            let body = if old.contains("...") { old } else { got };
            if !body.is_empty() {
                let _ = write!(text, "--- {name}\n{body}");
            }
        }
        std::fs::write(&self.path, text).map_err(|error| error.to_string())
    }
}

fn read_all(stream: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut stream) = stream {
        stream.read_to_end(&mut bytes).expect("a pipe can be read");
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads a stream to its end, and interrupts the process after the awaited line.
fn read_and_interrupt(stream: Option<impl Read>, awaited: &str, pid: u32) -> String {
    let mut text = String::new();
    let Some(stream) = stream else { return text };
    for line in BufReader::new(stream).lines() {
        let line = line.expect("a pipe can be read");
        if line == awaited {
            let sent = Command::new("kill").args(["-s", "INT", &pid.to_string()]).status();
            assert!(sent.is_ok_and(|status| status.success()), "SIGINT could not be sent");
        }
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// Waits for the end of a process: its status, or the signal that killed it.
fn wait(child: &mut Child) -> Result<String, String> {
    let start = Instant::now();
    loop {
        match child.try_wait().map_err(|error| error.to_string())? {
            Some(status) => {
                return Ok(match status.code() {
                    Some(code) => format!("{code}\n"),
                    None => format!("{status}\n"),
                });
            }
            None if start.elapsed() > DEADLINE => {
                let _ = child.kill();
                return Err("the program does not end".to_owned());
            }
            None => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli")
}

fn bless() -> bool {
    std::env::var_os("MONTE_BLESS").is_some()
}

#[test]
fn the_command_line_answers_as_the_cases_say() {
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    support::check_all(&support::files(&folder(), "case"), threads, |path| {
        Case::read(path).check()
    });
}

#[test]
fn the_page_of_diagnostics_is_current() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/diagnostics.md");
    let text = std::fs::read_to_string(&page).expect("the page is there");
    let mut current = String::new();
    let mut shown = 0;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        current.push_str(line);
        current.push('\n');
        let name = line.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(".case -->"));
        let Some(name) = name else { continue };
        shown += 1;
        let _ = lines.by_ref().skip(1).find(|line| *line == "```");
        let case = Case::read(&folder().join(format!("{name}.case")));
        let args: Vec<&str> = case.lines("args").collect();
        let answer = case.run().expect("the program ends");
        let _ = writeln!(current, "```text\n$ monte {}", args.join(" "));
        let _ = writeln!(current, "{}{}```", answer.stderr, answer.stdout);
    }
    assert!(shown > 0, "the page shows no case");
    if bless() {
        std::fs::write(&page, current).expect("the page can be written");
    } else {
        assert_eq!(current, text, "the page is out of date; MONTE_BLESS=1 writes it anew");
    }
}

/// What a command prints for a shell in `docs/`.
fn shown(command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_monte"));
    let folder = program.parent().expect("the program is in a folder");
    let answer = Command::new("sh")
        .args(["-c", command])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs"))
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .env_remove("NO_COLOR")
        .output()
        .expect("there is a shell");
    String::from_utf8_lossy(&answer.stdout).into_owned()
}

/// A text with each time and number of bytes replaced.
fn without_measures(text: &str) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        let mut words: Vec<&str> = line.split(' ').collect();
        for i in 0..words.len() {
            let word = words[i].trim_end_matches([',', ';']);
            let number = word.trim_end_matches(['n', 'µ', 'm', 's']);
            let is_time = number.len() < word.len() && number.parse::<f64>().is_ok();
            let is_size = words.get(i + 1).is_some_and(|next| next.starts_with("byte"));
            if is_time || is_size {
                words[i] = "…";
            }
        }
        lines.push_str(&words.join(" "));
        lines.push('\n');
    }
    lines
}

#[test]
fn the_pages_of_traces_are_current() {
    for page in ["docs/jit.md", "docs/inner-loops.md"] {
        check_commands(&Path::new(env!("CARGO_MANIFEST_DIR")).join(page));
    }
}

/// Checks that a page shows what the commands in it print.
fn check_commands(page: &Path) {
    let text = std::fs::read_to_string(page).expect("the page is there");
    let (mut current, mut shown_blocks) = (String::new(), 0);
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        current.push_str(line);
        current.push('\n');
        let command = line.strip_prefix("<!-- $").and_then(|rest| rest.strip_suffix(" -->"));
        let Some(command) = command else { continue };
        shown_blocks += 1;
        let fence = lines.next().expect("a fence stands behind a command");
        let old: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let depends = command.starts_with('?');
        let body = if depends && !bless() {
            old.iter().map(|line| format!("{line}\n")).collect()
        } else {
            shown(command.trim_start_matches('?'))
        };
        let _ = writeln!(current, "{fence}\n{body}```");
    }
    assert!(shown_blocks > 0, "the page shows no command");
    if bless() {
        std::fs::write(page, current).expect("the page can be written");
    } else if without_measures(&current) != without_measures(&text) {
        assert_eq!(current, text, "the page is out of date; MONTE_BLESS=1 writes it anew");
    }
}
