# A map that is an argument and a result.
def grown(m, i) { return m.with(i, i) }
var m := [].asMap()
for i in (0..!SIZE) { m := grown(m, i) }
traceln([m.size(), m[SIZE // 2]])
