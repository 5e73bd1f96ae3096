# A loop over an iterator of the program's own ends when the ejector that the iterator got fires, whoever
# fires it; the ejector is one for the whole loop, and inert afterwards.
var saved := null
var seen := [].asSet()
object endless {
    to _makeIterator() {
        var n := 0
        return object counter { to next(ej) { saved := ej; n += 1; return [n, n * 10] } }
    }
}
def after(f) { return try { f(); "fired" } catch _ { "inert" } }
traceln(for v in (endless) { traceln(v); saved() }, after(saved))
traceln(for k => v in (endless) { if (k > 2) { saved("ignored") }; traceln(k, v) }, after(saved))

# One ejector for all steps.
var first := null
for k => _ in (endless) { if (k == 1) { first := saved } else { traceln(k, first == saved); first() } }

# From a callee, through a finally block, from within inner loops and comprehensions.
def fire() { saved() }
for v in (endless) { try { traceln(v); fire() } finally { traceln("finally") }; traceln("not reached") }
for v in (endless) {
    def outer := saved
    for w in (endless) { traceln(v, w); if (w == 20) { outer() } }
    traceln("not reached")
}
for x in (1..2) {
    for w in (endless) { for y in (1..9) { if (y == 3) { saved() }; traceln(x, w, y) } }
}
traceln([for v in (endless) { if (v == 30) { saved() }; v }], after(saved))
traceln([for k => v in (endless) ? ({ if (k == 4) { saved() }; k != 2 }) k => v])

# Left in any other way, the loop takes its ejector with it.
traceln(for v in (endless) { if (v == 20) { break v } }, after(saved))
def leave() { for v in (endless) { for w in (endless) { return [v, w] } } }
traceln(leave(), after(saved))
def outer := escape out { for v in (endless) { out(v) } }
traceln(outer, after(saved))
traceln(try { for v in (endless) { throw("no") } } catch _ { "caught" }, after(saved))
for x in (1..3) { for v in (endless) { if (v == 20) { continue }; if (v == 30) { break }; traceln(x, v) } }
traceln(after(saved))

# The iterator may keep the ejector, or pass it on.
object pair { to _makeIterator() { def i := [1, 2]._makeIterator(); return object o { to next(ej) { return i.next(ej) } } } }
traceln([for x in (pair) x])
