# A list in a slot that a closure shares.
var xs := []
def grow(i) { xs with= (i) }
for i in (0..!SIZE) { grow(i) }
traceln([xs.size(), xs[SIZE // 2]])
