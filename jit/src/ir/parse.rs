//! The intermediate form from its text: the inverse of `text`, from the same table. For tests.
//!
//! In a tree, results keep the numbers of their names, and instructions without a result get numbers behind them. In a
//! [straight line](Reader::line), names are labels, and each instruction gets the next number, as a recording has them. A constant
//! that is an operand is that of a line above, or, in a line, a new one in front.

use super::{
    Activation, Begin, Cell, End, Graph, HandlerAt, Imm, NONE, OPS, Op, Part, Ref, Resume,
    Snapshot, Tree, Ty,
};
use crate::record::KEPT;
use hashbrown::HashMap;
use monte_vm::fiber::HandlerKind;
use monte_vm::heap::TYPES;
use monte_vm::value::Value;
use std::str::FromStr;

/// What is wrong with a text.
pub(crate) type Wrong = String;

/// A tree from its text. What a text does not say is not there: origins, what is known of literals, the arity of a body.
pub(crate) fn tree(text: &str) -> Result<Tree, Wrong> {
    let mut reader = Reader::default();
    reader.keep_numbers(text);
    let mut tree = Tree::default();
    let mut open: Option<(Begin, Vec<Ref>)> = None;
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let read = (|| {
            let (word, rest) = split(line, " ");
            let end = match word {
                "part" => {
                    let (_, begin) = split(rest, " ");
                    let begin = match split(begin, " @") {
                        ("head", _) => Begin::Head,
                        ("turn", _) => Begin::Turn,
                        ("behind", exit) => Begin::Exit(number(exit)?),
                        _ => return Err("a part begins as `head`, `turn` or `behind @n`".into()),
                    };
                    open = Some((begin, Vec::new()));
                    return Ok(());
                }
                _ if line.starts_with('@') => return reader.snapshot(line),
                "jump" => {
                    let (to, args) = split(rest, " (");
                    End::Jump { to: number(to)?, args: reader.names(args.trim_end_matches(')'))? }
                }
                "leave" => End::Leave(number(rest.trim_start_matches('@'))?),
                "return" => End::Return(reader.name(rest)?),
                _ => {
                    let r = reader.instruction(line)?;
                    let (_, body) = open.as_mut().ok_or("an instruction outside of a part")?;
                    body.push(r);
                    return Ok(());
                }
            };
            let (begin, mut body) = open.take().ok_or("an end outside of a part")?;
            let is_param = |&&r: &&Ref| !matches!(begin, Begin::Exit(_)) && reader.is_param(r);
            let count = body.iter().take_while(is_param).count();
            let rest = body.split_off(count);
            if let Begin::Exit(exit) = begin {
                tree.set_side(exit, tree.parts.len() as u32);
            }
            tree.parts.push(Part { begin, params: body, body: rest, end });
            Ok(())
        })();
        read.map_err(|wrong: Wrong| format!("{line}: {wrong}"))?;
    }
    tree.graph = reader.graph();
    Ok(tree)
}

/// An instruction: operation, operands, immediate, snapshot.
type Row = (Op, Vec<Ref>, u64, u32);

/// Reads instructions and snapshots one after the other.
#[derive(Default)]
pub(crate) struct Reader {
    rows: Vec<Option<Row>>,
    names: HashMap<String, Ref>,
    snapshots: Vec<Snapshot>,
    /// The first number that no name has, in a tree.
    free: Option<Ref>,
}

impl Reader {
    /// Makes names keep their numbers.
    fn keep_numbers(&mut self, text: &str) {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        self.free = Some(words.filter_map(numbered).max().map_or(0, |most| most + 1));
    }

    /// What was read.
    pub(crate) fn graph(self) -> Graph {
        let mut graph = Graph { snapshots: self.snapshots, ..Graph::default() };
        for row in self.rows {
            let (op, args, imm, snapshot) = row.unwrap_or((Op::Word, Vec::new(), 1, NONE));
            graph.push(op, &args, imm, snapshot);
        }
        graph
    }

    /// Whether an instruction can be a parameter.
    fn is_param(&self, r: Ref) -> bool {
        let Some((op, ..)) = self.rows[r as usize] else { return false };
        use Op::*;
        matches!(op, Cell | CellInt | CellDouble | Phi | PhiInt | PhiDouble | PhiBool)
    }

    /// Adds an instruction under its number.
    fn add(&mut self, name: Option<&str>, row: Row) -> Result<Ref, Wrong> {
        let r = match (&mut self.free, name) {
            (Some(_), Some(name)) => number(&name[1..])?,
            (Some(free), None) => std::mem::replace(free, *free + 1),
            (None, _) => self.rows.len() as Ref,
        };
        if self.rows.len() <= r as usize {
            self.rows.resize(r as usize + 1, None);
        }
        self.rows[r as usize] = Some(row);
        if let Some(name) = name {
            self.names.insert(name.to_owned(), r);
        }
        Ok(r)
    }

    /// An instruction: `i2 = add i0, i1  @3`.
    pub(crate) fn instruction(&mut self, line: &str) -> Result<Ref, Wrong> {
        let (name, line) = match line.split_once(" = ") {
            Some((name, line)) => (Some(name.trim()), line),
            None => (None, line),
        };
        let (line, snapshot) = match line.split_once("  @") {
            Some((line, snapshot)) => (line, number(snapshot)?),
            None => (line, NONE),
        };
        let (text, rest) = split(line, " ");
        let known = OPS.iter().copied().find(|op| op.row().text == text);
        let op = known.ok_or_else(|| format!("there is no operation {text}"))?;
        let row = op.row();
        if (row.result == Ty::Unit) != name.is_none() {
            return Err(format!("{text} has a result, or has none"));
        }
        if name.is_some_and(|name| !name.starts_with(row.result.letter())) {
            return Err(format!("the result of {text} is {:?}", row.result));
        }
        let (imm, args) = if row.imm == Imm::None { ("", rest) } else { split(rest, ", ") };
        let imm = immediate(row.imm, imm).ok_or_else(|| format!("{imm} is no {:?}", row.imm))?;
        let args = self.names(args)?;
        self.add(name, (op, args, imm, snapshot))
    }

    fn names(&mut self, text: &str) -> Result<Vec<Ref>, Wrong> {
        let names = text.split(", ").filter(|name| !name.is_empty());
        names.map(|name| self.name(name)).collect()
    }

    /// A result by its name, or a constant.
    pub(crate) fn name(&mut self, name: &str) -> Result<Ref, Wrong> {
        let known = self.names.get(name).copied();
        if let Some(r) = known.or(numbered(name).filter(|_| self.free.is_some())) {
            return Ok(r);
        }
        let double = || name.strip_suffix('d')?.parse::<f64>().ok();
        let constant = match name {
            "-" => return Ok(NONE),
            "true?" => Some((Op::Bool, 1)),
            "false?" => Some((Op::Bool, 0)),
            _ => match (name.parse::<i64>(), double(), word(name)) {
                (Ok(n), ..) => Some((Op::Int, (n << 3) as u64)),
                (_, Some(d), _) => Some((Op::Double, d.to_bits())),
                (.., bits) => bits.map(|bits| (Op::Word, bits)),
            },
        };
        let (op, imm) = constant.ok_or_else(|| format!("nothing is called {name}"))?;
        let same = |row: &Option<Row>| row.as_ref().is_some_and(|row| (row.0, row.2) == (op, imm));
        match self.rows.iter().rposition(same) {
            Some(r) => Ok(r as Ref),
            None => self.add(None, (op, Vec::new(), imm, NONE)),
        }
    }

    /// What is behind a cell: `[3]=i7`.
    pub(crate) fn cell(&mut self, text: &str) -> Result<(Cell, Ref), Wrong> {
        let (cell, name) = split(text.strip_prefix('[').unwrap_or(text), "]=");
        Ok((number(cell)?, self.name(name)?))
    }

    /// A snapshot, which must have the next number.
    pub(crate) fn snapshot(&mut self, line: &str) -> Result<(), Wrong> {
        // Within parentheses there are spaces.
        let mut depth = 0;
        let spaced = line.replace(", ", ",");
        let words = spaced.split(|c: char| {
            depth += (c == '(') as i32 - (c == ')') as i32;
            c == ' ' && depth == 0
        });
        let words: Vec<&str> = words.collect();
        let mut words = words.into_iter().peekable();
        let own: usize = number(words.next().unwrap_or_default().trim_start_matches('@'))?;
        if own != self.snapshots.len() {
            return Err(format!("this is snapshot {}", self.snapshots.len()));
        }
        let mut snapshot = Snapshot {
            resume: Resume::Again,
            activations: Vec::new(),
            cells: Vec::new(),
            virtuals: Vec::new(),
            kept: KEPT,
            handlers: Vec::new(),
            top: 0,
            spent: 0,
        };
        while let Some(word) = words.next() {
            match word {
                "raised" => snapshot.resume = Resume::Raised,
                "safepoint" => snapshot.resume = Resume::Safepoint,
                "called" => {
                    let (code, base) = split(words.next().unwrap_or_default(), "+");
                    let (code, base) = (number(code)?, number(base)?);
                    snapshot.resume = Resume::Called { code, base };
                }
                "top" => snapshot.top = number(words.next().unwrap_or_default())?,
                "spent" => snapshot.spent = number(words.next().unwrap_or_default())?,
                "handlers" => {
                    let kept: u32 = number(words.next().unwrap_or_default().trim_matches('-'))?;
                    snapshot.kept = KEPT - kept;
                }
                _ if word.starts_with('[') => snapshot.cells.push(self.cell(word)?),
                _ if word.contains('=') => {
                    let (name, object) = split(word, "=");
                    let (_, fields) = split(object.trim_end_matches(')'), "(");
                    let fields = fields.split(',').filter(|field| !field.is_empty());
                    let fields = fields.map(|field| self.name(field)).collect::<Result<_, _>>()?;
                    let r = match self.names.get(name) {
                        Some(&r) => r,
                        None => {
                            let ty = split(object, "(").0;
                            let ty = immediate(Imm::Type, ty).ok_or(format!("no type {ty}"))?;
                            self.add(Some(name), (Op::Virtual, Vec::new(), ty, NONE))?
                        }
                    };
                    snapshot.virtuals.push((r, fields));
                }
                _ if word.contains('(') => snapshot.handlers.push(self.handler(word)?),
                _ => {
                    let (place, base) = split(word, "+");
                    let (code, pc) = split(place, ":");
                    let base = if base.is_empty() { 0 } else { number(base)? };
                    let (code, pc) = (number(code)?, number(pc)?);
                    snapshot.activations.push(Activation { code, pc, base });
                }
            }
        }
        self.snapshots.push(snapshot);
        Ok(())
    }

    /// `Eject(v3 0:14+5)`.
    fn handler(&mut self, text: &str) -> Result<HandlerAt, Wrong> {
        use HandlerKind::*;
        let (kind, rest) = split(text.trim_end_matches(')'), "(");
        let kinds = [Eject, Idle, Catch, Unwind, NativeCatch, NativeEject];
        let known = kinds.into_iter().find(|known| format!("{known:?}") == kind);
        let (ejector, rest) = split(rest, " ");
        let (depth, rest) = split(rest, ":");
        let (target, height) = split(rest, "+");
        Ok(HandlerAt {
            kind: known.ok_or_else(|| format!("no handler is {kind}"))?,
            depth: number(depth)?,
            target: number(target)?,
            height: number(height)?,
            ejector: self.name(ejector)?,
        })
    }
}

/// The number in the name of a result.
fn numbered(name: &str) -> Option<Ref> {
    name.strip_prefix(['v', 'i', 'd', 'b'])?.parse().ok()
}

/// The text in front of a separator, and that behind it.
pub(crate) fn split<'a>(text: &'a str, separator: &str) -> (&'a str, &'a str) {
    text.split_once(separator).unwrap_or((text, ""))
}

pub(crate) fn number<T: FromStr>(text: &str) -> Result<T, Wrong> {
    text.trim().parse().map_err(|_| format!("`{text}` is no number"))
}

/// The inverse of `text::word`.
fn word(text: &str) -> Option<u64> {
    match text {
        "null" => Some(Value::NULL.bits()),
        "true" => Some(Value::TRUE.bits()),
        "false" => Some(Value::FALSE.bits()),
        "unbound" => Some(Value::UNBOUND.bits()),
        _ => match text.strip_prefix('#') {
            Some(digits) => u64::from_str_radix(digits, 16).ok(),
            None => Some((text.parse::<i64>().ok()? << 3) as u64),
        },
    }
}

/// An immediate operand.
pub(crate) fn immediate(kind: Imm, text: &str) -> Option<u64> {
    let ty = |name: &str| TYPES.iter().position(|ty| format!("{ty:?}") == name);
    Some(match kind {
        Imm::None => 0,
        Imm::Number => text.parse::<i64>().ok()? as u64,
        Imm::Cell => text.parse::<Cell>().ok()? as u32 as u64,
        Imm::Word => word(text)?,
        Imm::Double => text.parse::<f64>().ok()?.to_bits(),
        Imm::Type => ty(text)? as u64,
        Imm::Field => {
            let (name, field) = text.split_once('.')?;
            (ty(name)? as u64) << 32 | field.parse::<u32>().ok()? as u64
        }
        Imm::Site => {
            let (code, cell) = text.split_once('+')?;
            code.parse::<u64>().ok()? << 32 | cell.parse::<u32>().ok()? as u64
        }
        Imm::Address => u64::from_str_radix(text.strip_prefix("0x")?, 16).ok()?,
    })
}
