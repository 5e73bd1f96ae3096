//! The end of the walk: what the uses of names turned out to mean, and errors about it.

use crate::errors;
use crate::expand::Expander;
use crate::kernel::{Export, Name, NameRef, Span, VarKind};
use crate::scope::{Use, UseKind};
use hashbrown::{HashMap, HashSet};

/// How many undefined names get a search for similar ones: the search looks at all names.
const SUGGESTIONS: usize = 64;

/// How similar a suggested name must be, from 0 to 1.
const SIMILARITY: f64 = 0.72;

impl Expander<'_> {
    /// Reports undefined names and assignments to final ones, and notes which names are assigned. Suspects
    /// are names that a part of the text without a tree may define.
    pub(crate) fn check_uses(&mut self, suspects: &[Name]) {
        let suspects: HashSet<Name> = suspects.iter().copied().collect();
        let uses = std::mem::take(&mut self.scope.uses);
        let mut undefined: HashMap<Name, Span> = HashMap::new();
        for usage in &uses {
            match (usage.kind, usage.target) {
                (UseKind::Reported, _) => {}
                (_, None) => {
                    if suspects.contains(&usage.name) {
                        continue;
                    }
                    let first = undefined.insert(usage.name, usage.span).is_none();
                    if first {
                        self.report_undefined(usage, undefined.len());
                    }
                }
                (UseKind::Assign, Some(target)) => self.check_assignment(usage, target),
                _ => {}
            }
        }
        self.errors.sort_by_key(|error| (error.span.start, error.span.end));
    }

    fn check_assignment(&mut self, usage: &Use, target: NameRef) {
        let text = self.kernel.text(usage.name);
        match target {
            NameRef::Var(var) => {
                let defined = self.kernel.var(var);
                if matches!(defined.kind, VarKind::Final | VarKind::Object(_)) {
                    let error = errors::assign_final(text, usage.span, Some(defined.span));
                    self.report(error);
                }
            }
            NameRef::Outer(outer) => {
                let properties = self.scope.environment(usage.name);
                if properties.is_some_and(|properties| !properties.assignable) {
                    let error = errors::assign_final(text, usage.span, None);
                    self.report(error);
                }
                self.kernel.outers[outer.index()].assigned = true;
            }
        }
    }

    fn report_undefined(&mut self, usage: &Use, count: usize) {
        let text = self.kernel.text(usage.name);
        let later = self
            .kernel
            .vars
            .iter()
            .find(|var| count <= SUGGESTIONS && var.name == usage.name && !var.temporary)
            .map(|var| var.span);
        if let Some(place) = later {
            let error = errors::undefined(text, usage.span, None)
                .and(place, "defined here, out of its sight");
            let error = if place.start > usage.span.start {
                let help = format!(
                    "a name is visible only after its definition; declare it first with `def {text}` and define it with `bind {text}`"
                );
                error.help(help)
            } else {
                error.help("a name is visible only to the end of the block that defines it")
            };
            return self.report(error);
        }
        let similar = if count <= SUGGESTIONS { self.similar(text) } else { None };
        let similar = similar.map(|(name, span)| (self.kernel.text(name).to_string(), span));
        let error = errors::undefined(
            self.kernel.text(usage.name),
            usage.span,
            similar.as_ref().map(|(name, span)| (name.as_str(), *span)),
        );
        self.report(error);
    }

    /// The known name that is most like this one.
    fn similar(&self, text: &str) -> Option<(Name, Option<Span>)> {
        let defined = self
            .kernel
            .vars
            .iter()
            .filter(|var| !var.temporary && !self.kernel.text(var.name).starts_with("__"))
            .map(|var| (var.name, Some(var.span)));
        let given = self
            .scope
            .environment_names()
            .filter(|&name| !self.kernel.text(name).starts_with('_'))
            .map(|name| (name, None));
        let length = text.chars().count();
        let mut best: Option<(f64, (Name, Option<Span>))> = None;
        for candidate in defined.chain(given) {
            let other = self.kernel.text(candidate.0);
            if other.len().abs_diff(text.len()) > 3 || length < 3 || other.len() > 64 {
                continue;
            }
            let likeness = if other.eq_ignore_ascii_case(text) {
                0.99
            } else {
                strsim::normalized_damerau_levenshtein(other, text)
            };
            if likeness >= SIMILARITY && best.is_none_or(|(most, _)| likeness > most) {
                best = Some((likeness, candidate));
            }
        }
        best.map(|(_, candidate)| candidate)
    }

    /// The names that the top level leaves behind: the latest of each spelling.
    pub(crate) fn exports(&self) -> Vec<Export> {
        let mut latest: HashMap<Name, usize> = HashMap::new();
        let mut exports: Vec<Export> = Vec::new();
        for (name, var) in self.scope.bound_at_top() {
            match latest.get(&name) {
                Some(&at) => exports[at].var = var,
                None => {
                    latest.insert(name, exports.len());
                    exports.push(Export { name, var });
                }
            }
        }
        exports
    }
}
