//! Making lists, maps, ranges and objects; elements of lists and strings.

use super::{At, Recorded, Recorder};
use crate::abort::Abort;
use crate::ir::{Cell, Op, Ref};
use monte_vm::code::Quick;
use monte_vm::heap::Type;
use monte_vm::tracer::{NativeCall, layout};
use monte_vm::value::Value;

impl Recorder {
    pub(super) fn make_list(&mut self, at: &mut At) {
        let count = at.word.a as Cell;
        let items: Vec<Ref> = (at.top - count..at.top).map(|cell| self.get(cell)).collect();
        let list = self.list_of(&items);
        self.set(at.top - count, list);
    }

    /// A new list.
    pub(super) fn list_of(&mut self, items: &[Ref]) -> Ref {
        let length = self.int_constant(items.len() as i64);
        let fields: Vec<Ref> = std::iter::once(length).chain(items.iter().copied()).collect();
        let buffer = self.emit(Op::New, &fields, Type::Elements as u64);
        let zero = self.int_constant(0);
        self.emit(Op::New, &[buffer, zero, length], Type::List as u64)
    }

    pub(super) fn make_map(&mut self, at: &mut At) -> Recorded {
        let cells = at.word.a as usize * 2;
        if cells == 0 {
            let empty = self.emit(Op::Machine, &[], layout::EMPTY_MAP as u64);
            self.set(at.top, empty);
            return Ok(());
        }
        self.native(at, NativeCall::Map, cells - 1, at.pc + 1)
    }

    pub(super) fn range(&mut self, at: &mut At) -> Recorded {
        let (x, y) = (at.top - 2, at.top - 1);
        let till = at.word.op == Quick::RangeTill;
        let (a, b) = (at.value(x), at.value(y));
        let end = if till { Some(b) } else { b.add_small(Value::int(1)) };
        if a.both_small(b)
            && let Some(end_seen) = end
            && let (Some(first), Some(last)) = (self.int(at, x), self.int(at, y))
        {
            let one = self.int_constant(1);
            let end = if till { last } else { self.guard(at, Op::Add, &[last, one], 0) };
            let empty = end_seen.less_small(a);
            let test = self.emit(Op::Lt, &[end, first], 0);
            self.guard_test(at, test, empty);
            let end = if empty { first } else { end };
            let (null, till) = (self.word(Value::NULL), self.word(Value::bool(till)));
            let range = self.emit(Op::New, &[first, end, null, last, till], Type::Range as u64);
            self.set(x, range);
            return Ok(());
        }
        if a.both_small(b) {
            return Err(Abort::Overflow);
        }
        for cell in [x, y] {
            let r = self.get(cell);
            self.guard_key(at, r, at.value(cell))?;
        }
        self.spend();
        self.native(at, NativeCall::Range(till), 1, at.pc + 1)
    }

    pub(super) fn object(&mut self, at: &mut At) {
        let script = at.word.b;
        let count = at.vm.captures_of(script) as Cell;
        let (script, null) = (self.int_constant(script as i64), self.word(Value::NULL));
        let mut fields = vec![script, null];
        fields.extend((at.top - count..at.top).map(|cell| self.get(cell)));
        let object = self.emit(Op::New, &fields, Type::Object as u64);
        self.set(at.top - count, object);
    }

    // ---- Elements --------------------------------------------------------------------------------

    pub(super) fn element(&mut self, at: &mut At) -> Recorded {
        let (list, index) = (at.top - 2, at.top - 1);
        if let Some(element) = self.element_at(at, list, index) {
            self.set(list, element);
            return Ok(());
        }
        let (seen, at_index) = (at.value(list), at.value(index));
        let length = match seen.ty() {
            Type::FlexList => Some(1),
            Type::List | Type::Str => Some(2),
            _ => None,
        };
        if let Some(field) = length {
            if at_index.as_small().is_some_and(|n| within(seen, n)) {
                // One whose element was not at hand may have it the next time.
                return Err(Abort::Unexpected);
            }
            // What lies within costs nothing, what does not is a call.
            let object = self.get(list);
            self.guard_type(at, object, seen.ty());
            match self.int(at, index) {
                Some(n) => {
                    let length = self.load_int(object, seen.ty(), field);
                    let test = self.emit(Op::Below, &[n, length], 0);
                    self.guard_test(at, test, false);
                }
                None => {
                    let r = self.get(index);
                    self.guard_key(at, r, at_index)?;
                }
            }
        }
        self.call(at)
    }

    /// The element of a list or a string at an index within it.
    fn element_at(&mut self, at: &At, list: Cell, index: Cell) -> Option<Ref> {
        let (seen, n) = (at.value(list), at.value(index).as_small()?);
        if !seen.is_pointer() || !within(seen, n) {
            return None;
        }
        let object = self.get(list);
        let index = self.int(at, index)?;
        self.element_of(at, object, seen, index)
    }

    /// The element of a list or a string, at an index that was seen to lie within it.
    pub(super) fn element_of(
        &mut self,
        at: &At,
        object: Ref,
        seen: Value,
        index: Ref,
    ) -> Option<Ref> {
        let ty = seen.ty();
        self.guard_type(at, object, ty);
        match ty {
            Type::FlexList => {
                let length = self.load_int(object, ty, 1);
                self.guard_below(at, index, length);
                let buffer = self.load(object, ty, 0);
                Some(self.emit(Op::Element, &[buffer, index], 0))
            }
            Type::List => {
                let length = self.load_int(object, ty, 2);
                self.guard_below(at, index, length);
                let buffer = self.buffer(at, object, seen)?;
                let start = self.load_int(object, ty, 1);
                let place = self.guard(at, Op::Add, &[start, index], 0);
                Some(self.emit(Op::Element, &[buffer, place], 0))
            }
            Type::Str => {
                let length = self.load_int(object, ty, 2);
                self.guard_below(at, index, length);
                let buffer = self.load(object, ty, 0);
                let kind = seen.field(0).ty();
                self.guard_type(at, buffer, kind);
                let start = self.load_int(object, ty, 1);
                let place = self.guard(at, Op::Add, &[start, index], 0);
                let op = if kind == Type::Wide { Op::Wide } else { Op::Byte };
                let point = self.emit(op, &[buffer, place], 0);
                Some(self.emit(Op::Char, &[point], 0))
            }
            _ => None,
        }
    }

    /// The buffer of a list, which it may hold through a version.
    pub(super) fn buffer(&mut self, at: &At, object: Ref, seen: Value) -> Option<Ref> {
        let mut holder = self.load(object, Type::List, 0);
        let mut seen = seen.field(0);
        if seen.is_heap(Type::Version) {
            self.guard_type(at, holder, Type::Version);
            holder = self.load(holder, Type::Version, 0);
            seen = seen.field(0);
        }
        if !seen.is_heap(Type::Elements) {
            return None;
        }
        if at.vm.heap.has_versions() {
            self.guard_type(at, holder, Type::Elements);
        } else {
            // Looked at once, it tells of all lists.
            self.guard(at, Op::GuardNoVersions, &[], 0);
        }
        Some(holder)
    }

    fn guard_below(&mut self, at: &At, index: Ref, length: Ref) {
        let test = self.emit(Op::Below, &[index, length], 0);
        self.guard(at, Op::GuardTrue, &[test], 0);
    }

    pub(super) fn put_element(&mut self, at: &mut At) -> Recorded {
        let (list, index, value) = (at.top - 3, at.top - 2, at.top - 1);
        let seen = at.value(list);
        if let Some(n) = at.value(index).as_small()
            && seen.is_heap(Type::FlexList)
            && within(seen, n)
            && seen.field(2).is_null()
            && let Some(index) = self.int(at, index)
        {
            let object = self.get(list);
            self.guard_type(at, object, Type::FlexList);
            let guard = self.load(object, Type::FlexList, 2);
            self.guard(at, Op::GuardIs, &[guard], Value::NULL.bits());
            let length = self.load_int(object, Type::FlexList, 1);
            self.guard_below(at, index, length);
            let buffer = self.load(object, Type::FlexList, 0);
            let value = self.get(value);
            self.emit(Op::SetElement, &[buffer, index, value], 0);
            let null = self.word(Value::NULL);
            self.set(list, null);
            return Ok(());
        }
        if seen.is_heap(Type::FlexList) {
            return Err(Abort::Unexpected);
        }
        self.call(at)
    }
}

/// Whether an index lies within a list or a string.
fn within(list: Value, index: i64) -> bool {
    let length = match list.ty() {
        Type::FlexList => list.field(1),
        Type::List | Type::Str => list.field(2),
        _ => return false,
    };
    index >= 0 && (index as usize) < length.to_index()
}
