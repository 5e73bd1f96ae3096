//! `_makeInt` and `_makeDouble`: numbers read from text or bytes.

use crate::builtin::{native, word};
use crate::data::{arithmetic, bytes, double, integer_syntax, text};
use crate::methods;
use crate::native::{Answer, NativeKind, Resumed, Singleton};
use crate::value::Value;
use crate::vm::Vm;

methods! { static MAKE_INT_METHODS:
    /// The Int that a string spells in decimal digits; throws if it spells none.
    "run" (Str) => F1(|vm, _, s| int_of_text(vm, s, 10, Value::NULL));
    /// The Int that a string spells in decimal digits; ejects if it spells none.
    "run" (Str, Any) => F2(|vm, _, s, ej| int_of_text(vm, s, 10, ej));
    /// The Int that bytes spell in decimal digits; throws if they spell none.
    "fromBytes" (Bytes) => F1(|vm, _, b| int_of_bytes(vm, b, 10, Value::NULL));
    /// The Int that bytes spell in decimal digits; ejects if they spell none.
    "fromBytes" (Bytes, Any) => F2(|vm, _, b, ej| int_of_bytes(vm, b, 10, ej));
    /// A maker that reads digits of another radix; radix 0 goes by the prefix.
    "withRadix" (Word) => F1(with_radix);
}

/// Reads Ints in decimal digits.
pub static MAKE_INT: Singleton = Singleton {
    name: "_makeInt",
    printed: "<makeInt(radix 10)>",
    methods: MAKE_INT_METHODS,
    doc: "Makes Ints from text: white space around, a sign, digits; underscores are ignored.",
};

methods! { static RADIX_PARSER_METHODS:
    /// The Int that a string spells; throws if it spells none.
    "run" (Str) => F1(|vm, me, s| int_of_text(vm, s, word(me.field(1)), Value::NULL));
    /// The Int that a string spells; ejects if it spells none.
    "run" (Str, Any) => F2(|vm, me, s, ej| int_of_text(vm, s, word(me.field(1)), ej));
    /// The Int that bytes spell; throws if they spell none.
    "fromBytes" (Bytes) => F1(|vm, me, b| int_of_bytes(vm, b, word(me.field(1)), Value::NULL));
    /// The Int that bytes spell; ejects if they spell none.
    "fromBytes" (Bytes, Any) => F2(|vm, me, b, ej| int_of_bytes(vm, b, word(me.field(1)), ej));
    /// A maker that reads digits of another radix; radix 0 goes by the prefix.
    "withRadix" (Word) => F1(with_radix);
    /// Prints the radix.
    "_printOn" (Any) => F1(|vm, me, out| {
        let shown = vm.heap.str(&format!("<makeInt(radix {})>", word(me.field(1))));
        vm.call_then(out, vm.atoms.print, &[shown], &[], |_: &mut Vm, _: Resumed| Ok(Value::NULL))
    });
}

/// What `_makeInt.withRadix` makes: `[row, radix]`.
pub static RADIX_PARSER: NativeKind =
    NativeKind { printed: "<makeInt>", methods: RADIX_PARSER_METHODS };

fn with_radix(vm: &mut Vm, _: Value, radix: Value) -> Answer {
    Ok(native(vm, &RADIX_PARSER, &[radix]))
}

fn int_of_text(vm: &mut Vm, string: Value, radix: i64, ejector: Value) -> Answer {
    if let (Some(text::Chars::Narrow(octets)), 10) = (text::Chars::of(string), radix)
        && let Some(n) = integer_syntax::short_decimal(octets)
    {
        return Ok(Value::int(n));
    }
    let text = text::text(string).unwrap_or_default();
    int_of(vm, text.as_bytes(), radix, ejector)
}

fn int_of_bytes(vm: &mut Vm, octets: Value, radix: i64, ejector: Value) -> Answer {
    int_of(vm, bytes::of(octets).unwrap_or_default(), radix, ejector)
}

fn int_of(vm: &mut Vm, text: &[u8], radix: i64, ejector: Value) -> Answer {
    vm.heap.reserve(text.len().saturating_mul(3))?;
    vm.heap.spend(text.len() / 8);
    let spelling = integer_syntax::parse(text, radix);
    if let Some(spelling) = &spelling
        && spelling.digits.len() > LONG_TEXT
        && let Some(answer) = long_int_of(vm, spelling)
    {
        return answer;
    }
    match spelling.and_then(|spelling| spelling.value()) {
        Some(n) => Ok(vm.heap.big(n)),
        None => {
            let kept: Vec<u8> = text.iter().copied().filter(|&c| c != b'_').collect();
            let shown = bytes::quote(&kept);
            let problem = format!("_makeInt: Couldn't make int in radix {radix} from {shown}");
            vm.eject_text(ejector, &problem)
        }
    }
}

/// Digits that one native operation may read.
const LONG_TEXT: usize = 20_000;

/// Has the prelude read many digits in parts; `None` while it is not loaded.
fn long_int_of(vm: &mut Vm, spelling: &integer_syntax::Spelling) -> Option<Answer> {
    fn signed(vm: &mut Vm, resumed: Resumed) -> Answer {
        let Resumed::Value(magnitude) = resumed else { return Ok(Value::NULL) };
        match vm.state(0) {
            Value::TRUE => arithmetic::negate(vm, magnitude),
            _ => Ok(magnitude),
        }
    }
    let function = vm.prelude_value("int_ofDigits");
    let args = [vm.heap.str_narrow(&spelling.digits), Value::int(spelling.radix as i64)];
    let state = [Value::bool(spelling.negative)];
    (!function.is_null())
        .then(|| vm.call_then(function, vm.run_atom(args.len()), &args, &state, signed))
}

methods! { static MAKE_DOUBLE_METHODS:
    /// The Double that a string spells; throws if it spells none.
    "run" (Str) => F1(|vm, _, s| double_of_text(vm, s, Value::NULL));
    /// The Double that a string spells; ejects if it spells none.
    "run" (Str, Any) => F2(|vm, _, s, ej| double_of_text(vm, s, ej));
    /// The Double that 8, 4 or 2 bytes encode by IEEE 754, big end first; throws for others.
    "fromBytes" (Bytes) => F1(|vm, _, b| double_of_bytes(vm, b, Value::NULL));
    /// The Double that 8, 4 or 2 bytes encode by IEEE 754, big end first; ejects for others.
    "fromBytes" (Bytes, Any) => F2(|vm, _, b, ej| double_of_bytes(vm, b, ej));
}

/// Reads Doubles.
pub static MAKE_DOUBLE: Singleton = Singleton {
    name: "_makeDouble",
    printed: "<makeDouble>",
    methods: MAKE_DOUBLE_METHODS,
    doc: "Makes Doubles from text (a sign, digits, a fraction, an exponent) or from their encoding.",
};

fn double_of_text(vm: &mut Vm, string: Value, ejector: Value) -> Answer {
    match text::text(string).and_then(|text| double::parse(&text)) {
        Some(d) => Ok(vm.heap.double(d)),
        None => vm.eject_text(ejector, "Couldn't parse floating-point number"),
    }
}

fn double_of_bytes(vm: &mut Vm, octets: Value, ejector: Value) -> Answer {
    let d = match *bytes::of(octets).unwrap_or_default() {
        [a, b, c, d, e, f, g, h] => f64::from_be_bytes([a, b, c, d, e, f, g, h]),
        [a, b, c, d] => f32::from_be_bytes([a, b, c, d]) as f64,
        [a, b] => double::of_half(u16::from_be_bytes([a, b])),
        _ => return vm.eject_text(ejector, "Couldn't unpack invalid IEEE 754 double"),
    };
    Ok(vm.heap.double(d))
}
