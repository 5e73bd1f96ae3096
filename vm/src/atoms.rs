//! Atoms: interned pairs of verb and arity, so that comparing messages is comparing numbers.

use hashbrown::HashMap;
use std::sync::Arc;

/// The atoms of an engine.
#[derive(Default)]
pub struct Atoms {
    rows: Vec<(Arc<str>, u32)>,
    verbs: HashMap<Arc<str>, Vec<(u32, u32)>>,
}

impl Atoms {
    /// The atom of a verb and an arity.
    pub fn intern(&mut self, verb: &str, arity: u32) -> u32 {
        let name = match self.verbs.get_key_value(verb) {
            Some((name, arities)) => {
                if let Some(&(_, atom)) = arities.iter().find(|&&(n, _)| n == arity) {
                    return atom;
                }
                name.clone()
            }
            None => Arc::from(verb),
        };
        let atom = self.rows.len() as u32;
        self.rows.push((name.clone(), arity));
        self.verbs.entry(name).or_default().push((arity, atom));
        atom
    }

    /// The verb and arity of an atom.
    pub fn get(&self, atom: u32) -> (Arc<str>, u32) {
        let (verb, arity) = &self.rows[atom as usize];
        (verb.clone(), *arity)
    }

    /// The arity of an atom.
    pub fn arity(&self, atom: u32) -> u32 {
        self.rows[atom as usize].1
    }

    /// The number of atoms.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}
