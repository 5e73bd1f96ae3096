//! Loop heads: words that count, enter a trace, or do nothing.

use crate::code::{Code, Quick};

/// A body is hot when it was called so many times as often as a loop head must be reached.
const CALLS_PER_TURN: u32 = 3;

impl Code {
    /// Makes each loop head that enters a trace one that counts.
    pub(super) fn forget_traces(&mut self, threshold: u32) {
        let heats = std::mem::take(&mut self.heats);
        for word in &mut self.words {
            let heat = match word.op {
                Quick::EnterTrace => threshold,
                Quick::CountLoop => heats[word.b as usize].get(),
                _ => continue,
            };
            word.op = Quick::CountLoop;
            word.b = self.heats.len() as u32;
            self.heats.push(std::cell::Cell::new(heat));
        }
    }

    /// Gives each loop head a counter, which the jumps back go through from now on.
    pub(crate) fn count_loops(&mut self, threshold: u32) {
        self.entry = 0;
        for (place, word) in self.words.iter_mut().enumerate() {
            if word.op == Quick::Back {
                word.b = word.b.wrapping_sub(1);
            }
            if word.op == Quick::Loop {
                word.op = Quick::CountLoop;
                word.b = self.heats.len() as u32;
                let calls = if place == 0 { CALLS_PER_TURN } else { 1 };
                self.heats.push(std::cell::Cell::new(threshold * calls));
            }
        }
    }

    /// Makes each loop head plain again.
    pub(super) fn forget_loops(&mut self) {
        self.heats.clear();
        self.entry = 1;
        for word in &mut self.words {
            if word.op == Quick::Back {
                word.b = word.b.wrapping_add(1);
            }
            if matches!(word.op, Quick::CountLoop | Quick::EnterTrace) {
                word.op = Quick::Loop;
            }
        }
    }

    /// A loop head that is hot and cannot be recorded counts no more.
    pub(super) fn refuse(&mut self, pc: u32) {
        if self.words[pc as usize].op == Quick::CountLoop {
            self.drop_head(pc);
        }
    }

    /// A head is passed over, or does nothing, from now on.
    pub(super) fn drop_head(&mut self, pc: u32) {
        self.set_head(pc, Quick::Loop, 0);
        if pc == 0 {
            self.entry = 1;
        }
    }

    pub(super) fn set_head(&mut self, pc: u32, op: Quick, operand: u32) {
        let word = &mut self.words[pc as usize];
        word.op = op;
        word.b = operand;
    }

    pub(super) fn reheat(&self, pc: u32, threshold: u32) {
        let word = self.words[pc as usize];
        if word.op == Quick::CountLoop {
            self.heats[word.b as usize].set(threshold);
        }
    }
}
