//! The tunables of the tracing compiler: one table.

/// How often a loop head is reached before it is recorded.
pub(crate) const HOT: u32 = 60;
/// Instructions of the intermediate form in one trace.
pub(crate) const LENGTH: usize = 2000;
/// Activations that calls inside of one trace may open.
pub(crate) const DEPTH: usize = 20;
/// Recordings of one loop that may be given up for passing reasons.
pub(crate) const ATTEMPTS: u32 = 4;
