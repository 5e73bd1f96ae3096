//! The grammar of random programs: all rows of all tables, read once.

use crate::random::template::{self, Part};
use crate::random::tree::Shape;
use crate::random::{definitions, expressions, statements};
use std::collections::BTreeMap;

/// A way to make something of a kind: the kind, its weight among the rows of that kind, its template.
pub(crate) type Row = (&'static str, u32, &'static str);

/// A kind that is a sequence of things of another kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sequence {
    pub(crate) kind: &'static str,
    pub(crate) of: &'static str,
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// Names that are declared in it are known behind it.
    pub(crate) open: bool,
}

/// A row that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) weight: u32,
    pub(crate) parts: Vec<Part>,
    /// It has no holes for further rows but numbers, so it ends a program that has become deep enough.
    pub(crate) leaf: bool,
}

/// All rules, by kind.
pub(crate) struct Grammar {
    rules: BTreeMap<&'static str, Vec<Rule>>,
}

/// Numbers, which are made and not chosen: see `generate.rs`.
pub(crate) const NUMBERS: &[&str] =
    &["Digit", "Small", "Medium", "Edge", "Nonzero", "Count", "Few"];

/// What prints the variables at the end: made there, too.
pub(crate) const ENDS: &str = "Ends";

impl Grammar {
    /// Reads the tables, and fails where one names a kind that no row makes.
    pub(crate) fn new() -> Grammar {
        let mut rules: BTreeMap<&'static str, Vec<Rule>> = BTreeMap::new();
        let tables = [expressions::ROWS, statements::ROWS, definitions::ROWS];
        for &(kind, weight, text) in tables.into_iter().flatten() {
            let parts = template::parse(text);
            let fills = |part: &Part| matches!(part, Part::Fill { kind, .. } if !is_number(kind));
            let leaf = !parts.iter().any(fills);
            rules.entry(kind).or_default().push(Rule { weight, parts, leaf });
        }
        let made = |kind: &str| is_number(kind) || sequence(kind).is_some() || kind == ENDS;
        let known = |kind: &str| rules.contains_key(kind) || made(kind);
        for part in rules.values().flatten().flat_map(|rule| &rule.parts) {
            if let Part::Fill { kind, .. } = part {
                assert!(known(kind), "no row makes {kind}");
            }
        }
        Grammar { rules }
    }

    /// The rules of a kind.
    pub(crate) fn rules(&self, kind: &str) -> &[Rule] {
        self.rules.get(kind).map_or(&[], Vec::as_slice)
    }
}

/// Whether a kind is a number.
pub(crate) fn is_number(kind: &str) -> bool {
    NUMBERS.contains(&kind)
}

/// The sequence of that name.
pub(crate) fn sequence(kind: &str) -> Option<&'static Sequence> {
    statements::SEQUENCES.iter().find(|sequence| sequence.kind == kind)
}

/// The shape of what the rows of a kind make.
pub(crate) fn shape(kind: &str) -> Shape {
    if expressions::KINDS.contains(&kind) { Shape::Expression } else { Shape::Item }
}
