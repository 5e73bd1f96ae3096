# Levenshtein's distance between strings: dynamic programming over rows of integers.
var seed := 67
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def word(n) { return "".join([for _ in (0..!n) ('a' + random(5)).asString()]) }
def distance(a, b) {
    var previous := [for j in (0..b.size()) j].diverge()
    for i => x in (a) {
        def row := [i + 1].diverge()
        for j => y in (b) {
            var best := previous[j]
            if (x != y) {
                best += 1
                if (previous[j + 1] < best) { best := previous[j + 1] + 1 }
                if (row[j] < best) { best := row[j] + 1 }
            }
            row.push(best)
        }
        previous := row
    }
    return previous.last()
}
var total := 0
for _ in (0..!1300) { total += distance(word(60 + random(20)), word(60 + random(20))) }
traceln(total)
