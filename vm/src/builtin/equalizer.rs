//! `_equalizer`: sameness as programs ask for it (spec 4 §12.1).

use crate::native::Singleton;
use crate::sameness;
use crate::value::Value;
use crate::{keyed, methods};

keyed! {
    /// `==`: whether two values are the same; throws where that is undecided.
    pub fn same_ever(vm, _me, a, b) {
        Ok(Value::bool(sameness::same(vm, a, b)?))
    }

    fn same_yet(vm, _me, a, b) {
        Ok(Value::bool(sameness::same_yet(vm, a, b)?))
    }

    fn opt_same(vm, _me, a, b) {
        Ok(sameness::opt_same(vm, a, b)?.map_or(Value::NULL, Value::bool))
    }

    fn is_settled(vm, _me, a) {
        Ok(Value::bool(sameness::is_settled(vm, a)?))
    }

    fn make_traversal_key(vm, _me, a) {
        sameness::traversal::traversal_key(vm, a)
    }
}

methods! { static METHODS:
    /// Whether two values are the same, now and for ever; throws where that is undecided.
    "sameEver" (Any, Any) => F2(same_ever);
    /// Whether two values are decided to be the same.
    "sameYet" (Any, Any) => F2(same_yet);
    /// Whether two values are the same, or null where that is undecided.
    "optSame" (Any, Any) => F2(opt_same);
    /// Whether no future resolution can change the sameness of a value.
    "isSettled" (Any) => F1(is_settled);
    /// A key that remembers how far a value had resolved.
    "makeTraversalKey" (Any) => F1(make_traversal_key);
}

/// The judge of sameness.
pub static EQUALIZER: Singleton = Singleton {
    name: "_equalizer",
    printed: "<Equalizer>",
    methods: METHODS,
    doc: "Decides sameness; `==` and `!=` expand to its `sameEver`.",
};
