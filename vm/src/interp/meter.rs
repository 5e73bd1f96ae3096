//! Metering: the one counter, and everything that is looked at when it runs out: interrupts, a wanted
//! collection, the memory limit, the fuel limit. The embedding call [`Vm::run`] is here.
//!
//! Fuel is spent by calls and backward jumps, one unit each, and by built-ins in proportion to their work.
//! The counter in the heap holds what is left of the current slice; `fuel` what is left behind it. Their
//! sum changes by what the program does only, so where a program runs out of fuel does not depend on
//! slices or collections.
#![allow(unsafe_code)]

use super::Exit;
use crate::fiber::NATIVE;
use crate::heap::{Roots, Scope, Stress};
use crate::value::Value;
use crate::vm::Vm;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// Units between two looks at everything else.
pub(crate) const SLICE: i64 = 4096;

/// Who asked a fiber to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The user, by Ctrl-C.
    User,
    /// The host's clock.
    Deadline,
    /// The host, for a reason of its own.
    Host,
}

/// A handle that stops a running machine from a signal handler or another thread.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicU8>);

impl Interrupt {
    /// Asks the machine to stop at its next look at the counter.
    pub fn raise(&self, why: Why) {
        let code = match why {
            Why::User => 1,
            Why::Deadline => 2,
            Why::Host => 3,
        };
        self.0.store(code, Ordering::SeqCst);
    }

    /// Takes the request back.
    pub fn clear(&self) {
        self.0.store(0, Ordering::SeqCst);
    }

    /// Becomes a handle of the same machine as another one.
    pub(crate) fn follow(&mut self, other: &Interrupt) {
        if !Arc::ptr_eq(&self.0, &other.0) {
            self.0 = other.0.clone();
        }
    }

    /// Whether there is a request.
    #[inline]
    pub(crate) fn is_raised(&self) -> bool {
        self.0.load(Ordering::Relaxed) != 0
    }

    /// Takes the request, if there is one, as its own matter.
    pub fn take(&self) -> Option<Why> {
        if self.0.load(Ordering::Relaxed) == 0 {
            return None;
        }
        match self.0.swap(0, Ordering::SeqCst) {
            1 => Some(Why::User),
            2 => Some(Why::Deadline),
            3 => Some(Why::Host),
            _ => None,
        }
    }
}

/// How much a run may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Units of fuel; `None` is no limit.
    pub fuel: Option<u64>,
    /// Stop after every instruction.
    pub step: bool,
}

/// How a run ended. In every case but the first two the fiber is intact and can be resumed.
#[derive(Clone, Copy, Debug)]
pub enum Outcome {
    /// It answered.
    Done(Value),
    /// It threw a problem that nothing caught; the sealed problem.
    Threw(Value),
    /// The fuel is used up.
    OutOfFuel,
    /// The memory limit is reached, and a collection did not help.
    OutOfMemory {
        /// The bytes that were asked for.
        wanted: usize,
    },
    /// Somebody asked it to stop.
    Interrupted(Why),
    /// One instruction was executed ([`Limits::step`]).
    Stepped,
}

impl Vm {
    /// Runs the fiber for at most this much.
    pub fn run(&mut self, limits: Limits) -> Outcome {
        let budget = limits.fuel.map_or(i64::MAX / 2, |fuel| fuel.min(1 << 61) as i64);
        self.fuel = budget;
        self.heap.fuse = 0;
        self.retried_at = None;
        self.heap.set_interrupt(&self.interrupt);
        let exit = loop {
            let stopped = match (limits.step, self.count_instructions) {
                (true, _) => self.run_loop::<true, false>(),
                (false, true) => self.run_loop::<false, true>(),
                (false, false) => self.run_traced(),
            };
            match stopped {
                Exit::OutOfMemory { wanted } if self.collect_for(wanted) => {}
                exit => break exit,
            }
        };
        let left = self.fuel + self.heap.slice_left();
        self.heap.untrip();
        self.heap.fuse = 0;
        self.fuel = 0;
        self.fuel_used += (budget - left).max(0) as u64;
        match exit {
            Exit::Done(value) => Outcome::Done(value),
            Exit::Threw(problem) => Outcome::Threw(problem),
            Exit::OutOfFuel => Outcome::OutOfFuel,
            Exit::OutOfMemory { wanted } => Outcome::OutOfMemory { wanted },
            Exit::Interrupted(why) => Outcome::Interrupted(why),
            Exit::Stepped => Outcome::Stepped,
            Exit::Hot => unreachable!("`run_traced` records at hot loop heads"),
        }
    }

    /// Collects everything for an instruction whose result did not fit; answers whether it is worth
    /// another try. The fiber stands in front of it.
    fn collect_for(&mut self, wanted: usize) -> bool {
        if self.heap.has_refused() {
            return false;
        }
        let place =
            (self.fuel + self.heap.slice_left(), self.fiber.current.code, self.fiber.current.pc);
        if self.retried_at == Some(place) {
            return false;
        }
        self.retried_at = Some(place);
        self.collect(Scope::Everything);
        // Whoever asked the machine to stop is heard where the fiber goes on.
        self.interrupt.is_raised() || !self.heap.is_full() && self.heap.reserve(wanted).is_ok()
    }

    /// Runs the fiber, and records the loops that get hot.
    pub(crate) fn run_traced(&mut self) -> Exit {
        loop {
            match self.run_loop::<false, false>() {
                Exit::Hot => {
                    if let Some(exit) = self.record_trace() {
                        return exit;
                    }
                }
                exit => return exit,
            }
        }
    }

    /// Looks at everything, between two instructions. The fiber is synced.
    #[cold]
    #[inline(never)]
    pub(crate) fn look_up(&mut self) -> Result<(), Exit> {
        if self.heap.is_held() {
            return Ok(());
        }
        if let Some(why) = self.interrupt.take() {
            return Err(Exit::Interrupted(why));
        }
        let outside = self.outside();
        self.heap.set_outside(outside);
        if self.heap.collection_wanted() || self.heap.owes_steps() {
            self.collect(Scope::Usual);
        }
        if self.heap.over_limit() {
            self.collect(Scope::Everything);
            if let Some(why) = self.interrupt.take() {
                return Err(Exit::Interrupted(why));
            }
            if self.heap.is_full() {
                self.heap.untrip();
                return Err(Exit::OutOfMemory { wanted: self.heap.reserved() });
            }
        }
        if self.heap.refuses_safepoint() {
            self.heap.untrip();
            return Err(Exit::OutOfMemory { wanted: self.heap.reserved() });
        }
        self.heap.untrip();
        self.heap.begin();
        if self.heap.fuse < 1 {
            self.fuel += self.heap.fuse;
            self.heap.fuse = 0;
            if self.fuel < 1 {
                return Err(Exit::OutOfFuel);
            }
            let slice = match self.heap.stress() {
                Stress::None | Stress::RefuseReservation(_) => SLICE,
                Stress::EverySafepoint | Stress::RefuseSafepoint(_) => 1,
            };
            let slice = slice.min(self.fuel);
            self.fuel -= slice;
            self.heap.fuse = slice;
        }
        Ok(())
    }

    /// Collects at a safepoint: the fiber is synced, and no Rust frame but the interpreter's own, which
    /// loads its state again, holds values.
    pub(crate) fn collect(&mut self, scope: Scope) {
        self.kept.settle();
        self.recent_key = crate::sameness::RecentKey::NONE;
        let mut roots = MachineRoots {
            stack: &mut self.fiber.stack[..self.fiber.top],
            clean: self.fiber.clean.min(self.fiber.top),
            handlers: &mut self.fiber.handlers,
            units: &mut self.units,
            constants_fresh: &mut self.constants_fresh,
            fields: [&mut self.named, &mut self.empty_map, &mut self.fail_map, &mut self.throw],
            verbs: &mut self.verbs,
            static_guards: &mut self.static_guards,
            singletons: &mut self.singletons,
            prelude: &mut self.prelude.values,
            session: &mut self.session,
            made_guards: self.made_guards.rows.as_flattened_mut(),
            handles: &mut self.handles,
            kept: &mut self.kept.values,
            pending: &mut self.pending,
        };
        // SAFETY: this is a safepoint. The machine keeps values in its fiber (below `top`), its unit
        // instances, and the fields named above, and `roots` visits all of them; the caller holds none.
        unsafe { self.heap.collect(&mut roots, scope) };
        let dead = self.heap.dead_hosts();
        self.hosts.release(dead);
        self.fiber.clean = self.fiber.top.min(self.fiber.current.base as usize);
        if self.fiber.current.code == NATIVE {
            self.fiber.clean = self.fiber.clean.min(self.native_base);
        }
    }
}

struct MachineRoots<'a> {
    stack: &'a mut [Value],
    clean: usize,
    handlers: &'a mut Vec<crate::fiber::Handler>,
    units: &'a mut Vec<crate::code::UnitInstance>,
    constants_fresh: &'a mut bool,
    fields: [&'a mut Value; 4],
    verbs: &'a mut hashbrown::HashMap<u32, Box<Value>>,
    static_guards: &'a mut Vec<Value>,
    singletons: &'a mut Vec<Value>,
    prelude: &'a mut hashbrown::HashMap<String, crate::code::Supplied>,
    session: &'a mut hashbrown::HashMap<String, crate::code::Supplied>,
    made_guards: &'a mut [Value],
    handles: &'a mut Vec<Value>,
    kept: &'a mut Vec<Value>,
    pending: &'a mut Option<Value>,
}

impl MachineRoots<'_> {
    fn small(&mut self, visit: &mut dyn FnMut(&mut Value)) {
        for handler in self.handlers.iter_mut() {
            visit(&mut handler.ejector);
        }
        for field in &mut self.fields {
            visit(field);
        }
        self.made_guards.iter_mut().for_each(&mut *visit);
        self.handles.iter_mut().for_each(&mut *visit);
        self.kept.iter_mut().for_each(&mut *visit);
        if let Some(value) = self.pending {
            visit(value);
        }
    }

    fn constants(&mut self, visit: &mut dyn FnMut(&mut Value)) {
        for unit in self.units.iter_mut() {
            unit.constants.iter_mut().for_each(&mut *visit);
        }
        self.verbs.values_mut().for_each(|verb| visit(verb));
        self.static_guards.iter_mut().for_each(&mut *visit);
        self.singletons.iter_mut().for_each(&mut *visit);
        self.prelude.values_mut().for_each(|supplied| visit(&mut supplied.value));
        self.session.values_mut().for_each(|supplied| visit(&mut supplied.value));
    }
}

impl Roots for MachineRoots<'_> {
    fn stack(&mut self) -> (&mut [Value], usize) {
        (self.stack, self.clean)
    }

    fn others(&mut self, visit: &mut dyn FnMut(&mut Value)) {
        self.small(visit);
        self.constants(visit);
    }

    fn fresh_others(&mut self, visit: &mut dyn FnMut(&mut Value)) {
        self.small(visit);
        if *self.constants_fresh {
            self.constants(visit);
        }
    }

    fn settled(&mut self) {
        *self.constants_fresh = false;
    }
}
