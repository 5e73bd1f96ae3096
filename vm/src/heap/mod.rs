//! The heap: precise, generational, collected only at safepoints.
//!
//! Allocation bumps a pointer in the nursery. A collection of the nursery copies what is reachable into
//! the old generation (`collect`), whose objects stay where they are and are reclaimed by marking in
//! steps and lazy sweeping (`cycle`).
//!
//! **The rule that makes raw values safe.** Objects move or die only inside [`Heap::collect`], which is
//! `unsafe`: its caller must hold no value outside the roots it passes. There is one caller, the
//! interpreter's safepoint. Everywhere else a value stays valid, across any number of allocations. So
//! access through a value is a safe operation.
//!
//! **The barrier.** Every store into an object after its initialisation goes through [`Heap::store`].
//!
//! **The account.** Bytes reserved from the system (nursery chunks, blocks, large objects, and what
//! the machine reports of its stacks) are compared with a limit at safepoints, and before large
//! allocations by [`Heap::reserve`].
#![allow(unsafe_code)]

mod barrier;
mod close;
mod collect;
mod cycle;
mod element;
mod hold;
mod hosts;
mod identity;
mod nursery;
mod old;
mod parts;
mod types;

pub use collect::{Roots, Scope};
pub(crate) use hold::Held;
pub use parts::{PART, Undone};
pub use types::{Header, Layout, TYPES, Type};
pub(crate) use types::{OLD, REMEMBERED};

use crate::interp::Interrupt;
use crate::value::Value;
use barrier::Remembered;
use cycle::Cycle;
use hosts::HostObjects;
use nursery::{CHUNK_WORDS, Nursery, Room};
use old::{LARGE_WORDS, Old, ZEROED_WORDS};
use std::cell::Cell;

/// The part of the limit that a collection of everything must leave free.
const HEADROOM: usize = 64;
/// No object has more bytes than this, whatever the limit.
const MAX_OBJECT: usize = (u32::MAX as usize).saturating_mul(4);
/// What a call or a backward jump takes from the counter. A build with the feature `unmetered` takes nothing, and
/// accounts for nothing: it exists to measure what metering costs, and looks up only where memory is to be collected.
pub(crate) const UNIT: i64 = if METERED { 1 } else { 0 };
const METERED: bool = !cfg!(feature = "unmetered");
/// What is left behind is kept beside this, where no counter ever stands: so nothing is zero, which the loop
/// writes without a register.
const NOWHERE: i64 = i64::MIN;
/// The old generation is not collected below this many bytes.
const MIN_FULL_THRESHOLD: usize = 1 << 20;
/// It may grow by this many bytes at least before it is collected again.
const LEAST_GROWTH: usize = 1 << 20;
/// It may double where more bytes live than these, and grow by half where fewer do: then marking is cheap, and memory is what
/// people look at.
const SMALL_HEAP: usize = 16 << 20;

/// Figures that `--stats` prints.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeapStats {
    /// Collections of the nursery.
    pub minor_collections: u64,
    /// Collections of everything.
    pub full_collections: u64,
    /// The largest number of bytes reserved.
    pub peak_reserved: usize,
    /// Bytes copied out of the nursery.
    pub promoted: u64,
}

/// How the heap is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stress {
    /// Collect when needed.
    #[default]
    None,
    /// Collect at every safepoint, cycle after cycle, and poison what was left.
    EverySafepoint,
    /// Refuse the reservation of that number, counted from 1, whatever its size and the limit.
    RefuseReservation(u64),
    /// Look up at every safepoint, and find no memory left at the one of that number, counted from 1.
    RefuseSafepoint(u64),
}

/// Memory could not be reserved under the limit: the fiber stops in front of the instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverLimit {
    /// The bytes that were asked for.
    pub wanted: usize,
}

/// The heap of one vat.
pub struct Heap {
    bump: usize,
    bump_end: usize,
    nursery: Nursery,
    old: Old,
    /// The cycle of the old generation.
    cycle: Cycle,
    remembered: Remembered,
    /// The work list of collections of the nursery, kept for its room.
    evacuated: Vec<usize>,
    /// Objects that stand for something of the embedding program.
    hosts: HostObjects,
    full_threshold: usize,
    limit: usize,
    /// Bytes that the machine has reserved outside the heap (stacks, code).
    outside: usize,
    /// Elements of a long list were replaced: there may be superseded versions.
    pub(crate) versions: bool,
    /// Set when a collection should happen at the next safepoint.
    collection_wanted: bool,
    /// The one counter: spent by calls and backward jumps; where it lacks a unit, the machine looks up.
    pub fuse: i64,
    /// What was left of the slice when the counter was tripped.
    parked: i64,
    /// What the operation that runs has spent, and what was left of the slice then.
    spent: i64,
    left_behind: i64,
    /// Nothing is looked at (`hold`).
    held: bool,
    stress: Stress,
    /// Reservations of fewer bytes are granted without a look at the account.
    granted: usize,
    /// Reservations or safepoints that a stress which refuses one of them has seen, and whether it has.
    met: Cell<u64>,
    refused: Cell<bool>,
    /// Stops the machine from outside: what works in parts asks for it.
    interrupt: Interrupt,
    stats: HeapStats,
}

/// The header of a young object.
pub(crate) fn header_word(ty: Type, words: usize) -> u64 {
    Header::new(ty, words).0
}

impl Heap {
    /// The distances from a heap to what machine code reads and writes of it.
    pub(crate) const VERSIONS: usize = std::mem::offset_of!(Heap, versions);
    pub(crate) const FUSE: usize = std::mem::offset_of!(Heap, fuse);
    pub(crate) const BUMP: usize = std::mem::offset_of!(Heap, bump);
    pub(crate) const BUMP_END: usize = std::mem::offset_of!(Heap, bump_end);

    /// An empty heap with a limit in bytes.
    pub fn new(limit: usize, stress: Stress) -> Heap {
        let (nursery, room) = Nursery::new();
        let mut heap = Heap {
            bump: room.start,
            bump_end: room.end,
            nursery,
            old: Old::new(),
            cycle: Cycle::new(),
            remembered: Remembered::default(),
            evacuated: Vec::new(),
            hosts: HostObjects::default(),
            full_threshold: MIN_FULL_THRESHOLD,
            limit,
            outside: 0,
            versions: false,
            collection_wanted: false,
            fuse: 0,
            parked: 0,
            spent: 0,
            left_behind: 0,
            held: false,
            stress,
            granted: CHUNK_WORDS,
            met: Cell::new(0),
            refused: Cell::new(false),
            interrupt: Interrupt::default(),
            stats: HeapStats::default(),
        };
        heap.set_stress(stress);
        heap.note_peak();
        heap
    }

    // ---- Allocation -----------------------------------------------------------------------------

    /// Room for an object, with its header written.
    #[inline(always)]
    fn allocate(&mut self, ty: Type, words: usize) -> *mut u64 {
        let size = (words + 1) * 8;
        let start = self.bump;
        if size <= self.bump_end - start {
            self.bump = start + size;
            let object = start as *mut u64;
            // SAFETY: `[start, start + size)` lies in the current chunk and is not in use.
            unsafe { *object = Header::new(ty, words).0 };
            object
        } else {
            self.allocate_slow(ty, words)
        }
    }

    #[cold]
    #[inline(never)]
    fn allocate_slow(&mut self, ty: Type, words: usize) -> *mut u64 {
        if words + 1 > LARGE_WORDS {
            assert!(words < u32::MAX as usize, "object too large");
            let (object, flags) = self.old.allocate(words + 1);
            // SAFETY: the allocation has `words + 1` words.
            unsafe { *object = Header::new(ty, words).0 | flags | REMEMBERED };
            self.remembered.objects.push(object as usize);
            self.note_peak();
            if self.old.used > self.full_threshold || self.over_limit() {
                self.want_collection();
            }
            return object;
        }
        self.want_collection();
        let Room { start, end } =
            self.nursery.extend(Room { start: self.bump, end: self.bump_end });
        self.bump = start;
        self.bump_end = end;
        self.note_peak();
        self.allocate(ty, words)
    }

    fn note_peak(&mut self) {
        self.stats.peak_reserved = self.stats.peak_reserved.max(self.reserved());
    }

    /// An object with these fields.
    #[inline(always)]
    pub fn object(&mut self, ty: Type, fields: &[Value]) -> Value {
        debug_assert!(ty.layout() == Layout::Values && !fields.is_empty());
        assert!(fields.len() >= ty.least_words());
        let object = self.allocate(ty, fields.len());
        // SAFETY: `allocate` made room for the fields; initialising stores need no barrier, because a
        // fresh object is young, or remembered if it is large.
        unsafe {
            std::ptr::copy_nonoverlapping(fields.as_ptr().cast(), object.add(1), fields.len());
        }
        Value::from_address(object as usize)
    }

    /// A user-made object of a script, with its captures.
    #[inline(always)]
    pub(crate) fn object_of(&mut self, script: u32, captures: &[Value]) -> Value {
        let object = self.allocate(Type::Object, captures.len() + 2);
        // SAFETY: `allocate` made room for two fields and the captures.
        unsafe {
            *object.add(1) = Value::int(script as i64).bits();
            *object.add(2) = Value::NULL.bits();
            std::ptr::copy_nonoverlapping(captures.as_ptr().cast(), object.add(3), captures.len());
        }
        Value::from_address(object as usize)
    }

    /// An object of `words` fields, all of them `fill`.
    pub fn filled(&mut self, ty: Type, words: usize, fill: Value) -> Value {
        debug_assert!(ty.layout() == Layout::Values && words > 0);
        assert!(words >= ty.least_words());
        let object = self.allocate(ty, words);
        for i in 0..words {
            // SAFETY: `allocate` made room for `words` fields.
            unsafe { *object.add(1 + i) = fill.bits() };
        }
        Value::from_address(object as usize)
    }

    /// A raw object of `words` words, all zero.
    pub fn raw(&mut self, ty: Type, words: usize) -> Value {
        debug_assert!(ty.layout() == Layout::Raw && words > 0);
        self.zeroed(ty, words)
    }

    /// An object of `words` fields, whose contents do not matter before they are stored. A large one is not touched, so
    /// it takes no time, and no memory of the system before it is filled.
    pub fn unwritten(&mut self, ty: Type, words: usize) -> Value {
        if words < ZEROED_WORDS {
            return self.filled(ty, words, Value::NULL);
        }
        debug_assert!(ty.layout() == Layout::Values);
        self.zeroed(ty, words)
    }

    /// An object of words that are zero, which is a value too.
    fn zeroed(&mut self, ty: Type, words: usize) -> Value {
        assert!(words >= ty.least_words());
        let object = self.allocate(ty, words);
        // SAFETY: `allocate` made room for `words` words behind the header that it wrote. What has an allocation of
        // its own and is so large is zero already; in the nursery there may be objects of any size.
        unsafe {
            if words < ZEROED_WORDS || !Header(*object).has(types::LARGE) {
                std::ptr::write_bytes(object.add(1), 0, words);
            }
        }
        Value::from_address(object as usize)
    }

    /// Sets the byte of the header that is for the type's own use.
    pub(crate) fn set_extra(&mut self, object: Value, extra: u8) {
        let header = object.header();
        // SAFETY: `object` is a live object of this heap; only the extra byte changes.
        unsafe {
            *(object.address() as *mut u64) = header.0 & !(0xff << 24) | (extra as u64) << 24;
        }
    }

    /// A double, immediate if it can be.
    #[inline(always)]
    pub fn double(&mut self, d: f64) -> Value {
        match Value::inline_double(d) {
            Some(v) => v,
            None => self.boxed_double(d),
        }
    }

    #[inline(never)]
    fn boxed_double(&mut self, d: f64) -> Value {
        let object = self.raw(Type::Double, 1);
        self.raw_words_mut(object)[0] = d.to_bits();
        object
    }

    // ---- Raw objects ----------------------------------------------------------------------------

    /// The words of a raw object, to write.
    pub fn raw_words_mut(&mut self, object: Value) -> &mut [u64] {
        let header = object.header();
        assert!(header.has(types::RAW));
        // SAFETY: the payload of a live raw object; `&mut self` keeps others from reading it meanwhile.
        unsafe {
            std::slice::from_raw_parts_mut((object.address() as *mut u64).add(1), header.words())
        }
    }

    /// The bytes of a raw object behind its first word, to write.
    pub fn raw_bytes_mut(&mut self, object: Value) -> &mut [u8] {
        let words = &mut self.raw_words_mut(object)[1..];
        // SAFETY: the same memory as bytes; any byte pattern is valid.
        unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), words.len() * 8) }
    }

    /// The 32-bit units of a raw object behind its first word, to write.
    pub fn raw_units_mut(&mut self, object: Value) -> &mut [u32] {
        let words = &mut self.raw_words_mut(object)[1..];
        // SAFETY: the same memory as aligned 32-bit units; any pattern is valid.
        unsafe { std::slice::from_raw_parts_mut(words.as_mut_ptr().cast(), words.len() * 2) }
    }

    // ---- The account and the counter ------------------------------------------------------------

    /// Bytes reserved from the system.
    pub fn reserved(&self) -> usize {
        self.nursery.reserved()
            + self.old.reserved
            + self.old.identities.reserved()
            + self.cycle.reserved()
            + self.remembered.reserved()
            + self.hosts.reserved()
            + self.evacuated.capacity() * size_of::<usize>()
            + self.outside
    }

    /// The memory limit in bytes.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Changes the memory limit.
    pub fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// Tells the account how much memory the machine holds outside the heap.
    pub fn set_outside(&mut self, bytes: usize) {
        self.outside = bytes;
        self.note_peak();
    }

    /// Tells the account that the machine holds more outside the heap than it was told last; beyond the
    /// limit the machine looks up soon.
    pub fn charge_outside(&mut self, bytes: usize) {
        self.set_outside(self.outside + bytes);
        if self.over_limit() {
            self.trip();
        }
    }

    /// Asks whether `bytes` more would fit the limit. A built-in calls it before it makes anything
    /// large, and passes the error on: the instruction is then not executed.
    pub fn reserve(&self, bytes: usize) -> Result<(), OverLimit> {
        if METERED && bytes > self.granted { self.look_at_account(bytes) } else { Ok(()) }
    }

    #[cold]
    fn look_at_account(&self, bytes: usize) -> Result<(), OverLimit> {
        let refused = match self.stress {
            Stress::RefuseReservation(number) => self.refuse(number),
            _ => false,
        };
        if refused
            || bytes > MAX_OBJECT
            || bytes > CHUNK_WORDS && self.reserved().saturating_add(bytes) > self.limit
        {
            return Err(OverLimit { wanted: bytes });
        }
        Ok(())
    }

    /// Counts a reservation or a safepoint under stress; answers whether it is the one to refuse.
    fn refuse(&self, number: u64) -> bool {
        self.met.set(self.met.get() + 1);
        let refused = self.met.get() == number;
        if refused {
            self.refused.set(true);
        }
        refused
    }

    /// Whether the safepoint where the machine looks up is the one to refuse.
    pub(crate) fn refuses_safepoint(&self) -> bool {
        match self.stress {
            Stress::RefuseSafepoint(number) => self.refuse(number),
            _ => false,
        }
    }

    /// Whether memory was refused under stress since this was asked last: then a collection is no help.
    pub(crate) fn has_refused(&self) -> bool {
        self.refused.take()
    }

    /// The reservations or safepoints that a stress which refuses one of them has met.
    pub fn refusable(&self) -> u64 {
        self.met.get()
    }

    /// Whether the account is over the limit.
    pub fn over_limit(&self) -> bool {
        self.reserved() > self.limit
    }

    /// Whether a collection of everything has left so little below the limit that going on would mean
    /// collecting all the time.
    pub fn is_full(&self) -> bool {
        self.reserved().saturating_add(self.limit / HEADROOM) > self.limit
    }

    /// Asks for a collection at the next safepoint.
    pub fn want_collection(&mut self) {
        self.collection_wanted = true;
        self.trip();
    }

    /// Whether a safepoint should collect.
    pub fn collection_wanted(&self) -> bool {
        self.collection_wanted || self.stress == Stress::EverySafepoint
    }

    /// Makes the next spending of the counter look up.
    pub fn trip(&mut self) {
        if self.fuse > 0 && !self.held {
            self.parked += self.fuse;
            self.fuse = 0;
        }
    }

    /// Whether the next spending of the counter will look up.
    pub(crate) fn is_tripped(&self) -> bool {
        self.parked != 0
    }

    /// Whether there is nothing for a safepoint to do but to fill up the slice.
    pub(crate) fn is_at_ease(&self) -> bool {
        !self.is_tripped()
            && !self.held
            && !self.collection_wanted
            && self.stress == Stress::None
            && !self.owes_steps()
            && !self.over_limit()
    }

    /// Gives the counter back what `trip` took.
    pub fn untrip(&mut self) {
        self.fuse += std::mem::take(&mut self.parked);
    }

    /// What is left of the slice, tripped or not.
    pub fn slice_left(&self) -> i64 {
        self.fuse + self.parked
    }

    /// Spends on work that a built-in does, in proportion to its size. What one operation spends is summed up:
    /// the next one is told by the counter, which its instruction has lowered, or by [`Heap::begin`].
    pub fn spend(&mut self, units: usize) {
        if !METERED {
            return;
        }
        let units = units.min(1 << 40) as i64;
        let left = self.slice_left();
        if left ^ NOWHERE != self.left_behind {
            self.spent = 0;
        }
        self.spent += units;
        self.left_behind = (left - units) ^ NOWHERE;
        self.fuse -= units;
    }

    /// An operation begins whose instruction has not lowered the counter.
    #[inline(always)]
    pub(crate) fn begin(&mut self) {
        self.left_behind = 0;
    }

    /// Takes back what the operation that runs has spent: it does not happen, and will be done, and paid
    /// for, again.
    pub(crate) fn take_back_all(&mut self) {
        if self.slice_left() ^ NOWHERE == self.left_behind {
            self.fuse += self.spent;
        }
        self.begin();
    }

    /// Takes back what was spent since `left` was left: the work is not done, and will be spent on again.
    pub fn take_back(&mut self, left: i64) {
        self.fuse += left - self.slice_left();
        self.begin();
    }

    /// Shows every old object that was not swept: behind a collection of everything, all that live.
    pub(crate) fn each_old_object(&self, visit: impl FnMut(Value)) {
        self.old.each_object(visit);
    }

    /// Figures since the heap was made.
    pub fn stats(&self) -> HeapStats {
        self.stats
    }

    /// Changes how the heap is checked.
    pub fn set_stress(&mut self, stress: Stress) {
        self.stress = stress;
        self.met.set(0);
        self.refused.set(false);
        self.granted = if matches!(stress, Stress::RefuseReservation(_)) { 0 } else { CHUNK_WORDS };
    }

    /// How the heap is checked.
    pub fn stress(&self) -> Stress {
        self.stress
    }
}

// ---- Reading --------------------------------------------------------------------------------------

impl Value {
    /// Field `i` of a heap object made of values.
    #[inline(always)]
    pub fn field(self, i: usize) -> Value {
        let header = self.header();
        assert!(i < header.words() && !header.has(types::RAW));
        // SAFETY: the field lies within the live object, whose payload consists of values.
        unsafe { Value::from_bits(*(self.address() as *const u64).add(1 + i)) }
    }

    /// Capture `i` of a user-made object.
    #[inline(always)]
    pub(crate) fn capture(self, i: usize) -> Value {
        debug_assert!(i + 2 < self.header().words());
        // SAFETY: the verifier proved that the capture exists in the script whose code runs.
        unsafe { Value::from_bits(*(self.address() as *const u64).add(3 + i)) }
    }

    /// The first payload word of an object, as bits.
    #[inline(always)]
    pub(crate) fn first_word(self) -> u64 {
        // SAFETY: every object has at least one payload word.
        unsafe { *(self.address() as *const u64).add(1) }
    }

    /// The fields of a heap object made of values.
    ///
    /// The slice must not be used across a store into the same object.
    #[inline(always)]
    pub fn fields<'a>(self) -> &'a [Value] {
        let header = self.header();
        assert!(!header.has(types::RAW));
        // SAFETY: the payload of a live object of values, which are words; the caller of `collect`
        // vouches that nothing like this slice is alive then.
        unsafe {
            std::slice::from_raw_parts((self.address() as *const Value).add(1), header.words())
        }
    }

    /// Word `i` of a raw object.
    #[inline(always)]
    pub fn raw_word(self, i: usize) -> u64 {
        self.raw_words()[i]
    }

    /// The words of a raw object.
    #[inline(always)]
    pub fn raw_words<'a>(self) -> &'a [u64] {
        let header = self.header();
        assert!(header.has(types::RAW));
        // SAFETY: the payload of a live raw object; see `fields` for how long it may be used.
        unsafe { std::slice::from_raw_parts((self.address() as *const u64).add(1), header.words()) }
    }

    /// The bytes of a raw object behind its first word.
    #[inline(always)]
    pub fn raw_bytes<'a>(self) -> &'a [u8] {
        let words = &self.raw_words()[1..];
        // SAFETY: the same memory as bytes.
        unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), words.len() * 8) }
    }

    /// The 32-bit units of a raw object behind its first word.
    #[inline(always)]
    pub fn raw_units<'a>(self) -> &'a [u32] {
        let words = &self.raw_words()[1..];
        // SAFETY: the same memory as aligned 32-bit units.
        unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), words.len() * 2) }
    }
}
