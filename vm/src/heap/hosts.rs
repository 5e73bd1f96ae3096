//! Host objects: objects of the heap that stand for something which the embedding program owns.
//!
//! The heap knows the number of each and where it is. When one has died, its number is handed to the
//! machine, which lets go of what it stood for: a young one is known to be dead behind the next collection of the
//! nursery, an old one at the end of the cycle.
#![allow(unsafe_code)]

use super::Heap;
use super::types::{FORWARDED, Header, MARK, Type};
use crate::value::Value;

/// Where the host objects are.
#[derive(Default)]
pub(super) struct HostObjects {
    /// Address and number of those in the nursery.
    young: Vec<(usize, u32)>,
    /// The same for the old generation.
    old: Vec<(usize, u32)>,
    /// Numbers of those that have died.
    dead: Vec<u32>,
}

impl HostObjects {
    /// Bytes reserved.
    pub(super) fn reserved(&self) -> usize {
        (self.young.capacity() + self.old.capacity()) * size_of::<(usize, u32)>()
            + self.dead.capacity() * size_of::<u32>()
    }
}

impl Heap {
    /// The object that stands for the host's object of this number.
    pub(crate) fn host_object(&mut self, number: u32) -> Value {
        let object = self.object(Type::Host, &[Value::index(number as usize)]);
        self.hosts.young.push((object.address(), number));
        object
    }

    /// The numbers of host objects that have died since this was asked last.
    pub(crate) fn dead_hosts(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.hosts.dead)
    }

    /// Behind a collection of the nursery, before it is used again.
    pub(super) fn move_hosts(&mut self) {
        let hosts = &mut self.hosts;
        for (address, number) in hosts.young.drain(..) {
            // SAFETY: the nursery has not been reset yet, so the header is still there.
            let header = unsafe { Header(*(address as *const u64)) };
            if header.has(FORWARDED) {
                // SAFETY: the first payload word of a forwarded object is its new address.
                let moved = unsafe { *((address + 8) as *const u64) } as usize;
                hosts.old.push((moved, number));
            } else {
                hosts.dead.push(number);
            }
        }
    }

    /// When everything reachable is marked, and before anything is swept.
    pub(super) fn forget_dead_hosts(&mut self) {
        let parity = self.old.parity;
        let hosts = &mut self.hosts;
        hosts.old.retain(|&(address, number)| {
            // SAFETY: the addresses are those of old objects; dead ones are not swept yet.
            let lives = unsafe { *(address as *const u64) & MARK == parity };
            if !lives {
                hosts.dead.push(number);
            }
            lives
        });
    }
}
