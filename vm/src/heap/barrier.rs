//! Stores into objects, with the write barrier: an old object that may point into the nursery is
//! remembered. A large one is remembered by the fields that were written, so that appending to a long
//! buffer does not make each collection walk all of it.
#![allow(unsafe_code)]

use super::Heap;
use super::types::{LARGE, OLD, RAW, REMEMBERED};
use crate::value::Value;

/// Remembered fields of large objects at which a collection is wanted.
const MANY_RANGES: usize = 1 << 14;
/// Words of remembered objects at which a collection is wanted: it looks at all of them.
const MANY_WORDS: usize = 1 << 17;

/// Consecutive fields of a large old object.
#[derive(Clone, Copy)]
pub(super) struct FieldRange {
    pub(super) first: *mut Value,
    pub(super) count: usize,
}

/// What may point from the old generation into the nursery.
#[derive(Default)]
pub(super) struct Remembered {
    /// Addresses of old objects that are flagged.
    pub(super) objects: Vec<usize>,
    /// Words of the objects.
    pub(super) words: usize,
    /// Fields of large objects that are not flagged.
    pub(super) ranges: Vec<FieldRange>,
}

// SAFETY: the ranges lie in objects of the heap that owns this.
unsafe impl Send for Remembered {}

impl Remembered {
    /// Bytes reserved.
    pub(super) fn reserved(&self) -> usize {
        self.objects.capacity() * size_of::<usize>()
            + self.ranges.capacity() * size_of::<FieldRange>()
    }
}

impl Heap {
    /// Stores into a field of an existing object, with the write barrier.
    #[inline(always)]
    pub fn store(&mut self, object: Value, field: usize, value: Value) {
        let header = object.header();
        assert!(field < header.words() && !header.has(RAW));
        if header.0 & (OLD | REMEMBERED) == OLD && value.is_pointer() {
            self.remember(object, field, 1);
        }
        // SAFETY: the field lies within the live object, whose payload consists of values.
        unsafe { *(object.address() as *mut u64).add(1 + field) = value.bits() };
    }

    /// Stores consecutive fields of an existing object, with one write barrier for all of them. The
    /// values may come from the same object.
    pub fn store_all(&mut self, object: Value, first: usize, values: &[Value]) {
        let header = object.header();
        assert!(first + values.len() <= header.words() && !header.has(RAW));
        if header.0 & (OLD | REMEMBERED) == OLD {
            self.remember(object, first, values.len());
        }
        // SAFETY: the fields lie within the live object, whose payload consists of values; `copy`
        // allows the two places to overlap.
        unsafe {
            let place = (object.address() as *mut Value).add(1 + first);
            std::ptr::copy(values.as_ptr(), place, values.len());
        }
    }

    #[cold]
    #[inline(never)]
    pub(super) fn remember(&mut self, object: Value, field: usize, count: usize) {
        let address = object.address();
        if object.header().has(LARGE) {
            // SAFETY: the caller has checked that the fields lie within the object.
            let first = unsafe { (address as *mut Value).add(1 + field) };
            self.remembered.ranges.push(FieldRange { first, count });
            if self.remembered.ranges.len().is_multiple_of(MANY_RANGES) {
                self.want_collection();
            }
            return;
        }
        self.remembered.objects.push(address);
        // SAFETY: `object` is a live old object; only the flag changes.
        unsafe { *(address as *mut u64) |= REMEMBERED };
        self.remembered.words += object.header().words();
        if self.remembered.words > MANY_WORDS {
            self.want_collection();
        }
    }
}
