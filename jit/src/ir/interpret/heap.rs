//! The abstract heap of the oracle: objects are numbered, their fields are data. What is reachable is written as text in which
//! objects have the numbers of their discovery, so that two heaps look equal if nothing can tell them apart.

use hashbrown::HashMap;
use monte_vm::heap::Type;
use monte_vm::value::Value;
use std::fmt::Write;

/// A value, or the result of an instruction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Datum {
    /// An immediate value that is no double, as its word.
    Word(u64),
    /// A double. Here all are immediate.
    Double(u64),
    /// The outcome of a test.
    Bool(bool),
    /// An object.
    Object(usize),
    /// No result.
    Nothing,
}

impl Datum {
    pub(crate) const NULL: Datum = Datum::Word(Value::NULL.bits());

    pub(crate) fn int(n: i64) -> Datum {
        Datum::Word((n << 3) as u64)
    }

    /// A double; which NaN it is cannot be told.
    pub(crate) fn double(d: f64) -> Datum {
        Datum::Double(if d.is_nan() { f64::NAN.to_bits() } else { d.to_bits() })
    }

    /// As a value, which an outcome is not.
    pub(crate) fn value(self) -> Datum {
        match self {
            Datum::Bool(b) => Datum::Word(Value::bool(b).bits()),
            other => other,
        }
    }

    pub(crate) fn as_int(self) -> Option<i64> {
        match self {
            Datum::Word(bits) if bits & 7 == 0 => Some(bits as i64 >> 3),
            _ => None,
        }
    }

    pub(crate) fn as_char(self) -> Option<u32> {
        match self {
            Datum::Word(bits) => Value::immediate(bits).as_char(),
            _ => None,
        }
    }
}

/// An object.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) ty: Type,
    pub(crate) fields: Vec<Datum>,
}

/// What may become of a field while something else runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Change {
    /// It stays.
    Never,
    /// Any value may be written.
    Any,
    /// It stays a number of elements that its buffer has.
    Length,
    /// It stays an index, from zero on.
    Index,
    /// It stays a buffer of as many words.
    Buffer,
}

/// What the machine promises of the fields of its objects: stated here again, for the optimizer relies on it.
pub(crate) fn change(ty: Type, field: usize) -> Change {
    match (ty, field) {
        (Type::Object, 1) => Change::Any,
        (Type::Object | Type::Singleton | Type::Range | Type::Str | Type::Double, _) => {
            Change::Never
        }
        (Type::Narrow | Type::Wide, _) | (Type::Elements | Type::Iterator, 0) => Change::Never,
        (Type::List | Type::FlexList, 0) => Change::Buffer,
        (Type::List, _) => Change::Never,
        (Type::FlexList, 1) => Change::Length,
        (Type::Iterator, 1) => Change::Index,
        _ => Change::Any,
    }
}

/// All objects.
#[derive(Clone, Debug, Default)]
pub(crate) struct Heap {
    pub(crate) objects: Vec<Object>,
}

impl Heap {
    pub(crate) fn make(&mut self, ty: Type, fields: Vec<Datum>) -> Datum {
        self.objects.push(Object { ty, fields });
        Datum::Object(self.objects.len() - 1)
    }

    /// The object that a datum is.
    pub(crate) fn object(&self, datum: Datum) -> Option<&Object> {
        match datum {
            Datum::Object(number) => Some(&self.objects[number]),
            _ => None,
        }
    }

    pub(crate) fn ty(&self, datum: Datum) -> Option<Type> {
        self.object(datum).map(|object| object.ty)
    }
}

/// A text of data and of what they lead to.
#[derive(Default)]
pub(crate) struct Told {
    pub(crate) text: String,
    /// The objects, in the order of their discovery.
    pub(crate) found: Vec<usize>,
    names: HashMap<usize, usize>,
}

impl Told {
    pub(crate) fn word(&mut self, word: &str) {
        self.text.push_str(word);
    }

    pub(crate) fn datum(&mut self, datum: Datum) {
        let told = match datum.value() {
            Datum::Word(bits) => write!(self.text, "{} ", super::super::text::word(bits)),
            Datum::Double(bits) => write!(self.text, "{:?}d ", f64::from_bits(bits)),
            Datum::Object(number) => {
                let next = self.found.len();
                let name = *self.names.entry(number).or_insert_with(|| {
                    self.found.push(number);
                    next
                });
                write!(self.text, "o{name} ")
            }
            Datum::Bool(_) | Datum::Nothing => write!(self.text, "- "),
        };
        told.expect("a string takes all");
    }

    /// Tells what the objects are that were mentioned, and those that they lead to.
    pub(crate) fn objects(&mut self, heap: &Heap) {
        let mut next = 0;
        while let Some(&number) = self.found.get(next) {
            let object = &heap.objects[number];
            self.text.push_str(&format!("| o{next} {:?} ", object.ty));
            for &field in &object.fields {
                self.datum(field);
            }
            next += 1;
        }
    }
}
