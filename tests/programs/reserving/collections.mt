# Operations on collections that reserve memory for what they make.
def xs := _makeList.fromIterable(0..!60)
traceln(xs.reverse().sort() == xs, (xs + xs).size(), (xs * 3).slice(58, 64), xs.with(99).last())
traceln(xs.asMap().size(), xs.asSet().size(), xs.with(3, "x")[3], xs.slice(2, 5).asMap())
def m := [for x in (xs) M.toString(x) => [x]]
traceln(m.size(), (m | ["0" => 1])["0"], m.with("a", 2).size(), m.without("5").size(), m.sortKeys().getKeys()[1])
traceln(m.getValues().size(), m.slice(3, 5), m.reverse().getKeys()[0], m == m.diverge().snapshot())
def s := xs.asSet()
traceln((s | [100].asSet()).size(), (s & [1, 2].asSet()), s.without(3).size(), s.with(3) == s)
def f := xs.diverge()
for x in (xs) { f.push(x); f.insert(0, x) }
f.extend(xs)
traceln(f.size(), f.snapshot().slice(0, 3), f.pop(), f.size())
def g := [].asMap().diverge()
for x in (xs) { g[[x]] := x; g.removeKey([x // 2]) ; g[[x // 2]] := 1 }
traceln(g.size(), g.fetch([7], fn { "none" }), g.snapshot().slice(0, 2))
def h := [].asSet().diverge()
for x in (xs) { h.include(`$x`) }
traceln(h.size(), h.contains("7"), h.snapshot().asList().slice(0, 3))
traceln([for k => v in (m.slice(0, 3)) v => k], xs.sort().size())
