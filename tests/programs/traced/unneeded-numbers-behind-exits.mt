# traces 1, exits

# What `x // 1` makes of an integer is that integer, so nothing needs it here; the way behind an exit may bring something else all
# the same.
def run(values):
    var x := 1
    var i := 0
    while (i < 600):
        x // 1
        if (i % 10 == 0):
            x := values[i // 10]
        i += 1
    return "no problem"

traceln(run([7] * 60))
for bad in (["a", null, 'a', 0.5]):
    try:
        traceln(run([7] * 50 + [bad] * 10))
    catch problem:
        traceln("refused")
