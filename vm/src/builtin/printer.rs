//! Printers: the argument of `_printOn` (spec 4 §16.1).

use crate::heap::Type;
use crate::methods;
use crate::native::Answer;
use crate::print::{self, Piece};
use crate::value::Value;
use crate::vm::Vm;

methods! {
    /// What a printer answers.
    pub static METHODS:
    /// Writes a string as it is, anything else in its printed form.
    "print" (Any) => F1(print);
    /// Writes strings and characters quoted, anything else in its printed form.
    "quote" (Any) => F1(quote);
    /// Prints, then goes to the next line.
    "println" (Any) => F1(println);
    /// Goes to the next line, then prints.
    "lnPrint" (Any) => F1(ln_print);
    /// A printer of the same text whose lines begin with this more.
    "indent" (Any) => F1(indent);
}

fn print(vm: &mut Vm, me: Value, x: Value) -> Answer {
    print::write(vm, me, &[Piece::Printed(x)])
}

fn quote(vm: &mut Vm, me: Value, x: Value) -> Answer {
    print::write(vm, me, &[Piece::Inner(x)])
}

fn println(vm: &mut Vm, me: Value, x: Value) -> Answer {
    print::write(vm, me, &[Piece::Printed(x), Piece::Printed(me.field(1))])
}

fn ln_print(vm: &mut Vm, me: Value, x: Value) -> Answer {
    print::write(vm, me, &[Piece::Printed(me.field(1)), Piece::Printed(x)])
}

fn indent(vm: &mut Vm, me: Value, more: Value) -> Answer {
    if !more.is_heap(Type::Str) {
        return vm.not_a("Str", more);
    }
    let newline = vm.heap.str_concat(me.field(1), more)?;
    Ok(vm.heap.object(Type::Printer, &[me.field(0), newline, me.field(2), me.field(3)]))
}
