# traces 1, exits
# The function that is called becomes another one, and a number becomes a double.

def double(x) { return x + x }
def third(x) { return x - 1 }
var f := double
var x := 1
var i := 0
while (i < 1000):
    if (i > 400) { f := third }
    if (i > 700) { x := 0.5 }
    x := f(i) + x - i
    i += 1
traceln(x)
