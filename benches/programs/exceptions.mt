# Exceptions: thrown through several calls, caught, cleaned up after, thrown again.
var seed := 109
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
var opened := 0
var closed := 0
def risky(depth, n) {
    if (depth == 0) {
        if (n % 3 == 0) { throw(n) }
        return n
    }
    return risky(depth - 1, n) + 1
}
def withResource(n) {
    opened += 1
    try {
        return risky(4, n)
    } finally {
        closed += 1
    }
}
def retrying(n) {
    var attempt := n
    while (true) {
        try {
            return withResource(attempt)
        } catch _ {
            attempt += 1
        }
    }
}
def rethrowing(n) {
    try {
        try { return withResource(n) } catch problem { throw(problem) }
    } catch _ {
        return -1
    }
}
var sum := 0
for _ in (0..!300000) {
    sum := (sum + retrying(random(1000)) + rethrowing(random(1000))) % 1000003
}
traceln(sum)
traceln(opened)
traceln(closed)
