//! Exits: from a snapshot and the values that machine code stored to the interpreter's frames.

use crate::ir::{Activation, Cell, Graph, HandlerAt, NONE, Op, Ref, Resume, Snapshot, Tree, Ty};
use crate::record::Root;
use hashbrown::HashMap;
use monte_vm::fiber::{Frame, Handler};
use monte_vm::heap::TYPES;
use monte_vm::value::Value;
use monte_vm::vm::Vm;

/// How the state at one snapshot is rebuilt.
#[derive(Clone, Debug)]
pub(crate) struct Exit {
    pub(crate) resume: Resume,
    activations: Vec<Activation>,
    cells: Vec<(Cell, Source)>,
    /// Objects that are made: type and fields.
    objects: Vec<(u16, Vec<Source>)>,
    kept: u32,
    handlers: Vec<(HandlerAt, Option<Source>)>,
    top: Cell,
    pub(crate) spent: u32,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug)]
enum Source {
    /// Machine code stored it at this place.
    Stored(usize, Ty),
    /// It is always this immediate value.
    Immediate(Value),
    /// It is always this double.
    Double(f64),
    /// It is one of the objects that are made.
    Object(usize),
}

/// Where the exits of a tree store results: each has a place of its own, whatever the exit.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    rows: HashMap<Ref, usize>,
}

impl Places {
    /// Gives places to what the exits of a tree store.
    pub(crate) fn assign(&mut self, tree: &Tree) {
        for number in tree.leaving().into_iter().flatten() {
            for r in stored(&tree.graph, &tree.graph.snapshots[number as usize]) {
                let next = self.rows.len();
                self.rows.entry(r).or_insert(next);
            }
        }
    }

    /// That of a result.
    pub(crate) fn of(&self, r: Ref) -> usize {
        self.rows[&r]
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.rows.len()
    }
}

/// The results that machine code stores at a snapshot.
pub(crate) fn stored(graph: &Graph, snapshot: &Snapshot) -> Vec<Ref> {
    let fields = snapshot.virtuals.iter().flat_map(|(_, fields)| fields.iter().copied());
    let ejectors = snapshot.handlers.iter().map(|handler| handler.ejector);
    let all = snapshot.cells.iter().map(|cell| cell.1).chain(fields).chain(ejectors);
    let mut seen = hashbrown::HashSet::new();
    all.filter(|&r| {
        r != NONE
            && !matches!(graph.op(r), Op::Int | Op::Word | Op::Double | Op::Bool | Op::Virtual)
            && seen.insert(r)
    })
    .collect()
}

impl Exit {
    /// The plan for a snapshot.
    pub(crate) fn new(graph: &Graph, snapshot: &Snapshot, places: &Places) -> Exit {
        let objects: HashMap<Ref, usize> =
            snapshot.virtuals.iter().enumerate().map(|(i, (r, _))| (*r, i)).collect();
        let source = |r: Ref| {
            let instr = graph.at(r);
            match instr.op {
                Op::Int | Op::Word => Source::Immediate(Value::immediate(instr.imm)),
                Op::Bool => Source::Immediate(Value::bool(instr.imm != 0)),
                Op::Double => Source::Double(f64::from_bits(instr.imm)),
                Op::Virtual => Source::Object(objects[&r]),
                _ => Source::Stored(places.of(r), graph.ty(r)),
            }
        };
        Exit {
            resume: snapshot.resume,
            activations: snapshot.activations.clone(),
            cells: snapshot.cells.iter().map(|&(cell, r)| (cell, source(r))).collect(),
            objects: snapshot
                .virtuals
                .iter()
                .map(|(r, fields)| {
                    (graph.at(*r).imm as u16, fields.iter().map(|&r| source(r)).collect())
                })
                .collect(),
            kept: snapshot.kept,
            handlers: snapshot
                .handlers
                .iter()
                .map(|&handler| {
                    let ejector = handler.ejector;
                    (handler, if ejector == NONE { None } else { Some(source(ejector)) })
                })
                .collect(),
            top: snapshot.top,
            spent: snapshot.spent,
        }
    }

    /// Makes the objects that were not made.
    fn objects(&self, vm: &mut Vm, stored: &[Value]) -> Vec<Value> {
        if self.objects.is_empty() {
            return Vec::new();
        }
        let make = |(ty, fields): &(u16, Vec<Source>)| {
            vm.heap.filled(TYPES[*ty as usize], fields.len(), Value::NULL)
        };
        let objects: Vec<Value> = self.objects.iter().map(make).collect();
        for ((_, fields), &object) in self.objects.iter().zip(&objects) {
            for (i, &field) in fields.iter().enumerate() {
                let value = value(vm, field, stored, &objects);
                vm.heap.store(object, i, value);
            }
        }
        objects
    }

    /// Writes cells, makes objects, pushes activations and handlers; answers the height of the value stack. `stored` holds
    /// what the exit stored.
    pub(crate) fn rebuild(&self, vm: &mut Vm, root: Root, stored: &[Value]) -> usize {
        vm.heap.fuse -= self.spent as i64;
        let objects = &*self.objects(vm, stored);
        let suspended = vm.suspended_at();
        for &(cell, source) in &self.cells {
            let place = (root.base as i64 + cell as i64) as usize;
            if place < suspended {
                vm.fiber.stack[place] = value(vm, source, stored, objects);
            }
        }
        let at = |cell: Cell| (root.base as i64 + cell as i64) as u32;
        vm.rebuild_activations(self.activations.iter().map(|activation| Frame {
            code: activation.code,
            pc: activation.pc,
            base: at(activation.base),
            resume: 0,
        }));
        let handlers: Vec<Handler> = self
            .handlers
            .iter()
            .map(|&(handler, ejector)| Handler {
                kind: handler.kind,
                depth: root.depth as u32 + handler.depth,
                target: handler.target,
                height: at(handler.height),
                ejector: ejector.map_or(Value::NULL, |source| value(vm, source, stored, objects)),
            })
            .collect();
        vm.rebuild_handlers(root.kept(self.kept), &handlers);
        at(self.top) as usize
    }
}

/// Short, because most values are words that were stored; many are rebuilt at an exit.
#[inline(always)]
fn value(vm: &mut Vm, source: Source, stored: &[Value], objects: &[Value]) -> Value {
    match source {
        Source::Stored(place, Ty::Value | Ty::Int) => stored[place],
        Source::Immediate(value) => value,
        _ => unusual_value(vm, source, stored, objects),
    }
}

fn unusual_value(vm: &mut Vm, source: Source, stored: &[Value], objects: &[Value]) -> Value {
    match source {
        Source::Immediate(value) => value,
        Source::Double(d) => vm.heap.double(d),
        Source::Object(i) => objects[i],
        Source::Stored(place, Ty::Double) => vm.heap.double(f64::from_bits(stored[place].bits())),
        Source::Stored(place, Ty::Bool) => Value::bool(stored[place].bits() as u8 != 0),
        Source::Stored(place, _) => stored[place],
    }
}
