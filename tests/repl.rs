//! The interactive session, as its users see it: `tests/repl/*.session` say what is typed at a terminal,
//! and what must then stand on its screen.
//!
//! A session is a text of sections (see `support`), carried out in their order:
//!
//! - `start` starts the program on a new screen, with the arguments that stand below, one a line; `start
//!   in shell` has the shell start the command below instead, where `monte` is the program.
//! - `type` types its lines. A key that prints nothing is named: `<Enter>`, `<Ctrl-C>`, `<Up>`;
//!   `<Paste>` and `<Pasted>` stand around what is pasted. The ends of the lines themselves are not typed.
//! - `screen` waits until the screen shows this from the line of the last `screen`'s cursor down to the
//!   line of the cursor now, or the last line with a text, without blanks at the ends of lines.
//! - `styles` waits until words of the cursor's line are shown like this: lines `word: green`, of colours, `bold`,
//!   `dim` and `underlined`, or `plain`.
//! - `latency` demands that the last expectation was met in so many milliseconds after the last key, a
//!   bound that any machine keeps unless something is wrong.
//! - `status` waits for the end of the program and compares its exit status.
//! - `record` names a file; what is typed and shown then makes a page, with the prose of the `note` steps in between.
//!   The file is compared with it, or written anew if `MONTE_REWRITE` is set.
//!
//! A pseudo-terminal stands between this program and the one it tests, and an emulator keeps the screen. The emulator
//! also answers the one question that the program asks its terminal: where the cursor is. Nothing sleeps
//! or depends on speed: an expectation waits until it holds, and fails only after [`patience`]. What is
//! typed while the program works would be echoed by the terminal as it comes; so let a `screen` with the
//! prompt stand before each `type`. Each session has a home of its own, empty at first.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files and starts programs"
)]

mod support;

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};
use std::fmt::Display;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// No expectation of these tests takes as long as this, however busy the machine is. Who writes a session
/// may have less patience: `MONTE_PATIENCE`, in seconds.
fn patience() -> Duration {
    let given = std::env::var("MONTE_PATIENCE").ok().and_then(|seconds| seconds.parse().ok());
    Duration::from_secs(given.unwrap_or(60))
}

/// A screen so high that no session makes it scroll.
const SIZE: (u16, u16) = (300, 100);

/// Sessions at the same time: most of their time they wait.
const THREADS: usize = 4;

/// What keys that print nothing send.
const KEYS: &[(&str, &str)] = &[
    ("Enter", "\r"),
    ("Tab", "\t"),
    ("Backspace", "\x7f"),
    ("Alt-Enter", "\x1b\r"),
    ("Esc", "\x1b"),
    ("Up", "\x1b[A"),
    ("Down", "\x1b[B"),
    ("Right", "\x1b[C"),
    ("Left", "\x1b[D"),
    ("Home", "\x1b[H"),
    ("End", "\x1b[F"),
    ("Delete", "\x1b[3~"),
    ("Paste", "\x1b[200~"),
    ("Pasted", "\x1b[201~"),
    ("Ctrl-A", "\x01"),
    ("Ctrl-C", "\x03"),
    ("Ctrl-D", "\x04"),
    ("Ctrl-L", "\x0c"),
    ("Ctrl-R", "\x12"),
];

/// The colours of a terminal, by their numbers.
const COLORS: [&str; 8] = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/// The answers to the program's questions for the cursor's place.
#[derive(Default)]
struct Answers(Vec<u8>);

impl vt100::Callbacks for Answers {
    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        first: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        command: char,
    ) {
        if (first, parameters, command) == (None, &[&[6]], 'n') {
            let (row, column) = screen.cursor_position();
            self.0.extend(format!("\x1b[{};{}R", row + 1, column + 1).bytes());
        }
    }
}

/// A program on a terminal.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    emulator: vt100::Parser<Answers>,
    /// The line of the cursor at the last expectation.
    mark: u16,
    /// When a key was pressed last.
    pressed: Instant,
    /// How long after that the last expectation was met.
    latency: Duration,
    /// What the last expectation has left behind, without the line of the cursor.
    passed: String,
}

impl Terminal {
    fn start(mut command: CommandBuilder, home: &Path) -> Result<Terminal, String> {
        let (rows, cols) = SIZE;
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).map_err(say)?;
        let program = Path::new(env!("CARGO_BIN_EXE_monte"));
        let folder = program.parent().map(|folder| folder.display().to_string());
        command.env_clear();
        command.env("PATH", format!("{}:/usr/bin:/bin", folder.unwrap_or_default()));
        command.env("HOME", home);
        command.env("TERM", "xterm-256color");
        command.cwd(home);
        let child = pair.slave.spawn_command(command).map_err(say)?;
        let mut reader = pair.master.try_clone_reader().map_err(say)?;
        let keyboard = pair.master.take_writer().map_err(say)?;
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            // At the end of the program some systems give an error, and some the end of the stream.
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        let side = |n| NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN);
        let emulator =
            vt100::Parser::new_with_callbacks(side(rows), side(cols), 0, Answers::default());
        Ok(Terminal {
            child,
            keyboard,
            output,
            emulator,

            mark: 0,
            pressed: Instant::now(),
            latency: Duration::ZERO,
            passed: String::new(),
        })
    }

    /// Presses keys.
    fn press(&mut self, keys: &str) -> Result<(), String> {
        self.pressed = Instant::now();
        self.keyboard.write_all(keys.as_bytes()).and_then(|()| self.keyboard.flush()).map_err(say)
    }

    /// Takes what the program prints next, until a moment; `false` means that it prints no more.
    fn watch(&mut self, until: Instant) -> Result<bool, String> {
        match self.output.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(bytes) => {
                self.emulator.process(&bytes);
                let answers = std::mem::take(&mut self.emulator.callbacks_mut().0);
                self.keyboard.write_all(&answers).map_err(say)?;
                Ok(true)
            }
            Err(RecvTimeoutError::Disconnected) => Ok(false),
            Err(RecvTimeoutError::Timeout) => Err("timeout".to_owned()),
        }
    }

    /// The screen from the mark to the cursor, or to the last line with a text below it.
    fn shown(&self) -> String {
        let screen = self.emulator.screen();
        let rows = screen.rows(0, SIZE.1).skip(self.mark.into());
        let mut rows: Vec<String> = rows.map(|row| row.trim_end().to_owned() + "\n").collect();
        let to_cursor = (screen.cursor_position().0 + 1).saturating_sub(self.mark);
        let to_text = rows.iter().rposition(|row| row != "\n").map_or(0, |last| last + 1);
        rows.truncate(to_text.max(to_cursor.into()));
        rows.concat()
    }

    /// Waits until the screen shows this.
    fn expect(&mut self, wanted: &str) -> Result<(), String> {
        let until = Instant::now() + patience();
        while !support::matches(wanted, &self.shown()) {
            let goes_on = self.watch(until);
            if goes_on != Ok(true) {
                let why = if goes_on.is_ok() { "the program has ended" } else { "no more comes" };
                let shown = self.shown();
                return Err(format!("{why}\n--- screen should be\n{wanted}--- screen is\n{shown}"));
            }
        }
        self.latency = self.pressed.elapsed();
        let cursor = self.emulator.screen().cursor_position().0;
        let count = usize::from(cursor.saturating_sub(self.mark));
        self.passed = self.shown().split_inclusive('\n').take(count).collect();
        self.mark = cursor;
        Ok(())
    }

    /// Waits until words of the cursor's line are shown like this.
    fn expect_styles(&mut self, wanted: &str) -> Result<(), String> {
        let until = Instant::now() + patience();
        loop {
            let compared = self.compare_styles(wanted);
            if compared.is_ok() || self.watch(until) != Ok(true) {
                return compared;
            }
        }
    }

    fn compare_styles(&self, wanted: &str) -> Result<(), String> {
        let screen = self.emulator.screen();
        let row = screen.cursor_position().0;
        let line = screen.rows(0, SIZE.1).nth(row.into()).unwrap_or_default();
        for rule in wanted.lines() {
            let (word, style) = rule.rsplit_once(": ").ok_or("a style is `word: style`")?;
            let at = line.rfind(word).ok_or(format!("`{word}` is not in `{line}`"))?;
            let column = line[..at].chars().count() as u16;
            let cell = screen.cell(row, column).ok_or("there is no such cell")?;
            let color = match cell.fgcolor() {
                vt100::Color::Default => "",
                vt100::Color::Idx(index) => COLORS.get(usize::from(index)).unwrap_or(&"other"),
                vt100::Color::Rgb(..) => "other",
            };
            let marks = [
                (color, !color.is_empty()),
                ("bold", cell.bold()),
                ("dim", cell.dim()),
                ("underlined", cell.underline()),
            ];
            let found: Vec<&str> = marks.iter().filter(|mark| mark.1).map(|mark| mark.0).collect();
            let found = if found.is_empty() { "plain".to_owned() } else { found.join(" ") };
            if found != style {
                return Err(format!("`{word}` in `{line}` is {found}, not {style}"));
            }
        }
        Ok(())
    }

    /// Waits for the end of the program.
    fn end(&mut self, wanted: &str) -> Result<(), String> {
        let until = Instant::now() + patience();
        while self.watch(until).map_err(|_| format!("it does not end:\n{}", self.shown()))? {}
        let status = self.child.wait().map_err(say)?.exit_code().to_string();
        if status == wanted.trim() { Ok(()) } else { Err(format!("the status is {status}")) }
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended by itself, unless the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn say(error: impl Display) -> String {
    error.to_string()
}

/// The bytes of typed lines.
fn keys(lines: &str) -> Result<String, String> {
    let mut typed = String::new();
    let mut rest: &str = &lines.replace('\n', "");
    while let Some(at) = rest.find('<') {
        typed.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.split('>').next().unwrap_or_default();
        match KEYS.iter().find(|(known, _)| *known == name) {
            Some((_, bytes)) => {
                typed.push_str(bytes);
                rest = &rest[name.len() + 1..];
            }
            None if name.starts_with(|c: char| c.is_ascii_uppercase())
                && rest.len() > name.len() =>
            {
                return Err(format!("there is no key <{name}>"));
            }
            None => typed.push('<'),
        }
    }
    typed.push_str(rest);
    Ok(typed)
}

/// An empty home for a session.
fn new_home(session: &Path) -> PathBuf {
    let name = session.file_stem().expect("a session has a name");
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("repl").join(name);
    let _ = std::fs::remove_dir_all(&home);
    std::fs::create_dir_all(&home).expect("a folder for the test can be made");
    home
}

fn check(path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(say)?;
    let home = new_home(path);
    let mut terminal = None;
    let mut page: Option<Page> = None;
    for (name, body) in support::sections(&text).1 {
        if let "start" | "start in shell" = name.as_str() {
            let mut command = CommandBuilder::new("sh");
            if name == "start" {
                command = CommandBuilder::new(env!("CARGO_BIN_EXE_monte"));
                command.args(body.lines());
            } else {
                command.args(["-c", body.as_str()]);
            }
            terminal = Some(Terminal::start(command, &home)?);
            continue;
        }
        match (name.as_str(), &mut page) {
            ("record", _) => {
                page =
                    Some(Page { file: body.trim().to_owned(), text: String::new(), open: false });
                continue;
            }
            ("note", Some(page)) => {
                page.note(&body);
                continue;
            }
            _ => {}
        }
        let terminal = terminal.as_mut().ok_or("it begins without `start`")?;
        match name.as_str() {
            "type" => terminal.press(&keys(&body)?)?,
            "screen" => {
                terminal.expect(&body)?;
                if let Some(page) = &mut page {
                    page.show(&terminal.passed);
                }
            }
            "styles" => terminal.expect_styles(&body)?,
            "latency" => {
                let bound: u64 = body.trim().parse().map_err(say)?;
                let latency = terminal.latency.as_millis();
                println!("{}: answered in {latency} ms", path.display());
                if latency > bound.into() {
                    return Err(format!("that took {latency} ms"));
                }
            }
            "status" => terminal.end(&body)?,
            _ => return Err(format!("there is no step `{name}`")),
        }
    }
    page.map_or(Ok(()), Page::finish)
}

/// A page of documentation that a session makes.
struct Page {
    file: String,
    text: String,
    /// The last thing on it is a screen.
    open: bool,
}

impl Page {
    fn note(&mut self, prose: &str) {
        if self.open {
            self.text.push_str("```\n");
        }
        if !self.text.is_empty() && !prose.starts_with('\n') {
            self.text.push('\n');
        }
        self.open = false;
        self.text.push_str(prose);
    }

    fn show(&mut self, lines: &str) {
        if lines.is_empty() {
            return;
        }
        if !self.open {
            self.text.push_str("\n```text\n");
        }
        self.open = true;
        self.text.push_str(lines);
    }

    /// Compares the page with its file, or writes it.
    fn finish(mut self) -> Result<(), String> {
        if self.open {
            self.text.push_str("```\n");
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&self.file);
        if std::env::var_os("MONTE_REWRITE").is_some() {
            return std::fs::write(&path, &self.text).map_err(say);
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        if found == self.text {
            return Ok(());
        }
        let file = &self.file;
        Err(format!("{file} is out of date; MONTE_REWRITE=1 writes it anew:\n{}", self.text))
    }
}

#[test]
fn the_interactive_session_answers_as_the_sessions_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/repl");
    let mut sessions = support::files(&folder, "session");
    if let Ok(only) = std::env::var("MONTE_SESSION") {
        sessions
            .retain(|path| path.file_stem().is_some_and(|stem| stem.to_string_lossy() == *only));
    }
    support::check_all(&sessions, THREADS, check);
}
