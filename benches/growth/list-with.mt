# A list that grows by `with`.
var xs := []
for i in (0..!SIZE) { xs with= (i) }
traceln([xs.size(), xs[SIZE // 2]])
