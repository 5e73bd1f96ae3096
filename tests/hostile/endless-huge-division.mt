# endless
def n := (1 << 40000000) - 1
def m := (1 << 15000000) - 7
while (true) { n // m }
