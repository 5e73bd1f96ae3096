# The built-in sort: integers, strings and pairs. (Lua has no order on tables; there the pairs are compared by a function.)
var seed := 61
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def weigh(list, f) {
    var sum := 0
    for i => x in (list) { sum := (sum + (i + 1) * f(x)) % 1000003 }
    return sum
}
for _ in (0..!12) {
    def numbers := [for _ in (0..!50000) random(139968)]
    traceln(weigh(numbers.sort(), fn x { x }))
    def strings := [for n in (numbers.slice(0, 20000)) M.toString(n) + "k"]
    traceln(weigh(strings.sort(), fn s { s.size() }))
    def pairs := [for i => n in (numbers.slice(0, 20000)) [n % 100, i]]
    traceln(weigh(pairs.sort(), fn p { p[1] }))
}
