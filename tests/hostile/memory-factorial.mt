# memory
var n := 1
var i := 1
while (true) { n *= (i << 2000); i += 1 }
