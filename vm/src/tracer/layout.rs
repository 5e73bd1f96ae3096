//! What machine code must know of the machine, values and objects: distances and bits.

use crate::data::text::Chars;
use crate::heap::{Heap, Type, header_word};
use crate::value::{POINTER_PATTERN, Value};
use crate::vm::Vm;
use std::mem::offset_of;

/// The distance from a pointer value to the header of its object; the type is its low half word.
pub const HEADER: i32 = -(POINTER_PATTERN as i32);
/// The flags of the header that say whether a store must be remembered.
pub const OLD_AND_REMEMBERED: u32 = (crate::heap::OLD | crate::heap::REMEMBERED) as u32;
/// What they are where it must.
pub const OLD: u32 = crate::heap::OLD as u32;
/// The flag of a list or a map that was found to be settled.
pub const SETTLED: u32 = (crate::data::plain::SETTLED as u32) << 24;
/// The distance from the machine to what is left of the slice.
pub const FUSE: i32 = (offset_of!(Vm, heap) + Heap::FUSE) as i32;
/// What a call or a backward jump takes from it: nothing in a build with the feature `unmetered`.
pub const UNIT: u32 = crate::heap::UNIT as u32;
/// The distance to whether lists have been superseded, a byte.
pub const HAS_VERSIONS: i32 = (offset_of!(Vm, heap) + Heap::VERSIONS) as i32;
/// The distance to the first free byte of the nursery, and to its end.
pub const BUMP: i32 = (offset_of!(Vm, heap) + Heap::BUMP) as i32;
/// The distance to the end of the nursery's room.
pub const BUMP_END: i32 = (offset_of!(Vm, heap) + Heap::BUMP_END) as i32;
/// The distances to where calls must stop.
pub const LIMIT: i32 = offset_of!(Vm, trace_limit) as i32;
/// See [`LIMIT`].
pub const AREA_END: i32 = offset_of!(Vm, trace_area_end) as i32;
/// The distances to values of the machine's own: the object `throw`.
pub const THROW: i32 = offset_of!(Vm, throw) as i32;
/// The empty map.
pub const EMPTY_MAP: i32 = offset_of!(Vm, empty_map) as i32;
/// The named arguments of a call that passes none.
pub const FAIL_MAP: i32 = offset_of!(Vm, fail_map) as i32;
/// The distance to the outcome of the slow test of a pattern that ran last, a byte.
pub const TEST_FAILED: i32 = offset_of!(Vm, test_failed) as i32;
/// The distance to the address of local 0.
pub const BASE: i32 = offset_of!(Vm, trace_base) as i32;

/// The distance to what a helper answered that keeps all registers.
pub const ANSWER: i32 = offset_of!(Vm, trace_answer) as i32;

/// The distance from a pointer value to a field of its object.
pub const fn field(index: u32) -> i32 {
    HEADER + 8 * (index as i32 + 1)
}

/// The header of a new object of values.
pub fn header(ty: u16, words: usize) -> u64 {
    header_word(crate::heap::TYPES[ty as usize], words)
}

const _: () = assert!(Type::Null as u16 == 0);

/// Strings that are shorter are compared without fuel.
pub const SHORT_TEXT: i64 = crate::sameness::FREE_TEXT as i64;

/// Whether two strings are the same.
pub fn is_same_text(x: Value, y: Value) -> bool {
    Chars::of_sequence(x).equal(Chars::of_sequence(y))
}
