# Functions that make functions: counters with shared state, composition, folds, currying.
def makeCounter(step) {
    var n := 0
    return [fn { n += step; n }, fn { n := 0 }]
}
def compose(f, g) { return fn x { g(f(x)) } }
def fold(list, var acc, f) {
    for x in (list) { acc := f(acc, x) }
    return acc
}
def adder(a) { return fn b { fn c { (a + b * c) % 65521 } } }
def map(list, f) {
    def out := [].diverge()
    for x in (list) { out.push(f(x)) }
    return out.snapshot()
}
def filter(list, f) {
    def out := [].diverge()
    for x in (list) { if (f(x)) { out.push(x) } }
    return out.snapshot()
}
var seed := 37
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def numbers := [for _ in (0..!1000) random(1000)]
def round(k) {
    def [bump, reset] := makeCounter(k % 5 + 1)
    var pipeline := fn x { x + k }
    for i in (0..!8) { pipeline := compose(pipeline, fn x { (x * 3 + i) % 1009 }) }
    def kept := filter(numbers, fn x { (x + bump()) % 3 != 0 })
    def total := fold(map(kept, pipeline), 0, fn a, b { a + b })
    def mixed := fold(numbers, k, fn a, b { adder(a)(b)(k) })
    def last := bump()
    reset()
    return (total + mixed + last + bump()) % 1000003
}
var sum := 0
for k in (0..!500) { sum += round(k) }
traceln(sum)
