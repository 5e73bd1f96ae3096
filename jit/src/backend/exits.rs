//! Exits: cold blocks that store what their snapshots want, and answer their numbers.
//!
//! Exits that follow each other want nearly the same, so what a few of them have in common is stored by one block behind them, and
//! what a few of those have in common by one behind these. All of it is defined in front of the first of them, which
//! the others follow in their part.

use super::{Lowering, memory};
use crate::exit;
use crate::ir::Ref;
use crate::listing::Key;
use cranelift_codegen::ir::types::I64;
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, Value as Clif};

/// So many exits, or blocks behind them, share one.
const SHARING: usize = 8;

/// A block that stores results and goes on with a status, and who comes to it.
struct Stores {
    block: Block,
    /// The counter.
    fuse: Clif,
    /// The exit, in front of which nothing is shared.
    exit: Option<u32>,
    results: Vec<Ref>,
    next: Option<usize>,
}

impl Lowering<'_, '_> {
    pub(super) fn exits(&mut self) {
        for part in self.tree.leaving() {
            let mut rows: Vec<Stores> = Vec::new();
            for number in part {
                let snapshot = &self.tree.graph.snapshots[number as usize];
                for (fuse, block) in std::mem::take(&mut self.exits[number as usize]) {
                    let results = exit::stored(&self.tree.graph, snapshot);
                    rows.push(Stores { block, fuse, exit: Some(number), results, next: None });
                }
            }
            self.share(&mut rows, 0);
            for row in &rows {
                self.store_results(row, &rows);
            }
        }
    }

    /// Puts what several rows from one on have in common into rows behind them.
    fn share(&mut self, rows: &mut Vec<Stores>, from: usize) {
        let end = rows.len();
        if end - from < 2 {
            return;
        }
        for first in (from..end).step_by(SHARING) {
            let group = first..end.min(first + SHARING);
            let mut common = rows[first].results.clone();
            common.retain(|r| rows[group.clone()].iter().all(|row| row.results.contains(r)));
            if group.len() < 2 || common.len() < 2 {
                continue;
            }
            let next = Some(rows.len());
            for row in &mut rows[group] {
                row.results.retain(|r| !common.contains(r));
                row.next = next;
            }
            let block = self.builder.create_block();
            self.builder.set_cold_block(block);
            let fuse = self.builder.append_block_param(block, I64);
            self.builder.append_block_param(block, I64);
            rows.push(Stores { block, fuse, exit: None, results: common, next: None });
        }
        self.share(rows, end);
    }

    fn store_results(&mut self, row: &Stores, rows: &[Stores]) {
        self.builder.switch_to_block(row.block);
        let fuse = row.fuse;
        let status = match row.exit {
            Some(exit) => {
                self.mark(Key::Exit(exit));
                self.status_of(exit as usize)
            }
            // Blocks behind exits are passed the counter and a status.
            None => self.builder.block_params(row.block)[1],
        };
        for &r in &row.results {
            let (value, place) = (self.value(r), self.places.of(r));
            self.builder.ins().store(memory(), value, self.area, place as i32 * 8);
        }
        match row.next {
            Some(next) => {
                let args = [BlockArg::Value(fuse), BlockArg::Value(status)];
                self.builder.ins().jump(rows[next].block, &args);
            }
            None => {
                self.write_fuse(fuse);
                self.answer_status(status);
            }
        }
    }

    /// Leaves by an exit that has stored what it must.
    pub(super) fn answer(&mut self, exit: usize) {
        let status = self.status_of(exit);
        self.answer_status(status);
    }

    fn status_of(&mut self, exit: usize) -> Clif {
        let status = (self.number as i64) << 32 | (exit as i64 + 1);
        self.builder.ins().iconst(I64, status)
    }

    fn answer_status(&mut self, status: Clif) {
        let nothing = self.builder.ins().iconst(I64, 0);
        self.builder.ins().return_(&[status, nothing]);
    }
}
