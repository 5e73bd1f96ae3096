# traces 1, exits
# Sums and products leave the machine word; the interpreter goes on with big integers.

var a := 1
var turns := 0
while (turns < 300):
    a := a * 3 - turns
    if (turns < 150) { a := 1 }
    turns += 1
traceln(a)
