//! Helpers: what machine code calls. One table says what each may change; `machine_code` has their bodies.

/// What a helper may change that the trace knows of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Touches {
    /// Nothing.
    #[allow(dead_code, reason = "native functions have no declared effects yet")]
    Nothing,
    /// Any object.
    Anything,
}

/// A row of the table.
#[derive(Debug)]
pub(crate) struct Helper {
    /// Its name in texts.
    pub(crate) name: &'static str,
    /// What it may change.
    pub(crate) touches: Touches,
}

/// The number of the helper that makes native calls.
pub(crate) const NATIVE: u32 = 0;

/// All helpers of the operation `call`.
pub(crate) const ROWS: &[Helper] = &[Helper { name: "native", touches: Touches::Anything }];
