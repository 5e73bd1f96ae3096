//! Loading: a verified unit becomes a unit instance, its scripts and bodies are numbered by the machine.

use super::fate::Fates;
use super::quicken::Quickener;
use super::{Code, Place, ScriptInstance, Supplied, UnitInstance};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::unit::{Literal, Unit};
use std::sync::Arc;

impl Vm {
    /// Loads a verified unit: gives its literals to the heap, binds its outer names, quickens its code.
    /// The error names an outer that the environment does not have.
    pub fn load(
        &mut self,
        unit: Arc<Unit>,
        supply: &dyn Fn(&str) -> Option<Supplied>,
    ) -> Result<u32, String> {
        let mut constants = Vec::with_capacity(unit.literals.len() + unit.outers.len());
        for literal in &unit.literals {
            constants.push(self.literal(literal));
        }
        let mut outers = Vec::with_capacity(unit.outers.len());
        for outer in &unit.outers {
            let supplied = supply(&outer.name).ok_or_else(|| outer.name.clone())?;
            constants.push(supplied.value);
            outers.push(supplied.storage);
        }
        let first_script = self.scripts.len() as u32;
        let first_code = self.codes.len();
        let instance = UnitInstance {
            unit: unit.clone(),
            constants: constants.into_boxed_slice(),
            outers,
            first_script,
            top: 0,
            prelude: self.prelude.is_running(),
            bytes: 0,
        };
        let unit_index = match self.vacant.unit() {
            Some(index) => {
                self.units[index as usize] = instance;
                index
            }
            None => {
                self.units.push(instance);
                self.units.len() as u32 - 1
            }
        };
        let atoms: Vec<u32> = {
            let mut table = self.engine.atoms_mut();
            unit.atoms.iter().map(|(verb, arity)| table.intern(verb, *arity)).collect()
        };
        for (i, script) in unit.scripts.iter().enumerate() {
            let index = i as u32;
            let mut methods = hashbrown::HashMap::with_capacity(script.methods.len());
            let number = self.scripts.len() as u32;
            for (m, method) in script.methods.iter().enumerate() {
                let place = Place::Method { script: index, method: m as u32 };
                let id = self.add_code(unit_index, place, method.arity, method.named, &atoms);
                let atom = self.atom(&method.verb, method.arity as usize);
                methods.entry(atom).or_insert(id);
                self.codes[id as usize].script = Some(number);
            }
            let mut first_matcher = None;
            let mut previous: Option<u32> = None;
            for m in 0..script.matchers.len() {
                let place = Place::Matcher { script: index, matcher: m as u32 };
                let id = self.add_code(unit_index, place, 1, false, &atoms);
                self.codes[id as usize].script = Some(number);
                match previous {
                    None => first_matcher = Some(id),
                    Some(before) => self.codes[before as usize].next_matcher = Some(id),
                }
                previous = Some(id);
            }
            self.scripts.push(ScriptInstance {
                unit: unit_index,
                index,
                methods,
                first_matcher,
                captures: script.captures.len() as u32,
            });
        }
        let top = self.add_code(unit_index, Place::Top, 0, false, &atoms);
        self.units[unit_index as usize].top = top;
        self.constants_fresh = true;
        // Units of the prelude are the engine's, and shared.
        let shared = if self.prelude.is_running() { 0 } else { super::size::of_unit(&unit) };
        let own = super::size::of_instance(&self.units[unit_index as usize]);
        let scripts = &self.scripts[first_script as usize..];
        let scripts: usize = scripts.iter().map(super::size::of_script).sum();
        let new = &self.codes[first_code..];
        let top =
            [&self.codes[top as usize]].into_iter().filter(|code| (code.id as usize) < first_code);
        let codes: usize = new.iter().chain(top).map(|code| super::size::of_code(code)).sum();
        let bytes = shared + own + scripts + codes;
        self.units[unit_index as usize].bytes = bytes;
        self.loaded += bytes;
        self.heap.charge_outside(bytes);
        Ok(unit_index)
    }

    pub(crate) fn literal(&mut self, literal: &Literal) -> Value {
        match literal {
            Literal::Int(n) => self.heap.integer(*n),
            Literal::BigInt(negative, bytes) => {
                let magnitude = dashu_int::UBig::from_le_bytes(bytes);
                let n = dashu_int::IBig::from(magnitude);
                self.heap.big(if *negative { -n } else { n })
            }
            Literal::Double(bits) => self.heap.double(f64::from_bits(*bits)),
            Literal::Char(c) => Value::char(*c),
            Literal::Str(text) => self.heap.str(text),
            Literal::Template { matches, pieces } => {
                crate::builtin::text_quasi::template(self, *matches, pieces)
            }
        }
    }

    fn add_code(&mut self, unit: u32, place: Place, arity: u32, named: bool, atoms: &[u32]) -> u32 {
        // Only top levels are unloaded, so enough numbers of theirs are there for top levels.
        let vacant = if place == Place::Top { self.vacant.code() } else { None };
        let id = vacant.unwrap_or(self.codes.len() as u32);
        let instance = &self.units[unit as usize];
        let body = instance.body(place);
        let mut code = Box::new(Code {
            constants: instance.constants.as_ptr(),
            locals: body.locals.len() as u32,
            depth: body.max_depth,
            arity,
            named,
            unit,
            place,
            ..Code::empty(id)
        });
        let fates = &Fates::new(&body.code, body.locals.len());
        let known = &self.known_atoms;
        Quickener { instance, body, atoms, code: &mut code, known, fates }.run();
        if let Some(threshold) = self.watched {
            code.count_loops(threshold);
        }
        match vacant {
            Some(id) => *self.codes[id as usize] = *code,
            None => self.codes.push(code),
        }
        id
    }
}
