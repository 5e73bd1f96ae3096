//! Characters: one code point each, surrogates included.

use crate::builtin::{ordered, word};
use crate::data::text;
use crate::methods;
use crate::native::Answer;
use crate::value::Value;
use crate::vm::Vm;

methods! { pub static CHAR:
    /// The character so many code points further.
    "add" (Word) => F1(|vm, c, n| moved(vm, c, word(n) as i128));
    /// The character so many code points back.
    "subtract" (Word) => F1(|vm, c, n| moved(vm, c, -(word(n) as i128)));
    /// The next character.
    "next" () => F0(|vm, c| moved(vm, c, 1));
    /// The character before.
    "previous" () => F0(|vm, c| moved(vm, c, -1));
    /// The code point.
    "asInteger" () => F0(|_, c| Ok(Value::int(code_point(c) as i64)));
    /// A string of this character.
    "asString" () => F0(|vm, c| Ok(vm.heap.str_char(code_point(c))));
    /// The quoted form: in single quotes, with escapes.
    "quote" () => F0(|vm, c| Ok(vm.heap.str(&text::quote_char(code_point(c)))));
    /// The two letters of its general category in Unicode.
    "getCategory" () => F0(|vm, c| Ok(vm.heap.str(category(code_point(c)))));
    /// The character with the greater code point.
    "max" (Char) => F1(|_, a, b| Ok(if code_point(b) > code_point(a) { b } else { a }));
    /// The character with the smaller code point.
    "min" (Char) => F1(|_, a, b| Ok(if code_point(b) < code_point(a) { b } else { a }));
    /// -1, 0 or 1, by code points.
    "op__cmp" (Char) => F1(|_, a, b| Ok(ordered(code_point(a).cmp(&code_point(b)))));
}

fn code_point(c: Value) -> u32 {
    c.as_char().unwrap_or_default()
}

fn moved(vm: &mut Vm, c: Value, by: i128) -> Answer {
    let n = code_point(c) as i128 + by;
    match u32::try_from(n) {
        Ok(n) if n <= 0x10_ffff => Ok(Value::char(n)),
        _ => vm.throw_text(&format!("Couldn't convert {n} to Unicode code point")),
    }
}

/// The general category; all surrogates are of category `Cs`.
fn category(c: u32) -> &'static str {
    match char::from_u32(c) {
        Some(c) => unicode_general_category::get_general_category(c).abbreviation(),
        None => "Cs",
    }
}
