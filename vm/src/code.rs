//! Loaded code: a verified unit becomes a *unit instance* with its literals and outer names as values, and
//! each body a *code instance* of quickened instructions with inline caches.
//!
//! Quickening happens here, once per body: a call whose verb is arithmetic becomes an instruction that
//! tries numbers first; an outer name is read according to its storage; an instruction whose slow path
//! makes a call that must not leave its result on the stack is followed by a word that consumes it,
//! which the fast path skips. Nothing of it can be seen from outside.

use crate::heap::Type;
use crate::native::Method;
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::isa::Op;
use monte_compiler::unit::{Body, Literal, Storage, Unit};
use std::sync::Arc;

/// A quickened instruction.
#[derive(Clone, Copy, Debug)]
#[repr(C)]
pub struct Word {
    /// The operation.
    pub op: Quick,
    /// A small operand.
    pub x: u8,
    /// A local, or a count.
    pub a: u16,
    /// Anything else.
    pub b: u32,
}

macro_rules! quick {
    ($($(#[doc = $doc:literal])* $name:ident,)*) => {
        /// Quickened operations. Those without a comment do what the instruction of that name does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        #[allow(missing_docs)]
        pub enum Quick { $($(#[doc = $doc])* $name,)* }
    };
}

quick! {
    /// Pushes constant `b` of the unit instance.
    Constant,
    Int, Null, True, False, Pop, Dup, Swap, Rot,
    Local, Frame, Myself, Bind, Set,
    CellLocal, CellFrame, PutLocal, PutFrame,
    NounLocal, NounFrame, AssignLocal, AssignFrame,
    /// Reads through the binding in constant `b`.
    NounOuter,
    /// Assigns through the binding in constant `b`.
    AssignOuter,
    /// Pushes the binding of the outer name in constant `b`.
    BindingOuter,
    MakeCell, MakeGuardedCell, MakeFinalBinding, MakeVarBinding, DeferBinding, SlotBinding,
    FillBinding,
    /// Calls site `b` with `a` arguments.
    Call, CallNamed,
    /// Arithmetic on the two topmost; otherwise as `Call`.
    Add, Subtract, Multiply, FloorDivide, Modulo, Divide, BitAnd, BitOr, BitXor,
    /// The element of a list; otherwise as `Call`.
    Get,
    /// Arithmetic on the top; otherwise as `Call`.
    Next1, Previous1, Not,
    MakeList, MakeMap, Same, Compare, RangeThru, RangeTill, NamedArg, MissingNamed,
    Coerce, CoerceStatic, TestStatic,
    /// Consumes the result of a slow `TestStatic`: falls through with the prize, or goes to `b`.
    TestTake,
    ListPattern, TestList,
    /// Tests sameness of the two topmost, `x` being 1 if they must differ; the result is for the next
    /// word.
    TestSame,
    /// Consumes the result of `TestSame`.
    TestSameTake,
    Object, Audit, Context,
    Jump, Branch, BranchTrue, Loop, Back, Return, Ejector, Try, Unwind, DropHandler, EndFinally,
    Iterate,
    /// Consumes the iterator of a slow `Iterate`.
    IterateTake,
    Next, NextValue,
    /// Consumes the pair of a slow `Next`, or goes to `b` at the end.
    NextTake,
    /// Consumes the pair of a slow `NextValue`, or goes to `b` at the end.
    NextValueTake,
    NextMatcher, Thrower,
    /// Pushes locals `a` and `b`.
    LocalLocal,
    /// `LOCAL a`, `INT b`, then `x`: 0 add, 1 subtract; the site is in the next word, which is skipped.
    LocalIntArith,
    /// `LOCAL a`, `LOCAL b`, then `x`: 0 add, 1 subtract, 2 multiply; the site is in the next word.
    LocalLocalArith,
    /// `COMPARE x` then `BRANCH b`.
    CompareBranch,
    /// `LOCAL a`, `LOCAL b`, `COMPARE x`; the branch is in the next word.
    LocalLocalCompare,
    /// `LOCAL a`, `INT b`, `COMPARE x`; the branch is in the next word.
    LocalIntCompare,
    /// `SAME` then `BRANCH b`.
    SameBranch,
    /// A loop head that counts in cell `b` how often it is still to be reached before it is hot.
    CountLoop,
    /// A loop head that enters trace `b`.
    EnterTrace,
}

/// A code instance, by number and by address. Code is never freed before its machine.
#[derive(Clone, Copy)]
pub struct CodeRef {
    /// Its number.
    pub id: u32,
    /// Its address, for the interpreter.
    pub(crate) code: *const Code,
}

/// What a call site found last time.
#[derive(Clone, Copy)]
pub enum Target {
    /// Nothing yet.
    Unknown,
    /// A method of a user-made object that takes no named arguments.
    Method(CodeRef),
    /// A user-made object's method that wants the map of named arguments.
    NamedMethod(CodeRef),
    /// Rows of a method table with this verb and arity.
    Native(&'static [&'static Method]),
    /// Anything else: matchers, Mirandas, references.
    Slow,
}

/// A call site.
pub struct Site {
    /// The verb and arity.
    pub atom: u32,
    /// The key of the receiver that was seen last.
    pub key: u64,
    /// What it led to.
    pub target: Target,
}

/// The code of one body.
pub struct Code {
    /// Its number in the machine.
    pub id: u32,
    /// Quickened instructions.
    pub words: Vec<Word>,
    /// For each word, the instruction of the unit it came from.
    pub origins: Vec<u32>,
    /// Call sites.
    pub sites: Vec<Site>,
    /// Counters of loop heads, when a tracer watches them.
    pub heats: Vec<std::cell::Cell<u32>>,
    /// Constants of the unit instance.
    pub constants: *const Value,
    /// Locals, arguments included.
    pub locals: u32,
    /// The deepest operand stack.
    pub depth: u32,
    /// Arguments.
    pub arity: u32,
    /// The map of named arguments is the local behind the arguments.
    pub named: bool,
    /// The unit instance.
    pub unit: u32,
    /// The script, in the machine's numbering; none for a top level.
    pub script: Option<u32>,
    /// For a matcher, the next one.
    pub next_matcher: Option<u32>,
    /// Where the body stands in the unit.
    pub place: Place,
}

/// Which body of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The top level.
    Top,
    /// A method of a script.
    Method {
        /// Index of the script in the unit.
        script: u32,
        /// Index of the method.
        method: u32,
    },
    /// A matcher of a script.
    Matcher {
        /// Index of the script in the unit.
        script: u32,
        /// Index of the matcher.
        matcher: u32,
    },
}

/// A unit with its names bound.
pub struct UnitInstance {
    /// The unit.
    pub unit: Arc<Unit>,
    /// Literals, then outer names (values or bindings).
    pub constants: Box<[Value]>,
    /// How each outer name is stored.
    pub outers: Vec<Storage>,
    /// The first of its scripts in the machine's numbering.
    pub first_script: u32,
    /// The number of its top level's code.
    pub top: u32,
}

/// A loaded script.
pub struct ScriptInstance {
    /// The unit instance.
    pub unit: u32,
    /// Its index in the unit.
    pub index: u32,
    /// Methods by atom.
    pub methods: hashbrown::HashMap<u32, u32>,
    /// The first matcher.
    pub first_matcher: Option<u32>,
    /// Captures of an object.
    pub captures: u32,
}

/// A name that an environment supplies.
#[derive(Clone, Copy, Debug)]
pub struct Supplied {
    /// How it is stored: a value, or a binding.
    pub storage: Storage,
    /// The value or the binding.
    pub value: Value,
}

impl UnitInstance {
    /// The body at a place.
    pub fn body(&self, place: Place) -> &Body {
        match place {
            Place::Top => &self.unit.body,
            Place::Method { script, method } => {
                &self.unit.scripts[script as usize].methods[method as usize].body
            }
            Place::Matcher { script, matcher } => {
                &self.unit.scripts[script as usize].matchers[matcher as usize]
            }
        }
    }
}

impl Vm {
    /// Loads a verified unit: gives its literals to the heap, binds its outer names, quickens its code.
    /// The error names an outer that the environment does not have.
    pub fn load(
        &mut self,
        unit: Arc<Unit>,
        supply: &dyn Fn(&str) -> Option<Supplied>,
    ) -> Result<u32, String> {
        let mut constants = Vec::with_capacity(unit.literals.len() + unit.outers.len());
        for literal in &unit.literals {
            constants.push(self.literal(literal));
        }
        let mut outers = Vec::with_capacity(unit.outers.len());
        for outer in &unit.outers {
            let supplied = supply(&outer.name).ok_or_else(|| outer.name.clone())?;
            constants.push(supplied.value);
            outers.push(supplied.storage);
        }
        let unit_index = self.units.len() as u32;
        let first_script = self.scripts.len() as u32;
        self.units.push(UnitInstance {
            unit: unit.clone(),
            constants: constants.into_boxed_slice(),
            outers,
            first_script,
            top: 0,
        });
        let atoms: Vec<u32> = {
            let mut table = self.engine.atoms.write().expect("no thread panics with the table");
            unit.atoms.iter().map(|(verb, arity)| table.intern(verb, *arity)).collect()
        };
        for (i, script) in unit.scripts.iter().enumerate() {
            let index = i as u32;
            let mut methods = hashbrown::HashMap::with_capacity(script.methods.len());
            let number = self.scripts.len() as u32;
            for (m, method) in script.methods.iter().enumerate() {
                let place = Place::Method { script: index, method: m as u32 };
                let id = self.add_code(unit_index, place, method.arity, method.named, &atoms);
                let atom = self.atom(&method.verb, method.arity as usize);
                methods.entry(atom).or_insert(id);
                self.codes[id as usize].script = Some(number);
            }
            let mut first_matcher = None;
            let mut previous: Option<u32> = None;
            for m in 0..script.matchers.len() {
                let place = Place::Matcher { script: index, matcher: m as u32 };
                let id = self.add_code(unit_index, place, 1, false, &atoms);
                self.codes[id as usize].script = Some(number);
                match previous {
                    None => first_matcher = Some(id),
                    Some(before) => self.codes[before as usize].next_matcher = Some(id),
                }
                previous = Some(id);
            }
            self.scripts.push(ScriptInstance {
                unit: unit_index,
                index,
                methods,
                first_matcher,
                captures: script.captures.len() as u32,
            });
        }
        let top = self.add_code(unit_index, Place::Top, 0, false, &atoms);
        self.units[unit_index as usize].top = top;
        self.constants_fresh = true;
        Ok(unit_index)
    }

    pub(crate) fn literal(&mut self, literal: &Literal) -> Value {
        match literal {
            Literal::Int(n) => self.heap.integer(*n),
            Literal::BigInt(negative, bytes) => {
                let magnitude = dashu_int::UBig::from_le_bytes(bytes);
                let n = dashu_int::IBig::from(magnitude);
                self.heap.big(if *negative { -n } else { n })
            }
            Literal::Double(bits) => self.heap.double(f64::from_bits(*bits)),
            Literal::Char(c) => Value::char(*c),
            Literal::Str(text) => self.heap.str(text),
        }
    }

    fn add_code(&mut self, unit: u32, place: Place, arity: u32, named: bool, atoms: &[u32]) -> u32 {
        let id = self.codes.len() as u32;
        let instance = &self.units[unit as usize];
        let body = instance.body(place);
        let mut code = Box::new(Code {
            id,
            words: Vec::new(),
            origins: Vec::new(),
            sites: Vec::new(),
            heats: Vec::new(),
            constants: instance.constants.as_ptr(),
            locals: body.locals.len() as u32,
            depth: body.max_depth,
            arity,
            named,
            unit,
            script: None,
            next_matcher: None,
            place,
        });
        Quickener { instance, body, atoms, code: &mut code, known: &self.known_atoms }.run();
        if let Some(tracer) = &self.tracer {
            code.count_loops(tracer.threshold());
        }
        self.codes.push(code);
        id
    }
}

/// Atoms of calls that have instructions of their own when quickened.
pub struct KnownAtoms {
    rows: Vec<(u32, Quick)>,
}

impl KnownAtoms {
    /// Interns them.
    pub fn new(atoms: &mut crate::atoms::Atoms) -> KnownAtoms {
        const ROWS: &[(&str, u32, Quick)] = &[
            ("add", 1, Quick::Add),
            ("subtract", 1, Quick::Subtract),
            ("multiply", 1, Quick::Multiply),
            ("floorDivide", 1, Quick::FloorDivide),
            ("mod", 1, Quick::Modulo),
            ("approxDivide", 1, Quick::Divide),
            ("and", 1, Quick::BitAnd),
            ("or", 1, Quick::BitOr),
            ("xor", 1, Quick::BitXor),
            ("get", 1, Quick::Get),
            ("next", 0, Quick::Next1),
            ("previous", 0, Quick::Previous1),
            ("not", 0, Quick::Not),
        ];
        KnownAtoms { rows: ROWS.iter().map(|&(v, n, q)| (atoms.intern(v, n), q)).collect() }
    }

    fn get(&self, atom: u32) -> Option<Quick> {
        self.rows.iter().find(|row| row.0 == atom).map(|row| row.1)
    }
}

struct Quickener<'a> {
    instance: &'a UnitInstance,
    body: &'a Body,
    atoms: &'a [u32],
    code: &'a mut Code,
    known: &'a KnownAtoms,
}

impl Quickener<'_> {
    fn run(&mut self) {
        let code = &self.body.code;
        let mut is_target = vec![false; code.len() + 1];
        for instr in code {
            use monte_compiler::isa::Operand::{LoopHead, Target};
            let row = instr.op.row();
            if matches!(row.a, Target | LoopHead) {
                is_target[instr.a as usize] = true;
            }
            if matches!(row.b, Target | LoopHead) {
                is_target[instr.b as usize] = true;
            }
        }
        let mut place_of = vec![0u32; code.len() + 1];
        let mut i = 0;
        while i < code.len() {
            place_of[i] = self.code.words.len() as u32;
            // Nothing jumps into the middle of a fused sequence.
            let fused = self.fuse(i, &is_target);
            if fused > 0 {
                i += fused;
                continue;
            }
            self.single(i);
            i += 1;
        }
        place_of[code.len()] = self.code.words.len() as u32;
        for word in &mut self.code.words {
            if has_target(word.op) {
                word.b = place_of[word.b as usize];
            }
        }
    }

    fn emit(&mut self, origin: usize, op: Quick, x: u8, a: u16, b: u32) {
        self.code.words.push(Word { op, x, a, b });
        self.code.origins.push(origin as u32);
    }

    fn site(&mut self, atom: u32) -> u32 {
        self.code.sites.push(Site {
            atom: self.atoms[atom as usize],
            key: u64::MAX,
            target: Target::Unknown,
        });
        self.code.sites.len() as u32 - 1
    }

    /// Emits a superinstruction for the sequence at `i`; answers how many instructions it covers.
    fn fuse(&mut self, i: usize, is_target: &[bool]) -> usize {
        let code = &self.body.code;
        let at = |k: usize| code.get(i + k).filter(|_| k == 0 || !is_target[i + k]);
        let Some(first) = at(0) else { return 0 };
        let (Some(second), third, fourth) = (at(1), at(2), at(3)) else { return 0 };
        if first.op == Op::Local && first.a < 1 << 16 {
            let local = first.a as u16;
            if let Some(third) = third {
                let operand_int = second.op == Op::Int;
                let operand_local = second.op == Op::Local && second.a < 1 << 16;
                if operand_int || operand_local {
                    if third.op == Op::Call {
                        let arith = match self.known.get(self.atoms[third.a as usize]) {
                            Some(Quick::Add) => Some(0),
                            Some(Quick::Subtract) => Some(1),
                            Some(Quick::Multiply) if operand_local => Some(2),
                            _ => None,
                        };
                        if let Some(x) = arith {
                            let (call, b) = (third.a, second.a);
                            let fused = if operand_int {
                                Quick::LocalIntArith
                            } else {
                                Quick::LocalLocalArith
                            };
                            let site = self.site(call);
                            self.emit(i + 2, fused, x, local, b);
                            self.emit(i + 2, Quick::Call, 0, 1, site);
                            return 3;
                        }
                    }
                    if third.op == Op::Compare
                        && third.a < 4
                        && let Some(fourth) = fourth
                        && fourth.op == Op::Branch
                    {
                        let (x, b, target) = (third.a as u8, second.a, fourth.a);
                        let fused = if operand_int {
                            Quick::LocalIntCompare
                        } else {
                            Quick::LocalLocalCompare
                        };
                        self.emit(i + 2, fused, x, local, b);
                        self.emit(i + 2, Quick::CompareBranch, x, 0, target);
                        self.emit(i + 3, Quick::Branch, 0, 0, target);
                        return 4;
                    }
                }
            }
            if second.op == Op::Local && second.a < 1 << 16 {
                let b = second.a;
                self.emit(i, Quick::LocalLocal, 0, local, b);
                return 2;
            }
        }
        if second.op == Op::Branch {
            let target = second.a;
            if first.op == Op::Compare && first.a < 4 {
                let x = first.a as u8;
                self.emit(i, Quick::CompareBranch, x, 0, target);
                self.emit(i + 1, Quick::Branch, 0, 0, target);
                return 2;
            }
            if first.op == Op::Same {
                self.emit(i, Quick::SameBranch, 0, 0, target);
                self.emit(i + 1, Quick::Branch, 0, 0, target);
                return 2;
            }
        }
        0
    }

    fn single(&mut self, i: usize) {
        let instr = self.body.code[i];
        let (a, b) = (instr.a, instr.b);
        let outer = |index: u32| self.instance.unit.literals.len() as u32 + index;
        let plain = |op: Quick| (op, a as u16, a);
        let (op, wa, wb) = match instr.op {
            Op::Literal => (Quick::Constant, 0, a),
            Op::Int => (Quick::Int, 0, a),
            Op::Null => plain(Quick::Null),
            Op::True => plain(Quick::True),
            Op::False => plain(Quick::False),
            Op::Pop => plain(Quick::Pop),
            Op::Dup => plain(Quick::Dup),
            Op::Swap => plain(Quick::Swap),
            Op::Rot => plain(Quick::Rot),
            Op::Local => plain(Quick::Local),
            Op::Frame => plain(Quick::Frame),
            Op::Outer => match self.instance.outers[a as usize] {
                Storage::Value => (Quick::Constant, 0, outer(a)),
                _ => (Quick::NounOuter, 0, outer(a)),
            },
            Op::Myself => plain(Quick::Myself),
            Op::Bind => plain(Quick::Bind),
            Op::Set => plain(Quick::Set),
            Op::CellLocal => plain(Quick::CellLocal),
            Op::CellFrame => plain(Quick::CellFrame),
            Op::PutLocal => plain(Quick::PutLocal),
            Op::PutFrame => plain(Quick::PutFrame),
            Op::NounLocal => plain(Quick::NounLocal),
            Op::NounFrame => plain(Quick::NounFrame),
            Op::AssignLocal => plain(Quick::AssignLocal),
            Op::AssignFrame => plain(Quick::AssignFrame),
            Op::AssignOuter => (Quick::AssignOuter, 0, outer(a)),
            Op::BindingOuter => (Quick::BindingOuter, 0, outer(a)),
            Op::MakeCell => plain(Quick::MakeCell),
            Op::MakeGuardedCell => plain(Quick::MakeGuardedCell),
            Op::MakeFinalBinding => plain(Quick::MakeFinalBinding),
            Op::MakeVarBinding => plain(Quick::MakeVarBinding),
            Op::DeferBinding => plain(Quick::DeferBinding),
            Op::SlotBinding => plain(Quick::SlotBinding),
            Op::FillBinding => plain(Quick::FillBinding),
            Op::Call => {
                let arity = self.instance.unit.atoms[a as usize].1 as u16;
                let site = self.site(a);
                let op = self.known.get(self.atoms[a as usize]).unwrap_or(Quick::Call);
                (op, arity, site)
            }
            Op::CallNamed => {
                let arity = self.instance.unit.atoms[a as usize].1 as u16;
                let site = self.site(a);
                (Quick::CallNamed, arity, site)
            }
            Op::MakeList => plain(Quick::MakeList),
            Op::MakeMap => plain(Quick::MakeMap),
            Op::Same => plain(Quick::Same),
            Op::Compare => plain(Quick::Compare),
            Op::RangeThru => plain(Quick::RangeThru),
            Op::RangeTill => plain(Quick::RangeTill),
            Op::NamedArg => (Quick::NamedArg, 0, a),
            Op::MissingNamed => plain(Quick::MissingNamed),
            Op::Coerce => plain(Quick::Coerce),
            Op::CoerceStatic => plain(Quick::CoerceStatic),
            Op::TestStatic => (Quick::TestStatic, a as u16, b),
            Op::ListPattern => plain(Quick::ListPattern),
            Op::TestList => (Quick::TestList, a as u16, b),
            Op::TestSame | Op::TestDifferent => (Quick::TestSame, 0, a),
            Op::Object => (Quick::Object, 0, self.instance.first_script + a),
            Op::Audit => plain(Quick::Audit),
            Op::Jump => (Quick::Jump, 0, a),
            Op::Branch => (Quick::Branch, 0, a),
            Op::BranchTrue => (Quick::BranchTrue, 0, a),
            Op::Loop => plain(Quick::Loop),
            Op::Back => (Quick::Back, 0, a),
            Op::Return => plain(Quick::Return),
            Op::Ejector => (Quick::Ejector, 0, a),
            Op::Try => (Quick::Try, 0, a),
            Op::Unwind => (Quick::Unwind, 0, a),
            Op::DropHandler => plain(Quick::DropHandler),
            Op::EndFinally => plain(Quick::EndFinally),
            Op::Iterate => plain(Quick::Iterate),
            Op::Next => (Quick::Next, a as u16, b),
            Op::NextValue => (Quick::NextValue, a as u16, b),
            Op::NextMatcher => plain(Quick::NextMatcher),
            Op::Thrower => plain(Quick::Thrower),
            Op::Context => (Quick::Context, 0, a),
        };
        self.emit(i, op, 0, wa, wb);
        match instr.op {
            Op::PutLocal | Op::PutFrame | Op::AssignLocal | Op::AssignFrame | Op::AssignOuter => {
                self.emit(i, Quick::Pop, 0, 0, 0);
            }
            Op::TestStatic => self.emit(i, Quick::TestTake, 0, wa, b),
            Op::TestSame => self.emit(i, Quick::TestSameTake, 0, 0, a),
            Op::TestDifferent => self.emit(i, Quick::TestSameTake, 1, 0, a),
            Op::Iterate => self.emit(i, Quick::IterateTake, 0, wa, 0),
            Op::Next => self.emit(i, Quick::NextTake, 0, wa, b),
            Op::NextValue => self.emit(i, Quick::NextValueTake, 0, wa, b),
            _ => {}
        }
    }
}

/// Whether operand `b` of a quickened instruction is a place in the code.
fn has_target(op: Quick) -> bool {
    use Quick::*;
    matches!(
        op,
        NamedArg
            | TestStatic
            | TestTake
            | TestList
            | TestSame
            | TestSameTake
            | Jump
            | Branch
            | BranchTrue
            | Back
            | Ejector
            | Try
            | Unwind
            | Next
            | NextValue
            | NextTake
            | NextValueTake
            | CompareBranch
            | SameBranch
    )
}

impl Value {
    /// What decides which method a message selects: the type, and for objects of many kinds the kind.
    #[inline(always)]
    pub fn dispatch_key(self) -> u64 {
        if self.is_pointer() {
            let bits = self.header().type_bits() as u64;
            if bits >= Type::Object as u64 {
                return bits << 48 | self.first_word();
            }
            return bits << 48;
        }
        (self.ty() as u64) << 48
    }
}
