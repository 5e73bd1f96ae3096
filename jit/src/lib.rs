//! Where recorded loops will become machine code: the tracing compiler's place in the pipeline. It is empty
//! so far; the interpreter does everything.
#![forbid(unsafe_code)]
