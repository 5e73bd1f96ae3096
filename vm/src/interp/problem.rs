//! Problems of patterns: why a specimen does not fit, told when somebody asks.
//!
//! A test that fails leaves a problem where it jumps to. Most are dropped: a `switch` makes one per clause in front of
//! the one that fits. Quickening says what becomes of the problem ([`Fate`]). One that is dropped is null; one
//! that is kept in a local is *deferred*, an object that names the kind of the problem and its subjects, if what
//! they print as cannot change until it is read (`data::plain`). Reading the local tells it.

use crate::code::Fate;
use crate::data::{list, plain::is_plain};
use crate::heap::Type;
use crate::native::{Answer, Resumed};
use crate::print::plain;
use crate::value::Value;
use crate::vm::Vm;

/// A kind of problem; the comment names what a deferred one holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A guard of the safe scope: specimen, row of the guard.
    Guard,
    /// Not a list: specimen.
    NotList,
    /// A list of another length: place of the pattern, length, wanted length.
    Length,
    /// Sameness: specimen, exemplar, whether they are the same.
    Sameness,
}

const KINDS: [Kind; 4] = [Kind::Guard, Kind::NotList, Kind::Length, Kind::Sameness];

impl Vm {
    /// A specimen that a static guard does not admit as it is: asks the guard; `test_failed` tells.
    pub(crate) fn test_static(&mut self, guard: u16, specimen: Value, fate: u8) -> Answer {
        fn tested(vm: &mut Vm, resumed: Resumed) -> Answer {
            match resumed {
                Resumed::Value(prize) => Ok(prize),
                Resumed::Ejected(problem) | Resumed::Problem(problem) => {
                    vm.test_failed = true;
                    Ok(problem)
                }
            }
        }
        let fate = Fate::of(fate);
        if fate != Fate::Needed && is_plain(&mut self.heap, specimen) {
            // Plain data has no other form that the guard could be offered.
            self.test_failed = true;
            let row = Value::index(guard as usize);
            return Ok(self.deferred(fate, Kind::Guard, [specimen, row, Value::NULL]));
        }
        let guard = self.static_guards[guard as usize];
        self.call_with_ejector(guard, self.atoms.coerce, &[specimen], &[], tested)
    }

    /// The place of the running instruction, as an integer.
    pub(super) fn place_now(&self) -> Value {
        let current = self.fiber.current;
        Value::int((current.code as i64) << 32 | current.pc as i64)
    }

    /// Why a specimen does not fit the list pattern at a place.
    pub(super) fn list_problem(
        &mut self,
        specimen: Value,
        wanted: usize,
        fate: u8,
        place: Value,
    ) -> Value {
        let specimen = self.resolve(specimen);
        match list::length(specimen) {
            None => self.problem(fate, Kind::NotList, [specimen, Value::NULL, Value::NULL]),
            Some(got) => {
                let parts = [place, Value::index(got), Value::index(wanted)];
                self.problem(fate, Kind::Length, parts)
            }
        }
    }

    /// Why a specimen does not fit a sameness pattern.
    pub(super) fn sameness_problem(
        &mut self,
        specimen: Value,
        exemplar: Value,
        same: bool,
        fate: u8,
    ) -> Value {
        self.problem(fate, Kind::Sameness, [specimen, exemplar, Value::bool(same)])
    }

    /// What was read from a local that may hold a deferred problem: the problem.
    pub(crate) fn told(&mut self, problem: Value) -> Answer {
        fn refused(_: &mut Vm, resumed: Resumed) -> Answer {
            match resumed {
                Resumed::Value(told) | Resumed::Ejected(told) | Resumed::Problem(told) => Ok(told),
            }
        }
        let (kind, parts) =
            (KINDS[problem.field(0).to_index()], [1, 2, 3].map(|i| problem.field(i)));
        if kind == Kind::Guard {
            let guard = self.static_guards[parts[1].to_index()];
            return self.call_with_ejector(guard, self.atoms.coerce, &[parts[0]], &[], refused);
        }
        Ok(self.tell(kind, parts))
    }

    /// A problem that fits its fate.
    pub(crate) fn problem(&mut self, fate: u8, kind: Kind, parts: [Value; 3]) -> Value {
        let fate = Fate::of(fate);
        if fate == Fate::Dropped {
            return Value::NULL;
        }
        if fate != Fate::Needed && parts.iter().all(|&part| is_plain(&mut self.heap, part)) {
            return self.deferred(fate, kind, parts);
        }
        self.tell(kind, parts)
    }

    fn deferred(&mut self, fate: Fate, kind: Kind, parts: [Value; 3]) -> Value {
        if fate == Fate::Dropped {
            return Value::NULL;
        }
        let [a, b, c] = parts;
        self.heap.object(Type::Deferred, &[Value::index(kind as usize), a, b, c])
    }

    /// The text of a problem that the machine finds itself.
    fn tell(&mut self, kind: Kind, [a, b, c]: [Value; 3]) -> Value {
        let text = match kind {
            Kind::Guard | Kind::NotList => format!("Specimen is not List: {}", plain(self, a)),
            Kind::Length => {
                let place = a.as_small().unwrap_or_default();
                let label = self.label_at((place >> 32) as u32, place as u32);
                let (got, wanted) = (b.to_index(), c.to_index());
                format!("Failed list pattern at {label} (needed {wanted}, got {got})")
            }
            Kind::Sameness => {
                let relation = if c == Value::TRUE { "is" } else { "is not" };
                let (specimen, exemplar) = (plain(self, a), plain(self, b));
                format!("Specimen {specimen} {relation} the same as the exemplar {exemplar}")
            }
        };
        self.heap.str(&text)
    }
}
