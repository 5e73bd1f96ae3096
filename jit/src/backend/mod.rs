//! The back end: from a [`Tree`] to one Cranelift function.
//!
//! ```text
//! entry(vm, base, area)   loads the cells of the first part, leaves if they are not of its types
//! head, turn …            a block for each part, and one behind each guard
//! exits, cold             store what their snapshot wants, and answer its number
//! ```
//!
//! What a loop carries lives in registers, as parameters of blocks: memory is read at the entry and written at an exit.

mod calls;
mod exits;
mod objects;
mod values;

use crate::bodies::Bodies;
use crate::exit::Places;
use crate::ir::{Cell, Effect, End, Op, Ref, Resume, Tree, Ty};
use crate::listing::Key;
use crate::machine_code::{MachineCodeError, Made, Shop};
use crate::native_site::NativeSites;
use crate::stubs::Stubs;
use cranelift_codegen::ir::condcodes::{CondCode, FloatCC, IntCC};
use cranelift_codegen::ir::types::{F64, I8, I32, I64};
use cranelift_codegen::ir::{
    Block, BlockArg, InstBuilder, InstructionData, MemFlagsData, SourceLoc, Type as ClifType,
    Value as Clif,
};
use cranelift_frontend::FunctionBuilder;
use monte_vm::tracer::layout;
use monte_vm::value::{CHAR, Value};

/// Compiles a tree. The text of the function is there if the shop makes it.
pub(crate) fn compile(
    shop: &mut Shop,
    number: usize,
    tree: &Tree,
    places: &Places,
    sites: &NativeSites,
    bodies: &Bodies,
) -> Result<Made, MachineCodeError> {
    let (lists, random, stubs) = (shop.wishes.lists, shop.random(), shop.stubs());
    shop.function(|builder| {
        let mut lowering = Lowering::new(builder, number, tree, places, sites, bodies);
        lowering.stubs = stubs;
        lowering.lists = lists;
        lowering.random = random.map(|state| state as i64);
        lowering.run()
    })
}

/// Words of the area that an activation of a tree has for its exits: what they store, and behind it how a body was left that
/// it had called.
pub(crate) fn area_of(places: &Places) -> usize {
    places.count() + 1
}

/// The units that a look at the counter must find: more than any path spends up to the next.
pub(crate) fn need(tree: &Tree) -> i64 {
    let snapshots = tree.graph.snapshots.iter().map(|snapshot| snapshot.spent as i64);
    let spends = tree.parts.iter().flat_map(|part| &part.body).filter_map(|&r| {
        let instr = tree.graph.at(r);
        (instr.op == Op::Spend).then_some(instr.imm as i64)
    });
    snapshots.chain(spends).max().unwrap_or(0) + 1
}

/// Whether the counter may change while a tree runs: because it counts, or because something asks for a collection.
fn is_counter_moved(tree: &Tree) -> bool {
    let moves = |&r: &Ref| {
        let op = tree.graph.op(r);
        matches!(op.row().effect, Effect::Store | Effect::New | Effect::Call) || op == Op::Box
    };
    layout::UNIT > 0 || tree.parts.iter().flat_map(|part| &part.body).any(moves)
}

struct Lowering<'a, 'b> {
    builder: &'a mut FunctionBuilder<'b>,
    number: usize,
    tree: &'a Tree,
    places: &'a Places,
    sites: &'a NativeSites,
    bodies: &'a Bodies,
    stubs: Stubs,
    /// Words of the area that are its own.
    own: usize,
    values: Vec<Option<Clif>>,
    /// The block of each part, and its last parameter, the counter.
    parts: Vec<(Block, Clif)>,
    /// What is left of the slice, which memory says only while something is called, and outside.
    fuse: Clif,
    /// By snapshot: the counter, and the block that leaves with it.
    exits: Vec<Vec<(Clif, Block)>>,
    vm: Clif,
    area: Clif,
    need: i64,
    /// Whether there is anything to see at the counter.
    looks: bool,
    /// Whether what is made says what it comes from.
    lists: bool,
    /// Where the state of random numbers is, if guards are to leave at random.
    random: Option<i64>,
}

impl<'a, 'b> Lowering<'a, 'b> {
    fn new(
        builder: &'a mut FunctionBuilder<'b>,
        number: usize,
        tree: &'a Tree,
        places: &'a Places,
        sites: &'a NativeSites,
        bodies: &'a Bodies,
    ) -> Lowering<'a, 'b> {
        let entry = builder.create_block();
        builder.append_block_params_for_function_params(entry);
        builder.switch_to_block(entry);
        let &[vm, area] = builder.block_params(entry) else {
            unreachable!("the signature of a trace has two parameters")
        };
        Lowering {
            builder,
            number,
            tree,
            sites,
            bodies,
            own: area_of(places),
            places,
            values: vec![None; tree.graph.instrs.len()],
            parts: Vec::new(),
            fuse: vm,
            exits: vec![Vec::new(); tree.graph.snapshots.len()],
            vm,
            area,
            need: need(tree),
            looks: is_counter_moved(tree),
            stubs: Stubs::default(),
            lists: false,
            random: None,
        }
    }

    /// What is made from now on comes from this.
    fn mark(&mut self, key: Key) {
        if self.lists {
            self.builder.set_srcloc(SourceLoc::new(key.number()));
        }
    }

    fn run(mut self) {
        let tree = self.tree;
        self.mark(Key::Entry);
        for part in &tree.parts {
            let block = self.builder.create_block();
            for &param in &part.params {
                let ty = clif_type(tree.graph.ty(param));
                let value = self.builder.append_block_param(block, ty);
                self.values[param as usize] = Some(value);
            }
            let fuse = self.builder.append_block_param(block, I64);
            self.parts.push((block, fuse));
        }
        self.entry();
        for (number, part) in tree.parts.iter().enumerate() {
            let (block, fuse) = self.parts[number];
            self.builder.switch_to_block(block);
            self.fuse = fuse;
            for &r in &part.body {
                self.mark(Key::Instruction(r));
                self.instruction(r);
            }
            self.mark(match part.end {
                End::Leave(snapshot) => Key::Exit(snapshot),
                _ => Key::End(number as u32),
            });
            match &part.end {
                End::Jump { to, args } => {
                    let mut args: Vec<BlockArg> =
                        args.iter().map(|&r| BlockArg::Value(self.value(r))).collect();
                    args.push(BlockArg::Value(self.fuse));
                    self.builder.ins().jump(self.parts[*to as usize].0, &args);
                }
                End::Leave(snapshot) => {
                    let (target, fuse) = self.target(*snapshot);
                    self.builder.ins().jump(target, fuse.as_slice());
                }
                End::Return(value) => {
                    self.write_fuse(self.fuse);
                    let value = self.value(*value);
                    let status = self.builder.ins().iconst(I64, 0);
                    self.builder.ins().return_(&[status, value]);
                }
            }
        }
        self.exits();
        self.builder.seal_all_blocks();
    }

    /// Loads what the first part wants; leaves by an exit that changes nothing if it is not of its types.
    fn entry(&mut self) {
        let tree = self.tree;
        let refused = self.builder.create_block();
        self.builder.set_cold_block(refused);
        let mut args = Vec::new();
        let base = self.base();
        if tree.is_body {
            // Calls of machine code end where there is no room for cells, as the interpreter counts them, or exits.
            let cells = (tree.extent + tree.arity) as i64;
            let end = self.builder.ins().iadd_imm_s(base, cells * 8);
            let limit = self.builder.ins().load(I64, memory(), self.vm, layout::LIMIT);
            let over = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, end, limit);
            self.branch(over, refused);
            let end = self.builder.ins().iadd_imm_s(self.area, 8 * self.own as i64);
            let limit = self.builder.ins().load(I64, memory(), self.vm, layout::AREA_END);
            let over = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, end, limit);
            self.branch(over, refused);
        }
        for &param in &tree.parts[0].params {
            let cell = tree.graph.at(param).imm as u32 as Cell;
            let ty = tree.graph.ty(param);
            let word = self.checked(base, cell, ty, refused);
            let value = if ty == Ty::Double { self.unboxed(word) } else { word };
            args.push(BlockArg::Value(value));
        }
        for (cell, ty) in tree.checks_of(0) {
            self.checked(base, cell, ty, refused);
        }
        let fuse = self.builder.ins().load(I64, memory(), self.vm, layout::FUSE);
        args.push(BlockArg::Value(fuse));
        self.builder.ins().jump(self.parts[0].0, &args);
        self.builder.switch_to_block(refused);
        self.answer(tree.graph.snapshots.len());
    }

    /// The word of a cell, which has a type, or is refused.
    fn checked(&mut self, base: Clif, cell: Cell, ty: Ty, refused: Block) -> Clif {
        let word = self.builder.ins().load(I64, memory(), base, cell * 8);
        match ty {
            Ty::Int => {
                let tag = self.builder.ins().band_imm_s(word, 7);
                self.branch(tag, refused);
            }
            Ty::Double => {
                let tag = self.builder.ins().band_imm_s(word, 3);
                let none = self.builder.ins().icmp_imm_s(IntCC::Equal, tag, 0);
                self.branch(none, refused);
            }
            _ => {}
        }
        word
    }

    /// Local 0, which moves when a helper makes the stack larger.
    fn base(&mut self) -> Clif {
        self.builder.ins().load(I64, memory(), self.vm, layout::BASE)
    }

    /// Goes to a block if a condition holds, or on.
    fn branch(&mut self, condition: Clif, to: Block) {
        let next = self.builder.create_block();
        self.builder.ins().brif(condition, to, &[], next, &[]);
        self.builder.switch_to_block(next);
    }

    /// Where a snapshot is left to: its side, which is passed the counter, or its exit, which uses it as it is here. An edge
    /// that passes nothing needs no block of its own.
    fn target(&mut self, snapshot: u32) -> (Block, Option<BlockArg>) {
        if let Some(side) = self.tree.side(snapshot) {
            return (self.parts[side as usize].0, Some(BlockArg::Value(self.fuse)));
        }
        let exits = &mut self.exits[snapshot as usize];
        if let Some(&(_, exit)) = exits.iter().find(|(fuse, _)| *fuse == self.fuse) {
            return (exit, None);
        }
        let exit = self.builder.create_block();
        self.builder.set_cold_block(exit);
        exits.push((self.fuse, exit));
        (exit, None)
    }

    /// One of so many guards leaves though it holds, if guards are to leave at random. What interprets again what the
    /// trace would do can do so always, unless a part goes on there, which may rely on that the guard does not hold.
    fn leave_at_random(&mut self, snapshot: u32) {
        const GUARDS: i64 = 32;
        let Some(state) = self.random else { return };
        if self.tree.graph.snapshots[snapshot as usize].resume != Resume::Again
            || self.tree.side(snapshot).is_some()
        {
            return;
        }
        let place = self.builder.ins().iconst(I64, state);
        let mut x = self.builder.ins().load(I64, memory(), place, 0);
        let shifted = self.builder.ins().ishl_imm_u(x, 13);
        x = self.builder.ins().bxor(x, shifted);
        let shifted = self.builder.ins().ushr_imm_u(x, 7);
        x = self.builder.ins().bxor(x, shifted);
        let shifted = self.builder.ins().ishl_imm_u(x, 17);
        x = self.builder.ins().bxor(x, shifted);
        self.builder.ins().store(memory(), x, place, 0);
        let stays = self.builder.ins().band_imm_s(x, GUARDS - 1);
        let ((target, fuse), next) = (self.target(snapshot), self.builder.create_block());
        let leaves = self.builder.ins().icmp_imm_s(IntCC::Equal, stays, 0);
        self.builder.ins().brif(leaves, target, fuse.as_slice(), next, &[]);
        self.builder.switch_to_block(next);
    }

    fn leave_if(&mut self, condition: Clif, snapshot: u32) {
        self.leave_at_random(snapshot);
        self.leave_to(condition, snapshot);
    }

    /// Leaves by a snapshot if a condition holds.
    fn leave_to(&mut self, condition: Clif, snapshot: u32) {
        let ((target, fuse), next) = (self.target(snapshot), self.builder.create_block());
        self.builder.ins().brif(condition, target, fuse.as_slice(), next, &[]);
        self.builder.switch_to_block(next);
    }

    fn leave_unless(&mut self, condition: Clif, snapshot: u32) {
        let opposite = self.opposite(condition);
        self.leave_if(opposite, snapshot);
    }

    /// A test of the opposite. Cranelift puts what a branch goes to first behind everything else, out of the way of the loop and
    /// of its registers: so that is where every branch leaves to.
    fn opposite(&mut self, condition: Clif) -> Clif {
        let dfg = &self.builder.func.dfg;
        let instruction = dfg.value_def(condition).inst().map(|inst| dfg.insts[inst]);
        match instruction {
            Some(InstructionData::IntCompare { args: [x, y], cond, .. }) => {
                self.builder.ins().icmp(cond.complement(), x, y)
            }
            Some(InstructionData::FloatCompare { args: [x, y], cond, .. }) => {
                self.builder.ins().fcmp(cond.complement(), x, y)
            }
            _ => self.builder.ins().icmp_imm_s(IntCC::Equal, condition, 0),
        }
    }

    /// The value of a result. Constants are made where they are used: a shared one would occupy a
    /// register.
    fn value(&mut self, r: Ref) -> Clif {
        let instr = self.tree.graph.at(r);
        match instr.op {
            Op::Int | Op::Word => self.builder.ins().iconst(I64, instr.imm as i64),
            Op::Bool => self.builder.ins().iconst(I8, instr.imm as i64),
            Op::Double => self.builder.ins().f64const(f64::from_bits(instr.imm)),
            Op::Literal => {
                let address = self.builder.ins().iconst(I64, instr.imm as i64);
                self.builder.ins().load(I64, memory(), address, 0)
            }
            _ => self.values[r as usize].expect("instructions come before their uses"),
        }
    }

    fn arg(&mut self, r: Ref, i: usize) -> Clif {
        self.value(self.tree.graph.arg(r, i))
    }

    /// The constant integer, as its word, that an operand is.
    fn word_of(&self, r: Ref, i: usize) -> Option<i64> {
        let instr = self.tree.graph.at(self.tree.graph.arg(r, i));
        (instr.op == Op::Int).then_some(instr.imm as i64)
    }

    fn instruction(&mut self, r: Ref) {
        use Op::*;
        let instr = self.tree.graph.at(r);
        let snapshot = instr.snapshot;
        let result = match instr.op {
            Int | Word | Bool | Double | Literal | Virtual | Cell | CellInt | CellDouble | Phi
            | PhiInt | PhiDouble | PhiBool => return,
            Reload => {
                let base = self.base();
                self.builder.ins().load(I64, memory(), base, instr.imm as u32 as i32 * 8)
            }
            Machine => self.builder.ins().load(I64, memory(), self.vm, instr.imm as i32),
            Flush => {
                let (base, value) = (self.base(), self.arg(r, 0));
                self.builder.ins().store(memory(), value, base, instr.imm as u32 as i32 * 8);
                return;
            }
            GuardInt => {
                let x = self.arg(r, 0);
                let tag = self.builder.ins().band_imm_s(x, 7);
                self.leave_if(tag, snapshot);
                x
            }
            GuardDouble => {
                let x = self.arg(r, 0);
                let tag = self.builder.ins().band_imm_s(x, 3);
                self.leave_unless(tag, snapshot);
                self.unboxed(x)
            }
            GuardBool => {
                let x = self.arg(r, 0);
                let one = self.builder.ins().rotl_imm_u(x, 1);
                let no = Value::FALSE.bits().rotate_left(1) as i64;
                let distance = self.builder.ins().iadd_imm_s(one, no.wrapping_neg());
                let other = self.builder.ins().band_imm_s(distance, !16);
                self.leave_if(other, snapshot);
                let bit = self.builder.ins().ushr_imm_u(distance, 4);
                self.builder.ins().ireduce(I8, bit)
            }
            GuardType => return self.guard_type(r, instr.imm as u16, snapshot),
            GuardFirst => {
                let first = self.field(r, 0, 0);
                let other = self.builder.ins().icmp_imm_s(IntCC::NotEqual, first, instr.imm as i64);
                return self.leave_if(other, snapshot);
            }
            GuardChar => {
                let x = self.arg(r, 0);
                let point = self.builder.ins().iadd_imm_s(x, (CHAR as i64).wrapping_neg());
                let turned = self.builder.ins().rotr_imm_u(point, 3);
                let other =
                    self.builder.ins().icmp_imm_s(IntCC::UnsignedGreaterThan, turned, 0x10_ffff);
                return self.leave_if(other, snapshot);
            }
            GuardImmediate => {
                let x = self.arg(r, 0);
                let pointer = self.is_pointer(x);
                return self.leave_if(pointer, snapshot);
            }
            GuardSettled => {
                let x = self.arg(r, 0);
                let header = self.builder.ins().load(I32, memory(), x, layout::HEADER);
                let known = self.builder.ins().band_imm_s(header, layout::SETTLED as i64);
                return self.leave_unless(known, snapshot);
            }
            GuardNoVersions => {
                let some = self.builder.ins().load(I8, memory(), self.vm, layout::HAS_VERSIONS);
                return self.leave_if(some, snapshot);
            }
            GuardIs => {
                let x = self.arg(r, 0);
                let word = self.builder.ins().iconst(I64, instr.imm as i64);
                let other = self.builder.ins().icmp(IntCC::NotEqual, x, word);
                return self.leave_if(other, snapshot);
            }
            GuardSame => {
                let (x, y) = (self.arg(r, 0), self.arg(r, 1));
                let other = self.builder.ins().icmp(IntCC::NotEqual, x, y);
                return self.leave_if(other, snapshot);
            }
            GuardTrue => {
                let x = self.arg(r, 0);
                return self.leave_unless(x, snapshot);
            }
            GuardFalse => {
                let x = self.arg(r, 0);
                return self.leave_if(x, snapshot);
            }
            Add | Sub | Mul => self.arithmetic(r, instr.op, snapshot),
            Div => self.floor_divide(r),
            Mod => self.modulo(r),
            And => self.binary(r, |b, x, y| b.ins().band(x, y)),
            Or => self.binary(r, |b, x, y| b.ins().bor(x, y)),
            Xor => self.binary(r, |b, x, y| b.ins().bxor(x, y)),
            Shr => {
                let x = self.arg(r, 0);
                let by = self.word_of(r, 1).unwrap_or(0) >> 3;
                let shifted = self.builder.ins().sshr_imm_u(x, by);
                self.builder.ins().band_imm_s(shifted, !7)
            }
            Lt => self.compare(r, IntCC::SignedLessThan),
            Le => self.compare(r, IntCC::SignedLessThanOrEqual),
            Eq | Same => self.compare(r, IntCC::Equal),
            Below => self.compare(r, IntCC::UnsignedLessThan),
            ToDouble => {
                let x = self.arg(r, 0);
                let n = self.builder.ins().sshr_imm_u(x, 3);
                self.builder.ins().fcvt_from_sint(F64, n)
            }
            AddD => self.binary(r, |b, x, y| b.ins().fadd(x, y)),
            SubD => self.binary(r, |b, x, y| b.ins().fsub(x, y)),
            MulD => self.binary(r, |b, x, y| b.ins().fmul(x, y)),
            DivD => self.binary(r, |b, x, y| b.ins().fdiv(x, y)),
            LtD => self.binary(r, |b, x, y| b.ins().fcmp(FloatCC::LessThan, x, y)),
            LeD => self.binary(r, |b, x, y| b.ins().fcmp(FloatCC::LessThanOrEqual, x, y)),
            EqD => self.binary(r, |b, x, y| b.ins().fcmp(FloatCC::Equal, x, y)),
            Sqrt => {
                let x = self.arg(r, 0);
                self.builder.ins().sqrt(x)
            }
            AbsD => {
                let x = self.arg(r, 0);
                self.builder.ins().fabs(x)
            }
            NegD => {
                let x = self.arg(r, 0);
                self.builder.ins().fneg(x)
            }
            Floor => {
                let x = self.arg(r, 0);
                let floor = self.builder.ins().floor(x);
                let size = self.builder.ins().fabs(floor);
                let most = self.builder.ins().f64const((1u64 << 60) as f64);
                let fits = self.builder.ins().fcmp(FloatCC::LessThan, size, most);
                self.leave_unless(fits, snapshot);
                let n = self.builder.ins().fcvt_to_sint_sat(I64, floor);
                self.builder.ins().ishl_imm_u(n, 3)
            }
            Box => self.boxed(r),
            Unbox => {
                let object = self.arg(r, 0);
                self.builder.ins().load(F64, memory(), object, layout::field(0))
            }
            Not => {
                let x = self.arg(r, 0);
                self.builder.ins().bxor_imm_u(x, 1)
            }
            BoolValue => {
                let x = self.arg(r, 0);
                let wide = self.builder.ins().uextend(I64, x);
                // `true` and `false` differ by one bit when they are turned.
                let shifted = self.builder.ins().ishl_imm_u(wide, 3);
                let no = self.builder.ins().iconst(I64, Value::FALSE.bits() as i64);
                self.builder.ins().iadd(no, shifted)
            }
            CodePoint => {
                let x = self.arg(r, 0);
                self.builder.ins().iadd_imm_s(x, (CHAR as i64).wrapping_neg())
            }
            Char => {
                let x = self.arg(r, 0);
                let char = self.builder.ins().iconst(I64, CHAR as i64);
                self.builder.ins().iadd(x, char)
            }
            Load | LoadInt => self.field(r, 0, instr.imm as u32),
            Store => return self.store(r, instr.imm as u32),
            Element => {
                let place = self.element(r);
                self.builder.ins().load(I64, memory(), place, layout::field(1))
            }
            SetElement => return self.set_element(r),
            Byte => {
                let (buffer, index) = (self.arg(r, 0), self.arg(r, 1));
                let index = self.builder.ins().sshr_imm_u(index, 3);
                let place = self.builder.ins().iadd(buffer, index);
                let byte = self.builder.ins().uload8(I64, memory(), place, layout::field(1));
                self.builder.ins().ishl_imm_u(byte, 3)
            }
            Wide => {
                let (buffer, index) = (self.arg(r, 0), self.arg(r, 1));
                let index = self.builder.ins().sshr_imm_u(index, 1);
                let place = self.builder.ins().iadd(buffer, index);
                let unit = self.builder.ins().uload32(memory(), place, layout::field(1));
                self.builder.ins().ishl_imm_u(unit, 3)
            }
            SameText => self.same_text(r),
            Words => {
                let object = self.arg(r, 0);
                let header = self.builder.ins().load(I64, memory(), object, layout::HEADER);
                let words = self.builder.ins().ushr_imm_u(header, 32);
                self.builder.ins().ishl_imm_u(words, 3)
            }
            New => self.new_object(r, instr.imm as u16),
            Call => self.native(r, instr.imm as u32, snapshot),
            Invoke => self.invoke(r, instr.imm, snapshot),
            Spend => {
                self.fuse = self.builder.ins().iadd_imm_s(self.fuse, -(instr.imm as i64));
                return;
            }
            Fuel if self.looks => return self.look_at_fuel(snapshot),
            Fuel => return,
            TestFailed => self.builder.ins().load(I8, memory(), self.vm, layout::TEST_FAILED),
            ForgetTest => {
                let no = self.builder.ins().iconst(I8, 0);
                self.builder.ins().store(memory(), no, self.vm, layout::TEST_FAILED);
                return;
            }
        };
        self.values[r as usize] = Some(result);
    }
}

fn clif_type(ty: Ty) -> ClifType {
    match ty {
        Ty::Double => F64,
        Ty::Bool => I8,
        _ => I64,
    }
}

/// Aligned memory that is there.
fn memory() -> MemFlagsData {
    MemFlagsData::trusted()
}
