# Intervals: the algebra beneath regions.
#
# In and out: an interval is a list [left, leftClosed, right, rightClosed], where null on the left is minus infinity and on
# the right plus infinity. A set of values is a list of disjoint intervals in order; all functions keep it so. Their one
# requirement on the ends is an order.

def everything := [[null, false, null, false]]

def isEverything(intervals) {
    if (intervals.size() != 1) { return false }
    def [left, _, right, _] := intervals[0]
    return left == null && right == null
}

# Whether a value stands within the ends. One that cannot be compared with them passes.
def interval_contains([left, leftClosed, right, rightClosed], x) {
    if (left != null) {
        if (x < left) { return false }
        if (!leftClosed && x <=> left) { return false }
    }
    if (right != null) {
        if (x > right) { return false }
        if (!rightClosed && x <=> right) { return false }
    }
    return true
}

def intervals_contain(intervals, x) {
    for interval in (intervals) {
        if (interval_contains(interval, x)) { return true }
    }
    return false
}

# Whether any value can stand between these ends.
def endsMeet(left, leftClosed, right, rightClosed) {
    return left == null || right == null || left < right || leftClosed && rightClosed && left <=> right
}

# The greater of two left ends, as [end, closed].
def greaterLeft(a, aClosed, b, bClosed) {
    return if (a == null) {
        [b, bClosed]
    } else if (b == null || a > b) {
        [a, aClosed]
    } else if (a < b) {
        [b, bClosed]
    } else {
        [a, aClosed && bClosed]
    }
}

# The lesser of two right ends, as [end, closed].
def lesserRight(a, aClosed, b, bClosed) {
    return if (a == null) {
        [b, bClosed]
    } else if (b == null || a < b) {
        [a, aClosed]
    } else if (a > b) {
        [b, bClosed]
    } else {
        [a, aClosed && bClosed]
    }
}

# Whether a right end comes before another: the interval that ends with it is done first.
def endsBefore(a, aClosed, b, bClosed) {
    return if (a == null) {
        false
    } else if (b == null || a < b) {
        true
    } else if (a > b) {
        false
    } else {
        !aClosed && bClosed
    }
}

def intervals_and(these, those) {
    def result := [].diverge()
    var i := 0
    var j := 0
    while (i < these.size() && j < those.size()) {
        def [a, aClosed, b, bClosed] := these[i]
        def [c, cClosed, d, dClosed] := those[j]
        def [left, leftClosed] := greaterLeft(a, aClosed, c, cClosed)
        def [right, rightClosed] := lesserRight(b, bClosed, d, dClosed)
        if (endsMeet(left, leftClosed, right, rightClosed)) {
            result.push([left, leftClosed, right, rightClosed])
        }
        if (endsBefore(b, bClosed, d, dClosed)) { i += 1 } else { j += 1 }
    }
    return result.snapshot()
}

def intervals_not(intervals) {
    def result := [].diverge()
    # The left end of the next gap.
    var from := null
    var fromClosed := false
    for [left, leftClosed, right, rightClosed] in (intervals) {
        if (left != null && endsMeet(from, fromClosed, left, !leftClosed)) {
            result.push([from, fromClosed, left, !leftClosed])
        }
        if (right == null) { return result.snapshot() }
        from := right
        fromClosed := !rightClosed
    }
    result.push([from, fromClosed, null, false])
    return result.snapshot()
}

# By complements, so that touching intervals become one.
def intervals_or(these, those) {
    return intervals_not(intervals_and(intervals_not(these), intervals_not(those)))
}

def intervals_butNot(these, those) {
    return intervals_and(these, intervals_not(those))
}

# Prints `[left, right)`.
def interval_print([left, leftClosed, right, rightClosed], out) {
    out.print(if (leftClosed) { "[" } else { "(" })
    if (left == null) { out.print("-∞") } else { out.quote(left) }
    out.print(", ")
    if (right == null) { out.print("∞") } else { out.quote(right) }
    out.print(if (rightClosed) { "]" } else { ")" })
}

# An iterator over the values from the left end to the right one. Without a right end there are none.
def interval_iterator(guard, [left, leftClosed, right, rightClosed]) {
    def start := guard.coerce(left, null)
    if (right != null && _vm_fits(Int, start)) {
        def native := _vm_intIterator(
            if (leftClosed) { start } else { start + 1 },
            if (rightClosed) { right } else { right - 1 })
        if (native != null) { return native }
    }
    var position := if (leftClosed) { start } else { start.next() }
    var index := 0
    object topSetIterator {
        to _makeIterator() { return topSetIterator }
        to next(ej) {
            if (right == null || position > right || !rightClosed && position <=> right) {
                throw.eject(ej, "Iteration stopped: topset exhausted")
            }
            def step := [index, position]
            index += 1
            position := position.next()
            return step
        }
    }
    return topSetIterator
}
