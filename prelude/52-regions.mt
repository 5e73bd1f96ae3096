# Regions: sets of values of an ordered space, made of intervals.
#
# In: the guard and the name of the space, and intervals. Out: an immutable object that is a set (contains, and, or, not,
# subset order), a predicate (run), a guard (coerce) and an iterable in one. It is what `1..5` and `Int > 3` evaluate to.

# What vouches for the regions of a guard: they are guards that narrow it, and that admit frozen things only.
def regionVouchers(guard) {
    return if (DeepFrozen.supersetOf(guard)) {
        [SubrangeGuard.get(guard), frozenSubrange]
    } else {
        throw(M.toQuote(guard) + " does not imply DeepFrozen, so it has no regions")
    }
}

def vouchersOfPlainGuards := [for guard in ([Bytes, Char, Double, Int, Str]) guard => regionVouchers(guard)]

def vouchersOf(guard) {
    for plain => vouchers in (vouchersOfPlainGuards) {
        if (_vm_identical(plain, guard)) { return vouchers }
    }
    return regionVouchers(guard)
}

# The intervals of any object that can tell its top sets, with ends that the guard has seen.
def intervalsOf(guard, region) {
    def intervals := [].diverge()
    for topSet in (region.getTopSets()) {
        def [left, leftClosed, right, rightClosed] := topSet.asTuple()
        intervals.push(makeInterval(guard, left, leftClosed, right, rightClosed))
    }
    return intervals.snapshot()
}

# An iterator over several intervals, one after the other, that counts through.
def intervalsIterator(guard, intervals) {
    if (intervals.isEmpty()) { return intervals._makeIterator() }
    if (intervals.size() == 1) { return interval_iterator(guard, intervals[0]) }
    var current := interval_iterator(guard, intervals[0])
    var later := 1
    var index := 0
    object regionIterator {
        to _makeIterator() { return regionIterator }
        to next(ej) {
            while (true) {
                escape exhausted {
                    def [_, value] := current.next(exhausted)
                    def step := [index, value]
                    index += 1
                    return step
                }
                if (later >= intervals.size()) { throw.eject(ej, "Iteration finished") }
                current := interval_iterator(guard, intervals[later])
                later += 1
            }
        }
    }
    return regionIterator
}

def shiftEnd(guard, end, offset) {
    return if (end == null) { null } else { guard.coerce(end + offset, null) }
}

def makeRegionOf(maker, guard, name, intervals, vouchers) {
    object region {
        to _printOn(out) {
            out.print("<")
            if (intervals.isEmpty()) { out.print("empty ") }
            var between := ""
            for interval in (intervals) {
                out.print(between)
                interval_print(interval, out)
                between := " | "
            }
            out.print(" ")
            out.print(name)
            out.print(" region>")
        }
        to _uncall() {
            return [maker, "run", [guard, name, region.getTopSets()], [].asMap()]
        }
        to _makeIterator() { return intervalsIterator(guard, intervals) }

        to coerce(specimen, ej) {
            def x := guard.coerce(specimen, ej)
            if (intervals_contain(intervals, x)) { return x }
            throw.eject(ej, M.toQuote(specimen) + " is not in " + M.toString(region))
        }
        to contains(x) { return intervals_contain(intervals, guard.coerce(x, null)) }
        to run(x) { return intervals_contain(intervals, guard.coerce(x, null)) }

        to getTopSets() {
            def topSets := [].diverge()
            for interval in (intervals) { topSets.push(makeTopSetOf(_makeTopSet, guard, interval)) }
            return topSets.snapshot()
        }
        to isEmpty() { return intervals.isEmpty() }
        to isFull() { return isEverything(intervals) }

        to not() { return makeRegionOf(maker, guard, name, intervals_not(intervals), vouchers) }
        to and(other) {
            def theirs := intervalsOf(guard, other)
            return if (intervals.isEmpty() || isEverything(theirs)) {
                region
            } else if (theirs.isEmpty() || isEverything(intervals)) {
                other
            } else {
                makeRegionOf(maker, guard, name, intervals_and(intervals, theirs), vouchers)
            }
        }
        to or(other) { return makeRegionOf(maker, guard, name, intervals_or(intervals, intervalsOf(guard, other)), vouchers) }
        to butNot(other) { return makeRegionOf(maker, guard, name, intervals_butNot(intervals, intervalsOf(guard, other)), vouchers) }

        # By inclusion, as a Double: unrelated regions answer NaN.
        to op__cmp(other) {
            def theirs := intervalsOf(guard, other)
            def within := intervals_butNot(intervals, theirs).isEmpty()
            def around := intervals_butNot(theirs, intervals).isEmpty()
            return if (within && around) { 0.0 } else if (within) { -1.0 } else if (around) { 1.0 } else { NaN }
        }

        to add(offset) {
            def moved := [].diverge()
            for [left, leftClosed, right, rightClosed] in (intervals) {
                moved.push([shiftEnd(guard, left, offset), leftClosed, shiftEnd(guard, right, offset), rightClosed])
            }
            return makeRegionOf(maker, guard, name, moved.snapshot(), vouchers)
        }
        to subtract(offset) { return region.add(offset.negate()) }
    }
    _vm_vouch(region, vouchers)
    return _vm_stamp(region, "D")
}

object _makeOrderedRegion {
    to run(guard, name :Str, topSets :List) {
        def intervals := [].diverge()
        for topSet in (topSets) {
            def [left, leftClosed, right, rightClosed] := topSet.asTuple()
            intervals.push(makeInterval(guard, left, leftClosed, right, rightClosed))
        }
        return makeRegionOf(_makeOrderedRegion, guard, name, intervals.snapshot(), vouchersOf(guard))
    }
}

_vm_stamp(_makeOrderedRegion, "D")
