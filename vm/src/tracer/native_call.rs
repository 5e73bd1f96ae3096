//! Native calls of machine code, its fuel and its room.

use crate::builtin::admission::admits;
use crate::fiber::{Frame, NATIVE};
use crate::heap::Stress;
use crate::interp::SLICE;
use crate::interp::problem::Kind as ProblemKind;
use crate::native::{Answer, Code, Kind, Method, Raise, is_among};
use crate::value::Value;
use crate::vm::Vm;

/// What a native function raised while machine code ran, with the activation that it may have suspended in.
#[derive(Clone, Copy, Debug)]
pub struct Raised {
    pub(super) raise: Raise,
    /// The activation that is to go on top of those that the exit rebuilds.
    pub(super) suspended: Option<Frame>,
    /// Handlers that the function installed.
    pub(super) handlers: usize,
}

/// How a native call of machine code is expected to end; where it ends otherwise the trace is left.
#[derive(Clone, Debug, Default)]
pub enum Expected {
    /// With an answer.
    #[default]
    Answer,
    /// It throws: the activations that the trace has open then, the first of them that of its tree. Its result is
    /// the sealed problem.
    Throw(Box<[Frame]>),
    /// The ejector in the place of this operand, the receiver being the first, fires. Its result is the value.
    Eject(usize),
}

/// A call from machine code that the machine makes as the instruction would.
#[derive(Clone, Copy)]
pub enum NativeCall {
    /// A method of native rows.
    Rows(&'static [&'static Method], u32),
    /// Sameness.
    Same,
    /// A comparison, by its row.
    Compare(u8),
    /// A map of so many cells.
    Map,
    /// A range whose ends are not both small integers, without its end or with it.
    Range(bool),
    /// What an iteration walks.
    Iterate,
    /// A problem of a pattern with this fate and of this kind.
    Problem(u8, ProblemKind),
    /// The slow test of a pattern with a guard of the safe scope, whose problem has this fate.
    Test(u16, u8),
    /// What a deferred problem says.
    Told,
    /// A list pattern of so many elements at this place, as an integer, that does not fit: ejects.
    ListPattern(u16, Value),
    /// What a guard makes of a specimen: the rows are those of its `coerce`, in case that it must be asked.
    Coerce(&'static [&'static Method], u32),
    /// A guard gives a specimen back as it is; else nothing has happened.
    Admits,
    /// The value of a named argument, or `HOLE` if there is none.
    NamedArgument,
    /// The map of named arguments with `"FAIL"` added at its end if it lacks it.
    WithFail,
}

impl NativeCall {
    /// What is called, for people.
    pub fn name(self, vm: &Vm, argc: usize) -> String {
        let name = match self {
            NativeCall::Rows(_, atom) => return format!("{}/{argc}", vm.verb(atom)),
            NativeCall::Same => "sameness",
            NativeCall::Compare(_) => "a comparison",
            NativeCall::Map => "make a map",
            NativeCall::Range(_) => "make a range",
            NativeCall::Iterate => "begin to iterate",
            NativeCall::Problem(..) => "make a problem",
            NativeCall::Test(..) => "test a guard",
            NativeCall::Told => "tell a problem",
            NativeCall::ListPattern(..) => "a list pattern fails",
            NativeCall::Coerce(..) => "ask a guard",
            NativeCall::Admits => "test with a guard",
            NativeCall::NamedArgument => "find a named argument",
            NativeCall::WithFail => "add FAIL",
        };
        name.to_owned()
    }
}

/// The state of the machine where machine code makes a native call.
struct Begun {
    /// Local 0.
    base: usize,
    /// The first free cell, activations and handlers.
    height: usize,
    depth: usize,
    handlers: usize,
}

/// The row that a receiver and arguments select by their types alone, if it takes all of its arguments one by one: whatever
/// else is of those types selects it too.
pub fn row_for(rows: &[&'static Method], operands: &[Value]) -> Option<&'static Method> {
    let args = &operands[1..];
    let one_by_one = |row: &Method| match row.code {
        Code::F0(_) => args.is_empty(),
        Code::F1(_) => args.len() == 1,
        Code::F2(_) => args.len() == 2,
        Code::F3(_) => args.len() == 3,
        _ => false,
    };
    // A long integer may be of the kind of words.
    let types = |kind: Kind| if kind == Kind::Word { Kind::Int.types() } else { kind.types() };
    let excludes = |before: &Method, row: &Method| {
        let kinds = before.params.iter().zip(row.params);
        one_by_one(before) && kinds.into_iter().any(|(&a, &b)| types(a) & types(b) == 0)
    };
    let fits =
        |row: &Method| args.iter().zip(row.fitting).all(|(&arg, types)| is_among(types, arg));
    let at = rows.iter().position(|row| one_by_one(row) && fits(row))?;
    rows[..at].iter().all(|before| excludes(before, rows[at])).then_some(rows[at])
}

impl Vm {
    /// What an iteration over the topmost value walks.
    fn iterated(&mut self) -> crate::native::Answer {
        let value = self.fiber.stack[self.fiber.top - 1];
        match crate::builtin::iterator::iteration_source(self, value) {
            Ok(source) => Ok(source.unwrap_or(value)),
            Err(undone) => {
                // The instruction spends one unit before it stops for this.
                self.heap.fuse -= crate::heap::UNIT;
                Err(undone.into())
            }
        }
    }

    /// Tells machine code where local 0 is.
    #[inline]
    pub fn set_trace_base(&mut self, base: usize) {
        self.trace_base = self.fiber.stack[base..].as_ptr() as usize;
    }

    /// Tells machine code how many cells, and how many bytes for exits from an address on, its calls may use.
    pub fn set_trace_limits(&mut self, cells: usize, area_end: usize) {
        let stack = self.fiber.stack.as_ptr() as usize;
        let base = (self.trace_base - stack) / size_of::<Value>();
        // Behind each activation a native function may push what it likes.
        let room = self.fiber.stack.len().saturating_sub(crate::fiber::HEADROOM);
        self.trace_limit = stack + (base + cells).min(room) * size_of::<Value>();
        self.trace_area_end = area_end;
    }

    /// Makes a native call for machine code. The receiver and `argc` arguments are in the cells below `top`, counted
    /// from local 0 of the current activation. `None` if it raised: the exit that follows handles it.
    pub fn call_from_trace(&mut self, call: NativeCall, argc: usize, top: usize) -> Option<Value> {
        let begun = self.begin_call(argc, top);
        let (x, y) = match argc {
            1 => (self.fiber.stack[self.fiber.top - 2], self.fiber.stack[self.fiber.top - 1]),
            _ => (Value::NULL, Value::NULL),
        };
        let answer = match call {
            NativeCall::Rows(rows, atom) => self.call_rows(rows, atom, argc),
            NativeCall::Same => self.same_slow(x, y),
            NativeCall::Compare(row) => self.compare_slow(row, x, y),
            NativeCall::Map => self.make_map(argc + 1),
            NativeCall::Range(till) => self.range_slow(till, x, y),
            NativeCall::Iterate => self.iterated(),
            NativeCall::Problem(fate, kind) => {
                let first = self.fiber.top - 3;
                let parts = [0, 1, 2].map(|i| self.fiber.stack[first + i]);
                Ok(self.problem(fate, kind, parts))
            }
            NativeCall::ListPattern(wanted, place) => self.list_pattern_failed(x, y, wanted, place),
            NativeCall::Coerce(rows, atom) => {
                let first = self.fiber.top - 3;
                let (guard, specimen) = (self.fiber.stack[first], self.fiber.stack[first + 1]);
                if admits(self, guard, specimen) == Some(true) {
                    Ok(specimen)
                } else {
                    self.call_rows(rows, atom, argc)
                }
            }
            NativeCall::Test(guard, fate) => {
                self.test_static(guard, self.fiber.stack[self.fiber.top - 1], fate)
            }
            NativeCall::Told => self.told(self.fiber.stack[self.fiber.top - 1]),
            NativeCall::Admits => {
                let fuse = self.heap.fuse;
                if admits(self, x, y) != Some(true) {
                    self.heap.fuse = fuse;
                    self.fiber.top = begun.height;
                    return None;
                }
                Ok(Value::TRUE)
            }
            NativeCall::NamedArgument => {
                self.named_argument(x, y).map(|value| value.unwrap_or(Value::HOLE))
            }
            NativeCall::WithFail => self.with_fail(self.fiber.stack[self.fiber.top - 1]),
        };
        self.end_call(answer, begun)
    }

    /// Puts operands into the cells below `top`, where `call_from_trace` looks for them.
    pub fn put_operands(&mut self, operands: &[Value], top: usize) {
        let base = (self.trace_base - self.fiber.stack.as_ptr() as usize) / size_of::<Value>();
        let end = base + top;
        self.fiber.stack[end - operands.len()..end].copy_from_slice(operands);
    }

    /// Makes a native call for machine code by running a row that [`row_for`] has found, on a receiver and arguments whose
    /// places are the cells below `top`; the row says how many there are. `None` if they do not fit; else as
    /// `call_from_trace`.
    #[inline(always)]
    pub fn call_row_from_trace(
        &mut self,
        row: &'static Method,
        [me, x, y, z]: [Value; 4],
        top: usize,
    ) -> Option<Option<Value>> {
        if self.heap.has_versions() {
            return None;
        }
        let [a, b, c] = row.fitting;
        let (answer, state) = match row.code {
            Code::F0(f) => {
                let state = self.begin_call(0, top);
                (f(self, me), state)
            }
            Code::F1(f) if is_among(a, x) => {
                let state = self.begin_call(1, top);
                (f(self, me, x), state)
            }
            Code::F2(f) if is_among(a, x) && is_among(b, y) => {
                let state = self.begin_call(2, top);
                (f(self, me, x, y), state)
            }
            Code::F3(f) if is_among(a, x) && is_among(b, y) && is_among(c, z) => {
                let state = self.begin_call(3, top);
                (f(self, me, x, y, z), state)
            }
            _ => return None,
        };
        Some(self.end_call(answer, state))
    }

    /// Begins a native call of machine code.
    #[inline(always)]
    fn begin_call(&mut self, argc: usize, top: usize) -> Begun {
        let base = (self.trace_base - self.fiber.stack.as_ptr() as usize) / size_of::<Value>();
        let begun = Begun {
            base,
            height: self.fiber.top,
            depth: self.fiber.frames.len(),
            handlers: self.fiber.handlers.len(),
        };
        self.fiber.top = base + top;
        self.heap.begin();
        self.native_base = self.fiber.top - argc;
        begun
    }

    /// Ends a native call of machine code.
    #[inline(always)]
    fn end_call(&mut self, answer: Answer, begun: Begun) -> Option<Value> {
        let Begun { base, height, depth, handlers } = begun;
        match answer {
            Ok(value) => {
                self.fiber.top = height;
                self.set_trace_base(base);
                Some(value)
            }
            Err(raise) => {
                let mut suspended = None;
                if self.fiber.current.code == NATIVE
                    && self.fiber.frames.len() > depth
                    && let Some(below) = self.fiber.frames.pop()
                {
                    suspended = Some(self.fiber.current);
                    self.fiber.current = below;
                }
                let handlers = self.fiber.handlers.len() - handlers;
                self.raised = Some(Raised { raise, suspended, handlers });
                None
            }
        }
    }

    /// Makes a native call for machine code that is expected to raise, and answers with what a handler gets. `None` if
    /// it ends otherwise; `cells` operands are replaced by its answer then, if it has one.
    pub fn raise_from_trace(
        &mut self,
        call: NativeCall,
        argc: usize,
        top: usize,
        expected: &Expected,
        cells: usize,
    ) -> Option<Value> {
        let height = self.fiber.top;
        let base = (self.trace_base - self.fiber.stack.as_ptr() as usize) / size_of::<Value>();
        if let Some(value) = self.call_from_trace(call, argc, top) {
            self.answered = Some((value, cells));
            return None;
        }
        let raised = self.raised?;
        if raised.suspended.is_some() || raised.handlers > 0 {
            return None;
        }
        let value = match (raised.raise, expected) {
            // Where machine code was called by machine code, not all activations are known.
            (Raise::Throw(payload), Expected::Throw(open))
                if base == self.fiber.current.base as usize =>
            {
                let (depth, current) = (self.fiber.frames.len(), self.fiber.current);
                self.rebuild_activations(open.iter().copied());
                let problem = self.seal(payload);
                self.fiber.frames.truncate(depth);
                self.fiber.current = current;
                problem
            }
            (Raise::Eject { ejector, value }, &Expected::Eject(operand))
                if ejector == self.fiber.stack[base + top - argc - 1 + operand]
                    && ejector.field(0) == Value::TRUE =>
            {
                self.heap.store(ejector, 0, Value::FALSE);
                value
            }
            _ => return None,
        };
        self.raised = None;
        self.fiber.top = height;
        self.set_trace_base(base);
        Some(value)
    }

    /// Fills the slice up at a loop head of machine code, if there is nothing else to look at: answers whether it
    /// covers `units` now.
    pub fn refill(&mut self, units: i64) -> bool {
        if self.interrupt.is_raised() || !self.heap.is_at_ease() {
            return false;
        }
        self.heap.begin();
        self.fuel += self.heap.fuse;
        self.heap.fuse = 0;
        self.fill_up(self.slice_of_traces(units));
        self.heap.fuse >= units
    }

    /// Units between two looks of machine code at everything else, which needs so many at least: to leave takes longer
    /// than a look.
    fn slice_of_traces(&self, units: i64) -> i64 {
        const LOOKS: i64 = 16;
        match self.heap.stress() {
            Stress::None | Stress::RefuseReservation(_) => units.max(LOOKS * SLICE),
            Stress::EverySafepoint | Stress::RefuseSafepoint(_) => units,
        }
    }

    /// Makes the slice one of so many units, if the fuel covers them.
    fn fill_up(&mut self, units: i64) {
        let more = (units - self.heap.fuse).min(self.fuel);
        self.fuel -= more;
        self.heap.fuse += more;
    }

    /// Units of fuel that the run has left.
    pub fn fuel_left(&self) -> i64 {
        self.fuel + self.heap.slice_left()
    }

    /// Lets a trace begin with a slice that covers `units`, if the fuel does and nobody wants the machine to look up.
    pub fn grant(&mut self, units: i64) -> bool {
        if self.heap.is_tripped() || self.interrupt.is_raised() {
            return false;
        }
        if self.heap.fuse < units.max(SLICE) {
            let slice = self.slice_of_traces(units).max(self.heap.fuse);
            self.fill_up(slice);
        }
        self.heap.fuse >= units
    }

    /// Makes room on the fiber's stack for `cells` above its top, and for what a native function pushes; answers whether
    /// the memory limit allows it.
    pub fn make_room(&mut self, cells: usize) -> bool {
        let cells = cells + crate::fiber::HEADROOM;
        self.fiber.growth(cells) == 0 && {
            self.fiber.make_room(cells);
            true
        } || self.grow_stack(cells).is_ok()
    }
}
