# Regions of integers and characters can be iterated; several intervals count through.
traceln([for i => x in ((1..2) | (7..8)) [i, x]])
traceln([for c in ('x'..'z') c], [for x in (Int.makeRegion(1, false, 4, false)) x])
traceln([for x in (_makeTopSet(Int, 5, true, 7, true)) x], [for x in (Int > 5) x])
traceln(try { [for x in (1.0..2.0) x] } catch _ { "doubles have no next" })
def far := 2 ** 70
traceln([for x in (far..(far + 2)) x - far])
