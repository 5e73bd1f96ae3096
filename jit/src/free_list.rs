//! Which bytes of a piece of memory are free: ranges that are taken and given back by their first byte and length.
//!
//! The smallest range that is large enough is divided; ranges that are given back grow together with their neighbours.

use std::collections::{BTreeMap, BTreeSet};

/// The free ranges of a piece of memory.
#[derive(Debug)]
pub(crate) struct FreeList {
    size: usize,
    /// The length of each, by its first byte.
    lengths: BTreeMap<usize, usize>,
    /// The same as length and first byte.
    by_length: BTreeSet<(usize, usize)>,
}

impl FreeList {
    /// `size` bytes, all of them free.
    pub(crate) fn new(size: usize) -> FreeList {
        let mut list = FreeList { size, lengths: BTreeMap::new(), by_length: BTreeSet::new() };
        list.insert(0, size);
        list
    }

    /// Takes `length` bytes, if there are so many in a row.
    pub(crate) fn take(&mut self, length: usize) -> Option<usize> {
        let &(found, start) = self.by_length.range((length, 0)..).next()?;
        self.remove(start, found);
        if found > length {
            self.insert(start + length, found - length);
        }
        Some(start)
    }

    /// Gives back what was taken.
    pub(crate) fn give_back(&mut self, start: usize, length: usize) {
        let (mut start, mut length) = (start, length);
        let before =
            self.lengths.range(..start).next_back().map(|(&start, &length)| (start, length));
        let behind = self.lengths.range(start..).next().map(|(&start, &length)| (start, length));
        debug_assert!(before.is_none_or(|(first, size)| first + size <= start));
        debug_assert!(behind.is_none_or(|(first, _)| start + length <= first));
        if let Some((first, size)) = behind
            && start + length == first
        {
            self.remove(first, size);
            length += size;
        }
        if let Some((first, size)) = before
            && first + size == start
        {
            self.remove(first, size);
            (start, length) = (first, length + size);
        }
        self.insert(start, length);
    }

    /// Whether nothing is taken.
    pub(crate) fn is_whole(&self) -> bool {
        self.lengths.get(&0) == Some(&self.size)
    }

    fn insert(&mut self, start: usize, length: usize) {
        self.lengths.insert(start, length);
        self.by_length.insert((length, start));
    }

    fn remove(&mut self, start: usize, length: usize) {
        self.lengths.remove(&start);
        self.by_length.remove(&(length, start));
    }
}

#[cfg(test)]
mod tests {
    use super::FreeList;
    use fastrand::Rng;

    #[test]
    fn what_is_given_back_is_taken_again() {
        let mut list = FreeList::new(100);
        let (first, second, third) = (list.take(30), list.take(30), list.take(40));
        assert_eq!((first, second, third), (Some(0), Some(30), Some(60)));
        assert_eq!(list.take(1), None);
        list.give_back(0, 30);
        list.give_back(60, 40);
        assert_eq!(list.take(31), Some(60), "the smallest that is large enough");
        assert_eq!(list.take(30), Some(0));
        list.give_back(0, 30);
        list.give_back(30, 30);
        assert_eq!(list.take(60), Some(0), "neighbours are one range");
    }

    /// Ranges that are taken never overlap, and all of it is one range when all are given back.
    #[test]
    fn random_ranges_do_not_overlap() {
        for seed in 0..200 {
            let mut random = Rng::with_seed(seed);
            let size = random.usize(1..5000);
            let mut list = FreeList::new(size);
            let mut owners = vec![None; size];
            let mut taken = Vec::new();
            for number in 0..400 {
                if random.bool() {
                    let length = random.usize(1..=size / 4 + 1);
                    let Some(start) = list.take(length) else {
                        let free = owners.split(Option::is_some).map(<[_]>::len);
                        assert!(free.max() < Some(length), "there was room for {length}");
                        continue;
                    };
                    for owner in &mut owners[start..start + length] {
                        assert_eq!(owner.replace(number), None, "seed {seed}");
                    }
                    taken.push((start, length));
                } else if !taken.is_empty() {
                    let (start, length) = taken.swap_remove(random.usize(..taken.len()));
                    owners[start..start + length].fill(None);
                    list.give_back(start, length);
                }
                assert_eq!(list.is_whole(), taken.is_empty(), "seed {seed}");
            }
            for (start, length) in taken {
                list.give_back(start, length);
            }
            assert_eq!(list.take(size), Some(0), "seed {seed}");
        }
    }
}
