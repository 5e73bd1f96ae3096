//! The recorder: from the instructions that the interpreter is about to run to a [`Recording`].
//!
//! Before each instruction it looks at the operands on the fiber's stack, emits guards for what it relies
//! on, and notes which result each cell of the stack now comes from. Calls of user-made
//! methods are followed into their bodies. The fiber itself says where cells and activations are, so
//! nothing of that is kept twice.
//!
//! One function per instruction of the machine, in the table of `instruction`.

mod access;
mod arithmetic;
mod calls;
mod control;
mod instruction;
mod iteration;
mod natives;
mod patterns;
mod storage;

use crate::abort::Abort;
use crate::bodies::Bodies;
use crate::ir::{Activation, Cell, Graph, HandlerAt, NONE, Op, Place, Ref, Resume, Snapshot, Ty};
use crate::limits;
use crate::native_site::NativeSites;
use crate::optimize::{Cells, Ended, Recording, handler_cell};
use hashbrown::HashMap;
use monte_vm::code::Word;
use monte_vm::fiber::{BOTTOM, Frame};
use monte_vm::heap::Type;
use monte_vm::value::Value;
use monte_vm::vm::Vm;

/// What an instruction's recording may end in.
pub(crate) type Recorded = Result<(), Abort>;

/// The handlers of the machine where a tree is entered, whatever their number: a snapshot that keeps one less has one less
/// than this.
pub(crate) const KEPT: u32 = 1 << 16;

/// Where a tree is entered: the state of the fiber that its cells and depths are counted from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Root {
    /// Local 0, as an index into the value stack.
    pub(crate) base: usize,
    /// Suspended activations.
    pub(crate) depth: usize,
    /// Handlers.
    pub(crate) handlers: usize,
}

impl Root {
    /// How many of the machine's handlers are meant by so many that are kept.
    pub(crate) fn kept(self, kept: u32) -> usize {
        (self.handlers + kept as usize).saturating_sub(KEPT as usize)
    }

    /// Where the fiber stands.
    pub(crate) fn of(vm: &Vm) -> Root {
        Root {
            base: vm.fiber.current.base as usize,
            depth: vm.fiber.frames.len(),
            handlers: vm.fiber.handlers.len(),
        }
    }
}

/// A loop head within a tree: the activations and handlers that are open there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// Activations, with the head as the place of the last.
    pub(crate) activations: Vec<Activation>,
    kept: u32,
    handlers: Vec<HandlerAt>,
    pub(crate) top: Cell,
}

impl Head {
    /// Whether it is the beginning of a body.
    pub(crate) fn is_body(&self) -> bool {
        matches!(&self.activations[..], [activation] if activation.pc == 0)
    }
}

/// What a recording step comes to.
#[derive(Clone, Debug)]
pub(crate) enum Progress {
    /// There is more to come.
    Open,
    /// The head where it began is reached again.
    Closed,
    /// Another loop head is reached.
    Head(Head),
    /// The activation in which the tree began returns this.
    Returned(Ref),
    /// It ends behind a call, at a snapshot.
    Left(u32),
}

/// A recording.
pub(crate) struct Recorder {
    pub(super) graph: Graph,
    literals: HashMap<Ref, (u16, u64)>,
    /// What each cell holds, where it is known.
    cells: Cells,
    root: Root,
    /// The head where it began.
    head: Option<Head>,
    /// Handlers of the root that are still installed, and those above them.
    kept: u32,
    handlers: Vec<HandlerAt>,
    spent: u32,
    /// What a local holds that nobody reads again.
    unbound: Option<Ref>,
    /// The snapshot of the instruction being recorded, once something needed it.
    snapshot: Option<u32>,
    /// A call that was recorded and must have returned.
    pending: Option<Pending>,
    /// The counter must be looked at before anything else happens.
    fuel_due: bool,
    begun: bool,
    extent: u32,
    /// The tree is that of a body, and ends by returning.
    pub(crate) returns: bool,
    /// A test has failed that was not called; the word behind it takes its answer.
    pub(super) test_failed: bool,
    /// How the instruction that was recorded last ends the recording, if it does.
    over: Option<Progress>,
    /// The instructions of the machine that were recorded.
    steps: Vec<Place>,
}

/// A native call that is expected to return.
struct Pending {
    frames: usize,
    code: u32,
    /// Words where it may go on.
    pc: u32,
    /// The cell of its result.
    cell: Cell,
    /// The first free cell then.
    top: Cell,
    result: Ref,
    /// Its operands as they were, if it may raise within the trace.
    operands: Vec<Value>,
}

/// The fiber at an instruction, in cells of the tree.
pub(super) struct At<'a> {
    pub(super) vm: &'a mut Vm,
    pub(super) sites: &'a mut NativeSites,
    pub(super) bodies: &'a Bodies,
    pub(super) word: Word,
    /// Its place.
    pub(super) pc: u32,
    /// Local 0 of the activation that runs.
    pub(super) base: Cell,
    /// The first free cell.
    pub(super) top: Cell,
    root: usize,
}

impl At<'_> {
    /// What a cell holds now.
    pub(super) fn value(&self, cell: Cell) -> Value {
        self.vm.fiber.stack[(self.root as i64 + cell as i64) as usize]
    }

    /// The cell of local `a` of the word.
    pub(super) fn local(&self) -> Cell {
        self.base + self.word.a as Cell
    }

    /// The code that runs.
    pub(super) fn code(&self) -> u32 {
        self.vm.fiber.current.code
    }
}

impl Recorder {
    /// One that knows nothing yet.
    fn new(root: Root, here: Place) -> Recorder {
        Recorder {
            graph: Graph::at_place(here),
            literals: HashMap::new(),
            cells: Cells::new(),
            root,
            head: None,
            kept: KEPT,
            handlers: Vec::new(),
            spent: 0,
            unbound: None,
            snapshot: None,
            pending: None,
            fuel_due: false,
            begun: false,
            extent: 0,
            returns: false,
            test_failed: false,
            over: None,
            steps: Vec::new(),
        }
    }

    /// Takes over the handlers that are installed where it begins.
    fn take_over(&mut self, kept: u32, handlers: &[HandlerAt]) {
        self.kept = kept;
        for (i, &handler) in handlers.iter().enumerate() {
            let ejector = match handler.ejector {
                NONE => NONE,
                _ => self.initial(Op::Cell, handler_cell(kept + i as u32)),
            };
            self.handlers.push(HandlerAt { ejector, ..handler });
        }
    }

    /// Begins at the loop head that the fiber stands in front of.
    pub(crate) fn at_head(vm: &Vm, root: Root, head: Option<Head>) -> Recorder {
        let Frame { code, pc, .. } = vm.fiber.current;
        let mut recorder = Recorder::new(root, Place { code, pc });
        if let Some(head) = &head {
            recorder.take_over(head.kept, &head.handlers);
        }
        let here = recorder.head_here(vm);
        recorder.head = Some(here);
        recorder
    }

    /// Begins where a tree was left by an exit, at which cells held results of these types.
    pub(crate) fn at_exit(root: Root, snapshot: &Snapshot, ty: impl Fn(Ref) -> Ty) -> Recorder {
        let mut recorder = Recorder::new(root, snapshot.place());
        (recorder.spent, recorder.begun) = (snapshot.spent, true);
        for &(cell, r) in &snapshot.cells {
            let op = match ty(r) {
                Ty::Int => Op::CellInt,
                Ty::Double => Op::CellDouble,
                _ => Op::Cell,
            };
            let initial = recorder.initial(op, cell);
            recorder.cells.insert(cell, initial);
        }
        recorder.take_over(snapshot.kept, &snapshot.handlers);
        recorder
    }

    /// What the recording counts cells and depths from.
    pub(crate) fn root(&self) -> Root {
        self.root
    }

    /// The head where it began.
    pub(crate) fn began_at(&self) -> Option<Head> {
        self.head.clone()
    }

    /// The instruction that was recorded last, or that it began at.
    pub(crate) fn here(&self) -> Place {
        self.graph.here
    }

    /// The cells above local 0 that the recording used.
    pub(crate) fn extent(&self) -> u32 {
        self.extent
    }

    /// Records the instruction in front of which the fiber stands.
    pub(crate) fn record(
        &mut self,
        vm: &mut Vm,
        sites: &mut NativeSites,
        bodies: &Bodies,
    ) -> Result<Progress, Abort> {
        self.settle_pending(vm, sites)?;
        let frames = vm.fiber.frames.len();
        if vm.fiber.current.code >= BOTTOM || frames < self.root.depth {
            return Err(Abort::Left);
        }
        if frames - self.root.depth > limits::DEPTH {
            return Err(Abort::TooDeep);
        }
        if self.graph.instrs.len() > limits::LENGTH {
            return Err(Abort::TooLong);
        }
        let current = vm.fiber.current;
        let pc = current.pc;
        let word = vm.code(current.code).words[pc as usize];
        // Passed over in single steps.
        if word.op.is_shortcut() {
            return Ok(Progress::Open);
        }
        let (base, top) = (
            current.base as Cell - self.root.base as Cell,
            vm.fiber.top as Cell - self.root.base as Cell,
        );
        let code = vm.code(current.code);
        self.extent = self.extent.max((base.max(0) as u32) + code.locals + code.depth);
        self.snapshot = None;
        let root = self.root.base;
        self.graph.here = Place { code: current.code, pc };
        self.steps.push(self.graph.here);
        let mut at = At { vm, sites, bodies, word, pc, base, top, root };
        // The head of a body that is followed is none of its instructions.
        if pc == 0 && self.begun {
            return Ok(Progress::Open);
        }
        if instruction::is_head(word.op) {
            let here = self.head_here(at.vm);
            if self.head.as_ref() == Some(&here) {
                if self.begun {
                    self.take_fuel(&mut at);
                    return Ok(Progress::Closed);
                }
                self.begin_head(&mut at);
                return Ok(Progress::Open);
            }
            self.take_fuel(&mut at);
            return Ok(Progress::Head(here));
        }
        self.take_fuel(&mut at);
        instruction::record(self, &mut at)?;
        Ok(self.over.take().unwrap_or(Progress::Open))
    }

    /// The first snapshots of a recording that begins at a head, and its look at the counter.
    fn begin_head(&mut self, at: &mut At) {
        self.begun = true;
        // Snapshot 0: behind the head, to go on with the loop.
        self.take_snapshot(at, at.pc + 1, Resume::Again);
        if at.pc == 0 {
            // What a call of machine code has not written.
            let code = at.vm.code(at.code());
            let first = code.arity + code.named as u32;
            for local in first..code.locals {
                let unbound = self.word(Value::UNBOUND);
                self.set(at.base + local as Cell, unbound);
            }
        }
        let safepoint = self.take_snapshot(at, at.pc + 1, Resume::Safepoint);
        self.graph.push(Op::Fuel, &[], 0, safepoint);
    }

    /// The finished recording: with the fiber where it ended.
    pub(crate) fn finish(mut self, vm: &Vm, ended: Finish) -> Recording {
        let current = vm.fiber.current;
        let top = vm.fiber.top as Cell - self.root.base as Cell;
        let head_pc = current.pc;
        let ended = match ended {
            Finish::Closed => {
                if self.spent > 0 {
                    self.graph.push(Op::Spend, &[], self.spent as u64, NONE);
                }
                Ended::Closed
            }
            Finish::Left(snapshot) => Ended::Left(snapshot),
            Finish::Returned(value) => Ended::Returned(value, self.spent),
            Finish::Head(part) => {
                let snapshot = self.snapshot_of(vm, head_pc + 1, top, Resume::Again);
                Ended::Head { part, snapshot }
            }
        };
        let top = self.head.as_ref().map_or(top, |head| head.top);
        let mut cells = match &ended {
            Ended::Closed => {
                let activations = self.activations(vm, head_pc);
                self.needed(vm, &activations, top)
            }
            _ => Cells::new(),
        };
        for (i, handler) in self.handlers.iter().enumerate() {
            if handler.ejector != NONE {
                cells.insert(handler_cell(self.kept + i as u32), handler.ejector);
            }
        }
        Recording { graph: self.graph, literals: self.literals, cells, ended, steps: self.steps }
    }

    /// The head in front of which the fiber stands.
    fn head_here(&self, vm: &Vm) -> Head {
        let handlers = self.handlers.iter().map(|handler| HandlerAt {
            // Which ejector it is changes from turn to turn.
            ejector: if handler.ejector == NONE { NONE } else { 0 },
            ..*handler
        });
        Head {
            activations: self.activations(vm, vm.fiber.current.pc),
            kept: self.kept,
            handlers: handlers.collect(),
            top: vm.fiber.top as Cell - self.root.base as Cell,
        }
    }

    // ---- Calls that must have returned -----------------------------------------------------------

    fn settle_pending(&mut self, vm: &Vm, sites: &mut NativeSites) -> Recorded {
        let Some(pending) = self.pending.take() else { return Ok(()) };
        let current = vm.fiber.current;
        let returned = vm.fiber.frames.len() == pending.frames
            && current.code == pending.code
            && current.pc == pending.pc
            && vm.fiber.top as Cell - self.root.base as Cell == pending.top;
        if !returned {
            return self.landed(vm, sites, pending);
        }
        self.cells.insert(pending.cell, pending.result);
        Ok(())
    }

    /// Expects a native call to answer into a cell, with the word `pc` next.
    pub(super) fn expect(&mut self, at: &At, result: Ref, cell: Cell, top: Cell, pc: u32) {
        let frames = at.vm.fiber.frames.len();
        let operands = Vec::new();
        self.pending = Some(Pending { frames, code: at.code(), pc, cell, top, result, operands });
        self.fuel_due = true;
    }

    /// Looks at the counter behind a call that may have spent of it.
    fn take_fuel(&mut self, at: &mut At) {
        if std::mem::take(&mut self.fuel_due) {
            // No part goes on where the fuel is short.
            let snapshot = self.take_snapshot(at, at.vm.fiber.current.pc, Resume::Safepoint);
            self.graph.push(Op::Fuel, &[], 0, snapshot);
        }
    }

    /// Takes what was spent from the counter, in front of a call that may spend itself.
    pub(super) fn pay(&mut self) {
        if self.spent > 0 {
            self.graph.push(Op::Spend, &[], self.spent as u64, NONE);
            self.spent = 0;
            self.snapshot = None;
        }
    }

    // ---- Cells -----------------------------------------------------------------------------------

    fn initial(&mut self, op: Op, cell: Cell) -> Ref {
        self.graph.push(op, &[], cell as u32 as u64, NONE)
    }

    /// What a cell holds.
    pub(super) fn get(&mut self, cell: Cell) -> Ref {
        match self.cells.get(&cell) {
            Some(&r) => r,
            None => {
                let r = self.initial(Op::Cell, cell);
                self.cells.insert(cell, r);
                r
            }
        }
    }

    pub(super) fn set(&mut self, cell: Cell, r: Ref) {
        self.cells.insert(cell, r);
    }

    pub(super) fn copy(&mut self, from: Cell, to: Cell) {
        let r = self.get(from);
        self.set(to, r);
    }

    // ---- Instructions of the trace ---------------------------------------------------------------

    pub(super) fn emit(&mut self, op: Op, args: &[Ref], imm: u64) -> Ref {
        self.graph.push(op, args, imm, NONE)
    }

    /// An instruction that may leave in front of the instruction that is recorded.
    pub(super) fn guard(&mut self, at: &At, op: Op, args: &[Ref], imm: u64) -> Ref {
        let snapshot = self.hold(at);
        self.graph.push(op, args, imm, snapshot)
    }

    /// The snapshot in front of the instruction that is recorded: to be taken before cells are changed, if guards follow.
    pub(super) fn hold(&mut self, at: &At) -> u32 {
        match self.snapshot {
            Some(snapshot) => snapshot,
            None => {
                let snapshot = self.take_snapshot(at, at.vm.fiber.current.pc, Resume::Again);
                self.snapshot = Some(snapshot);
                snapshot
            }
        }
    }

    pub(super) fn int_constant(&mut self, n: i64) -> Ref {
        self.emit(Op::Int, &[], (n << 3) as u64)
    }

    /// An immediate value.
    pub(super) fn word(&mut self, value: Value) -> Ref {
        debug_assert!(!value.is_pointer());
        let op = if value.is_small() { Op::Int } else { Op::Word };
        self.emit(op, &[], value.bits())
    }

    /// A constant of the running code.
    pub(super) fn constant(&mut self, at: &At, index: u32) -> Ref {
        let value = at.vm.constant(at.code(), index);
        if let Some(d) = value.as_inline_double() {
            return self.emit(Op::Double, &[], d.to_bits());
        }
        if !value.is_pointer() {
            return self.word(value);
        }
        let address = at.vm.constant_address(at.code(), index);
        let r = self.emit(Op::Literal, &[], address);
        self.assume(r, value);
        r
    }

    /// Notes what a result is that is always the same object.
    pub(super) fn assume(&mut self, r: Ref, value: Value) {
        let ty = value.ty();
        if ty != Type::Promise && value.is_pointer() {
            self.literals.insert(r, (ty as u16, value.dispatch_key() & !(0xffff << 48)));
        }
    }

    /// The type of a result.
    pub(super) fn ty(&self, r: Ref) -> Ty {
        self.graph.ty(r)
    }

    /// A cell that holds an immediate integer, as one.
    pub(super) fn int(&mut self, at: &At, cell: Cell) -> Option<Ref> {
        at.value(cell).as_small()?;
        let r = self.get(cell);
        let int = self.as_int(at, r);
        self.set(cell, int);
        Some(int)
    }

    /// A result that was seen to be an immediate integer.
    pub(super) fn as_int(&mut self, at: &At, r: Ref) -> Ref {
        if self.ty(r) == Ty::Int {
            return r;
        }
        if self.retype(r, Op::CellInt) {
            return r;
        }
        self.guard(at, Op::GuardInt, &[r], 0)
    }

    /// A cell that holds a double, as one.
    pub(super) fn double(&mut self, at: &At, cell: Cell) -> Option<Ref> {
        let value = at.value(cell);
        value.as_double()?;
        let r = self.get(cell);
        if self.ty(r) == Ty::Double {
            return Some(r);
        }
        if !value.is_inline_double() {
            self.guard_type(at, r, Type::Double);
            let double = self.emit(Op::Unbox, &[r], 0);
            self.set(cell, double);
            return Some(double);
        }
        if self.retype(r, Op::CellDouble) {
            return Some(r);
        }
        let double = self.guard(at, Op::GuardDouble, &[r], 0);
        self.set(cell, double);
        Some(double)
    }

    /// What a head's cell holds is checked once, where the loop is entered.
    fn retype(&mut self, r: Ref, op: Op) -> bool {
        // What a body is called with may be anything the next time.
        let loops = self.head.as_ref().is_some_and(|head| !head.is_body());
        if !loops || self.graph.op(r) != Op::Cell {
            return false;
        }
        if self.graph.at(r).imm as u32 as Cell >= handler_cell(0) {
            return false;
        }
        self.graph.instrs[r as usize].op = op;
        true
    }

    /// A cell that holds a boolean, as the outcome of a test.
    pub(super) fn bool(&mut self, at: &At, cell: Cell) -> Option<Ref> {
        at.value(cell).as_bool()?;
        let r = self.get(cell);
        if self.ty(r) == Ty::Bool {
            return Some(r);
        }
        Some(self.guard(at, Op::GuardBool, &[r], 0))
    }

    /// A field of an object of a known type.
    pub(super) fn load(&mut self, r: Ref, ty: Type, field: u32) -> Ref {
        self.emit(Op::Load, &[r], field_of(ty, field))
    }

    /// A field that is always an integer.
    pub(super) fn load_int(&mut self, r: Ref, ty: Type, field: u32) -> Ref {
        self.emit(Op::LoadInt, &[r], field_of(ty, field))
    }

    pub(super) fn store(&mut self, r: Ref, ty: Type, field: u32, value: Ref) {
        self.emit(Op::Store, &[r, value], field_of(ty, field));
    }

    pub(super) fn guard_type(&mut self, at: &At, r: Ref, ty: Type) {
        self.guard(at, Op::GuardType, &[r], ty as u64);
    }

    /// Makes sure that a value selects the methods that the one selects which was seen.
    pub(super) fn guard_key(&mut self, at: &At, r: Ref, seen: Value) -> Recorded {
        match self.ty(r) {
            Ty::Int if seen.is_small() => return Ok(()),
            Ty::Double if seen.as_double().is_some() => return Ok(()),
            Ty::Bool => return Ok(()),
            Ty::Value => {}
            _ => return Err(Abort::Unexpected),
        }
        if seen.is_pointer() {
            let ty = seen.ty();
            self.guard_type(at, r, ty);
            if ty as u16 >= Type::Object as u16 {
                self.guard(at, Op::GuardFirst, &[r], seen.dispatch_key() & !(0xffff << 48));
            }
        } else if seen.is_small() {
            self.guard(at, Op::GuardInt, &[r], 0);
        } else if seen.is_inline_double() {
            self.guard(at, Op::GuardDouble, &[r], 0);
        } else if seen.as_char().is_some() {
            self.guard(at, Op::GuardChar, &[r], 0);
        } else if seen.as_bool().is_some() {
            self.guard(at, Op::GuardBool, &[r], 0);
        } else {
            self.guard(at, Op::GuardIs, &[r], seen.bits());
        }
        Ok(())
    }

    // ---- Snapshots -------------------------------------------------------------------------------

    fn activations(&self, vm: &Vm, pc: u32) -> Vec<Activation> {
        let root = self.root.base as Cell;
        let open = vm.fiber.frames.get(self.root.depth..).unwrap_or(&[]);
        let mut activations: Vec<Activation> = open
            .iter()
            .map(|frame| Activation {
                code: frame.code,
                pc: frame.pc,
                base: frame.base as Cell - root,
            })
            .collect();
        let current = vm.fiber.current;
        activations.push(Activation { code: current.code, pc, base: current.base as Cell - root });
        activations
    }

    fn take_snapshot(&mut self, at: &At, pc: u32, resume: Resume) -> u32 {
        self.snapshot_of(at.vm, pc, at.top, resume)
    }

    /// A snapshot in the middle of a call: its operands are there, and the next word is that behind it.
    pub(super) fn raised_snapshot(&mut self, at: &At) -> u32 {
        self.take_snapshot(at, at.pc + 1, Resume::Raised)
    }

    /// The cells below a height, without what locals hold that nobody reads again where these activations go on.
    fn needed(&mut self, vm: &Vm, activations: &[Activation], top: Cell) -> Cells {
        let mut cells: Cells = self.cells.range(..top).map(|(&cell, &r)| (cell, r)).collect();
        for activation in activations {
            let code = vm.code(activation.code);
            let live = vm.live(code);
            let locals = activation.base..activation.base + code.locals as Cell;
            for (&cell, r) in cells.range_mut(locals) {
                if !live.is_live(activation.pc, (cell - activation.base) as u32) {
                    *r = match self.unbound {
                        Some(unbound) => unbound,
                        None => {
                            let op = Op::Word;
                            let r = self.graph.push(op, &[], Value::UNBOUND.bits(), NONE);
                            *self.unbound.insert(r)
                        }
                    };
                }
            }
        }
        cells
    }

    fn snapshot_of(&mut self, vm: &Vm, pc: u32, top: Cell, resume: Resume) -> u32 {
        let activations = self.activations(vm, pc);
        let cells = self.needed(vm, &activations, top);
        let snapshot = Snapshot {
            resume,
            cells: cells.into_iter().collect(),
            activations,
            virtuals: Vec::new(),
            kept: self.kept,
            handlers: self.handlers.clone(),
            top,
            spent: self.spent,
        };
        self.graph.snapshots.push(snapshot);
        self.graph.snapshots.len() as u32 - 1
    }
}

/// How to finish a recording.
pub(crate) enum Finish {
    /// At its own head.
    Closed,
    /// At another head, which has this part.
    Head(Option<u32>),
    /// Behind a call.
    Left(u32),
    /// By returning a value.
    Returned(Ref),
}

fn field_of(ty: Type, field: u32) -> u64 {
    (ty as u64) << 32 | field as u64
}
