# traces 1, exits

# Machine code of a loop keeps doubles in a cell where the way behind one of its exits puts an integer, and the other way round.
def doubles():
    var x := 0.5
    var i := 0
    while (i < 300):
        x += 0.5
        if (i % 10 == 0):
            x := 1
        i += 1
    return x

def integers():
    var x := 0
    var i := 0
    while (i < 300):
        x += 1
        if (i % 10 == 0):
            x := i / 4
        i += 1
    return x

def outcomes():
    var x := 1
    var i := 0
    while (i < 300):
        if (x == false):
            x := 0
        x += 1
        if (i % 10 == 0):
            x := i < 0
        i += 1
    return x

traceln(doubles())
traceln(integers())
traceln(outcomes())
