# `Pair` and `Tuple`: guards for immutable lists of a known length, each place with a guard of its own.
#
# In: the guards of the places; then specimens. Out: the list itself where every element is its own prize, else a
# new list of the prizes.

# The prizes of as many elements as there are guards.
def coercePlaces(parts, list, ej) {
    def prizes := [].diverge()
    var same := true
    for i => guard in (parts) {
        def element := list[i]
        def prize := guard.coerce(element, ej)
        same &= _vm_identical(element, prize)
        prizes.push(prize)
    }
    return if (same) { list } else { prizes.snapshot() }
}

# A list of exactly `size` elements, or what the specimen offers instead.
def conformList(guard, size, specimen, ej, complaint) {
    if (_vm_fits(List, specimen)) {
        def list :List := specimen
        if (list.size() == size) { return list }
    } else if (!Ref.isNear(specimen)) {
        throw.eject(ej, ["Must be near:", specimen])
    }
    def offer := specimen._conformTo(guard)
    if (_vm_fits(List, offer)) {
        def list :List := offer
        if (list.size() == size) { return list }
    }
    throw.eject(ej, [complaint, specimen])
}

def makePairGuard(bare, first, second) {
    object pairGuard {
        to _printOn(out) { printParameters(out, "Pair", [first, second]) }
        to _uncall() { return [bare, "get", [first, second], [].asMap()] }
        to getGuards() { return [first, second] }
        to coerce(specimen, ej) {
            def list := conformList(pairGuard, 2, specimen, ej, "(Probably) not a pair:")
            return coercePlaces([first, second], list, ej)
        }
    }
    return stampGuards(pairGuard, [first, second])
}
def anyPair := makePairGuard(null, Any, Any)

object Pair {
    to _printOn(out) { out.print("Pair") }
    to coerce(specimen, ej) {
        return conformList(Pair, 2, specimen, ej, "(Probably) not a pair:")
    }
    to get(first, second) { return makePairGuard(Pair, first, second) }
    to extractGuards(guard, ej) {
        return if (_vm_identical(guard, Pair)) {
            [Any, Any]
        } else if (_vm_alike(guard, anyPair)) {
            guard.getGuards()
        } else {
            throw.eject(ej, "Not a Pair guard")
        }
    }
}

def makeTupleGuard(bare, parts) {
    object tupleGuard {
        to _printOn(out) { printParameters(out, "Tuple", parts) }
        to _uncall() { return [bare, "get", parts, [].asMap()] }
        to getGuards() { return parts }
        to coerce(specimen, ej) {
            def list := conformList(tupleGuard, parts.size(), specimen, ej, "Not a tuple:")
            return coercePlaces(parts, list, ej)
        }
    }
    return stampGuards(tupleGuard, parts)
}
def anyTuple := makeTupleGuard(null, [])

object Tuple {
    to _printOn(out) { out.print("Tuple") }
    to coerce(specimen, ej) {
        return conformCollection(List, Tuple, specimen, ej, "(Probably) not a pair:")
    }
    to extractGuards(guard, ej) {
        return if (_vm_identical(guard, Tuple)) {
            Any
        } else if (_vm_alike(guard, anyTuple)) {
            guard.getGuards()
        } else {
            throw.eject(ej, "Not a Tuple guard")
        }
    }
    match [=="get", parts, _] { makeTupleGuard(Tuple, parts) }
}

_vm_stamp(Pair, "D")
_vm_stamp(Tuple, "D")
