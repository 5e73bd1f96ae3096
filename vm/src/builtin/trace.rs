//! `traceln`: lines for the programmer, through the host.

use super::object;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Singleton};
use crate::print::{self, Finish, Piece};
use crate::value::Value;
use crate::vm::Vm;
use std::fmt::Write;

methods! {
    /// What `traceln` answers.
    static METHODS:
    /// Writes a line with the quoted forms of the arguments. Null.
    "run" (Rest) => Many(run);
    /// Writes a line about a problem, and its trail. Null.
    "exception" (Any) => F1(exception);
}

/// `traceln`.
pub static TRACELN: Singleton = Singleton {
    name: "traceln",
    printed: "<traceln>",
    methods: METHODS,
    doc: "Writes lines to the trace of the host.",
};

fn run(vm: &mut Vm, _: Value, args: &[Value]) -> Answer {
    print::compose(vm, &[Piece::AllQuoted(args)], Finish::Trace)
}

fn exception(vm: &mut Vm, _: Value, problem: Value) -> Answer {
    let head = if problem.is_heap(Type::Problem) { "Problem: " } else { "Problem (unsealed): " };
    let (frames, skipped) = vm.trail_of(problem);
    let mut trail = String::new();
    for frame in frames {
        let _ =
            write!(trail, "\n  {}:{}:{} in {}", frame.unit, frame.line, frame.column, frame.name);
    }
    if skipped > 0 {
        let _ = write!(trail, "\n  and {skipped} more");
    }
    let payload = object::payload(problem);
    let pieces = [Piece::Text(head), Piece::Quoted(payload), Piece::Text(&trail)];
    print::compose(vm, &pieces, Finish::Trace)
}
