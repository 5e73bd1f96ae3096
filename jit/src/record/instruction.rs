//! The table of the recorder: for each instruction of the machine, what it records.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::Op;
use monte_vm::code::Quick;
use monte_vm::tracer::layout;
use monte_vm::value::Value;

/// Whether the instruction is a loop head.
pub(super) fn is_head(op: Quick) -> bool {
    matches!(op, Quick::Loop | Quick::CountLoop | Quick::EnterTrace)
}

/// Records one instruction.
pub(super) fn record(r: &mut Recorder, at: &mut At) -> Recorded {
    let (word, top) = (at.word, at.top);
    match word.op {
        Quick::Constant => {
            let value = r.constant(at, word.b);
            r.set(top, value);
        }
        Quick::Int => {
            let value = r.int_constant(word.b as i32 as i64);
            r.set(top, value);
        }
        Quick::Null => push(r, at, Value::NULL),
        Quick::True => {
            let value = r.emit(Op::Bool, &[], 1);
            r.set(top, value);
        }
        Quick::False => {
            let value = r.emit(Op::Bool, &[], 0);
            r.set(top, value);
        }
        Quick::Pop => {}
        Quick::Dup => r.copy(top - 1, top),
        Quick::Swap => {
            let (x, y) = (r.get(top - 2), r.get(top - 1));
            r.set(top - 2, y);
            r.set(top - 1, x);
        }
        Quick::Rot => {
            let (x, y, z) = (r.get(top - 3), r.get(top - 2), r.get(top - 1));
            r.set(top - 3, y);
            r.set(top - 2, z);
            r.set(top - 1, x);
        }
        Quick::Local => r.copy(at.local(), top),
        Quick::LocalLocal => {
            r.copy(at.local(), top);
            r.copy(at.base + word.b as i32, top + 1);
        }
        Quick::LocalInt => {
            r.copy(at.local(), top);
            let value = r.int_constant(word.b as i32 as i64);
            r.set(top + 1, value);
        }
        Quick::LocalProblem => r.local_problem(at)?,
        Quick::Frame => {
            let value = r.capture(at, word.a as u32);
            r.set(top, value);
        }
        Quick::Myself => {
            let receiver = r.receiver(at);
            r.set(top, receiver);
        }
        Quick::Bind | Quick::Set => r.copy(top - 1, at.local()),

        Quick::CellLocal | Quick::CellFrame => r.read_cell(at)?,
        Quick::PutLocal | Quick::PutFrame => r.put(at)?,
        Quick::NounLocal | Quick::NounFrame | Quick::NounOuter => r.noun(at)?,
        Quick::AssignLocal | Quick::AssignFrame | Quick::AssignOuter => r.assign(at)?,
        Quick::DeferBinding => r.defer_binding(at),
        Quick::FillBinding => r.fill_binding(at)?,
        Quick::MakeCell | Quick::MakeGuardedCell => r.make_cell(at),
        Quick::MakeFinalBinding | Quick::MakeVarBinding => r.make_binding(at),
        Quick::SlotBinding => r.slot_binding(at),

        Quick::Call => r.call(at)?,
        Quick::CallNamed => r.call_named(at)?,
        Quick::NamedArg => r.named_argument(at)?,
        Quick::NextMatcher => r.next_matcher(at)?,
        Quick::Return => r.leave(at)?,

        Quick::Add | Quick::Subtract | Quick::Multiply | Quick::Divide => r.binary(at)?,
        Quick::FloorDivide | Quick::Modulo => r.division(at)?,
        Quick::BitAnd | Quick::BitOr | Quick::BitXor => r.bitwise(at)?,
        Quick::Next1 | Quick::Previous1 => r.neighbour(at)?,
        Quick::Not => r.negate(at)?,
        Quick::LocalIntArith => r.local_int(at)?,
        Quick::LocalLocalArith => r.local_local(at)?,

        Quick::Same => r.same(at)?,
        Quick::SameBranch | Quick::DifferentBranch => r.same_branch(at)?,
        Quick::Compare => r.compare(at)?,
        Quick::CompareBranch => r.compare_branch(at)?,
        Quick::LocalLocalCompare | Quick::LocalIntCompare => r.compare_locals(at)?,
        Quick::Branch | Quick::BranchTrue => r.branch(at)?,

        Quick::MakeList => r.make_list(at),
        Quick::MakeMap => r.make_map(at)?,
        Quick::RangeThru | Quick::RangeTill => r.range(at)?,
        Quick::Get => r.element(at)?,
        Quick::Put => r.put_element(at)?,
        Quick::Object => r.object(at),

        Quick::Thrower => {
            let value = r.emit(Op::Machine, &[], layout::THROW as u64);
            r.set(top, value);
        }
        Quick::Jump => {}
        Quick::Back => r.spend(),
        Quick::Ejector => r.ejector(at),
        Quick::EndEjector => r.end_ejector(at),
        Quick::Try | Quick::Unwind => r.handle(at),
        Quick::DropHandler => r.drop_handler(at)?,
        Quick::EndFinally => r.end_finally(at)?,

        Quick::Iterate => r.iterate(at)?,
        Quick::Next | Quick::NextValue => r.next(at)?,
        Quick::IterateTake => r.iterate_take(at),
        Quick::NextTake | Quick::NextValueTake => r.next_take(at)?,

        Quick::Coerce => r.coerce(at)?,
        Quick::CoerceStatic => r.coerce_static(at)?,
        Quick::TestStatic => r.test_static(at)?,
        Quick::TestTake => r.test_take(at),
        Quick::ListPattern => r.list_pattern(at)?,
        Quick::TestList => r.test_list(at)?,
        Quick::TestSame => r.test_same(at)?,
        Quick::TestSameTake => r.test_same_take(at)?,

        _ => return Err(Abort::Instruction(word.op)),
    }
    Ok(())
}

fn push(r: &mut Recorder, at: &At, value: Value) {
    let value = r.word(value);
    r.set(at.top, value);
}
