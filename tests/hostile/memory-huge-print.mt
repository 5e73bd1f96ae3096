# memory
var xs := [1]
for _ in (0..!64) { xs := [xs, xs] }
traceln(xs)
