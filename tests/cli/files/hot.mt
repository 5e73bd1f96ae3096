var sum := 0
var i := 0
while (i < 10000):
    sum += 3
    i += 1
traceln(sum)
