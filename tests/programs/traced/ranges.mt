# traces 1, exits
# An iteration over a range, with key and value, whose end is not the length of the range.

var sum := 0
for k => v in (-500..500):
    sum += k * v
traceln(sum)
for v in (-500..500):
    if (v > 0) { sum -= v } else { sum += v }
traceln(sum)
