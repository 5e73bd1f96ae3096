//! The interpreter loop: quickened instructions over the fiber's stacks, its state in machine registers.
//!
//! Nothing here recurses: a call pushes a frame, a native function that needs Monte code suspends. The
//! state is in `registers`; it is written back to the fiber (*synced*) before anything that may look at
//! it, and read again (*loaded*) after anything that may have changed it.
//!
//! What moves values between stack, locals and constants stands in the loop itself; every other
//! instruction is a function in `instruction`, inlined here. What is rare is in `call`, `unwind` and
//! `slow`, as functions that work on the synced fiber.
#![allow(unsafe_code)]

use super::Exit;
use super::instruction::*;
use super::registers::Registers;
use crate::code::Quick;
use crate::heap::OverLimit;
use crate::value::Value;
use crate::vm::Vm;
use std::convert::Infallible;

impl Vm {
    /// Runs the fiber until something stops it. With `STEP`, after every instruction; with
    /// `COUNT`, instructions are counted.
    pub(crate) fn run_loop<const STEP: bool, const COUNT: bool>(&mut self) -> Exit {
        match self.execute::<STEP, COUNT>() {
            Err(exit) => exit,
            Ok(never) => match never {},
        }
    }

    #[inline(always)]
    fn execute<const STEP: bool, const COUNT: bool>(&mut self) -> Result<Infallible, Exit> {
        self.prepare()?;
        let vm = self;
        // SAFETY: the fiber's current activation runs code that was verified when it was loaded, and the
        // loop below does with the registers what each word of it says, and nothing else.
        let mut registers = unsafe { Registers::of(vm) };
        let r = &mut registers;
        loop {
            if STEP && vm.ends_step(r.code().id, r.place()) {
                r.sync(vm);
                return Err(Exit::Stepped);
            }
            if COUNT {
                vm.instructions += 1;
            }
            // A reference: each instruction reads the operands it has, and nothing is decoded in advance.
            let word = r.fetch();
            // Not an arm with a condition, which would make two jump tables of the one.
            if STEP && word.op.is_shortcut() {
                continue;
            }
            match word.op {
                Quick::Constant => r.push(r.constant(word.b)),
                Quick::Int => r.push(Value::int(word.b as i32 as i64)),
                Quick::Null => r.push(Value::NULL),
                Quick::True => r.push(Value::TRUE),
                Quick::False => r.push(Value::FALSE),
                Quick::Pop => r.drop(1),
                Quick::Dup => r.push(r.top(1)),
                Quick::Swap => {
                    let x = r.top(2);
                    r.put(2, r.top(1));
                    r.put(1, x);
                }
                Quick::Rot => {
                    let x = r.top(3);
                    r.put(3, r.top(2));
                    r.put(2, r.top(1));
                    r.put(1, x);
                }
                Quick::Local => r.push(r.local(word.a as u32)),
                Quick::LocalLocal => {
                    r.push(r.local(word.a as u32));
                    r.push(r.local(word.b));
                }
                Quick::LocalInt => {
                    r.push(r.local(word.a as u32));
                    r.push(Value::int(word.b as i32 as i64));
                }
                Quick::LocalProblem => patterns::local_problem(vm, r, word)?,
                Quick::Frame => r.push(r.capture(word.a)),
                Quick::Myself => r.push(r.receiver()),
                Quick::Bind | Quick::Set => {
                    let value = r.pop();
                    r.set_local(word.a as u32, value);
                }
                Quick::CellLocal => r.push(r.local(word.a as u32).field(0)),
                Quick::CellFrame => r.push(r.capture(word.a).field(0)),
                Quick::Thrower => r.push(vm.throw),

                Quick::PutLocal | Quick::PutFrame => storage::put(vm, r, word)?,
                Quick::NounLocal | Quick::NounFrame | Quick::NounOuter => {
                    storage::noun(vm, r, word)?;
                }
                Quick::AssignLocal | Quick::AssignFrame | Quick::AssignOuter => {
                    storage::assign(vm, r, word)?;
                }
                Quick::BindingOuter => storage::binding_outer(vm, r, word),
                Quick::MakeCell => storage::make_cell(vm, r),
                Quick::MakeGuardedCell => storage::make_guarded_cell(vm, r),
                Quick::MakeFinalBinding | Quick::MakeVarBinding => {
                    storage::make_binding(vm, r, word);
                }
                Quick::SlotBinding => storage::slot_binding(vm, r),
                Quick::DeferBinding => storage::defer_binding(vm, r),
                Quick::FillBinding => storage::fill_binding(vm, r, word)?,

                Quick::Call => calls::call(vm, r, word)?,
                Quick::CallNamed => calls::call_named(vm, r, word)?,
                Quick::Return => calls::leave(vm, r)?,
                Quick::NamedArg => calls::named_argument(vm, r, word)?,
                Quick::MissingNamed => calls::missing_named(vm, r)?,
                Quick::NextMatcher => calls::next_matcher(vm, r)?,

                Quick::Add => {
                    arithmetic::binary(vm, r, word, |x, y| x.add_small(y), |x, y| x + y)?;
                }
                Quick::Subtract => {
                    arithmetic::binary(vm, r, word, |x, y| x.subtract_small(y), |x, y| x - y)?;
                }
                Quick::Multiply => {
                    arithmetic::binary(vm, r, word, |x, y| x.multiply_small(y), |x, y| x * y)?;
                }
                Quick::LocalIntArith => arithmetic::local_int(r, word),
                Quick::LocalLocalArith => arithmetic::local_local(vm, r, word),
                Quick::FloorDivide => arithmetic::floor_divide(vm, r, word)?,
                Quick::Modulo => arithmetic::modulo(vm, r, word)?,
                Quick::Divide => arithmetic::divide(vm, r, word)?,
                Quick::BitAnd | Quick::BitOr | Quick::BitXor => {
                    arithmetic::bitwise(vm, r, word)?;
                }
                Quick::Next1 | Quick::Previous1 => arithmetic::neighbour(vm, r, word)?,
                Quick::Not => arithmetic::not(vm, r, word)?,

                Quick::Same => comparison::same(vm, r)?,
                Quick::SameBranch | Quick::DifferentBranch => {
                    comparison::same_branch(vm, r, word)?;
                }
                Quick::Compare => comparison::compare(vm, r, word)?,
                Quick::CompareBranch => comparison::compare_branch(vm, r, word)?,
                Quick::LocalLocalCompare | Quick::LocalIntCompare => {
                    comparison::compare_locals(r, word);
                }

                Quick::MakeList => data::make_list(vm, r, word),
                Quick::MakeMap => data::make_map(vm, r, word)?,
                Quick::RangeThru | Quick::RangeTill => data::range(vm, r, word)?,
                Quick::Get => data::get(vm, r, word)?,
                Quick::Put => data::put(vm, r, word)?,
                Quick::Object => data::object(vm, r, word),
                Quick::Audit => data::audit(vm, r, word)?,
                Quick::Context => data::context(vm, r, word),

                Quick::Coerce => patterns::coerce(vm, r)?,
                Quick::CoerceStatic => patterns::coerce_static(vm, r, word)?,
                Quick::TestStatic => patterns::test_static(vm, r, word)?,
                Quick::TestTake => patterns::test_take(vm, r, word),
                Quick::ListPattern => patterns::list_pattern(vm, r, word)?,
                Quick::TestList => patterns::test_list(vm, r, word),
                Quick::TestSame => patterns::test_same(vm, r)?,
                Quick::TestSameTake => patterns::test_same_take(vm, r, word),

                Quick::Jump => r.jump(word),
                Quick::Branch | Quick::BranchTrue => control::branch(vm, r, word)?,
                Quick::Loop => {}
                Quick::CountLoop => control::count_loop(vm, r, word, !STEP && !COUNT)?,
                Quick::EnterTrace => control::enter_trace(vm, r, word, !STEP && !COUNT)?,
                Quick::Back => control::back(vm, r, word)?,
                Quick::Ejector => control::ejector(vm, r, word),
                Quick::Try | Quick::Unwind => control::handle(vm, r, word),
                Quick::DropHandler => control::drop_handler(vm),
                Quick::EndFinally => control::end_finally(vm, r)?,

                Quick::AddIntTo => shortcut::add_int_to(r, word),
                Quick::LocalIntAdd => shortcut::local_int_add(r, word),
                Quick::IntAdd => shortcut::int_add(r, word),
                Quick::IntArith => shortcut::int_arith(r, word),
                Quick::LocalLocalLess => {
                    shortcut::local_local_order(r, word, |x, y| x < y, |x, y| x < y)
                }
                Quick::LocalLocalAtMost => {
                    shortcut::local_local_order(r, word, |x, y| x <= y, |x, y| x <= y)
                }
                Quick::LocalIntLess => shortcut::local_int_order(r, word, |x, y| x < y),
                Quick::LocalIntMore => shortcut::local_int_order(r, word, |x, y| x > y),
                Quick::IntLess => shortcut::int_order(r, word, |x, y| x < y),
                Quick::IntMore => shortcut::int_order(r, word, |x, y| x > y),
                Quick::IntSame => shortcut::int_same(r, word),
                Quick::NotBranch => shortcut::not_branch(r, word),
                Quick::ArithTo => shortcut::arith_to(vm, r, word),
                Quick::LocalLocalGet => {
                    shortcut::get(r, r.local(word.a as u32), r.local(word.b), 2);
                }
                Quick::LocalIntGet => {
                    let index = Value::int(word.b as i32 as i64);
                    shortcut::get(r, r.local(word.a as u32), index, 2);
                }
                Quick::FrameLocalGet => {
                    shortcut::get(r, r.capture(word.a), r.local(word.b), 3);
                }
                Quick::PutTo => shortcut::put_to(vm, r, word),
                Quick::LocalIntSame => shortcut::local_int_same(r, word),
                Quick::NextTo => shortcut::next_to(r, word),
                Quick::NextPairTo => shortcut::next_pair_to(r, word),
                Quick::CellAddLocal | Quick::CellAddInt => shortcut::cell_add(vm, r, word),
                Quick::ReturnLocal => shortcut::return_local(vm, r, word),

                Quick::Iterate => iteration::iterate(vm, r, word)?,
                Quick::IterateTake => iteration::iterate_take(r, word),
                Quick::EndEjector => control::end_ejector(vm, r, word),
                Quick::Next | Quick::NextValue => iteration::next(vm, r, word)?,
                Quick::NextTake | Quick::NextValueTake => iteration::next_take(vm, r, word)?,
            }
        }
    }

    /// Makes room above the top, if the memory limit allows.
    #[cold]
    #[inline(never)]
    pub(crate) fn grow_stack(&mut self, cells: usize) -> Result<(), OverLimit> {
        self.heap.reserve(self.fiber.growth(cells))?;
        self.fiber.make_room(cells);
        let outside = self.outside();
        self.heap.set_outside(outside);
        Ok(())
    }
}
