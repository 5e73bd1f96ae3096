//! Sums, differences, shifts and bits of very long integers: word by word, in parts, without a copy of the operands in
//! the library's form. Each operation is a stream of the result's words in two's complement. The stream is
//! made twice: once to learn sign and length, once to be stored.

use super::integer;
use crate::heap::{Heap, PART, Type, Undone};
use crate::value::Value;

/// Whether one of two integers is so long that its words are taken in parts.
#[inline]
pub(super) fn is_long(a: Value, b: Value) -> bool {
    [a, b].iter().any(|v| integer::parts(*v).is_some_and(|(_, words)| words.len() > PART))
}

/// Sign and magnitude of an integer.
struct Number<'a> {
    negative: bool,
    words: std::borrow::Cow<'a, [u64]>,
}

impl Number<'_> {
    fn of(v: Value) -> Number<'static> {
        match integer::parts(v) {
            Some((negative, words)) => Number { negative, words: words.into() },
            None => {
                let n = v.as_small().unwrap_or(0);
                Number { negative: n < 0, words: vec![n.unsigned_abs()].into() }
            }
        }
    }

    /// The words in two's complement, from word `start` on, without end.
    fn twos(&self, start: usize) -> impl Iterator<Item = u64> {
        let below = &self.words[..start.min(self.words.len())];
        let mut negate = self.negative.then(|| Negation(below.iter().all(|&word| word == 0)));
        let words = self.words.iter().skip(start).copied().chain(std::iter::repeat(0));
        words.map(move |word| negate.as_mut().map_or(word, |negate| negate.next(word)))
    }
}

/// Negates the words of a number from the lowest on; knows whether all so far were zero.
struct Negation(bool);

impl Negation {
    fn next(&mut self, word: u64) -> u64 {
        let (negated, carry) = (!word).overflowing_add(self.0 as u64);
        self.0 = carry;
        negated
    }
}

/// The integer of the first `count` words of a stream, the last of which tells the sign.
fn made<I: Iterator<Item = u64>>(
    heap: &mut Heap,
    count: usize,
    stream: impl Fn() -> I,
) -> Result<Value, Undone> {
    let (mut length, mut negated_length, mut last) = (0, 0, 0);
    let (mut lowest, mut negation) = (0, Negation(true));
    for (i, word) in stream().take(count).enumerate() {
        heap.go_on_at(i)?;
        if word != 0 {
            length = i + 1;
        }
        if negation.next(word) != 0 {
            negated_length = i + 1;
        }
        if i == 0 {
            lowest = word;
        }
        last = word;
    }
    let negative = (last as i64) < 0;
    let length = if negative { negated_length } else { length };
    if length <= 1 {
        let magnitude = if negative { lowest.wrapping_neg() } else { lowest } as i128;
        return Ok(heap.wide_integer(if negative { -magnitude } else { magnitude }));
    }
    let object = heap.raw(Type::BigInt, length);
    let (mut words, mut negation) = (stream(), Negation(true));
    for start in (0..length).step_by(PART) {
        heap.go_on()?;
        let end = length.min(start + PART);
        for slot in &mut heap.raw_words_mut(object)[start..end] {
            let word = words.next().unwrap_or(0);
            *slot = if negative { negation.next(word) } else { word };
        }
    }
    heap.set_extra(object, negative as u8);
    Ok(object)
}

/// What `operator` makes of each two words.
fn combined(
    heap: &mut Heap,
    a: Value,
    b: Value,
    operator: impl Fn(u64, u64) -> u64,
) -> Result<Value, Undone> {
    let (a, b) = (Number::of(a), Number::of(b));
    let count = a.words.len().max(b.words.len()) + 1;
    made(heap, count, || a.twos(0).zip(b.twos(0)).map(|(x, y)| operator(x, y)))
}

/// The bits that both have.
pub(super) fn and(heap: &mut Heap, a: Value, b: Value) -> Result<Value, Undone> {
    combined(heap, a, b, |x, y| x & y)
}

/// The bits that either has.
pub(super) fn or(heap: &mut Heap, a: Value, b: Value) -> Result<Value, Undone> {
    combined(heap, a, b, |x, y| x | y)
}

/// The bits that one of them has.
pub(super) fn xor(heap: &mut Heap, a: Value, b: Value) -> Result<Value, Undone> {
    combined(heap, a, b, |x, y| x ^ y)
}

/// `a + b`, or `a - b`, which is `a + !b + 1`.
fn sum(heap: &mut Heap, a: Value, b: Value, subtract: bool) -> Result<Value, Undone> {
    let (a, b) = (Number::of(a), Number::of(b));
    let count = a.words.len().max(b.words.len()) + 1;
    let flip = if subtract { u64::MAX } else { 0 };
    made(heap, count, || {
        let mut carry = subtract;
        a.twos(0).zip(b.twos(0)).map(move |(x, y)| {
            let (sum, over) = x.overflowing_add(y ^ flip);
            let (sum, more) = sum.overflowing_add(carry as u64);
            carry = over || more;
            sum
        })
    })
}

/// The sum.
pub(super) fn add(heap: &mut Heap, a: Value, b: Value) -> Result<Value, Undone> {
    sum(heap, a, b, false)
}

/// The difference.
pub(super) fn subtract(heap: &mut Heap, a: Value, b: Value) -> Result<Value, Undone> {
    sum(heap, a, b, true)
}

/// `a * 2^count`.
pub(super) fn shift_left(heap: &mut Heap, a: Value, count: usize) -> Result<Value, Undone> {
    let (a, zeros, bits) = (Number::of(a), count / 64, count % 64);
    made(heap, a.words.len() + zeros + 2, || {
        let mut below = 0u64;
        let shifted = a.twos(0).map(move |word| {
            let out = if bits == 0 { word } else { word << bits | below >> (64 - bits) };
            below = word;
            out
        });
        std::iter::repeat_n(0, zeros).chain(shifted)
    })
}

/// `a` divided by `2^count`, rounded towards minus infinity.
pub(super) fn shift_right(heap: &mut Heap, a: Value, count: usize) -> Result<Value, Undone> {
    let (a, dropped, bits) = (Number::of(a), count / 64, count % 64);
    let left = a.words.len().saturating_sub(dropped) + 1;
    made(heap, left, || {
        let words = a.twos(dropped).zip(a.twos(dropped + 1));
        words
            .map(move |(low, high)| if bits == 0 { low } else { low >> bits | high << (64 - bits) })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::heap::Stress;
    use dashu_int::IBig;

    #[test]
    fn words_give_what_the_library_gives() {
        let heap = &mut Heap::new(usize::MAX, Stress::None);
        let power = |n: usize| IBig::from(1) << n;
        let mut numbers = Vec::new();
        for n in [0, 1, 5, 60, 61, 63, 64, 65, 127, 128, 192, 200, 300] {
            for near in [-1, 0, 1] {
                let number = power(n) + IBig::from(near);
                numbers.extend([-number.clone(), number]);
            }
        }
        numbers.push(power(300) - power(100));
        let same = |v: Value, expected: IBig| assert_eq!(integer::of(v), Some(expected));
        for x in &numbers {
            let a = heap.big(x.clone());
            for y in &numbers {
                let b = heap.big(y.clone());
                same(add(heap, a, b).expect("room"), x + y);
                same(subtract(heap, a, b).expect("room"), x - y);
                same(and(heap, a, b).expect("room"), x & y);
                same(or(heap, a, b).expect("room"), x | y);
                same(xor(heap, a, b).expect("room"), x ^ y);
            }
            for count in [0, 1, 3, 63, 64, 65, 128, 190, 500] {
                same(shift_left(heap, a, count).expect("room"), x << count);
                same(shift_right(heap, a, count).expect("room"), x >> count);
            }
        }
        // One form for each number: small ones are immediate.
        let big = heap.big(power(100));
        assert_eq!(subtract(heap, big, big), Ok(Value::ZERO));
        let next = heap.big(power(100) + IBig::ONE);
        assert_eq!(subtract(heap, big, next), Ok(Value::int(-1)));
    }
}
