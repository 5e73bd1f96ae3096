//! The nursery: chunks of memory in which objects are born, one behind the other.
//!
//! Usually there is one chunk. What is made between the wish for a collection and the next safepoint goes to
//! further ones; one of them is kept for the next overrun. Young objects are told from old ones by their address, so
//! that a reference to an old one can be passed over without a look at the object.

/// Words of a chunk.
pub(super) const CHUNK_WORDS: usize = 128 * 1024;
/// Bytes of a chunk.
pub(super) const CHUNK: usize = CHUNK_WORDS * 8;
/// Bytes of the chunk that are used at most between two collections: the rest is for what is made between the wish for one and
/// the next safepoint.
const LARGE: usize = CHUNK - CHUNK / 8;
/// Bytes of the chunk that are used at first: programs whose objects die young need no more.
const SMALL: usize = CHUNK / 4;
/// More of the chunk is used when a collection finds more than this part of it alive: what is given more time to die costs
/// less.
const MANY_ALIVE: usize = 16;
/// While a cycle of the old generation goes on, the nursery is collected when this part of a chunk is
/// full: each collection is followed by a step of the cycle, and the pause is that of both.
const CYCLE_PART: usize = 4;
/// What the memory of dead objects is overwritten with under stress.
const POISON: u64 = 0xdead_dead_dead_dead;

/// The chunks, and where they are.
pub(super) struct Nursery {
    chunks: Vec<Box<[u64]>>,
    /// A chunk that the last collection left over.
    spare: Option<Box<[u64]>>,
    /// All chunks lie in these bytes; other memory may do so too.
    lowest: usize,
    span: usize,
    /// Bytes of the first chunk that are used between two collections.
    part: usize,
}

/// Free bytes of a chunk.
pub(super) struct Room {
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Nursery {
    /// A nursery of one chunk, and the room in it.
    pub(super) fn new() -> (Nursery, Room) {
        let mut nursery =
            Nursery { chunks: Vec::new(), spare: None, lowest: 0, span: 0, part: SMALL };
        let Room { start, .. } = nursery.add_chunk();
        (nursery, Room { start, end: start + SMALL })
    }

    /// Bytes reserved from the system.
    pub(super) fn reserved(&self) -> usize {
        (self.chunks.len() + self.spare.iter().len()) * CHUNK
    }

    /// Whether an object at this address may be young; it is old for certain where not.
    #[inline(always)]
    pub(super) fn may_hold(&self, address: usize) -> bool {
        address.wrapping_sub(self.lowest) < self.span
    }

    /// More room than there is: what a cycle has kept of the last chunk, or another chunk.
    pub(super) fn extend(&mut self, room: Room) -> Room {
        let whole = self.chunks.last().map_or(0, |chunk| chunk.as_ptr() as usize + CHUNK);
        if room.end < whole { Room { end: whole, ..room } } else { self.add_chunk() }
    }

    fn add_chunk(&mut self) -> Room {
        let unused = self.spare.take();
        let chunk = unused.unwrap_or_else(|| vec![0u64; CHUNK_WORDS].into_boxed_slice());
        let start = chunk.as_ptr() as usize;
        self.chunks.push(chunk);
        self.find_bounds();
        Room { start, end: start + CHUNK }
    }

    fn find_bounds(&mut self) {
        let starts = || self.chunks.iter().map(|chunk| chunk.as_ptr() as usize);
        self.lowest = starts().min().unwrap_or(0);
        self.span = starts().max().map_or(0, |highest| highest + CHUNK - self.lowest);
    }

    /// Gives the chunk back that the last collection left over.
    pub(super) fn release_spare(&mut self) {
        self.spare = None;
    }

    /// Lets all objects go, of which so many bytes were alive. `poison_to` is where the last one ended, to overwrite what
    /// they were if that is asked for.
    pub(super) fn reset(&mut self, in_cycle: bool, alive: usize, poison_to: Option<usize>) -> Room {
        if let Some(used) = poison_to {
            for chunk in &mut self.chunks {
                let start = chunk.as_ptr() as usize;
                let end =
                    if (start..=start + CHUNK).contains(&used) { used } else { start + CHUNK };
                chunk[..(end - start) / 8].fill(POISON);
            }
        }
        self.spare = self.chunks.drain(1..).next();
        self.find_bounds();
        let start = self.lowest;
        if alive > self.part / MANY_ALIVE {
            self.part = LARGE.min(self.part * 2);
        }
        let part = if in_cycle { self.part.min(CHUNK / CYCLE_PART) } else { self.part };
        Room { start, end: start + part }
    }
}
