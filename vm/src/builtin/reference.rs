//! References: promises, resolvers, broken references, and `Ref` (spec 4 §14).
//!
//! A promise is `[state, target, waiting]`: state 0 unresolved, 1 resolved to `target` (which may be a
//! broken reference or another promise). A resolver is `[promise or null, guard or null]`. A broken
//! reference is `[problem]`. Nothing is sent yet: a program runs in one turn.

use super::stamps;
use crate::data;
use crate::heap::Type;
use crate::methods;
use crate::native::{Answer, Raise, Resumed, Singleton};
use crate::print::{self, Finish, Piece};
use crate::value::Value;
use crate::vm::Vm;

const UNRESOLVED: Value = Value::ZERO;
const RESOLVED: Value = Value::int(1);

/// What a promise stands for at the end of its chain of resolutions; a promise that is not resolved
/// to a near value stands for itself.
#[inline(never)]
pub fn resolution(promise: Value) -> Value {
    let mut value = promise;
    while value.is_heap(Type::Promise) && value.field(0) == RESOLVED {
        value = value.field(1);
    }
    value
}

/// Whether a value is a reference that stands for nothing yet.
#[inline]
pub fn is_unresolved(value: Value) -> bool {
    if !value.is_heap(Type::Promise) {
        return false;
    }
    let end = resolution(value);
    end.is_heap(Type::Promise) && end.field(0) == UNRESOLVED
}

/// The value behind a reference, if it has one; else the value itself.
#[inline(always)]
pub fn near(value: Value) -> Value {
    if value.is_heap(Type::Promise) { resolution(value) } else { value }
}

/// The problem of a broken reference.
pub fn problem(value: Value) -> Option<Value> {
    let value = near(value);
    value.is_heap(Type::Broken).then(|| value.field(0))
}

/// Calls a reference that is no value: only a resolved one can be called.
pub fn call_on_reference(vm: &mut Vm, receiver: Value, atom: u32, _: &[Value]) -> Answer {
    if let Some(problem) = problem(receiver) {
        return Err(Raise::Throw(problem));
    }
    let (verb, arity) = (vm.verb_of(atom), vm.arity_of(atom));
    vm.throw_text(&format!("not synchronously callable (Atom({verb}/{arity}))"))
}

/// An unresolved promise and its resolver.
pub fn promise(vm: &mut Vm, guard: Value) -> (Value, Value) {
    let promise = vm.heap.object(Type::Promise, &[UNRESOLVED, Value::NULL, Value::NULL]);
    let resolver = vm.heap.object(Type::Resolver, &[promise, guard]);
    (promise, resolver)
}

/// A broken reference.
pub fn broken(vm: &mut Vm, problem: Value) -> Value {
    vm.heap.object(Type::Broken, &[problem])
}

/// The text of `Ref.state`.
pub fn state_text(value: Value) -> &'static str {
    match near(value).ty() {
        Type::Promise => "<RefState(eventual)>",
        Type::Broken => "<RefState(broken)>",
        _ => "<RefState(near)>",
    }
}

// ---- Ref ------------------------------------------------------------------------------------------

methods! {
    /// What `Ref` answers.
    static REF_METHODS:
    /// `[promise, resolver]`. The named argument `guard` coerces the resolution.
    "promise" () => F0(ref_promise);
    /// A broken reference with this problem.
    "broken" (Any) => F1(ref_broken);
    /// The problem of a broken reference, else null.
    "optProblem" (Any) => F1(opt_problem);
    /// `<RefState(near)>`, `<RefState(eventual)>` or `<RefState(broken)>`.
    "state" (Any) => F1(state);
    /// Whether it can be called.
    "isNear" (Any) => F1(is_near);
    /// Whether it may become something else, or is elsewhere.
    "isEventual" (Any) => F1(is_eventual);
    /// Whether it is broken.
    "isBroken" (Any) => F1(is_broken);
    /// Whether it is known what it stands for.
    "isResolved" (Any) => F1(is_resolved);
    /// Whether it is known, and elsewhere.
    "isFar" (Any) => F1(is_far);
    /// The value; throws the problem of a broken reference.
    "fulfillment" (Any) => F1(fulfillment);
    /// Whether it carries the stamp of DeepFrozen itself.
    "isDeepFrozen" (Any) => F1(is_deep_frozen);
    /// Whether it carries the stamp of Selfless.
    "isSelfless" (Any) => F1(is_selfless);
    /// Whether it is near and compared by identity.
    "isSelfish" (Any) => F1(is_selfish);
}

/// `Ref`.
pub static REF: Singleton = Singleton {
    name: "Ref",
    printed: "<Ref>",
    methods: REF_METHODS,
    doc: "Makes references and asks about their states.",
};

fn ref_promise(vm: &mut Vm, _: Value) -> Answer {
    let guard = named(vm, "guard")?;
    let (promise, resolver) = promise(vm, guard);
    Ok(vm.heap.list(&[promise, resolver]))
}

/// A named argument of the running call, or null.
fn named(vm: &mut Vm, name: &str) -> Answer {
    let map = vm.named;
    if map.is_null() {
        return Ok(Value::NULL);
    }
    let key = vm.heap.str(name);
    Ok(data::map::map_get(vm, map, key)?.unwrap_or(Value::NULL))
}

fn ref_broken(vm: &mut Vm, _: Value, problem: Value) -> Answer {
    Ok(broken(vm, problem))
}

fn opt_problem(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(problem(x).unwrap_or(Value::NULL))
}

fn state(vm: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(vm.heap.str(state_text(x)))
}

fn is_reference(x: Value) -> bool {
    matches!(x.ty(), Type::Promise | Type::Broken)
}

fn is_near(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(!is_reference(x)))
}

fn is_eventual(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(x.is_heap(Type::Promise)))
}

fn is_broken(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(x.is_heap(Type::Broken)))
}

fn is_resolved(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(!x.is_heap(Type::Promise)))
}

fn is_far(_: &mut Vm, _: Value, _: Value) -> Answer {
    Ok(Value::FALSE)
}

fn fulfillment(vm: &mut Vm, _: Value, x: Value) -> Answer {
    match (x.ty(), problem(x)) {
        (_, Some(problem)) => Err(Raise::Throw(problem)),
        (Type::Promise, None) => {
            let pieces = [Piece::Text("Not resolved: "), Piece::Quoted(x)];
            print::compose(vm, &pieces, Finish::Throw)
        }
        _ => Ok(x),
    }
}

fn is_deep_frozen(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(stamps::has(x, stamps::DEEP_FROZEN)))
}

fn is_selfless(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(stamps::has(x, stamps::SELFLESS)))
}

fn is_selfish(_: &mut Vm, _: Value, x: Value) -> Answer {
    Ok(Value::bool(!is_reference(x) && !stamps::has(x, stamps::SELFLESS)))
}

// ---- Resolvers ------------------------------------------------------------------------------------

methods! {
    /// What a resolver answers.
    pub static RESOLVER:
    /// Makes the promise stand for the argument. True; throws if that was done before.
    "resolve" (Any) => F1(resolve);
    /// As `resolve`, but answers false if it was done before.
    "resolveRace" (Any) => F1(resolve_race);
    /// Breaks the promise, if it is not resolved yet; whether it was not.
    "smash" (Any) => F1(smash);
    /// Whether it was used.
    "isDone" () => F0(is_done);
}

fn resolve(vm: &mut Vm, me: Value, target: Value) -> Answer {
    if me.field(0).is_null() {
        return vm.throw_text("Already resolved");
    }
    resolve_race(vm, me, target)
}

fn resolve_race(vm: &mut Vm, me: Value, target: Value) -> Answer {
    let (promise, guard) = (me.field(0), me.field(1));
    if promise.is_null() {
        return Ok(Value::FALSE);
    }
    vm.heap.store(me, 0, Value::NULL);
    let target = vm.resolve(target);
    if guard.is_null() || target.is_heap(Type::Broken) {
        settle(vm, promise, target);
        return Ok(Value::TRUE);
    }
    /// The guard has answered, refused, or failed.
    fn coerced(vm: &mut Vm, how: Resumed) -> Answer {
        let promise = vm.state(0);
        let target = match how {
            Resumed::Value(prize) => prize,
            Resumed::Ejected(problem) | Resumed::Problem(problem) => broken(vm, problem),
        };
        settle(vm, promise, target);
        Ok(Value::TRUE)
    }
    vm.call_attempting(guard, vm.atoms.coerce, &[target], &[promise], coerced)
}

/// Switches a promise to its target. One that would stand for itself is broken.
pub fn settle(vm: &mut Vm, promise: Value, target: Value) {
    let mut target = vm.resolve(target);
    if target == promise {
        let text = vm.heap.str("Ref loop while coalescing switched promises");
        target = broken(vm, text);
    }
    vm.heap.store(promise, 1, target);
    vm.heap.store(promise, 0, RESOLVED);
}

fn smash(vm: &mut Vm, me: Value, problem: Value) -> Answer {
    let target = broken(vm, problem);
    resolve_race(vm, me, target)
}

fn is_done(_: &mut Vm, me: Value) -> Answer {
    Ok(Value::bool(me.field(0).is_null()))
}
