# A list that is an argument and a result.
def grown(xs, i) { return xs.with(i) }
var xs := []
for i in (0..!SIZE) { xs := grown(xs, i) }
traceln([xs.size(), xs[SIZE // 2]])
