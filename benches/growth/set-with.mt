# A set that grows by `with`.
var s := [].asSet()
for i in (0..!SIZE) { s with= (i) }
traceln([s.size(), s.contains(SIZE // 2)])
