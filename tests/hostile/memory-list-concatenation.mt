# memory
var xs := [1, 2, 3]
while (true) { xs += xs }
