//! The meaning of each instruction, on data.
//!
//! A call is a function that nobody knows: it is noted with all that it could look at, and from that follows, by a hash, what it
//! answers, whether it raises, and which of the objects that it can reach it changes, and how.

use super::heap::{Change, Datum, Heap, Told, change};
use crate::ir::{Cell, Graph, Imm, NONE, Op, Ref};
use hashbrown::HashMap;
use monte_vm::heap::{TYPES, Type};
use monte_vm::value::{INT_MAX, INT_MIN, Value};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What is asked of the counter at each look.
const NEED: i64 = 16;

/// Something that no trace does: it is wrong, or what was put in.
pub(crate) type Fault = String;

/// What becomes of an instruction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Done {
    /// It has this result.
    Result(Datum),
    /// It leaves by its snapshot.
    Leaves,
}

/// The state of the abstract machine.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    pub(crate) heap: Heap,
    /// The fiber's stack, and the ejectors of handlers.
    pub(crate) stack: BTreeMap<Cell, Datum>,
    /// Literals, by their address, and what the machine itself keeps.
    pub(crate) literals: HashMap<u64, Datum>,
    pub(crate) fuse: i64,
    pub(crate) test_failed: bool,
    pub(crate) has_versions: bool,
    /// What calls do follows from it.
    pub(crate) seed: u64,
    /// What the rest of the world has hold of.
    pub(crate) anchors: Vec<Datum>,
    /// What was seen from outside.
    pub(crate) log: Vec<String>,
}

/// An integer within 61 bits.
fn fits(n: i128) -> Option<Datum> {
    (n >= INT_MIN as i128 && n <= INT_MAX as i128).then(|| Datum::int(n as i64))
}

/// The result of a constant, which need not stand in front of its uses.
pub(crate) fn constant(graph: &Graph, r: Ref, literals: &HashMap<u64, Datum>) -> Option<Datum> {
    let instr = graph.at(r);
    match instr.op {
        Op::Int | Op::Word => Some(Datum::Word(instr.imm)),
        Op::Double => Some(Datum::double(f64::from_bits(instr.imm))),
        Op::Bool => Some(Datum::Bool(instr.imm != 0)),
        Op::Literal => literals.get(&instr.imm).copied(),
        _ => None,
    }
}

impl Machine {
    /// The result of an instruction that has been done, or of a constant.
    pub(crate) fn result(
        &self,
        graph: &Graph,
        values: &[Option<Datum>],
        r: Ref,
    ) -> Result<Datum, Fault> {
        let constant = constant(graph, r, &self.literals);
        let known = constant.or_else(|| values.get(r as usize).copied().flatten());
        known.ok_or_else(|| format!("%{r} is not there"))
    }

    /// Does an instruction.
    pub(crate) fn execute(
        &mut self,
        graph: &Graph,
        r: Ref,
        values: &[Option<Datum>],
    ) -> Result<Done, Fault> {
        let args: Result<Vec<Datum>, Fault> =
            graph.args(r).iter().map(|&arg| self.result(graph, values, arg)).collect();
        let args = args?;
        let done = self.operation(graph, r, &args);
        done.map_err(|fault| format!("{} of %{r}: {fault}", graph.op(r).row().text))
    }

    fn operation(&mut self, graph: &Graph, r: Ref, args: &[Datum]) -> Result<Done, Fault> {
        use Op::*;
        let instr = graph.at(r);
        let int = |i: usize| args[i].as_int().ok_or_else(|| format!("{:?} is no integer", args[i]));
        let double = |i: usize| match args[i] {
            Datum::Double(bits) => Ok(f64::from_bits(bits)),
            other => Err(format!("{other:?} is no double")),
        };
        let bool = |i: usize| match args[i] {
            Datum::Bool(b) => Ok(b),
            other => Err(format!("{other:?} is no outcome")),
        };
        let holds = |b: bool| Ok(if b { Done::Result(Datum::Nothing) } else { Done::Leaves });
        let word = |i: usize| match args[i].value() {
            Datum::Word(bits) => Some(bits),
            _ => None,
        };
        let result = match instr.op {
            Int | Word | Double | Bool | Literal => constant(graph, r, &self.literals)
                .ok_or_else(|| format!("there is no literal at {:#x}", instr.imm))?,
            Machine => self.literals.get(&instr.imm).copied().unwrap_or(Datum::NULL),
            Cell | CellInt | CellDouble | Phi | PhiInt | PhiDouble | PhiBool | Virtual => {
                return Err("it is not done".into());
            }
            Reload => self.cell(instr.imm as u32 as super::Cell)?,
            Flush => {
                self.stack.insert(instr.imm as u32 as super::Cell, args[0].value());
                Datum::Nothing
            }
            GuardInt => match args[0].as_int() {
                Some(_) => args[0],
                None => return Ok(Done::Leaves),
            },
            GuardDouble => match args[0] {
                Datum::Double(_) => args[0],
                _ => return Ok(Done::Leaves),
            },
            GuardBool => match word(0) {
                Some(bits) if bits == Value::TRUE.bits() => Datum::Bool(true),
                Some(bits) if bits == Value::FALSE.bits() => Datum::Bool(false),
                _ => return Ok(Done::Leaves),
            },
            GuardType => {
                return holds(self.heap.ty(args[0]) == Some(TYPES[instr.imm as usize]));
            }
            GuardFirst => {
                let object = self.heap.object(args[0]).ok_or("it is no object")?;
                return holds(object.fields[0] == Datum::Word(instr.imm));
            }
            GuardChar => return holds(args[0].as_char().is_some()),
            GuardIs => return holds(word(0) == Some(instr.imm)),
            // Nothing is a reference here.
            GuardSettled => return holds(self.heap.object(args[0]).is_some()),
            GuardNoVersions => return holds(!self.has_versions),
            GuardImmediate => return holds(self.heap.object(args[0]).is_none()),
            GuardSame => return holds(args[0].value() == args[1].value()),
            GuardTrue => return holds(bool(0)?),
            GuardFalse => return holds(!bool(0)?),
            Add | Sub | Mul => {
                let (x, y) = (int(0)? as i128, int(1)? as i128);
                let exact = match instr.op {
                    Add => x + y,
                    Sub => x - y,
                    _ => x * y,
                };
                match fits(exact) {
                    Some(result) => result,
                    None if instr.snapshot != NONE => return Ok(Done::Leaves),
                    None => return Err("it overflows, and nothing looks".into()),
                }
            }
            Div | Mod if int(1)? <= 0 => return Err("the divisor is not positive".into()),
            Div => Datum::int(int(0)?.div_euclid(int(1)?)),
            Mod => Datum::int(int(0)?.rem_euclid(int(1)?)),
            And => Datum::int(int(0)? & int(1)?),
            Or => Datum::int(int(0)? | int(1)?),
            Xor => Datum::int(int(0)? ^ int(1)?),
            Shr if !(0..=60).contains(&int(1)?) => return Err("so far it cannot shift".into()),
            Shr => Datum::int(int(0)? >> int(1)?),
            Lt => Datum::Bool(int(0)? < int(1)?),
            Le => Datum::Bool(int(0)? <= int(1)?),
            Eq => Datum::Bool(int(0)? == int(1)?),
            Below => Datum::Bool(int(0)? >= 0 && int(0)? < int(1)?),
            ToDouble => Datum::double(int(0)? as f64),
            AddD => Datum::double(double(0)? + double(1)?),
            SubD => Datum::double(double(0)? - double(1)?),
            MulD => Datum::double(double(0)? * double(1)?),
            DivD => Datum::double(double(0)? / double(1)?),
            Sqrt => Datum::double(double(0)?.sqrt()),
            AbsD => Datum::double(double(0)?.abs()),
            NegD => Datum::double(-double(0)?),
            LtD => Datum::Bool(double(0)? < double(1)?),
            LeD => Datum::Bool(double(0)? <= double(1)?),
            EqD => Datum::Bool(double(0)? == double(1)?),
            Floor => {
                let floor = double(0)?.floor();
                match floor.abs() < (1u64 << 60) as f64 {
                    true => Datum::int(floor as i64),
                    false => return Ok(Done::Leaves),
                }
            }
            Box => Datum::double(double(0)?),
            Unbox => match self.heap.object(args[0]) {
                Some(object) if object.ty == Type::Double => object.fields[0],
                _ => return Err("it is no object of a double".into()),
            },
            Same => Datum::Bool(args[0].value() == args[1].value()),
            SameText => Datum::Bool(self.text(args[0])? == self.text(args[1])?),
            Not => Datum::Bool(!bool(0)?),
            BoolValue => args[0].value(),
            CodePoint => Datum::int(args[0].as_char().ok_or("it is no character")? as i64),
            Char => match u32::try_from(int(0)?) {
                Ok(point) if point <= 0x10_ffff => Datum::Word(Value::char(point).bits()),
                _ => return Err("it is no code point".into()),
            },
            Load | LoadInt => {
                let datum = *self.place(args[0], field_of(instr.imm))?;
                if instr.op == LoadInt && datum.as_int().is_none_or(|n| n < 0) {
                    return Err("the field holds no integer from zero on".into());
                }
                datum
            }
            Store => {
                *self.place(args[0], field_of(instr.imm))? = args[1].value();
                Datum::Nothing
            }
            Element => *self.place(args[0], (Type::Elements, index(int(1)?)?))?,
            SetElement => {
                *self.place(args[0], (Type::Elements, index(int(1)?)?))? = args[2].value();
                Datum::Nothing
            }
            Byte => *self.place(args[0], (Type::Narrow, index(int(1)?)?))?,
            Wide => *self.place(args[0], (Type::Wide, index(int(1)?)?))?,
            Words => {
                let object = self.heap.object(args[0]).ok_or("it is no object")?;
                Datum::int(object.fields.len() as i64)
            }
            New => {
                let fields = args.iter().map(|arg| arg.value()).collect();
                self.heap.make(TYPES[instr.imm as usize], fields)
            }
            Call | Invoke => match self.call(instr.op, instr.imm, args) {
                Some(answer) => answer,
                None => return Ok(Done::Leaves),
            },
            Spend => {
                self.fuse -= instr.imm as i64;
                Datum::Nothing
            }
            Fuel => return holds(self.fuse >= NEED),
            TestFailed => Datum::Bool(self.test_failed),
            ForgetTest => {
                self.test_failed = false;
                Datum::Nothing
            }
        };
        debug_assert!(instr.op.row().imm != Imm::Type || instr.op == New);
        Ok(Done::Result(result))
    }

    /// A cell of the stack.
    pub(crate) fn cell(&self, cell: Cell) -> Result<Datum, Fault> {
        self.stack.get(&cell).copied().ok_or_else(|| format!("there is no cell {cell}"))
    }

    /// Where a field of an object is, which must be of a type.
    fn place(&mut self, object: Datum, (ty, field): (Type, usize)) -> Result<&mut Datum, Fault> {
        let Datum::Object(number) = object else { return Err(format!("{object:?} is no object")) };
        let object = &mut self.heap.objects[number];
        if object.ty != ty {
            return Err(format!("it is {:?}, not {ty:?}", object.ty));
        }
        object.fields.get_mut(field).ok_or_else(|| format!("there is no field {field}"))
    }

    /// What a string says.
    fn text(&self, text: Datum) -> Result<&[Datum], Fault> {
        let object = self.heap.object(text).filter(|object| object.ty == Type::Str);
        let object = object.ok_or("it is no string")?;
        let bound = |i: usize| object.fields[i].as_int().unwrap_or(0) as usize;
        let buffer = self.heap.object(object.fields[0]).ok_or("it has no buffer")?;
        let (start, length) = (bound(1), bound(2));
        buffer
            .fields
            .get(1 + start..1 + start + length)
            .ok_or_else(|| "it ends behind its buffer".into())
    }

    /// Calls something: the answer, or nothing if it raises.
    fn call(&mut self, op: Op, site: u64, args: &[Datum]) -> Option<Datum> {
        let mut told = Told::default();
        told.word(&format!("{} {site}: ", op.row().text));
        for datum in args.iter().chain(&self.anchors) {
            told.datum(*datum);
        }
        told.word(&format!("fuse {} {} ", self.fuse, self.test_failed));
        told.objects(&self.heap);
        let mut dice = Dice::new(self.seed, &told.text);
        self.log.push(told.text);
        for &number in &told.found {
            if dice.below(3) == 0 {
                self.disturb(number, &told.found, &mut dice);
            }
        }
        self.test_failed = dice.below(3) == 0;
        self.has_versions |= dice.below(4) == 0;
        self.fuse -= dice.below(3) as i64;
        let answer = self.any(&told.found, &mut dice);
        self.anchors.extend(args);
        self.anchors.push(answer);
        (dice.below(10) > 0).then_some(answer)
    }

    /// Some value.
    fn any(&mut self, found: &[usize], dice: &mut Dice) -> Datum {
        match dice.below(8) {
            0 => Datum::int(INT_MAX),
            1 | 2 => Datum::int(dice.below(9) as i64 - 2),
            3 => Datum::double(dice.below(9) as f64 / 4.0),
            4 => Datum::NULL,
            5 => Datum::Bool(dice.below(2) == 0).value(),
            6 => self.heap.make(Type::VarSlot, vec![Datum::int(dice.below(4) as i64), Datum::NULL]),
            _ if found.is_empty() => Datum::NULL,
            _ => Datum::Object(found[dice.below(found.len())]),
        }
    }

    /// Changes a field of an object, if its kind of field changes at all.
    fn disturb(&mut self, number: usize, found: &[usize], dice: &mut Dice) {
        let Some(last) = self.heap.objects[number].fields.len().checked_sub(1) else { return };
        let field = dice.below(last + 1);
        let object = &self.heap.objects[number];
        let buffer = self.heap.object(object.fields[0]).map(|buffer| buffer.fields.clone());
        let datum = match (change(object.ty, field), buffer) {
            (Change::Any, _) => self.any(found, dice),
            (Change::Length, Some(buffer)) => Datum::int(dice.below(buffer.len()) as i64),
            (Change::Index, _) => Datum::int(dice.below(5) as i64),
            (Change::Buffer, Some(mut buffer)) => {
                buffer[1..].reverse();
                self.heap.make(Type::Elements, buffer)
            }
            _ => return,
        };
        self.heap.objects[number].fields[field] = datum;
    }
}

/// A field from an immediate operand.
fn field_of(imm: u64) -> (Type, usize) {
    (TYPES[(imm >> 32) as usize], imm as u32 as usize)
}

/// The place of an element.
fn index(n: i64) -> Result<usize, Fault> {
    usize::try_from(n).map(|n| n + 1).map_err(|_| format!("there is no element {n}"))
}

/// Numbers that follow from a text.
struct Dice(u64);

impl Dice {
    fn new(seed: u64, text: &str) -> Dice {
        let mut hasher = DefaultHasher::new();
        (seed, text).hash(&mut hasher);
        Dice(hasher.finish())
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % n as u64) as usize
    }
}
