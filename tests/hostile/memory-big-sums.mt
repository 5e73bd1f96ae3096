# memory
var n := 3
while (true) { n := (n << n.bitLength()) + n; -n - (n >> 7); n ^ -n }
