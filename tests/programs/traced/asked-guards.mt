# traces 1
# Guards that look at their specimen, or are the program's own; guarded variables; refusals that are caught.
object even {
    to coerce(n, ej) {
        if (n % 2 == 0) { return n }
        throw.eject(ej, "odd")
    }
}
def half(n :even) { return n // 2 }
def percent(n :(0..100)) { return n / 100.0 }
def tagged(tag :NullOk[Str]) { return if (tag == null) { 0 } else { tag.size() } }
var total :Int := 0
var small :(0..!1000) := 0
var refused := 0
def all :List[Int] := [for i in (0..!40) i]
for i in (0..!4000) {
    total := (total + half(i * 2)) % 100003
    small := (small + 7) % 1000
    def fraction :Double := percent(i % 101)
    if (fraction > 0.5) { total += 1 }
    total += tagged(if (i % 3 == 0) { "tag" } else { null })
    def list :List[Int] := all
    total += list[i % 40]
    def x := i % 5
    if (x =~ e :even) { total += e }
    try { percent(i % 110) } catch _ { refused += 1 }
}
traceln(total)
traceln(small)
traceln(refused)
