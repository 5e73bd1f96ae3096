# The longest Collatz chain below a limit: integer arithmetic and branches in two loops.
def longest(limit) {
    var best := 0
    var bestStart := 0
    for start in (1..!limit) {
        var n := start
        var steps := 0
        while (n != 1) {
            n := if (n % 2 == 0) { n // 2 } else { 3 * n + 1 }
            steps += 1
        }
        if (steps > best) {
            best := steps
            bestStart := start
        }
    }
    return [bestStart, best]
}
var seed := 5
seed := (seed * 3877 + 29573) % 139968
def [start, steps] := longest(100000 + (seed % 1000))
traceln(start)
traceln(steps)
