# memory
var n := 3
while (true) { n := n * n }
