//! What becomes of the problems of failing tests: whether the code they jump to drops them, keeps them in a
//! local that is read later, or needs them at once. See `interp::problem`.

use monte_compiler::isa::{Instr, Op, Operand};

/// What becomes of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Fate {
    /// It is used where the test jumps to.
    Needed,
    /// It is dropped.
    Dropped,
    /// It is kept in a local whose readers tell deferred problems.
    Kept,
}

impl Fate {
    /// The fate in an operand.
    pub fn of(operand: u8) -> Fate {
        match operand {
            1 => Fate::Dropped,
            2 => Fate::Kept,
            _ => Fate::Needed,
        }
    }
}

/// Jumps that are followed from a test to where its problem is consumed.
const HORIZON: usize = 16;

/// The fates of the problems of one body.
pub(super) struct Fates {
    /// Of the test at each place.
    of_tests: Vec<Fate>,
    /// The locals whose readers tell deferred problems.
    told: Vec<bool>,
}

impl Fates {
    /// Looks through verified code.
    pub(super) fn new(code: &[Instr], locals: usize) -> Fates {
        let mut fates =
            Fates { of_tests: vec![Fate::Needed; code.len()], told: vec![false; locals] };
        if !code.iter().any(|instr| target_of_failure(instr).is_some()) {
            return fates;
        }
        let simple = simply_stored(code, locals);
        for (place, instr) in code.iter().enumerate() {
            let Some(target) = target_of_failure(instr) else { continue };
            fates.of_tests[place] = match consumer(code, target) {
                Some(Instr { op: Op::Pop, .. }) => Fate::Dropped,
                Some(Instr { op: Op::Bind, a, .. }) if simple[a as usize] => {
                    fates.told[a as usize] = true;
                    Fate::Kept
                }
                _ => Fate::Needed,
            };
        }
        fates
    }

    /// The fate of the problem of the test at a place.
    pub(super) fn of_test(&self, place: usize) -> Fate {
        self.of_tests[place]
    }

    /// Whether an instruction reads a local that may hold a deferred problem.
    pub(super) fn tells(&self, instr: &Instr) -> bool {
        instr.op == Op::Local && self.told[instr.a as usize]
    }
}

/// Where a test goes when it fails.
fn target_of_failure(instr: &Instr) -> Option<usize> {
    match instr.op {
        Op::TestStatic | Op::TestList => Some(instr.b as usize),
        Op::TestSame | Op::TestDifferent => Some(instr.a as usize),
        _ => None,
    }
}

/// The locals that are read by `LOCAL` and written by `BIND` only.
fn simply_stored(code: &[Instr], locals: usize) -> Vec<bool> {
    let mut simple = vec![true; locals];
    for instr in code {
        let row = instr.op.row();
        for (kind, value) in [(row.a, instr.a as usize), (row.b, instr.b as usize)] {
            match kind {
                Operand::Local if !matches!(instr.op, Op::Local | Op::Bind) => {
                    simple[value] = false
                }
                Operand::Iteration => simple[value..value + 2].fill(false),
                _ => {}
            }
        }
    }
    simple
}

/// The instruction that takes a value from the top, when control goes to a place with it.
fn consumer(code: &[Instr], mut place: usize) -> Option<Instr> {
    for _ in 0..HORIZON {
        let instr = *code.get(place)?;
        match instr.op {
            Op::Jump => place = instr.a as usize,
            // What lies below is dropped.
            Op::Swap if code.get(place + 1)?.op == Op::Pop => place += 2,
            _ => return Some(instr),
        }
    }
    None
}
