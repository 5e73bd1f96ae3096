//! Storage of the tree: typed indices, ranges of indices, and the tables they point into.
//!
//! Every kind of node lives in one `Vec` of [`Ast`](super::Ast). An [`Id`] is an index into the `Vec` of its kind,
//! a [`List`] a contiguous range of it; both are `Copy`, and `ast[id]` and `ast[list]` read them.
//! Dropping a tree drops some flat vectors, however deep the tree is.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::num::NonZeroU32;

/// The index of a `T` in its table. `Option<Id<T>>` is as small as `Id<T>`.
pub struct Id<T> {
    number: NonZeroU32,
    kind: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    pub(crate) fn from_index(index: usize) -> Id<T> {
        let number =
            NonZeroU32::new(index as u32 + 1).expect("an arena holds fewer than 2^32 nodes");
        Id { number, kind: PhantomData }
    }

    /// Position in the table, from 0.
    pub fn index(self) -> usize {
        (self.number.get() - 1) as usize
    }
}

/// A contiguous range of `T`s in their table.
pub struct List<T> {
    start: u32,
    len: u32,
    kind: PhantomData<fn() -> T>,
}

impl<T> List<T> {
    pub(crate) fn from_range(start: usize, end: usize) -> List<T> {
        List { start: start as u32, len: (end - start) as u32, kind: PhantomData }
    }

    /// The empty list.
    pub const fn empty() -> List<T> {
        List { start: 0, len: 0, kind: PhantomData }
    }

    /// Number of elements.
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// Whether there are no elements.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }

    /// The positions covered.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }

    /// The ids of the elements, for kinds that are pointed to by [`Id`] too.
    pub fn ids(self) -> impl Iterator<Item = Id<T>> {
        self.range().map(Id::from_index)
    }
}

// Derives would ask the same traits of `T`, which is only a marker here.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Id<T> {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Id<T>) -> bool {
        self.number == other.number
    }
}
impl<T> Eq for Id<T> {}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{}", self.index())
    }
}
impl<T> Clone for List<T> {
    fn clone(&self) -> List<T> {
        *self
    }
}
impl<T> Copy for List<T> {}
impl<T> Default for List<T> {
    fn default() -> List<T> {
        List::empty()
    }
}
impl<T> PartialEq for List<T> {
    fn eq(&self, other: &List<T>) -> bool {
        (self.start, self.len) == (other.start, other.len)
    }
}
impl<T> Eq for List<T> {}
impl<T> fmt::Debug for List<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "#{}+{}", self.start, self.len)
    }
}
