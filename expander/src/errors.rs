//! The static errors of names and definitions: one constructor for each, so that their wording stands in
//! one place. Each names both places where there are two: the use and the definition.

use crate::kernel::Span;
use monte_frontend::diagnostic::{Code, Diagnostic};

/// A mistake that the expander found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StaticError {
    /// The kind of mistake.
    pub(crate) code: Code,
    /// What is wrong, in one sentence.
    pub(crate) message: String,
    /// Where.
    pub(crate) span: Span,
    /// What the place itself is, next to the excerpt.
    pub(crate) label: String,
    /// Other places that matter, with what they are.
    pub(crate) related: Vec<(Span, String)>,
    /// What to do about it.
    pub(crate) help: Option<String>,
    /// A replacement text for the span, where it is certain enough to suggest.
    pub(crate) patch: Option<String>,
}

impl StaticError {
    /// An error with one place.
    pub(crate) fn new(
        code: Code,
        span: Span,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> StaticError {
        StaticError {
            code,
            message: message.into(),
            span,
            label: label.into(),
            related: Vec::new(),
            help: None,
            patch: None,
        }
    }

    /// Adds another place.
    pub(crate) fn and(mut self, span: Span, label: impl Into<String>) -> StaticError {
        self.related.push((span, label.into()));
        self
    }

    /// As a diagnostic.
    pub(crate) fn into_diagnostic(self) -> Diagnostic {
        let mut diagnostic =
            Diagnostic::error(self.code, self.message).primary(self.span, self.label);
        for (span, label) in self.related {
            diagnostic = diagnostic.secondary(span, label);
        }
        diagnostic.help = self.help;
        if let Some(name) = self.patch {
            let message = format!("did you mean `{name}`?");
            diagnostic = diagnostic.patch(self.span, name, message);
        }
        diagnostic
    }

    /// Adds advice.
    pub(crate) fn help(mut self, help: impl Into<String>) -> StaticError {
        self.help = Some(help.into());
        self
    }
}

/// A name that nothing defines, with the visible name that is most like it.
pub(crate) fn undefined(
    name: &str,
    span: Span,
    similar: Option<(&str, Option<Span>)>,
) -> StaticError {
    let keyword = match name {
        "__return" => {
            Some(("return", "only a `to` method or a `def` function can be returned from"))
        }
        "__break" => Some(("break", "only `for` and `while` loops can be left")),
        "__continue" => Some(("continue", "only `for` and `while` loops have a next turn")),
        _ => None,
    };
    if let Some((keyword, help)) = keyword {
        let message = format!("`{keyword}` has nothing to leave here ({name} is not defined)");
        return StaticError::new(Code::ExitOutside, span, message, "outside").help(help);
    }
    if let Some(declared) = name.strip_suffix("_Resolver") {
        let message =
            format!("{declared} is not declared, so it cannot be bound ({name} is not defined)");
        return StaticError::new(Code::UndefinedName, span, message, "bound here")
            .help(format!("declare it first with `def {declared}`, or define it here with `def` in place of `bind`"));
    }
    if let Some(tag) = name.strip_suffix("``").filter(|tag| !tag.is_empty()) {
        let message = format!("{tag} is not the tag of a quasi-literal ({name} is not defined)");
        return StaticError::new(Code::UndefinedName, span, message, "used here");
    }
    let mut error = StaticError::new(
        Code::UndefinedName,
        span,
        format!("{name} is not defined"),
        "not defined here",
    );
    if let Some((similar, place)) = similar {
        error.patch = Some(similar.to_string());
        if let Some(place) = place {
            error = error.and(place, format!("`{similar}` is defined here"));
        }
    }
    error
}

/// A name defined twice in one box.
pub(crate) fn redefined(name: &str, span: Span, first: Span) -> StaticError {
    StaticError::new(Code::Redefined, span, format!("Cannot redefine {name}"), "defined again")
        .and(first, "first defined here")
        .help("to change a name's value, define it with `var` and assign it with `:=`")
}

/// A name of the environment defined again.
pub(crate) fn redefined_environment(name: &str, span: Span) -> StaticError {
    let message = format!("Cannot redefine {name}");
    StaticError::new(Code::RedefinesOuter, span, message, "belongs to the environment")
        .help("names that every program starts with cannot be shadowed; choose another name")
}

/// An assignment to a final name.
pub(crate) fn assign_final(name: &str, span: Span, defined: Option<Span>) -> StaticError {
    let message = format!("Can't assign to final nouns: {name}");
    let error = StaticError::new(Code::AssignToFinal, span, message, "assigned here");
    match defined {
        Some(place) => error
            .and(place, "defined as final here")
            .help(format!("define it with `var {name}` to make it assignable")),
        None => error.help("names of the environment cannot be assigned"),
    }
}

/// A pattern's guard that mentions the pattern's name.
pub(crate) fn guard_cycle(name: &str, span: Span, bound: Span) -> StaticError {
    StaticError::new(
        Code::GuardCycle,
        span,
        "Kernel guard cycle not allowed",
        "the guard uses the name",
    )
    .and(bound, format!("`{name}` is what it guards"))
}

/// A recursive definition of an assignable name.
pub(crate) fn circular_var(name: &str, span: Span, bound: Span) -> StaticError {
    let message = format!("Circular 'var' definition not allowed: {name}");
    StaticError::new(Code::CircularVar, span, message, "used on the right side")
        .and(bound, "of its own definition")
        .help("on the right side of a definition the name already means the new one")
}

/// A pattern that uses a name which the right side defines.
pub(crate) fn pattern_uses_right(name: &str, span: Span, defined: Span) -> StaticError {
    let message = format!("Pattern may not use var defined on the right: {name}");
    StaticError::new(Code::PatternUsesRight, span, message, "used in the pattern")
        .and(defined, "defined on the right side")
}

/// An object's auditors that mention the object.
pub(crate) fn auditors_use_self(name: &str, span: Span, defined: Span) -> StaticError {
    let message = format!("Auditors cannot use self: {name}");
    StaticError::new(Code::AuditorsUseSelf, span, message, "used by an auditor")
        .and(defined, "is the object under audition")
}

/// A match whose specimen uses a name that the pattern defines.
pub(crate) fn match_uses_left(name: &str, span: Span, defined: Span) -> StaticError {
    let message = format!("Use on left isn't really in scope of matchbind pattern: [\"{name}\"]");
    StaticError::new(Code::MatchBindScope, span, message, "used on the left side")
        .and(defined, "the pattern defines it")
        .help("use another name in the pattern, or `==` in it to compare with a value")
}

/// A loop whose iterable uses a name that the loop defines.
pub(crate) fn loop_uses_right(name: &str, span: Span, defined: Span) -> StaticError {
    let message = format!("Use on right isn't really in scope of definition: {name}");
    StaticError::new(Code::LoopScope, span, message, "used in what is iterated")
        .and(defined, "the loop defines it")
}

/// A loop whose patterns use a name that the iterable defines.
pub(crate) fn loop_captures_left(name: &str, span: Span, defined: Span) -> StaticError {
    let message = format!("Use on left would get captured by definition on right: {name}");
    StaticError::new(Code::LoopScope, span, message, "used by the loop")
        .and(defined, "defined in what is iterated")
}

/// The right side of `||` using a name that only the left side binds.
pub(crate) fn or_uses_left(name: &str, span: Span, defined: Span) -> StaticError {
    let message = format!("{name} is not defined when the right side of || is evaluated");
    StaticError::new(Code::UndefinedName, span, message, "used here")
        .and(defined, "bound only if the left side decides")
}
