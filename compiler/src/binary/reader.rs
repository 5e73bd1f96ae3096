//! Bytes to a unit, whatever the bytes.
//!
//! Every read can fail, with the position and what was expected. Nothing is trusted: a list's length
//! must be covered by the bytes that are left, since each element takes at least one.

use crate::isa::{Instr, Op, Operand};
use crate::unit::{
    Body, Capture, CaptureGuard, Export, Literal, Local, Method, Outer, Piece, QualifiedName,
    Script, Span, Storage, Unit,
};

/// What was read, or where and what was wrong.
pub(crate) type Read<T> = Result<T, (usize, &'static str)>;

/// Reads the payload of the binary form.
pub(super) fn read_unit(payload: &[u8]) -> Read<Unit> {
    let mut from = Reader { bytes: payload, at: 0 };
    let unit = Unit {
        origin: from.text()?,
        literals: from.list(Reader::literal)?,
        atoms: from.list(|from| Ok((from.text()?, from.small()?)))?,
        outers: from.list(|from| Ok(Outer { name: from.text()?, assigned: from.flag()? }))?,
        assumptions: from.list(Reader::text)?,
        names: from.list(|from| {
            Ok(QualifiedName { parent: from.small()?.checked_sub(1), name: from.text()? })
        })?,
        scripts: from.list(Reader::script)?,
        body: from.body()?,
        exports: from.list(|from| {
            Ok(Export { name: from.text()?, local: from.small()?, storage: from.storage()? })
        })?,
        line_starts: {
            let mut line = 0;
            from.list(|from| {
                line = from.offset(line)?;
                Ok(line)
            })?
        },
        kernel: from.blob()?,
    };
    if from.at == payload.len() { Ok(unit) } else { from.fail("bytes after the end") }
}

/// Bytes being read.
pub(crate) struct Reader<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Reader<'b> {
    /// Starts at the beginning.
    pub(crate) fn new(bytes: &'b [u8]) -> Reader<'b> {
        Reader { bytes, at: 0 }
    }

    /// Goes on at this position.
    pub(crate) fn seek(&mut self, at: usize) -> Read<()> {
        if at > self.bytes.len() {
            return self.fail("position out of range");
        }
        self.at = at;
        Ok(())
    }

    pub(crate) fn fail<T>(&self, what: &'static str) -> Read<T> {
        Err((self.at, what))
    }

    pub(crate) fn byte(&mut self) -> Read<u8> {
        match self.bytes.get(self.at) {
            Some(byte) => {
                self.at += 1;
                Ok(*byte)
            }
            None => self.fail("the end"),
        }
    }

    fn flag(&mut self) -> Read<bool> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => self.fail("neither 0 nor 1"),
        }
    }

    pub(crate) fn number(&mut self) -> Read<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        self.fail("number too long")
    }

    pub(crate) fn signed(&mut self) -> Read<i64> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(crate) fn small(&mut self) -> Read<u32> {
        let number = self.number()?;
        u32::try_from(number).or_else(|_| self.fail("number too large"))
    }

    /// A position in the source, stored as the difference to another.
    fn offset(&mut self, from: u32) -> Read<u32> {
        let difference = self.signed()?;
        let position =
            i64::from(from).checked_add(difference).and_then(|sum| u32::try_from(sum).ok());
        position.ok_or((self.at, "position out of range"))
    }

    /// A length that the bytes left can cover.
    fn length(&mut self) -> Read<usize> {
        let number = self.number()?;
        match usize::try_from(number) {
            Ok(length) if length <= self.bytes.len() - self.at => Ok(length),
            _ => self.fail("longer than the file"),
        }
    }

    pub(crate) fn blob(&mut self) -> Read<Vec<u8>> {
        let length = self.length()?;
        let blob = self.bytes[self.at..self.at + length].to_vec();
        self.at += length;
        Ok(blob)
    }

    pub(crate) fn text(&mut self) -> Read<String> {
        let start = self.at;
        String::from_utf8(self.blob()?).map_err(|_| (start, "text is not UTF-8"))
    }

    fn optional_text(&mut self) -> Read<Option<String>> {
        if self.flag()? { self.text().map(Some) } else { Ok(None) }
    }

    pub(crate) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let length = self.length()?;
        // Grows as it is read: elements may be much larger in memory than in the file.
        let mut items = Vec::with_capacity(length.min(4096));
        for _ in 0..length {
            items.push(read(self)?);
        }
        Ok(items)
    }

    fn literal(&mut self) -> Read<Literal> {
        match self.byte()? {
            0 => Ok(Literal::Int(self.signed()?)),
            sign @ (1 | 2) => Ok(Literal::BigInt(sign == 2, self.blob()?)),
            3 => {
                let Some(bits) = self.bytes[self.at..].first_chunk::<8>() else {
                    return self.fail("the end");
                };
                self.at += 8;
                Ok(Literal::Double(u64::from_le_bytes(*bits)))
            }
            4 => Ok(Literal::Char(self.small()?)),
            5 => Ok(Literal::Str(self.text()?)),
            kind @ (6 | 7) => {
                let pieces = self.list(Reader::piece)?;
                Ok(Literal::Template { matches: kind == 7, pieces })
            }
            _ => self.fail("unknown kind of literal"),
        }
    }

    fn piece(&mut self) -> Read<Piece> {
        match self.byte()? {
            0 => Ok(Piece::Text(self.text()?)),
            1 => Ok(Piece::ValueHole(self.small()?)),
            2 => Ok(Piece::PatternHole(self.small()?)),
            _ => self.fail("unknown kind of piece"),
        }
    }

    fn storage(&mut self) -> Read<Storage> {
        match self.byte()? {
            0 => Ok(Storage::Value),
            1 => Ok(Storage::Cell),
            2 => Ok(Storage::Binding),
            3 => Ok(Storage::Iteration),
            4 => Ok(Storage::IterationRest),
            _ => self.fail("unknown storage"),
        }
    }

    fn span(&mut self, before: &mut Span) -> Read<Span> {
        let start = self.offset(before.start)?;
        let end = self.offset(start)?;
        *before = Span { start, end };
        Ok(*before)
    }

    fn script(&mut self) -> Read<Script> {
        Ok(Script {
            name: self.text()?,
            qualified: self.small()?,
            doc: self.optional_text()?,
            captures: self.list(Reader::capture)?,
            outers: self.list(Reader::small)?,
            methods: self.list(Reader::method)?,
            matchers: self.list(Reader::body)?,
            span: self.span(&mut Span::default())?,
            kernel: self.small()?,
        })
    }

    fn capture(&mut self) -> Read<Capture> {
        Ok(Capture {
            name: self.text()?,
            storage: self.storage()?,
            guard: match self.byte()? {
                0 => CaptureGuard::Dynamic,
                1 => CaptureGuard::Any,
                2 => CaptureGuard::Object,
                3 => CaptureGuard::Outer(self.small()?),
                _ => return self.fail("unknown kind of guard"),
            },
        })
    }

    fn method(&mut self) -> Read<Method> {
        Ok(Method {
            verb: self.text()?,
            arity: self.small()?,
            doc: self.optional_text()?,
            named: self.flag()?,
            body: self.body()?,
        })
    }

    fn body(&mut self) -> Read<Body> {
        Ok(Body {
            locals: self.list(|from| Ok(Local { name: from.text()?, storage: from.storage()? }))?,
            code: self.list(Reader::instr)?,
            spans: {
                let mut before = Span::default();
                self.list(|from| from.span(&mut before))?
            },
            max_depth: self.small()?,
            max_handlers: self.small()?,
        })
    }

    fn instr(&mut self) -> Read<Instr> {
        let Some(op) = Op::from_code(self.byte()?) else { return self.fail("unknown opcode") };
        let row = op.row();
        Ok(Instr { op, a: self.operand(row.a)?, b: self.operand(row.b)? })
    }

    fn operand(&mut self, operand: Operand) -> Read<u32> {
        match operand {
            Operand::None => Ok(0),
            Operand::Int => {
                let number = self.signed()?;
                i32::try_from(number)
                    .map(|number| number as u32)
                    .or_else(|_| self.fail("number too large"))
            }
            _ => self.small(),
        }
    }
}
