# endless
var xs := [1]
var ys := [1]
for _ in (0..!64) { xs := [xs, xs]; ys := [ys, ys] }
while (true) { traceln(xs == ys) }
