//! The embedding interface, watched through scripts: `tests/embedding/*.debug` hold a program, what a
//! debugger is told, and what it shows.
//!
//! A script has one command per line:
//!
//! | command | |
//! |---|---|
//! | `break LINE`, `break-at BODY INSTRUCTION`, `clear` | breakpoints |
//! | `run`, `run fuel UNITS`, `run memory MIB` | runs |
//! | `line`, `over`, `out`, `instruction` | makes a step; a number behind it repeats it |
//! | `frames`, `names`, `names LEVEL`, `receiver` | looks at the fiber |
//! | `bodies`, `breakpoints` | lists |
//!
//! `MONTE_BLESS=1` writes the expectations anew; read the difference before you keep it.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a test harness reads its data from files"
)]

mod support;

use monte_expander::{Environment, Passes};
use monte_jit::{Thresholds, TracingCompiler};
use monte_vm::{Budget, Config, Engine, Fiber, Frame, Handle, Machine, Outcome, Program, Step};
use std::path::Path;
use std::sync::{Arc, Mutex};
use support::Lines;

/// A budget that no script needs, so that a mistake ends.
const ENOUGH: Budget = Budget::fuel(10_000_000);

#[test]
fn scripts_show_what_they_should() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/embedding");
    let engine = Arc::new(Engine::default());
    support::check_all(&support::files(&folder, "debug"), 2, |path| check(&engine, path));
}

fn check(engine: &Arc<Engine>, path: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let (remarks, sections) = support::sections(&text);
    let section = |name: &str| {
        let found = sections.iter().find(|(found, _)| found == name);
        found.map(|(_, body)| body.as_str()).ok_or(format!("no section {name}"))
    };
    let (program, script) = (section("program")?, section("script")?);
    let shown = play(engine, program, script)?;
    if std::env::var_os("MONTE_BLESS").is_some() {
        let text = format!("{remarks}--- program\n{program}--- script\n{script}--- shown\n{shown}");
        return std::fs::write(path, text).map_err(|error| error.to_string());
    }
    let wanted = section("shown")?;
    if support::matches(wanted, &shown) {
        Ok(())
    } else {
        Err(format!("--- wanted\n{wanted}--- got\n{shown}"))
    }
}

/// What a script shows.
fn play(engine: &Arc<Engine>, source: &str, script: &str) -> Result<String, String> {
    let mut machine = Machine::new(engine, Config::default(), monte_prelude::units())
        .map_err(|error| error.to_string())?;
    let traced = Arc::new(Mutex::new(String::new()));
    let sink = traced.clone();
    machine.on_trace(move |line| {
        let mut traced = sink.lock().expect("no writer panics");
        *traced += &format!("  | {line}\n");
    });
    let text = monte_pipeline::Text { name: "program", source };
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let unit = monte_pipeline::compile(text, &environment, Passes::ALL)
        .map_err(|faults| monte_frontend::render_all(&faults, source, "program", false))?;
    let program = machine.load(unit).map_err(|error| error.to_string())?;
    let mut session = Session { fiber: machine.start(&program), program: &program, source };
    let mut shown = String::new();
    for line in script.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let answer = session.command(&words);
        shown += &format!("> {line}\n");
        shown += &std::mem::take(&mut *traced.lock().expect("no writer panics"));
        shown += &answer;
    }
    Ok(shown)
}

/// Every program is stopped at many places and looked at: nothing fails, and its output is what it always is.
#[test]
fn programs_may_be_watched_while_they_run() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    support::programs(&root.join("tests/programs"), &mut found);
    support::programs(&root.join("examples"), &mut found);
    let engine = Arc::new(Engine::default());
    support::check_all(&found, 2, |path| watch(&engine, path));
}

fn watch(engine: &Arc<Engine>, path: &Path) -> Result<(), String> {
    let source = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let wanted = std::fs::read_to_string(path.with_extension("out"));
    let wanted = wanted.map_err(|error| error.to_string())?;
    let name = path.file_name().expect("a file").to_string_lossy();
    let text = monte_pipeline::Text { name: &name, source: &source };
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let unit = monte_pipeline::compile(text, &environment, Passes::ALL)
        .map_err(|faults| monte_frontend::render_all(&faults, &source, &name, false))?;
    let mut machine = Machine::new(engine, Config::default(), monte_prelude::units())
        .map_err(|error| error.to_string())?;
    let traced = Lines::default();
    machine.on_trace(traced.sink());
    let program = machine.load(unit).map_err(|error| error.to_string())?;
    // A breakpoint at each line; there are fewer in long loops.
    let lines = source.lines().count();
    let mut fiber = machine.start(&program);
    for line in (1..=lines).step_by(7) {
        let _ = fiber.debugger().break_at_line(&program, line);
    }
    let steps = [Step::Instruction, Step::Line, Step::Over, Step::Out];
    let mut stops = 0;
    let outcome = loop {
        let outcome = match stops {
            400.. => {
                fiber.debugger().clear();
                fiber.run(Budget::UNLIMITED)
            }
            _ if stops % 5 == 4 => fiber.run(Budget::UNLIMITED),
            _ => fiber.step(steps[stops * 7 % 4], Budget::UNLIMITED),
        };
        if !matches!(outcome, Outcome::Stepped | Outcome::Breakpoint(_)) {
            break outcome;
        }
        stops += 1;
        let frames: Vec<Frame> = fiber.frames().take(10).collect();
        for frame in &frames {
            for variable in fiber.variables(frame) {
                if let Some(value) = variable.value
                    && stops % 16 == 0
                {
                    fiber.values().describe(&value);
                }
            }
            fiber.receiver(frame);
        }
        if frames.is_empty() {
            return Err("it stopped nowhere".to_owned());
        }
    };
    let mut shown = traced.text();
    match outcome {
        Outcome::Done(_) => {}
        Outcome::Threw(problem) => shown += &format!("{problem}\n"),
        other => return Err(format!("{other:?}")),
    }
    if shown == wanted { Ok(()) } else { Err(format!("--- wanted\n{wanted}--- got\n{shown}")) }
}

struct Session<'a> {
    fiber: Fiber<'a>,
    program: &'a Program,
    source: &'a str,
}

impl Session<'_> {
    fn command(&mut self, words: &[&str]) -> String {
        let number = |index: usize| words.get(index).and_then(|word| word.parse::<usize>().ok());
        match (words.first().copied().unwrap_or_default(), number(1)) {
            ("break", Some(line)) => {
                match self.fiber.debugger().break_at_line(self.program, line) {
                    Ok(set) => format!("at line {}\n", set.line),
                    Err(error) => format!("{error}\n"),
                }
            }
            ("break-at", _) => {
                let bodies = self.fiber.debugger().bodies(self.program);
                let body = bodies.iter().find(|body| Some(&body.name.as_str()) == words.get(1));
                let (Some(body), Some(instruction)) = (body, number(2)) else {
                    return "no such body\n".to_owned();
                };
                match self.fiber.debugger().break_at_instruction(body, instruction as u32) {
                    Ok(set) => format!("at line {}\n", set.line),
                    Err(error) => format!("{error}\n"),
                }
            }
            ("clear", _) => {
                self.fiber.debugger().clear();
                String::new()
            }
            ("breakpoints", _) => {
                let lines: Vec<String> = self
                    .fiber
                    .debugger()
                    .breakpoints()
                    .map(|set| format!("line {}\n", set.line))
                    .collect();
                lines.concat()
            }
            ("bodies", _) => {
                let bodies = self.fiber.debugger().bodies(self.program);
                let lines = bodies.iter().map(|body| {
                    format!("{} at line {}: {}\n", body.name, body.line, body.instructions)
                });
                lines.collect()
            }
            ("run", _) => {
                let budget = match (words.get(1), number(2)) {
                    (Some(&"fuel"), Some(units)) => Budget::fuel(units as u64),
                    (Some(&"memory"), Some(mib)) => ENOUGH.and_memory(mib << 20),
                    _ => ENOUGH,
                };
                let outcome = self.fiber.run(budget);
                self.show(outcome)
            }
            ("line", times) => self.step(Step::Line, times),
            ("over", times) => self.step(Step::Over, times),
            ("out", times) => self.step(Step::Out, times),
            ("instruction", times) => self.step(Step::Instruction, times),
            ("frames", _) => {
                let frames: Vec<Frame> = self.fiber.frames().collect();
                frames.iter().map(|frame| self.place(frame)).collect()
            }
            ("names", level) => self.names(level.unwrap_or(0)),
            ("receiver", _) => {
                let frame = self.fiber.frames().next();
                match frame.and_then(|frame| self.fiber.receiver(&frame)) {
                    Some(receiver) => format!("{}\n", self.fiber.values().describe(&receiver)),
                    None => "none\n".to_owned(),
                }
            }
            (other, _) => format!("unknown command {other}\n"),
        }
    }

    fn step(&mut self, step: Step, times: Option<usize>) -> String {
        let mut shown = String::new();
        for _ in 0..times.unwrap_or(1) {
            let outcome = self.fiber.step(step, ENOUGH);
            shown += &self.show(outcome);
        }
        shown
    }

    fn show(&mut self, outcome: Outcome) -> String {
        let why = match outcome {
            Outcome::Done(value) => {
                return format!("done: {}\n", self.fiber.values().describe(&value));
            }
            Outcome::Threw(problem) => {
                let trail = problem
                    .trail
                    .iter()
                    .map(|frame| format!("  {}:{} in {}\n", frame.line, frame.column, frame.name));
                return format!("threw: {problem}\n{}", trail.collect::<String>());
            }
            Outcome::Ended => return "ended\n".to_owned(),
            Outcome::Stepped => "",
            Outcome::Breakpoint(_) => "breakpoint ",
            Outcome::OutOfFuel => "out of fuel ",
            Outcome::OutOfMemory { .. } => "out of memory ",
            other => return format!("{other:?}\n"),
        };
        let place = match self.fiber.frames().next() {
            Some(frame) => self.place(&frame),
            None => "nowhere\n".to_owned(),
        };
        format!("{why}{place}")
    }

    /// Where an activation is, and the text that it is at.
    fn place(&self, frame: &Frame) -> String {
        let (line, column) = (frame.place.line, frame.place.column);
        let text = if frame.origin == monte_vm::Origin::Program {
            let (start, end) = (frame.span.0 as usize, frame.span.1 as usize);
            let text = self.source.get(start..end).unwrap_or("?");
            text.lines().next().unwrap_or_default()
        } else {
            "(safe scope)"
        };
        format!("{line}:{column} {}: {text}\n", frame.place.name)
    }

    fn names(&mut self, level: usize) -> String {
        let Some(frame) = self.fiber.frames().nth(level) else { return "no frame\n".to_owned() };
        let variables = self.fiber.variables(&frame);
        let mut shown = String::new();
        for variable in variables {
            let value = match &variable.value {
                Some(value) => self.fiber.values().describe(value),
                None => "?".to_owned(),
            };
            shown += &format!("{:?} {} = {value}\n", variable.kind, variable.name);
        }
        shown
    }
}

/// Evaluates a text in a machine, and drops its program.
fn evaluate(machine: &mut Machine, source: &str) -> Handle {
    let text = monte_pipeline::Text { name: "evaluation", source };
    let environment = Environment::safe(monte_prelude::names::of_programs());
    let unit = monte_pipeline::compile(text, &environment, Passes::ALL)
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let program = machine.load(unit).expect("names of the safe scope");
    let outcome = machine.start(&program).run(ENOUGH);
    match outcome {
        Outcome::Done(value) => value,
        other => panic!("{source}: {other:?}"),
    }
}

/// What programs have left when nobody has them any more: nothing, but for objects that their values are made of.
#[test]
fn programs_that_were_dropped_are_freed() {
    let mut machine =
        Machine::new(&Arc::default(), Config::default(), monte_prelude::units()).expect("boots");
    // Labels and methods of these may be asked for later.
    let object = evaluate(&mut machine, "object answer { to of(x) { return x * 2 } }\nanswer");
    let ejector = evaluate(&mut machine, "escape e { e }");
    let mut early = (0, 0);
    machine.attach_tracer(Box::new(TracingCompiler::new(Thresholds { hot: 8, hot_exit: 3 })));
    for number in 0..6000 {
        // Most are too short for machine code.
        let turns = if number % 100 < 5 { 60 } else { 1 };
        let source = format!("var n := {number}\nfor i in (0..!{turns}) {{ n += i }}\nn");
        let value = evaluate(&mut machine, &source);
        let wanted = number + turns * (turns - 1) / 2;
        assert_eq!(machine.values().get::<i64>(&value), Ok(wanted));
        if number == 1000 {
            machine.collect();
            early = (machine.loaded_bodies(), machine.memory());
        }
    }
    machine.collect();
    assert_eq!(machine.loaded_bodies(), early.0);
    assert!(machine.memory() <= early.1 + (1 << 16), "{} after {}", machine.memory(), early.1);
    machine.values().describe(&ejector);
    let four = machine.values().make(4i64).expect("it fits");
    let answer = machine.call(&object, "of", &[four]).run(ENOUGH);
    let Outcome::Done(answer) = answer else { panic!("{answer:?}") };
    assert_eq!(machine.values().get::<i64>(&answer), Ok(8));
}

/// Programs with objects are freed when these have died, and their numbers are given to others: what call sites and machine code
/// have noted of the dead is forgotten before that.
#[test]
fn programs_with_objects_are_freed() {
    let mut machine =
        Machine::new(&Arc::default(), Config::default(), monte_prelude::units()).expect("boots");
    machine.attach_tracer(Box::new(TracingCompiler::new(Thresholds { hot: 8, hot_exit: 3 })));
    // One that lives on, and calls objects of those that do not, in machine code, too.
    let caller = evaluate(
        &mut machine,
        "def sum(f) { var sum := 0\nfor i in (0..!20) { sum += f(i) }\nreturn sum }\nsum",
    );
    let mut kept = Vec::new();
    let mut early = (0, 0);
    for number in 0..12_000i64 {
        // Some have as many scripts as no other before, some name a binding, some have a loop that calls their own.
        let source = match number % 4 {
            0 => format!("def f(x) {{ return x * {number} }}\nf"),
            1 => format!("def f(x) {{ def g(y) {{ return x * y }}\nreturn g({number}) }}\n&&f\nf"),
            2 => format!(
                "def f(x) {{ return x * {number} }}\nfor i in (0..!9) {{ f(i) }}\n&&null\nf"
            ),
            _ => format!("object f {{ match [verb, [x], _] {{ x * {number} }} }}"),
        };
        let f = evaluate(&mut machine, &source);
        let outcome = machine.call(&caller, "run", std::slice::from_ref(&f)).run(ENOUGH);
        let Outcome::Done(sum) = outcome else { panic!("{source}: {outcome:?}") };
        assert_eq!(machine.values().get::<i64>(&sum), Ok(190 * number), "{source}");
        if number % 1000 == 0 {
            kept.push((f, number));
        }
        if number == 6000 {
            machine.collect();
            early = (machine.loaded_bodies(), machine.memory());
        }
    }
    machine.collect();
    // The five that were kept meanwhile have six bodies with methods and a top level each at most.
    let bodies = machine.loaded_bodies();
    assert!(bodies <= early.0 + 20, "{bodies} after {}", early.0);
    assert!(machine.memory() <= early.1 + (1 << 18), "{} after {}", machine.memory(), early.1);
    for (f, number) in kept {
        let outcome = machine.call(&caller, "run", &[f]).run(ENOUGH);
        let Outcome::Done(sum) = outcome else { panic!("{number}: {outcome:?}") };
        assert_eq!(machine.values().get::<i64>(&sum), Ok(190 * number));
    }
}
