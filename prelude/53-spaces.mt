# Ordered spaces: guards whose values have an order, so that comparing the guard with a value makes a region.
#
# In: a guard, a name, values. Out: regions, and translations (`Int + 3`). `Int Char Double Str Bytes` are native guards and
# spaces in one; their rows for `op__cmp add subtract makeRegion makeEmptyRegion` are the functions `space_…`.

def regionBetween(guard, name, left, leftClosed, right, rightClosed) {
    return makeRegionOf(_makeOrderedRegion, guard, name, [[left, leftClosed, right, rightClosed]], vouchersOf(guard))
}

# What `Int <=> 3` asks of `Int.op__cmp(3)`.
def compareSpace(guard, name, end) {
    object regionMaker {
        to belowZero() { return regionBetween(guard, name, null, false, end, false) }
        to atMostZero() { return regionBetween(guard, name, null, false, end, true) }
        to isZero() { return regionBetween(guard, name, end, true, end, true) }
        to atLeastZero() { return regionBetween(guard, name, end, true, null, false) }
        to aboveZero() { return regionBetween(guard, name, end, false, null, false) }
    }
    return regionMaker
}

# A translation of a space.
def translate(guard, name, offset) {
    object twister {
        to _printOn(out) {
            out.print("(")
            out.print(name)
            out.print(" + ")
            out.print(offset)
            out.print(")")
        }
        to run(x) { return guard.coerce(x + offset, null) }
        to getOffset() { return offset }
        to add(more) { return translate(guard, name, offset + more) }
        to subtract(less) { return translate(guard, name, offset - less) }
    }
    return twister
}

def emptyRegion(guard, name) {
    return makeRegionOf(_makeOrderedRegion, guard, name, [], vouchersOf(guard))
}

def regionFrom(guard, name, left, leftClosed, right, rightClosed) {
    def interval := makeInterval(guard, guard.coerce(left, null), leftClosed, guard.coerce(right, null), rightClosed)
    return makeRegionOf(_makeOrderedRegion, guard, name, [interval], vouchersOf(guard))
}

# The rows of the native guards.
def space_opCmp(self, end) { return compareSpace(self, M.toString(self), self.coerce(end, null)) }
def space_add(self, offset) { return translate(self, M.toString(self), offset) }
def space_subtract(self, offset) { return translate(self, M.toString(self), offset.negate()) }
def space_makeEmptyRegion(self) { return emptyRegion(self, M.toString(self)) }
def space_makeRegion(self, left, leftClosed, right, rightClosed) {
    return regionFrom(self, M.toString(self), left, leftClosed, right, rightClosed)
}

def isPlainSpace(guard) {
    for plain => _ in (vouchersOfPlainGuards) {
        if (_vm_identical(plain, guard)) { return true }
    }
    return false
}

def makeSpaceOf(maker, guard, name) {
    object space {
        to _printOn(out) { out.print(name) }
        to _uncall() { return [maker, "run", [guard, name], [].asMap()] }
        to coerce(specimen, ej) { return guard.coerce(specimen, ej) }
        to op__cmp(end) { return compareSpace(guard, name, guard.coerce(end, null)) }
        to makeRegion(left, leftClosed, right, rightClosed) {
            return regionFrom(guard, name, left, leftClosed, right, rightClosed)
        }
        to makeEmptyRegion() { return emptyRegion(guard, name) }
        to add(offset) { return translate(guard, name, offset) }
        to subtract(offset) { return translate(guard, name, offset.negate()) }
        match message { M.callWithMessage(guard, message) }
    }
    if (DeepFrozen.supersetOf(guard)) { _vm_vouch(space, vouchersOf(guard)) }
    return _vm_stamp(space, "DST")
}
def someSpace := makeSpaceOf(null, Int, "some")

def rangeIn(space, from, upTo, closed) {
    def left := space.coerce(from, null)
    def right := space.coerce(upTo, null)
    return if (closed && left > right || !closed && left >= right) {
        space.makeEmptyRegion()
    } else {
        space.makeRegion(left, true, right, closed)
    }
}

object _makeOrderedSpace {
    to run(guard :DeepFrozen, name :Str) {
        return if (isPlainSpace(guard) && name == M.toString(guard)) {
            guard
        } else {
            makeSpaceOf(_makeOrderedSpace, guard, name)
        }
    }
    to spaceOfGuard(guard) {
        return if (isPlainSpace(guard) || _vm_alike(guard, someSpace)) {
            guard
        } else {
            _makeOrderedSpace.run(guard, M.toQuote(guard))
        }
    }
    to spaceOfValue(x) { return _makeOrderedSpace.spaceOfGuard(x._getAllegedInterface()) }
    to op__thru(from, upTo) { return rangeIn(_makeOrderedSpace.spaceOfValue(from), from, upTo, true) }
    to op__till(from, upTo) { return rangeIn(_makeOrderedSpace.spaceOfValue(from), from, upTo, false) }
}

# `a..b` and `a..!b` where the machine has no range of its own for the ends.
def range_thru(from, upTo) { return rangeIn(_makeOrderedSpace.spaceOfValue(from), from, upTo, true) }
def range_till(from, upTo) { return rangeIn(_makeOrderedSpace.spaceOfValue(from), from, upTo, false) }

# The region that a comparison of a native guard with a value stands for; the same is said of it.
def halfLine_region(guard, end, closed, upwards) {
    return if (upwards) {
        regionBetween(guard, M.toString(guard), end, closed, null, false)
    } else {
        regionBetween(guard, M.toString(guard), null, false, end, closed)
    }
}

# The region that a native range stands for. (The machine keeps it, and hands it the messages that it does not
# answer itself.)
def range_region(guard, first, last, closed) {
    return rangeIn(guard, first, last, closed)
}

_vm_stamp(_makeOrderedSpace, "D")
