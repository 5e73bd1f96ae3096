# A map that grows by `with`.
var m := [].asMap()
for i in (0..!SIZE) { m with= (i, i) }
traceln([m.size(), m[SIZE // 2]])
