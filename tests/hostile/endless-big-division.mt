# endless
def n := 3 ** 400000
def d := 7 ** 100000
while (true) { n // d }
