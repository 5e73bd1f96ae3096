//! The tables of a unit while it is made: literals, atoms, outer names and assumptions, without
//! duplicates.

use std::collections::HashMap;

use crate::unit::{Literal, Outer, QualifiedName, Script};

/// The tables, with indices to find what is there already.
#[derive(Default)]
pub(super) struct Tables {
    pub(super) literals: Vec<Literal>,
    pub(super) atoms: Vec<(String, u32)>,
    pub(super) outers: Vec<Outer>,
    pub(super) assumptions: Vec<String>,
    pub(super) names: Vec<QualifiedName>,
    pub(super) scripts: Vec<Script>,
    literal_index: HashMap<Literal, u32>,
    atom_index: HashMap<(String, u32), u32>,
    assumption_index: HashMap<String, ()>,
}

impl Tables {
    /// The index of a literal.
    pub(super) fn literal(&mut self, literal: Literal) -> u32 {
        let literals = &mut self.literals;
        *self.literal_index.entry(literal).or_insert_with_key(|literal| {
            literals.push(literal.clone());
            literals.len() as u32 - 1
        })
    }

    /// The index of a string literal.
    pub(super) fn text(&mut self, text: &str) -> u32 {
        self.literal(Literal::Str(text.to_string()))
    }

    /// The index of a verb and arity.
    pub(super) fn atom(&mut self, verb: &str, arity: u32) -> u32 {
        let atoms = &mut self.atoms;
        *self.atom_index.entry((verb.to_string(), arity)).or_insert_with(|| {
            atoms.push((verb.to_string(), arity));
            atoms.len() as u32 - 1
        })
    }

    /// Notes that the code relies on this outer name being the safe scope's.
    pub(super) fn assume(&mut self, name: &str) {
        if self.assumption_index.insert(name.to_string(), ()).is_none() {
            self.assumptions.push(name.to_string());
        }
    }
}
