# Ejectors, exceptions and `finally` that leave loops, calls of natives, and each other.
def log := [].diverge()
def attempt(name, f) {
    log.push(name)
    try {
        return escape out { f(out) } catch value { ["ejected", value] }
    } catch problem {
        return ["threw", problem =~ _]
    } finally {
        log.push(name + " done")
    }
}
traceln(attempt("eject", fn out { out([1, 2]) }))
traceln(attempt("loop", fn out { for i => x in (["a", "b", "c"]) { if (x == "b") { out([i, x]) } } }))
traceln(attempt("throw", fn out { throw(["no", out =~ _]) }))
traceln(attempt("bounds", fn _ { [1, 2][5] }))
traceln(attempt("sort", fn out { [3, 1, 2].sort(); [fn { 1 }, fn { 2 }].sort() }))
traceln(attempt("pattern", fn out { def [a, b, c] exit out := [1, 2]; a + b + c }) =~ [=="ejected", _])
traceln(attempt("nested", fn out { try { throw("inner") } catch _ { out("outer") } finally { log.push("between") } }))
traceln(attempt("value", fn _ { def many := [for i in (0..20) ? (i % 3 == 0) i * i]; many.size() }))
traceln(log)
