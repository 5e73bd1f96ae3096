//! The back end: from a [`Tree`] to one Cranelift function.
//!
//! ```text
//! entry(vm, base, area)   loads the cells of the first part, leaves if they are not of its types
//! head, turn …            a block for each part, and one behind each guard
//! exits, cold             store what their snapshot wants, and answer its number
//! ```
//!
//! What a loop carries lives in registers, as parameters of blocks: memory is read at the entry and written at an exit.

use crate::bodies::Bodies;
use crate::exit;
use crate::helpers;
use crate::ir::{Cell, End, NONE, Op, Ref, Resume, Tree, Ty};
use crate::listing::Key;
use crate::machine_code::{MachineCodeError, Made, Shop};
use crate::native_site::{NativeSite, NativeSites};
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F64, I8, I16, I32, I64};
use cranelift_codegen::ir::{
    AbiParam, Block, BlockArg, InstBuilder, MemFlagsData, SigRef, Signature, SourceLoc,
    Type as ClifType, Value as Clif,
};
use cranelift_frontend::FunctionBuilder;
use monte_vm::heap::Type;
use monte_vm::tracer::layout;
use monte_vm::value::{CHAR, DOUBLE_BIAS, Value};

/// Compiles a tree. The text of the function is there if the shop makes it.
pub(crate) fn compile(
    shop: &mut Shop,
    number: usize,
    tree: &Tree,
    sites: &NativeSites,
    bodies: &Bodies,
) -> Result<Made, MachineCodeError> {
    let (lists, random) = (shop.wishes.lists, shop.random());
    shop.function(|builder| {
        let mut lowering = Lowering::new(builder, number, tree, sites, bodies);
        lowering.lists = lists;
        lowering.random = random.map(|state| state as i64);
        lowering.run()
    })
}

/// Words of the area that an activation of a tree has for its exits: what they store, and behind it how a body was left that
/// it had called.
pub(crate) fn area_of(tree: &Tree) -> usize {
    let stored =
        tree.graph.snapshots.iter().map(|snapshot| exit::stored(&tree.graph, snapshot).len());
    stored.max().unwrap_or(0) + 1
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

struct Lowering<'a, 'b> {
    builder: &'a mut FunctionBuilder<'b>,
    number: usize,
    tree: &'a Tree,
    sites: &'a NativeSites,
    bodies: &'a Bodies,
    /// Words of the area that are its own.
    own: usize,
    values: Vec<Option<Clif>>,
    parts: Vec<Block>,
    exits: Vec<Option<Block>>,
    vm: Clif,
    area: Clif,
    need: i64,
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
            own: area_of(tree),
            values: vec![None; tree.graph.instrs.len()],
            parts: Vec::new(),
            exits: vec![None; tree.graph.snapshots.len()],
            vm,
            area,
            need: need(tree),
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
            self.parts.push(block);
        }
        self.entry();
        for (number, part) in tree.parts.iter().enumerate() {
            let block = self.parts[number];
            self.builder.switch_to_block(block);
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
                    let args: Vec<BlockArg> =
                        args.iter().map(|&r| BlockArg::Value(self.value(r))).collect();
                    self.builder.ins().jump(self.parts[*to as usize], &args);
                }
                End::Leave(snapshot) => {
                    let target = self.target(*snapshot);
                    self.builder.ins().jump(target, &[]);
                }
                End::Return(value) => {
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
            let word = self.builder.ins().load(I64, memory(), base, cell * 8);
            let value = match tree.graph.ty(param) {
                Ty::Int => {
                    let tag = self.builder.ins().band_imm_s(word, 7);
                    self.branch(tag, refused);
                    word
                }
                Ty::Double => {
                    let tag = self.builder.ins().band_imm_s(word, 3);
                    let none = self.builder.ins().icmp_imm_s(IntCC::Equal, tag, 0);
                    self.branch(none, refused);
                    self.unboxed(word)
                }
                _ => word,
            };
            args.push(BlockArg::Value(value));
        }
        self.builder.ins().jump(self.parts[0], &args);
        self.builder.switch_to_block(refused);
        self.answer(tree.graph.snapshots.len());
    }

    /// Leaves by an exit.
    fn answer(&mut self, exit: usize) {
        let status = (self.number as i64) << 32 | (exit as i64 + 1);
        let status = self.builder.ins().iconst(I64, status);
        let nothing = self.builder.ins().iconst(I64, 0);
        self.builder.ins().return_(&[status, nothing]);
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

    /// The block where a snapshot is left to: its side, or its exit.
    fn target(&mut self, snapshot: u32) -> Block {
        if let Some(side) = self.tree.side(snapshot) {
            return self.parts[side as usize];
        }
        match self.exits[snapshot as usize] {
            Some(exit) => exit,
            None => {
                let exit = self.builder.create_block();
                self.builder.set_cold_block(exit);
                self.exits[snapshot as usize] = Some(exit);
                exit
            }
        }
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
        let (target, next) = (self.target(snapshot), self.builder.create_block());
        self.builder.ins().brif(stays, next, &[], target, &[]);
        self.builder.switch_to_block(next);
    }

    fn leave_if(&mut self, condition: Clif, snapshot: u32) {
        self.leave_at_random(snapshot);
        let target = self.target(snapshot);
        self.branch(condition, target);
    }

    fn leave_unless(&mut self, condition: Clif, snapshot: u32) {
        self.leave_at_random(snapshot);
        let target = self.target(snapshot);
        let next = self.builder.create_block();
        self.builder.ins().brif(condition, next, &[], target, &[]);
        self.builder.switch_to_block(next);
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
                let left = self.builder.ins().load(I64, memory(), self.vm, layout::FUSE);
                let left = self.builder.ins().iadd_imm_s(left, -(instr.imm as i64));
                self.builder.ins().store(memory(), left, self.vm, layout::FUSE);
                return;
            }
            Fuel => return self.look_at_fuel(snapshot),
        };
        self.values[r as usize] = Some(result);
    }

    // ---- Values ----------------------------------------------------------------------------------

    fn unboxed(&mut self, word: Clif) -> Clif {
        let turned = self.builder.ins().rotr_imm_u(word, 3);
        let bias = self.builder.ins().iconst(I64, (DOUBLE_BIAS as i64).wrapping_neg());
        let bits = self.builder.ins().iadd(turned, bias);
        self.builder.ins().bitcast(F64, MemFlagsData::new(), bits)
    }

    fn boxed(&mut self, r: Ref) -> Clif {
        let x = self.arg(r, 0);
        let bits = self.builder.ins().bitcast(I64, MemFlagsData::new(), x);
        let bias = self.builder.ins().iconst(I64, DOUBLE_BIAS as i64);
        let moved = self.builder.ins().iadd(bits, bias);
        let word = self.builder.ins().rotl_imm_u(moved, 3);
        let tag = self.builder.ins().band_imm_s(word, 3);
        let (slow, join) = (self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(slow);
        let result = self.builder.append_block_param(join, I64);
        self.builder.ins().brif(tag, join, &[BlockArg::Value(word)], slow, &[]);
        self.builder.switch_to_block(slow);
        let made = self.call(helpers::BOX_DOUBLE, &[self.vm, bits]);
        self.builder.ins().jump(join, &[BlockArg::Value(made)]);
        self.builder.switch_to_block(join);
        result
    }

    fn same_text(&mut self, r: Ref) -> Clif {
        let (x, y) = (self.arg(r, 0), self.arg(r, 1));
        let join = self.builder.create_block();
        let result = self.builder.append_block_param(join, I8);
        let (far, long) = (self.builder.create_block(), self.builder.create_block());
        let yes = self.builder.ins().iconst(I8, 1);
        let same = self.builder.ins().icmp(IntCC::Equal, x, y);
        self.builder.ins().brif(same, join, &[BlockArg::Value(yes)], far, &[]);
        self.builder.switch_to_block(far);
        let [a, b] =
            [x, y].map(|text| self.builder.ins().load(I64, memory(), text, layout::field(2)));
        let no = self.builder.ins().iconst(I8, 0);
        let fits = self.builder.ins().icmp(IntCC::Equal, a, b);
        self.builder.ins().brif(fits, long, &[], join, &[BlockArg::Value(no)]);
        self.builder.switch_to_block(long);
        let answer = self.call(helpers::SAME_TEXT, &[x, y]);
        let answer = self.builder.ins().ireduce(I8, answer);
        self.builder.ins().jump(join, &[BlockArg::Value(answer)]);
        self.builder.switch_to_block(join);
        result
    }

    fn is_pointer(&mut self, x: Clif) -> Clif {
        let turned = self.builder.ins().rotl_imm_u(x, 1);
        let tag = self.builder.ins().band_imm_s(turned, 15);
        self.builder.ins().icmp_imm_s(IntCC::Equal, tag, 8)
    }

    fn binary(
        &mut self,
        r: Ref,
        operation: impl Fn(&mut FunctionBuilder, Clif, Clif) -> Clif,
    ) -> Clif {
        let (x, y) = (self.arg(r, 0), self.arg(r, 1));
        operation(self.builder, x, y)
    }

    fn compare(&mut self, r: Ref, condition: IntCC) -> Clif {
        let x = self.arg(r, 0);
        if let Some(word) = self.word_of(r, 1).filter(|word| i32::try_from(*word).is_ok()) {
            return self.builder.ins().icmp_imm_s(condition, x, word);
        }
        let y = self.arg(r, 1);
        self.builder.ins().icmp(condition, x, y)
    }

    fn arithmetic(&mut self, r: Ref, op: Op, snapshot: u32) -> Clif {
        let (x, mut y) = (self.arg(r, 0), self.arg(r, 1));
        if op == Op::Mul {
            y = match self.word_of(r, 1) {
                Some(word) => self.builder.ins().iconst(I64, word >> 3),
                None => self.builder.ins().sshr_imm_u(y, 3),
            };
        }
        if snapshot == NONE {
            return match op {
                Op::Add => self.builder.ins().iadd(x, y),
                Op::Sub => self.builder.ins().isub(x, y),
                _ => self.builder.ins().imul(x, y),
            };
        }
        let (result, overflow) = match op {
            Op::Add => self.builder.ins().sadd_overflow(x, y),
            Op::Sub => self.builder.ins().ssub_overflow(x, y),
            _ => self.builder.ins().smul_overflow(x, y),
        };
        self.leave_if(overflow, snapshot);
        result
    }

    fn floor_divide(&mut self, r: Ref) -> Clif {
        let (x, y) = (self.arg(r, 0), self.arg(r, 1));
        let quotient = self.builder.ins().sdiv(x, y);
        let product = self.builder.ins().imul(quotient, y);
        let rest = self.builder.ins().isub(x, product);
        // All ones where the rest is negative: one less.
        let less = self.builder.ins().sshr_imm_u(rest, 63);
        let floor = self.builder.ins().iadd(quotient, less);
        self.builder.ins().ishl_imm_u(floor, 3)
    }

    fn modulo(&mut self, r: Ref) -> Clif {
        let (x, y) = (self.arg(r, 0), self.arg(r, 1));
        let rest = self.builder.ins().srem(x, y);
        let negative = self.builder.ins().sshr_imm_u(rest, 63);
        let more = self.builder.ins().band(negative, y);
        self.builder.ins().iadd(rest, more)
    }

    // ---- Objects ---------------------------------------------------------------------------------

    fn field(&mut self, r: Ref, operand: usize, index: u32) -> Clif {
        let object = self.arg(r, operand);
        self.builder.ins().load(I64, memory(), object, layout::field(index))
    }

    fn guard_type(&mut self, r: Ref, ty: u16, snapshot: u32) {
        let value = self.arg(r, 0);
        if !self.is_object(self.tree.graph.arg(r, 0)) {
            let pointer = self.is_pointer(value);
            self.leave_unless(pointer, snapshot);
        }
        let header = self.builder.ins().load(I16, memory(), value, layout::HEADER);
        let other = self.builder.ins().icmp_imm_u(IntCC::NotEqual, header, ty as i64);
        self.leave_if(other, snapshot);
    }

    /// Whether a result is an object whatever happens.
    fn is_object(&self, r: Ref) -> bool {
        let instr = self.tree.graph.at(r);
        let field = |ty: Type, index: u64| instr.imm == (ty as u64) << 32 | index;
        match instr.op {
            Op::New | Op::Literal => true,
            Op::Load => {
                field(Type::Map, 0)
                    || field(Type::Set, 0)
                    || field(Type::List, 0)
                    || field(Type::FlexList, 0)
                    || field(Type::Str, 0)
                    || field(Type::Version, 0)
            }
            _ => false,
        }
    }

    /// The address of an element, but for the distance of the first from its buffer.
    fn element(&mut self, r: Ref) -> Clif {
        let (buffer, index) = (self.arg(r, 0), self.arg(r, 1));
        // An integer is shifted as the offset of a word is.
        self.builder.ins().iadd(buffer, index)
    }

    /// Whether storing a result needs no barrier: it is no object.
    fn needs_no_barrier(&self, r: Ref) -> bool {
        let graph = &self.tree.graph;
        graph.ty(r) == Ty::Int || matches!(graph.op(r), Op::Word | Op::BoolValue | Op::Char)
    }

    fn store(&mut self, r: Ref, index: u32) {
        let (object_ref, value_ref) = (self.tree.graph.arg(r, 0), self.tree.graph.arg(r, 1));
        let (object, value) = (self.value(object_ref), self.value(value_ref));
        let plain = self.needs_no_barrier(value_ref) || self.tree.graph.op(object_ref) == Op::New;
        let join = self.builder.create_block();
        if !plain {
            let word = self.builder.ins().iconst(I64, Value::int(index as i64).bits() as i64);
            self.barrier(object, word, value, join);
        }
        self.builder.ins().store(memory(), value, object, layout::field(index));
        self.builder.ins().jump(join, &[]);
        self.builder.switch_to_block(join);
    }

    fn set_element(&mut self, r: Ref) {
        let value_ref = self.tree.graph.arg(r, 2);
        let (buffer, index, value) = (self.arg(r, 0), self.arg(r, 1), self.value(value_ref));
        let plain = self.needs_no_barrier(value_ref)
            || self.tree.graph.op(self.tree.graph.arg(r, 0)) == Op::New;
        let join = self.builder.create_block();
        if !plain {
            let field = self.builder.ins().iadd_imm_s(index, 8);
            self.barrier(buffer, field, value, join);
        }
        let place = self.builder.ins().iadd(buffer, index);
        self.builder.ins().store(memory(), value, place, layout::field(1));
        self.builder.ins().jump(join, &[]);
        self.builder.switch_to_block(join);
    }

    /// Stores by a helper, and goes to a block behind the store, if the object is old and not remembered. The field is
    /// an integer, as its word.
    fn barrier(&mut self, object: Clif, field: Clif, value: Clif, join: Block) {
        let header = self.builder.ins().load(I32, memory(), object, layout::HEADER);
        let flags = self.builder.ins().band_imm_s(header, layout::OLD_AND_REMEMBERED as i64);
        let old = self.builder.ins().icmp_imm_s(IntCC::Equal, flags, layout::OLD as i64);
        let (slow, fast) = (self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(slow);
        self.builder.ins().brif(old, slow, &[], fast, &[]);
        self.builder.switch_to_block(slow);
        self.call(helpers::STORE, &[self.vm, object, field, value]);
        self.builder.ins().jump(join, &[]);
        self.builder.switch_to_block(fast);
    }

    fn new_object(&mut self, r: Ref, ty: u16) -> Clif {
        let fields: Vec<Ref> = self.tree.graph.args(r).to_vec();
        let size = 8 * (fields.len() as i64 + 1);
        let start = self.builder.ins().load(I64, memory(), self.vm, layout::BUMP);
        let end = self.builder.ins().load(I64, memory(), self.vm, layout::BUMP_END);
        let next = self.builder.ins().iadd_imm_s(start, size);
        let full = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, next, end);
        let (slow, fast, join) =
            (self.builder.create_block(), self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(slow);
        let object = self.builder.append_block_param(join, I64);
        self.builder.ins().brif(full, slow, &[], fast, &[]);
        self.builder.switch_to_block(fast);
        self.builder.ins().store(memory(), next, self.vm, layout::BUMP);
        let header = self.builder.ins().iconst(I64, layout::header(ty, fields.len()) as i64);
        self.builder.ins().store(memory(), header, start, 0);
        let value = self.builder.ins().iadd_imm_s(start, -(layout::HEADER as i64));
        self.builder.ins().jump(join, &[BlockArg::Value(value)]);
        self.builder.switch_to_block(slow);
        let kind = self.builder.ins().iconst(I64, ty as i64);
        let words = self.builder.ins().iconst(I64, fields.len() as i64);
        let made = self.call(helpers::ALLOCATE, &[self.vm, kind, words]);
        self.builder.ins().jump(join, &[BlockArg::Value(made)]);
        self.builder.switch_to_block(join);
        for (i, field) in fields.into_iter().enumerate() {
            let value = self.value(field);
            self.builder.ins().store(memory(), value, object, layout::field(i as u32));
        }
        object
    }

    // ---- Calls and the counter -------------------------------------------------------------------

    /// Calls a helper: words in, a word out.
    fn call(&mut self, address: fn() -> usize, args: &[Clif]) -> Clif {
        let signature = self.signature(args.len());
        let address = self.builder.ins().iconst(I64, address() as i64);
        let call = self.builder.ins().call_indirect(signature, address, args);
        self.builder.inst_results(call)[0]
    }

    fn signature(&mut self, words: usize) -> SigRef {
        let convention = self.builder.func.signature.call_conv;
        let mut signature = Signature::new(convention);
        signature.params.extend(vec![AbiParam::new(I64); words]);
        signature.returns.push(AbiParam::new(I64));
        self.builder.import_signature(signature)
    }

    fn native(&mut self, r: Ref, site: u32, snapshot: u32) -> Clif {
        let site = self.sites.at(site);
        let place = self.builder.ins().iconst(I64, std::ptr::from_ref(site) as i64);
        let answer = if site.is_direct() {
            let mut words = vec![self.vm, place];
            words.extend((0..=site.argc).map(|i| self.arg(r, i)));
            let last = words[words.len() - 1];
            words.resize(2 + NativeSite::DIRECT, last);
            self.call(helpers::DIRECT, &words)
        } else {
            let first = site.top as i32 - site.argc as i32 - 1;
            let base = self.base();
            for i in 0..=site.argc {
                let operand = self.arg(r, i);
                self.builder.ins().store(memory(), operand, base, (first + i as i32) * 8);
            }
            self.call(helpers::NATIVE, &[self.vm, place])
        };
        let none = Value::UNBOUND.bits() as i64;
        let raised = self.builder.ins().icmp_imm_s(IntCC::Equal, answer, none);
        self.leave_if(raised, snapshot);
        answer
    }

    /// Calls a compiled body: its operands are cells, and its exits have the area behind.
    fn invoke(&mut self, r: Ref, site: u64, snapshot: u32) -> Clif {
        let (code, top) = ((site >> 32) as u32, site as u32 as i32);
        let operands: Vec<Ref> = self.tree.graph.args(r).to_vec();
        let local = top - operands.len() as i32 + 1;
        let base = self.base();
        for (i, &operand) in operands.iter().enumerate() {
            let value = self.value(operand);
            self.builder.ins().store(memory(), value, base, (local - 1 + i as i32) * 8);
        }
        let callee = self.builder.ins().iadd_imm_s(base, local as i64 * 8);
        self.builder.ins().store(memory(), callee, self.vm, layout::BASE);
        let area = self.builder.ins().iadd_imm_s(self.area, 8 * self.own as i64);
        let slot = self.bodies.get(code).map_or(std::ptr::null(), |body| &raw const *body.entry);
        let slot = self.builder.ins().iconst(I64, slot as i64);
        let entry = self.builder.ins().load(I64, memory(), slot, 0);
        let signature = self.builder.func.signature.clone();
        let signature = self.builder.import_signature(signature);
        let call = self.builder.ins().call_indirect(signature, entry, &[self.vm, area]);
        let &[status, value] = self.builder.inst_results(call) else {
            unreachable!("a body answers with two words")
        };
        let callee = self.base();
        let base = self.builder.ins().iadd_imm_s(callee, -(local as i64 * 8));
        self.builder.ins().store(memory(), base, self.vm, layout::BASE);
        let (left, next) = (self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(left);
        self.builder.ins().brif(status, left, &[], next, &[]);
        self.builder.switch_to_block(left);
        self.builder.ins().store(memory(), status, self.area, (self.own as i32 - 1) * 8);
        let target = self.target(snapshot);
        self.builder.ins().jump(target, &[]);
        self.builder.switch_to_block(next);
        value
    }

    /// Leaves unless the slice covers what may be spent before the next look; a helper may fill it up.
    fn look_at_fuel(&mut self, snapshot: u32) {
        let left = self.builder.ins().load(I64, memory(), self.vm, layout::FUSE);
        let short = self.builder.ins().icmp_imm_s(IntCC::SignedLessThan, left, self.need);
        let (refill, next) = (self.builder.create_block(), self.builder.create_block());
        self.builder.set_cold_block(refill);
        self.builder.ins().brif(short, refill, &[], next, &[]);
        self.builder.switch_to_block(refill);
        let need = self.builder.ins().iconst(I64, self.need);
        let filled = self.call(helpers::REFILL, &[self.vm, need]);
        let target = self.target(snapshot);
        self.builder.ins().brif(filled, next, &[], target, &[]);
        self.builder.switch_to_block(next);
    }

    fn exits(&mut self) {
        let tree = self.tree;
        for (number, snapshot) in tree.graph.snapshots.iter().enumerate() {
            let Some(block) = self.exits[number] else { continue };
            self.builder.switch_to_block(block);
            self.mark(Key::Exit(number as u32));
            for (place, r) in exit::stored(&tree.graph, snapshot).into_iter().enumerate() {
                let value = self.value(r);
                self.builder.ins().store(memory(), value, self.area, place as i32 * 8);
            }
            self.answer(number);
        }
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
