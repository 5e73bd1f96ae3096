//! Hashes of keys: values that are the same have the same hash.
//!
//! Strings and bytes are hashed with the key of the process; numbers by their bits, big integers by
//! their digits; what is compared by identity by a number that stays with the object; what is compared by
//! contents by its parts, down to a bounded depth: equal cyclic lists unfold to the same tree, so they
//! have the same hash wherever it is cut.

use super::keyed;
use super::nature::{Nature, nature};
use super::same::{AT_ONCE, native_parts, octets, part};
use super::{folded, settled};
use crate::builtin::reference;
use crate::data::list;
use crate::data::text::Chars;
use crate::heap::{Type, Undone};
use crate::native::Raise;
use crate::value::Value;
use crate::vm::Vm;
use hashbrown::HashMap;

/// Levels of contents that take part in a hash.
const DEPTH: usize = 7;
/// Hashes of parts are remembered from this many on.
const REMEMBER_FROM: usize = 32;

/// A hash of 59 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hash(pub u64);

impl Hash {
    #[inline(always)]
    fn new(bits: u64) -> Hash {
        Hash(bits >> 5)
    }

    /// As a word of a table, whose lowest bit is free for the table.
    #[inline(always)]
    pub fn word(self) -> Value {
        Value::int((self.0 << 1) as i64)
    }

    /// From a word of a table.
    #[inline(always)]
    pub fn from_word(word: Value) -> Hash {
        Hash(word.to_index() as u64 >> 1)
    }
}

/// A key as it is stored (what the reference stands for) and its hash, or why it cannot be a key.
#[inline(always)]
pub fn key(vm: &mut Vm, value: Value) -> Result<(Value, Hash), Raise> {
    if !value.is_pointer() {
        return Ok((value, Hash::new(mix(value.bits()))));
    }
    if let Some(hash) = vm.recent_key.hash_of(value) {
        return Ok((value, hash));
    }
    if value.is_heap(Type::Str) {
        let left = vm.heap.slice_left();
        let hash = Hash::new(text_hash(vm, value)?);
        if vm.heap.slice_left() == left {
            vm.recent_key.keep(value, hash);
        }
        return Ok((value, hash));
    }
    compound_key(vm, value)
}

#[inline(never)]
fn compound_key(vm: &mut Vm, value: Value) -> Result<(Value, Hash), Raise> {
    let value = vm.resolve(value);
    let left = vm.heap.slice_left();
    if let Some(hash) = plain_hash(vm, value) {
        let hash = Hash::new(hash);
        if vm.heap.slice_left() == left {
            vm.recent_key.keep(value, hash);
        }
        return Ok((value, hash));
    }
    if reference::is_unresolved(value) {
        return vm.throw_text("Unresolved promises cannot be used as map keys");
    }
    if !settled::is_settled(vm, value)? {
        return vm.throw_text("Must be settled");
    }
    let hash = deep_hash(vm, value, false)?;
    Ok((value, Hash::new(hash)))
}

/// The hash of a list of nothing but immediate values and strings, the usual compound key: nothing in it can
/// change or needs a walk.
#[inline]
fn plain_hash(vm: &mut Vm, value: Value) -> Option<u64> {
    if !value.is_heap(Type::List) {
        return None;
    }
    let items = list::items_of_list(value).filter(|items| items.len() <= AT_ONCE)?;
    let mut hash = combine(Type::List as u64, items.len() as u64);
    for &item in items {
        let part = if !item.is_pointer() {
            mix(item.bits())
        } else if item.is_heap(Type::Str) {
            // What cannot be done now is met again by the walk that follows.
            text_hash(vm, item).ok()?
        } else {
            return None;
        };
        hash = combine(hash, part);
    }
    if items.len() >= 8 {
        vm.heap.spend(items.len() / 8);
    }
    Some(mix(hash))
}

/// The hash of a value that may contain unresolved references, which count by identity.
pub(super) fn unsettled_hash(vm: &mut Vm, value: Value) -> Result<Hash, Raise> {
    Ok(Hash::new(deep_hash(vm, value, true)?))
}

fn deep_hash(vm: &mut Vm, value: Value, promises: bool) -> Result<u64, Raise> {
    let mut walk = Walk { promises, parts: 0, known: HashMap::new() };
    let hash = walk.hash(vm, value, DEPTH)?;
    vm.heap.spend(walk.parts / 8);
    Ok(hash)
}

struct Walk {
    /// Unresolved references are hashed by identity.
    promises: bool,
    parts: usize,
    /// Hashes of what was met, with the depth left there.
    known: HashMap<(Value, usize), u64>,
}

impl Walk {
    fn hash(&mut self, vm: &mut Vm, value: Value, depth: usize) -> Result<u64, Raise> {
        if !value.is_pointer() {
            return Ok(mix(value.bits()));
        }
        let value = vm.resolve(value);
        if !value.is_pointer() {
            return Ok(mix(value.bits()));
        }
        match value.ty() {
            Type::Str => return Ok(text_hash(vm, value)?),
            Type::Bytes => {
                let bytes = octets(value);
                vm.heap.spend(bytes.len() / 64);
                let seed = vm.config.hash_seed;
                if bytes.len() > AT_ONCE {
                    return Ok(folded::hash_in_parts(seed, 1, bytes, || vm.go_on())?);
                }
                return Ok(folded::hash(seed, 1, bytes));
            }
            Type::Double => {
                // All that is not a number is one key.
                let d = value.as_double().filter(|d| !d.is_nan()).unwrap_or(f64::NAN);
                return Ok(mix(d.to_bits()));
            }
            Type::BigInt => {
                let sign = value.header().extra() as u64;
                let words = value.raw_words().iter();
                return Ok(mix(words.fold(sign, |hash, &word| combine(hash, word))));
            }
            Type::TraversalKey => return Ok(mix(value.field(1).bits())),
            Type::Broken => return vm.throw_text("Broken promise is not hashable"),
            Type::Promise => {
                return if reference::is_unresolved(value) {
                    if self.promises {
                        Ok(mix(vm.heap.identity(value)))
                    } else {
                        vm.throw_text("Unsettled promise is not hashable")
                    }
                } else if self.promises {
                    Ok(mix(vm.heap.identity(value)))
                } else {
                    vm.throw_text("Broken promise is not hashable")
                };
            }
            _ => {}
        }
        if nature(value) != Nature::Transparent {
            return Ok(mix(vm.heap.identity(value)));
        }
        self.parts(vm, value, depth)
    }

    /// The hash of what is compared by contents.
    fn parts(&mut self, vm: &mut Vm, value: Value, depth: usize) -> Result<u64, Raise> {
        let portrayed = match native_parts(vm, value)? {
            Some(_) => value,
            None => keyed::portrayal(vm, value)?,
        };
        let Some(count) = native_parts(vm, portrayed)? else {
            return Ok(mix(vm.heap.identity(value)));
        };
        let mut hash = combine(value.ty() as u64, count as u64);
        if depth == 0 || count == 0 {
            return Ok(mix(hash));
        }
        self.parts += count;
        vm.go_on()?;
        if self.parts > REMEMBER_FROM
            && let Some(&known) = self.known.get(&(value, depth))
        {
            return Ok(known);
        }
        for i in 0..count {
            let part = self.hash(vm, part(portrayed, i), depth - 1)?;
            hash = combine(hash, part);
        }
        let hash = mix(hash);
        if self.parts > REMEMBER_FROM {
            self.known.insert((value, depth), hash);
        }
        Ok(hash)
    }
}

/// The keyed hash of a string; it does not depend on the width of the buffer.
#[inline(always)]
fn text_hash(vm: &mut Vm, value: Value) -> Result<u64, Undone> {
    match Chars::of_sequence(value) {
        Chars::Narrow(bytes) => {
            if bytes.len() >= 64 {
                vm.heap.spend(bytes.len() / 64);
            }
            if bytes.len() > AT_ONCE {
                return folded::hash_in_parts(vm.config.hash_seed, 0, bytes, || vm.go_on());
            }
            Ok(folded::hash(vm.config.hash_seed, 0, bytes))
        }
        Chars::Wide(units) => wide_hash(vm, units),
    }
}

#[inline(never)]
fn wide_hash(vm: &mut Vm, units: &[u32]) -> Result<u64, Undone> {
    vm.heap.spend(units.len() / 64);
    let width = if units.iter().all(|&unit| unit < 256) { 1 } else { 4 };
    if units.len() > AT_ONCE {
        vm.heap.reserve(units.len().saturating_mul(width))?;
    }
    let mut bytes = Vec::with_capacity(units.len() * width);
    for part in units.chunks(AT_ONCE) {
        vm.go_on()?;
        match width {
            1 => bytes.extend(part.iter().map(|&unit| unit as u8)),
            _ => bytes.extend(part.iter().flat_map(|unit| unit.to_le_bytes())),
        }
    }
    if bytes.len() > AT_ONCE {
        return folded::hash_in_parts(vm.config.hash_seed, 0, &bytes, || vm.go_on());
    }
    Ok(folded::hash(vm.config.hash_seed, 0, &bytes))
}

/// Spreads the bits of a word (the finalizer of SplitMix64).
#[inline(always)]
fn mix(word: u64) -> u64 {
    let mut z = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One part more of a hash, which [`mix`] finishes.
#[inline(always)]
fn combine(hash: u64, part: u64) -> u64 {
    (hash.rotate_left(5) ^ part).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
