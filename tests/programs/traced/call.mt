# traces 1, exits
# The proof: a loop that counts and calls a small function, whose test changes its mind in the middle.

def step(total, i):
    if (i < 3000):
        return total + i
    else:
        return total + 2

var total := 0
for i in (0..!6000):
    total := step(total, i)
traceln(total)
