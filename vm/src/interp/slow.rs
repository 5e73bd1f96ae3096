//! What instructions do when their fast path does not apply. Functions here work on the synced fiber, or
//! are native functions in the sense of `native`: the operands of the instruction are on the stack, the
//! lowest in the receiver's place.

use super::Exit;
use crate::builtin::admission::admits;
use crate::builtin::reference::near;
use crate::data::list;
use crate::data::map::{map_get, map_with};
use crate::fiber::{BOTTOM, NATIVE};
use crate::heap::{Type, UNIT};
use crate::native::{Answer, Method, Raise, Resumed};
use crate::print::plain;
use crate::value::Value;
use crate::vm::Vm;
use monte_compiler::isa::StaticGuard;
use std::sync::Arc;

/// What the loop does after a slow path.
pub(crate) enum Flow {
    /// Goes on with the fiber's current activation.
    Continue,
    /// Leaves the loop.
    Exit(Exit),
    /// Makes the call that a native function suspended with: receiver and arguments are on top.
    Send {
        /// Verb and arity.
        atom: u32,
        /// A map of named arguments is on top of the arguments.
        named: bool,
    },
    /// Goes on with the native activation that is current.
    Resume(Resumed),
}

/// The value behind a native binding of a native slot.
#[inline(always)]
pub(super) fn direct_read(binding: Value) -> Option<Value> {
    if !binding.is_heap(Type::Binding) {
        return None;
    }
    let slot = binding.field(0);
    if !slot.is_heap(Type::FinalSlot) && !slot.is_heap(Type::VarSlot) {
        return None;
    }
    let value = slot.field(0);
    (value != Value::HOLE).then_some(value)
}

/// Whether a value conforms to a static guard without conversion (rows of `isa::StaticGuard`).
#[inline(always)]
pub(crate) fn conforms(guard: u16, value: Value) -> bool {
    const INT: u16 = StaticGuard::Int as u16;
    const ANY: u16 = StaticGuard::Any as u16;
    const DOUBLE: u16 = StaticGuard::Double as u16;
    const BOOL: u16 = StaticGuard::Bool as u16;
    const CHAR: u16 = StaticGuard::Char as u16;
    const VOID: u16 = StaticGuard::Void as u16;
    const STR: u16 = StaticGuard::Str as u16;
    const BYTES: u16 = StaticGuard::Bytes as u16;
    const LIST: u16 = StaticGuard::List as u16;
    const MAP: u16 = StaticGuard::Map as u16;
    const SET: u16 = StaticGuard::Set as u16;
    match guard {
        ANY => true,
        INT => value.is_small() || value.is_heap(Type::BigInt),
        DOUBLE => value.as_double().is_some(),
        BOOL => value.as_bool().is_some(),
        CHAR => value.as_char().is_some(),
        VOID => value.is_null(),
        STR => value.is_heap(Type::Str),
        BYTES => value.is_heap(Type::Bytes),
        LIST => value.is_heap(Type::List),
        MAP => value.is_heap(Type::Map),
        SET => value.is_heap(Type::Set),
        _ => false,
    }
}

/// The elements of a list of exactly that many.
#[inline(always)]
pub(super) fn list_of<'a>(vm: &mut Vm, specimen: Value, count: usize) -> Option<&'a [Value]> {
    if !specimen.is_pointer() {
        return None;
    }
    let list = near(specimen);
    let items = list::items(list).or_else(|| vm.heap.items_of_superseded(list, count))?;
    (items.len() == count).then_some(items)
}

/// Sameness of two immediate values; `None` if it takes a closer look.
#[inline(always)]
pub(super) fn same_immediate(x: Value, y: Value) -> Option<bool> {
    if x == y {
        // One NaN is the same as another, and a double is never the same as one of other bits.
        return Some(true);
    }
    if x.is_pointer() || y.is_pointer() { None } else { Some(false) }
}

impl Resumed {
    pub(crate) fn kind(self) -> u8 {
        match self {
            Resumed::Value(_) => 0,
            Resumed::Problem(_) => 1,
            Resumed::Ejected(_) => 2,
        }
    }
}

impl Vm {
    /// The number of arguments of an atom.
    pub(crate) fn arity_of(&self, atom: u32) -> usize {
        self.engine.atoms().arity(atom) as usize
    }

    /// The verb of an atom.
    pub(crate) fn verb_of(&self, atom: u32) -> Arc<str> {
        self.engine.atoms().get(atom).0
    }

    /// The verb of an atom as a string value.
    pub(crate) fn verb_value(&mut self, atom: u32) -> Value {
        let verb = self.verb_of(atom);
        self.heap.str(&verb)
    }

    /// The rows of a native receiver's tables for an atom, in order; `None` if there are none.
    pub(super) fn native_rows(
        &mut self,
        receiver: Value,
        atom: u32,
    ) -> Option<&'static [&'static Method]> {
        let (verb, arity) = {
            let atoms = self.engine.atoms();
            atoms.get(atom)
        };
        let rows = crate::builtin::rows(receiver, &verb, arity);
        if rows.is_empty() { None } else { Some(self.keep_rows(rows)) }
    }

    /// The rows of the methods that every object answers.
    pub(super) fn miranda_rows(&mut self, atom: u32) -> Option<&'static [&'static Method]> {
        let (verb, arity) = {
            let atoms = self.engine.atoms();
            atoms.get(atom)
        };
        let rows = crate::builtin::rows_in(&[crate::builtin::miranda::METHODS], &verb, arity);
        if rows.is_empty() { None } else { Some(self.keep_rows(rows)) }
    }

    /// Makes rows live as long as the program: they are few, and the same for every machine.
    fn keep_rows(&mut self, rows: Vec<&'static Method>) -> &'static [&'static Method] {
        crate::builtin::interned_rows(rows)
    }

    // ---- Storage ------------------------------------------------------------------------------------

    /// `guard.coerce(specimen, ejector)`, which are on top of the stack.
    pub(super) fn coerce(&mut self) -> Flow {
        let at = self.fiber.top - 3;
        let (guard, specimen) = (self.fiber.stack[at], self.fiber.stack[at + 1]);
        if admits(self, guard, specimen) == Some(true) {
            self.fiber.stack[at] = specimen;
            self.fiber.top = at + 1;
            return Flow::Continue;
        }
        self.send(self.atoms.coerce, false)
    }

    /// `slot.put(v)` for a guarded native slot.
    pub(super) fn put_slot(&mut self, slot: Value) -> Answer {
        let value = self.fiber.stack[self.fiber.top - 1];
        if admits(self, slot.field(1), value) == Some(true) {
            self.heap.spend(1);
            self.heap.store(slot, 0, value);
            return Ok(Value::NULL);
        }
        self.call_then(slot, self.atoms.put, &[value], &[], finish)
    }

    /// `binding.get().get()`.
    pub(super) fn read_binding(&mut self, binding: Value) -> Flow {
        self.heap.begin();
        if binding.is_heap(Type::Binding) {
            let slot = binding.field(0);
            if slot.is_heap(Type::FinalSlot) {
                let text = "The name is read before its definition is complete";
                let payload = self.heap.str(text);
                return self.raise(Raise::Throw(payload));
            }
            // A slot of the program answers to the activation that reads.
            self.heap.spend(1);
            self.push(slot);
            return Flow::Send { atom: self.atoms.get, named: false };
        }
        fn got_slot(vm: &mut Vm, resumed: Resumed) -> Answer {
            let Resumed::Value(slot) = resumed else { return Ok(Value::NULL) };
            vm.call_then(slot, vm.atoms.get, &[], &[], finish)
        }
        self.push(binding);
        self.native_base = self.fiber.top;
        match self.call_then(binding, self.atoms.get, &[], &[], got_slot) {
            Ok(value) => self.deliver(value),
            Err(raise) => self.raise(raise),
        }
    }

    /// `binding.get().put(v)`; the value is on top of the stack.
    pub(super) fn assign_binding(&mut self, binding: Value) -> Flow {
        self.heap.begin();
        let at = self.fiber.top - 1;
        let value = self.fiber.stack[at];
        if binding.is_heap(Type::Binding) {
            let slot = binding.field(0);
            if slot.is_heap(Type::VarSlot) && self.store_directly(slot, value) {
                self.fiber.stack[at] = Value::NULL;
                return Flow::Continue;
            }
            self.heap.spend(1);
            self.fiber.stack[at] = slot;
            self.push(value);
            return Flow::Send { atom: self.atoms.put, named: false };
        }
        fn got_slot(vm: &mut Vm, resumed: Resumed) -> Answer {
            let Resumed::Value(slot) = resumed else { return Ok(Value::NULL) };
            let value = vm.state(0);
            vm.call_then(slot, vm.atoms.put, &[value], &[], finish)
        }
        self.native_base = at + 1;
        match self.call_then(binding, self.atoms.get, &[], &[value], got_slot) {
            Ok(value) => self.deliver(value),
            Err(raise) => self.raise(raise),
        }
    }

    /// Puts a value into a native slot if its guard, should it have one, admits it as it is.
    fn store_directly(&mut self, slot: Value, value: Value) -> bool {
        let guard = slot.field(1);
        if !guard.is_null() && guard != self.static_guards[StaticGuard::Any as usize] {
            if admits(self, guard, value) != Some(true) {
                return false;
            }
            self.heap.spend(2);
        }
        self.heap.store(slot, 0, value);
        true
    }

    /// Fills a deferred binding.
    pub(super) fn fill_binding(&mut self, binding: Value, value: Value) -> Result<(), Raise> {
        if binding.is_heap(Type::Binding)
            && binding.field(0).is_heap(Type::FinalSlot)
            && binding.field(0).field(0) == Value::HOLE
        {
            self.heap.store(binding.field(0), 0, value);
            return Ok(());
        }
        self.throw_text("The binding is filled already")
    }

    /// The binding of an outer name; the same object each time.
    pub(super) fn outer_binding(&mut self, unit: u32, constant: u32) -> Value {
        let instance = &self.units[unit as usize];
        let outer = constant as usize - instance.unit.literals.len();
        let value = instance.constants[constant as usize];
        if instance.outers[outer] != monte_compiler::unit::Storage::Value {
            return value;
        }
        if let Some(&binding) = self.outer_bindings.get(&(unit, constant)) {
            return self.handles[binding];
        }
        let guard = self.singleton("DeepFrozen").unwrap_or(Value::NULL);
        let slot = self.heap.object(Type::FinalSlot, &[value, guard]);
        let binding = self.heap.object(Type::Binding, &[slot, Value::NULL]);
        let handle = self.vacant.handle().unwrap_or(self.handles.len());
        self.outer_bindings.insert((unit, constant), handle);
        match self.handles.get_mut(handle) {
            Some(cell) => *cell = binding,
            None => self.handles.push(binding),
        }
        binding
    }

    // ---- Data ---------------------------------------------------------------------------------------

    /// A map of the key and value cells on top of the stack.
    pub(crate) fn make_map(&mut self, cells: usize) -> Answer {
        let top = self.fiber.top;
        let pairs: Vec<(Value, Value)> = self.fiber.stack[top - cells..top]
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect();
        crate::builtin::map::make_map(self, &pairs)
    }

    /// The map with `"FAIL"` added at its end if it lacks it.
    pub(crate) fn with_fail(&mut self, map: Value) -> Answer {
        self.check_named(map)?;
        let key = self.heap.str("FAIL");
        if map_get(self, map, key)?.is_some() {
            return Ok(map);
        }
        let thrower = self.throw;
        map_with(self, map, key, thrower)
    }

    /// Damaged code may pass something else as the map of named arguments.
    fn check_named(&mut self, map: Value) -> Result<(), Raise> {
        if crate::data::map::is_map(map) {
            return Ok(());
        }
        self.throw_text("The named arguments are no map")
    }

    /// The value of a named argument.
    pub(crate) fn named_argument(
        &mut self,
        map: Value,
        key: Value,
    ) -> Result<Option<Value>, Raise> {
        self.check_named(map)?;
        map_get(self, map, key)
    }

    /// Throws that a named argument is missing.
    pub(super) fn missing_named(&mut self, key: Value) -> Answer {
        let name = plain(self, key);
        self.throw_text(&format!("Named arg {name} missing in call"))
    }

    /// Sameness in general.
    pub(crate) fn same_slow(&mut self, x: Value, y: Value) -> Answer {
        crate::builtin::equalizer::same_ever(self, Value::NULL, x, y)
    }

    /// A comparison in general: `x.op__cmp(y)`, and the test of its sign, whatever that answers.
    pub(crate) fn compare_slow(&mut self, row: u8, x: Value, y: Value) -> Answer {
        fn sign_test(row: usize, order: std::cmp::Ordering) -> Value {
            Value::bool(match row {
                0 => order.is_lt(),
                1 => order.is_le(),
                2 => order.is_gt(),
                3 => order.is_ge(),
                _ => order.is_eq(),
            })
        }
        fn compared(vm: &mut Vm, resumed: Resumed) -> Answer {
            let Resumed::Value(order) = resumed else { return Ok(Value::NULL) };
            let row = vm.state(0).to_index();
            if let Some(n) = vm.resolve(order).as_small() {
                return Ok(sign_test(row, n.cmp(&0)));
            }
            let atoms = &vm.atoms;
            let test = match row {
                0 => atoms.below_zero,
                1 => atoms.at_most_zero,
                2 => atoms.above_zero,
                3 => atoms.at_least_zero,
                _ => atoms.is_zero,
            };
            vm.call_then(order, test, &[], &[], finish)
        }
        if let Some(region) = crate::builtin::half_line::of_comparison(self, row, x, y) {
            return Ok(region);
        }
        if let (Some(x), Some(y)) = (x.as_char(), y.as_char()) {
            return Ok(sign_test(row as usize, x.cmp(&y)));
        }
        // Numbers and texts need not be asked.
        if let Some(order) = crate::builtin::collection::compare(&self.heap, x, y)? {
            return Ok(sign_test(row as usize, order));
        }
        self.call_then(x, self.atoms.op_cmp, &[y], &[Value::index(row as usize)], compared)
    }

    /// A range whose ends are not both small integers.
    pub(crate) fn range_slow(&mut self, till: bool, x: Value, y: Value) -> Answer {
        let (x, y) = (self.resolve(x), self.resolve(y));
        if let (Some(first), Some(last)) = (x.as_char(), y.as_char()) {
            let end = if till { last } else { last + 1 };
            let end = Value::char(end.max(first));
            return Ok(self.heap.object(Type::Range, &[x, end, Value::NULL, y, Value::bool(till)]));
        }
        let name = if till { "range_till" } else { "range_thru" };
        let function = self.prelude_value(name);
        self.call_then(function, self.run_atom(2), &[x, y], &[], finish)
    }

    /// What an iterator answered is no pair: throws what a loop driven by calls would.
    #[cold]
    #[inline(never)]
    pub(super) fn not_a_pair(&mut self, answer: Value) -> Answer {
        match list::items(answer) {
            Some(items) => crate::builtin::object::wrong_arity(self, "_", "run", 2, items.len()),
            None => self.not_a_list(answer, Value::NULL),
        }
    }

    // ---- Patterns -----------------------------------------------------------------------------------

    /// A list pattern that does not fit ejects.
    pub(crate) fn list_pattern_failed(
        &mut self,
        specimen: Value,
        ejector: Value,
        wanted: u16,
        place: Value,
    ) -> Answer {
        let problem = self.list_problem(specimen, wanted as usize, 0, place);
        self.eject(ejector, problem)
    }

    /// Submits an object to the auditors above it on the stack.
    pub(super) fn audit_object(&mut self, count: usize) -> Answer {
        let top = self.fiber.top;
        let object = self.fiber.stack[top - count - 1];
        let auditors = self.fiber.stack[top - count..top].to_vec();
        crate::builtin::audition::audit(self, object, &auditors)
    }

    /// A condition that is no boolean.
    pub(super) fn not_a_bool(&mut self, value: Value) -> Answer {
        // A promise, which is no value to branch on yet, is called what it is.
        let text = if value.is_heap(Type::Promise) {
            "<switchable promise>".to_owned()
        } else {
            plain(self, value)
        };
        self.wrong_type(&format!("Specimen is not Bool: {text}"))
    }

    // ---- Stopping -----------------------------------------------------------------------------------

    /// Leaves the loop in front of the instruction that could not be executed.
    pub(super) fn stop_before(&mut self, exit: Exit) -> Exit {
        self.heap.take_back_all();
        let current = &mut self.fiber.current;
        if current.code < BOTTOM {
            current.pc -= 1;
            if self.codes[current.code as usize].words[current.pc as usize].op.is_paid_for() {
                // It is executed, and paid for, again.
                self.heap.fuse += UNIT;
            }
        }
        exit
    }

    /// Gets a stopped fiber going: delivers what a native function could not take before.
    pub(super) fn prepare(&mut self) -> Result<(), Exit> {
        match self.look_up() {
            // Fuel runs out where it is spent, wherever a run began.
            Ok(()) | Err(Exit::OutOfFuel) => {}
            Err(exit) => return Err(exit),
        }
        if let Some((atom, named)) = self.pending_send.take() {
            self.drive(Flow::Send { atom, named })?;
        }
        if self.fiber.current.code == NATIVE
            && let Some(value) = self.pending.take()
        {
            let resumed = match self.pending_kind {
                0 => Resumed::Value(value),
                1 => Resumed::Problem(value),
                _ => Resumed::Ejected(value),
            };
            self.drive(Flow::Resume(resumed))?;
        }
        Ok(())
    }

    /// Does what is left to do natively, until there are instructions to run. Native functions that call
    /// native functions, and return to them, do so here, one after the other: never one inside the other.
    #[cold]
    #[inline(never)]
    pub(crate) fn drive(&mut self, mut flow: Flow) -> Result<(), Exit> {
        loop {
            flow = match flow {
                Flow::Continue => return Ok(()),
                Flow::Exit(exit) => return Err(exit),
                Flow::Resume(resumed) => self.resume_native(resumed),
                Flow::Send { atom, named } => {
                    if self.heap.fuse < 1 {
                        self.pending_send = Some((atom, named));
                        self.look_up()?;
                        self.pending_send = None;
                    }
                    self.heap.fuse -= UNIT;
                    self.send(atom, named)
                }
            };
        }
    }
}

/// Answers with what the call answered.
pub(crate) fn finish(_: &mut Vm, resumed: Resumed) -> Answer {
    match resumed {
        Resumed::Value(value) => Ok(value),
        Resumed::Problem(problem) => Err(Raise::Throw(problem)),
        Resumed::Ejected(value) => Ok(value),
    }
}
