//! The state machine of printing: its record, its work list, its steps.
//!
//! `Type::Printing` is `[output, printer outside or null, stack, height, finish, argument]`. The stack is a
//! buffer of entries of three words, `[kind, value, cursor]`, the top last.

use super::atom;
use super::marks;
use super::output;
use super::{Family, Finish, Piece, family};
use crate::builtin::{object, reference};
use crate::data;
use crate::data::list::items;
use crate::data::long_text::PIECE;
use crate::data::text::Chars;
use crate::heap::{Type, Undone};
use crate::native::{Answer, Raise, Resumed};
use crate::value::Value;
use crate::vm::Vm;

const OUTPUT: usize = 0;
const OUTSIDE: usize = 1;
const STACK: usize = 2;
const HEIGHT: usize = 3;
const FINISH: usize = 4;
const ARGUMENT: usize = 5;

/// Words of an entry.
const STRIDE: usize = 3;
/// Behind so many entries, here and outside, comes a checkpoint that knows what is marked up to there.
const SEARCHED: usize = 64;
/// Code points that a step may write without asking for room: brackets, names, numbers.
const STEP: usize = 64;
/// Characters of a string that are quoted in one step, and the most that one of them becomes.
const QUOTED: usize = 4096;
const ESCAPE: usize = 10;
/// What quoted texts and bytes begin with.
const OPEN: &str = "\"";
const OPEN_BYTES: &str = "b`";
/// Steps between two pauses.
const PAUSE: usize = 2048;
/// The pure form goes on for so many code points and steps; then it is cut short.
const PURE: usize = 100_000;

/// What an entry of the work list means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    /// A string to write, from the cursor on.
    Text,
    /// A value to print.
    Printed,
    /// A value inside another: strings and characters quoted.
    Nested,
    /// A value whose own quoted form is wanted.
    Quoted,
    /// The target of a refusal.
    Target,
    /// Elements of a list from the cursor on, then the bracket.
    Items,
    /// Keys and values, alternating in a list, from the cursor on, then the bracket.
    Pairs,
    /// Elements of a list from the cursor on, each in the quoted form.
    AllQuoted,
    /// The rest of a long string, or of bytes, from the cursor on, quoted, then the quote.
    Characters,
    /// Something that is being printed by entries above.
    Mark,
    /// An object whose `_printOn` was called. The cursor is the length of the output before.
    Called,
    /// As `Called`, where the quoted form was wanted.
    CalledQuoted,
    /// The value is the set of what the entries below, and those of all runs outside, mark.
    Checkpoint,
}

const KINDS: [Kind; 13] = [
    Kind::Text,
    Kind::Printed,
    Kind::Nested,
    Kind::Quoted,
    Kind::Target,
    Kind::Items,
    Kind::Pairs,
    Kind::AllQuoted,
    Kind::Characters,
    Kind::Mark,
    Kind::Called,
    Kind::CalledQuoted,
    Kind::Checkpoint,
];

impl Kind {
    /// Whether the entry's value counts as being printed.
    fn marks(self) -> bool {
        matches!(self, Kind::Items | Kind::Mark | Kind::Called | Kind::CalledQuoted)
    }
}

/// `Finish`, as the record has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum End {
    Return,
    Write,
    Throw,
    Refuse,
    WrongType,
    Eject,
    Trace,
}

const ENDS: [End; 7] =
    [End::Return, End::Write, End::Throw, End::Refuse, End::WrongType, End::Eject, End::Trace];

/// The machine while it runs: the record in the heap, and what is cheaper to have at hand.
struct Machine {
    record: Value,
    output: Value,
    stack: Value,
    height: usize,
    /// The checkpoint that was popped last and its place, while all below is as it was.
    spare: Option<(usize, Value)>,
    /// Steps since the machine was resumed; long ones count more.
    work: usize,
    pure: bool,
}

/// Begins a run that writes to `output`, inside what `printer` (or null) is being used for.
pub(super) fn start(
    vm: &mut Vm,
    output: Value,
    printer: Value,
    pieces: &[Piece<'_>],
    finish: Finish,
) -> Answer {
    let (end, argument) = match finish {
        Finish::Return => (End::Return, Value::NULL),
        Finish::Write => (End::Write, Value::NULL),
        Finish::Throw => (End::Throw, Value::NULL),
        Finish::Refuse => (End::Refuse, Value::NULL),
        Finish::WrongType => (End::WrongType, Value::NULL),
        Finish::Eject(ejector) => (End::Eject, ejector),
        Finish::Trace => (End::Trace, Value::NULL),
    };
    let mut machine = Machine::new(vm, output, printer, end, argument, false);
    let (length, left) = (output::length(output), vm.heap.slice_left());
    machine.push_pieces(vm, pieces);
    let answer = machine.run(vm);
    if let Err(Raise::OverLimit { .. } | Raise::Interrupted) = answer {
        // Nothing was called: the run begins anew when it may go on.
        vm.heap.truncate_output(output, length);
        vm.heap.take_back(left);
    }
    answer
}

/// The text of the pieces, with nothing called.
pub(super) fn pure(vm: &mut Vm, pieces: &[Piece<'_>]) -> Value {
    let output = vm.heap.output();
    let mut machine = Machine::new(vm, output, Value::NULL, End::Return, Value::NULL, true);
    machine.push_pieces(vm, pieces);
    let mut steps = 0;
    while machine.height > 0 {
        // No call is asked for: the machine is pure.
        let done = machine.step(vm);
        steps += 1;
        if done.is_err() || steps > PURE || output::length(output) > PURE {
            vm.heap.truncate_output(output, PURE);
            vm.heap.write(output, "...");
            break;
        }
    }
    vm.heap.spend(steps / 16);
    vm.heap.take_output(output)
}

/// Goes on after a `_printOn`.
fn resumed(vm: &mut Vm, how: Resumed) -> Answer {
    let record = vm.state(0);
    let mut machine = Machine::load(record);
    match how {
        Resumed::Value(_) | Resumed::Ejected(_) => machine.pop(),
        Resumed::Problem(problem) => machine.failed(vm, problem),
    }
    go_on(vm, machine)
}

/// Goes on after a pause, or a stop for want of memory.
fn again(vm: &mut Vm, _: Resumed) -> Answer {
    let machine = Machine::load(vm.state(0));
    go_on(vm, machine)
}

/// Runs in a native activation: a stop leaves everything as it is.
fn go_on(vm: &mut Vm, machine: Machine) -> Answer {
    let record = machine.record;
    let answer = machine.run(vm);
    if let Err(Raise::OverLimit { .. } | Raise::Interrupted) = answer {
        vm.suspend(&[record], again);
        // What was done stays done, and paid for.
        vm.heap.begin();
    }
    answer
}

impl Machine {
    fn new(
        vm: &mut Vm,
        output: Value,
        printer: Value,
        end: End,
        argument: Value,
        pure: bool,
    ) -> Machine {
        let stack = vm.heap.filled(Type::Elements, 1 + 8 * STRIDE, Value::NULL);
        let record = vm.heap.object(
            Type::Printing,
            &[output, printer, stack, Value::ZERO, Value::index(end as usize), argument],
        );
        Machine { record, output, stack, height: 0, spare: None, work: 0, pure }
    }

    fn load(record: Value) -> Machine {
        Machine {
            record,
            output: record.field(OUTPUT),
            stack: record.field(STACK),
            height: record.field(HEIGHT).to_index(),
            spare: None,
            work: 0,
            pure: false,
        }
    }

    // ---- The work list --------------------------------------------------------------------------

    fn push(&mut self, vm: &mut Vm, kind: Kind, value: Value, cursor: usize) {
        if kind.marks() {
            self.make_checkpoint(vm);
        }
        self.put(vm, kind, value, cursor);
    }

    fn put(&mut self, vm: &mut Vm, kind: Kind, value: Value, cursor: usize) {
        let at = 1 + self.height * STRIDE;
        if at + STRIDE > self.stack.header().words() {
            let old = self.stack;
            let words = old.header().words();
            self.stack = vm.heap.filled(Type::Elements, words * 2, Value::NULL);
            for i in 0..words {
                let word = old.field(i);
                vm.heap.store(self.stack, i, word);
            }
            vm.heap.store(self.record, STACK, self.stack);
        }
        vm.heap.store(self.stack, at, Value::index(kind as usize));
        vm.heap.store(self.stack, at + 1, value);
        vm.heap.store(self.stack, at + 2, Value::index(cursor));
        self.height += 1;
    }

    fn push_text(&mut self, vm: &mut Vm, text: &str) {
        let string = vm.heap.str(text);
        self.push(vm, Kind::Text, string, 0);
    }

    fn pop(&mut self) {
        self.height -= 1;
        let (kind, value, _) = entry(self.stack, self.height);
        if kind == Kind::Checkpoint {
            self.spare = Some((self.height, value));
        } else if self.spare.is_some_and(|(at, _)| self.height < at) {
            self.spare = None;
        }
    }

    fn push_pieces(&mut self, vm: &mut Vm, pieces: &[Piece<'_>]) {
        for piece in pieces.iter().rev() {
            match *piece {
                Piece::Text(text) => self.push_text(vm, text),
                Piece::Printed(value) => self.push(vm, Kind::Printed, value, 0),
                Piece::Inner(value) => self.push(vm, Kind::Nested, value, 0),
                Piece::Quoted(value) => self.push(vm, Kind::Quoted, value, 0),
                Piece::Target(value) => self.push(vm, Kind::Target, value, 0),
                Piece::AllQuoted(values) => {
                    let list = vm.heap.list(values);
                    self.push(vm, Kind::AllQuoted, list, 0);
                }
            }
        }
    }

    /// Whether a value is being printed, here or outside.
    fn is_marked(&self, vm: &mut Vm, value: Value) -> bool {
        for (kind, marked, _) in self.around() {
            if kind == Kind::Checkpoint {
                return marks::contains(&mut vm.heap, marked, value);
            }
            if kind.marks() && marked == value {
                return true;
            }
        }
        false
    }

    /// The entries here from the top, then those of the runs outside, the innermost first.
    fn around(&self) -> impl Iterator<Item = (Kind, Value, usize)> {
        let (mut record, mut stack, mut height) = (self.record, self.stack, self.height);
        std::iter::from_fn(move || {
            while height == 0 {
                let printer = record.field(OUTSIDE);
                if printer.is_null() || printer.field(2).is_null() {
                    return None;
                }
                record = printer.field(2);
                stack = record.field(STACK);
                height = printer.field(3).to_index().min(record.field(HEIGHT).to_index());
            }
            height -= 1;
            Some(entry(stack, height))
        })
    }

    /// Pushes a checkpoint, if the last one is far away.
    fn make_checkpoint(&mut self, vm: &mut Vm) {
        let (mut known, mut marked, mut count) = (Value::NULL, Vec::new(), 0);
        // Entries that mark nothing do not come in long rows.
        for (kind, value, _) in self.around() {
            if kind == Kind::Checkpoint {
                known = value;
                break;
            }
            count += 1;
            if kind.marks() {
                marked.push(value);
            }
        }
        if count < SEARCHED {
            return;
        }
        let set = match self.spare {
            Some((at, set)) if at == self.height => set,
            _ => marked.iter().fold(known, |set, &value| marks::with(&mut vm.heap, set, value)),
        };
        self.put(vm, Kind::Checkpoint, set, 0);
    }

    // ---- Steps ----------------------------------------------------------------------------------

    fn run(mut self, vm: &mut Vm) -> Answer {
        while self.height > 0 {
            self.work += 1;
            if self.work >= PAUSE {
                return self.pause(vm);
            }
            let (height, length) = (self.height, output::length(self.output));
            let (_, value, cursor) = entry(self.stack, height - 1);
            let left = vm.heap.slice_left();
            let done = vm.heap.settle(value).and_then(|()| {
                self.make_room(vm)?;
                vm.heap.spend(1);
                self.step(vm)
            });
            match done {
                Ok(None) => {}
                Ok(Some(object)) => return self.call(vm, object),
                Err(undone) => {
                    // A step that is given up has done nothing yet that cannot be undone.
                    vm.heap.store(self.stack, 1 + (height - 1) * STRIDE + 2, Value::index(cursor));
                    vm.heap.store(self.record, HEIGHT, Value::index(height));
                    vm.heap.truncate_output(self.output, length);
                    vm.heap.take_back(left);
                    return Err(undone.into());
                }
            }
        }
        self.finish(vm)
    }

    /// Suspends, so that the machine may look up, and goes on. The call that this takes is for free.
    fn pause(self, vm: &mut Vm) -> Answer {
        vm.heap.store(self.record, HEIGHT, Value::index(self.height));
        vm.heap.fuse += 1;
        vm.call_then(Value::ZERO, vm.atoms.is_zero, &[], &[self.record], again)
    }

    /// Makes sure that there is room for what the next step writes, if that is a string.
    fn make_room(&self, vm: &mut Vm) -> Result<(), Undone> {
        vm.go_on()?;
        let (kind, value, cursor) = entry(self.stack, self.height - 1);
        let next = match kind {
            Kind::Text | Kind::Printed | Kind::Nested | Kind::Quoted | Kind::Characters => {
                Some(value)
            }
            Kind::Items | Kind::Pairs | Kind::AllQuoted => {
                items(value).and_then(|items| items.get(cursor)).copied()
            }
            _ => None,
        };
        let (length, wide) =
            next.and_then(Chars::of).map_or((0, false), |chars| (chars.len(), chars.unit() == 4));
        // A quoted text grows, and a long one is taken in pieces.
        let length = match kind {
            Kind::Text | Kind::Printed => length.min(PIECE),
            _ => length.min(QUOTED) * ESCAPE,
        };
        vm.heap.make_output_room(self.output, length + STEP, wide)
    }

    /// Suspends with a call of the object's `_printOn`.
    fn call(self, vm: &mut Vm, object: Value) -> Answer {
        vm.heap.store(self.record, HEIGHT, Value::index(self.height));
        let outside = self.record.field(OUTSIDE);
        let newline = if outside.is_null() { vm.heap.str("\n") } else { outside.field(1) };
        let printer = vm
            .heap
            .object(Type::Printer, &[self.output, newline, self.record, Value::index(self.height)]);
        vm.call_catching(object, vm.atoms.print_on, &[printer], &[self.record], resumed)
    }

    /// One entry of the work list. Answers with an object whose `_printOn` must be called.
    fn step(&mut self, vm: &mut Vm) -> Result<Option<Value>, Undone> {
        let (kind, value, cursor) = entry(self.stack, self.height - 1);
        match kind {
            Kind::Text => {
                let chars = Chars::of(value).unwrap_or(Chars::Narrow(&[]));
                let end = chars.len().min(cursor + PIECE);
                if end < chars.len() {
                    let at = 1 + (self.height - 1) * STRIDE;
                    vm.heap.store(self.stack, at + 2, Value::index(end));
                } else {
                    self.pop();
                }
                vm.heap.write_chars(self.output, chars.range(cursor, end));
                self.work += (end - cursor) / QUOTED;
                Ok(None)
            }
            Kind::Items | Kind::Pairs | Kind::AllQuoted => {
                let elements = items(value).unwrap_or(&[]);
                let Some(&element) = elements.get(cursor) else {
                    if kind != Kind::AllQuoted {
                        vm.heap.write(self.output, "]");
                    }
                    self.pop();
                    return Ok(None);
                };
                let between = match (cursor, kind) {
                    (0, _) => "",
                    (_, Kind::Pairs) if cursor % 2 == 1 => " => ",
                    _ => ", ",
                };
                vm.heap.write(self.output, between);
                let at = 1 + (self.height - 1) * STRIDE;
                vm.heap.store(self.stack, at + 2, Value::index(cursor + 1));
                let form = if kind == Kind::AllQuoted { Kind::Quoted } else { Kind::Nested };
                self.show(vm, element, form)
            }
            Kind::Characters => {
                let chars = Chars::of_sequence(value);
                let end = chars.len().min(cursor + QUOTED);
                let (text, open) = match chars.range(cursor, end) {
                    Chars::Narrow(octets) if value.is_heap(Type::Bytes) => {
                        (data::bytes::quote(octets), OPEN_BYTES.len())
                    }
                    piece => (data::text::quote(piece), OPEN.len()),
                };
                if end < chars.len() {
                    let at = 1 + (self.height - 1) * STRIDE;
                    vm.heap.store(self.stack, at + 2, Value::index(end));
                    vm.heap.write(self.output, &text[open..text.len() - 1]);
                } else {
                    self.pop();
                    vm.heap.write(self.output, &text[open..]);
                }
                vm.heap.spend(QUOTED / 64);
                self.work += QUOTED / 64;
                Ok(None)
            }
            Kind::Mark | Kind::Called | Kind::CalledQuoted | Kind::Checkpoint => {
                self.pop();
                Ok(None)
            }
            Kind::Printed | Kind::Nested | Kind::Quoted | Kind::Target => {
                self.pop();
                self.show(vm, value, kind)
            }
        }
    }

    /// Writes a value, or puts its parts on the work list.
    fn show(&mut self, vm: &mut Vm, value: Value, form: Kind) -> Result<Option<Value>, Undone> {
        let value = vm.resolve(value);
        let output = self.output;
        let quoted = matches!(form, Kind::Quoted | Kind::Target);
        match value.ty() {
            Type::Str => {
                let chars = Chars::of_sequence(value);
                if matches!(form, Kind::Printed | Kind::Target) {
                    if chars.len() > PIECE {
                        self.push(vm, Kind::Text, value, 0);
                    } else {
                        self.work += chars.len() / QUOTED;
                        vm.heap.write_chars(output, chars);
                    }
                } else if chars.len() > QUOTED {
                    vm.heap.write(output, OPEN);
                    self.push(vm, Kind::Characters, value, 0);
                } else {
                    vm.heap.write(output, &data::text::quote(chars));
                }
            }
            Type::Char => {
                let unit = value.as_char().unwrap_or(0);
                if matches!(form, Kind::Printed | Kind::Target) {
                    vm.heap.write_unit(output, unit);
                } else {
                    vm.heap.write(output, &data::text::quote_char(unit));
                }
            }
            Type::BigInt if !self.pure && data::integer::is_long_text(value) => {
                // Its digits take long enough for the prelude to make them in parts.
                self.push(vm, Kind::Called, value, output::length(output));
                return Ok(Some(value));
            }
            Type::BigInt if data::integer::is_long_text(value) => {
                let bits = data::integer::bit_length(value);
                vm.heap.write(output, &format!("<an Int of {bits} bits>"));
            }
            Type::Int | Type::BigInt => {
                let words = data::integer::bit_length(value) / 64;
                vm.heap.spend(words * words / 512);
                self.work += words;
                vm.heap.write(output, &data::integer::to_text(value));
            }
            Type::Double => {
                let text = data::double::to_text(value.as_double().unwrap_or(f64::NAN));
                vm.heap.write(output, &text);
            }
            Type::Bytes => {
                let octets = data::bytes::of(value).unwrap_or(&[]);
                if octets.len() > QUOTED {
                    vm.heap.write(output, OPEN_BYTES);
                    self.push(vm, Kind::Characters, value, 0);
                } else {
                    vm.heap.write(output, &data::bytes::quote(octets));
                }
            }
            Type::List | Type::FlexList | Type::Map | Type::FlexMap | Type::Set | Type::FlexSet => {
                self.show_collection(vm, value)?
            }
            Type::FinalSlot | Type::VarSlot | Type::Binding if quoted => {
                vm.heap.write(output, &format!("<{}>", value.ty().kind()));
            }
            Type::FinalSlot | Type::VarSlot | Type::Binding => self.show_slot(vm, value),
            Type::Promise | Type::Broken => self.show_reference(vm, value, quoted),
            Type::Ejector => {
                let label = object::ejector_label(vm, value);
                let inert = if value.field(0) == Value::TRUE { "" } else { " (inert)" };
                vm.heap.write(output, &format!("<ejector at {label}{inert}>"));
            }
            _ => {
                if quoted && let Some(text) = atom::quoted_kind(vm, value) {
                    vm.heap.write(output, text);
                    return Ok(None);
                }
                if !self.pure && atom::prints_itself(vm, value) {
                    if self.is_marked(vm, value) {
                        vm.heap.write(output, "<**CYCLE**>");
                        return Ok(None);
                    }
                    let kind = if quoted { Kind::CalledQuoted } else { Kind::Called };
                    self.push(vm, kind, value, output::length(output));
                    return Ok(Some(value));
                }
                self.show_default(vm, value, quoted);
            }
        }
        Ok(None)
    }

    /// The text of an object that does not print itself.
    fn show_default(&mut self, vm: &mut Vm, value: Value, quoted: bool) {
        let text = match atom::fixed_text(value, quoted) {
            Some(text) => text.to_owned(),
            None if value.is_heap(Type::Object) => format!("<{}>", object::name(vm, value)),
            None if value.is_heap(Type::Host) => format!("<{}>", vm.host_name(value)),
            None => format!("<{}>", value.ty().kind()),
        };
        vm.heap.write(self.output, &text);
    }

    fn show_collection(&mut self, vm: &mut Vm, value: Value) -> Result<(), Undone> {
        if self.is_marked(vm, value) {
            vm.heap.write(self.output, "<**CYCLE**>");
            return Ok(());
        }
        let ty = value.ty();
        let is_list = matches!(ty, Type::List | Type::FlexList);
        let is_map = matches!(ty, Type::Map | Type::FlexMap);
        let parts = if is_list { value } else { parts_of(vm, value, is_map)? };
        if !is_list {
            self.push(vm, Kind::Mark, value, 0);
        }
        if matches!(ty, Type::FlexList | Type::FlexMap | Type::FlexSet) {
            let guards: Vec<Value> =
                value.fields()[2..].iter().copied().filter(|guard| !guard.is_null()).collect();
            self.push_text(vm, ")");
            for (i, &guard) in guards.iter().enumerate().rev() {
                self.push(vm, Kind::Printed, guard, 0);
                if i > 0 {
                    self.push_text(vm, ", ");
                }
            }
            self.push_text(vm, ".diverge(");
        }
        if is_list {
            vm.heap.write(self.output, "[");
            self.push(vm, Kind::Items, value, 0);
            return Ok(());
        }
        if is_map && data::map::size(value) == 0 {
            vm.heap.write(self.output, "[].asMap()");
            return Ok(());
        }
        vm.heap.write(self.output, "[");
        if !is_map {
            self.push_text(vm, ".asSet()");
        }
        self.push(vm, if is_map { Kind::Pairs } else { Kind::Items }, parts, 0);
        Ok(())
    }

    fn show_slot(&mut self, vm: &mut Vm, value: Value) {
        if self.is_marked(vm, value) {
            vm.heap.write(self.output, "<**CYCLE**>");
            return;
        }
        self.push(vm, Kind::Mark, value, 0);
        let (content, guard) = (value.field(0), value.field(1));
        match value.ty() {
            Type::FinalSlot => {
                vm.heap.write(self.output, "<FinalSlot(");
                self.push_text(vm, ")>");
                self.push_content(vm, content);
            }
            Type::VarSlot => {
                vm.heap.write(self.output, "<VarSlot(");
                self.push_text(vm, ")>");
                self.push_guard(vm, guard);
                self.push_text(vm, ", ");
                self.push_content(vm, content);
            }
            _ => {
                vm.heap.write(self.output, "<binding ");
                self.push_text(vm, ">");
                if guard.is_null() && matches!(content.ty(), Type::FinalSlot | Type::VarSlot) {
                    self.push_text(vm, "]");
                    self.push_guard(vm, content.field(1));
                    self.push_text(vm, &format!(" :{}[", content.ty().kind()));
                } else {
                    self.push_guard(vm, guard);
                    self.push_text(vm, " :");
                }
                self.push(vm, Kind::Printed, content, 0);
            }
        }
    }

    /// The value of a slot, which may not be there yet.
    fn push_content(&mut self, vm: &mut Vm, content: Value) {
        if content == Value::HOLE {
            self.push_text(vm, "<promise>");
        } else {
            self.push(vm, Kind::Printed, content, 0);
        }
    }

    /// A recorded guard; none was `Any`.
    fn push_guard(&mut self, vm: &mut Vm, guard: Value) {
        if guard.is_null() {
            self.push_text(vm, "Any");
        } else {
            self.push(vm, Kind::Printed, guard, 0);
        }
    }

    fn show_reference(&mut self, vm: &mut Vm, value: Value, quoted: bool) {
        let text = match reference::problem(value) {
            Some(problem) => {
                let problem = vm.resolve(problem);
                if problem.is_pointer() && self.is_marked(vm, problem) {
                    "<Ref broken by: **CYCLE**>"
                } else if self.is_marked(vm, value) {
                    "<**CYCLE**>"
                } else {
                    self.push(vm, Kind::Mark, value, 0);
                    self.push_text(vm, ">");
                    self.push(vm, Kind::Printed, problem, 0);
                    "<ref broken by "
                }
            }
            None if quoted => "<switchable promise>",
            None => "<promise>",
        };
        vm.heap.write(self.output, text);
    }

    /// Reports a `_printOn` that threw.
    fn failed(&mut self, vm: &mut Vm, problem: Value) {
        let (kind, object, before) = entry(self.stack, self.height - 1);
        self.pop();
        self.push(vm, Kind::Mark, object, 0);
        let payload = object::payload(problem);
        let is_quoted = kind == Kind::CalledQuoted;
        let name = if object.is_heap(Type::Object) {
            object::name(vm, object)
        } else {
            object.ty().kind().to_owned()
        };
        if is_quoted {
            vm.heap.truncate_output(self.output, before);
        } else {
            self.push_text(vm, " when printed**>");
            self.push_error(vm, payload);
            self.push_text(vm, " throws ");
        }
        if family(payload) == Family::Refused {
            self.push_text(vm, &format!("<{name}>"));
        } else {
            self.push_text(vm, " when printed)>");
            self.push_error(vm, payload);
            self.push_text(vm, &format!("<{name} (threw exception "));
        }
        if !is_quoted {
            self.push_text(vm, "<** ");
        }
    }

    /// `Error: P`, or the text of a refusal.
    fn push_error(&mut self, vm: &mut Vm, payload: Value) {
        if family(payload) == Family::Plain {
            self.push(vm, Kind::Quoted, payload, 0);
            self.push_text(vm, "Error: ");
        } else {
            self.push(vm, Kind::Printed, payload, 0);
        }
    }

    fn finish(self, vm: &mut Vm) -> Answer {
        let argument = self.record.field(ARGUMENT);
        let end = ENDS[self.record.field(FINISH).to_index()];
        if end == End::Write {
            return Ok(Value::NULL);
        }
        if end == End::Trace {
            let line = vm.heap.output_text(self.output)?;
            (vm.trace)(&line);
            return Ok(Value::NULL);
        }
        let text = vm.heap.take_output(self.output);
        match end {
            End::Return | End::Write | End::Trace => Ok(text),
            End::Throw => Err(Raise::Throw(text)),
            End::Refuse => vm.throw_system(text, Family::Refused),
            End::WrongType => vm.throw_system(text, Family::WrongType),
            End::Eject => vm.eject(argument, text),
        }
    }
}

/// The keys of a map or set, or keys and values by turns, as a list.
fn parts_of(vm: &mut Vm, collection: Value, with_values: bool) -> Result<Value, Undone> {
    let length = data::map::size(collection) * (1 + with_values as usize);
    vm.heap.reserve(length.saturating_mul(8))?;
    let entries = data::map::entries(&mut vm.heap, collection)?;
    let parts = entries.flat_map(|entry| [Some(entry.key), with_values.then_some(entry.value)]);
    vm.heap.list_from(length, parts.flatten())
}

fn entry(stack: Value, index: usize) -> (Kind, Value, usize) {
    let at = 1 + index * STRIDE;
    let kind = KINDS[stack.field(at).to_index()];
    (kind, stack.field(at + 1), stack.field(at + 2).to_index())
}
