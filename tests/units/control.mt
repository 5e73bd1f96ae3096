# Ejectors, exceptions, finally, switch, patterns.
def find(list, wanted) {
    for i => x in (list) { if (x == wanted) { return i } }
    return -1
}
traceln(find([4, 5, 6], 5), escape e { try { e(1) } finally { traceln("f") } })
traceln(try { throw("x") } catch _ { switch ([1, 2]) { match [a, ==2] { a } match _ { 0 } } })
def [first] + rest := [1, 2, 3]
traceln(first, rest, `a${first}b`)
