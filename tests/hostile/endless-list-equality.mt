# endless
def a := [1] * 1_200_000
def b := [1].diverge()
b.extend(a.slice(1))
def c := b.snapshot()
while (true) { a == c; a <=> c; a.contains(2); a.startOf(c.slice(2)) }
