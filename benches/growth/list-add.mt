# A list that grows by `+=`.
var xs := []
for i in (0..!SIZE) { xs += [i] }
traceln([xs.size(), xs[SIZE // 2]])
