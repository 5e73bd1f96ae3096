//! `true` and `false`.

use crate::builtin::ordered;
use crate::methods;
use crate::value::Value;

methods! { pub static BOOL:
    /// Whether both are true.
    "and" (Bool) => F1(|_, a, b| Ok(Value::bool(a == Value::TRUE && b == Value::TRUE)));
    /// Whether at least one of them is true.
    "or" (Bool) => F1(|_, a, b| Ok(Value::bool(a == Value::TRUE || b == Value::TRUE)));
    /// Whether they differ.
    "xor" (Bool) => F1(|_, a, b| Ok(Value::bool(a != b)));
    /// Whether the receiver is true and the argument is not.
    "butNot" (Bool) => F1(|_, a, b| Ok(Value::bool(a == Value::TRUE && b == Value::FALSE)));
    /// The other boolean.
    "not" () => F0(|_, a| Ok(Value::bool(a == Value::FALSE)));
    /// -1, 0 or 1; false comes before true.
    "op__cmp" (Bool) => F1(|_, a, b| Ok(ordered(a.as_bool().cmp(&b.as_bool()))));
    /// The first argument if the receiver is true, else the second.
    "pick" (Any, Any) => F2(|_, a, yes, no| Ok(if a == Value::TRUE { yes } else { no }));
}
