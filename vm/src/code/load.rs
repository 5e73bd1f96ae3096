//! Loading: a verified unit becomes a unit instance, its scripts and bodies are numbered by the machine.

use super::fate::Fates;
use super::quicken::Quickener;
use super::{Code, Place, ScriptInstance, Supplied, UnitInstance};
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::unit::{Literal, Script, Unit};
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
        let scripts = unit.scripts.iter().map(|script| self.number_of_script(script)).collect();
        let instance = UnitInstance {
            unit: unit.clone(),
            constants: constants.into_boxed_slice(),
            outers,
            scripts,
            codes: Vec::new(),
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
        let mut bytes = 0;
        for (i, script) in unit.scripts.iter().enumerate() {
            let index = i as u32;
            let mut methods = hashbrown::HashMap::with_capacity(script.methods.len());
            let number = self.units[unit_index as usize].scripts[i];
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
            let loaded = &mut self.scripts[number as usize];
            (loaded.unit, loaded.index) = (unit_index, index);
            (loaded.methods, loaded.first_matcher) = (methods, first_matcher);
            bytes += super::size::of_script(loaded);
        }
        let top = self.add_code(unit_index, Place::Top, 0, false, &atoms);
        self.units[unit_index as usize].top = top;
        self.constants_fresh = true;
        // Units of the prelude are the engine's, and shared.
        let shared = if self.prelude.is_running() { 0 } else { super::size::of_unit(&unit) };
        let instance = &self.units[unit_index as usize];
        let codes = instance.codes.iter().map(|&code| &self.codes[code as usize]);
        bytes += shared + super::size::of_instance(instance);
        bytes += codes.map(|code| super::size::of_code(code)).sum::<usize>();
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
        let vacant = self.vacant.code();
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
        self.units[unit as usize].codes.push(id);
        id
    }

    /// A number for a script, whose methods are loaded behind it: objects of all the unit's scripts are made by number.
    fn number_of_script(&mut self, script: &Script) -> u32 {
        let captures = script.captures.len() as u32;
        let loaded = ScriptInstance { captures, ..ScriptInstance::gone() };
        match self.vacant.script() {
            Some(number) => {
                self.scripts[number as usize] = loaded;
                number
            }
            None => {
                self.scripts.push(loaded);
                self.scripts.len() as u32 - 1
            }
        }
    }
}
