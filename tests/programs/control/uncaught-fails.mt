# An uncaught problem ends the program.
def check(n :Int) { return n }
traceln(check(1))
check("one")
traceln("not reached")
