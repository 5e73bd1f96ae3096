# Splitting, trimming, lower-casing and counting words, then sorting the counts.
var seed := 107
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def roots := ["ship", "Sail", "mast", "Rope", "deck", "wind", "Wave", "port", "crew", "star"]
def suffixes := ["", "s", "ed", "ing", "er"]
def marks := ["", "", ",", ".", "!"]
def makeLine() { return " ".join([for _ in (0..!12) roots[random(10)] + suffixes[random(5)] + marks[random(5)]]) }
def strip(word) {
    var end := word.size()
    while (end > 0 && ",.!".contains(word[end - 1])) { end -= 1 }
    return word.slice(0, end)
}
def count(lines) {
    def counts := [].asMap().diverge()
    for line in (lines) {
        for raw in (line.split(" ")) {
            def word := strip(raw.trim()).toLowerCase()
            counts[word] := counts.fetch(word, fn { 0 }) + 1
        }
    }
    return counts
}
def lines := [for _ in (0..!3000) makeLine()]
for _ in (0..!45) {
    def counts := count(lines)
    def ranked := [for word => n in (counts) [-n, word]].sort()
    traceln(ranked.size())
    for [n, word] in (ranked.slice(0, 3)) {
        traceln(-n)
        traceln(word)
    }
}
