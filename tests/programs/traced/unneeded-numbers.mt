# traces 3, exits
# What arithmetic takes away from a loop, such as `x // 1`, has relied on the type of its operand all the same.
def floored(x0):
    var x := x0
    var turns := 0
    while (turns < 20):
        turns += 1
        x //= 1
    return x

def added(x0):
    var x := x0
    for _ in (0..!20):
        x += 0
    return x

def multiplied(x0):
    var x := x0
    for _ in (0..!20):
        x *= 1
    return x

def unused(x0):
    for _ in (0..!20):
        def _y := x0 - 1
    return x0

for f in ([floored, added, multiplied, unused]):
    for x in ([1, 2.5, 2 ** 70, "ab", 7]):
        traceln(try { f(x) } catch _ { "a problem" })
