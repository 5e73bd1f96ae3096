# endless
var n := 0
while (n < 10 ** 18) { n += 1 }
