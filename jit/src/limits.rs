//! The tunables of the tracing compiler: one table.

/// How often a loop head is reached before it is recorded.
pub(crate) const HOT: u32 = 60;
/// How often an exit is taken before a part is grown there.
pub(crate) const HOT_EXIT: u32 = 20;
/// Instructions of a tree for each of which an exit must be taken this part of once more.
pub(crate) const EXIT_SHARE: usize = 40;
/// Instructions of the intermediate form in one recording.
pub(crate) const LENGTH: usize = 4000;
/// Instructions of the intermediate form in one tree.
pub(crate) const TREE: usize = 20_000;
/// Activations that calls inside of one trace may open.
pub(crate) const DEPTH: usize = 20;
/// Activations of one function inside of one trace.
pub(crate) const RECURSION: usize = 2;
/// Recordings of one loop or exit that may be given up for passing reasons.
pub(crate) const ATTEMPTS: u32 = 4;
/// Walks over one recording, each with more objects that must be made.
pub(crate) const ESCAPE_ROUNDS: usize = 8;
