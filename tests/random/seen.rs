//! What is seen of a run, and how two runs differ.
#![allow(dead_code, reason = "each test uses its part")]

use crate::random::regimes::Regime;
use monte_expander::Passes;
use monte_jit::{TracingCompiler, Why};
use monte_vm::data::list;
use monte_vm::interp::Outcome;
use monte_vm::value::Value;
use monte_vm::vm::Vm;
use std::any::Any;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// With a value.
    Done,
    /// With a problem.
    Threw,
    OutOfFuel,
    OutOfMemory,
    /// The machine panicked, or did what it must not.
    Broke,
}

/// What is seen of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// Traced lines.
    pub(crate) lines: String,
    pub(crate) ending: Ending,
    /// The texts of the value or problem; of all of its elements, if it is a list of problems.
    pub(crate) texts: Vec<String>,
    /// Where problems were thrown, or where fuel was used up.
    pub(crate) places: Vec<String>,
    pub(crate) fuel: u64,
    /// Loops whose machine code was entered; not compared.
    pub(crate) loops: usize,
}

impl Seen {
    /// The machine broke.
    pub(crate) fn broken(text: String) -> Seen {
        let (lines, places) = (String::new(), Vec::new());
        Seen { lines, ending: Ending::Broke, texts: vec![text], places, fuel: 0, loops: 0 }
    }

    /// A run has ended.
    pub(crate) fn new(vm: &mut Vm, outcome: Outcome, lines: String) -> Seen {
        let (fuel, texts, places) = (vm.fuel_used, Vec::new(), Vec::new());
        let loops = entered(vm);
        let mut seen = Seen { lines, ending: Ending::Done, texts, places, fuel, loops };
        match outcome {
            Outcome::Done(value) => match list::items(value).map(<[Value]>::to_vec) {
                Some(items) => items.into_iter().for_each(|item| seen.note(vm, item)),
                None => seen.note(vm, value),
            },
            Outcome::Threw(problem) => {
                seen.ending = Ending::Threw;
                seen.note(vm, problem);
            }
            Outcome::OutOfFuel => {
                seen.ending = Ending::OutOfFuel;
                let (frames, more) = vm.current_trail();
                seen.places.extend(frames.iter().map(|frame| format!("{frame:?}")));
                seen.places.push(format!("{more} more"));
            }
            Outcome::OutOfMemory { .. } => seen.ending = Ending::OutOfMemory,
            outcome => return Seen::broken(format!("it ended with {outcome:?}")),
        }
        seen
    }

    fn note(&mut self, vm: &mut Vm, value: Value) {
        let (frames, more) = vm.trail_of(value);
        self.texts.push(vm.problem_text(value));
        self.places.extend(frames.iter().map(|frame| format!("{frame:?}")));
        self.places.push(format!("{more} more"));
    }

    /// The whole program has run.
    pub(crate) fn reached_end(&self) -> bool {
        self.lines.ends_with("\"end\"\n")
    }

    /// Everything, for people.
    pub(crate) fn told(&self, name: &str) -> String {
        let Seen { lines, ending, texts, places, fuel, loops: _ } = self;
        let mut text = format!("--- {name}: {ending:?}, {fuel} units of fuel\n{lines}");
        for line in texts.iter().chain(places) {
            text += &format!("    {line}\n");
        }
        text
    }
}

/// Takes the tracer of a machine away, and answers how many loops' machine code was entered.
fn entered(vm: &mut Vm) -> usize {
    let Some(tracer) = vm.detach_tracer() else { return 0 };
    let tracer: Box<dyn Any> = tracer;
    let Ok(tracer) = tracer.downcast::<TracingCompiler>() else { return 0 };
    let loops = tracer.report(vm).trees.into_iter().filter(|tree| tree.why == Why::Loop);
    loops.filter(|tree| tree.entered > 0).count()
}

/// How two runs differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// One of them breaks the machine.
    Break,
    /// They end in different ways.
    Ending,
    /// They trace different lines.
    Lines,
    /// They end with another value or problem, or have caught others.
    Texts,
    /// They stop, or problems were thrown, in different places.
    Places,
    /// They use different fuel.
    Fuel,
}

/// How a run under a regime differs from the usual one.
pub(crate) fn difference(usual: &Seen, seen: &Seen, regime: &Regime) -> Option<Difference> {
    let ends = [usual.ending, seen.ending];
    let same_code = regime.passes == Passes::ALL;
    if seen.ending == Ending::Broke {
        return Some(Difference::Break);
    }
    // How much memory is reserved is no regime's promise, nor what fuel other code needs.
    let stopped = ends.contains(&Ending::OutOfFuel) && !same_code;
    if stopped || ends.contains(&Ending::OutOfMemory) {
        return None;
    }
    // Other code may give an ejector, which is printed with its place, the place of a part of its expression.
    let same = |one: &str, other: &str| {
        one == other || (!same_code && without_places(one) == without_places(other))
    };
    let same_texts = usual.texts.len() == seen.texts.len()
        && usual.texts.iter().zip(&seen.texts).all(|(one, other)| same(one, other));
    [
        (!same(&usual.lines, &seen.lines), Difference::Lines),
        (ends[0] != ends[1], Difference::Ending),
        (!same_texts, Difference::Texts),
        (same_code && usual.places != seen.places, Difference::Places),
        (same_code && usual.fuel != seen.fuel, Difference::Fuel),
    ]
    .into_iter()
    .find_map(|(differs, difference)| differs.then_some(difference))
}

/// How the file of a place ends; line and column follow.
const FILE: &str = ".mt:";

/// A text without the lines and columns of the places in it.
fn without_places(text: &str) -> String {
    let mut pieces = text.split(FILE);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |text, piece| {
        text + FILE + piece.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit())
    })
}
