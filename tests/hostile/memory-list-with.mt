# memory
var xs := []
while (true) { xs := xs.with(xs.size()) }
