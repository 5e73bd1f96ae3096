# What an iterator, or `_makeIterator`, answers may be a resolved promise; so may what is iterated over.
def promised(x) { def [p, r] := Ref.promise(); r.resolve(x); return p }
def counting(last, wrap) {
    return object counting {
        to _makeIterator() {
            var n := 0
            return wrap(object counter {
                to next(ej) {
                    n += 1
                    if (n > last) { ej("done") }
                    return wrap([wrap(n), wrap(n * n)])
                }
            })
        }
    }
}
for wrap in ([fn x { x }, promised, fn x { promised(promised(x)) }]) {
    def it := counting(3, wrap)
    for k => v in (it) { traceln(k, v) }
    for k => v in (wrap(it)) { traceln(k + 1, v + 1) }
    for v :Int in (it) { traceln(v) }
    traceln([for v in (it) v], [for k => v in (it) ? (k != 2) k + v])
    traceln([for k => v in (it) k => v], _makeList.fromIterable(it))
    traceln([for x in (wrap([1, 2])) x], [for x in (wrap(1..3)) x], [for x in (wrap("ab")) x])
    traceln([for k => v in (wrap(["a" => 1])) v => k], [for x in (wrap([5, 6].asSet())) x])
}
traceln([for x in (counting(3, fn x { if (x =~ l :List) { l.diverge() } else { x } })) x])
