# Objects that survive collections in a loop keep their contents: closures, slots, lists, maps, strings.
def makeCounter() { var n := 0; return def next() { n += 1; return n } }
def counters := [for _ in (0..!5) makeCounter()]
var texts := []
def seen := [].asMap().diverge()
for round in (0..!200) {
    for i => counter in (counters) {
        seen[i] := [counter(), `round $round`]
    }
    texts with= ("x" * (round % 7))
}
traceln(seen.snapshot())
traceln(texts.size(), texts.last())
