//! Steps and breakpoints.
//!
//! The interpreter has a loop of its own for single steps; without a breakpoint and a step it is not entered,
//! so both cost nothing when they are not used. In front of each operation that loop asks
//! [`Vm::ends_step`], which knows from tables made on first use whether a line begins there.
//!
//! **Where a line begins.** At an operation whose source starts on another line than that of the one in front of
//! it, unless its source encloses that one: then it is the rest of an expression that began before.

use super::error::NoCode;
use super::inspect::Origin;
use super::program::Program;
use crate::code::{Code, Place};
use crate::vm::{Vm, position};

/// How far a step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One operation of the machine.
    Instruction,
    /// To the beginning of the next line of a program, in whatever is called too. Code of the safe scope
    /// is passed over.
    Line,
    /// As `Line`, but passes over what is called.
    Over,
    /// To where the activation has returned.
    Out,
}

/// What ends a run, besides breakpoints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Goal {
    #[default]
    None,
    Step(Step),
}

impl From<Step> for Goal {
    fn from(step: Step) -> Goal {
        Goal::Step(step)
    }
}

/// A breakpoint of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct BreakpointId(u32);

/// A breakpoint that was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakpoint {
    /// What outcomes call it.
    pub id: BreakpointId,
    /// The line where it is, from 1.
    pub line: usize,
}

/// The code of a method, of a matcher or of a top level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBody {
    pub(super) code: u32,
    /// What it is: `object.verb`, `a matcher of object`, or `the top level`.
    pub name: String,
    /// Where it begins: its line, from 1.
    pub line: usize,
    /// The instructions of its listing.
    pub instructions: usize,
}

/// Breakpoints, and what the present run is to stop at.
#[derive(Default)]
pub(crate) struct Watch {
    /// The present run is watched.
    active: bool,
    goal: Goal,
    /// Activations when the run began.
    depth: usize,
    /// Nothing has been executed yet.
    is_first: bool,
    /// The first operation has been shown already: its breakpoint does not count.
    is_shown: bool,
    /// The first operation ends a step: the call that leads there is what was executed.
    is_arrival: bool,
    hit: Option<BreakpointId>,
    breakpoints: Vec<Set>,
    /// By code: the breakpoint in front of each word, or 0.
    marks: Vec<Option<Box<[u32]>>>,
    last: u32,
    /// By code: whether a line begins at each word.
    lines: Vec<Option<Box<[bool]>>>,
}

/// A breakpoint: the words that it stands in front of.
struct Set {
    breakpoint: Breakpoint,
    words: Vec<(u32, u32)>,
}

/// Sets breakpoints, and takes them away.
pub struct Debugger<'m> {
    pub(super) vm: &'m mut Vm,
}

impl Debugger<'_> {
    /// The bodies of a program.
    pub fn bodies(&self, program: &Program) -> Vec<CodeBody> {
        self.codes(program).map(|code| self.vm.code_body(code)).collect()
    }

    fn codes(&self, program: &Program) -> impl Iterator<Item = &Code> {
        self.vm.kept.value(&program.owner);
        let unit = program.instance;
        self.vm.codes.iter().map(|code| &**code).filter(move |code| code.unit == unit)
    }

    /// Stops in front of a line of a program (from 1), or of the next one that has code.
    pub fn break_at_line(&mut self, program: &Program, line: usize) -> Result<Breakpoint, NoCode> {
        let mut best: Option<(usize, Vec<(u32, u32)>)> = None;
        for code in self.codes(program) {
            let begins = self.vm.line_table(code);
            for (word, _) in begins.iter().enumerate().filter(|(_, begins)| **begins) {
                let at = self.vm.line_of(code, word);
                let place = (code.id, word as u32);
                match &mut best {
                    _ if at < line => {}
                    Some((found, words)) if *found == at => words.push(place),
                    Some((found, _)) if *found < at => {}
                    _ => best = Some((at, vec![place])),
                }
            }
        }
        let (line, words) = best.ok_or(NoCode)?;
        Ok(self.vm.set_breakpoint(line, words))
    }

    /// Stops in front of an instruction of a body's listing, or of the next one where an operation of the
    /// machine ends.
    pub fn break_at_instruction(
        &mut self,
        body: &CodeBody,
        instruction: u32,
    ) -> Result<Breakpoint, NoCode> {
        let code = self.vm.loaded_code(body.code).ok_or(NoCode)?;
        // The head in front of the first instruction is none of the body's.
        let word = (1..code.words.len())
            .find(|&word| !code.words[word].op.is_shortcut() && code.origins[word] >= instruction)
            .ok_or(NoCode)?;
        let line = self.vm.line_of(code, word);
        let place = (code.id, word as u32);
        Ok(self.vm.set_breakpoint(line, vec![place]))
    }

    /// All breakpoints, in the order in which they were set.
    pub fn breakpoints(&self) -> impl Iterator<Item = &Breakpoint> {
        self.vm.watch.breakpoints.iter().map(|set| &set.breakpoint)
    }

    /// Takes a breakpoint away; whether it was there.
    pub fn remove(&mut self, id: BreakpointId) -> bool {
        let sets = &mut self.vm.watch.breakpoints;
        let before = sets.len();
        sets.retain(|set| set.breakpoint.id != id);
        let was_there = sets.len() < before;
        self.vm.mark_breakpoints();
        was_there
    }

    /// Takes all breakpoints away.
    pub fn clear(&mut self) {
        self.vm.watch.breakpoints.clear();
        self.vm.mark_breakpoints();
    }
}

impl Watch {
    fn breakpoint_at(&self, code: u32, word: usize) -> Option<BreakpointId> {
        let marks = self.marks.get(code as usize)?.as_ref()?;
        (marks[word] != 0).then_some(BreakpointId(marks[word]))
    }
}

impl Vm {
    fn set_breakpoint(&mut self, line: usize, words: Vec<(u32, u32)>) -> Breakpoint {
        self.watch.last += 1;
        let breakpoint = Breakpoint { id: BreakpointId(self.watch.last), line };
        self.watch.breakpoints.push(Set { breakpoint: breakpoint.clone(), words });
        self.mark_breakpoints();
        breakpoint
    }

    /// Takes away what is known of the lines of a code that goes, and its breakpoints.
    pub(crate) fn forget_breakpoints_of(&mut self, code: u32) {
        let watch = &mut self.watch;
        if let Some(lines) = watch.lines.get_mut(code as usize) {
            *lines = None;
        }
        if watch.breakpoints.iter().any(|set| set.words.iter().any(|word| word.0 == code)) {
            watch.breakpoints.retain(|set| set.words.iter().all(|word| word.0 != code));
            self.mark_breakpoints();
        }
    }

    /// Makes the table of marks anew. Of several breakpoints in one place the first counts.
    fn mark_breakpoints(&mut self) {
        let watch = &mut self.watch;
        watch.marks.clear();
        for set in watch.breakpoints.iter().rev() {
            for &(code, word) in &set.words {
                let index = code as usize;
                if watch.marks.len() <= index {
                    watch.marks.resize_with(index + 1, || None);
                }
                let size = self.codes[index].words.len();
                let marks = watch.marks[index].get_or_insert_with(|| vec![0; size].into());
                marks[word as usize] = set.breakpoint.id.0;
            }
        }
    }

    /// Prepares a run: whether it must be watched. `is_shown` tells that the host knows where the fiber
    /// stands.
    pub(super) fn watch_for(&mut self, goal: Goal, is_shown: bool) -> bool {
        let is_arrival = self.pending_send.is_some() || self.pending.is_some();
        let depth = self.fiber.frames.len();
        let watch = &mut self.watch;
        watch.active = goal != Goal::None || !watch.breakpoints.is_empty();
        watch.goal = goal;
        watch.depth = depth;
        watch.is_first = true;
        watch.is_shown = is_shown;
        watch.is_arrival = is_arrival;
        watch.hit = None;
        watch.active
    }

    /// Ends the watch: the breakpoint that was reached, if one was.
    pub(super) fn unwatch(&mut self) -> Option<BreakpointId> {
        self.watch.active = false;
        self.watch.hit.take()
    }

    /// Whether a run in single steps ends in front of this word.
    #[inline(never)]
    pub(crate) fn ends_step(&mut self, code: u32, word: usize) -> bool {
        if !self.watch.active {
            // Every step ends the run.
            self.steps += 1;
            return self.steps & 1 == 0;
        }
        let body = &self.codes[code as usize];
        if body.words[word].op.is_shortcut() {
            return false;
        }
        let is_first = std::mem::take(&mut self.watch.is_first);
        let watch = &self.watch;
        if !(is_first && watch.is_shown)
            && let Some(id) = watch.breakpoint_at(code, word)
        {
            self.watch.hit = Some(id);
            return true;
        }
        let Goal::Step(step) = watch.goal else { return false };
        if is_first && !watch.is_arrival {
            return false;
        }
        let depth = self.fiber.frames.len();
        match step {
            Step::Instruction => true,
            Step::Line => self.begins_line(code, word),
            Step::Over => depth <= watch.depth && self.begins_line(code, word),
            Step::Out => depth < watch.depth && self.origin_of(body) == Origin::Program,
        }
    }

    fn begins_line(&mut self, code: u32, word: usize) -> bool {
        let index = code as usize;
        if self.origin_of(&self.codes[index]) == Origin::Prelude {
            return false;
        }
        if self.watch.lines.len() <= index {
            self.watch.lines.resize_with(self.codes.len(), || None);
        }
        if self.watch.lines[index].is_none() {
            let table = self.line_table(&self.codes[index]);
            self.watch.lines[index] = Some(table);
        }
        self.watch.lines[index].as_ref().is_some_and(|table| table[word])
    }

    /// Whether a line begins at each word.
    fn line_table(&self, code: &Code) -> Box<[bool]> {
        let spans = &self.body_of(code).spans;
        let mut table = vec![false; code.words.len()];
        let mut before: Option<(u32, usize, monte_compiler::unit::Span)> = None;
        for (word, begins) in table.iter_mut().enumerate() {
            if word == 0 || code.words[word].op.is_shortcut() {
                continue;
            }
            let origin = code.origins[word];
            let span = spans.get(origin as usize).copied().unwrap_or_default();
            let line = self.line_of(code, word);
            *begins = match before {
                None => true,
                Some((last, last_line, last_span)) => {
                    let encloses = span.start <= last_span.start && last_span.end <= span.end;
                    last != origin && line != last_line && !encloses
                }
            };
            before = Some((origin, line, span));
        }
        table.into()
    }

    /// The line of a word, from 1.
    fn line_of(&self, code: &Code, word: usize) -> usize {
        let unit = &self.units[code.unit as usize];
        let origin = code.origins.get(word).copied().unwrap_or(0);
        let spans = &unit.body(code.place).spans;
        let span = spans.get(origin as usize).copied().unwrap_or_default();
        position(&unit.unit.line_starts, span.start).0
    }

    pub(super) fn code_body(&self, code: &Code) -> CodeBody {
        let unit = &self.units[code.unit as usize].unit;
        let span = match code.place {
            Place::Top => Default::default(),
            Place::Method { script, .. } | Place::Matcher { script, .. } => {
                let first = self.body_of(code).spans.first().copied();
                first.unwrap_or(unit.scripts[script as usize].span)
            }
        };
        CodeBody {
            code: code.id,
            name: self.name_of(code),
            line: position(&unit.line_starts, span.start).0,
            instructions: self.body_of(code).code.len(),
        }
    }
}
