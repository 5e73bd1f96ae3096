# memory
var all := []
while (true) { var x := all.size(); all := all.with(&x) }
