# endless
def hay := "a" * 100000
def needle := "a" * 5000 + "b"
while (true) { hay.indexOf(needle) }
