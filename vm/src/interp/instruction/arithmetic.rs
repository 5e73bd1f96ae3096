//! Arithmetic on small integers and doubles; anything else is the call that it stands for. Whether a double is
//! immediate makes no difference to what is spent: machine code does not know it.

use super::calls::call;
use super::{Quick, Registers, Step, Value, Vm, Word};

/// A binary operation on numbers, else a call.
#[inline(always)]
pub(in crate::interp) fn binary(
    vm: &mut Vm,
    r: &mut Registers,
    word: &Word,
    on_small: impl Fn(Value, Value) -> Option<Value>,
    on_doubles: impl Fn(f64, f64) -> f64,
) -> Step {
    let (x, y) = (r.top(2), r.top(1));
    if x.both_small(y)
        && let Some(result) = on_small(x, y)
    {
        r.put_for_two(result);
        return Ok(());
    }
    if let (Some(x), Some(y)) = (x.as_inline_double(), y.as_inline_double()) {
        let result = vm.heap.double(on_doubles(x, y));
        r.put_for_two(result);
        return Ok(());
    }
    if let Some(result) = vm.large_doubles(word.op, x, y) {
        r.put_for_two(result);
        return Ok(());
    }
    call(vm, r, word)
}

impl Vm {
    /// Arithmetic on doubles that are not both immediate.
    #[cold]
    #[inline(never)]
    fn large_doubles(&mut self, op: Quick, x: Value, y: Value) -> Option<Value> {
        let (x, y) = (x.as_double()?, y.as_double()?);
        let result = match op {
            Quick::Add => x + y,
            Quick::Subtract => x - y,
            Quick::Multiply => x * y,
            _ => x / y,
        };
        Some(self.heap.double(result))
    }
}

/// A row of arithmetic on a local and a literal; else both are pushed for the call behind.
#[inline(always)]
pub(in crate::interp) fn local_int(r: &mut Registers, word: &Word) {
    let x = r.local(word.a as u32);
    let y = Value::int(word.b as i32 as i64);
    let result = if x.is_small() {
        match word.x {
            0 => x.add_small(y),
            1 => x.subtract_small(y),
            2 => x.multiply_small(y),
            _ => {
                let (x, y) = (x.bits() as i64 >> 3, word.b as i32 as i64);
                match word.x {
                    3 if y > 0 => Some(Value::int(x.div_euclid(y))),
                    4 if y > 0 && y & (y - 1) == 0 => Some(Value::int(x & (y - 1))),
                    4 if y > 0 => Some(Value::int(x.rem_euclid(y))),
                    5 => Some(Value::int(x & y)),
                    _ => None,
                }
            }
        }
    } else {
        None
    };
    match result {
        Some(value) => {
            r.push(value);
            r.skip(1);
        }
        None => {
            r.push(x);
            r.push(y);
        }
    }
}

/// Two locals, added, subtracted or multiplied; else both are pushed for the call behind.
#[inline(always)]
pub(in crate::interp) fn local_local(vm: &mut Vm, r: &mut Registers, word: &Word) {
    let x = r.local(word.a as u32);
    let y = r.local(word.b);
    if x.both_small(y) {
        let result = match word.x {
            0 => x.add_small(y),
            1 => x.subtract_small(y),
            _ => x.multiply_small(y),
        };
        if let Some(value) = result {
            r.push(value);
            r.skip(1);
            return;
        }
    } else if let (Some(x), Some(y)) = (x.as_inline_double(), y.as_inline_double()) {
        let result = match word.x {
            0 => x + y,
            1 => x - y,
            _ => x * y,
        };
        let result = vm.heap.double(result);
        r.push(result);
        r.skip(1);
        return;
    }
    let op = [Quick::Add, Quick::Subtract, Quick::Multiply][(word.x % 3) as usize];
    if let Some(result) = vm.large_doubles(op, x, y) {
        r.push(result);
        r.skip(1);
        return;
    }
    r.push(x);
    r.push(y);
}

/// `x // y` for a positive divisor.
#[inline(always)]
pub(in crate::interp) fn floor_divide(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    if let (Some(x), Some(y)) = (r.top(2).as_small(), r.top(1).as_small())
        && y > 0
    {
        r.put_for_two(Value::int(x.div_euclid(y)));
        return Ok(());
    }
    call(vm, r, word)
}

/// `x % y` for a positive divisor.
#[inline(always)]
pub(in crate::interp) fn modulo(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    if let (Some(x), Some(y)) = (r.top(2).as_small(), r.top(1).as_small())
        && y > 0
    {
        r.put_for_two(Value::int(x.rem_euclid(y)));
        return Ok(());
    }
    call(vm, r, word)
}

/// `x / y` of doubles.
#[inline(always)]
pub(in crate::interp) fn divide(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    if let (Some(x), Some(y)) = (r.top(2).as_inline_double(), r.top(1).as_inline_double()) {
        let result = vm.heap.double(x / y);
        r.put_for_two(result);
        return Ok(());
    }
    if let Some(result) = vm.large_doubles(word.op, r.top(2), r.top(1)) {
        r.put_for_two(result);
        return Ok(());
    }
    call(vm, r, word)
}

/// `x & y`, `x | y`, `x ^ y` of small integers.
#[inline(always)]
pub(in crate::interp) fn bitwise(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    if let (Some(x), Some(y)) = (r.top(2).as_small(), r.top(1).as_small()) {
        r.put_for_two(Value::int(match word.op {
            Quick::BitAnd => x & y,
            Quick::BitOr => x | y,
            _ => x ^ y,
        }));
        return Ok(());
    }
    call(vm, r, word)
}

/// `x.next()`, `x.previous()` of a small integer.
#[inline(always)]
pub(in crate::interp) fn neighbour(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    let x = r.top(1);
    let one = Value::int(if word.op == Quick::Next1 { 1 } else { -1 });
    if x.is_small()
        && let Some(value) = x.add_small(one)
    {
        r.put(1, value);
        return Ok(());
    }
    call(vm, r, word)
}

/// `!x` of a boolean.
#[inline(always)]
pub(in crate::interp) fn not(vm: &mut Vm, r: &mut Registers, word: &Word) -> Step {
    if let Some(b) = r.top(1).as_bool() {
        r.put(1, Value::bool(!b));
        return Ok(());
    }
    call(vm, r, word)
}
