//! The intermediate form as text.

use super::{Begin, Cell, End, Graph, HandlerAt, Imm, NONE, Op, Ref, Resume, Tree};
use crate::record::KEPT;
use monte_vm::heap::TYPES;
use monte_vm::value::Value;
use std::fmt::{self, Display, Formatter, Write};

/// An instruction as an operand or a result.
struct Name<'a>(&'a Graph, Ref);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let Name(graph, r) = *self;
        if r == NONE {
            return f.write_char('-');
        }
        let instr = graph.at(r);
        match instr.op {
            Op::Int => write!(f, "{}", instr.imm as i64 >> 3),
            Op::Double => write!(f, "{:?}d", f64::from_bits(instr.imm)),
            Op::Bool => write!(f, "{}?", instr.imm != 0),
            Op::Word => write!(f, "{}", word(instr.imm)),
            _ => write!(f, "{}{r}", graph.ty(r).letter()),
        }
    }
}

/// A value word without an object behind it.
pub(crate) fn word(bits: u64) -> String {
    match bits {
        bits if bits == Value::NULL.bits() => "null".into(),
        bits if bits == Value::TRUE.bits() => "true".into(),
        bits if bits == Value::FALSE.bits() => "false".into(),
        bits if bits == Value::UNBOUND.bits() => "unbound".into(),
        bits if bits & 7 == 0 => format!("{}", bits as i64 >> 3),
        bits => format!("#{bits:x}"),
    }
}

fn names<'a>(
    f: &mut Formatter,
    graph: &'a Graph,
    refs: impl Iterator<Item = &'a Ref>,
) -> fmt::Result {
    for (i, &r) in refs.enumerate() {
        write!(f, "{}{}", if i > 0 { ", " } else { "" }, Name(graph, r))?;
    }
    Ok(())
}

impl Graph {
    /// Writes one instruction.
    pub(crate) fn write(&self, f: &mut Formatter, r: Ref) -> fmt::Result {
        let instr = self.at(r);
        let row = instr.op.row();
        if row.result == super::Ty::Unit {
            write!(f, "{}", row.text)?;
        } else {
            write!(f, "{}{r} = {}", row.result.letter(), row.text)?;
        }
        let separator = if instr.count > 0 { ", " } else { "" };
        match row.imm {
            Imm::None if instr.count > 0 => f.write_char(' ')?,
            Imm::None => {}
            Imm::Number => write!(f, " {}{separator}", instr.imm as i64)?,
            Imm::Cell => write!(f, " {}{separator}", instr.imm as u32 as Cell)?,
            Imm::Word => write!(f, " {}{separator}", word(instr.imm))?,
            Imm::Double => write!(f, " {:?}", f64::from_bits(instr.imm))?,
            Imm::Type => write!(f, " {:?}{separator}", TYPES[instr.imm as usize])?,
            Imm::Field => {
                let (ty, field) = (instr.imm >> 32, instr.imm as u32);
                write!(f, " {:?}.{field}{separator}", TYPES[ty as usize])?;
            }
            Imm::Site => write!(f, " {}+{}{separator}", instr.imm >> 32, instr.imm as u32)?,
            Imm::Address => write!(f, " {:#x}", instr.imm)?,
        }
        names(f, self, self.args(r).iter())?;
        if instr.snapshot != NONE {
            write!(f, "  @{}", instr.snapshot)?;
        }
        Ok(())
    }

    fn write_snapshot(&self, f: &mut Formatter, number: usize) -> fmt::Result {
        let snapshot = &self.snapshots[number];
        write!(f, "@{number}")?;
        match snapshot.resume {
            Resume::Again => {}
            Resume::Raised => write!(f, " raised")?,
            Resume::Safepoint => write!(f, " safepoint")?,
            Resume::Called { code, base } => write!(f, " called {code}+{base}")?,
        }
        for activation in &snapshot.activations {
            write!(f, " {}:{}", activation.code, activation.pc)?;
            if activation.base != 0 {
                write!(f, "+{}", activation.base)?;
            }
        }
        write!(f, " top {} spent {}", snapshot.top, snapshot.spent)?;
        if snapshot.kept != KEPT || !snapshot.handlers.is_empty() {
            write!(f, " handlers -{}", KEPT - snapshot.kept)?;
            for handler in &snapshot.handlers {
                let HandlerAt { kind, depth, target, height, ejector } = handler;
                let ejector = Name(self, *ejector);
                write!(f, " {kind:?}({ejector} {depth}:{target}+{height})")?;
            }
        }
        for (cell, r) in &snapshot.cells {
            write!(f, " [{cell}]={}", Name(self, *r))?;
        }
        for (r, fields) in &snapshot.virtuals {
            write!(f, " {}={:?}(", Name(self, *r), TYPES[self.at(*r).imm as usize])?;
            names(f, self, fields.iter())?;
            f.write_char(')')?;
        }
        Ok(())
    }
}

/// A piece of the intermediate form, to be shown.
pub(crate) enum Shown<'a> {
    /// An instruction.
    Instruction(&'a Graph, Ref),
    /// The name of its result.
    Result(&'a Graph, Ref),
    /// A snapshot.
    Snapshot(&'a Graph, u32),
    /// The title of a part.
    Title(&'a Tree, usize),
    /// The end of a part.
    End(&'a Tree, usize),
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match *self {
            Shown::Instruction(graph, r) => graph.write(f, r),
            Shown::Result(graph, r) => write!(f, "{}", Name(graph, r)),
            Shown::Snapshot(graph, number) => graph.write_snapshot(f, number as usize),
            Shown::Title(tree, number) => {
                write!(f, "part {number}")?;
                match tree.parts[number].begin {
                    Begin::Head => write!(f, " head"),
                    Begin::Turn => write!(f, " turn"),
                    Begin::Exit(snapshot) => write!(f, " behind @{snapshot}"),
                }
            }
            Shown::End(tree, number) => match &tree.parts[number].end {
                End::Jump { to, args } => {
                    write!(f, "jump {to} (")?;
                    names(f, &tree.graph, args.iter())?;
                    f.write_char(')')
                }
                End::Leave(snapshot) => write!(f, "leave @{snapshot}"),
                End::Return(value) => write!(f, "return {}", Name(&tree.graph, *value)),
            },
        }
    }
}

impl Display for Tree {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        for (number, part) in self.parts.iter().enumerate() {
            writeln!(f, "{}", Shown::Title(self, number))?;
            for &r in part.params.iter().chain(&part.body) {
                writeln!(f, "  {}", Shown::Instruction(&self.graph, r))?;
            }
            writeln!(f, "  {}", Shown::End(self, number))?;
        }
        for number in 0..self.graph.snapshots.len() as u32 {
            writeln!(f, "{}", Shown::Snapshot(&self.graph, number))?;
        }
        Ok(())
    }
}
