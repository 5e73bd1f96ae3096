# Top sets: one interval of an ordered space as an object.
#
# In: the guard of the space, the ends (null for none) and whether they belong to the set. Out: an immutable set of all
# values between them.

def makeTopSetOf(maker, guard, interval) {
    def [left, leftClosed, right, rightClosed] := interval
    object topSet {
        to _printOn(out) { interval_print(interval, out) }
        to _uncall() {
            return [maker, "run", [guard, left, leftClosed, right, rightClosed], [].asMap()]
        }
        to asTuple() { return interval }
        to contains(x) { return interval_contains(interval, guard.coerce(x, null)) }
        to isFull() { return left == null && right == null }
        to intersects(other) {
            def [l, lClosed, r, rClosed] := other.asTuple()
            return endsMeet(left, leftClosed, r, rClosed) && endsMeet(l, lClosed, right, rightClosed)
        }
        to _makeIterator() { return interval_iterator(guard, interval) }
    }
    # The ends are as frozen as the guard sees to.
    return if (DeepFrozen.supersetOf(guard)) { _vm_stamp(topSet, "D") } else { topSet }
}

# The interval with these ends, checked.
def makeInterval(guard, left, leftClosed :Bool, right, rightClosed :Bool) {
    def l := if (left == null) { null } else { guard.coerce(left, null) }
    def r := if (right == null) { null } else { guard.coerce(right, null) }
    if (l != null && r != null) {
        if (l > r) {
            throw("Invariant failed: " + M.toQuote(l) + " > " + M.toQuote(r))
        }
        if (l <=> r && !(leftClosed && rightClosed)) {
            throw("Invariant failed: " + M.toQuote(l) + " <=> " + M.toQuote(r) + " but not closed")
        }
    }
    return [l, leftClosed, r, rightClosed]
}

object _makeTopSet {
    to run(guard, left, leftClosed, right, rightClosed) {
        return makeTopSetOf(_makeTopSet, guard, makeInterval(guard, left, leftClosed, right, rightClosed))
    }
}

_vm_stamp(_makeTopSet, "D")
