//! The end of the walk: what the uses of names turned out to mean, and errors about it.

use crate::errors;
use crate::expand::Expander;
use crate::kernel::{Export, Name, NameRef, Span, VarId, VarKind};
use crate::scope::{Use, UseKind};
use hashbrown::{HashMap, HashSet};

/// How many undefined names get a search for similar ones: the search looks at all names.
const SUGGESTIONS: usize = 64;

/// How similar a suggested name must be, from 0 to 1.
const SIMILARITY: f64 = 0.72;

/// How many earlier definitions of an undefined name are looked at.
const NEAREST: usize = 32;

/// A definition that a use does not see.
enum OutOfSight {
    /// It comes later in a block around the use; with what to do.
    Later(Span, String),
    /// It stands in a block that ends before the use.
    Ended(Span),
}

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
                let properties = self.given(usage.name);
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
        let elsewhere = if count <= SUGGESTIONS { self.out_of_sight(usage) } else { None };
        if let Some(elsewhere) = elsewhere {
            let error = errors::undefined(text, usage.span, None);
            let error = match elsewhere {
                OutOfSight::Later(place, advice) => error
                    .and(place, "defined only here")
                    .help(format!("a name is visible only after its definition; {advice}")),
                OutOfSight::Ended(place) => error
                    .and(place, "defined here, in a block that has ended")
                    .help("a name is visible only to the end of the block that defines it"),
            };
            return self.report(error);
        }
        let similar = if count <= SUGGESTIONS { self.similar(text) } else { None };
        let error = errors::undefined(text, usage.span, similar);
        self.report(error);
    }

    /// A definition of the spelling that the use does not see, but would if one of the two were moved.
    fn out_of_sight(&self, usage: &Use) -> Option<OutOfSight> {
        let text = self.kernel.text(usage.name);
        if text.starts_with("__") || text.ends_with("_Resolver") {
            // Names of the expansion, whose message says what the program has done.
            return None;
        }
        let around = self.scope.around(usage);
        let same_spelling = || {
            let vars = self.kernel.vars.iter().enumerate();
            vars.filter(|(_, var)| var.name == usage.name && !var.temporary)
        };
        let later = same_spelling().find(|(index, var)| {
            var.span.start > usage.span.start && self.scope.is_around(&around, VarId(*index as u32))
        });
        if let Some((_, var)) = later {
            let advice = match var.kind {
                VarKind::Final | VarKind::Object(_) => {
                    format!("declare it first with `def {text}` and define it with `bind {text}`")
                }
                _ => "move the definition up".to_string(),
            };
            return Some(OutOfSight::Later(var.span, advice));
        }
        // The nearest ones: each costs a walk through the blocks around it.
        let before = same_spelling().filter(|(_, var)| var.span.start < usage.span.start);
        let nearest: Vec<_> = before.collect();
        let ended = nearest
            .iter()
            .rev()
            .take(NEAREST)
            .find(|(index, _)| self.scope.is_in_block_of(&around, VarId(*index as u32)));
        ended.map(|(_, var)| OutOfSight::Ended(var.span))
    }

    /// The known name that is most like this one.
    fn similar(&self, text: &str) -> Option<(&str, Option<Span>)> {
        let defined = self
            .kernel
            .vars
            .iter()
            .filter(|var| !var.temporary)
            .map(|var| (self.kernel.text(var.name), Some(var.span)))
            // The same spelling, but out of sight, would be no advice.
            .filter(|(name, _)| !name.starts_with("__") && *name != text);
        let given = self
            .environment
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .map(|(name, _)| (name, None));
        let length = text.chars().count();
        let mut best: Option<(f64, (&str, Option<Span>))> = None;
        for candidate in defined.chain(given) {
            let other: &str = candidate.0;
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
