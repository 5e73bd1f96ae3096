# traces 1, whole
# Exceptions and ejections that are caught where the trace can see it, through finally blocks.
var closed := 0
def risky(n) {
    if (n % 3 == 0) { throw(n) }
    return n
}
def careful(n) {
    try { return risky(n) } finally { closed += 1 }
}
def twice(n) {
    try {
        try { return careful(n) } catch problem { throw(problem) }
    } catch _ {
        return -1
    }
}
var sum := 0
for i in (0..!3000) { sum := (sum * 7 + twice(i)) % 1000003 }
traceln(sum)
traceln(closed)
var left := 0
for i in (0..!3000) {
    escape ej {
        try { if (i % 2 == 0) { ej(i) } } finally { closed += 1 }
        left += 1
    }
}
traceln(left)
traceln(closed)
var beyond := 0
for i in (0..!3000) {
    try { [1, 2][i % 4] } catch _ { beyond += 1 }
}
traceln(beyond)
