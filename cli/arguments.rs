//! The arguments, declared for clap.

use crate::output;
use crate::status::{self, Status};
use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Runs programs in the Monte language.
#[derive(Debug, Parser)]
#[command(
    name = "monte",
    bin_name = "monte",
    version,
    about = "Runs programs in the Monte language.",
    after_help = status::HELP,
    after_long_help = format!("{EXAMPLES}\n{}", status::HELP),
    override_usage = "monte [OPTIONS] [FILE] [ARG]...\n       monte [OPTIONS] <COMMAND>"
)]
pub(crate) struct Arguments {
    /// What to do instead of running a program.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Evaluate this text and print the quoted result.
    // A text may begin with a minus: `-e -7`.
    #[arg(
        short = 'e',
        long = "eval",
        value_name = "SOURCE",
        conflicts_with = "program",
        allow_hyphen_values = true
    )]
    pub evaluate: Option<String>,

    /// The program, a `.mt` or `.mt.md` file (`-` reads standard input), and its arguments: what follows
    /// the file is the program's own, options too.
    // One list for both: the first word that is no option ends the search for options and commands.
    #[arg(trailing_var_arg = true, value_names = ["FILE", "ARG"], num_args = 0..)]
    pub program: Vec<OsString>,

    /// How to run it.
    #[command(flatten)]
    pub run: RunOptions,

    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t = When::Auto, value_name = "WHEN")]
    pub color: When,
}

impl Arguments {
    /// The arguments of this process, or what is wrong with them.
    pub(crate) fn of_process() -> Result<Arguments, clap::Error> {
        let matches = Arguments::command().try_get_matches()?;
        refuse_run_options_of_commands(&matches)?;
        Arguments::from_arg_matches(&matches)
    }

    /// The program's file.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.program.first().map(Path::new)
    }
}

/// An option that says how a program runs means nothing to a command; clap alone would ignore it.
fn refuse_run_options_of_commands(matches: &ArgMatches) -> Result<(), clap::Error> {
    let Some((name, own)) = matches.subcommand() else { return Ok(()) };
    let mut command = Arguments::command();
    command.build();
    let is_given = |matches: &ArgMatches, argument: &clap::Arg| {
        let id = argument.get_id().as_str();
        matches.try_contains_id(id).unwrap_or(false)
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    let stray = |argument: &&clap::Arg| !argument.is_global_set() && is_given(matches, argument);
    let mut refused = command.get_arguments().find(stray).map(|it| (it.to_string(), name.into()));
    if let Ok(Some(&stage)) = own.try_get_one::<Stage>("stage") {
        let general = CompileOptions::augment_args(clap::Command::new(""));
        let general = general.get_arguments().map(|it| it.get_id().clone()).collect::<Vec<_>>();
        let mut of_runs = RunOptions::augment_args(clap::Command::new(""));
        of_runs.build();
        let stray = |it: &&clap::Arg| {
            let for_runs = !stage.runs() && !general.contains(it.get_id());
            for_runs && is_given(own, it)
        };
        let stray = of_runs.get_arguments().find(stray).map(ToString::to_string);
        let page = stage != Stage::Traces && own.get_flag("html");
        let stray = stray.or(page.then(|| "--html".to_owned()));
        let stage = stage.to_possible_value().map(|stage| stage.get_name().to_owned());
        let command = format!("{name} {}", stage.unwrap_or_default());
        refused = refused.or(stray.map(|option| (option, command)));
    }
    let Some((option, name)) = refused else { return Ok(()) };
    let message = format!("the argument '{option}' cannot be used with the command '{name}'");
    Err(command.error(ErrorKind::ArgumentConflict, message))
}

const EXAMPLES: &str = "\
Examples:
  monte program.mt                     run a program
  monte -e '2 ** 100'                  print the value of an expression
  monte                                start the interactive session (on a terminal)
  monte repl < inputs.txt              evaluate inputs one after the other, and print their values
  monte --memory-limit 64M p.mt        stop when 64 MiB are not enough
  monte --timeout 2s --stats p.mt      stop after two seconds; print figures at the end
  monte check *.mt                     report mistakes without running anything
  monte dump bytecode p.mt             show the SmallCaps code beside its source lines
  monte dump asm p.mt                  run it, then show its machine code beside its source lines
";

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Report mistakes in programs without running them.
    #[command(after_help = "Examples:\n  monte check a.mt b.mt\n  monte check --format json a.mt")]
    Check {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// How to print the findings.
        #[arg(long, value_enum, default_value_t = Format::Human)]
        format: Format,
    },
    /// Show what a stage of the pipeline makes of a program.
    ///
    /// Stages from `traces` on are those of hot code: the program runs to its end or its limits, with what it prints on standard
    /// error, before they are shown. Options that say how to run it are for them only.
    #[command(
        after_help = "Examples:\n  monte dump tokens a.mt\n  monte dump kernel --kernel-opt=none a.mt\n  monte dump bytecode --json a.mt\n  monte dump ir a.mt\n  monte dump traces --html a.mt > page.html"
    )]
    Dump {
        /// The stage.
        #[arg(value_enum)]
        stage: Stage,
        /// The file; `-` reads standard input.
        file: PathBuf,
        /// As JSON.
        #[arg(long)]
        json: bool,
        /// All stages of hot code as a page for a browser (with `traces`).
        #[arg(long, conflicts_with = "json")]
        html: bool,
        /// How to run it.
        #[command(flatten)]
        run: RunOptions,
    },
    /// Evaluate inputs one after the other, as the interactive session does, wherever they come from: on a
    /// terminal with a line editor, else line by line, without questions.
    #[command(after_help = "Examples:\n  monte repl\n  monte repl --memory-limit 64M < inputs.txt")]
    Repl {
        /// How to run them; each input has its own fuel and time.
        #[command(flatten)]
        run: RunOptions,
    },
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example:\n  monte completions bash > ~/.local/share/bash-completion/completions/monte"
    )]
    Completions {
        /// The shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// How programs are compiled.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct CompileOptions {
    /// Which transformations of Kernel-Monte to apply.
    #[arg(long = "kernel-opt", value_enum, default_value_t = KernelOpt::All, value_name = "WHICH")]
    pub kernel_opt: KernelOpt,
}

/// How programs are run.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct RunOptions {
    /// Stop after this many units of fuel (calls and loop turns).
    #[arg(long, value_name = "N")]
    pub fuel: Option<u64>,

    /// Stop when the program needs more memory: bytes, with K, M or G, or `none`.
    /// [default: three quarters of the machine's memory]
    #[arg(long, value_name = "SIZE", value_parser = parse_memory)]
    pub memory_limit: Option<MemoryLimit>,

    /// Stop after this time, such as 500ms, 2s or 1m.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    pub timeout: Option<Duration>,

    /// Print figures at the end, as lines `name: value` on standard error: `instructions` (of the program;
    /// a sequence with a shortcut is one; counting makes the run slower), `fuel` (one unit for each call and
    /// loop turn, more for built-ins that do much), `peak-heap-bytes` and `heap-bytes` (reserved at most and
    /// at the end), `minor-collections`, `full-collections`, `promoted-bytes` (survived the nursery),
    /// `loaded-bodies` (of methods and matchers, the prelude's too).
    #[arg(long)]
    pub stats: bool,

    /// When to compile hot loops and functions to machine code.
    #[arg(long, value_enum, default_value_t = Jit::On, value_name = "MODE")]
    pub jit: Jit,

    /// The same as `--jit=off`.
    #[arg(long)]
    pub no_jit: bool,

    /// Print at the end what was compiled, how long that took, where it was left often, and what was given up and
    /// why, on standard error. `monte dump traces` shows the code itself.
    #[arg(long)]
    pub jit_stats: bool,

    /// Keep what each stage of the tracing compiler has made.
    #[arg(skip)]
    pub listings: bool,

    /// Write symbols of machine code for `perf`: `map` to /tmp/perf-PID.map, which `perf report` reads; `dump` to /tmp/jit-PID.dump,
    /// for `perf record -k mono` and `perf inject --jit`.
    #[arg(long, value_enum, value_name = "KIND")]
    pub jit_perf: Option<Perf>,

    /// Leave machine code at random where it need not be left, to find faults of its exits: `random:SEED`.
    #[arg(long, hide = true, value_name = "random:SEED", value_parser = parse_exits)]
    pub jit_exit: Option<u64>,

    /// Collect garbage at every safepoint, to find faults of the machine.
    #[arg(long, hide = true)]
    pub gc_stress: bool,

    /// Stop and go on after every so many units of fuel; 1 is after every instruction.
    #[arg(long, hide = true, value_name = "N")]
    pub slice: Option<u64>,

    /// Fixes the key of hashing.
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,

    /// How to compile it.
    #[command(flatten)]
    pub compile: CompileOptions,
}

/// A memory limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemoryLimit {
    /// So many bytes.
    Bytes(usize),
    /// None.
    Unlimited,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With excerpts.
    Human,
    /// One JSON object per line.
    Json,
}

/// A stage that can be dumped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// Tokens, after layout.
    Tokens,
    /// The syntax tree.
    Ast,
    /// Kernel-Monte.
    Kernel,
    /// SmallCaps.
    Bytecode,
    /// What was recorded of hot code, when the program has run: bytecode and intermediate form.
    Traces,
    /// The intermediate form of hot code after optimization.
    Ir,
    /// Hot code as the code generator gets it.
    Clif,
    /// Machine code.
    Asm,
}

impl Stage {
    /// Whether the program must run for it.
    pub(crate) fn runs(self) -> bool {
        matches!(self, Stage::Traces | Stage::Ir | Stage::Clif | Stage::Asm)
    }
}

/// Which Kernel transformations are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KernelOpt {
    /// All of them.
    All,
    /// None of them.
    None,
}

/// When hot code is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Jit {
    /// Never.
    Off,
    /// When hot.
    On,
    /// At once.
    Eager,
}

/// Symbols of machine code for `perf`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Perf {
    /// Addresses and names.
    Map,
    /// The code, too.
    Dump,
}

fn parse_exits(text: &str) -> Result<u64, String> {
    let seed = text.strip_prefix("random:").and_then(|seed| seed.parse().ok());
    seed.ok_or_else(|| format!("`{text}` says not where; try random:1"))
}

pub(crate) fn parse_memory(text: &str) -> Result<MemoryLimit, String> {
    if text == "none" {
        return Ok(MemoryLimit::Unlimited);
    }
    let no_size = || format!("`{text}` is no size; try 64M");
    let (digits, unit) = split_number(text);
    if digits.is_empty() {
        return Err(no_size());
    }
    let scale: usize = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1 << 30,
        _ => return Err(format!("`{unit}` is no unit of memory; use K, M or G, or `none`")),
    };
    let too_much = || format!("`{text}` is more than a machine can have");
    if !digits.contains('.') && digits.parse::<usize>().is_err() {
        return Err(too_much());
    }
    let count: usize = digits.parse().map_err(|_| no_size())?;
    count.checked_mul(scale).map(MemoryLimit::Bytes).ok_or_else(too_much)
}

pub(crate) fn parse_time(text: &str) -> Result<Duration, String> {
    let (digits, unit) = split_number(text);
    let count: f64 = digits.parse().map_err(|_| format!("`{text}` is no time; try 2s"))?;
    let scale = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" | "min" => 60.0,
        "h" => 3600.0,
        _ => return Err(format!("`{unit}` is no unit of time; use ms, s, m or h")),
    };
    Duration::try_from_secs_f64(count * scale).map_err(|_| format!("`{text}` is too long"))
}

fn split_number(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text.split_at(end)
}

/// Prints a completion script.
pub(crate) fn print_completions(shell: clap_complete::Shell) -> Status {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "monte", &mut script);
    let mut out = std::io::stdout().lock();
    output::finish(out.write_all(&script).and_then(|()| out.flush()), Status::Success)
}
