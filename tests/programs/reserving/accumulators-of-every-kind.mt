# Values that grow by one element at a time, through assignments, arguments and results, beside copies of older versions.
def grow(list, map, set, text, n) {
    if (n == 0) { return [list, map, set, text] }
    return grow(list.with(n), map.with(n % 5, list), set.with(n % 7), text + `<$n>`, n - 1)
}
def [list, map, set, text] := grow([], [].asMap(), [].asSet(), "", 20)
traceln([list.size(), map.size(), set.size(), text.size()])
for k => v in (map) { traceln([k, v.size(), if (v.size() > 0) { v[v.size() - 1] }]) }
var older := []
var newest := [1, 2, 3]
for i in (0..!6) {
    older with= (newest)
    newest with= (i % 3, newest[i % 3] * 10)
    newest += [i]
}
traceln(older)
traceln(newest.slice(2, 6) + older[4].slice(0, 2))
var keyed := ["a" => 1].diverge()
for word in ("the cat and the dog and the end".split(" ")) { keyed[word] := keyed.fetch(word, fn { 0 }) + 1 }
traceln(keyed.sortKeys())
traceln(([1, 2, 3].asSet() | [3, 4].asSet()) &! [2].asSet())
