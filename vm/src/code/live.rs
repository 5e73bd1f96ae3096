//! Liveness: which locals of a body may still be read, in front of each of its words.
//!
//! Comes in: the verified instructions of the body, and the words they became. Goes out: a set of locals for each word. A
//! local that is not in it is bound again before anything reads it, so nobody needs to keep what it holds.
//!
//! The sets are the least that fit, found backwards until nothing changes. An exception or an ejection may come from
//! anywhere: what the handlers of a body read is live in all of it.

use super::Code;
use monte_compiler::isa::{Effect, Instr, Op, Operand};
use monte_compiler::unit::Body;

/// Bodies with more locals times instructions are not looked through: all of their locals count as live.
const LARGEST: usize = 1 << 22;

/// The live locals of one body.
pub struct Live {
    /// Words of a set; 0 if everything is live.
    stride: usize,
    /// By word of the code.
    sets: Vec<u64>,
}

impl Live {
    pub(crate) fn new(body: &Body, code: &Code) -> Live {
        let locals = body.locals.len();
        if locals * body.code.len() > LARGEST {
            return Live { stride: 0, sets: Vec::new() };
        }
        let stride = locals.div_ceil(64);
        let of_instructions = solve(&body.code, stride);
        Live { stride, sets: sets_of_words(&body.code, code, stride, &of_instructions) }
    }

    /// Whether a local may be read before it is bound again when control is in front of a word.
    pub fn is_live(&self, word: u32, local: u32) -> bool {
        let (at, bit) = (local as usize / 64, local % 64);
        let set = self.sets.get(word as usize * self.stride..(word as usize + 1) * self.stride);
        set.is_none_or(|set| set.get(at).is_none_or(|bits| bits >> bit & 1 != 0))
    }
}

/// The sets in front of all instructions, one behind the other.
fn solve(code: &[Instr], stride: usize) -> Vec<u64> {
    let mut sets = vec![0u64; code.len() * stride];
    let handlers: Vec<usize> = code
        .iter()
        .filter_map(|instr| match instr.op {
            Op::Ejector | Op::Try | Op::Unwind => Some(instr.a as usize),
            Op::EndEjector => Some(instr.b as usize),
            _ => None,
        })
        .collect();
    let mut set = vec![0u64; stride];
    loop {
        let mut changed = false;
        for place in (0..code.len()).rev() {
            let instr = &code[place];
            set.fill(0);
            for next in successors(code, place) {
                join(&mut set, &sets[next * stride..(next + 1) * stride]);
            }
            for (local, is_read) in accesses(instr) {
                let bit = 1 << (local % 64);
                if is_read {
                    set[local / 64] |= bit;
                } else {
                    set[local / 64] &= !bit;
                }
            }
            for &handler in &handlers {
                join(&mut set, &sets[handler * stride..(handler + 1) * stride]);
            }
            let old = &mut sets[place * stride..(place + 1) * stride];
            if *old != *set {
                old.copy_from_slice(&set);
                changed = true;
            }
        }
        if !changed {
            return sets;
        }
    }
}

fn join(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(bits, more)| *bits |= more);
}

/// Where control may go behind an instruction, but for handlers.
fn successors(code: &[Instr], place: usize) -> impl Iterator<Item = usize> {
    let instr = code[place];
    let row = instr.op.row();
    let goes_on =
        !matches!(instr.op, Op::Jump | Op::Back | Op::Return | Op::MissingNamed | Op::NextMatcher);
    let target = |kind: Operand, value: u32| {
        matches!(kind, Operand::Target | Operand::LoopHead).then_some(value as usize)
    };
    let next = (goes_on && place + 1 < code.len()).then_some(place + 1);
    debug_assert!(goes_on || row.effect == Effect::Control);
    next.into_iter().chain(target(row.a, instr.a)).chain(target(row.b, instr.b))
}

/// The locals that an instruction reads (true) or only binds (false).
fn accesses(instr: &Instr) -> impl Iterator<Item = (usize, bool)> {
    let row = instr.op.row();
    let local = instr.a as usize;
    let (count, is_read) = match (row.a, instr.op) {
        (_, Op::NextMatcher) => (1, true),
        (Operand::Local, op) => (1, !matches!(op, Op::Bind | Op::Set)),
        (Operand::Iteration, op) => (2, op != Op::Iterate),
        _ => (0, false),
    };
    // The message of a matcher is in local 0.
    (0..count).map(move |i| (local + i, is_read))
}

/// The sets of words: that of the instruction that a word begins with. A word that consumes what a slow path has left stands
/// within its instruction: there what is live in front of it or behind it counts.
fn sets_of_words(code: &[Instr], made: &Code, stride: usize, sets: &[u64]) -> Vec<u64> {
    let words = made.words.len();
    let mut of_words = vec![0u64; words * stride];
    let mut done: Option<usize> = None;
    // Shortcuts wait for the word that they stand in front of.
    let mut waiting = 0;
    for word in 0..words {
        if made.words[word].op.is_shortcut() {
            continue;
        }
        let last = made.origins[word] as usize;
        let first = done.map_or(0, |done| done + 1).min(last);
        let mut set = vec![0u64; stride];
        for place in first..=last {
            join(&mut set, &sets[place * stride..(place + 1) * stride]);
        }
        if done.is_some_and(|done| done >= last) {
            for next in successors(code, last) {
                join(&mut set, &sets[next * stride..(next + 1) * stride]);
            }
        }
        for place in waiting..=word {
            of_words[place * stride..(place + 1) * stride].copy_from_slice(&set);
        }
        waiting = word + 1;
        // The head of a body stands in front of its first instruction.
        if word > 0 {
            done = Some(done.map_or(last, |done| done.max(last)));
        }
    }
    of_words
}
