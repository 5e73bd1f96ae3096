# Spans of neighbouring text join; others become a blob around both.
def a := _makeSourceSpan("f", true, 1, 0, 1, 4)
def b := _makeSourceSpan("f", true, 1, 5, 1, 9)
def c := _makeSourceSpan("f", true, 3, 0, 3, 2)
traceln(a, a.combine(b), a.combine(c), c.combine(a), a.notOneToOne())
traceln(a == _makeSourceSpan("f", true, 1, 0, 1, 4), a == b, a.getEndCol(), b.isOneToOne())
traceln(try { a.combine(5) } catch _ { "no span" })
