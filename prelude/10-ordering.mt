# Order: the comparison helper behind `< <= <=> >= >`, and the order of lists.
#
# In: two values. Out: what the sign test of `left.op__cmp(right)` answers, which need not be a Bool (a
# guard compared with a value makes a region). Only the left operand decides.

object _comparer {
    to lessThan(left, right) { return left.op__cmp(right).belowZero() }
    to leq(left, right) { return left.op__cmp(right).atMostZero() }
    to asBigAs(left, right) { return left.op__cmp(right).isZero() }
    to geq(left, right) { return left.op__cmp(right).atLeastZero() }
    to greaterThan(left, right) { return left.op__cmp(right).aboveZero() }
}

# Whether x stands before y in a sort. The right one is asked when the left one cannot answer.
def standsBefore(x, y) :Bool {
    return try { x.op__cmp(y).belowZero() } catch _ { y.op__cmp(x).aboveZero() }
}

# The order of two elements as -1, 0 or 1.
def compareElements(x, y) {
    def order := try { x.op__cmp(y) } catch _ { y.op__cmp(x).negate() }
    if (!_vm_fits(Int, order)) { _vm_notA("Int", order) }
    return if (order.belowZero()) { -1 } else if (order.isZero()) { 0 } else { 1 }
}

# List `op__cmp/1`: lexicographic, a proper prefix first. The native method has compared what it could
# and calls this for the rest.
def list_opCmp(self, other) {
    def mine := self.size()
    def theirs := other.size()
    def common := mine.min(theirs)
    var i := 0
    while (i < common) {
        def order := compareElements(self[i], other[i])
        if (!order.isZero()) { return order }
        i += 1
    }
    return mine.op__cmp(theirs)
}

_vm_stamp(_comparer, "D")
