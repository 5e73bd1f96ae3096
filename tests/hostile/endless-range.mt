# endless
var sum := 0
for i in (0..!(10 ** 12)) { sum += i % 7 }
traceln(sum)
