//! Diagnostics: what every stage says about a program, for people and for tools.
//!
//! A [`Diagnostic`] is plain data: a code, a message, labelled places, a help line, and a patch where the
//! remedy is certain. [`render`] draws it with an excerpt of the source; [`Diagnostic::to_json`] gives
//! it to tools. Stages build one with the chained methods:
//!
//! ```
//! # use monte_frontend::diagnostic::{Code, Diagnostic};
//! # use monte_frontend::span::Span;
//! let twice = Diagnostic::error(Code::Redefined, "`x` is defined twice")
//!     .primary(Span::new(10, 11), "defined again here")
//!     .secondary(Span::new(4, 5), "first defined here")
//!     .help("choose another name");
//! assert_eq!(twice.span(), Span::new(10, 11));
//! ```

mod codes;
mod json;
mod render;

pub use codes::Code;
pub use render::{render, render_all};

use crate::span::Span;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The program is refused, or has failed.
    Error,
    /// The program is accepted.
    Warning,
}

/// A place with a few words about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub span: Span,
    /// What is there; may be empty.
    pub text: String,
    /// Whether this is where the trouble is, or only a place that has to do with it.
    pub primary: bool,
}

/// A change of the text that is certain to be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patch {
    /// What to replace; empty to insert.
    pub span: Span,
    /// The new text.
    pub replacement: String,
    /// What the change does, such as "did you mean `size`?".
    pub message: String,
}

/// One finding about a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its kind.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// One line that says what is wrong.
    pub message: String,
    /// The places, the primary ones first.
    pub labels: Vec<Label>,
    /// Further remarks.
    pub notes: Vec<String>,
    /// What can be done.
    pub help: Option<String>,
    /// The change that does it.
    pub patch: Option<Patch>,
}

impl Diagnostic {
    /// An error without places yet.
    pub fn error(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: Severity::Error,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: None,
            patch: None,
        }
    }

    /// A warning without places yet.
    pub fn warning(code: Code, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, message) }
    }

    /// Adds the place of the trouble.
    pub fn primary(self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.label(span, text.into(), true)
    }

    /// Adds a place that has to do with it, such as a definition.
    pub fn secondary(self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.label(span, text.into(), false)
    }

    fn label(mut self, span: Span, text: String, primary: bool) -> Diagnostic {
        self.labels.push(Label { span, text, primary });
        self
    }

    /// Adds a remark.
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Sets the help line.
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(text.into());
        self
    }

    /// Sets the suggested change.
    pub fn patch(
        mut self,
        span: Span,
        replacement: impl Into<String>,
        message: impl Into<String>,
    ) -> Diagnostic {
        self.patch = Some(Patch { span, replacement: replacement.into(), message: message.into() });
        self
    }

    /// Suggests the nearest of `candidates` as a replacement for the `name` at `span`, if one is near.
    pub fn did_you_mean<'a>(
        self,
        span: Span,
        name: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Diagnostic {
        match nearest(name, candidates) {
            Some(near) => self.patch(span, near, format!("did you mean `{near}`?")),
            None => self,
        }
    }

    /// Where it is: the first primary label, else any label, else the start of the text.
    pub fn span(&self) -> Span {
        let primary = self.labels.iter().find(|label| label.primary);
        primary.or(self.labels.first()).map_or(Span::at(0), |label| label.span)
    }
}

/// The candidate most like `name`, if it differs by little for its length. Case alone counts as little.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = match name.chars().count() {
        0..=1 => return None,
        2 => 1,
        length => (length / 3).max(1),
    };
    candidates
        .into_iter()
        .filter(|candidate| *candidate != name)
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn distance(name: &str, candidate: &str) -> usize {
    if name.eq_ignore_ascii_case(candidate) {
        return 1;
    }
    strsim::damerau_levenshtein(name, candidate)
}
