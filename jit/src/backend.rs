//! The back end: from a [`Trace`] to a Cranelift function.
//!
//! ```text
//! entry(base, fuel, exits)   loads what the loop carries; leaves by exit `head` unless integers are integers
//! head(carried …)            leaves by exit `head` unless the slice covers an iteration; charges it
//! body …                     one block behind each guard
//! exits, cold                store the values that the snapshot wants, give fuel back, answer their number
//! ```
//!
//! The loop lives in registers: memory is read at the entry and written at an exit.

use crate::ir::{Op, Ordering, Ref, Trace};
use crate::machine_code::{MachineCode, MachineCodeError, Shop};
use cranelift_codegen::ir::condcodes::{CondCode, IntCC};
use cranelift_codegen::ir::types::{I16, I32, I64};
use cranelift_codegen::ir::{Block, BlockArg, InstBuilder, MemFlagsData, Value as Clif};
use cranelift_frontend::FunctionBuilder;
use monte_vm::tracer::layout;
use monte_vm::value::Value;

/// Compiles a trace. The listing is Cranelift's own text of the function.
pub(crate) fn compile(
    shop: &mut Shop,
    trace: &Trace,
) -> Result<(MachineCode, String), MachineCodeError> {
    shop.function(|builder| Lowering::new(builder, trace).run())
}

struct Lowering<'a, 'b> {
    builder: &'a mut FunctionBuilder<'b>,
    trace: &'a Trace,
    values: Vec<Option<Clif>>,
    exits: Vec<Option<Block>>,
    fuel: Clif,
    area: Clif,
}

impl<'a, 'b> Lowering<'a, 'b> {
    fn new(builder: &'a mut FunctionBuilder<'b>, trace: &'a Trace) -> Lowering<'a, 'b> {
        let entry = builder.create_block();
        builder.append_block_params_for_function_params(entry);
        builder.switch_to_block(entry);
        let parameters = builder.block_params(entry);
        let (fuel, area) = (parameters[1], parameters[2]);
        Lowering {
            builder,
            trace,
            values: vec![None; trace.instructions.len()],
            exits: vec![None; trace.snapshots.len()],
            fuel,
            area,
        }
    }

    fn run(mut self) {
        let trace = self.trace;
        let entry = self.builder.current_block().expect("the entry");
        let base = self.builder.block_params(entry)[0];
        let head = self.builder.create_block();
        let mut at_entry = Vec::new();
        let mut changing = Vec::new();
        for &(cell, first, last) in &trace.carried {
            let value = self.builder.ins().load(I64, memory(), base, cell * 8);
            self.values[first as usize] = Some(value);
            if first != last {
                changing.push((first, last));
                at_entry.push(BlockArg::Value(value));
            }
        }
        // Until the loop is entered, memory is as it was, so this exit writes nothing.
        let refused = self.builder.create_block();
        self.builder.set_cold_block(refused);
        for &cell in &trace.integers {
            let (_, first, _) =
                *trace.carried.iter().find(|row| row.0 == cell).expect("what is read is carried");
            let tag = {
                let value = self.value(first);
                self.builder.ins().band_imm_s(value, 7)
            };
            let next = self.builder.create_block();
            self.builder.ins().brif(tag, refused, &[], next, &[]);
            self.builder.switch_to_block(next);
        }
        self.builder.ins().jump(head, &at_entry);
        self.builder.switch_to_block(refused);
        let answer = self.builder.ins().iconst(I32, trace.snapshots.len() as i64);
        self.builder.ins().return_(&[answer]);

        self.builder.switch_to_block(head);
        for &(first, _) in &changing {
            let value = self.builder.append_block_param(head, I64);
            self.values[first as usize] = Some(value);
        }
        let left = self.builder.ins().load(I64, memory(), self.fuel, 0);
        let short = self.builder.ins().icmp_imm_s(IntCC::SignedLessThan, left, trace.fuel as i64);
        self.leave_if(short, trace.head);
        let left = self.builder.ins().iadd_imm_s(left, -(trace.fuel as i64));
        self.builder.ins().store(memory(), left, self.fuel, 0);

        for r in 0..trace.instructions.len() {
            self.instruction(r as Ref);
        }
        let again: Vec<BlockArg> =
            changing.iter().map(|&(_, last)| BlockArg::Value(self.value(last))).collect();
        self.builder.ins().jump(head, &again);
        self.exits();
        self.builder.seal_all_blocks();
    }

    /// The value of an instruction. Constants are made where they are used: a shared one would occupy a
    /// register.
    fn value(&mut self, r: Ref) -> Clif {
        if let Op::Constant(value) = self.trace.op(r) {
            return self.builder.ins().iconst(I64, value.bits() as i64);
        }
        self.values[r as usize].expect("instructions come before their uses")
    }

    fn leave_if(&mut self, condition: Clif, snapshot: u32) {
        let exit = match self.exits[snapshot as usize] {
            Some(exit) => exit,
            None => {
                let exit = self.builder.create_block();
                self.builder.set_cold_block(exit);
                self.exits[snapshot as usize] = Some(exit);
                exit
            }
        };
        let next = self.builder.create_block();
        self.builder.ins().brif(condition, exit, &[], next, &[]);
        self.builder.switch_to_block(next);
    }

    fn instruction(&mut self, r: Ref) {
        let instruction = self.trace.instructions[r as usize];
        let snapshot = instruction.snapshot;
        let result = match instruction.op {
            Op::Cell(_) | Op::Constant(_) => return,
            Op::Literal(address) => {
                let address = self.builder.ins().iconst(I64, address as i64);
                self.builder.ins().load(I64, memory(), address, 0)
            }
            Op::Capture(object, index) => self.load(object, layout::capture(index)),
            Op::Field(object, index) => self.load(object, layout::field(index)),
            Op::GuardInt(x) => {
                let x = self.value(x);
                let tag = self.builder.ins().band_imm_s(x, 7);
                self.leave_if(tag, snapshot);
                return;
            }
            Op::GuardScript(object, script) => {
                let ty = monte_vm::heap::Type::Object as u16;
                self.guard_type(object, ty, snapshot);
                let word = self.load(object, layout::field(0));
                let expected = layout::script_word(script) as i64;
                let other = self.builder.ins().icmp_imm_s(IntCC::NotEqual, word, expected);
                self.leave_if(other, snapshot);
                return;
            }
            Op::GuardType(object, ty) => {
                self.guard_type(object, ty, snapshot);
                return;
            }
            Op::GuardIs(x, expected) => {
                let x = self.value(x);
                let expected = self.builder.ins().iconst(I64, expected.bits() as i64);
                let other = self.builder.ins().icmp(IntCC::NotEqual, x, expected);
                self.leave_if(other, snapshot);
                return;
            }
            Op::Add(x, y) => {
                let (x, y) = (self.value(x), self.value(y));
                let (sum, overflow) = self.builder.ins().sadd_overflow(x, y);
                self.leave_if(overflow, snapshot);
                sum
            }
            Op::Subtract(x, y) => {
                let (x, y) = (self.value(x), self.value(y));
                let (difference, overflow) = self.builder.ins().ssub_overflow(x, y);
                self.leave_if(overflow, snapshot);
                difference
            }
            Op::Multiply(x, y) => {
                let (x, y) = (self.value(x), self.value(y));
                let y = self.builder.ins().sshr_imm_s(y, 3);
                let (product, overflow) = self.builder.ins().smul_overflow(x, y);
                self.leave_if(overflow, snapshot);
                product
            }
            Op::Compare(row, x, y) => {
                let (x, y) = (self.value(x), self.value(y));
                let holds = self.builder.ins().icmp(condition(row), x, y);
                let yes = self.builder.ins().iconst(I64, Value::TRUE.bits() as i64);
                let no = self.builder.ins().iconst(I64, Value::FALSE.bits() as i64);
                self.builder.ins().select(holds, yes, no)
            }
            Op::GuardCompare(row, x, y, expected) => {
                let (x, y) = (self.value(x), self.value(y));
                let condition = condition(row);
                let leaves = if expected { condition.complement() } else { condition };
                let leaves = self.builder.ins().icmp(leaves, x, y);
                self.leave_if(leaves, snapshot);
                return;
            }
        };
        self.values[r as usize] = Some(result);
    }

    fn load(&mut self, object: Ref, distance: i32) -> Clif {
        let object = self.value(object);
        self.builder.ins().load(I64, memory(), object, distance)
    }

    fn guard_type(&mut self, object: Ref, ty: u16, snapshot: u32) {
        let value = self.value(object);
        let mask = self.builder.ins().iconst(I64, monte_vm::value::POINTER_MASK as i64);
        let tag = self.builder.ins().band(value, mask);
        let pattern = monte_vm::value::POINTER_PATTERN as i64;
        let other = self.builder.ins().icmp_imm_s(IntCC::NotEqual, tag, pattern);
        self.leave_if(other, snapshot);
        let header = self.builder.ins().load(I16, memory(), value, layout::HEADER);
        let other = self.builder.ins().icmp_imm_s(IntCC::NotEqual, header, ty as i64);
        self.leave_if(other, snapshot);
    }

    fn exits(&mut self) {
        let trace = self.trace;
        for (number, snapshot) in trace.snapshots.iter().enumerate() {
            let Some(block) = self.exits[number] else { continue };
            self.builder.switch_to_block(block);
            let stored = trace.to_rebuild(snapshot);
            let stored = stored.iter().filter(|&&(_, r)| !matches!(trace.op(r), Op::Constant(_)));
            for (place, &(_, r)) in stored.enumerate() {
                let value = self.value(r);
                self.builder.ins().store(memory(), value, self.area, place as i32 * 8);
            }
            if number as u32 != trace.head && snapshot.spent < trace.fuel {
                let left = self.builder.ins().load(I64, memory(), self.fuel, 0);
                let back = trace.fuel - snapshot.spent;
                let left = self.builder.ins().iadd_imm_s(left, back as i64);
                self.builder.ins().store(memory(), left, self.fuel, 0);
            }
            let answer = self.builder.ins().iconst(I32, number as i64);
            self.builder.ins().return_(&[answer]);
        }
    }
}

/// Aligned memory that is there.
fn memory() -> MemFlagsData {
    MemFlagsData::trusted()
}

fn condition(row: u8) -> IntCC {
    match Ordering::from_row(row) {
        Ordering::Less => IntCC::SignedLessThan,
        Ordering::LessOrEqual => IntCC::SignedLessThanOrEqual,
        Ordering::Greater => IntCC::SignedGreaterThan,
        Ordering::GreaterOrEqual => IntCC::SignedGreaterThanOrEqual,
        Ordering::Equal => IntCC::Equal,
    }
}
