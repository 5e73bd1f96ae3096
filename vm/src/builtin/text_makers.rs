//! `_makeStr` and `_makeBytes`: text from its parts.

use crate::builtin::bytes::to_octet;
use crate::builtin::not_a;
use crate::data::text::{self, Builder, Chars};
use crate::data::{integer, list};
use crate::methods;
use crate::native::{Answer, Singleton};
use crate::value::Value;
use crate::vm::Vm;

methods! { static MAKE_STR_METHODS:
    /// The string itself.
    "fromStr" (Str) => F1(|_, _, s| Ok(s));
    /// The string itself; strings do not keep a span.
    "fromStr" (Str, Any) => F2(|_, _, s, _| Ok(s));
    /// The string of a list of characters.
    "fromChars" (List) => F1(from_chars);
}

/// Makes strings.
pub static MAKE_STR: Singleton = Singleton {
    name: "_makeStr",
    printed: "<makeStr>",
    methods: MAKE_STR_METHODS,
    doc: "Makes strings.",
};

fn from_chars(vm: &mut Vm, _: Value, chars: Value) -> Answer {
    let items = list::items(chars).unwrap_or_default();
    vm.heap.reserve(items.len().saturating_mul(8))?;
    vm.heap.spend(items.len() / 16);
    let mut made = Builder::default();
    for (i, &item) in items.iter().enumerate() {
        vm.heap.go_on_at(i)?;
        let item = vm.resolve(item);
        match item.as_char() {
            Some(c) => made.push(c),
            None => return not_a(vm, "Char", item),
        }
    }
    Ok(vm.heap.str_built(&made)?)
}

methods! { static MAKE_BYTES_METHODS:
    /// The bytes whose values are the code points of a string, all below 256.
    "fromStr" (Str) => F1(from_str);
    /// The bytes of a list of Ints from 0 to 255.
    "fromInts" (List) => F1(from_ints);
}

/// Makes bytes.
pub static MAKE_BYTES: Singleton = Singleton {
    name: "_makeBytes",
    printed: "<makeBytes>",
    methods: MAKE_BYTES_METHODS,
    doc: "Makes bytes.",
};

fn from_str(vm: &mut Vm, _: Value, string: Value) -> Answer {
    let chars = Chars::of_sequence(string);
    vm.heap.reserve(chars.len().saturating_mul(2))?;
    vm.heap.spend(chars.len() / 32);
    let mut octets = Vec::with_capacity(chars.len());
    for (i, c) in chars.iter().enumerate() {
        vm.heap.go_on_at(i)?;
        match u8::try_from(c) {
            Ok(octet) => octets.push(octet),
            Err(_) => {
                let shown = text::quote_char(c);
                return vm.throw_text(&format!("Unacceptable bytestring character: {shown}"));
            }
        }
    }
    Ok(vm.heap.long_bytes(&octets)?)
}

fn from_ints(vm: &mut Vm, _: Value, ints: Value) -> Answer {
    let items = list::items(ints).unwrap_or_default();
    vm.heap.reserve(items.len().saturating_mul(2))?;
    vm.heap.spend(items.len() / 32);
    let mut octets = Vec::with_capacity(items.len());
    for (i, &item) in items.iter().enumerate() {
        vm.heap.go_on_at(i)?;
        let item = vm.resolve(item);
        if !integer::is(item) {
            return not_a(vm, "Int", item);
        }
        octets.push(to_octet(vm, item)?);
    }
    Ok(vm.heap.long_bytes(&octets)?)
}
