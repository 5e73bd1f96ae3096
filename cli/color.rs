//! Whether to use colours: `--color`, else `NO_COLOR`, else whether standard error is a terminal.

use crate::arguments::When;
use std::io::IsTerminal;

/// Whether to use colours on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Color(pub bool);

impl Color {
    /// Decides.
    pub(crate) fn new(when: When) -> Color {
        Color(match when {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
                !set("NO_COLOR") && !dumb && std::io::stderr().is_terminal()
            }
        })
    }
}
