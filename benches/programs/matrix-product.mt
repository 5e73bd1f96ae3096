# Products of square matrices kept as lists of rows: index loops over nested lists of integers.
var seed := 19
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def makeMatrix(n) { return [for _ in (0..!n) [for _ in (0..!n) random(100)]] }
def product(a, b) {
    def n := a.size()
    def rows := [].diverge()
    for i in (0..!n) {
        def row := a[i]
        def out := [].diverge()
        for j in (0..!n) {
            var sum := 0
            for k in (0..!n) { sum += row[k] * b[k][j] }
            out.push(sum % 1000)
        }
        rows.push(out.snapshot())
    }
    return rows.snapshot()
}
def trace(a) {
    var sum := 0
    for i => row in (a) { sum += row[i] }
    return sum
}
def n := 150
def a := makeMatrix(n)
def b := makeMatrix(n)
def c := product(a, b)
traceln(trace(c))
traceln(trace(product(c, a)))
traceln(trace(product(b, c)))
