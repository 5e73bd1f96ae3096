# Guards of the same parts compare as the same; where the parts are not settled, nobody knows, however often they were made,
# and whatever was needed meanwhile.
def [p, resolver] := Ref.promise()
def compared(make) { return try { make() == make() } catch _ { "not settled" } }
def meanwhile(something, make) {
    def first := make()
    try { something() } catch _ { }
    return try { first == make() } catch _ { "not settled" }
}
for make in ([fn { NullOk[p] }, fn { Any[p, Int] }, fn { List[p] }, fn { Map[p, Int] }, fn { NullOk[Int] }, fn { List[Int > 3] }]) {
    traceln([
        compared(make),
        meanwhile(fn { ("a".."b") }, make),
        meanwhile(fn { (1 << 80) ** 200 }, make),
        meanwhile(fn { for i in (0..12) { Any[i, Int] } }, make),
        [make()].contains(make())
    ])
}
resolver.resolve(Str)
traceln([compared(fn { NullOk[p] }), NullOk[p] == NullOk[Str], Any[p, Int] == Any[Str, Int]])

# A long list is checked by the guard itself, a short one by the machine; the answers are the same.
def check(guard, specimen) { return escape no { guard.coerce(specimen, no).size() } catch _ { "refused" } }
for n in ([10, 5000]) {
    traceln([check(List[Int], [1] * n), check(List[NullOk[Int]], [null] * n), check(List[Int > 0], [1] * n + [0])])
    traceln([check(List[List[Int]], [[1] * 100] * n), check(List[Any[Str, Int]], [1, "a"] * n), check(List[0..!9], [9] * n)])
}
