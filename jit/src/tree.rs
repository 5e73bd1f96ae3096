//! A tree of traces at work: its parts, the machine code of all of them, and how often it was left where.

use crate::exit::{Exit, stored};
use crate::ir::Tree;
use crate::limits;
use crate::machine_code::MachineCode;
use crate::optimize::can_grow;
use crate::record::Head;

/// A compiled tree.
pub(crate) struct Compiled {
    /// Its parts.
    pub(crate) tree: Tree,
    /// The loop heads that parts begin at.
    pub(crate) heads: Vec<(Head, u32)>,
    /// Where it is entered: code and instruction.
    pub(crate) place: (u32, u32),
    pub(crate) code: Option<MachineCode>,
    pub(crate) exits: Vec<Exit>,
    /// By exit: how often it was left there, and how often a recording there was given up.
    pub(crate) counts: Vec<u64>,
    pub(crate) attempts: Vec<u32>,
    /// What a look at the counter must find.
    pub(crate) need: i64,
    /// How often the entry refused what the loop carried.
    pub(crate) refused: u64,
    /// How often it was entered.
    pub(crate) entered: u64,
    /// Words that the largest exit stores.
    pub(crate) area: usize,
}

impl Compiled {
    /// A tree that is not compiled yet.
    pub(crate) fn new(place: (u32, u32)) -> Compiled {
        Compiled {
            tree: Tree::default(),
            heads: Vec::new(),
            place,
            code: None,
            exits: Vec::new(),
            counts: Vec::new(),
            attempts: Vec::new(),
            need: 0,
            refused: 0,
            entered: 0,
            area: 0,
        }
    }

    /// Takes new machine code for the parts that the tree has now.
    pub(crate) fn publish(&mut self, code: MachineCode) {
        let graph = &self.tree.graph;
        for snapshot in &graph.snapshots[self.exits.len()..] {
            self.area = self.area.max(stored(graph, snapshot).len());
            self.exits.push(Exit::new(graph, snapshot));
        }
        self.counts.resize(self.exits.len(), 0);
        self.attempts.resize(self.exits.len(), 0);
        self.need = crate::backend::need(&self.tree);
        self.code = Some(code);
    }

    /// Notes that the tree was left by an exit; answers whether a part should be grown there.
    pub(crate) fn leave(&mut self, exit: u32, hot_exit: u32) -> bool {
        let number = exit as usize;
        self.counts[number] += 1;
        let snapshot = &self.tree.graph.snapshots[number];
        if self.attempts[number] >= limits::ATTEMPTS
            || !can_grow(snapshot)
            || self.tree.graph.instrs.len() > limits::TREE
        {
            return false;
        }
        // A large tree takes long to compile again, so it takes more to be worth it.
        let share = self.tree.graph.instrs.len() / limits::EXIT_SHARE;
        let wanted = (hot_exit as u64 + share as u64) << (2 * self.attempts[number]);
        self.counts[number] >= wanted
    }
}
