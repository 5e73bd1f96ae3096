//! Machines to run a case on: cells and objects that fit what a recording asks of them, more or less. Objects are shared, integers lie
//! near their bounds, lists are short.

use super::super::Recording;
use crate::ir::interpret::{Change, Datum, Machine, change};
use crate::ir::{Cell, Op, Ref};
use fastrand::Rng;
use hashbrown::HashMap;
use monte_vm::heap::{TYPES, Type};
use monte_vm::value::{INT_MAX, INT_MIN, Value};

/// The cells of an activation: the receiver and its locals.
pub(super) const CELLS: std::ops::Range<Cell> = -1..6;

/// Cells above the locals that instructions use.
pub(super) const DEPTH: Cell = 4;

/// What a value is to be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Any,
    Int,
    Double,
    Bool,
    Char,
    Is(u64),
    Object(Type),
}

/// The types of objects that recordings are made of, the usual ones more often.
const TYPES_MADE: &[Type] = &[
    Type::VarSlot,
    Type::VarSlot,
    Type::List,
    Type::List,
    Type::FlexList,
    Type::FlexList,
    Type::Object,
    Type::Iterator,
    Type::Str,
    Type::Range,
    Type::Double,
    Type::Ejector,
];

const INTS: &[i64] = &[
    0,
    1,
    2,
    3,
    -1,
    -2,
    7,
    8,
    255,
    INT_MAX,
    INT_MIN,
    INT_MAX - 1,
    INT_MIN + 1,
    INT_MAX - 3,
    INT_MIN + 2,
    1 << 30,
    -(1 << 31),
    1 << 59,
];

const DOUBLES: &[f64] = &[
    0.0,
    -0.0,
    0.5,
    1.0,
    -1.5,
    3.0,
    1e300,
    1e-310,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    9_007_199_254_740_993.0,
    1_152_921_504_606_846_976.0,
];

/// Makes machines.
pub(super) struct Maker<'a> {
    pub(super) rng: &'a mut Rng,
    pub(super) machine: Machine,
    /// What fields are to hold, by the immediate operand of loads; elements have none.
    wanted: HashMap<u64, Kind>,
    elements: Kind,
    /// The types of objects that are made of themselves.
    types: Vec<Type>,
}

pub(super) fn int(rng: &mut Rng) -> i64 {
    if rng.bool() { rng.i64(-1..6) } else { INTS[rng.usize(..INTS.len())] }
}

pub(super) fn double(rng: &mut Rng) -> f64 {
    if rng.bool() { rng.i32(-4..9) as f64 / 4.0 } else { DOUBLES[rng.usize(..DOUBLES.len())] }
}

impl Maker<'_> {
    pub(super) fn new(rng: &mut Rng) -> Maker<'_> {
        let machine = Machine {
            heap: Default::default(),
            stack: Default::default(),
            literals: Default::default(),
            fuse: rng.i64(16..120),
            test_failed: rng.bool(),
            has_versions: rng.u32(..4) == 0,
            seed: rng.u64(..),
            anchors: Vec::new(),
            log: Vec::new(),
        };
        let kinds = [1, 2, 12][rng.usize(..3)];
        let types = (0..kinds).map(|_| TYPES_MADE[rng.usize(..TYPES_MADE.len())]).collect();
        Maker { rng, machine, wanted: HashMap::new(), elements: Kind::Any, types }
    }

    /// Fills the cells with anything, and makes a literal of each type.
    pub(super) fn fill(mut self) -> Machine {
        for address in 1..4 {
            let ty = TYPES_MADE[self.rng.usize(..9)];
            let datum = self.object(ty, 2);
            self.machine.literals.insert(address << 12, datum);
        }
        for cell in CELLS.start..CELLS.end + DEPTH {
            let datum = self.datum(Kind::Any, if cell < CELLS.end { 3 } else { 0 });
            self.machine.stack.insert(cell, datum);
        }
        self.finish()
    }

    /// Fills the cells with what recordings want of them.
    pub(super) fn fit<'r>(mut self, recordings: impl Iterator<Item = &'r Recording>) -> Machine {
        for cell in CELLS.start..12 {
            self.machine.stack.insert(cell, Datum::int(cell as i64));
        }
        for recording in recordings {
            let graph = &recording.graph;
            let kinds = kinds(recording);
            for r in 0..graph.next() {
                let kind = kinds[r as usize];
                match graph.op(r) {
                    Op::Load => drop(self.wanted.insert(graph.at(r).imm, kind)),
                    Op::Element => self.elements = kind,
                    _ => {}
                }
            }
            for r in 0..graph.next() {
                let (imm, kind) = (graph.at(r).imm, kinds[r as usize]);
                match graph.op(r) {
                    Op::Literal => {
                        let datum = self.datum(kind, 3);
                        self.machine.literals.insert(imm, datum);
                    }
                    Op::Cell | Op::CellInt | Op::CellDouble => {
                        let datum = self.datum(kind, 3);
                        self.machine.stack.insert(imm as u32 as Cell, datum);
                    }
                    _ => {}
                }
            }
        }
        self.finish()
    }

    fn finish(mut self) -> Machine {
        let all = self.machine.stack.values().chain(self.machine.literals.values());
        let mut anchors: Vec<Datum> = all.copied().collect();
        // In an order that does not depend on the table.
        anchors.sort_by_key(|datum| match datum {
            Datum::Object(number) => *number,
            _ => usize::MAX,
        });
        anchors.retain(|datum| matches!(datum, Datum::Object(_)));
        anchors.dedup();
        self.machine.anchors = anchors;
        self.machine
    }

    /// Something of a kind, whose fields lead so far.
    pub(super) fn datum(&mut self, kind: Kind, depth: u32) -> Datum {
        match kind {
            Kind::Int => Datum::int(int(self.rng)),
            Kind::Double => Datum::double(double(self.rng)),
            Kind::Bool => Datum::Bool(self.rng.bool()).value(),
            Kind::Char => Datum::Word(Value::char(self.rng.u32(95..100)).bits()),
            Kind::Is(word) => Datum::Word(word),
            Kind::Object(ty) => self.object(ty, depth),
            Kind::Any => match self.rng.u32(..14) {
                0..4 => self.datum(Kind::Int, depth),
                4 | 5 => self.datum(Kind::Double, depth),
                6 => self.datum(Kind::Bool, depth),
                7 => self.datum(Kind::Char, depth),
                8 => Datum::NULL,
                _ if depth == 0 => self.datum(Kind::Int, depth),
                _ => {
                    let ty = self.types[self.rng.usize(..self.types.len())];
                    self.object(ty, depth)
                }
            },
        }
    }

    /// An object of a type, maybe one that is there.
    fn object(&mut self, ty: Type, depth: u32) -> Datum {
        let objects = &self.machine.heap.objects;
        let same = (0..objects.len()).filter(|&number| objects[number].ty == ty);
        let same: Vec<usize> = same.collect();
        if !same.is_empty() && (depth == 0 || self.rng.u32(..3) == 0) {
            return Datum::Object(same[self.rng.usize(..same.len())]);
        }
        let depth = depth.saturating_sub(1);
        let fields = match ty {
            Type::Elements | Type::Narrow | Type::Wide => self.buffer(ty, depth),
            Type::List | Type::Str => {
                let kind = if ty == Type::List { Type::Elements } else { Type::Narrow };
                let words = self.buffer(kind, depth);
                let most = words.len() as i64 - 1;
                let buffer = self.machine.heap.make(kind, words);
                let start = self.rng.i64(0..=most.min(1));
                let length = self.rng.i64(0..=most - start);
                vec![buffer, Datum::int(start), Datum::int(length)]
            }
            Type::FlexList => {
                let words = self.buffer(Type::Elements, depth);
                let length = self.rng.i64(0..words.len() as i64);
                let buffer = self.machine.heap.make(Type::Elements, words);
                vec![buffer, Datum::int(length), Datum::NULL]
            }
            Type::Object => {
                let script = Datum::int(self.rng.i64(0..2));
                let mut fields = vec![script, Datum::NULL];
                fields.extend((0..3).map(|i| self.field(ty, 2 + i, depth)));
                fields
            }
            Type::Iterator => {
                let list = self.object(Type::List, depth);
                vec![list, Datum::int(self.rng.i64(0..3))]
            }
            Type::Range => {
                let first = self.rng.i64(-2..3);
                let ends = [first, first + self.rng.i64(0..5)].map(Datum::int);
                vec![ends[0], ends[1], Datum::NULL, ends[1], Datum::NULL]
            }
            Type::Double => vec![Datum::double(double(self.rng))],
            Type::Ejector => vec![Datum::Bool(true).value(), Datum::NULL, Datum::int(0)],
            Type::VarSlot => {
                let guard = if self.rng.u32(..4) > 0 { Datum::NULL } else { Datum::int(1) };
                let guard = match self.wanted.get(&((ty as u64) << 32 | 1)) {
                    Some(&kind) if kind != Kind::Any => self.datum(kind, depth),
                    _ => guard,
                };
                vec![self.field(ty, 0, depth), guard]
            }
            _ => (0..4).map(|i| self.field(ty, i, depth)).collect(),
        };
        self.machine.heap.make(ty, fields)
    }

    fn field(&mut self, ty: Type, field: u32, depth: u32) -> Datum {
        let kind = self.wanted.get(&((ty as u64) << 32 | field as u64)).copied();
        self.datum(kind.unwrap_or(Kind::Any), depth)
    }

    /// The words of a buffer.
    fn buffer(&mut self, ty: Type, depth: u32) -> Vec<Datum> {
        let count = self.rng.usize(0..5);
        let mut words = vec![Datum::int(count as i64)];
        for _ in 0..count {
            let datum = match ty {
                Type::Elements => self.datum(self.elements, depth),
                _ => Datum::int(self.rng.i64(95..100)),
            };
            words.push(datum);
        }
        words
    }

    /// Changes a few things of a machine.
    pub(super) fn disturbed(rng: &mut Rng, machine: &Machine) -> Machine {
        let mut maker = Maker::new(rng);
        let fresh = std::mem::replace(&mut maker.machine, machine.clone());
        if maker.rng.bool() {
            (maker.machine.seed, maker.machine.fuse) = (fresh.seed, fresh.fuse);
        }
        for _ in 0..maker.rng.u32(1..4) {
            let objects = maker.machine.heap.objects.len();
            if objects > 0 && maker.rng.bool() {
                let number = maker.rng.usize(..objects);
                let ty = maker.machine.heap.objects[number].ty;
                let field = maker.rng.usize(..maker.machine.heap.objects[number].fields.len());
                let old = maker.machine.heap.objects[number].fields[field];
                // A type rarely changes, or hardly a guard would hold.
                let new = match (change(ty, field), old) {
                    (Change::Any, Datum::Word(_)) if old.as_int().is_some() => {
                        maker.datum(Kind::Int, 1)
                    }
                    (Change::Any, Datum::Double(_)) => maker.datum(Kind::Double, 1),
                    (Change::Any, _) => maker.datum(Kind::Any, 1),
                    _ => old,
                };
                maker.machine.heap.objects[number].fields[field] = new;
            } else {
                let cells: Vec<Cell> = maker.machine.stack.keys().copied().collect();
                let cell = cells[maker.rng.usize(..cells.len())];
                let old = maker.machine.stack[&cell];
                let kind = match (old, maker.rng.u32(..4)) {
                    (Datum::Word(_), 1..) if old.as_int().is_some() => Kind::Int,
                    (Datum::Double(_), 1..) => Kind::Double,
                    (Datum::Object(number), 1..) => {
                        Kind::Object(maker.machine.heap.objects[number].ty)
                    }
                    _ => Kind::Any,
                };
                let near = old.as_int().filter(|_| kind == Kind::Int && maker.rng.bool());
                let datum = match near {
                    Some(n) => Datum::int((n + maker.rng.i64(-1..2)).clamp(INT_MIN, INT_MAX)),
                    None => maker.datum(kind, 2),
                };
                maker.machine.stack.insert(cell, datum);
            }
        }
        maker.finish()
    }
}

/// What each result of a recording is to be, by its type and what it is used for.
fn kinds(recording: &Recording) -> Vec<Kind> {
    let graph = &recording.graph;
    let mut kinds: Vec<Kind> = (0..graph.next())
        .map(|r| match graph.op(r) {
            Op::CellInt => Kind::Int,
            Op::CellDouble => Kind::Double,
            _ => Kind::Any,
        })
        .collect();
    let object = |imm: u64| Kind::Object(TYPES[(imm >> 32) as usize]);
    for r in (0..graph.next()).rev() {
        let imm = graph.at(r).imm;
        let kind = match graph.op(r) {
            Op::GuardInt => Kind::Int,
            Op::GuardDouble => Kind::Double,
            Op::GuardBool => Kind::Bool,
            Op::GuardChar | Op::CodePoint => Kind::Char,
            Op::GuardIs => Kind::Is(imm),
            Op::GuardType => Kind::Object(TYPES[imm as usize]),
            Op::Load | Op::LoadInt | Op::Store => object(imm),
            Op::Element | Op::SetElement | Op::Words => Kind::Object(Type::Elements),
            Op::Byte => Kind::Object(Type::Narrow),
            Op::Wide => Kind::Object(Type::Wide),
            Op::SameText => Kind::Object(Type::Str),
            Op::Unbox => Kind::Object(Type::Double),
            _ => continue,
        };
        let first: Ref = graph.arg(r, 0);
        if graph.op(r) != Op::GuardIs || kinds[first as usize] == Kind::Any {
            kinds[first as usize] = kind;
        }
    }
    kinds
}
