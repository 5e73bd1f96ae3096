//! Sameness and order, alone and fused with the branch behind them.

use super::{Quick, Registers, Step, Value, Vm, Word};

/// Sameness, as a value.
#[inline(always)]
pub(in crate::interp) fn same(vm: &mut Vm, r: &mut Registers) -> Step {
    let (x, y) = (r.top(2), r.top(1));
    let Some(same) = sameness(x, y) else {
        return r.native(vm, 2, |vm| vm.same_slow(x, y));
    };
    r.put_for_two(Value::bool(same));
    Ok(())
}

/// Sameness and a branch.
#[inline(always)]
pub(in crate::interp) fn same_branch(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let (x, y) = (r.top(2), r.top(1));
    let Some(same) = sameness(x, y) else {
        return r.native(vm, 2, |vm| vm.same_slow(x, y));
    };
    r.drop(2);
    if same == (word.op == Quick::SameBranch) {
        r.skip(1);
    } else {
        r.jump(word);
    }
    Ok(())
}

/// Whether two values are the same, if none of them is an object.
#[inline(always)]
fn sameness(x: Value, y: Value) -> Option<bool> {
    if x.both_small(y) || !x.is_pointer() && !y.is_pointer() { Some(x == y) } else { None }
}

/// An order test, as a value.
#[inline(always)]
pub(in crate::interp) fn compare(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    if let Some(result) = ordering(word.a as u8, r.top(2), r.top(1)) {
        r.put_for_two(Value::bool(result));
        return Ok(());
    }
    compare_otherwise(vm, r, word.a as u8)
}

/// An order test and a branch.
#[inline(always)]
pub(in crate::interp) fn compare_branch(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    if let Some(result) = ordering(word.x, r.top(2), r.top(1)) {
        r.drop(2);
        if result {
            r.skip(1);
        } else {
            r.jump(word);
        }
        return Ok(());
    }
    compare_otherwise(vm, r, word.x)
}

#[inline(always)]
fn compare_otherwise(vm: &mut Vm, r: &mut Registers, row: u8) -> Step {
    if let Some(result) = large_doubles(row, r.top(2), r.top(1)) {
        r.put_for_two(Value::bool(result));
        return Ok(());
    }
    r.spend(vm)?;
    let (x, y) = (r.top(2), r.top(1));
    r.native(vm, 2, |vm| vm.compare_slow(row, x, y))
}

/// An order test of doubles that are not both immediate.
#[cold]
#[inline(never)]
fn large_doubles(row: u8, x: Value, y: Value) -> Option<bool> {
    let (x, y) = (x.as_double()?, y.as_double()?);
    Some(match row {
        0 => x < y,
        1 => x <= y,
        2 => x > y,
        3 => x >= y,
        _ => x == y,
    })
}

/// An order test of locals or a literal and a branch; else both are pushed for the test behind.
#[inline(always)]
pub(in crate::interp) fn compare_locals(r: &mut Registers, word: &Word) {
    let x = r.local(word.a as u32);
    let y = if word.op == Quick::LocalLocalCompare {
        r.local(word.b)
    } else {
        Value::int(word.b as i32 as i64)
    };
    match ordering(word.x, x, y) {
        Some(true) => r.skip(2),
        Some(false) => {
            r.jump_as(0);
        }
        None => {
            r.push(x);
            r.push(y);
        }
    }
}

/// A comparison of two numbers or characters that needs no call; rows as in `isa::Comparison`.
#[inline(always)]
pub(super) fn ordering(row: u8, x: Value, y: Value) -> Option<bool> {
    // For each row, whether less, equal and greater satisfy it: picking a bit costs less than a jump that
    // no predictor knows.
    const SATISFIES: [u8; 8] = [0b001, 0b011, 0b100, 0b110, 0b010, 0b010, 0b010, 0b010];
    #[inline(always)]
    fn test<T: PartialOrd>(row: u8, x: T, y: T) -> bool {
        let how = u8::from(x < y) | u8::from(x == y) << 1 | u8::from(x > y) << 2;
        SATISFIES[(row & 7) as usize] & how != 0
    }
    if x.both_small(y) {
        return Some(test(row, x.bits() as i64, y.bits() as i64));
    }
    if let (Some(x), Some(y)) = (x.as_inline_double(), y.as_inline_double()) {
        return Some(test(row, x, y));
    }
    None
}
