//! Unloading: what a machine has of a unit is freed, and its numbers are given to units that are loaded later.
//!
//! A unit without scripts has no objects whose methods are its code, so its top level is all the code that there is, and nothing
//! runs that when no fiber does: it is freed at once. Another unit *lingers* until no object of its scripts is alive. Only a walk over
//! the heap can tell, behind a collection of everything; it waits until what lingers takes so much that it is worth its while.
//!
//! Problems and ejectors, which may outlive what made them, tell places by the number of a code. So a number rests until many
//! others were freed, and stands for no place meanwhile. What call sites and machine code have noted goes by numbers, too: those of scripts
//! and their methods rest until all of that is forgotten.

use super::{Code, ScriptInstance, Target, UnitInstance};
use crate::heap::{Scope, Type};
use crate::value::Value;
use crate::vm::Vm;
use std::collections::VecDeque;
use std::sync::Arc;

/// So many numbers of codes rest before the first of them is given to another.
const RESTING: usize = 1 << 12;
/// So many numbers of scripts, or of their codes, rest before everybody forgets what was noted of them.
const NOTED: usize = 1 << 13;
/// Bytes of lingering units that are not looked at.
const LEAST_LINGERING: usize = 2 << 20;

/// Numbers that can be given to other units, scripts and codes, and places for bindings.
#[derive(Default)]
pub(crate) struct Vacant {
    units: Vec<u32>,
    scripts: Vec<u32>,
    codes: VecDeque<u32>,
    handles: Vec<usize>,
    /// Those that somebody may have noted something of.
    noted_scripts: Vec<u32>,
    noted_codes: Vec<u32>,
}

impl Vacant {
    /// A number for a unit.
    pub(super) fn unit(&mut self) -> Option<u32> {
        self.units.pop()
    }

    /// A number for a script.
    pub(super) fn script(&mut self) -> Option<u32> {
        self.scripts.pop()
    }

    /// A number for the code of a body.
    pub(super) fn code(&mut self) -> Option<u32> {
        if self.codes.len() > RESTING { self.codes.pop_front() } else { None }
    }

    /// A place for a binding.
    pub(crate) fn handle(&mut self) -> Option<usize> {
        self.handles.pop()
    }
}

/// Units that nobody will start again, but whose objects may live.
#[derive(Default)]
pub(crate) struct Lingering {
    units: Vec<u32>,
    bytes: usize,
    /// The bytes of those that were found to live when it was looked last.
    alive: usize,
}

impl Code {
    /// One of no unit and without instructions: what is loaded begins with it, and what is gone is one.
    pub(super) fn empty(id: u32) -> Code {
        Code {
            id,
            words: Vec::new(),
            entry: 1,
            origins: Vec::new(),
            sites: Vec::new(),
            heats: Vec::new(),
            constants: std::ptr::null(),
            locals: 0,
            depth: 0,
            arity: 0,
            named: false,
            unit: u32::MAX,
            script: None,
            next_matcher: None,
            place: super::Place::Top,
            live: std::cell::OnceCell::new(),
        }
    }

    /// Whether its unit was unloaded.
    pub(crate) fn is_gone(&self) -> bool {
        self.unit == u32::MAX
    }
}

impl UnitInstance {
    /// One that is gone.
    fn gone() -> UnitInstance {
        UnitInstance {
            unit: Arc::default(),
            constants: Box::default(),
            outers: Vec::new(),
            scripts: Vec::new(),
            codes: Vec::new(),
            top: 0,
            prelude: false,
            bytes: 0,
        }
    }

    /// Whether it was unloaded: one that is there has the code of a top level.
    fn is_gone(&self) -> bool {
        self.codes.is_empty()
    }
}

impl ScriptInstance {
    /// One that is gone.
    pub(super) fn gone() -> ScriptInstance {
        ScriptInstance {
            unit: u32::MAX,
            index: 0,
            methods: hashbrown::HashMap::new(),
            first_matcher: None,
            captures: 0,
        }
    }
}

impl Vm {
    /// The code of a body by its number, unless its unit was unloaded.
    pub(crate) fn loaded_code(&self, code: u32) -> Option<&Code> {
        self.codes.get(code as usize).map(|code| &**code).filter(|code| !code.is_gone())
    }

    /// Frees what there is of a unit that nobody will start again, as soon as nothing else can refer to it. No fiber runs, or
    /// could go on.
    pub(crate) fn unload(&mut self, unit: u32) {
        let instance = &self.units[unit as usize];
        if instance.scripts.is_empty() {
            self.free_units(&[unit]);
        } else {
            self.lingering.units.push(unit);
            self.lingering.bytes += instance.bytes;
        }
    }

    /// Whether so much lingers that it should be looked which of it is alive: so much that looking costs little for each unit.
    pub(crate) fn lingers_long(&self) -> bool {
        let Lingering { bytes, alive, .. } = self.lingering;
        bytes > alive + LEAST_LINGERING.max(alive).max(self.heap.reserved() / 4)
    }

    /// Frees the lingering units of whose scripts no object is alive. No fiber runs, or could go on.
    pub(crate) fn free_lingering(&mut self) {
        if self.lingering.units.is_empty() {
            return;
        }
        self.collect(Scope::Everything);
        let mut lives = vec![false; self.units.len()];
        self.heap.each_old_object(|object| {
            if object.is_heap(Type::Object) {
                let script = &self.scripts[object.field(0).to_index()];
                if let Some(lives) = lives.get_mut(script.unit as usize) {
                    *lives = true;
                }
            }
        });
        let units = std::mem::take(&mut self.lingering.units);
        let (alive, dead): (Vec<u32>, Vec<u32>) =
            units.into_iter().partition(|&unit| lives[unit as usize]);
        if !dead.is_empty() {
            self.free_units(&dead);
            self.forget_notes();
        }
        let bytes: usize = alive.iter().map(|&unit| self.units[unit as usize].bytes).sum();
        self.lingering = Lingering { units: alive, bytes, alive: bytes };
    }

    /// Frees units to which nothing refers.
    fn free_units(&mut self, units: &[u32]) {
        for &unit in units {
            let instance = std::mem::replace(&mut self.units[unit as usize], UnitInstance::gone());
            self.loaded -= instance.bytes;
            self.vacant.units.push(unit);
            if let Some(mut tracer) = self.tracer.take() {
                tracer.forget(instance.top);
                self.tracer = Some(tracer);
            }
            for &code in &instance.codes {
                self.forget_breakpoints_of(code);
                *self.codes[code as usize] = Code::empty(code);
            }
            if instance.scripts.is_empty() {
                self.vacant.codes.extend(instance.codes);
                continue;
            }
            for &script in &instance.scripts {
                self.scripts[script as usize] = ScriptInstance::gone();
            }
            self.vacant.noted_scripts.extend(instance.scripts);
            self.vacant.noted_codes.extend(instance.codes);
        }
        let Vm { outer_bindings, units, vacant, handles, .. } = self;
        outer_bindings.retain(|&(unit, _), handle| {
            let stays = !units[unit as usize].is_gone();
            if !stays {
                handles[*handle] = Value::NULL;
                vacant.handles.push(*handle);
            }
            stays
        });
    }

    /// Lets machine code go that was made of code which is gone, and everything that was noted of scripts, if many of them are
    /// gone: then their numbers can be given to others.
    fn forget_notes(&mut self) {
        let vacant = &self.vacant;
        let are_many = vacant.noted_scripts.len().max(vacant.noted_codes.len()) > NOTED;
        if let Some(mut tracer) = self.tracer.take() {
            let is_gone =
                |code: u32| self.codes.get(code as usize).is_some_and(|code| code.is_gone());
            if are_many || tracer.contains(&is_gone) {
                tracer.restart(self);
            }
            self.tracer = Some(tracer);
        }
        if !are_many {
            return;
        }
        self.selected.fill((u64::MAX, u32::MAX, Target::Unknown));
        self.dispatch.clear();
        for code in &mut self.codes {
            for site in &mut code.sites {
                site.forget();
            }
        }
        let vacant = &mut self.vacant;
        vacant.scripts.append(&mut vacant.noted_scripts);
        vacant.codes.extend(vacant.noted_codes.drain(..));
    }
}
