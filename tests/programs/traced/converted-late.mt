# traces 1, exits
# A cell that a loop relies on as a number gets another value behind something that the loop has done already.
def counted(next, other):
    var x := 0
    var count := 0
    def told():
        return count
    for i in (0..!40):
        count += 1
        if (x + 1 == 7):
            break
        x := if (i > 20) { other } else { next }
    return told()

for other in ([0, 1, 0.5, 6.0, 2 ** 70, 6]):
    traceln(counted(1, other))
    traceln(counted(other, 1))
