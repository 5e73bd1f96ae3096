//! A tree of traces at work: its parts, the machine code of all of them, and how often it was left where.

use crate::exit::{Exit, Places};
use crate::ir::{Begin, Ref, Tree};
use crate::limits;
use crate::listing::CodeText;
use crate::machine_code::MachineCode;
use crate::optimize::{Recording, can_grow};
use crate::record::Head;
use crate::report::{Times, Why};

/// What is kept of a recording that became a part.
pub(crate) struct Log {
    pub(crate) part: u32,
    pub(crate) why: Why,
    /// Instructions of the machine, and of the intermediate form.
    pub(crate) steps: usize,
    /// See `steps`.
    pub(crate) recorded: usize,
    /// All of it, if listings are wanted.
    pub(crate) recording: Option<Recording>,
}

/// A compiled tree.
pub(crate) struct Compiled {
    /// Its parts.
    pub(crate) tree: Tree,
    /// The loop heads that parts begin at.
    pub(crate) heads: Vec<(Head, u32)>,
    /// Where it is entered: code and instruction.
    pub(crate) place: (u32, u32),
    /// Its name, if somebody listens.
    pub(crate) name: String,
    pub(crate) code: Option<MachineCode>,
    /// How the state is rebuilt at each exit of the machine code; most are never taken.
    pub(crate) exits: Vec<Option<Box<Exit>>>,
    /// By exit: how often it was left there, and how often a recording there was given up.
    pub(crate) counts: Vec<u64>,
    pub(crate) attempts: Vec<u32>,
    /// What a look at the counter must find.
    pub(crate) need: i64,
    /// How often the entry refused what the loop carried.
    pub(crate) refused: u64,
    /// How often it was entered.
    pub(crate) entered: u64,
    /// How often it was entered since it was compiled last, and units of fuel that were spent in it.
    pub(crate) trial: u64,
    /// See `trial`.
    pub(crate) work: i64,
    /// Words of the area that are its own.
    pub(crate) area: usize,
    /// Where its exits store what.
    pub(crate) places: Places,
    /// How often it was left in front of parts that are not compiled yet.
    pub(crate) waiting: u64,
    /// Whether there are such parts.
    pub(crate) has_news: bool,
    /// Its native calls.
    pub(crate) sites: Vec<u32>,
    /// Its recordings.
    pub(crate) logs: Vec<Log>,
    /// How often it was compiled, the time that everything took, and the size of its machine code.
    pub(crate) compiled: u32,
    /// See `compiled`.
    pub(crate) times: Times,
    /// See `compiled`.
    pub(crate) code_bytes: usize,
    /// The text of its machine code, if listings are wanted.
    pub(crate) text: Option<CodeText>,
}

impl Compiled {
    /// A tree that is not compiled yet.
    pub(crate) fn new(place: (u32, u32)) -> Compiled {
        Compiled {
            tree: Tree::default(),
            heads: Vec::new(),
            place,
            name: String::new(),
            code: None,
            exits: Vec::new(),
            counts: Vec::new(),
            attempts: Vec::new(),
            need: 0,
            refused: 0,
            entered: 0,
            trial: 0,
            work: 0,
            area: 0,
            places: Places::default(),
            waiting: 0,
            has_news: false,
            sites: Vec::new(),
            logs: Vec::new(),
            compiled: 0,
            times: Times::default(),
            code_bytes: 0,
            text: None,
        }
    }

    /// What stands in the place of a tree that is gone.
    pub(crate) fn gone() -> Compiled {
        Compiled::new((u32::MAX, 0))
    }

    /// Whether there is no tree any more.
    pub(crate) fn is_gone(&self) -> bool {
        self.place.0 == u32::MAX
    }

    /// Whether it calls compiled bodies or has loops: then others call it, and do not follow it.
    pub(crate) fn is_large(&self) -> bool {
        let graph = &self.tree.graph;
        let calls = |part: &crate::ir::Part| {
            part.body.iter().any(|&r| graph.op(r) == crate::ir::Op::Invoke)
        };
        self.heads.len() > 1 || self.tree.parts.iter().any(calls)
    }

    /// The part that goes on at a loop head, if it was recorded already, for what follows an exit if it does.
    ///
    /// A loop has proven in front of its turn what stays as it is. Where that failed, what stays is different now, and the way
    /// behind the exit would fail there in every turn: it gets a head of its own, with a turn that relies on what is so now.
    pub(crate) fn part_of(&self, head: &Head, exit: Option<u32>) -> Option<u32> {
        let versions: Vec<u32> =
            self.heads.iter().filter(|(known, _)| known == head).map(|row| row.1).collect();
        let first = *versions.first()?;
        let Some((number, exit)) = exit.and_then(|exit| self.tree.loop_of(exit)) else {
            return Some(first);
        };
        let in_turn = self.tree.parts[number].begin == Begin::Turn;
        let own = number as u32 - in_turn as u32;
        if !versions.contains(&own) {
            return Some(first);
        }
        let is_proven_once = !in_turn && self.is_proven_once(number, exit);
        (!is_proven_once || versions.len() >= limits::VERSIONS).then_some(own)
    }

    /// Whether a guard on what a value is leaves a head by an exit, and the turn behind it has none such. Tests come out
    /// one way and the other in the course of a loop, and if the turn does without one, that is luck.
    fn is_proven_once(&self, head: usize, exit: u32) -> bool {
        let graph = &self.tree.graph;
        let turn = self.tree.parts.get(head + 1).filter(|part| part.begin == Begin::Turn);
        let guard = self.tree.parts[head].body.iter().find(|&&r| graph.at(r).snapshot == exit);
        let (Some(turn), Some(&guard)) = (turn, guard) else { return false };
        if !graph.op(guard).is_of_kinds() {
            return false;
        }
        let is_same =
            |&r: &Ref| graph.op(r) == graph.op(guard) && graph.origin(r) == graph.origin(guard);
        !turn.body.iter().any(is_same)
    }

    /// Takes new machine code for the parts that the tree has now; answers what it replaces.
    pub(crate) fn publish(&mut self, code: MachineCode) -> Option<MachineCode> {
        self.compiled += 1;
        self.tree.graph.shrink();
        self.exits.resize_with(self.tree.graph.snapshots.len(), || None);
        self.counts.resize(self.exits.len(), 0);
        self.attempts.resize(self.exits.len(), 0);
        self.area = crate::backend::area_of(&self.places);
        self.need = crate::backend::need(&self.tree);
        (self.waiting, self.has_news) = (0, false);
        (self.trial, self.work) = (0, 0);
        self.code.replace(code)
    }

    /// How the state is rebuilt at an exit, if the machine code has one of this number.
    pub(crate) fn exit(&mut self, number: u32) -> Option<&Exit> {
        let graph = &self.tree.graph;
        let exit = self.exits.get_mut(number as usize)?;
        Some(exit.get_or_insert_with(|| {
            let snapshot = &graph.snapshots[number as usize];
            Box::new(Exit::new(graph, snapshot, &self.places))
        }))
    }

    /// Notes that the tree was left by an exit; answers what to do about it.
    pub(crate) fn leave(&mut self, exit: u32, hot_exit: u32) -> Advice {
        let number = exit as usize;
        self.counts[number] += 1;
        if self.tree.side(exit).is_some() {
            // There is a part that goes on here, and compiling it pays when it was missed often enough.
            self.waiting += 1;
            let size = self.tree.graph.instrs.len() as f64;
            // Tests that want parts early want them compiled early, too.
            let haste = hot_exit as f64 / limits::HOT_EXIT as f64;
            let wanted = size * limits::LEAVES_PER_INSTRUCTION * haste.min(1.0);
            let due = self.waiting as f64 >= wanted;
            return if due { Advice::Compile } else { Advice::Nothing };
        }
        let snapshot = &self.tree.graph.snapshots[number];
        if self.attempts[number] >= limits::ATTEMPTS
            || !can_grow(snapshot)
            || self.tree.graph.instrs.len() > limits::TREE
            || self.tree.parts.len() > limits::PARTS
        {
            return Advice::Nothing;
        }
        let wanted = (hot_exit as u64) << (3 * self.attempts[number]);
        if self.counts[number] >= wanted { Advice::Grow } else { Advice::Nothing }
    }
}

/// What to do where a tree was left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Advice {
    /// Nothing.
    Nothing,
    /// Record what follows.
    Grow,
    /// Compile it with the parts that were recorded.
    Compile,
}
