# Sorting by the elements' own order is stable, asks the right one when the left cannot answer, and handles many.
def card(rank, suit) {
    return object card {
        to op__cmp(other) { return rank.op__cmp(other.rank()) }
        to rank() { return rank }
        to _printOn(out) { out.print(`$rank$suit`) }
    }
}
traceln([for c in ("dcab") card(c.asInteger() % 2, c)].sort())
object last { to op__cmp(_) { return 1 } to _printOn(out) { out.print("last") } }
traceln([last, 3, 1, 2].sort(), try { [1, "a"].sort() } catch _ { "no order" })
var n := 7
def shuffled := [for _ in (1..200) { n := n * 37 % 1009; card(n % 10, n) }]
def sorted := shuffled.sort()
var inOrder := true
for i => c in (sorted) { inOrder &= sorted[(i - 1).max(0)].rank() <= c.rank() }
traceln(inOrder, sorted.size(), ["b" => card(2, 'x'), "a" => card(1, 'y')].sortValues())
