# List patterns and switch: differentiating, simplifying and evaluating expression trees.
var seed := 97
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def generate(depth) {
    if (depth == 0) { return if (random(2) == 0) { ["num", random(10)] } else { ["var"] } }
    def kind := random(4)
    if (kind == 0) { return ["neg", generate(depth - 1)] }
    def left := generate(depth - 1)
    def right := generate(depth - 1)
    return if (kind == 1) { ["mul", left, right] } else { ["add", left, right] }
}
def derive(e) {
    return switch (e) {
        match [=="num", _] { ["num", 0] }
        match [=="var"] { ["num", 1] }
        match [=="neg", a] { ["neg", derive(a)] }
        match [=="add", a, b] { ["add", derive(a), derive(b)] }
        match [=="mul", a, b] { ["add", ["mul", derive(a), b], ["mul", a, derive(b)]] }
    }
}
def simplify(e) {
    return switch (e) {
        match [=="neg", a] {
            switch (simplify(a)) {
                match [=="num", n] { ["num", -n] }
                match [=="neg", b] { b }
                match other { ["neg", other] }
            }
        }
        match [=="add", a, b] {
            switch ([simplify(a), simplify(b)]) {
                match [[=="num", m], [=="num", n]] { ["num", m + n] }
                match [[=="num", ==0], x] { x }
                match [x, [=="num", ==0]] { x }
                match [x, y] { ["add", x, y] }
            }
        }
        match [=="mul", a, b] {
            switch ([simplify(a), simplify(b)]) {
                match [[=="num", m], [=="num", n]] { ["num", m * n] }
                match [[=="num", ==0], _] { ["num", 0] }
                match [_, [=="num", ==0]] { ["num", 0] }
                match [[=="num", ==1], x] { x }
                match [x, [=="num", ==1]] { x }
                match [x, y] { ["mul", x, y] }
            }
        }
        match other { other }
    }
}
def evaluate(e, x) {
    return switch (e) {
        match [=="num", n] { n }
        match [=="var"] { x }
        match [=="neg", a] { -(evaluate(a, x)) }
        match [=="add", a, b] { (evaluate(a, x) + evaluate(b, x)) % 1000003 }
        match [=="mul", a, b] { (evaluate(a, x) * evaluate(b, x)) % 1000003 }
    }
}
def size([_] + children) {
    var n := 1
    for c in (children) { if (c =~ [_] + _) { n += size(c) } }
    return n
}
var total := 0
var nodes := 0
for k in (0..!7500) {
    def d := simplify(derive(simplify(generate(6))))
    nodes += size(d)
    total := (total + evaluate(d, k % 10)) % 1000003
}
traceln(nodes)
traceln(total)
