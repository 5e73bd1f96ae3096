//! A unit to bytes: each function is the mirror image of the one of the same name in the reader.

use crate::isa::{Instr, Operand};
use crate::unit::{
    Body, Capture, CaptureGuard, Literal, Local, Method, Piece, Script, Span, Storage, Unit,
};

/// The payload of the binary form.
pub(super) fn write_unit(unit: &Unit) -> Vec<u8> {
    let mut out = Writer::default();
    out.text(&unit.origin);
    out.list(&unit.literals, Writer::literal);
    out.list(&unit.atoms, |out, (verb, arity)| {
        out.text(verb);
        out.number(u64::from(*arity));
    });
    out.list(&unit.outers, |out, outer| {
        out.text(&outer.name);
        out.flag(outer.assigned);
    });
    out.list(&unit.assumptions, |out, name| out.text(name));
    out.list(&unit.names, |out, row| {
        out.number(row.parent.map_or(0, |parent| u64::from(parent) + 1));
        out.text(&row.name);
    });
    out.list(&unit.scripts, Writer::script);
    out.body(&unit.body);
    out.list(&unit.exports, |out, export| {
        out.text(&export.name);
        out.number(u64::from(export.local));
        out.storage(export.storage);
    });
    let mut line = 0;
    out.list(&unit.line_starts, |out, start| {
        out.signed(i64::from(*start) - i64::from(line));
        line = *start;
    });
    out.blob(&unit.kernel);
    out.bytes
}

/// Bytes in the making.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) bytes: Vec<u8>,
}

impl Writer {
    pub(crate) fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    fn flag(&mut self, flag: bool) {
        self.byte(u8::from(flag));
    }

    pub(crate) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.byte(number as u8 | 0x80);
            number >>= 7;
        }
        self.byte(number as u8);
    }

    pub(crate) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    pub(crate) fn blob(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.bytes.extend_from_slice(bytes);
    }

    pub(crate) fn text(&mut self, text: &str) {
        self.blob(text.as_bytes());
    }

    fn optional_text(&mut self, text: Option<&str>) {
        self.flag(text.is_some());
        if let Some(text) = text {
            self.text(text);
        }
    }

    pub(crate) fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Writer, &T)) {
        self.number(items.len() as u64);
        for item in items {
            write(self, item);
        }
    }

    fn literal(&mut self, literal: &Literal) {
        match literal {
            Literal::Int(value) => {
                self.byte(0);
                self.signed(*value);
            }
            Literal::BigInt(negative, magnitude) => {
                self.byte(if *negative { 2 } else { 1 });
                self.blob(magnitude);
            }
            Literal::Double(bits) => {
                self.byte(3);
                self.bytes.extend_from_slice(&bits.to_le_bytes());
            }
            Literal::Char(code) => {
                self.byte(4);
                self.number(u64::from(*code));
            }
            Literal::Str(text) => {
                self.byte(5);
                self.text(text);
            }
            Literal::Template { matches, pieces } => {
                self.byte(if *matches { 7 } else { 6 });
                self.list(pieces, |writer, piece| writer.piece(piece));
            }
        }
    }

    fn piece(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(text) => {
                self.byte(0);
                self.text(text);
            }
            Piece::ValueHole(number) => {
                self.byte(1);
                self.number(u64::from(*number));
            }
            Piece::PatternHole(number) => {
                self.byte(2);
                self.number(u64::from(*number));
            }
        }
    }

    fn storage(&mut self, storage: Storage) {
        self.byte(match storage {
            Storage::Value => 0,
            Storage::Cell => 1,
            Storage::Binding => 2,
            Storage::Iteration => 3,
            Storage::IterationRest => 4,
        });
    }

    fn span(&mut self, span: Span, before: &mut Span) {
        self.signed(i64::from(span.start) - i64::from(before.start));
        self.signed(i64::from(span.end) - i64::from(span.start));
        *before = span;
    }

    fn script(&mut self, script: &Script) {
        self.text(&script.name);
        self.number(u64::from(script.qualified));
        self.optional_text(script.doc.as_deref());
        self.list(&script.captures, Writer::capture);
        self.list(&script.outers, |out, outer| out.number(u64::from(*outer)));
        self.list(&script.methods, Writer::method);
        self.list(&script.matchers, Writer::body);
        self.span(script.span, &mut Span::default());
        self.number(u64::from(script.kernel));
    }

    fn capture(&mut self, capture: &Capture) {
        self.text(&capture.name);
        self.storage(capture.storage);
        match capture.guard {
            CaptureGuard::Dynamic => self.byte(0),
            CaptureGuard::Any => self.byte(1),
            CaptureGuard::Object => self.byte(2),
            CaptureGuard::Outer(outer) => {
                self.byte(3);
                self.number(u64::from(outer));
            }
        }
    }

    fn method(&mut self, method: &Method) {
        self.text(&method.verb);
        self.number(u64::from(method.arity));
        self.optional_text(method.doc.as_deref());
        self.flag(method.named);
        self.body(&method.body);
    }

    fn body(&mut self, body: &Body) {
        self.list(&body.locals, |out, Local { name, storage }| {
            out.text(name);
            out.storage(*storage);
        });
        self.list(&body.code, Writer::instr);
        let mut before = Span::default();
        self.list(&body.spans, |out, span| out.span(*span, &mut before));
        self.number(u64::from(body.max_depth));
        self.number(u64::from(body.max_handlers));
    }

    fn instr(&mut self, instr: &Instr) {
        self.byte(instr.op as u8);
        let row = instr.op.row();
        for (operand, value) in [(row.a, instr.a), (row.b, instr.b)] {
            match operand {
                Operand::None => {}
                Operand::Int => self.signed(i64::from(value as i32)),
                _ => self.number(u64::from(value)),
            }
        }
    }
}
