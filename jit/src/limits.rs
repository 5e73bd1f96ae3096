//! The tunables of the tracing compiler: one table.

/// How often a loop head is reached before it is recorded.
pub(crate) const HOT: u32 = 60;
/// How often an exit is taken before a part is grown there.
pub(crate) const HOT_EXIT: u32 = 20;
/// A tree that has new parts is compiled again when it was left in front of them so often for each of its
/// instructions: compiling takes about as long.
pub(crate) const LEAVES_PER_INSTRUCTION: f64 = 3.0;
/// Parts of one tree.
pub(crate) const PARTS: usize = 120;
/// A tree that was entered so often since it was compiled must have spent more than [`LEAST_WORK`] units each time.
pub(crate) const TRIAL: u64 = 1000;
/// See [`TRIAL`].
pub(crate) const LEAST_WORK: i64 = 8;
/// Heads of one loop in one tree, each for what its invariants are of other types.
pub(crate) const VERSIONS: usize = 2;
/// Instructions of the intermediate form in one recording.
pub(crate) const LENGTH: usize = 4000;
/// Instructions of the intermediate form in one tree.
pub(crate) const TREE: usize = 10_000;
/// Activations that calls inside of one trace may open.
pub(crate) const DEPTH: usize = 20;
/// Activations of one function inside of one trace.
pub(crate) const RECURSION: usize = 2;
/// Recordings of one loop or exit that may be given up for passing reasons.
pub(crate) const ATTEMPTS: u32 = 4;
/// Bytes of machine code at which all of it is dropped.
pub(crate) const CODE: usize = 32 << 20;
/// Trees, those included that are entered no more, at which all of them are dropped.
pub(crate) const TREES: usize = 1 << 17;
/// Cells above its own that the bodies may use which machine code calls: so deep its calls are at most.
pub(crate) const CALL_CELLS: usize = 3000;
/// Words for what exits store, those of calls within calls included.
pub(crate) const AREA: usize = 1 << 16;
/// Walks over one recording, each with more objects that must be made.
pub(crate) const ESCAPE_ROUNDS: usize = 8;
