//! Making and reading values from the host. What is plain data crosses as plain data; everything else is
//! a handle.

use super::convert::{FromMonte, IntoMonte};
use super::error::{MapError, WrongType};
use super::handle::Handle;
use super::host::{HostObject, Slot};
use crate::data::{bytes, integer, list, map, text, versions};
use crate::heap::{OverLimit, Type};
use crate::native::Raise;
use crate::value::Value;
use crate::vm::Vm;
use dashu_int::IBig;

/// The values of a machine: what makes them and what reads them. Nothing here runs Monte code.
pub struct Values<'m> {
    pub(crate) vm: &'m mut Vm,
}

/// A value taken apart one level deep. References that are resolved are seen through.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum View {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// An integer of 64 bits.
    Int(i64),
    /// Any other integer.
    BigInt(IBig),
    /// A double.
    Double(f64),
    /// A character, by its code point; surrogates are characters too.
    Char(u32),
    /// A string; surrogates have become U+FFFD.
    Str(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A list, immutable or flexible.
    List(Vec<Handle>),
    /// A map, immutable or flexible, in its order.
    Map(Vec<(Handle, Handle)>),
    /// A set, immutable or flexible, in its order.
    Set(Vec<Handle>),
    /// Anything else: an object, a promise, a slot.
    Object,
}

impl Values<'_> {
    pub(crate) fn keep(&mut self, value: Value) -> Handle {
        self.vm.kept.keep(value)
    }

    fn keep_all(&mut self, values: &[Value]) -> Vec<Handle> {
        values.iter().map(|&value| self.keep(value)).collect()
    }

    pub(crate) fn value(&self, handle: &Handle) -> Value {
        self.vm.kept.value(handle)
    }

    /// Plain data as a value: numbers, texts, booleans, `()` for null, vectors for lists, handles.
    ///
    /// ```
    /// # let mut machine = monte_vm::Machine::bare(&Default::default(), Default::default());
    /// let mut values = machine.values();
    /// let answer = values.make(vec![1i64, 2, 3])?;
    /// assert_eq!(values.describe(&answer), "[1, 2, 3]");
    /// # Ok::<(), monte_vm::OverLimit>(())
    /// ```
    pub fn make(&mut self, data: impl IntoMonte) -> Result<Handle, OverLimit> {
        let value = data.into_monte(self.vm)?;
        Ok(self.keep(value))
    }

    /// A value as plain data.
    ///
    /// ```
    /// # let mut machine = monte_vm::Machine::bare(&Default::default(), Default::default());
    /// let mut values = machine.values();
    /// let seven = values.make(7i64)?;
    /// assert_eq!(values.get::<i64>(&seven), Ok(7));
    /// assert_eq!(values.get::<String>(&seven).unwrap_err().to_string(), "Specimen is not Str: 7");
    /// # Ok::<(), monte_vm::OverLimit>(())
    /// ```
    pub fn get<T: FromMonte>(&mut self, handle: &Handle) -> Result<T, WrongType> {
        let value = self.value(handle);
        self.read(value)
    }

    pub(crate) fn read<T: FromMonte>(&mut self, value: Value) -> Result<T, WrongType> {
        let value = self.vm.resolve(value);
        T::from_monte(self.vm, value).ok_or_else(|| WrongType {
            expected: T::KIND,
            found: crate::print::plain(self.vm, value),
        })
    }

    /// The value, taken apart one level deep.
    pub fn view(&mut self, handle: &Handle) -> View {
        let value = self.vm.resolve(self.value(handle));
        if let Some(items) = elements(self.vm, value) {
            return View::List(self.keep_all(&items));
        }
        match value.ty() {
            Type::Null => View::Null,
            Type::Bool => View::Bool(value == Value::TRUE),
            Type::Int | Type::BigInt => match integer::word(value) {
                Some(n) => View::Int(n),
                None => View::BigInt(integer::of(value).unwrap_or_default()),
            },
            Type::Double => View::Double(value.as_double().unwrap_or_default()),
            Type::Char => View::Char(value.as_char().unwrap_or_default()),
            Type::Str => View::Str(text::text(value).unwrap_or_default()),
            Type::Bytes => View::Bytes(bytes::of(value).unwrap_or_default().to_vec()),
            Type::Map | Type::FlexMap => {
                let entries = map::entries_now(value).into_iter();
                let pairs = entries.map(|entry| (self.keep(entry.key), self.keep(entry.value)));
                View::Map(pairs.collect())
            }
            Type::Set | Type::FlexSet => {
                let keys: Vec<Value> =
                    map::entries_now(value).into_iter().map(|entry| entry.key).collect();
                View::Set(self.keep_all(&keys))
            }
            _ => View::Object,
        }
    }

    /// The quoted form, as far as it can be told without running code: an object is `<name>`.
    pub fn describe(&mut self, handle: &Handle) -> String {
        let value = self.value(handle);
        crate::print::describe(self.vm, value)
    }

    /// `null`.
    pub fn null(&mut self) -> Handle {
        self.keep(Value::NULL)
    }

    /// A list of these values.
    pub fn list(&mut self, items: &[Handle]) -> Result<Handle, OverLimit> {
        self.vm.heap.reserve(items.len().saturating_mul(16))?;
        let items: Vec<Value> = items.iter().map(|item| self.value(item)).collect();
        let list = self.vm.heap.list(&items);
        Ok(self.keep(list))
    }

    /// A map of these pairs; of equal keys, the first keeps its place and the last value counts.
    pub fn map(&mut self, pairs: &[(Handle, Handle)]) -> Result<Handle, MapError> {
        let pairs: Vec<(Value, Value)> =
            pairs.iter().map(|(key, value)| (self.value(key), self.value(value))).collect();
        match map::map_of(self.vm, &pairs) {
            Ok(map) => Ok(self.keep(map)),
            Err(Raise::OverLimit { wanted }) => Err(MapError::OverLimit(OverLimit { wanted })),
            Err(Raise::Interrupted) => Err(MapError::Interrupted),
            Err(_) => Err(MapError::Key),
        }
    }

    /// A value that stands for an object of the host. Programs send it messages; it is dropped when the
    /// collector finds that no program and no handle has it any more, or with the machine.
    pub fn host(&mut self, object: impl HostObject) -> Handle {
        let value = self.vm.host_value(Box::new(object));
        self.keep(value)
    }

    /// A function that a program calls; `name` is how it prints.
    pub fn function<F>(&mut self, name: &str, function: F) -> Handle
    where
        F: FnMut(&mut super::host::Call<'_>) -> super::host::Reply + Send + 'static,
    {
        self.host(super::host::Function::new(name, function))
    }

    /// Works with the host's object behind a value; `None` if it is another value, or of another type.
    pub fn with_host<T: HostObject, R>(
        &mut self,
        handle: &Handle,
        work: impl FnOnce(&mut T) -> R,
    ) -> Option<R> {
        let value = self.vm.resolve(self.value(handle));
        if !value.is_heap(Type::Host) {
            return None;
        }
        match self.vm.hosts.slot(value.field(0).to_index()) {
            Some(Slot::Here(object)) => {
                let object: &mut dyn std::any::Any = &mut **object;
                object.downcast_mut().map(work)
            }
            _ => None,
        }
    }
}

/// The elements of a list, whichever version of it.
pub(super) fn elements(vm: &mut Vm, list: Value) -> Option<Vec<Value>> {
    // What does not fit is read where it is.
    let _ = vm.heap.settle(list);
    match list::items(list) {
        Some(items) => Some(items.to_vec()),
        None if versions::is_superseded(list) => {
            (0..list::length(list)?).map(|at| versions::element_of_version(list, at)).collect()
        }
        None => None,
    }
}
