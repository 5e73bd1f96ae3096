# traces 1, exits
# Calls inside of calls, a closure's captured names, and a method of an object.

def high := 2000
def clamp(x):
    return if (x > high) { high } else { x }
object counter:
    to next(x, by):
        return clamp(x + by)

var n := -100
var turns := 0
while (turns < 4000):
    n := counter.next(n, 1)
    turns += 1
traceln(n)
traceln(turns)
