# A list of a thousand elements, each replaced again and again.
var xs := [0] * 1000
for i in (0..!SIZE) { xs with= (i % 1000, i) }
traceln([xs.size(), xs[500]])
