//! Tables: what maps and sets are made of.
//!
//! ```text
//!   Table   used | index or null | key value hash | key value hash | …
//!   Index   slots in use | 32-bit slots: record number plus one, 0 when free
//! ```
//!
//! Records stand in the order of insertion; a table with room for more than [`UNINDEXED`] of them has an
//! open-addressing index. The word `hash` is the 59-bit hash of the key, shifted up by one; its lowest bit
//! says that the record *replaces* the value of an earlier record with the same key.
//!
//! **Immutable maps share tables.** A map is `[table, length, records]`: it sees the first `records` records
//! only. The version that sees all of them owns the room behind: it adds an entry, or replaces a value, by
//! appending a record. So a loop that adds or replaces in the newest version takes constant time per
//! step, amortised. The last record of a key counts; its position is that of the first. A map that sees
//! replacing records (`length < records`) gets a table of its own when its order matters, or when the index
//! leads to a replacement that the version does not see.
//!
//! **Flexible maps own tables.** Values are replaced in place; a removed record has the key `HOLE` and stays
//! until the table is built anew. A slot of the index whose record was dropped from the end may lead to a
//! later record: that is harmless, because the key is always compared.

use crate::heap::{Heap, Type, Undone};
use crate::native::Raise;
use crate::sameness::{self, Hash};
use crate::value::Value;
use crate::vm::Vm;

/// Tables with room for at most this many records have no index.
pub const UNINDEXED: usize = 8;
/// Words before the first record.
const HEAD: usize = 2;
/// Words of a record.
const RECORD: usize = 3;

/// A record of a table.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// The key, or `HOLE`.
    pub key: Value,
    /// The value; null in sets.
    pub value: Value,
    /// The word with the hash of the key.
    word: Value,
}

impl Record {
    /// The hash of the key.
    pub fn hash(self) -> Hash {
        Hash::from_word(self.word)
    }

    /// The record of the key alone.
    pub fn without_value(self) -> Record {
        Record { value: Value::NULL, ..self }
    }

    /// Whether an earlier record has the same key.
    pub fn replaces(self) -> bool {
        self.word.to_index() & 1 == 1
    }
}

/// The number of records in a table, removed and replaced ones included.
#[inline]
pub fn used(table: Value) -> usize {
    table.field(0).to_index()
}

/// The number of records that a table has room for.
#[inline]
pub fn capacity(table: Value) -> usize {
    (table.header().words() - HEAD) / RECORD
}

/// Record `i`.
#[inline]
pub fn record(table: Value, i: usize) -> Record {
    let fields = &table.fields()[HEAD + i * RECORD..HEAD + (i + 1) * RECORD];
    Record { key: fields[0], value: fields[1], word: fields[2] }
}

/// The first `limit` records of a table that are not removed.
pub fn records<'a>(table: Value, limit: usize) -> impl DoubleEndedIterator<Item = Record> + 'a {
    table.fields()[HEAD..HEAD + limit * RECORD]
        .chunks_exact(RECORD)
        .filter(|fields| fields[0] != Value::HOLE)
        .map(|fields| Record { key: fields[0], value: fields[1], word: fields[2] })
}

/// The words of the first `limit` records of a table.
pub(super) fn words<'a>(table: Value, limit: usize) -> &'a [Value] {
    &table.fields()[HEAD..HEAD + limit * RECORD]
}

/// The bytes that a table with room for so many records takes, to reserve them.
pub fn bytes(capacity: usize) -> usize {
    capacity.saturating_mul(RECORD * 8 + 16)
}

impl Heap {
    /// A table with room for `capacity` records.
    pub fn table(&mut self, capacity: usize) -> Value {
        let index = if capacity > UNINDEXED { self.table_index(capacity) } else { Value::NULL };
        let table = self.unwritten(Type::Table, HEAD + capacity * RECORD);
        self.store(table, 0, Value::ZERO);
        self.store(table, 1, index);
        table
    }

    fn table_index(&mut self, capacity: usize) -> Value {
        let slots = (capacity * 3 / 2).next_power_of_two();
        self.raw(Type::Index, 1 + slots / 2)
    }

    /// Appends a record that is known to fit, and answers its number.
    pub fn table_append(&mut self, table: Value, key: Value, value: Value, hash: Hash) -> usize {
        let i = used(table);
        self.store_all(table, HEAD + i * RECORD, &[key, value, hash.word()]);
        self.store(table, 0, Value::index(i + 1));
        let index = table.field(1);
        if !index.is_null() {
            self.index_insert(index, hash, i);
        }
        i
    }

    /// Appends a record that replaces the value of `slot`'s record, and is known to fit.
    pub fn table_replace(&mut self, table: Value, found: Found, value: Value) {
        let i = used(table);
        let old = record(table, found.record);
        let word = Value::index(old.word.to_index() | 1);
        self.store_all(table, HEAD + i * RECORD, &[old.key, value, word]);
        self.store(table, 0, Value::index(i + 1));
        let index = table.field(1);
        if !index.is_null() {
            self.raw_units_mut(index)[found.slot] = i as u32 + 1;
        }
    }

    /// Puts another value into a record, in place.
    pub fn table_set_value(&mut self, table: Value, i: usize, value: Value) {
        self.store(table, HEAD + i * RECORD + 1, value);
    }

    /// Makes a hole of a record, in place, and drops holes from the end.
    pub fn table_remove(&mut self, table: Value, i: usize) {
        self.store_all(table, HEAD + i * RECORD, &[Value::HOLE, Value::NULL]);
        let mut end = used(table);
        while end > 0 && record(table, end - 1).key == Value::HOLE {
            end -= 1;
        }
        self.store(table, 0, Value::index(end));
    }

    fn index_insert(&mut self, index: Value, hash: Hash, i: usize) {
        let slots = self.raw_units_mut(index);
        let mask = slots.len() - 1;
        let mut slot = hash.0 as usize & mask;
        while slots[slot] != 0 {
            slot = (slot + 1) & mask;
        }
        slots[slot] = i as u32 + 1;
        self.raw_words_mut(index)[0] += 1;
    }

    /// A table with room for `capacity` records, which has those that an iterator gives. Their keys are
    /// known to differ.
    pub fn table_of(
        &mut self,
        capacity: usize,
        records: impl Iterator<Item = Record>,
    ) -> Result<Value, Undone> {
        let table = self.table(capacity);
        for (i, record) in records.enumerate() {
            self.go_on_at(i)?;
            self.table_append(table, record.key, record.value, record.hash());
        }
        Ok(table)
    }
}

/// Whether the index of a flexible table is so full that the table must be built anew before the next
/// record is added.
pub fn is_full(table: Value) -> bool {
    let index = table.field(1);
    used(table) == capacity(table)
        || !index.is_null()
            && index.raw_word(0) as usize >= index.raw_units().len() - index.raw_units().len() / 8
}

/// Where a key was found.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    /// The number of the record.
    pub record: usize,
    /// The slot of the index that led there.
    slot: usize,
}

impl Found {
    /// A record of a table in which none replaces another, so that nobody asks for the slot.
    pub(super) fn at(record: usize) -> Found {
        Found { record, slot: 0 }
    }
}

/// What a search finds.
#[derive(Clone, Copy, Debug)]
pub enum Search {
    /// The last record of the key.
    At(Found),
    /// There is none.
    Nowhere,
    /// The index leads to a replacement beyond the limit: this version needs a table of its own.
    Hidden,
}

/// Searches the first `limit` records for a key. Only keys of equal hash are compared.
#[inline(always)]
pub fn search(
    vm: &mut Vm,
    table: Value,
    limit: usize,
    key: Value,
    hash: Hash,
) -> Result<Search, Raise> {
    let word = Value::index(hash.word().to_index() | 1);
    let fields = table.fields();
    let (records, _) = fields[HEAD..].as_chunks::<RECORD>();
    let index = fields[1];
    if index.is_null() {
        // The last record of a key counts.
        for (i, &[candidate, _, its]) in records[..limit].iter().enumerate().rev() {
            if Value::index(its.to_index() | 1) == word && is_key(vm, candidate, key)? {
                return Ok(Search::At(Found { record: i, slot: 0 }));
            }
        }
        return Ok(Search::Nowhere);
    }
    let end = fields[0].to_index();
    let records = &records[..end];
    let slots = index.raw_units();
    let mask = slots.len() - 1;
    let mut slot = hash.0 as usize & mask;
    while slots[slot] != 0 {
        let i = slots[slot] as usize - 1;
        if let Some(&[candidate, _, its]) = records.get(i)
            && Value::index(its.to_index() | 1) == word
            && is_key(vm, candidate, key)?
        {
            return Ok(if i < limit {
                Search::At(Found { record: i, slot })
            } else if its.to_index() & 1 == 1 {
                Search::Hidden
            } else {
                Search::Nowhere
            });
        }
        slot = (slot + 1) & mask;
    }
    Ok(Search::Nowhere)
}

/// Whether a record has the key; the mark of a removed one is immediate, and no key.
#[inline(always)]
fn is_key(vm: &mut Vm, candidate: Value, key: Value) -> Result<bool, Raise> {
    Ok(candidate == key
        || candidate.is_pointer() && key.is_pointer() && sameness::same_key(vm, candidate, key)?)
}
