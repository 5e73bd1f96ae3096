//! The recorder: from the instructions that the interpreter is about to run to a [`Trace`].
//!
//! Before each instruction it looks at the operands on the fiber's stack, emits guards for what it relies
//! on, and notes which instruction of the trace each cell of the stack now comes from. Calls of user-made
//! methods are followed into their bodies. The fiber itself says where cells and activations are, so
//! nothing of that is kept twice.

use crate::abort::Abort;
use crate::ir::{Activation, Cell, Instruction, Op, Ordering, Ref, Snapshot, Trace};
use crate::limits;
use monte_vm::code::{Quick, Target, Word};
use monte_vm::fiber::{BOTTOM, Frame};
use monte_vm::heap::Type;
use monte_vm::value::Value;
use monte_vm::vm::Vm;
use std::collections::BTreeMap;

/// A recording.
pub(crate) struct Recorder {
    trace: Trace,
    /// The loop head.
    head: Frame,
    /// Suspended activations below the loop's.
    depth: usize,
    /// The first free cell at the loop head.
    head_top: Cell,
    /// What each cell holds, where the trace knows.
    cells: BTreeMap<Cell, Ref>,
    /// Instructions without effects that can be used again.
    known: hashbrown::HashMap<Op, Ref>,
    /// Guards that hold already, and values that are integers because of one.
    held: hashbrown::HashSet<Op>,
    spent: u32,
    /// The snapshot of the instruction being recorded, once something needed it.
    snapshot: Option<u32>,
    begun: bool,
}

/// Whether the loop is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// There is more to come.
    Open,
    /// The head is reached again.
    Closed,
}

impl Recorder {
    /// Begins at the loop head that the fiber stands in front of.
    pub(crate) fn new(vm: &Vm) -> Recorder {
        let head = vm.fiber.current;
        Recorder {
            trace: Trace::default(),
            head,
            depth: vm.fiber.frames.len(),
            head_top: vm.fiber.top as Cell - head.base as Cell,
            cells: BTreeMap::new(),
            known: hashbrown::HashMap::new(),
            held: hashbrown::HashSet::new(),
            spent: 0,
            snapshot: None,
            begun: false,
        }
    }

    /// The head where it began.
    pub(crate) fn head(&self) -> Frame {
        self.head
    }

    /// Records the instruction in front of which the fiber stands.
    pub(crate) fn record(&mut self, vm: &Vm) -> Result<Progress, Abort> {
        let current = vm.fiber.current;
        let frames = vm.fiber.frames.len();
        if current.code >= BOTTOM || frames < self.depth {
            return Err(Abort::Left);
        }
        if frames - self.depth > limits::DEPTH {
            return Err(Abort::TooDeep);
        }
        if self.trace.instructions.len() > limits::LENGTH {
            return Err(Abort::TooLong);
        }
        let word = vm.code(current.code).words[current.pc as usize];
        let at = At {
            vm,
            base: current.base as Cell - self.head.base as Cell,
            top: vm.fiber.top as Cell - self.head.base as Cell,
        };
        self.trace.extent = self.trace.extent.max(at.top as u32);
        self.snapshot = None;
        if word.op == Quick::CountLoop || word.op == Quick::EnterTrace {
            let at_head = frames == self.depth && current.pc == self.head.pc;
            return match (at_head, self.begun) {
                (true, false) => {
                    self.begun = true;
                    Ok(Progress::Open)
                }
                (true, true) => Ok(Progress::Closed),
                _ => Err(Abort::InnerLoop),
            };
        }
        self.instruction(word, &at)?;
        Ok(Progress::Open)
    }

    /// The finished trace: called with the fiber in front of the head again.
    pub(crate) fn close(mut self, vm: &Vm) -> Trace {
        // A cell that the loop changes is carried, also when the iteration never read it: an exit of the
        // next one may have to write it.
        let changed: Vec<Cell> =
            self.cells.keys().copied().filter(|&cell| cell < self.head_top).collect();
        for &cell in &changed {
            self.first(cell);
        }
        let at = At { vm, base: 0, top: self.head_top };
        let end = self.snapshot_at(&at, self.head.pc + 1);
        self.snapshot = Some(end);
        let mut head = self.trace.snapshots[end as usize].clone();
        head.cells.clear();
        head.spent = 0;
        self.trace.head = self.trace.snapshots.len() as u32;
        self.trace.snapshots.push(head);
        let carried: Vec<(Cell, Ref, Ref)> =
            changed.iter().map(|&cell| (cell, self.first(cell), self.cells[&cell])).collect();
        for &(cell, first, last) in &carried {
            if self.trace.integers.contains(&cell) && first != last && !self.is_int(last) {
                self.guard(Op::GuardInt(last), &at);
            }
        }
        self.trace.carried = carried;
        self.trace.fuel = self.spent;
        self.trace
    }

    // ---- Cells -----------------------------------------------------------------------------------

    /// What a cell holds at the beginning of an iteration.
    fn first(&mut self, cell: Cell) -> Ref {
        self.emit(Op::Cell(cell))
    }

    fn get(&mut self, cell: Cell) -> Ref {
        match self.cells.get(&cell) {
            Some(&r) => r,
            None => {
                let r = self.first(cell);
                self.cells.insert(cell, r);
                r
            }
        }
    }

    fn set(&mut self, cell: Cell, r: Ref) {
        self.cells.insert(cell, r);
    }

    // ---- Instructions of the trace ---------------------------------------------------------------

    fn append(&mut self, op: Op, snapshot: u32) -> Ref {
        let r = self.trace.instructions.len() as Ref;
        self.trace.instructions.push(Instruction { op, snapshot });
        r
    }

    /// An instruction that cannot leave, or one that says the same.
    fn emit(&mut self, op: Op) -> Ref {
        if let Some(&r) = self.known.get(&op) {
            return r;
        }
        let r = self.append(op, 0);
        self.known.insert(op, r);
        r
    }

    fn constant(&mut self, value: Value) -> Ref {
        self.emit(Op::Constant(value))
    }

    /// An instruction that may leave, or one that says the same and has not left.
    fn guard(&mut self, op: Op, at: &At) -> Ref {
        if let Some(&r) = self.known.get(&op) {
            return r;
        }
        let snapshot = match self.snapshot {
            Some(snapshot) => snapshot,
            None => {
                let snapshot = self.snapshot_at(at, at.vm.fiber.current.pc);
                self.snapshot = Some(snapshot);
                snapshot
            }
        };
        let r = self.append(op, snapshot);
        self.known.insert(op, r);
        r
    }

    fn is_int(&self, r: Ref) -> bool {
        let op = self.trace.op(r);
        op.is_int()
            || self.held.contains(&Op::GuardInt(r))
            || matches!(op, Op::Cell(cell) if self.trace.integers.contains(&cell))
    }

    /// Makes sure that a value is an immediate integer, as it is now.
    fn integer(&mut self, cell: Cell, at: &At) -> Result<(Ref, i64), Abort> {
        let seen = at.value(cell).as_small().ok_or(Abort::NotInteger)?;
        let r = self.get(cell);
        self.require_int(r, at);
        Ok((r, seen))
    }

    fn require_int(&mut self, r: Ref, at: &At) {
        if self.is_int(r) {
            return;
        }
        if let Op::Cell(cell) = self.trace.op(r) {
            // Checked once, where the loop is entered.
            self.trace.integers.push(cell);
            return;
        }
        self.guard(Op::GuardInt(r), at);
        self.held.insert(Op::GuardInt(r));
    }

    fn snapshot_at(&mut self, at: &At, pc: u32) -> u32 {
        let vm = at.vm;
        let root = self.head.base as Cell;
        let open = &vm.fiber.frames[self.depth..];
        let mut activations: Vec<Activation> = open
            .iter()
            .map(|frame| Activation {
                code: frame.code,
                pc: frame.pc,
                base: frame.base as Cell - root,
            })
            .collect();
        activations.push(Activation { code: vm.fiber.current.code, pc, base: at.base });
        let cells = self.cells.range(..at.top).map(|(&cell, &r)| (cell, r)).collect();
        self.trace.snapshots.push(Snapshot { activations, cells, top: at.top, spent: self.spent });
        self.trace.snapshots.len() as u32 - 1
    }

    // ---- Instructions of the interpreter ---------------------------------------------------------

    fn instruction(&mut self, word: Word, at: &At) -> Result<(), Abort> {
        let top = at.top;
        let local = at.base + word.a as Cell;
        match word.op {
            Quick::Int => {
                let r = self.constant(Value::int(word.b as i32 as i64));
                self.set(top, r);
            }
            Quick::Null | Quick::True | Quick::False => {
                let r = self.constant(match word.op {
                    Quick::Null => Value::NULL,
                    Quick::True => Value::TRUE,
                    _ => Value::FALSE,
                });
                self.set(top, r);
            }
            Quick::Constant => {
                let code = at.vm.code(at.vm.fiber.current.code);
                let address = code.constants.wrapping_add(word.b as usize);
                let value = at.constant(word.b);
                let r = if value.is_pointer() {
                    self.emit(Op::Literal(address as usize))
                } else {
                    self.constant(value)
                };
                self.set(top, r);
            }
            Quick::Pop | Quick::Jump => {}
            // In single steps the words behind it do everything.
            shortcut if shortcut.is_shortcut() => {}
            Quick::Dup => self.copy(top - 1, top),
            Quick::Swap => {
                let (x, y) = (self.get(top - 2), self.get(top - 1));
                self.set(top - 2, y);
                self.set(top - 1, x);
            }
            Quick::Rot => {
                let (x, y, z) = (self.get(top - 3), self.get(top - 2), self.get(top - 1));
                self.set(top - 3, y);
                self.set(top - 2, z);
                self.set(top - 1, x);
            }
            Quick::Local => self.copy(local, top),
            Quick::LocalLocal => {
                self.copy(local, top);
                self.copy(at.base + word.b as Cell, top + 1);
            }
            Quick::LocalInt => {
                self.copy(local, top);
                let r = self.constant(Value::int(word.b as i32 as i64));
                self.set(top + 1, r);
            }
            Quick::Myself => self.copy(at.base - 1, top),
            Quick::Frame => {
                // The activation's code belongs to the receiver's script: no guard is needed.
                let me = self.get(at.base - 1);
                let r = self.emit(Op::Capture(me, word.a as u32));
                self.set(top, r);
            }
            Quick::Bind | Quick::Set => self.copy(top - 1, local),
            Quick::Add | Quick::Subtract | Quick::Multiply => {
                let kind = match word.op {
                    Quick::Add => 0,
                    Quick::Subtract => 1,
                    _ => 2,
                };
                self.arithmetic(kind, top - 2, top - 1, top - 2, at)?;
            }
            Quick::LocalIntArith => {
                let y = Value::int(word.b as i32 as i64);
                let (x, _) = self.integer(local, at)?;
                let y_ref = self.constant(y);
                if word.x > 2 {
                    return Err(Abort::Instruction);
                }
                let r = self.operate(word.x, x, at.value(local), y_ref, y, at)?;
                self.set(top, r);
            }
            Quick::LocalLocalArith => {
                self.arithmetic(word.x, local, at.base + word.b as Cell, top, at)?;
            }
            Quick::Next1 | Quick::Previous1 => {
                let y = Value::int(if word.op == Quick::Next1 { 1 } else { -1 });
                let (x, _) = self.integer(top - 1, at)?;
                let y_ref = self.constant(y);
                let r = self.operate(0, x, at.value(top - 1), y_ref, y, at)?;
                self.set(top - 1, r);
            }
            Quick::Compare => {
                let (x, _) = self.integer(top - 2, at)?;
                let (y, _) = self.integer(top - 1, at)?;
                let r = self.emit(Op::Compare(word.a as u8, x, y));
                self.set(top - 2, r);
            }
            Quick::CompareBranch => self.compare_branch(word.x, top - 2, top - 1, at)?,
            Quick::LocalLocalCompare => {
                self.compare_branch(word.x, local, at.base + word.b as Cell, at)?;
            }
            Quick::LocalIntCompare => {
                let y = Value::int(word.b as i32 as i64);
                let (x, _) = self.integer(local, at)?;
                let y_ref = self.constant(y);
                let holds = compare(word.x, at.value(local), y);
                self.guard(Op::GuardCompare(word.x, x, y_ref, holds), at);
            }
            Quick::Branch | Quick::BranchTrue => {
                let seen = at.value(top - 1);
                if seen.as_bool().is_none() {
                    return Err(Abort::NotInteger);
                }
                let r = self.get(top - 1);
                match self.trace.op(r) {
                    Op::Constant(_) => {}
                    Op::Compare(row, x, y) => {
                        self.guard(Op::GuardCompare(row, x, y, seen == Value::TRUE), at);
                    }
                    _ => {
                        self.guard(Op::GuardIs(r, seen), at);
                    }
                }
            }
            Quick::Call => self.call(word, at)?,
            Quick::Return => {
                if at.vm.fiber.frames.len() == self.depth {
                    return Err(Abort::Left);
                }
                self.copy(top - 1, at.base - 1);
            }
            Quick::Back => self.spent += 1,
            Quick::Next | Quick::NextValue => self.next(word, at)?,
            _ => return Err(Abort::Instruction),
        }
        Ok(())
    }

    fn copy(&mut self, from: Cell, to: Cell) {
        let r = self.get(from);
        self.set(to, r);
    }

    fn arithmetic(&mut self, kind: u8, x: Cell, y: Cell, to: Cell, at: &At) -> Result<(), Abort> {
        let (x_ref, _) = self.integer(x, at)?;
        let (y_ref, _) = self.integer(y, at)?;
        let r = self.operate(kind, x_ref, at.value(x), y_ref, at.value(y), at)?;
        self.set(to, r);
        Ok(())
    }

    /// Row `kind` of the interpreter's arithmetic, on values that were seen to be integers.
    fn operate(
        &mut self,
        kind: u8,
        x: Ref,
        x_seen: Value,
        y: Ref,
        y_seen: Value,
        at: &At,
    ) -> Result<Ref, Abort> {
        let (seen, op) = match kind {
            0 => (x_seen.add_small(y_seen), Op::Add(x, y)),
            1 => (x_seen.subtract_small(y_seen), Op::Subtract(x, y)),
            _ => (x_seen.multiply_small(y_seen), Op::Multiply(x, y)),
        };
        if seen.is_none() {
            return Err(Abort::NotInteger);
        }
        Ok(self.guard(op, at))
    }

    fn compare_branch(&mut self, row: u8, x: Cell, y: Cell, at: &At) -> Result<(), Abort> {
        let (x_ref, _) = self.integer(x, at)?;
        let (y_ref, _) = self.integer(y, at)?;
        let holds = compare(row, at.value(x), at.value(y));
        self.guard(Op::GuardCompare(row, x_ref, y_ref, holds), at);
        Ok(())
    }

    /// A call of a method of a user-made object: its body is recorded next.
    fn call(&mut self, word: Word, at: &At) -> Result<(), Abort> {
        let vm = at.vm;
        let argc = word.a as Cell;
        let receiver = at.value(at.top - argc - 1);
        let site = &vm.code(vm.fiber.current.code).sites[word.b as usize];
        let Target::Method(callee) = site.target else { return Err(Abort::UnknownCallee) };
        if !receiver.is_heap(Type::Object) || receiver.dispatch_key() != site.key {
            return Err(Abort::UnknownCallee);
        }
        let script = receiver.field(0).to_index() as u32;
        let r = self.get(at.top - argc - 1);
        self.guard(Op::GuardScript(r, script), at);
        self.spent += 1;
        let callee = vm.code(callee.id);
        let base = at.top - argc;
        let null = self.constant(Value::NULL);
        for i in argc..callee.locals as Cell {
            self.set(base + i, null);
        }
        let extent = base as u32 + callee.locals + callee.depth;
        self.trace.extent = self.trace.extent.max(extent);
        Ok(())
    }

    /// A step of an iteration over a range of integers whose keys nobody wants: its state is the end and the next.
    fn next_integer(&mut self, word: Word, at: &At) -> Result<(), Abort> {
        let state = at.base + word.a as Cell;
        let (end_ref, end) = self.integer(state, at)?;
        let (next_ref, next) = self.integer(state + 1, at)?;
        let at_end = next == end;
        self.guard(Op::GuardCompare(4, next_ref, end_ref, at_end), at);
        if at_end {
            return Ok(());
        }
        self.set(at.top, next_ref);
        let one = self.constant(Value::int(1));
        let following = self.guard(Op::Add(next_ref, one), at);
        self.set(state + 1, following);
        Ok(())
    }

    /// A step of an iteration over a range of integers; with its keys, if the state is the range itself.
    fn next(&mut self, word: Word, at: &At) -> Result<(), Abort> {
        let state = at.base + word.a as Cell;
        let source = at.value(state);
        if source.is_small() {
            return self.next_integer(word, at);
        }
        if !source.is_heap(Type::Range) || at.value(state + 1).as_small().is_none() {
            return Err(Abort::Instruction);
        }
        let (Some(first), Some(end)) = (source.field(0).as_small(), source.field(1).as_small())
        else {
            return Err(Abort::NotInteger);
        };
        let source_ref = self.get(state);
        self.guard(Op::GuardType(source_ref, Type::Range as u16), at);
        let (cursor_ref, cursor) = self.integer(state + 1, at)?;
        let first_ref = self.emit(Op::Field(source_ref, 0));
        self.require_int(first_ref, at);
        let end_ref = self.emit(Op::Field(source_ref, 1));
        self.require_int(end_ref, at);
        let value = self.guard(Op::Add(first_ref, cursor_ref), at);
        let at_end = first + cursor == end;
        self.guard(Op::GuardCompare(4, value, end_ref, at_end), at);
        if at_end {
            return Ok(());
        }
        self.set(at.top, cursor_ref);
        self.set(at.top + 1, value);
        let one = self.constant(Value::int(1));
        let following = self.guard(Op::Add(cursor_ref, one), at);
        self.set(state + 1, following);
        Ok(())
    }
}

/// The fiber at an instruction, in cells of the loop's activation.
struct At<'a> {
    vm: &'a Vm,
    /// Local 0 of the activation that runs.
    base: Cell,
    /// The first free cell.
    top: Cell,
}

impl At<'_> {
    /// What a cell holds now.
    fn value(&self, cell: Cell) -> Value {
        let fiber = &self.vm.fiber;
        let root = fiber.current.base as Cell - self.base;
        fiber.stack[(root + cell) as usize]
    }

    /// A constant of the running code.
    fn constant(&self, index: u32) -> Value {
        self.vm.constant(self.vm.fiber.current.code, index)
    }
}

/// Row `row` of the comparisons, on immediate integers.
fn compare(row: u8, x: Value, y: Value) -> bool {
    let (x, y) = (x.bits() as i64, y.bits() as i64);
    match Ordering::from_row(row) {
        Ordering::Less => x < y,
        Ordering::LessOrEqual => x <= y,
        Ordering::Greater => x > y,
        Ordering::GreaterOrEqual => x >= y,
        Ordering::Equal => x == y,
    }
}
