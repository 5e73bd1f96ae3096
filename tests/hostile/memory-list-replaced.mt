# memory
var kept := []
var xs := [0] * 10000
while (true) {
    xs := xs.with(kept.size() % 10000, kept.size())
    kept := kept.with(xs)
    traceln(kept[0][1])
}
