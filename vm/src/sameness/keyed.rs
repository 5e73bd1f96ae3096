//! How native operations on keys come by the portrayals of program objects.
//!
//! Only Monte code can tell what an object with `_uncall` holds. An operation that meets such an object
//! gives up with [`Raise::Portrayal`]; [`keyed`], around the operation, suspends, calls `_uncall`, and starts
//! the operation anew with the portrayal at hand, until none is missing. So the native part never calls
//! out, and an operation must not change anything before its last use of keys. Portrayals are at hand only
//! while the operation runs: the machine keeps none.

use super::nature::{Nature, nature};
use crate::builtin::private;
use crate::data::{list, map, set};
use crate::heap::Type;
use crate::native::{Answer, Raise, Resumed};
use crate::value::Value;
use crate::vm::Vm;
use hashbrown::{HashMap, HashSet};

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
#[inline(always)]
pub fn keyed<O: Operation>(vm: &mut Vm, args: &[Value]) -> Answer {
    match O::run(vm, args) {
        Err(Raise::Portrayal(object)) => begin::<O>(vm, args, object),
        answer => answer,
    }
}

/// The first portrayal is missing.
#[cold]
#[inline(never)]
fn begin<O: Operation>(vm: &mut Vm, args: &[Value], object: Value) -> Answer {
    let mut wanted = vec![object];
    gather(vm, args, &mut wanted);
    let wanted = vm.heap.list(&wanted);
    let known = vm.heap.list(&[]);
    obtain::<O>(vm, args, wanted, 0, known)
}

/// Adds the objects whose portrayals the operation will probably ask for next: the elements of lists,
/// and the keys of collections that are compared with another one. (One key is looked up without the
/// portrayals of all others: only those of equal hash count.)
fn gather(vm: &mut Vm, args: &[Value], wanted: &mut Vec<Value>) {
    let tables = args.iter().filter(|&&arg| map::is_map(arg) || set::is_set(arg)).count();
    let mut seen: HashSet<Value> = wanted.iter().copied().collect();
    for &arg in args {
        let parts = match list::items(arg) {
            Some(items) => items.to_vec(),
            None if tables > 1 && (map::is_map(arg) || set::is_set(arg)) => {
                map::entries_now(arg).into_iter().map(|entry| entry.key).collect()
            }
            None => continue,
        };
        for part in parts {
            let part = vm.resolve(part);
            if part.is_heap(Type::Object)
                && matches!(nature(part), Nature::Transparent | Nature::Semitransparent)
                && seen.insert(part)
            {
                wanted.push(part);
            }
        }
    }
}

/// Suspends to ask the next wanted object for its portrayal; `known` lists objects and portrayals by
/// turns.
fn obtain<O: Operation>(
    vm: &mut Vm,
    args: &[Value],
    wanted: Value,
    next: usize,
    known: Value,
) -> Answer {
    let object = list::items(wanted).unwrap_or(&[])[next];
    let mut state = args.to_vec();
    state.extend([wanted, Value::index(next), known]);
    vm.call_then(object, vm.atoms.uncall, &[], &state, go_on::<O>)
}

fn go_on<O: Operation>(vm: &mut Vm, resumed: Resumed) -> Answer {
    let args: Vec<Value> = (0..O::ARITY).map(|i| vm.state(i)).collect();
    let (wanted, next) = (vm.state(O::ARITY), vm.state(O::ARITY + 1).to_index());
    let known = vm.state(O::ARITY + 2);
    let Resumed::Value(portrayal) = resumed else {
        return Ok(Value::NULL);
    };
    let portrayal = vm.resolve(portrayal);
    let portrayal = private::unsealed(portrayal).unwrap_or(portrayal);
    let objects = list::items(wanted).unwrap_or(&[]);
    let known = vm.heap.list_concat(known, &[objects[next], portrayal])?;
    if next + 1 < objects.len() {
        return obtain::<O>(vm, &args, wanted, next + 1, known);
    }
    for pair in list::items(known).unwrap_or(&[]).chunks_exact(2) {
        vm.portrayals.insert(pair[0], pair[1]);
    }
    let answer = O::run(vm, &args);
    // The next collection moves what the table names.
    vm.portrayals.clear();
    match answer {
        Err(Raise::Portrayal(object)) => {
            let wanted = vm.heap.list(&[object]);
            obtain::<O>(vm, &args, wanted, 0, known)
        }
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
                #[inline(always)]
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
