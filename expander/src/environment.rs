//! What surrounds a source text: the names that exist before it runs, and what it may do with them.
//!
//! The caller of [`crate::expand`] describes the environment by spelling alone; values never come here.

use hashbrown::HashMap;

/// A name that exists before the text runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnvironmentName {
    /// It is of the safe scope: a constant, the same object in every run.
    pub safe: bool,
    /// It may be assigned. What it then does is the binding's business.
    pub assignable: bool,
    /// Boxes inside the text may shadow it. Names of the safe scope cannot be shadowed.
    pub shadowable: bool,
}

impl EnvironmentName {
    /// A name of the safe scope.
    pub const SAFE: EnvironmentName =
        EnvironmentName { safe: true, assignable: false, shadowable: false };

    /// A name given to `eval`: its binding may be anything.
    pub const GIVEN: EnvironmentName =
        EnvironmentName { safe: false, assignable: true, shadowable: false };

    /// A name that an earlier input of a session defined.
    pub const fn session(assignable: bool) -> EnvironmentName {
        EnvironmentName { safe: false, assignable, shadowable: true }
    }
}

/// The names that a text finds.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    names: HashMap<Box<str>, EnvironmentName>,
    /// The top level may define any name anew, as an interactive session does.
    pub interactive: bool,
}

impl Environment {
    /// An environment without names.
    pub fn new() -> Environment {
        Environment::default()
    }

    /// The environment of a script: these names of the safe scope.
    pub fn safe<'a>(names: impl IntoIterator<Item = &'a str>) -> Environment {
        let mut environment = Environment::new();
        for name in names {
            environment.insert(name, EnvironmentName::SAFE);
        }
        environment
    }

    /// The same, with names that a session or a host has defined: each with whether it may be assigned.
    pub fn with_session<'a>(
        mut self,
        names: impl IntoIterator<Item = (&'a str, bool)>,
    ) -> Environment {
        for (name, assignable) in names {
            self.insert(name, EnvironmentName::session(assignable));
        }
        self
    }

    /// Adds or replaces a name.
    pub fn insert(&mut self, name: &str, properties: EnvironmentName) {
        self.names.insert(name.into(), properties);
    }

    /// What is known of a name.
    pub fn get(&self, name: &str) -> Option<EnvironmentName> {
        self.names.get(name).copied()
    }

    /// All names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, EnvironmentName)> {
        self.names.iter().map(|(name, properties)| (&**name, *properties))
    }
}
