# An exception through 100,000 activations with a finally in each.
var unwound := 0
def descend(n) {
    try {
        if (n == 0) { throw("bottom") }
        descend(n - 1)
    } finally {
        unwound += 1
    }
}
try { descend(100_000) } catch _ { traceln("caught") }
traceln(unwound)
