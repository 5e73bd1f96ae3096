# Leaving nested loops and calls early: an ejector per search, fired from several levels down.
var seed := 41
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def rows := [for _ in (0..!60) [for _ in (0..!60) random(5000)]]
def visit(row, wanted, found) {
    for i => x in (row) { if (x == wanted) { found(i) } }
}
def search(wanted) {
    escape found {
        for row in (rows) { visit(row, wanted, found) }
        return -1
    } catch at {
        return at
    }
}
def parseDigits(text, ej) {
    var n := 0
    for c in (text) {
        if (c < '0' || c > '9') { ej(n) }
        n := n * 10 + (c.asInteger() - 48)
    }
    return n
}
def texts := ["12345", "12x45", "9", "77y", "", "z1", "40320", "99999a"]
var hits := 0
var sum := 0
for k in (0..!5000) {
    def at := search(random(5000))
    if (at >= 0) { hits += 1; sum += at }
}
traceln(hits)
traceln(sum)
var parsed := 0
var failed := 0
for k in (0..!500000) {
    def text := texts[k % 8]
    escape bad { parsed += parseDigits(text, bad) } catch n { failed += n + 1 }
}
traceln(parsed)
traceln(failed)
