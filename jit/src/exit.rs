//! Exits: from a snapshot and the values that machine code stored to the interpreter's frames.

use crate::ir::{Activation, Cell, Op, Snapshot, Trace};
use monte_vm::fiber::Frame;
use monte_vm::value::Value;
use monte_vm::vm::Vm;

/// How the state at one snapshot is rebuilt.
#[derive(Clone, Debug)]
pub(crate) struct Exit {
    activations: Vec<Activation>,
    cells: Vec<(Cell, Source)>,
    top: Cell,
}

/// Where the value of a cell comes from.
#[derive(Clone, Copy, Debug)]
enum Source {
    /// Machine code stored it at this place.
    Stored(usize),
    /// It is always this immediate value.
    Immediate(Value),
}

impl Exit {
    /// The plan for a snapshot of a trace. Places are numbered as the back end numbers them.
    pub(crate) fn new(trace: &Trace, snapshot: &Snapshot) -> Exit {
        let mut places = 0..;
        let cells = trace
            .to_rebuild(snapshot)
            .into_iter()
            .map(|(cell, r)| {
                let source = match trace.op(r) {
                    Op::Constant(value) => Source::Immediate(value),
                    _ => Source::Stored(places.next().expect("endless")),
                };
                (cell, source)
            })
            .collect();
        Exit { activations: snapshot.activations.clone(), cells, top: snapshot.top }
    }

    /// Activations that are open there.
    pub(crate) fn activations(&self) -> usize {
        self.activations.len()
    }

    /// The words that machine code stores.
    pub(crate) fn stored(&self) -> usize {
        self.cells.iter().filter(|(_, source)| matches!(source, Source::Stored(_))).count()
    }

    /// Writes cells and pushes the activations of calls that were followed. The fiber stands at the loop
    /// head; `stored` holds what the exit stored.
    pub(crate) fn rebuild(&self, vm: &mut Vm, stored: &[Value]) {
        let root = vm.fiber.current.base as Cell;
        for &(cell, source) in &self.cells {
            vm.fiber.stack[(root + cell) as usize] = match source {
                Source::Stored(place) => stored[place],
                Source::Immediate(value) => value,
            };
        }
        let frame = |activation: &Activation| Frame {
            code: activation.code,
            pc: activation.pc,
            base: (root + activation.base) as u32,
            resume: 0,
        };
        if let [outer @ .., inner] = &self.activations[..] {
            vm.fiber.frames.extend(outer.iter().map(frame));
            vm.fiber.current = frame(inner);
        }
        vm.fiber.top = (root + self.top) as usize;
    }
}
