//! The tracing compiler: from the instructions that a hot loop runs to machine code, and back to the
//! interpreter's frames where that leaves.
//!
//! ```text
//! interpreter ── record ── recording ── optimize ── tree ── backend ── machine code ── exit ── interpreter
//! ```
//!
//! It plugs into the machine through `monte_vm::tracer::Tracer`; the machine knows nothing of it.
#![deny(unsafe_code)]

mod abort;
mod backend;
mod bodies;
mod code_memory;
mod compiled;
mod exit;
mod free_list;
mod helpers;
mod ir;
mod limits;
mod listener;
mod listing;
mod machine_code;
mod native_site;
mod optimize;
mod record;
mod report;
mod stubs;

pub use ir::Place;
pub use listener::{Listener, NewCode};
pub use listing::{Key, Line, Listing, Step};
pub use report::{ExitReport, GivenUp, RecordingReport, Report, Times, Totals, TreeReport, Why};

use abort::Abort;
use bodies::Bodies;
use compiled::{Advice, Compiled, Log};
use hashbrown::HashMap;
use ir::{Resume, Tree};
use listing::Lister;
use machine_code::{MachineCode, Made, NOT_THERE, Shop, Wishes};
use monte_vm::tracer::{Left, Recording, Tracer, layout};
use monte_vm::value::Value;
use monte_vm::vm::Vm;
use native_site::NativeSites;
use record::{Finish, Progress, Recorder, Root};
use report::{Aborted, Notes};

/// When code is hot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    /// How often a loop head is reached before it is recorded.
    pub hot: u32,
    /// How often an exit is taken before a part is grown there.
    pub hot_exit: u32,
}

impl Thresholds {
    /// Where machine code is worth its making.
    pub const USUAL: Thresholds = Thresholds { hot: limits::HOT, hot_exit: limits::HOT_EXIT };
    /// At once, for tests.
    pub const EAGER: Thresholds = Thresholds { hot: 1, hot_exit: 1 };
}

/// The recording that goes on.
struct Open {
    recorder: Recorder,
    /// The tree that it belongs to.
    tree: usize,
    /// The exit that the recording began at, if it did.
    exit: Option<u32>,
    /// The part whose end is to lead to what is recorded.
    from: Option<u32>,
    /// Whether nothing of it is in the tree yet.
    first: bool,
}

/// The tracing compiler of one machine.
pub struct TracingCompiler {
    /// Made when the first recording is compiled.
    shop: Option<Shop>,
    open: Option<Open>,
    trees: Vec<Compiled>,
    /// Numbers of trees that are gone.
    vacant: Vec<usize>,
    sites: NativeSites,
    bodies: Bodies,
    /// Attempts at each loop head: code and instruction.
    attempts: HashMap<(u32, u32), u32>,
    /// Where exits store values.
    area: Vec<Value>,
    /// The tree that was left last, where, and the state that it was entered in.
    left: Option<(usize, u32, Root)>,
    thresholds: Thresholds,
    wishes: Wishes,
    listener: Option<Listener>,
    /// Nanoseconds since some moment.
    clock: fn() -> u64,
    notes: Notes,
}

impl TracingCompiler {
    /// A compiler for the processor that this runs on.
    pub fn new(thresholds: Thresholds) -> TracingCompiler {
        TracingCompiler {
            shop: None,
            open: None,
            trees: Vec::new(),
            vacant: Vec::new(),
            sites: NativeSites::default(),
            bodies: Bodies::default(),
            attempts: HashMap::new(),
            area: Vec::new(),
            left: None,
            thresholds,
            wishes: Wishes::default(),
            listener: None,
            clock: || 0,
            notes: Notes::default(),
        }
    }

    /// Makes the report have listings, which takes time and room.
    pub fn with_listings(mut self) -> TracingCompiler {
        self.wishes.lists = true;
        self
    }

    /// Tells somebody of each function that is compiled.
    pub fn with_listener(mut self, listener: Listener) -> TracingCompiler {
        self.listener = Some(listener);
        self
    }

    /// Makes machine code leave now and then where it need not, which tests its exits; the program cannot tell.
    pub fn with_random_exits(mut self, seed: u64) -> TracingCompiler {
        self.wishes.random_exits = Some(seed);
        self
    }

    /// Makes the report have times, in nanoseconds of a clock.
    pub fn with_clock(mut self, clock: fn() -> u64) -> TracingCompiler {
        self.clock = clock;
        self
    }

    /// What it has done for a machine.
    pub fn report(&self, vm: &Vm) -> Report {
        let lister = self
            .wishes
            .lists
            .then(|| Lister::new(vm, &self.sites, &self.bodies, self.shop.as_ref()));
        self.notes.report(&self.trees, self.thresholds.hot_exit, lister.as_ref())
    }

    /// Notes how long something took that was done for a tree.
    fn took(&mut self, tree: usize, times: Times) {
        self.notes.totals.times.add(times);
        if let Some(tree) = self.trees.get_mut(tree) {
            tree.times.add(times);
        }
    }

    /// The recording ended in front of a head, or at the one where it began.
    fn end(&mut self, vm: &mut Vm, mut open: Open, progress: Progress) -> Recording {
        let root = open.recorder.root();
        let compiled = &mut self.trees[open.tree];
        let (finish, head) = match &progress {
            Progress::Head(head) => {
                let part = compiled.part_of(head, open.exit);
                (Finish::Head(part), Some((head.clone(), part)))
            }
            Progress::Returned(value) => (Finish::Returned(*value), None),
            Progress::Left(snapshot) => (Finish::Left(*snapshot), None),
            Progress::Open | Progress::Closed => (Finish::Closed, None),
        };
        let began = open.recorder.began_at();
        let (extent, place) = (open.recorder.extent(), open.recorder.here());
        let recording = open.recorder.finish(vm, finish);
        let tree = &mut compiled.tree;
        tree.extent = tree.extent.max(extent);
        let start = (self.clock)();
        let (why, added) = match (open.exit, open.from) {
            (Some(exit), None) => (Why::Exit(exit), optimize::add_side(tree, &recording, exit)),
            (_, from) => {
                let own = if tree.is_body { Why::Body } else { Why::Loop };
                let why = if from.is_some() { Why::Follows } else { own };
                (why, optimize::add_head(tree, &recording))
            }
        };
        let optimizing = (self.clock)() - start;
        self.took(open.tree, Times { optimizing, ..Times::default() });
        let part = match added {
            Ok(part) => part,
            Err(abort) => {
                return self.give_up(open.tree, open.exit, open.first, (place, abort));
            }
        };
        self.notes.totals.added(why);
        let compiled = &mut self.trees[open.tree];
        compiled.logs.push(Log {
            part,
            why,
            steps: recording.steps.len(),
            recorded: recording.graph.instrs.len(),
            recording: self.wishes.lists.then_some(recording),
        });
        compiled.sites.append(&mut self.sites.take_fresh());
        let tree = &mut compiled.tree;
        if let Some(began) = began {
            compiled.heads.push((began, part));
        }
        match (open.exit, open.from) {
            (_, Some(from)) => tree.link(from, part),
            (Some(exit), None) => tree.set_side(exit, part),
            _ => {}
        }
        match head {
            // Another loop begins: it becomes a part of the same tree.
            Some((head, None)) => {
                open.recorder = Recorder::at_head(vm, root, Some(head));
                open.recorder.returns = self.trees[open.tree].tree.is_body;
                open.from = Some(part);
                open.first = false;
                self.open = Some(open);
                self.record(vm)
            }
            _ => self.finish(open.tree, open.exit.is_some()),
        }
    }

    /// A recording is in its tree. One that is new is compiled at once; one that has grown when it pays.
    fn finish(&mut self, tree: usize, grown: bool) -> Recording {
        if grown {
            self.trees[tree].has_news = true;
            return Recording::Grown;
        }
        self.compile(tree, grown)
    }

    /// Makes machine code of a tree.
    fn compile(&mut self, number: usize, grown: bool) -> Recording {
        let start = (self.clock)();
        let compiled = &mut self.trees[number];
        optimize::remove_dead(&mut compiled.tree);
        let ready = (self.clock)();
        if cfg!(debug_assertions)
            && let Err(error) = ir::verify(&compiled.tree)
        {
            panic!("{error}\n{}", compiled.tree);
        }
        let made = match &mut self.shop {
            Some(shop) => Ok(shop),
            none => Shop::new(self.wishes).map(|shop| none.insert(shop)),
        };
        compiled.places.assign(&compiled.tree);
        let (tree, places) = (&compiled.tree, &compiled.places);
        let compile =
            |shop| backend::compile(shop, number, tree, places, &self.sites, &self.bodies);
        let made = made.and_then(compile);
        let (optimizing, compiling) = (ready - start, (self.clock)() - ready);
        let outcome = match made {
            Ok(Made { code, size, text }) => {
                let replaced = compiled.publish(code);
                (compiled.code_bytes, compiled.text) = (size, text);
                if self.area.len() < limits::AREA {
                    self.area.resize(limits::AREA, Value::ZERO);
                }
                if compiled.tree.is_body {
                    self.bodies.set(compiled.place.0, code, compiled.is_large());
                }
                if let Some(shop) = &mut self.shop {
                    if let Some(listener) = &mut self.listener {
                        listener(NewCode { name: &compiled.name, bytes: shop.bytes_of(code) });
                    }
                    if let Some(replaced) = replaced {
                        shop.free(replaced);
                    }
                }
                self.notes.totals.compiled += 1;
                self.notes.totals.code_bytes += size as u64;
                if grown { Recording::Grown } else { Recording::Compiled(number as u32) }
            }
            Err(error) => {
                if compiled.tree.is_body && compiled.code.is_none() {
                    self.bodies.remove(compiled.place.0);
                }
                self.notes.failed(error.0);
                if grown { Recording::Grown } else { Recording::Refused }
            }
        };
        self.took(number, Times { optimizing, compiling, ..Times::default() });
        outcome
    }

    /// Whether a body was not entered, for want of machine code, room or fitting arguments.
    fn is_refused(&self, status: u64) -> bool {
        status == NOT_THERE || {
            let (number, exit) = ((status >> 32) as usize, (status as u32).wrapping_sub(1));
            exit as usize >= self.trees[number].exits.len()
        }
    }

    /// A tree was left with a status: rebuilds its activation, and those of the bodies that it has called.
    fn leave(&mut self, vm: &mut Vm, status: u64, root: Root) -> Left {
        let (mut status, mut root, mut offset) = (status, root, 0);
        let native = vm.take_raised_handlers();
        let (depth, height) = (vm.fiber.frames.len(), vm.fiber.top);
        loop {
            let (number, exit) = ((status >> 32) as usize, (status as u32).wrapping_sub(1));
            let Some(plan) = self.trees[number].exit(exit) else {
                // Nothing has happened; the interpreter goes on behind the head.
                self.trees[number].refused += 1;
                vm.fiber.current.pc += 1;
                return Left::Before;
            };
            let resume = plan.resume;
            let top = plan.rebuild(vm, root, &self.area[offset..]);
            if let Resume::Called { code, base } = resume {
                let base = (root.base as i64 + base as i64) as usize;
                let own = self.trees[number].area;
                status = self.area[offset + own - 1].bits();
                if self.is_refused(status) {
                    vm.take_back_call(code, base);
                    return Left::Before;
                }
                vm.begin_called(code, base);
                offset += own;
                root = Root::of(vm);
                continue;
            }
            // What a suspended function has left on the stack stays there.
            vm.fiber.top = height;
            vm.resume_at(top, native, (vm.fiber.frames.len() - depth) as u32);
            let compiled = &mut self.trees[number];
            return match resume {
                Resume::Again => match compiled.leave(exit, self.thresholds.hot_exit) {
                    Advice::Grow => {
                        self.left = Some((number, exit, root));
                        Left::Hot
                    }
                    Advice::Compile => {
                        self.compile(number, true);
                        Left::Before
                    }
                    Advice::Nothing => Left::Before,
                },
                Resume::Safepoint => {
                    compiled.counts[exit as usize] += 1;
                    Left::Safepoint
                }
                Resume::Raised | Resume::Called { .. } => {
                    compiled.counts[exit as usize] += 1;
                    Left::Raised
                }
            };
        }
    }

    /// Drops all machine code if there is too much of it: what is still hot will be compiled again.
    fn keep_within_budget(&mut self, vm: &mut Vm) -> bool {
        let fits = self.shop.as_ref().is_none_or(|shop| shop.bytes() <= limits::CODE);
        if fits && self.trees.len() <= limits::TREES {
            return false;
        }
        self.drop_all(vm);
        true
    }

    fn drop_all(&mut self, vm: &mut Vm) {
        vm.forget_traces(self.thresholds.hot);
        self.trees.clear();
        self.vacant.clear();
        self.left = None;
        self.sites = NativeSites::default();
        self.bodies.clear();
        self.shop = None;
        self.notes.totals.drops += 1;
    }

    /// Frees the machine code of a tree that is not entered any more, and what that needs. It may still be told about.
    fn retire(&mut self, number: usize) {
        let tree = &mut self.trees[number];
        if let (Some(shop), Some(code)) = (&mut self.shop, tree.code.take()) {
            shop.free(code);
        }
        tree.exits = Vec::new();
        if !self.wishes.lists {
            (tree.tree, tree.heads) = (Tree::default(), Vec::new());
            self.sites.free(std::mem::take(&mut tree.sites));
        }
    }

    /// Frees a tree and its number.
    fn vacate(&mut self, number: usize) {
        self.retire(number);
        let tree = std::mem::replace(&mut self.trees[number], Compiled::gone());
        self.sites.free(tree.sites);
        self.vacant.push(number);
    }

    /// A recording came to nothing. What was added to the tree before it stays: it ends by leaving.
    fn give_up(
        &mut self,
        tree: usize,
        exit: Option<u32>,
        first: bool,
        (at, abort): (Place, Abort),
    ) -> Recording {
        let unused = self.sites.take_fresh();
        self.sites.free(unused);
        let place = self.trees[tree].place;
        let head = Place { code: place.0, pc: place.1 };
        self.notes.aborted(Aborted { place: at, head, exit, abort });
        if !first && exit.is_some() {
            return self.finish(tree, true);
        }
        match exit {
            Some(exit) => {
                let attempts = &mut self.trees[tree].attempts[exit as usize];
                *attempts += 1;
                if abort.is_lasting() {
                    *attempts = limits::ATTEMPTS;
                }
                Recording::Grown
            }
            None => {
                if self.trees[tree].tree.is_body {
                    self.bodies.remove(place.0);
                }
                self.vacate(tree);
                let attempts = self.attempts.entry(place).or_default();
                *attempts += 1;
                if abort.is_lasting() || *attempts >= limits::ATTEMPTS {
                    Recording::Refused
                } else {
                    Recording::Postponed
                }
            }
        }
    }
}

impl Tracer for TracingCompiler {
    fn threshold(&self) -> u32 {
        self.thresholds.hot
    }

    fn begin(&mut self, vm: &mut Vm) {
        let open = match self.left.take() {
            Some((tree, exit, root)) => {
                let graph = &self.trees[tree].tree.graph;
                let snapshot = &graph.snapshots[exit as usize];
                let mut recorder = Recorder::at_exit(root, snapshot, |r| graph.ty(r));
                recorder.returns = self.trees[tree].tree.is_body;
                Open { recorder, tree, exit: Some(exit), from: None, first: true }
            }
            None => {
                let current = vm.fiber.current;
                let mut tree = Compiled::new((current.code, current.pc));
                if self.listener.is_some() {
                    tree.name = listener::name_of(vm, tree.place);
                }
                let number = self.vacant.pop().unwrap_or(self.trees.len());
                match self.trees.get_mut(number) {
                    Some(gone) => *gone = tree,
                    None => self.trees.push(tree),
                }
                let mut recorder = Recorder::at_head(vm, Root::of(vm), None);
                if current.pc == 0 {
                    self.trees[number].tree.is_body = true;
                    self.trees[number].tree.arity = vm.code(current.code).arity;
                    recorder.returns = true;
                    // It may call itself before it is compiled.
                    self.bodies.set(current.code, MachineCode::none(), false);
                }
                Open { recorder, tree: number, exit: None, from: None, first: true }
            }
        };
        self.open = Some(open);
    }

    fn record(&mut self, vm: &mut Vm) -> Recording {
        let Some(mut open) = self.open.take() else { return Recording::Postponed };
        let start = (self.clock)();
        let recorded = open.recorder.record(vm, &mut self.sites, &self.bodies);
        let recording = (self.clock)() - start;
        self.took(open.tree, Times { recording, ..Times::default() });
        match recorded {
            Ok(Progress::Open) => {
                self.open = Some(open);
                Recording::Continue
            }
            Ok(progress) => {
                let recording = self.end(vm, open, progress);
                if self.open.is_none() && self.keep_within_budget(vm) {
                    return Recording::Grown;
                }
                recording
            }
            Err(abort) => {
                let at = open.recorder.here();
                self.give_up(open.tree, open.exit, open.first, (at, abort))
            }
        }
    }

    fn cancel(&mut self) {
        if let Some(open) = self.open.take() {
            let at = open.recorder.here();
            self.give_up(open.tree, open.exit, open.first, (at, Abort::Stopped));
        }
    }

    fn forget(&mut self, code: u32) {
        let trees = self.trees.iter().enumerate();
        let of_it: Vec<usize> =
            trees.filter(|(_, tree)| tree.place.0 == code).map(|(number, _)| number).collect();
        for number in of_it {
            self.vacate(number);
        }
        if self.left.as_ref().is_some_and(|&(tree, ..)| self.trees[tree].is_gone()) {
            self.left = None;
        }
        self.attempts.retain(|place, _| place.0 != code);
        self.bodies.remove(code);
    }

    fn contains(&self, code: &dyn Fn(u32) -> bool) -> bool {
        self.trees.iter().any(|tree| tree.tree.graph.codes().any(code))
    }

    fn restart(&mut self, vm: &mut Vm) {
        self.drop_all(vm);
        self.attempts.clear();
    }

    fn enter(&mut self, vm: &mut Vm, trace: u32) -> Left {
        let number = trace as usize;
        let compiled = &mut self.trees[number];
        let extent = compiled.tree.extent as usize;
        let mut ready = || vm.grant(compiled.need) && vm.make_room(extent);
        let Some(code) = compiled.code.filter(|_| ready()) else {
            vm.fiber.current.pc += 1;
            return Left::Before;
        };
        let root = Root::of(vm);
        compiled.entered += 1;
        let fuel = vm.fuel_left();
        let status = code.run(vm, root.base, extent, limits::CALL_CELLS, &mut self.area);
        let left = if status.status == 0 {
            Left::Returned(machine_code::value_of(status))
        } else {
            self.leave(vm, status.status, root)
        };
        let compiled = &mut self.trees[number];
        compiled.work += fuel - vm.fuel_left();
        compiled.trial += 1;
        // Parts that are not compiled yet may make it worth its while.
        let unproductive = compiled.trial.is_multiple_of(limits::TRIAL)
            && layout::UNIT > 0
            && !compiled.has_news
            && compiled.work < limits::LEAST_WORK * compiled.trial as i64;
        if unproductive && self.thresholds.hot > 1 {
            vm.drop_head(compiled.place);
            // Others may call a body, and what follows may begin where it was left.
            if !compiled.tree.is_body && left != Left::Hot {
                self.retire(number);
            }
        }
        if left == Left::Before {
            self.keep_within_budget(vm);
        }
        left
    }
}
