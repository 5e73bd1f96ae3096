# memory
var xs := []
while (true) { xs := [xs] }
