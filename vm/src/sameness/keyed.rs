//! How native operations on keys come by the portrayals of program objects.
//!
//! Only Monte code can tell what an object with `_uncall` holds. An operation that meets such an object
//! gives up with [`Raise::Portrayal`]; [`keyed`], around the operation, suspends, calls `_uncall`, and starts
//! the operation anew with the portrayal at hand, until none is missing. So the native part never calls
//! out, and an operation must not change anything before its last use of keys. Portrayals are at hand only
//! while the operation runs: the machine keeps none.

use crate::data::list;
use crate::native::{Answer, Raise, Resumed};
use crate::value::Value;
use crate::vm::Vm;
use hashbrown::HashMap;

/// The portrayals at hand.
pub type Portrayals = HashMap<Value, Value>;

/// An operation that uses keys.
pub trait Operation {
    /// The number of its arguments.
    const ARITY: usize;
    /// Runs it; it may give up with [`Raise::Portrayal`].
    fn run(vm: &mut Vm, args: &[Value]) -> Answer;
}

/// The portrayal of a program object that is compared by it.
pub(super) fn portrayal(vm: &Vm, object: Value) -> Result<Value, Raise> {
    vm.portrayals.get(&object).copied().ok_or(Raise::Portrayal(object))
}

/// Runs an operation, obtaining the portrayals it asks for.
pub fn keyed<O: Operation>(vm: &mut Vm, args: &[Value]) -> Answer {
    match O::run(vm, args) {
        Err(Raise::Portrayal(object)) => {
            let none = vm.heap.list(&[]);
            obtain::<O>(vm, args, object, none)
        }
        answer => answer,
    }
}

/// Suspends to ask an object for its portrayal; `known` lists objects and portrayals by turns.
fn obtain<O: Operation>(vm: &mut Vm, args: &[Value], object: Value, known: Value) -> Answer {
    let mut state = args.to_vec();
    state.extend([object, known]);
    vm.call_then(object, "_uncall", &[], &state, go_on::<O>)
}

fn go_on<O: Operation>(vm: &mut Vm, resumed: Resumed) -> Answer {
    let args: Vec<Value> = (0..O::ARITY).map(|i| vm.state(i)).collect();
    let (object, known) = (vm.state(O::ARITY), vm.state(O::ARITY + 1));
    let Resumed::Value(portrayal) = resumed else {
        return Ok(Value::NULL);
    };
    let portrayal = vm.resolve(portrayal);
    let portrayal = crate::builtin::private::unsealed(portrayal).unwrap_or(portrayal);
    let known = vm.heap.list_concat(known, &[object, portrayal]);
    for pair in list::items(known).unwrap_or(&[]).chunks_exact(2) {
        vm.portrayals.insert(pair[0], pair[1]);
    }
    let answer = O::run(vm, &args);
    // The next collection moves what the table names.
    vm.portrayals.clear();
    match answer {
        Err(Raise::Portrayal(object)) => obtain::<O>(vm, &args, object, known),
        answer => answer,
    }
}

/// Declares native functions that use keys: each is written as if it knew all portrayals.
#[macro_export]
macro_rules! keyed {
    ($($(#[$doc:meta])* $vis:vis fn $name:ident($vm:ident $(, $arg:ident)+) $body:block)*) => {$(
        $(#[$doc])*
        $vis fn $name(
            vm: &mut $crate::vm::Vm $(, $arg: $crate::value::Value)+
        ) -> $crate::native::Answer {
            struct Op;
            impl $crate::sameness::keyed::Operation for Op {
                const ARITY: usize = [$(stringify!($arg)),+].len();
                fn run(
                    $vm: &mut $crate::vm::Vm,
                    args: &[$crate::value::Value],
                ) -> $crate::native::Answer {
                    let &[$($arg),+] = args else { return Ok($crate::value::Value::NULL) };
                    $body
                }
            }
            $crate::sameness::keyed::keyed::<Op>(vm, &[$($arg),+])
        }
    )*};
}
