//! Identities: numbers for objects that are compared by identity, which stay when the object moves.
//!
//! An object that has one is flagged, so that the table is asked only for those. When such an object dies in
//! the nursery, its row goes with the collection; an old one's goes when its memory is swept, so that no
//! pause follows the size of the table.
#![allow(unsafe_code)]

use super::Heap;
use super::types::{FORWARDED, Header, IDENTIFIED, OLD};
use crate::value::Value;

/// Bytes of a row of the table.
const ROW: usize = 20;

/// The numbers that were given.
#[derive(Default)]
pub(super) struct Identities {
    by_address: hashbrown::HashMap<usize, u64>,
    /// Addresses in the nursery.
    young: Vec<usize>,
    /// The last number given.
    last: u64,
}

impl Identities {
    /// Bytes reserved.
    pub(super) fn reserved(&self) -> usize {
        self.by_address.capacity() * ROW + self.young.capacity() * size_of::<usize>()
    }

    /// An old object that was flagged is swept.
    pub(super) fn forget(&mut self, address: usize) {
        self.by_address.remove(&address);
    }

    /// Behind a collection of the nursery, before it is used again.
    pub(super) fn move_young(&mut self) {
        for address in self.young.drain(..) {
            let Some(number) = self.by_address.remove(&address) else { continue };
            // SAFETY: the nursery has not been reset yet, so the header is still there.
            let header = unsafe { Header(*(address as *const u64)) };
            if header.has(FORWARDED) {
                // SAFETY: the first payload word of a forwarded object is its new address.
                let moved = unsafe { *((address + 8) as *const u64) } as usize;
                self.by_address.insert(moved, number);
            }
        }
    }

    /// Gives memory back.
    pub(super) fn shrink(&mut self) {
        self.young = Vec::new();
        self.by_address.shrink_to_fit();
    }
}

impl Heap {
    /// A number for an object that is compared by identity; it stays when the object moves.
    pub fn identity(&mut self, object: Value) -> u64 {
        let (address, header) = (object.address(), object.header());
        let identities = &mut self.old.identities;
        if header.has(IDENTIFIED) {
            return identities.by_address[&address];
        }
        // SAFETY: `object` is a live object of this heap; only the flag changes.
        unsafe { *(address as *mut u64) = header.0 | IDENTIFIED };
        identities.last += 1;
        identities.by_address.insert(address, identities.last);
        if !header.has(OLD) {
            identities.young.push(address);
        }
        identities.last
    }
}
