# The game of life on an unbounded board: a set of cells, counts in a map whose keys are pairs.
def around := [[-1, -1], [-1, 0], [-1, 1], [0, -1], [0, 1], [1, -1], [1, 0], [1, 1]]
def step(cells) {
    def counts := [].asMap().diverge()
    for [x, y] in (cells) {
        for [dx, dy] in (around) {
            def c := [x + dx, y + dy]
            counts[c] := if (counts.contains(c)) { counts[c] + 1 } else { 1 }
        }
    }
    def next := [].asSet().diverge()
    for c => n in (counts) { if (n == 3 || (n == 2 && cells.contains(c))) { next.include(c) } }
    return next
}
var seed := 113
def cells := [].asSet().diverge()
for x in (0..!40) {
    for y in (0..!40) {
        seed := (seed * 3877 + 29573) % 139968
        if (seed > 95000) { cells.include([x, y]) }
    }
}
var board := cells
for generation in (1..1200) {
    board := step(board)
    if (generation % 200 == 0) { traceln(board.size()) }
}
var sum := 0
for [x, y] in (board) { sum += x * 7 + y }
traceln(sum)
