# Allocation and collection: many short-lived binary trees beside one long-lived one. A node is a list of two.
def build(depth) { return if (depth == 0) { [null, null] } else { [build(depth - 1), build(depth - 1)] } }
def check(tree) {
    def left := tree[0]
    return if (left == null) { 1 } else { 1 + check(left) + check(tree[1]) }
}
def run(maxDepth) {
    def longLived := build(maxDepth)
    var depth := 4
    while (depth <= maxDepth) {
        def iterations := 2 ** (maxDepth - depth + 4)
        var total := 0
        for _ in (0..!iterations) { total += check(build(depth)) }
        traceln(total)
        depth += 4
    }
    traceln(check(longLived))
}
var seed := 17
for _ in (0..!2) {
    seed := (seed * 3877 + 29573) % 139968
    run(14 + (seed % 2))
}
