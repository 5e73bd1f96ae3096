//! Places in the source: a half-open range of byte offsets.
//!
//! Every token, node and diagnostic label carries a [`Span`]. Lines and columns are computed only
//! when a person wants to read them, by [`LineIndex`].

/// A half-open range of bytes `start..end` of the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset just past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to, but not including, `end`.
    pub const fn new(start: u32, end: u32) -> Span {
        Span { start, end }
    }

    /// The empty span at `offset`.
    pub const fn at(offset: u32) -> Span {
        Span { start: offset, end: offset }
    }

    /// The smallest span that covers both.
    pub fn to(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Length in bytes.
    pub const fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether nothing is covered.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// The text covered, clamped to character boundaries inside `source`.
    pub fn text(self, source: &str) -> &str {
        let start = floor_boundary(source, self.start as usize);
        let end = floor_boundary(source, self.end as usize).max(start);
        &source[start..end]
    }
}

/// The nearest character boundary at or before `offset`.
pub(crate) fn floor_boundary(source: &str, offset: usize) -> usize {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Offsets of line starts, so that a byte offset can be told as line and column.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Finds the line starts of `source`.
    pub fn new(source: &str) -> LineIndex {
        let newlines = source.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0).chain(newlines.map(|(at, _)| at as u32 + 1)).collect();
        LineIndex { starts }
    }

    /// The line that holds `offset`, counted from 1.
    pub fn line(&self, offset: u32) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    /// The line (from 1) and the column in code points (from 0) of `offset`.
    pub fn line_column(&self, source: &str, offset: u32) -> (usize, usize) {
        let line = self.line(offset);
        let start = self.starts[line - 1] as usize;
        let end = floor_boundary(source, offset as usize).max(start);
        (line, source[start..end].chars().count())
    }

    /// The offset at which `line` (from 1) begins.
    pub fn line_start(&self, line: usize) -> Option<u32> {
        self.starts.get(line.checked_sub(1)?).copied()
    }
}
