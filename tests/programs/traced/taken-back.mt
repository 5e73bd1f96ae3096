# traces 1, exits

# Behind an exit a name gets back what it had at the head of the loop, after it had something else in front of the exit.
def run():
    var x := 7
    var sum := 0
    for i in (0..!300):
        sum += x
        def before := x
        x := i + 100
        if (i % 10 > 0):
            x := before
        else:
            x := before
    return [x, sum]

traceln(run())
