# endless
def n := 3 ** 400000
while (true) { `$n` }
