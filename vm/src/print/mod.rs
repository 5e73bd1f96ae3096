//! Printing: from values to text, printed or quoted (spec 4 §16, 5 §0.6).
//!
//! In: pieces (literal texts and values, each with the form it is wanted in) and what to do with the
//! finished text. Out: the answer of a native method. One state machine does all of it: an explicit work
//! list in the heap, so that depth costs no native stack; user-made objects are printed by suspending
//! with a call of their `_printOn`, and going on when it returns or throws.
//!
//! **Cycles.** A container stays on the work list while its contents are printed; a value that is already
//! there prints as `<**CYCLE**>`. The printer handed to a `_printOn` remembers the work list it was made
//! for, and its height then, so that nested runs of the machine see what is being printed outside.
//!
//! **The pure form**, [`describe`], never calls Monte code: a user-made object is `<name>`.

mod atom;
mod machine;
mod marks;
pub mod output;

use crate::builtin;
use crate::data::text::Chars;
use crate::heap::Type;
use crate::native::{Answer, Raise};
use crate::value::Value;
use crate::vm::Vm;

/// A part of a text.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'a> {
    /// These characters.
    Text(&'a str),
    /// The printed form: strings and characters are themselves.
    Printed(Value),
    /// The form inside collections: strings and characters quoted, anything else printed.
    Inner(Value),
    /// The quoted form.
    Quoted(Value),
    /// The form of a refusal's target: quoted, but strings and characters are themselves.
    Target(Value),
    /// The quoted forms, with commas between.
    AllQuoted(&'a [Value]),
}

/// What becomes of the finished text.
#[derive(Clone, Copy, Debug)]
pub enum Finish {
    /// It is the answer.
    Return,
    /// Nothing: it was written to a printer; the answer is null.
    Write,
    /// It is thrown.
    Throw,
    /// It is thrown, as the text of a refusal.
    Refuse,
    /// It is thrown, as the text about a value of a wrong kind.
    WrongType,
    /// It goes to this ejector argument (spec 5 §0.4).
    Eject(Value),
    /// It is a line for the host's trace; the answer is null.
    Trace,
}

/// Marks the texts that the machine throws itself, in the header of the string. They are reported as
/// they are, where other payloads are quoted behind `Error: `.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Family {
    /// Any payload of a program.
    Plain = 0,
    /// `Message refused: …`
    Refused = 1,
    /// `Object was wrong type: …`
    WrongType = 2,
}

/// The most characters of a problem that are reported.
const REPORTED: usize = 100_000;
/// How many suspended activations a refusal looks back for a printing that led to it.
const REFUSAL_HORIZON: usize = 4096;

/// Puts a text together and does with it what `finish` says.
pub fn compose(vm: &mut Vm, pieces: &[Piece<'_>], finish: Finish) -> Answer {
    let output = vm.heap.output();
    machine::start(vm, output, Value::NULL, pieces, finish)
}

/// Writes to a printer. The answer is null. Anything else is asked to print the text, which is made without calling Monte code.
pub fn write(vm: &mut Vm, printer: Value, pieces: &[Piece<'_>]) -> Answer {
    if !printer.is_heap(Type::Printer) {
        let text = machine::pure(vm, pieces);
        return vm.call_then(printer, vm.atoms.print, &[text], &[], builtin::pass);
    }
    machine::start(vm, printer.field(0), printer, pieces, Finish::Write)
}

/// The quoted form, without calling Monte code.
pub fn describe(vm: &mut Vm, value: Value) -> String {
    describe_pieces(vm, &[Piece::Quoted(value)])
}

/// The printed form, without calling Monte code.
pub fn plain(vm: &mut Vm, value: Value) -> String {
    describe_pieces(vm, &[Piece::Printed(value)])
}

/// A text, without calling Monte code.
pub fn describe_pieces(vm: &mut Vm, pieces: &[Piece<'_>]) -> String {
    let string = machine::pure(vm, pieces);
    crate::data::text::text(string).unwrap_or_default()
}

/// The family of a thrown payload.
pub fn family(payload: Value) -> Family {
    if !payload.is_heap(Type::Str) {
        return Family::Plain;
    }
    match payload.header().extra() {
        1 => Family::Refused,
        2 => Family::WrongType,
        _ => Family::Plain,
    }
}

/// The report of a problem's payload, without calling Monte code: `Error: "payload"`, or the text itself
/// where the machine made it.
pub fn describe_problem(vm: &mut Vm, payload: Value) -> String {
    match family(payload) {
        Family::Plain => describe_pieces(vm, &[Piece::Text("Error: "), Piece::Quoted(payload)]),
        _ => {
            let chars = Chars::of_sequence(payload);
            let shown = chars.len().min(REPORTED);
            let mut text = chars.range(0, shown).to_text();
            if shown < chars.len() {
                text.push_str(&format!("... and {} characters more", chars.len() - shown));
            }
            text
        }
    }
}

impl Vm {
    /// Throws the refusal of a message.
    pub fn refuse(&mut self, target: Value, verb: &str, args: &[Value]) -> Answer {
        let pieces = [
            Piece::Text("Message refused: ("),
            Piece::Target(target),
            Piece::Text(")."),
            Piece::Text(verb),
            Piece::Text("("),
            Piece::AllQuoted(args),
            Piece::Text(")"),
        ];
        if self.is_printing() {
            // A `_printOn` that sends itself a message it does not answer would never end.
            let text = machine::pure(self, &pieces);
            return self.throw_system(text, Family::Refused);
        }
        compose(self, &pieces, Finish::Refuse)
    }

    /// Throws a text that the machine made, marked with its family.
    pub(crate) fn throw_system<T>(&mut self, text: Value, family: Family) -> Result<T, Raise> {
        self.heap.set_extra(text, family as u8);
        Err(Raise::Throw(text))
    }

    /// Throws `Object was wrong type: Specimen is not KIND: value`.
    pub fn not_a(&mut self, kind: &str, value: Value) -> Answer {
        let pieces = [
            Piece::Text("Object was wrong type: Specimen is not "),
            Piece::Text(kind),
            Piece::Text(": "),
            Piece::Printed(value),
        ];
        compose(self, &pieces, Finish::WrongType)
    }

    /// Ejects `Specimen is not List: value`.
    pub fn not_a_list(&mut self, value: Value, ejector: Value) -> Answer {
        let pieces = [Piece::Text("Specimen is not List: "), Piece::Printed(value)];
        compose(self, &pieces, Finish::Eject(ejector))
    }

    /// Whether one of the latest suspended activations is a run of the printing machine.
    fn is_printing(&self) -> bool {
        self.fiber.frames.iter().rev().take(REFUSAL_HORIZON).any(|frame| {
            frame.code == crate::fiber::NATIVE
                && frame.pc > 0
                && self.fiber.stack[frame.base as usize].is_heap(Type::Printing)
        })
    }
}
