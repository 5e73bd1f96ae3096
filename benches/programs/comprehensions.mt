# Comprehensions over ranges, lists and maps, with filters, nested; and iterators written as objects.
def triples(n) {
    return [for a in (1..n) [for b in (a..n) ? (a * a + b * b <= n * n) [a, b]].size()]
}
def makeSteps(first, limit, step) {
    return object steps {
        to _makeIterator() {
            var i := -1
            var at := first - step
            return object stepIterator {
                to next(ej) {
                    i += 1
                    at += step
                    if (at > limit) { ej(null) }
                    return [i, at]
                }
            }
        }
    }
}
def histogram(list) {
    def groups := [].asMap().diverge()
    for x in (list) { groups[x % 17] := groups.fetch(x % 17, fn { 0 }) + 1 }
    return [for k => v in (groups) ? (v > 1) k => v * k]
}
def sum(list) {
    var total := 0
    for x in (list) { total += x }
    return total
}
var seed := 127
for _ in (0..!160) {
    seed := (seed * 3877 + 29573) % 139968
    def n := 100 + seed % 50
    traceln(sum(triples(n)))
    def squares := [for i => x in (makeSteps(1, 20000, 3)) x * x + i // 2]
    traceln(sum([for x in (squares) ? (x % 2 == 0) x // 2]) % 1000003)
    traceln(sum(histogram([for x in (squares) x % (n + 100)])))
}
