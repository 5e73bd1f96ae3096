//! The key that was looked up last: programs ask whether a key is there, read its value and put another one,
//! and these are look-ups of one object.
//!
//! What is kept says the same as a search would, for as long as no object moves: each collection forgets
//! it. Only keys whose hash costs no fuel are kept, so what a program spends does not depend on it.

use super::Hash;
use crate::value::Value;

/// A key that cannot change, its hash, and where a flexible table has it.
pub(crate) struct RecentKey {
    /// The key; null if there is none.
    key: Value,
    hash: Hash,
    /// The table in which it was found; null if there is none.
    table: Value,
    /// The key of the record, which is the same as `key`.
    recorded: Value,
    record: usize,
}

impl RecentKey {
    /// No key.
    pub(crate) const NONE: RecentKey = RecentKey {
        key: Value::NULL,
        hash: Hash(0),
        table: Value::NULL,
        recorded: Value::NULL,
        record: 0,
    };

    /// The hash of a key, if it is the recent one. Null is not to be asked for.
    #[inline(always)]
    pub(crate) fn hash_of(&self, key: Value) -> Option<Hash> {
        (self.key == key).then_some(self.hash)
    }

    /// Keeps another key.
    #[inline(always)]
    pub(crate) fn keep(&mut self, key: Value, hash: Hash) {
        self.key = key;
        self.hash = hash;
        self.table = Value::NULL;
    }

    /// The record of a flexible table that may still be that of a key, and the key which it had.
    #[inline(always)]
    pub(crate) fn record_in(&self, table: Value, key: Value) -> Option<(usize, Value)> {
        (self.table == table && self.key == key).then_some((self.record, self.recorded))
    }

    /// Notes where the recent key, if it is that, stands in a flexible table.
    #[inline(always)]
    pub(crate) fn found(&mut self, key: Value, table: Value, record: usize, recorded: Value) {
        if self.key == key {
            self.table = table;
            self.record = record;
            self.recorded = recorded;
        }
    }
}
