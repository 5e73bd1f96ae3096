//! Plain data of Rust and of Monte: which type becomes which.
//!
//! | Rust | Monte |
//! |---|---|
//! | `()` | `null` |
//! | `bool` | Bool |
//! | `i64`, `IBig` | Int |
//! | `f64` | Double |
//! | `char` | Char (no surrogates) |
//! | `String`, `&str` | Str |
//! | [`Bytes`] | Bytes |
//! | `Vec<T>` | List |
//! | [`Handle`] | anything |

use super::handle::Handle;
use super::values::elements;
use crate::data::{bytes, integer, text};
use crate::heap::{OverLimit, Type};
use crate::value::Value;
use crate::vm::Vm;
use dashu_int::IBig;
use dashu_int::ops::BitTest;

/// Octets, which are Bytes in Monte; a `Vec<u8>` would be a list of integers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

/// What a value can be read as.
pub trait FromMonte: Sized {
    /// The Monte type, for messages.
    const KIND: &'static str;

    /// Reads a value that is no resolved reference.
    #[doc(hidden)]
    fn from_monte(vm: &mut Vm, value: Value) -> Option<Self>;
}

/// What a value can be made of.
pub trait IntoMonte {
    /// Makes the value, if it fits the memory limit.
    #[doc(hidden)]
    fn into_monte(self, vm: &mut Vm) -> Result<Value, OverLimit>;
}

macro_rules! reads {
    ($($rust:ty, $kind:literal, |$value:ident| $read:expr;)*) => {
        $(impl FromMonte for $rust {
            const KIND: &'static str = $kind;
            fn from_monte(_: &mut Vm, $value: Value) -> Option<$rust> {
                $read
            }
        })*
    };
}

reads! {
    (), "Void", |value| value.is_null().then_some(());
    bool, "Bool", |value| value.as_bool();
    i64, "Int", |value| integer::word(value);
    IBig, "Int", |value| integer::of(value);
    f64, "Double", |value| value.as_double();
    char, "Char", |value| value.as_char().and_then(char::from_u32);
    String, "Str", |value| text::text(value);
    Bytes, "Bytes", |value| value.is_heap(Type::Bytes)
        .then(|| Bytes(bytes::of(value).unwrap_or_default().to_vec()));
}

impl FromMonte for Handle {
    const KIND: &'static str = "Any";
    fn from_monte(vm: &mut Vm, value: Value) -> Option<Handle> {
        Some(vm.kept.keep(value))
    }
}

impl<T: FromMonte> FromMonte for Vec<T> {
    const KIND: &'static str = "List";
    fn from_monte(vm: &mut Vm, value: Value) -> Option<Vec<T>> {
        elements(vm, value)?
            .into_iter()
            .map(|item| {
                let item = vm.resolve(item);
                T::from_monte(vm, item)
            })
            .collect()
    }
}

macro_rules! makes {
    ($($rust:ty, |$data:ident, $vm:ident| $make:expr;)*) => {
        $(impl IntoMonte for $rust {
            fn into_monte(self, $vm: &mut Vm) -> Result<Value, OverLimit> {
                let $data = self;
                Ok($make)
            }
        })*
    };
}

makes! {
    (), |_data, _vm| Value::NULL;
    bool, |data, _vm| Value::bool(data);
    i64, |data, vm| vm.heap.integer(data);
    f64, |data, vm| vm.heap.double(data);
    char, |data, _vm| Value::char(data as u32);
    IBig, |data, vm| {
        vm.heap.reserve(data.bit_len() / 8)?;
        vm.heap.big(data)
    };
    &str, |data, vm| {
        vm.heap.reserve(data.len().saturating_mul(4))?;
        vm.heap.str(data)
    };
    String, |data, vm| data.as_str().into_monte(vm)?;
    Bytes, |data, vm| {
        vm.heap.reserve(data.0.len())?;
        vm.heap.bytes(&data.0)
    };
    Handle, |data, vm| vm.kept.value(&data);
    &Handle, |data, vm| vm.kept.value(data);
}

impl<T: IntoMonte> IntoMonte for Vec<T> {
    fn into_monte(self, vm: &mut Vm) -> Result<Value, OverLimit> {
        vm.heap.reserve(self.len().saturating_mul(16))?;
        let mut items = Vec::with_capacity(self.len());
        for item in self {
            items.push(item.into_monte(vm)?);
        }
        Ok(vm.heap.list(&items))
    }
}
